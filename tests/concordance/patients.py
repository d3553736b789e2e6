"""Builds Facts from short lines, so that a case in a test shows only what matters.

A case is a dict:
    who       "58 F"
    says      ["left lateral_hip pain 20w", "no low_back pain", "night_pain", "both leg claudication 40w"]
    exam      ["left hip_abduction_strength 4", "left straight_leg_raise normal", "both root L5 normal", "hla_b27"]
    has       ["left gluteal_tear partial imaging_confirmed", "?left hip_fracture", "cancer resolved", "refuted left sciatica"]
    shows     ["left moderate foraminal_stenosis L2-L3", "disc_herniation L4-L5 left extrusion !entered-in-error", ...]
    more      keyword arguments of Facts (measurements, medications ...)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, cast

from service.facts import (
    Activity,
    Facts,
    Finding,
    Grade,
    Patient,
    Presence,
    Problem,
    Side,
    Sign,
    Source,
    Symptom,
    Verification,
)
from service.knowledge.tables import knowledge

TODAY = date(2026, 11, 25)
SIDES: Mapping[str, Side] = {"left": "left", "right": "right", "both": "bilateral", "midline": "midline"}
SEVERITIES = ("mild", "mild-moderate", "moderate", "moderate-severe", "severe")
ACTIVITIES = {a.value: a for a in Activity}
VERIFICATIONS = {v.value: v for v in Verification}


def days_ago(days: float) -> date:
    return TODAY - timedelta(days=round(days))


def source(n: int, kind: str, day: date | None = None) -> Source:
    return Source(reference=f"{kind}/{n}", date=day)


def _take_side(words: list[str]) -> Side | None:
    for word in words:
        if word in SIDES:
            words.remove(word)
            return SIDES[word]
    return None


def _take(words: list[str], pattern: str) -> re.Match[str] | None:
    for word in words:
        if m := re.fullmatch(pattern, word):
            words.remove(word)
            return m
    return None


def symptom(line: str, n: int) -> Symptom:
    """`no` denies it; `20w` is how long; known regions and the kind are taken out, what is left are qualities."""
    words = line.split()
    presence = Presence.ABSENT if words[0] == "no" else Presence.PRESENT
    words = words[1:] if words[0] == "no" else words
    side, weeks = _take_side(words), _take(words, r"(\d+(?:\.\d+)?)w")
    status = _take(words, "|".join(map(re.escape, [*ACTIVITIES, *VERIFICATIONS])))
    kind = next((w for w in words if w in knowledge().symptoms), "pain")
    regions = tuple(w for w in words if w in knowledge().regions)
    return Symptom(
        kind=kind,
        regions=regions,
        side=side,
        presence=presence,
        weeks=float(weeks[1]) if weeks else None,
        onset=days_ago(7 * float(weeks[1])) if weeks else None,
        activity=ACTIVITIES.get(status[0] if status else "", Activity.ACTIVE),
        verification=VERIFICATIONS.get(status[0] if status else "", Verification.CONFIRMED),
        qualities=frozenset(w for w in words if w != kind and w not in regions),
        source=source(n, "Condition"),
    )


def signs(line: str, n: int) -> list[Sign]:
    """`normal` after it makes it ABSENT, a number is the MRC grade, `-30d` its day; `root L5 normal` is all its tests."""
    words = line.split()
    side, day = _take_side(words), _take(words, r"-(\d+)d")
    sides = ("left", "right") if side == "bilateral" else (side,)
    presence = Presence.ABSENT if "normal" in words else Presence.NOT_TESTED if "untested" in words else Presence.PRESENT
    grade = _take(words, r"[0-5](\.\d+)?")
    if words[0] == "root":
        card = knowledge().roots[words[1]]
        tests = [*card.myotome, *card.reflex, *card.sensation[:1], *card.provocation[:1]]
    elif words[0] == "neuro":
        kinds = ("motor", "reflex", "sensory", "tension")
        tests = [test for test, entry in knowledge().signs.items() if entry.kind in kinds]
    else:
        tests = [words[0]]
    return [
        Sign(
            test=test,
            side=cast(Any, s if knowledge().signs[test].sided else None),
            presence=presence,
            grade=float(grade[0]) if grade else None,
            qualities=frozenset(words[1:]) - {"normal", "untested"},
            source=source(n, "Observation", days_ago(float(day[1])) if day else None),
        )
        for test in tests
        for s in sides
    ]


def problem(line: str, n: int) -> Problem:
    """A leading `?` makes it a differential; a status word its status; `12w` its onset; what is left are details."""
    words = line.removeprefix("?").split()
    side, weeks = _take_side(words), _take(words, r"(\d+)w")
    activity = _take(words, "|".join(ACTIVITIES))
    verification = _take(words, "|".join(map(re.escape, VERIFICATIONS)))
    return Problem(
        kind=words[0],
        side=side,
        activity=ACTIVITIES[activity[0]] if activity else Activity.ACTIVE,
        verification=Verification.DIFFERENTIAL
        if line.startswith("?")
        else VERIFICATIONS[verification[0]]
        if verification
        else Verification.CONFIRMED,
        onset=days_ago(7 * float(weeks[1])) if weeks else None,
        details=frozenset(words[1:]) - {"past"},
        current="past" not in words,
        source=source(n, "Condition"),
    )


def finding(line: str, n: int) -> Finding:
    """Type, level, side, severity and the rest of the vocabulary in any order; `Lee:3` a grade, `!word` a standing."""
    words = line.split()
    told: dict[str, Any] = {"side": _take_side(words), "qualities": set()}
    for word in words:
        if word in knowledge().findings:
            told["type"] = word
        elif re.fullmatch(r"[TLS]\d+(-[LS]\d)?", word):
            told["level"] = word
        elif word in SEVERITIES:
            told["severity"] = word
        elif word in ("protrusion", "extrusion", "sequestration"):
            told["morphology"] = word
        elif word in ("central", "subarticular", "foraminal", "extraforaminal"):
            told["zone"] = word
        elif word in ("cranial", "caudal"):
            told["migration"] = word
        elif word.startswith("modic"):
            told["modic_type"] = word.removeprefix("modic")
        elif word.startswith("contact="):
            told["contact"] = word.removeprefix("contact=")
        elif word.startswith("root="):
            told["roots"] = tuple(word.removeprefix("root=").split(","))
        elif word.endswith("mm"):
            told["millimetres"] = float(word.removesuffix("mm"))
        elif ":" in word:
            told["grade"] = Grade(scale=word.split(":")[0], value=word.split(":")[1])
        elif word in ("hedged", "negated", "older", "superseded"):
            told[word] = True
        elif word == "prior":
            told["temporality"] = "prior"
        elif word.startswith("!") and word[1:] in VERIFICATIONS:
            told["verification"] = VERIFICATIONS[word[1:]]
        elif word.startswith("!"):
            told["activity"] = ACTIVITIES[word[1:]]
        else:
            told["qualities"].add(word)
    told["qualities"] = frozenset(told["qualities"])
    return Finding(text=line, source=source(n, "DiagnosticReport"), **told)


def patient(who: str) -> Patient:
    age, sex = who.split()
    return Patient(reference="Patient/1", age=int(age), sex="female" if sex == "F" else "male")


def facts(
    *,
    who: str = "58 F",
    says: Iterable[str] = (),
    exam: Iterable[str] = (),
    has: Iterable[str] = (),
    shows: Iterable[str] = (),
    **more: Any,
) -> Facts:
    return Facts(
        as_of=TODAY,
        hook="patient-view",
        patient=patient(who),
        symptoms=tuple(symptom(line, 100 + n) for n, line in enumerate(says)),
        signs=tuple(sign for n, line in enumerate(exam) for sign in signs(line, n)),
        problems=tuple(problem(line, n) for n, line in enumerate(has)),
        findings=tuple(finding(line, n) for n, line in enumerate(shows)),
        **more,
    )
