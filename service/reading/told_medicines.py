"""Medicines told in words: "prednisolone 10 mg daily for 2 years", or a list under "Medication:".

Only those that change how safe it is to wait or to put a needle in: steroids, anticoagulants, bisphosphonates and medicines
that suppress the immune system. A note that tells no beginning leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from service.facts import Medication, Source
from service.reading.dates import days_before, weeks_in, year_in
from service.reading.gleaned import Gleaned
from service.reading.medications import medicine_classes
from service.reading.outcomes import cues

OF_RISK = frozenset({"systemic_steroid", "anticoagulant", "bisphosphonate", "immunosuppressant"})
LONGEST = 400
"""Characters of a part of a list; what is longer is no list of medicines."""
_PART = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|[;\n,•]|\s+-\s+|\band\b")
_HEADING = re.compile(
    r"(?:^|(?<=[.;]\s))\s*(?:current |regular |repeat |home |usual |active |outpatient )?(?:medications?|medicines|meds|drugs|"
    r"drug history|dhx?|rx|medication list|tablets)\s*(?:\(\w+\))?\s*[:\-–]",
    re.I | re.M,
)
_LIST_ENDS = re.compile(r"\n\s*\n|\n\s*[A-Z][A-Za-z /]{1,30}:|(?<=\.)\s+[A-Z][A-Za-z /]{1,30}:")
_REGULAR = re.compile(
    r"\b(?:daily|once a day|twice a day|od|bd|bid|b\.i\.d|tds|tid|qd|qhs|qam|mane|nocte|weekly|once a week|monthly|every|"
    r"each|per day|a day|/day|long[- ]?term|for (?:many |several |some |\w+ )?(?:months|years)|since|on|takes?|taking|"
    r"regular(?:ly)?|maintenance|(?:re)?started|began|begun|resumed|commenced|currently|running|"
    r"inr \d+|quick \d+|"
    r"(?:took|last (?:dose|taken))\b.{0,60}?\b(?:today|this morning|yesterday|last night|hours?|hrs?|\d{1,2} ?[ap]m))\b",
    re.I,
)
_NOT_NOW = re.compile(
    r"\b(?:stopp?(?:ed|ing)|discontinued?|ceased|finished|completed|weaned off|came off|off|previous(?:ly)?|formerly|last year|"
    r"allerg\w*|intoleran\w*|reaction|no longer|not (?:on|taking|taken)|never|no|denies|without|avoid|pack|"
    r"dose ?pa(?:ck|k)|paused|on hold|held|withheld|interrupted|"
    r"last dose\b.{0,40}?\b(?:weeks?|months?|years?) ago|injections?|injected|epidural|inhal\w*|cream|consider|"
    r"if|unless|would|should|plan|mother|father|sister|brother|wife|husband|given in|trial|was on|was taking|had been|"
    r"used to)\b",
    re.I,
)
_NO_USE = re.compile(
    r"\b(?:nil|isn'?t|doesn'?t|don'?t|aren'?t|wasn'?t|not|none|information|leaflet|discussed|risks?"
    r"|for \d{1,2} (?:days?|weeks?)|\d{1,2} (?:days?|weeks?) (?:of|course))\b(?!.{0,40}\bcurrently \d)",
    re.I,
)
_IN_A_PAST_YEAR = re.compile(r"\b(?:in|during|until|till) (?:19|20)\d\d\b", re.I)
_FOR_DAYS = re.compile(r"\b(?:course|burst|taper\w*)\b", re.I)
_FOR_LONG = re.compile(
    r"\b(?:for (?:many |several |some |\w+ )?(?:months|years)|long[- ]?term|(?:currently|now|now (?:on|at|taking)|down to) \d+|"
    r"gca|giant cell|temporal arteritis|pmr|polymyalgia|sle|lupus|vasculitis|sarcoid\w*|myasthenia|transplant)\b",
    re.I,
)
"""What makes a course or a taper more than one of some days: a present dose, years, an illness that is treated for long."""
_ALL_BUT = re.compile(
    r"\b(?:no|nil|not on any)\s+(?:\w+\s+){0,3}?(?:medications?|meds|medicines|drugs|tablets|treatment)\s+"
    r"(?:other than|except(?: for)?|apart from|besides|bar|but)\s+",
    re.I,
)
_GOES_ON = re.compile(
    r"\s*(?:last (?:dose|taken)|currently|now (?:on|at|taking|\d+)|(?:re)?started|resumed|reducing|taper\w*|quick|inr|"
    r"stopped|paused|on hold|held|withheld|discontinued|finished)\b",
    re.I,
)
"""How a part begins that says more of the medicine before the comma: "Xarelto 20 mg, last dose this morning"."""
_NAME_AND_DOSE = re.compile(r"\s*[A-Za-z][\w-]{3,30}\s+\d{1,4}(?:\.\d)?\s?(?:mg|mcg|g|iu|units)\W{0,3}\Z")
_YEARS_ON = re.compile(r"\bsince\b", re.I)
_SO_LONG = re.compile(r"\b(?:for|x|past|last|ago|started|began)\b|×", re.I)


def read_told_medicines(text: str, source: Source, as_of: date, *, recorded: date | None = None) -> Gleaned:
    """The medicines of risk that a note says are taken. "For 2 years" counts back from `recorded`, the day of the note.

    Never raises; what is stopped, planned, given once or only discussed is left out.
    """
    told_on = recorded or source.date or as_of
    only = bool(_NAME_AND_DOSE.match(text[:LONGEST]))
    parts = _joined(_parts(text[:50_000]))
    found = [m for part, listed in parts for m in _taken(part, listed or only, source, told_on)]
    return Gleaned(medications=tuple(dict.fromkeys(found)))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of the text, each with whether it stands in a list of medicines."""
    start = 0
    for heading in _HEADING.finditer(text):
        if heading.start() < start:
            continue
        yield from ((part, False) for part in _PART.split(text[start : heading.start()]))
        closed = _LIST_ENDS.search(text, heading.end())
        start = closed.start() if closed else len(text)
        yield from ((part, True) for part in _PART.split(text[heading.end() : start]))
    yield from ((part, False) for part in _PART.split(text[start:]))


