"""What words state → facts: the reads of signs, complaints and diagnoses with a source, dates and standing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from service.facts import Activity, FamilyHistory, Presence, Problem, Side, Sign, Source, Symptom, Verification
from service.reading.complaints import Complaint
from service.reading.condition_status import RECENT, is_current, weeks_before
from service.reading.diagnoses import Diagnosis
from service.reading.gleaned import Gleaned
from service.reading.sign_reads import SignRead

WORDS_KEPT = 400
OF_SIGNS = frozenset({"new", "acute", "chronic", "progressive", "stable"})
LONG_STANDING = frozenset({"chronic"})
STIFF = re.compile(r"(\d{1,3})\s*(?:-|to)?\s*(?:\d{1,3})?\s*(minutes?|mins?|min|hours?|hrs?|h)\b", re.I)
LONG_STIFFNESS = 30
PASSING = frozenset({"fever"})
"""Complaints of an illness that ended with it: "fever last winter"."""
LONG_PAST = re.compile(r"\blast (?:winter|spring|summer|autumn|year|christmas|easter)\b", re.I)
OF_NOW = re.compile(r"\b(?:since|now|today|yesterday|last (?:week|night)|again|still)\b", re.I)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where words stand: their source, the day of the record, and what the resource around them says."""

    source: Source
    as_of: date
    recorded: date | None = None
    onset: date | None = None
    activity: Activity = Activity.UNKNOWN
    verification: Verification = Verification.CONFIRMED
    qualities: frozenset[str] = frozenset()
    abated: date | None = None


def lateral(side: str | None) -> Side | None:
    return side if side in ("left", "right", "bilateral", "midline") else None  # type: ignore[return-value]


def one_side(side: str | None) -> Literal["left", "right"] | None:
    """left or right, None for anything else."""
    return "left" if side == "left" else "right" if side == "right" else None


def excerpt(text: str) -> str:
    """The words as written, on one line and not endless."""
    return " ".join(text[: WORDS_KEPT * 2].split())[:WORDS_KEPT]


def sign_facts(reads: Iterable[SignRead], setting: Setting) -> Iterator[Sign]:
    """One Sign per read; each test and side once, the abnormal before the normal."""
    seen: dict[tuple[str, str | None], Sign] = {}
    for read in reads:
        sign = Sign(
            test=read.test,
            side=one_side(read.side),
            presence=read.presence,
            grade=read.grade,
            qualities=read.qualities | (setting.qualities & OF_SIGNS) | ({"chronic"} if old(read, setting) else set()),
            source=setting.source,
        )
        known = seen.get((sign.test, sign.side))
        if known is None or (sign.abnormal and not known.abnormal):
            seen[(sign.test, sign.side)] = sign
    yield from seen.values()


def old(read: SignRead, setting: Setting) -> bool:
    """Whether it is said to be so since a year that is long past."""
    return read.since is not None and setting.as_of - read.since > timedelta(days=366)


def begun(weeks: float | None, since: date | None, setting: Setting) -> date | None:
    """The day a complaint began: what its resource says, else counted back from the record, else the day named."""
    if setting.onset is not None:
        return setting.onset
    if weeks is not None:
        return weeks_before(setting.recorded or setting.as_of, weeks)
    if since is not None and since.year <= setting.as_of.year:
        return min(since, setting.as_of)
    return None


def symptom_facts(complaints: Iterable[Complaint], setting: Setting, words: str = "") -> Iterator[Symptom]:
    """One Symptom per complaint; what was refuted or denied is ABSENT."""
    for c in complaints:
        onset = begun(c.weeks, c.since, setting)
        denied = c.denied or setting.verification is Verification.REFUTED
        past = c.scope.past or c.scope.abated or (c.kind in PASSING and long_past(words))
        activity = Activity.INACTIVE if past and setting.activity is not Activity.RESOLVED else setting.activity
        qualities = c.qualities | setting.qualities | stiffness_length(c, words)
        qualities |= {"chronic"} if onset is not None and setting.as_of - onset > RECENT and not denied else set()
        chronic = bool(c.qualities & LONG_STANDING or setting.qualities & LONG_STANDING)
        yield Symptom(
            kind=c.kind,
            regions=c.regions,
            side=lateral(c.side),
            presence=Presence.ABSENT if denied else Presence.PRESENT,
            activity=activity,
            verification=certainty(setting.verification, hedged=c.scope.hedged, denied=denied),
            onset=onset,
            recorded=setting.recorded,
            weeks=weeks_since(onset, setting) if onset is not None else c.weeks,
            qualities=qualities,
            current=is_current(activity, (onset, setting.recorded), setting.as_of, chronic=chronic),
            source=setting.source,
        )


def long_past(words: str) -> bool:
    """Whether words speak of last winter, and of no time since."""
    return bool(LONG_PAST.search(words)) and not OF_NOW.search(words)


