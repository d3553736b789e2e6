"""Whether the hip abductors are getting weaker: pack 5.1 (project defaults, not from literature)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from service.concordance.complaints import counts
from service.concordance.hip_sides import Hip, on_side
from service.facts import Facts, Sign

APART = timedelta(weeks=4)
GRADE_FALL = 1.0
FORCE_FALL = 0.2
FULL_STRENGTH = 5.0


def progressive_weakness(facts: Facts, side: Hip | None) -> bool:
    """A fall of one MRC grade or a fifth of the force over four weeks or more, or weakness that is called progressive."""
    abductors = [s for s in facts.signs if s.test == "hip_abduction_strength" and on_side(s.side, side)]
    return (
        _called_progressive(facts, abductors, side)
        or _fell(_grades(abductors), lambda old, new: old - new >= GRADE_FALL - 0.01)
        or _fell(_forces(facts, side), lambda old, new: old > 0 and (old - new) / old >= FORCE_FALL)
    )


def _called_progressive(facts: Facts, abductors: Iterable[Sign], side: Hip | None) -> bool:
    complaints = (
        s for s in facts.symptoms
        if s.kind == "weakness" and counts(s) and on_side(s.side, side) and {"lateral_hip", "hip"} & set(s.regions)
    )  # fmt: skip
    signs = (s for s in abductors if s.abnormal)
    return any("progressive" in s.qualities for s in signs) or any("progressive" in s.qualities for s in complaints)


def _grades(abductors: Iterable[Sign]) -> list[tuple[date, float]]:
    """Dated abductor grades; recorded normal without a grade is full strength."""
    out = []
    for s in abductors:
        if s.source.date:
            grade = s.grade if s.grade is not None else FULL_STRENGTH if s.normal else None
            if grade is not None:
                out.append((s.source.date, grade))
    return out


def _forces(facts: Facts, side: Hip | None) -> list[tuple[date, float]]:
    return [
        (m.source.date, m.value)
        for m in facts.measurements
        if m.kind == "abductor_force" and m.source.date and on_side(m.side, side)
    ]


def _fell(series: list[tuple[date, float]], falls: Callable[[float, float], bool]) -> bool:
    if not series:
        return False
    newest = max(day for day, _ in series)
    now = min(value for day, value in series if day == newest)
    return any(newest - day >= APART and falls(value, now) for day, value in series)
