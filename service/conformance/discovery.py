"""Rules of discovery: what a service says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.conformance.client import NOT_JSON
from service.conformance.hook_names import DEPRECATED, NOUN_VERB, REVERSE_DOMAIN, TOKENS
from service.conformance.rule import Advice, check
from service.conformance.target import Target

MEMBERS = {"hook", "title", "description", "id", "prefetch", "usageRequirements", "extension", "version", "hookVersion"}
SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@-]+")
SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
HOOK_VERSION = re.compile(r"\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?")


def empties(value: Any, place: str) -> Iterator[str]:
    """Places that hold null, or an empty string, array or object."""
    if value is None or value in ("", [], {}):
        yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from empties(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from empties(inner, f"{place}[{number}]")


def named(target: Target) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry with its place."""
    for number, entry in enumerate(target.entries):
        yield f"services[{number}]", entry


@check("D1")
def discovery_is_an_object_with_services(target: Target) -> Iterator[str]:
    reply = target.discovery
    if reply.status != 200:
        yield reply.says
    elif reply.document is NOT_JSON or not isinstance(reply.document, dict):
        yield "the body is not a JSON object"
    elif not isinstance(reply.document.get("services"), list):
        yield "there is no array `services`"
    if reply.status == 200 and not reply.is_json:
        yield f"content type {reply.header('content-type') or 'missing'}"


@check("D2")
def a_trailing_slash_is_the_same(target: Target) -> Iterator[str]:
    reply = target.client.send("GET", target.discovery_url + "/", about="discovery with a trailing slash")
    if reply.status != 200:
        yield f"{target.discovery_url}/ {reply.says}"


@check("D3")
def discovery_is_stable(target: Target) -> Iterator[str]:
    for tail in ("", "?x=1", "?hook=patient-view&_format=json"):
        reply = target.client.send("GET", target.discovery_url + tail, about=f"discovery again {tail}")
        if reply.document != target.discovery.document:
            yield f"another answer for {tail or 'the same address'} ({reply.says})"


@check("D4")
def each_service_says_what_it_is(target: Target) -> Iterator[str | Advice]:
    for place, entry in named(target):
        for key in ("hook", "id", "description"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                yield f"{place} has no text `{key}`"
        if "title" not in entry:
            yield Advice(f"{place} has no `title`")
        elif entry["title"] is not None and not isinstance(entry["title"], str):
            yield f"{place}.title is not text"


@check("D5")
def ids_are_one_segment_and_pairs_unique(target: Target) -> Iterator[str]:
    texts = [(p, e["id"], e.get("hook")) for p, e in named(target) if isinstance(e.get("id"), str)]
    for place, service_id, _ in texts:
        if service_id and not SEGMENT.fullmatch(service_id):
            yield f"{place}.id is not one segment of a URL"
    for (service_id, hook), count in Counter((i, str(h)) for _, i, h in texts).items():
        if count > 1:
            yield f"`{service_id}` with hook `{hook}` is listed {count} times"


@check("D6")
def hooks_are_published_or_private_names(target: Target) -> Iterator[str | Advice]:
    for place, entry in named(target):
        hook = entry.get("hook")
        if not isinstance(hook, str) or not hook:
            continue
        if hook in DEPRECATED:
            yield f"{place}.hook `{hook}` is deprecated"
        elif hook not in TOKENS and not REVERSE_DOMAIN.fullmatch(hook):
            yield f"{place}.hook `{hook}` is neither published nor in reverse-domain form"
        elif hook in TOKENS and not NOUN_VERB.fullmatch(hook):
            yield Advice(f"{place}.hook `{hook}` is not noun-verb")


@check("D7")
def services_have_no_unknown_members(target: Target) -> Iterator[str]:
    for place, entry in named(target):
        for key in sorted(set(entry) - MEMBERS):
            yield f"{place} has the undefined member `{key}`"
    for key in sorted(set(target.discovery.document) - {"services", "extension"}):
        yield f"the answer has the undefined member `{key}`"


@check("D8")
def nothing_is_null_or_empty(target: Target) -> Iterator[str]:
    for place, entry in named(target):
        for key, value in entry.items():
            if key not in ("extension", "prefetch"):
                yield from (f"{p} is null or empty" for p in empties(value, f"{place}.{key}"))
            elif value is None or value in ({}, []):
                yield f"{place}.{key} is null or empty"


@check("D9")
def optional_members_have_their_types(target: Target) -> Iterator[str | Advice]:
    for place, entry in named(target):
        if "usageRequirements" in entry and not isinstance(entry["usageRequirements"], str | None):
            yield f"{place}.usageRequirements is not text"
        extension = entry.get("extension")
        if extension is not None and not isinstance(extension, dict):
            yield f"{place}.extension is not an object"
        elif extension:
            yield from (
                f"{place}.extension `{k}` is not a reverse-domain key" for k in extension if not REVERSE_DOMAIN.fullmatch(k)
            )


@check("D10")
def versions_are_versions(target: Target) -> Iterator[str]:
    for place, entry in named(target):
        for key, form in (("version", SEMANTIC), ("hookVersion", HOOK_VERSION)):
            value = entry.get(key)
            if value is not None and not (isinstance(value, str) and form.fullmatch(value)):
                yield f"{place}.{key} is not a version number"
