"""Diagnoses that explain signs and pain without a root, and when examination supports them (imaging alone is not enough)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.concordance.examination import Examination
from service.concordance.sides import BOTH, covered, meets
from service.facts import Electrodiagnosis, Problem, Side, Verification
from service.knowledge.models import Presentation
from service.knowledge.tables import knowledge

GLUTEAL_TENDON = frozenset({"gluteal_tear", "gluteal_tendinopathy", "gtps", "post_arthroplasty_abductor_failure"})


@dataclass(frozen=True, slots=True)
class LocalDiagnosis:
    """A listed local diagnosis. `supported`: examination bears it out; `proven`: a nerve study does; `shares` stays true
    while nothing contradicts it: then a sign it explains cannot by itself make a finding concordant."""

    problem: Problem
    entry: Presentation
    supported: bool
    proven: bool
    shares: bool

    def explains_sign(self, test: str, side: Side | None, examination: Examination) -> bool:
        """Whether the diagnosis explains this abnormal test on this side."""
        if test not in self.entry.explains or not meets(self.problem.side, side):
            return False
        return not self.entry.bilateral_only or all(examination.is_abnormal(test, (s,)) for s in ("left", "right"))

    def explains_pain(self, region: str, side: Side | None) -> bool:
        """Whether pain of this region and side belongs to the diagnosis."""
        return region in self.entry.regions and meets(self.problem.side, side)


def stands(problem: Problem) -> bool:
    """Whether a problem may be used at all: not refuted, not in error, active and current (A7)."""
    return problem.verification.counts and problem.activity.ongoing and problem.current


def local_diagnoses(
    problems: Iterable[Problem], studies: Iterable[Electrodiagnosis], examination: Examination
) -> tuple[LocalDiagnosis, ...]:
    """Every local diagnosis that stands, in a fixed order; one that only a nerve study names is among them."""
    studies = tuple(studies)
    listed = [p for p in problems if stands(p) and _group(p) == "local"]
    named = {p.kind for p in listed}
    listed += [p for s in studies if (p := _by_study(s)) is not None and p.kind not in named]
    found = (_weigh(p, studies, examination) for p in listed)
    return tuple(
        sorted(found, key=lambda d: (not d.supported, d.problem.kind, d.problem.side or "", d.problem.source.reference))
    )


def _group(problem: Problem) -> str:
    entry = knowledge().presentations.get(problem.kind)
    return entry.group if entry else ""


def _by_study(study: Electrodiagnosis) -> Problem | None:
    """The diagnosis that a nerve study concludes, as a problem of its own."""
    for kind, entry in knowledge().presentations.items():
        if study.conclusion in entry.proven_by:
            return Problem(kind=kind, side=study.side, source=study.source)
    return None


def _weigh(problem: Problem, studies: tuple[Electrodiagnosis, ...], examination: Examination) -> LocalDiagnosis:
    entry = knowledge().presentations[problem.kind]
    sides = covered(problem.side) or BOTH
    proven = proven_by_study(problem, studies)
    contradicted = any(examination.is_abnormal(test, sides) for test in entry.contradicted_by)
    supported = proven or (
        problem.verification is Verification.CONFIRMED and not contradicted and _borne_out(entry, sides, examination)
    )
    return LocalDiagnosis(problem, entry, supported, proven, shares=proven or not contradicted)


def proven_by_study(problem: Problem, studies: Iterable[Electrodiagnosis]) -> bool:
    """Whether a nerve study concludes this diagnosis on this side."""
    entry = knowledge().presentations[problem.kind]
    return any(s.conclusion in entry.proven_by and meets(s.side, problem.side) for s in studies)


def _borne_out(entry: Presentation, sides: frozenset[str], examination: Examination) -> bool:
    """One supporting test abnormal, and the tests that tell it from a root recorded normal on the side of the complaint."""
    for side in sides:
        positive = any(examination.is_abnormal(test, (side,)) for test in entry.supported_by)
        spared = all(examination.is_normal(test, (side,)) for test in entry.needs_normal)
        any_spared = not entry.needs_any_normal or any(examination.is_normal(t, (side,)) for t in entry.needs_any_normal)
        if positive and spared and any_spared:
            return True
    return False


def sided_like(problem: Problem, side: Side | None) -> Problem:
    """The problem with the side of the complaint where it states none."""
    return problem if problem.side is not None or side is None else replace(problem, side=side)
