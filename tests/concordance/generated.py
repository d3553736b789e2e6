"""Generated patients: any mix of complaints, signs, diagnoses and findings, all of one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from service.facts import DISC_LEVELS, Facts, Finding, Patient, Presence, Problem, Side, Sign, Source, Symptom, Verification
from service.knowledge.tables import knowledge
from tests.concordance.patients import TODAY, days_ago

T = TypeVar("T")
MIRROR: dict[Side | None, Side | None] = {
    "left": "right", "right": "left", "bilateral": "bilateral", "midline": "midline", None: None,
}  # fmt: skip
NERVE_KINDS = ("motor", "reflex", "sensory", "tension")
NERVE_TESTS = sorted(t for t, e in knowledge().signs.items() if e.kind in NERVE_KINDS and e.primary)
TESTS = sorted(t for t, e in knowledge().signs.items() if e.kind in (*NERVE_KINDS, "local", "gait"))
PROBLEMS = sorted(k for k, e in knowledge().presentations.items() if e.group in ("local", "root", "axial", "claudication"))
COMPLAINTS = ("pain", "pain", "pain", "numbness", "weakness", "claudication")
LIKELY = ("gluteal_tear", "gtps", "hip_osteoarthritis", "peroneal_neuropathy", "femoral_neuropathy", "meralgia_paraesthetica")
SIDED = st.sampled_from(["left", "left", "right"])
SIDES = st.sampled_from(["left", "left", "left", "right", "bilateral", None])


def source(kind: str, n: int) -> Source:
    return Source(reference=f"{kind}/{n}", date=TODAY)


@st.composite
def symptoms(draw: Callable[..., Any]) -> Symptom:
    regions = draw(st.lists(st.sampled_from(sorted(knowledge().regions)), max_size=2, unique=True))
    return Symptom(
        kind=draw(st.sampled_from(COMPLAINTS)),
        regions=tuple(regions),
        side=draw(SIDES),
        presence=draw(st.sampled_from([Presence.PRESENT, Presence.PRESENT, Presence.ABSENT])),
        onset=days_ago(7 * draw(st.integers(20, 200))),
        source=source("Condition", draw(st.integers(0, 999))),
    )


@st.composite
def signs(draw: Callable[..., Any]) -> Sign:
    test = draw(st.sampled_from(TESTS))
    presence = draw(st.sampled_from([Presence.PRESENT, Presence.ABSENT, Presence.ABSENT, Presence.NOT_TESTED]))
    graded = knowledge().signs[test].kind == "motor" and presence is Presence.PRESENT and test != "foot_drop"
    return Sign(
        test=test,
        side=draw(SIDED) if knowledge().signs[test].sided else None,
        presence=presence,
        grade=draw(st.sampled_from([4.0, 4.33, 3.67])) if graded else None,
        qualities=frozenset({"stable"}) if test == "foot_drop" else frozenset(),
        source=source("Observation", draw(st.integers(0, 999))),
    )


@st.composite
def problems(draw: Callable[..., Any]) -> Problem:
    return Problem(
        kind=draw(st.sampled_from([*PROBLEMS, *LIKELY * 8])),
        side=draw(SIDES),
        verification=draw(st.sampled_from([Verification.CONFIRMED, Verification.CONFIRMED, Verification.PROVISIONAL])),
        details=draw(st.sampled_from([frozenset(), frozenset({"imaging_confirmed"})])),
        source=source("Condition", draw(st.integers(1000, 1999))),
    )


@st.composite
def findings(draw: Callable[..., Any]) -> Finding:
    kinds = sorted(set(knowledge().findings) - {"infection_signs", "neoplasm_signs", "fracture"})
    return Finding(
        type=draw(st.sampled_from(kinds)),
        level=draw(st.sampled_from([*DISC_LEVELS, None])),
        side=draw(st.sampled_from(["left", "left", "right", "bilateral", "midline", None])),
        severity=draw(st.sampled_from([None, "mild", "moderate", "severe"])),
        morphology=draw(st.sampled_from([None, "protrusion", "extrusion"])),
        zone=draw(st.sampled_from([None, "central", "subarticular", "foraminal", "extraforaminal"])),
        contact=draw(st.sampled_from([None, None, None, "none", "contact", "compression"])),
        modic_type=draw(st.sampled_from([None, "1", "2"])),
        hedged=draw(st.booleans()),
        text="a finding",
        source=source("DiagnosticReport", draw(st.integers(0, 9))),
    )


@st.composite
def patients(draw: Callable[..., Any]) -> Facts:
    """A patient without red flags: everything has lasted for months and nothing is new."""
    return Facts(
        as_of=TODAY,
        hook="patient-view",
        patient=Patient(reference="Patient/1", age=draw(st.integers(18, 69)), sex=draw(st.sampled_from(["female", "male"]))),
        symptoms=tuple(draw(st.lists(symptoms(), max_size=4))),
        signs=tuple(draw(st.lists(signs(), max_size=12))),
        problems=tuple(draw(st.lists(problems(), max_size=3))),
        findings=tuple(draw(st.lists(findings(), min_size=1, max_size=5))),
    )


def mirrored(facts: Facts) -> Facts:
    """The same patient with left and right changed about."""

    def turned(items: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(replace(item, side=MIRROR[item.side]) for item in items)  # type: ignore[attr-defined,type-var]

    return replace(
        facts,
        symptoms=turned(facts.symptoms),
        signs=turned(facts.signs),
        problems=turned(facts.problems),
        findings=turned(facts.findings),
    )
