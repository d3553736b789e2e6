"""Problem-list entries that state lumbar findings: by their words, else by their code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from service.facts import Activity, Finding, Source, StatedFinding, Verification
from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.coding import codes_of, text_of
from service.reading.dates import day_of, period_of
from service.reading.finding_words import composed, finding_text
from service.reading.gleaned import Gleaned
from service.reading.imaging_observations import names_lumbar_finding
from service.reading.references import own_reference
from service.reading.report_text import read_report
from service.reading.spine_levels import levels_in, side_in
from service.record import Resource

_ACTIVITIES = {
    "active": Activity.ACTIVE, "recurrence": Activity.ACTIVE, "relapse": Activity.ACTIVE, "inactive": Activity.INACTIVE,
    "remission": Activity.INACTIVE, "resolved": Activity.RESOLVED,
}  # fmt: skip
_VERIFICATIONS = {
    "entered-in-error": Verification.ENTERED_IN_ERROR, "entered in error": Verification.ENTERED_IN_ERROR,
    "refuted": Verification.REFUTED, "confirmed": Verification.CONFIRMED, "provisional": Verification.PROVISIONAL,
    "differential": Verification.DIFFERENTIAL, "unconfirmed": Verification.UNCONFIRMED,
}  # fmt: skip


class CodedFinding(Entry):
    """The finding that a code stands for."""

    type: str


@cache
def _coded() -> dict[str, str]:
    table = read_table("finding_codes", CodedFinding, folder=FOLDER / "lexicon")
    return {code: table[code].type for code in sorted(table, key=len, reverse=True)}


def coded_type(codes: Any) -> str | None:
    """The type of finding that an ICD-10-CM code stands for, by the longest beginning that is known."""
    return next((kind for code in codes_of(codes) if code.system in ("icd10cm", "") and (kind := _type_of(code.code))), None)


@lru_cache(maxsize=4096)
def _type_of(code: str) -> str | None:
    number = code.upper()
    dotted = number if "." in number or len(number) < 4 else f"{number[:3]}.{number[3:]}"
    return next((kind for beginning, kind in _coded().items() if dotted.startswith(beginning)), None)


def concerns(resource: Resource) -> bool:
    """Whether a Condition states a lumbar finding. Cheap; takes any shape."""
    if resource.get("resourceType") != "Condition":
        return False
    return coded_type(resource.get("code")) is not None or names_lumbar_finding(_words(resource)[:400])


def _words(resource: Resource) -> str:
    """The name of the condition, with the body site where that adds something."""
    name, place = text_of(resource.get("code")), text_of(resource.get("bodySite"))
    if not place or place.lower() in name.lower():
        return name
    adds = (levels_in(place) and not levels_in(name)) or (side_in(place) and not side_in(name))
    return f"{name}, {place}" if adds else name


def read_finding_condition(resource: Resource, as_of: date) -> Gleaned:
    """The lumbar findings of a Condition in valid shape, with its clinical and verification status."""
    words = _words(resource)
    stated = tuple(f for f in read_report(words)) if words else ()
    if not stated:
        kind = coded_type(resource.get("code"))
        stated = (_from_code(kind, words),) if kind else ()
    day = _day(resource, as_of)
    source = Source(reference=own_reference(resource), words=text_of(resource.get("code")), date=day)
    return Gleaned(findings=tuple(_finding(f, resource, source, day) for f in stated))


def _from_code(kind: str, words: str) -> StatedFinding:
    levels = levels_in(words)
    return StatedFinding(type=kind, level=levels[0] if levels else None, side=side_in(words), sentence=words)


def _finding(stated: StatedFinding, resource: Resource, source: Source, day: date | None) -> Finding:
    activity = _status(resource.get("clinicalStatus"), _ACTIVITIES, Activity.ACTIVE)
    if activity is Activity.ACTIVE and (resource.get("abatementDateTime") or resource.get("abatementPeriod")):
        activity = Activity.RESOLVED
    if stated.temporality == "prior":
        activity = Activity.RESOLVED
    return Finding(
        **vars(stated),
        text=finding_text(stated) if stated.sentence else composed(stated),
        source=replace(source, words=stated.sentence or source.words),
        studied=day,
        activity=cast(Activity, activity),
        verification=cast(Verification, _status(resource.get("verificationStatus"), _VERIFICATIONS, Verification.CONFIRMED)),
    )


def _status(concept: Any, known: Mapping[str, Any], otherwise: Any) -> Any:
    named = [c.code.lower() for c in codes_of(concept)] + [text_of(concept).lower()]
    return next((known[n] for n in named if n in known), otherwise)


def _day(resource: Resource, as_of: date) -> date | None:
    """The day the finding was made: onset, else the day it was recorded."""
    start, _ = period_of(resource.get("onsetPeriod"), as_of)
    written = [day_of(resource.get(key), as_of) for key in ("onsetDateTime", "recordedDate", "onsetString")]
    return next((d for d in (written[0], start, *written[1:]) if d), None)
