"""Treatments told in words: a history, a note, an Observation or Condition by that name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from service.facts import Source
from service.reading.coding import notes_of, text_of
from service.reading.dates import MONTH, MONTHS, YEAR, ago, day_of, days_before, weeks_in, year_in
from service.reading.gleaned import Gleaned
from service.reading.outcomes import cues, outcome_in
from service.reading.references import own_reference
from service.reading.services import services
from service.reading.treatments import is_treatment, therapy_kind, treatment
from service.record import Resource

_UNITS = {"7": 1.0, "d": 1.0, "52": 7.0, "w": 7.0, "12": 30.44, "m": 30.44, "y": 365.25}
_SINCE = re.compile(
    r"\b(?P<n>\d{1,3})\s?(?:/\s?(?P<uk>7|52|12)\b|-?\s?(?P<unit>d|w|m|y)(?:ays?|eeks?|ks?|onths?|ths?|os?|ears?|rs?)?\b)\s?"
    r"(?:ago|post|after|following|since|out|s/p|status)\b"
    r"|\b(?:pod|(?:post-?\s?op(?:erative)?\s?)?day)\s?#?(?P<day>\d{1,2})\b"
    r"|\bpost-?\s?op(?:erative(?:ly)?)?\s?(?P<m>\d{1,3})\s?(?:/\s?(?P<uk2>7|52|12)\b|(?P<unit2>d|w|m|y))"
    r"|(?<!since\s)\b(?P<word>yesterday|last night|this morning|today|last week|last month)\b",
    re.I,
)
_WORDS = {"yesterday": 1, "last night": 1, "this morning": 0, "today": 0, "last week": 7, "last month": 30}
_MONTH = re.compile(rf"\b(?:in|since|last|early|late|mid)[ -](?P<month>{MONTH})[a-z]{{0,6}}\b(?!\.?\s*\d)", re.I)
_WEEKDAY = re.compile(r"\b(?:on|last)\s(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_LONG_AGO = re.compile(r"\b(?:previous(?:ly)?|prior|history|hx|pmh|pshx?|old|years?|s/p|status post|after)\b", re.I)
"""Words that part what was done from what happened yesterday: "previous discectomy, weak since yesterday"."""
WEEKDAY_DAYS = 4
"""About so long ago a day of the week was, where nobody wrote which."""
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


def in_month(sentence: str, told_on: date) -> date | None:
    """The middle of the latest month of the name that a sentence gives without a year: "injected in August"."""
    found = _MONTH.search(sentence)
    if found is None:
        return None
    month = MONTHS[found["month"].lower()]
    return min(date(told_on.year - (month > told_on.month), month, 15), told_on)


def done_on(sentence: str, told_on: date) -> date | None:
    """The day of what was done, as notes count it: "POD 2", "3/52 post", "2 days after", "yesterday", "on Monday"."""
    found = _SINCE.search(sentence)
    if _LONG_AGO.search(sentence) and (found is None or found["word"]):
        return None
    if found is None:
        return told_on - timedelta(days=WEEKDAY_DAYS) if _WEEKDAY.search(sentence) else None
    if found["word"]:
        return told_on - timedelta(days=_WORDS[found["word"].lower()])
    if found["day"]:
        return told_on - timedelta(days=int(found["day"]))
    unit = found["uk"] or found["unit"] or found["uk2"] or found["unit2"]
    days = round(int(found["n"] or found["m"]) * _UNITS[unit.lower()])
    return days_before(told_on, days)


def _told(sentence: str, source: Source, told_on: date) -> Gleaned:
    out = Gleaned()
    for service in services(sentence):
        kind = therapy_kind(service.terms)
        if not is_treatment(service) and kind is None:
            continue
        start = ago(sentence, told_on) or year_in(sentence) or done_on(sentence, told_on) or in_month(sentence, told_on)
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