def _joined(parts: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The parts, each with those that go on about its medicine: "apixaban 5 mg bd, stopped last week"."""
    whole, is_listed = "", False
    for part, listed in parts:
        if whole and listed == is_listed and len(whole) <= LONGEST and _GOES_ON.match(part) and not medicine_classes(part):
            whole = f"{whole},{part}"
            continue
        if whole:
            yield whole, is_listed
        whole, is_listed = part, listed
    if whole:
        yield whole, is_listed


def _taken(part: str, listed: bool, source: Source, told_on: date) -> Iterator[Medication]:
    if len(part) > LONGEST:
        return
    if but := _ALL_BUT.search(part):
        part, listed = part[but.end() :], True
    if "?" in part or _NO_USE.search(part) or _IN_A_PAST_YEAR.search(part):
        return
    for_days, for_long = _FOR_DAYS.search(part), _FOR_LONG.search(part)
    regular = listed or _REGULAR.search(part) or (for_days and for_long)
    if not regular or _NOT_NOW.search(part) or (for_days and not for_long):
        return
    classes = medicine_classes(part.strip()) & OF_RISK
    if not classes or not cues().ids(part).isdisjoint(("planned", "never")):
        return
    words = " ".join(part.split())
    yield Medication(
        name=words[:80], classes=classes, start=_begun(part, told_on), source=replace(source, words=words, date=told_on)
    )


def _begun(part: str, told_on: date) -> date | None:
    """When it was begun, as far as the words tell."""
    if _YEARS_ON.search(part):
        return year_in(part)
    weeks = weeks_in(part) if _SO_LONG.search(part) and "every" not in part else None
    return days_before(told_on, round(weeks * 7)) if weeks else None
