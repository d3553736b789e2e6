"""Judging a patient with 20 findings and 40 facts: promised under a millisecond of CPU.

The floor is a walk over the same facts that compares every finding with every fact and does nothing else.
"""

from __future__ import annotations

from datetime import date

from benchmarks.row import Row, cpu_seconds
from service.concordance.judge import judge
from service.facts import DISC_LEVELS, Facts, Finding, Patient, Presence, Problem, Side, Sign, Source, Symptom
from service.knowledge.tables import knowledge

PROMISE_MS = 1.0
AS_OF = date(2026, 11, 25)
LEVELS = DISC_LEVELS[2:]
AT_EACH_LEVEL: tuple[tuple[str, Side | None], ...] = (
    ("disc_bulge", None),
    ("facet_arthropathy", None),
    ("central_stenosis", None),
    ("foraminal_stenosis", "left"),
    ("foraminal_stenosis", "right"),
)
"""What a report of a worn spine says of a level."""
REGIONS = ("lateral_hip", "buttock", "lateral_leg", "dorsum_foot", "anterior_thigh")


def source(n: int) -> Source:
    return Source(reference=f"Observation/{n}", date=AS_OF)


def patient_with(findings: int, facts: int) -> Facts:
    """A patient whose record holds so many findings and facts (signs, complaints and diagnoses, left and right)."""
    tests = [t for t, e in knowledge().signs.items() if e.kind in ("motor", "reflex", "tension", "sensory")]
    signs = tuple(
        Sign(
            test=test,
            side="left" if n % 2 else "right",
            presence=Presence.PRESENT if n % 5 == 0 else Presence.ABSENT,
            grade=4.0 if n % 5 == 0 else None,
            source=source(n),
        )
        for n, test in enumerate(tests[: facts - 8])
    )
    return Facts(
        as_of=AS_OF,
        hook="patient-view",
        patient=Patient(reference="Patient/1", age=61),
        symptoms=tuple(
            Symptom(kind="pain", regions=(r,), side="left", onset=date(2026, 5, 1), source=source(90)) for r in REGIONS
        ),
        signs=signs,
        problems=tuple(
            Problem(kind=k, side="left", source=source(95)) for k in ("gluteal_tear", "diabetes", "hip_osteoarthritis")
        ),
        findings=tuple(
            Finding(type=type_, level=level, side=side, severity="moderate", text="a finding", source=source(99))
            for level in LEVELS
            for type_, side in AT_EACH_LEVEL
        )[:findings],
    )


def compare_all(facts: Facts) -> int:
    """The floor: every finding beside every fact."""
    return sum(f.side == s.side for f in facts.findings for s in facts.signs) + sum(
        f.side == s.side for f in facts.findings for s in facts.symptoms
    )


def rows() -> list[Row]:
    facts = patient_with(20, 40)
    judge(facts)
    took = cpu_seconds(lambda: judge(facts), times=100) * 1000
    floor = cpu_seconds(lambda: compare_all(facts), times=100) * 1000
    return [
        Row(
            what="judge 20 findings against 40 facts",
            measured=f"{took:.3f} ms",
            floor=f"{floor:.3f} ms",
            ratio=f"{took / floor:.1f}",
            promise=f"under {PROMISE_MS:g} ms",
            kept=took < PROMISE_MS,
        )
    ]
