"""Rules of responses and cards, tried on every answer of the whole check. What suggests and links is in `offers.py`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from service.conformance.client import NOT_JSON
from service.conformance.discovery import empties
from service.conformance.hook_names import REVERSE_DOMAIN
from service.conformance.rule import Advice, NotTriedError, check
from service.conformance.target import Document, Exchange, Target

LONGEST_SUMMARY = 139
INDICATORS = ("info", "warning", "critical")
TOPIC_CODE = re.compile(r"[A-Za-z0-9]{1,100}")
RAW_HTML = re.compile(r"<(/?[A-Za-z][\w-]*(\s[^<>]*)?/?|!--.*?--|![A-Za-z][^<>]*|\?[^<>]*)>", re.DOTALL)
CODE_SPAN = re.compile(r"(`+).+?\1|^ {4}.*$", re.DOTALL | re.MULTILINE)
AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>")
MARKDOWN = re.compile(r"\*\*|__|\]\(|^#{1,6} |`")
TOP = {"cards", "systemActions", "extension"}
MEMBERS: dict[str, set[str]] = {
    "card": {
        "uuid",
        "summary",
        "detail",
        "indicator",
        "source",
        "suggestions",
        "selectionBehavior",
        "overrideReasons",
        "links",
        "extension",
    },
    "source": {"label", "url", "icon", "topic", "extension"},
    "suggestion": {"label", "uuid", "isRecommended", "actions", "extension"},
    "action": {"type", "description", "resource", "resourceId", "extension"},
    "link": {"label", "url", "type", "appContext", "autolaunchable", "extension"},
    "coding": {"code", "system", "display", "extension", "version", "userSelected", "id"},
}
# The request with markup in the record, which X3 judges.
SPIKED = "markup in the record"
# Members that a rule of their own speaks about.
ELSEWHERE = {"actionSelectionBehavior"}


def objects(value: Any) -> list[Document]:
    """The objects of a list; nothing of anything else."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_absolute(value: Any) -> bool:
    """Whether it is an absolute address on the web."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return bool(parts and parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", value))


def is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(uuid.UUID(value))
    except ValueError:
        return False


def cards(target: Target) -> Iterator[tuple[Exchange, str, Document]]:
    """Every card seen, with its exchange and its place in words. Raises NotTriedError when none was seen."""
    seen = False
    for e in target.exchanges:
        for number, card in enumerate(objects(e.answer.get("cards"))):
            seen = True
            yield e, f"{e.where}: cards[{number}]", card
    if not seen:
        raise NotTriedError("no card was seen; give a request that leads to one (--request FILE)")


def parts(card: Document, place: str) -> Iterator[tuple[str, str, Document]]:
    """The card and every object in it that the specification defines: kind, place, object."""
    yield "card", place, card
    if isinstance(card.get("source"), dict):
        source = card["source"]
        yield "source", f"{place}.source", source
        if isinstance(source.get("topic"), dict):
            yield "coding", f"{place}.source.topic", source["topic"]
    for number, suggestion in enumerate(objects(card.get("suggestions"))):
        here = f"{place}.suggestions[{number}]"
        yield "suggestion", here, suggestion
        for n, action in enumerate(objects(suggestion.get("actions"))):
            yield "action", f"{here}.actions[{n}]", action
    for number, link in enumerate(objects(card.get("links"))):
        yield "link", f"{place}.links[{number}]", link
    for number, reason in enumerate(objects(card.get("overrideReasons"))):
        yield "coding", f"{place}.overrideReasons[{number}]", reason


@check("R1")
def an_answer_is_an_object_with_cards(target: Target) -> Iterator[str]:
    seen = [e for e in target.exchanges if e.reply.status == 200 and e.reply.body.strip()]
    if not seen:
        raise NotTriedError("no hook request was answered 200")
    for e in seen:
        document = e.reply.document
        if not e.reply.is_json:
            yield f"{e.where}: content type {e.reply.header('content-type') or 'missing'}"
        if document is NOT_JSON or not isinstance(document, dict):
            yield f"{e.where}: the body is not a JSON object"
        elif document.get("cards") is not None or "cards" not in document:
            listed = document.get("cards")
            if not isinstance(listed, list) or len(objects(listed)) != len(listed):
                yield f"{e.where}: there is no array `cards` of objects"


@check("R2")
def the_top_holds_nothing_else(target: Target) -> Iterator[str]:
    for e in target.answered():
        for key in sorted(set(e.answer) - TOP):
            yield f"{e.where}: undefined member `{key}`"


@check("R4")
def answers_hold_nothing_empty(target: Target) -> Iterator[str]:
    for e in target.answered():
        for number, card in enumerate(objects(e.answer.get("cards"))):
            for key, value in card.items():
                if key != "extension":
                    yield from (f"{e.where}: {p} is null or empty" for p in empties(value, f"cards[{number}].{key}"))
        for key in ("systemActions", "extension"):
            if key in e.answer and e.answer[key] in (None, [], {}, ""):
                yield f"{e.where}: {key} is null or empty"


@check("R5")
def summaries_are_short_and_plain(target: Target) -> Iterator[str | Advice]:
    for _, place, card in cards(target):
        summary = card.get("summary")
        if not isinstance(summary, str) or not 1 <= len(summary) <= LONGEST_SUMMARY:
            size = f"{len(summary)} characters" if isinstance(summary, str) else "no text"
            yield f"{place}.summary has {size}; 1 to {LONGEST_SUMMARY} are allowed"
            continue
        if "\n" in summary or "\r" in summary:
            yield Advice(f"{place}.summary has more than one line")
        if MARKDOWN.search(summary):
            yield Advice(f"{place}.summary holds Markdown")


@check("R6")
def indicators_are_of_the_three(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        if card.get("indicator") not in INDICATORS:
            yield f"{place}.indicator is none of {', '.join(INDICATORS)}"


@check("R7")
def sources_have_a_label(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        source = card.get("source")
        if not isinstance(source, dict) or not is_text(source.get("label")):
            yield f"{place}.source has no text `label`"


@check("R8")
def addresses_of_the_source_are_absolute(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        source = card.get("source")
        for key in ("url", "icon"):
            if isinstance(source, dict) and key in source and not is_absolute(source[key]):
                yield f"{place}.source.{key} is not absolute"


@check("R9")
def topics_are_codings(target: Target) -> Iterator[str | Advice]:
    for _, place, card in cards(target):
        source = card.get("source")
        topic = source.get("topic") if isinstance(source, dict) else None
        if topic is None:
            yield Advice(f"{place}.source has no `topic`")
        elif not isinstance(topic, dict) or not is_text(topic.get("code")) or not is_text(topic.get("system")):
            yield f"{place}.source.topic has no `code` and `system`"
        elif not TOPIC_CODE.fullmatch(topic["code"]):
            yield Advice(f"{place}.source.topic.code is not 1 to 100 letters and digits")


@check("R10")
def cards_and_suggestions_have_a_uuid(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        for kind, here, part in parts(card, place):
            if kind in ("card", "suggestion") and not is_uuid(part.get("uuid")):
                yield f"{here} has no `uuid` in UUID form"


@check("R11")
def no_uuid_twice(target: Target) -> Iterator[str]:
    owners: dict[str, str] = {}
    seen: dict[int, set[str]] = {}
    for e, place, card in cards(target):
        patient = str((e.request.get("context") or {}).get("patientId")).removeprefix("Patient/")
        here = seen.setdefault(id(e), set())
        for _, where, part in parts(card, place):
            name = part.get("uuid")
            if not isinstance(name, str):
                continue
            if name in here:
                yield f"{where}.uuid is there twice"
            if owners.setdefault(name, patient) != patient:
                yield f"{where}.uuid was given for another patient before"
            here.add(name)


@check("R12")
def details_are_markdown_without_html(target: Target) -> Iterator[str | Advice]:
    for e, place, card in cards(target):
        detail = card.get("detail")
        if detail is not None and not isinstance(detail, str):
            yield f"{place}.detail is not text"
        elif detail and e.about != SPIKED and raw_html(detail):
            yield Advice(f"{place}.detail holds raw HTML")


def raw_html(markdown: str) -> bool:
    """Whether it holds HTML that a renderer would pass on: outside code, not escaped, no autolink."""
    plain = AUTOLINK.sub("", CODE_SPAN.sub("", markdown.replace("\\<", "&lt;")))
    return bool(RAW_HTML.search(plain))


@check("R25")
def no_undefined_members(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        for kind, here, part in parts(card, place):
            for key in sorted(set(part) - MEMBERS[kind] - ELSEWHERE):
                yield f"{here} has the undefined member `{key}`"


@check("R26")
def extensions_are_objects_with_domain_keys(target: Target) -> Iterator[str | Advice]:
    found = [(e.where, e.answer) for e in target.answered()]
    for e in target.exchanges:
        for number, card in enumerate(objects(e.answer.get("cards"))):
            found += [(here, part) for _, here, part in parts(card, f"{e.where}: cards[{number}]")]
    for place, part in found:
        extension = part.get("extension")
        if extension is not None and not isinstance(extension, dict):
            yield f"{place}.extension is not an object"
        elif extension:
            yield from (
                Advice(f"{place}.extension: `{k}` is no reverse-domain key")
                for k in extension
                if not REVERSE_DOMAIN.fullmatch(k)
            )


@check("R29")
def at_least_one_card_was_seen(target: Target) -> Iterator[str]:
    target.open_services()
    if not any(objects(e.answer.get("cards")) for e in target.exchanges):
        yield "no answer held a card, so the rules of cards were not tried; give a request that leads to one (--request FILE)"
