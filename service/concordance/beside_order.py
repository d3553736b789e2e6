"""An order for a finding that only may fit, beside a cause outside the spine that is proven: said, and not held against it."""

from __future__ import annotations

from dataclasses import replace

from service.concordance.assessment import EXPLAINING, Evidence, FindingVerdict
from service.concordance.complaints import counts
from service.concordance.local_diagnoses import proven_by_study
from service.concordance.said import Case, Said
from service.concordance.sides import meets
from service.facts import Facts, Problem
from service.knowledge.tables import knowledge

PROOF = frozenset({"imaging_confirmed", "nerve_study"})
WALKING = frozenset({"claudication", "vascular_claudication"})
PULSELESS = "peripheral_artery_disease"
"""Supported by absent pulses, and by nothing less."""


def beside_proven_cause(said: Said, case: Case) -> Said:
    """The same, with the proven cause named, where every root finding at the order's place is merely possible and a supported
    diagnosis explains a sign or pain of it as well. Supported alone is not enough: a nerve study, an image or missing pulses
    must prove it."""
    if said.rule != "may_fit_finding" or not any(v.primary for v in said.related):
        return said
    if any(v.verdict in EXPLAINING for v in said.related):
        return said
    causes = [p for v in said.related for p in v.competing if _proven(p, case) and _explains_as_well(p, v)]
    if not causes:
        return replace(said, rule="may_fit_without_pulses") if _walks_without_pulses(case.facts) else said
    return replace(said, rule="may_fit_beside_proven_cause", details={**said.details, "rival_kind": causes[0].kind})


def _proven(problem: Problem, case: Case) -> bool:
    same = (p for p in case.facts.problems if p.kind == problem.kind and p.verification.counts and meets(p.side, problem.side))
    if problem.kind == PULSELESS or any(p.details & PROOF for p in same):
        return True
    return proven_by_study(problem, case.facts.electrodiagnoses)


def _explains_as_well(problem: Problem, verdict: FindingVerdict) -> bool:
    return any(_explains(problem, e) for e in verdict.supporting)


def _explains(problem: Problem, evidence: Evidence) -> bool:
    entry = knowledge().presentations[problem.kind]
    if evidence.kind == "sign":
        return evidence.subject in entry.explains
    return evidence.kind == "symptom" and bool(evidence.regions) and entry.regions.issuperset(evidence.regions)


def _walks_without_pulses(facts: Facts) -> bool:
    """Whether the legs hurt on walking, or until the patient stands still, and foot pulses are recorded as absent."""
    walking = any(counts(s) and (s.kind in WALKING or "standing_relief" in s.qualities) for s in facts.symptoms)
    return walking and any(s.test == "pedal_pulses" and s.abnormal for s in facts.signs)