def stiffness_length(c: Complaint, words: str) -> frozenset[str]:
    """Morning stiffness of a stated length is long (more than 30 minutes) or short."""
    found = STIFF.search(words) if c.kind == "morning_stiffness" else None
    if found is None:
        return frozenset()
    minutes = int(found[1]) * (60 if found[2].lower().startswith("h") else 1)
    return frozenset({"prolonged" if minutes > LONG_STIFFNESS else "short"})


def weeks_since(onset: date, setting: Setting) -> float:
    return round(max((setting.as_of - onset).days, 0) / 7, 1)


def certainty(stated: Verification, *, hedged: bool, denied: bool) -> Verification:
    """A denial is certain; doubt in the words makes a confirmed entry provisional."""
    if denied and stated.counts:
        return Verification.CONFIRMED
    if denied and stated is Verification.REFUTED:
        return Verification.CONFIRMED
    return Verification.PROVISIONAL if hedged and stated is Verification.CONFIRMED else stated


def problem_facts(found: Iterable[Diagnosis], setting: Setting) -> Iterator[Problem]:
    """One Problem per kind. Negated or ruled out: refuted. "History of": inactive, unless the illness lasts."""
    for d in found:
        if d.scope.asked or d.scope.family:
            continue
        refuted = d.scope.negated or d.scope.ruled_out
        verification = Verification.REFUTED if refuted else certainty(setting.verification, hedged=d.scope.hedged, denied=False)
        past = (d.scope.past or d.scope.abated or over(d, setting)) and not d.entry.lasting
        activity = Activity.INACTIVE if past and setting.activity is not Activity.RESOLVED else setting.activity
        details = d.details | ({"history"} if d.scope.past else set()) | ({"suspected"} if d.scope.hedged else set())
        yield from problems_of(
            d.entry.kinds,
            d.side,
            details,
            setting,
            activity,
            verification,
            begun(d.weeks, d.since, setting),
            lasting=d.entry.lasting,
        )


def over(d: Diagnosis, setting: Setting) -> bool:
    """Whether an illness that passes is told of a year long past: "discitis in 2009"."""
    if not d.entry.passing or d.lasts:
        return False
    told_on = setting.recorded or setting.as_of
    then = d.since or (weeks_before(told_on, d.weeks) if d.ago and d.weeks is not None else None)
    return then is not None and setting.as_of - then > RECENT


def problems_of(
    kinds: Iterable[str], side: str | None, details: frozenset[str], setting: Setting, activity: Activity,
    verification: Verification, onset: date | None, *, lasting: bool,
) -> Iterator[Problem]:  # fmt: skip
    stands = lasting or bool(details & LONG_STANDING)
    for kind in kinds:
        yield Problem(
            kind=kind,
            side=lateral(side),
            activity=activity,
            verification=verification,
            onset=onset,
            recorded=setting.recorded,
            abated=setting.abated,
            details=frozenset(details) | (setting.qualities & {"new", "acute", "chronic", "severe", "mild", "moderate"}),
            current=is_current(activity, (onset, setting.recorded), setting.as_of, chronic=stands),
            source=setting.source,
        )


def family_facts(found: Iterable[Diagnosis], setting: Setting, relation: str | None = None) -> Iterator[FamilyHistory]:
    """What the words say of relatives, each kind once; a negated family history is none."""
    for d in found:
        denied = d.scope.negated or "no family" in d.scope.family
        if (d.scope.family or relation) and not denied and d.scope.family != "somebody else":
            who = relation or (d.scope.family if not d.scope.family.startswith(("family", "fh", "f/h", "fam")) else None)
            for kind in d.entry.kinds:
                yield FamilyHistory(kind=kind, relation=who, source=setting.source)


def merged(gleaned: Gleaned) -> Gleaned:
    """The same fact read twice (by code and by words) once; the one with side and details is kept."""
    if len(gleaned.problems) < 2 and len(gleaned.symptoms) < 2 and len(gleaned.signs) < 2:
        return gleaned
    problems: dict[str, Problem] = {}
    for p in gleaned.problems:
        known = problems.get(p.kind)
        problems[p.kind] = p if known is None else both(known, p)
    symptoms = tuple(dict.fromkeys(gleaned.symptoms))
    return replace(gleaned, problems=tuple(problems.values()), symptoms=symptoms, signs=tuple(dict.fromkeys(gleaned.signs)))


def both(one: Problem, other: Problem) -> Problem:
    """Two statements of one diagnosis: details added up, doubt and refutation of either kept."""
    less_sure = max((one, other), key=lambda p: SURENESS.index(p.verification))
    ended = one if one.activity in (Activity.INACTIVE, Activity.RESOLVED) else other
    return replace(
        one,
        side=one.side or other.side,
        details=one.details | other.details,
        verification=less_sure.verification,
        activity=ended.activity,
        current=one.current and other.current,
        onset=one.onset or other.onset,
    )


SURENESS = (
    Verification.CONFIRMED,
    Verification.PROVISIONAL,
    Verification.DIFFERENTIAL,
    Verification.UNCONFIRMED,
    Verification.REFUTED,
    Verification.ENTERED_IN_ERROR,
)
