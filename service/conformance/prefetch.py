"""Rules of the prefetch templates that a service may publish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from service.conformance.hook_names import ANY_HOOK_TOKENS, TOKENS
from service.conformance.rule import NotTriedError, check
from service.conformance.target import Target

TOKEN = re.compile(r"\{\{(.*?)\}\}")
SHAPE = re.compile(r"([A-Za-z]+)(/\{\{[^{}]+\}\}|\?.*)")
PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
PLAIN_TOKEN = re.compile(r"(context\.)?[A-Za-z][A-Za-z0-9]*")
USER_TOKENS = ("{{context.userId}}", *(f"{{{{{name}}}}}" for name in ANY_HOOK_TOKENS))
RESULT_PARAMETERS = (
    "_include",
    "_revinclude",
    "_has",
    "_summary",
    "_elements",
    "_contained",
    "_containedType",
    "_total",
    "_format",
)
WRONG_PREFIX = re.compile(r"(ne|sa|eb|ap)\d{4}")


@lru_cache
def known_type(name: str) -> bool:
    """Whether FHIR has a resource type of that name."""
    from fhir.resources.R4B import get_fhir_model_class
    from fhir.resources.R4B.resource import Resource

    try:
        return issubclass(get_fhir_model_class(name), Resource) and name not in ("Resource", "DomainResource")
    except (ValueError, KeyError):
        return False


def templates(target: Target) -> Iterator[tuple[str, str, str]]:
    """Place, hook and text of each template. Raises NotTriedError when no service publishes any."""
    found: list[tuple[str, str, str]] = []
    for number, entry in enumerate(target.entries):
        prefetch: Any = entry.get("prefetch")
        if isinstance(prefetch, dict):
            texts = ((k, t) for k, t in prefetch.items() if isinstance(t, str) and t)
            found.extend((f"services[{number}].prefetch.{k}", str(entry.get("hook")), t) for k, t in texts)
    if not found:
        raise NotTriedError("no service publishes a prefetch template")
    yield from found


def parameters(template: str) -> list[tuple[str, str]]:
    """Name (with modifier) and value of each search parameter."""
    _, _, query = template.partition("?")
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in pairs]


def bare(name: str) -> str:
    return name.partition(":")[0]


@check("P1")
def prefetch_maps_names_to_texts(target: Target) -> Iterator[str]:
    listed = [(n, e["prefetch"]) for n, e in enumerate(target.entries) if e.get("prefetch") is not None]
    if not listed:
        raise NotTriedError("no service publishes a prefetch template")
    for number, prefetch in listed:
        if not isinstance(prefetch, dict):
            yield f"services[{number}].prefetch is not an object"
            continue
        for key, text in prefetch.items():
            if not isinstance(text, str) or not text.strip():
                yield f"services[{number}].prefetch.{key} is not a text"
            if not PLAIN_KEY.fullmatch(key):
                yield f"services[{number}].prefetch has the odd key `{key}`"


@check("P2")
def a_template_is_a_read_or_a_search(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        shape = SHAPE.fullmatch(text)
        if text in USER_TOKENS:
            continue
        if not shape:
            yield f"{place} is neither `Type/{{{{token}}}}` nor `Type?...`: {text}"
        elif not known_type(shape[1]):
            yield f"{place} names no FHIR resource type: {shape[1]}"
        elif "$" in text.partition("?")[0] or "_history" in text:
            yield f"{place} is an operation or a history"


@check("P3")
def tokens_are_simple(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        for token in TOKEN.findall(text):
            if not PLAIN_TOKEN.fullmatch(token):
                yield f"{place} has the token {{{{{token}}}}}, which is no plain name"
        if "{{" in TOKEN.sub("", text) or "}}" in TOKEN.sub("", text):
            yield f"{place} has a token that does not close"


@check("P4")
def tokens_are_those_of_the_hook(target: Target) -> Iterator[str]:
    for place, hook, text in templates(target):
        for token in TOKEN.findall(text):
            name = token.removeprefix("context.")
            in_context = token.startswith("context.") and (hook not in TOKENS or name in TOKENS[hook])
            if PLAIN_TOKEN.fullmatch(token) and not in_context and token not in ANY_HOOK_TOKENS:
                yield f"{place} uses {{{{{token}}}}}, no prefetch token of {hook}"


@check("P5")
def each_parameter_comes_once(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        for name, count in Counter(bare(n) for n, _ in parameters(text)).items():
            if count > 1:
                yield f"{place} gives {name} {count} times"


@check("P6")
def no_joins_and_no_result_parameters(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        for name, _ in parameters(text):
            if bare(name) in RESULT_PARAMETERS or "." in name:
                yield f"{place} uses {name}"


@check("P7")
def no_modifier_but_in(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        for name, _ in parameters(text):
            _, colon, modifier = name.partition(":")
            special = bare(name) in RESULT_PARAMETERS or "." in name
            if colon and modifier != "in" and not special:
                yield f"{place} uses the modifier :{modifier}"


@check("P8")
def only_the_agreed_date_prefixes(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        for name, value in parameters(text):
            if WRONG_PREFIX.match(value):
                yield f"{place} uses the prefix {value[:2]} in {name}"


@check("P9")
def searches_are_limited_to_the_context(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        if "?" in text and "{{" not in text:
            yield f"{place} asks for everybody: {text}"


@check("P10")
def no_parameter_is_empty(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        if re.search(r"\s", TOKEN.sub("", text)):
            yield f"{place} holds a space"
        for name, value in parameters(text):
            if not name or not value:
                yield f"{place} has an empty parameter"
            elif name == "_count" and not re.fullmatch(r"[1-9]\d*", value):
                yield f"{place} has _count={value}"
        if text.endswith(("?", "&")):
            yield f"{place} ends in {text[-1]}"


@check("P11")
def no_search_hangs_on_the_encounter(target: Target) -> Iterator[str]:
    for place, _, text in templates(target):
        tokens = set(TOKEN.findall(text))
        if "?" in text and tokens == {"context.encounterId"}:
            yield f"{place} is lost where there is no encounter"
