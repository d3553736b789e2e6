"""Treatments told in words: a history, a note, an Observation or Condition by that name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from service.facts import Source
from service.reading.coding import notes_of, text_of
from service.reading.dates import YEAR, ago, day_of, weeks_in, year_in
from service.reading.gleaned import Gleaned
from service.reading.outcomes import cues, outcome_in
from service.reading.references import own_reference
from service.reading.services import services
from service.reading.treatments import is_treatment, therapy_kind, treatment
from service.record import Resource

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def read_treatment_text(
    text: str, source: Source, as_of: date, *, recorded: date | None = None, stated: bool = False
) -> Gleaned:
    """Treatments that a history tells: "trochanteric steroid injection left 4 months ago", "s/p L4-L5 discectomy 2021".

    Only what was done counts: plans, advice and denials are left out. `stated` says that the text itself is the statement (an
    Observation or Condition by that name), so that no word of the past is asked for. "Ago" counts from `recorded`.
    """
    found = Gleaned()
    for sentence in _SENTENCE.split(text[:50_000]):
        said = cues().ids(sentence) if len(sentence) <= 1500 else frozenset({"planned"})
        if said.isdisjoint(("planned", "never")) and (stated or "past" in said or YEAR.search(sentence)):
            found += _told(sentence, source, recorded or as_of)
    return found


def _told(sentence: str, source: Source, told_on: date) -> Gleaned:
    out = Gleaned()
    for service in services(sentence):
        kind = therapy_kind(service.terms)
        if not is_treatment(service) and kind is None:
            continue
        start = ago(sentence, told_on) or year_in(sentence)
        weeks = weeks_in(sentence)
        if start is None and weeks is not None and kind is not None:
            start = told_on - timedelta(weeks=min(weeks, 2000))
        out += treatment(
            service, source=replace(source, words=sentence.strip()[:300], date=start or source.date), start=start, end=None,
            outcome=outcome_in(sentence), planned=False, status="", words=sentence,
        )  # fmt: skip
    return out


def read_told(resource: Resource, as_of: date) -> Gleaned:
    """A treatment that an Observation or a Condition names ("trochanteric steroid injection left 4 months ago"). A Condition
    must say that it lies in the past; an Observation states it by being there, unless its value denies it."""
    words = "; ".join(filter(None, [text_of(resource.get("code")), _told_value(resource)]))
    value = text_of(resource.get("valueCodeableConcept")).lower()
    if resource.get("valueBoolean") is False or value in ("absent", "no", "negative", "none", "never"):
        return Gleaned()
    day = day_of(resource.get("effectiveDateTime"), as_of) or day_of(resource.get("recordedDate"), as_of)
    source = Source(reference=own_reference(resource), words=words, date=day)
    return read_treatment_text(words, source, as_of, recorded=day, stated=resource.get("resourceType") == "Observation")


def _told_value(resource: Resource) -> str:
    value = resource.get("valueString")
    return "; ".join(filter(None, [value if isinstance(value, str) else "", notes_of(resource.get("note"))]))
