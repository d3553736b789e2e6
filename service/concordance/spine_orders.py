"""Procedures and referrals for the lumbar spine: pack 7a and 7c. Level and side are set against the findings that count."""

from __future__ import annotations

from collections.abc import Iterable

from service.concordance.assessment import COUNTING, EXPLAINING, Confidence, FindingVerdict, Verdict
from service.concordance.beside_order import beside_proven_cause
from service.concordance.gates import firmest, steroid_gates
from service.concordance.order_place import (
    MISPLACED,
    level_fits,
    level_of,
    place,
    points_elsewhere,
    right_place,
    side_fits,
)
from service.concordance.order_targets import Target, disc_levels, target
from service.concordance.presentation import back_pain, complaints, points_to_hip, standing
from service.concordance.said import Case, Said, flagged, held
from service.facts import Order

INJECTIONS = ("lumbar_epidural_injection", "lumbar_transforaminal_injection", "lumbar_facet_injection", "spinal_injection")
FACET = ("lumbar_facet_injection", "lumbar_radiofrequency_ablation")
SURGERY = ("lumbar_discectomy", "lumbar_decompression", "lumbar_fusion")
REFERRALS = ("spine_surgery_referral", "pain_clinic_referral")
DISC, BONE = "intradiscal_procedure", "vertebral_augmentation"
ROOT_DIRECTED = ("lumbar_epidural_injection", "lumbar_transforaminal_injection", "lumbar_discectomy", "lumbar_decompression")
NEEDLES = (*INJECTIONS, "lumbar_radiofrequency_ablation", "basivertebral_nerve_ablation", DISC)
PROCEDURES = (*NEEDLES, *SURGERY, BONE, "spinal_cord_stimulator")
CLASSES = (*PROCEDURES, *REFERRALS, "sacroiliac_injection")

UNSTABLE = frozenset({"spondylolisthesis", "spondylolysis", "scoliosis", "fracture", "infection_signs", "neoplasm_signs"})
OF_BONE = frozenset({"fracture", "neoplasm_signs"})
FACET_FINDINGS = frozenset({"facet_arthropathy", "synovial_cyst", "spondylolisthesis", "spondylolysis"})
SURGICAL_FLAGS = frozenset({
    "cauda_equina", "motor_deficit", "cord_signs", "cancer", "infection", "fracture", "post_procedural",
    "anticoagulated_deficit",
})  # fmt: skip


def spine_order(order: Order, case: Case) -> list[Said]:
    """What is to be said of an order for the lumbar spine."""
    kind = order.order_class or ""
    if kind in REFERRALS:
        return [_referral(order, case)]
    if kind == "sacroiliac_injection":
        return [Said(rule="sacroiliac_not_lumbar"), *_injection_gates(case, spinal=False)]
    if case.flagged:
        return _with_red_flag(order, case)
    said = [_procedure(order, case)]
    if kind in (*ROOT_DIRECTED, *SURGERY, "spinal_injection"):
        said = [beside_proven_cause(said[0], case)]
    if kind == DISC:  # not always a steroid, but always a needle
        return said + [s for s in _injection_gates(case, spinal=True) if s.rule == "needle_with_anticoagulant"]
    return said + (_injection_gates(case, spinal=kind not in FACET) if kind in INJECTIONS else [])


def _injection_gates(case: Case, *, spinal: bool) -> list[Said]:
    gates = steroid_gates(case.facts, case.red_flags, side=None, spinal=spinal)
    action = firmest(gates)
    if action is None:
        return []
    if any(w.gate == "steroid_anticoagulant_spine" for w in gates) and action != "block":
        return [held("needle_with_anticoagulant", [w for w in gates if w.gate == "steroid_anticoagulant_spine"])]
    return [held(GATE_RULES[action], gates)]


GATE_RULES = {
    "block": "injection_not_safe",
    "avoid": "injection_better_avoided",
    "warn": "injection_better_avoided",
    "caution": "injection_with_caution",
}
"""The rule by how firmly an injection is held back."""


def _with_red_flag(order: Order, case: Case) -> list[Said]:
    """An injection never goes first; an operation may be just what the flag calls for, at the right place."""
    kind = order.order_class or ""
    if kind in NEEDLES:
        return [flagged("injection_during_red_flag", case.red_flags)]
    if kind == BONE and {f.flag for f in case.red_flags if f.active} <= {"fracture", "cancer"}:
        return [_augmentation(order, case)]
    if kind not in SURGERY:
        return [flagged("surgery_during_red_flag", case.red_flags)]
    placed = place(order, _relevant(order, case.verdicts))
    if points_elsewhere(placed):
        return [flagged("not_during_red_flag", case.red_flags)]
    if placed.rule in MISPLACED:
        return [placed]
    called = any(f.active and f.flag in SURGICAL_FLAGS for f in case.red_flags)
    return [flagged("red_flag_calls_for_it" if called else "not_during_red_flag", case.red_flags)]


# ---- procedures -----------------------------------------------------------------------------------------------------


def _procedure(order: Order, case: Case) -> Said:
    kind = order.order_class or ""
    if "diagnostic_block" in order.qualities and not (kind in FACET and _no_back(case)) and _doubt(order, case.verdicts):
        return Said(rule="diagnostic_block")
    if not _assessed(case.verdicts):
        return _without_findings(order, case)
    if kind in FACET:
        return _facet(order, case)
    if kind == "basivertebral_nerve_ablation":
        return _basivertebral(order, case)
    if kind == "spinal_cord_stimulator":
        return _stimulator(case)
    if kind == BONE:
        return _augmentation(order, case)
    relevant = _relevant(order, case.verdicts)
    if not relevant:
        return _nothing_relevant(order, case)
    placed = place(order, relevant)
    if points_elsewhere(placed):
        return _nothing_there(order, case)
    if kind == "lumbar_fusion" and placed.rule in ("fits_finding", "may_fit_finding"):
        return _fusion(placed, case)
    return placed


def _assessed(verdicts: Iterable[FindingVerdict]) -> list[FindingVerdict]:
    """Findings that say something about today."""
    return [v for v in verdicts if v.verdict not in (Verdict.EXCLUDED, Verdict.HISTORICAL)]


def _counting(verdicts: Iterable[FindingVerdict]) -> list[FindingVerdict]:
    return [v for v in verdicts if v.verdict in COUNTING]


def _relevant(order: Order, verdicts: Iterable[FindingVerdict]) -> list[FindingVerdict]:
    """Counting findings that this class of order can treat: those that reach a root; a fusion also what is unstable."""
    kind = order.order_class or ""
    counting = _counting(verdicts)
    if kind in ROOT_DIRECTED:
        return [v for v in counting if v.primary or v.secondary]
    return [v for v in counting if v.primary or v.secondary or v.finding.type in UNSTABLE]


def _without_findings(order: Order, case: Case) -> Said:
    """No lumbar finding on record: a hip complaint is no reason for a spine procedure; else it cannot be told."""
    hip = points_to_hip(case.facts)
    looked = not case.facts.unavailable & {"diagnosticReports", "imagingStudies", "conditions"}
    if hip and looked and (order.order_class or "") != "spinal_cord_stimulator":
        return Said(rule="hip_complaint_without_lumbar_finding", sources=tuple(hip))
    return Said(rule="no_lumbar_finding_recorded")


def _nothing_relevant(order: Order, case: Case) -> Said:
    """No finding that the order could treat explains anything: back pain alone, disc wear alone, or nothing at all."""
    kind = order.order_class or ""
    axial = _counting(case.verdicts)
    rooted = any(v.primary for v in _assessed(case.verdicts))  # findings that reach a root, all of them incidental
    if axial and back_pain(case.facts) and (not rooted or kind == "lumbar_fusion"):
        if kind == "lumbar_fusion":
            return Said(rule="fusion_without_instability", related=tuple(axial))
        if kind in ("lumbar_epidural_injection", "spinal_injection", DISC):
            return Said(rule="may_fit_finding", related=tuple(axial))
        return Said(rule="root_procedure_for_back_pain", related=tuple(axial))
    return _no_concordant(order, case)


def _nothing_there(order: Order, case: Case) -> Said:
    """Nothing at the order's level that it could treat, and elsewhere only what may explain the presentation."""
    worn = [v for v in _counting(case.verdicts) if level_fits(v, target(order))]
    if order.order_class == "lumbar_fusion" and worn and back_pain(case.facts):
        return Said(rule="fusion_without_instability", related=tuple(worn))
    return _no_concordant(order, case)


def _no_concordant(order: Order, case: Case) -> Said:
    """The findings at the order's place, judged incidental; where it names no place, all of them."""
    assessed = _assessed(case.verdicts)
    reach = target(order)
    there = [v for v in assessed if level_fits(v, reach) and side_fits(v, reach)]
    return Said(rule="no_concordant_finding", related=tuple(there or assessed))


def _doubt(order: Order, verdicts: Iterable[FindingVerdict]) -> bool:
    """Whether a finding there may still be the source: counting, or called incidental without certainty."""
    reach, named = target(order), disc_levels(order.levels)
    there = [v for v in _assessed(verdicts) if side_fits(v, reach) and (level_fits(v, reach) or level_of(v) in named)]
    return any(v.verdict in COUNTING or v.confidence is not Confidence.HIGH for v in there)


# ---- single classes -------------------------------------------------------------------------------------------------


def _facet(order: Order, case: Case) -> Said:
    """Facet procedures treat back pain, which imaging does not place; where it does, level and side count."""
    if _no_back(case):
        if complaints(case.facts):
            return Said(rule="facet_procedure_for_leg_pain", related=tuple(_assessed(case.verdicts)))
        return Said(rule="may_fit_finding")
    facets = [v for v in _counting(case.verdicts) if v.finding.type in FACET_FINDINGS]
    return place(order, facets) if facets else Said(rule="may_fit_finding")


def _no_back(case: Case) -> bool:
    """Whether nothing of the back is complained of: no joint of it can be the source, and none needs a block to tell."""
    return not back_pain(case.facts) and not standing(case.facts, "facet_pain")


def _basivertebral(order: Order, case: Case) -> Said:
    modic = [v for v in _counting(case.verdicts) if v.finding.type == "modic_change"]
    if modic and back_pain(case.facts):
        reach = Target(levels=_touching(order))
        there = [v for v in modic if level_fits(v, reach)]
        return Said(
            rule="may_fit_finding" if there else "wrong_level", related=tuple(there or modic), details=right_place(modic)
        )
    all_modic = [v for v in _assessed(case.verdicts) if v.finding.type == "modic_change"]
    return Said(rule="basivertebral_without_modic", related=tuple(all_modic or _assessed(case.verdicts)))


def _augmentation(order: Order, case: Case) -> Said:
    """Cement treats a broken vertebra: one on an image that counts, at its level, or one that the record names."""
    broken = [v for v in _counting(case.verdicts) if v.finding.type in OF_BONE]
    if broken:
        return place(order, broken)
    named = standing(case.facts, "vertebral_fracture", "cancer")
    return Said(rule="may_fit_finding") if named or not _assessed(case.verdicts) else _no_concordant(order, case)


def _touching(order: Order) -> frozenset[str]:
    """The discs beside every vertebra that the order names."""
    from_bones = {d for v in order.levels if "-" not in v for d in (f"{v}-{_below(v)}", f"{_above(v)}-{v}")}
    return frozenset({v for v in order.levels if "-" in v} | from_bones)


def _below(vertebra: str) -> str:
    return "S1" if vertebra == "L5" else f"{vertebra[0]}{int(vertebra[1:]) + 1}"


def _above(vertebra: str) -> str:
    return {"L1": "T12", "S1": "L5"}.get(vertebra, f"{vertebra[0]}{int(vertebra[1:]) - 1}")


def _stimulator(case: Case) -> Said:
    """A stimulator treats nerve pain that stays after surgery or with a root that explains it."""
    operated = any(o.kind in ("discectomy", "decompression", "fusion", "spinal_other") for o in case.facts.operations)
    coded = standing(case.facts, "post_laminectomy_syndrome", "lumbar_fusion_status", "polyneuropathy")
    neural = [v for v in _counting(case.verdicts) if v.primary or v.finding.type == "arachnoiditis"]
    if operated or coded or neural:
        return Said(rule="may_fit_finding", related=tuple(neural))
    return Said(rule="stimulator_without_indication", related=tuple(_assessed(case.verdicts)))


def _fusion(placed: Said, case: Case) -> Said:
    """A fusion fits what is unstable; narrowing alone leaves the question open."""
    unstable = any(v.finding.type in UNSTABLE for v in placed.related)
    slipped = any(
        v.finding.type in UNSTABLE and v.finding.level in {r.finding.level for r in placed.related}
        for v in _assessed(case.verdicts)
    )
    if unstable or slipped or standing(case.facts, "symptomatic_spondylolisthesis"):
        return placed
    return Said(rule="may_fit_finding", related=placed.related)


def _referral(order: Order, case: Case) -> Said:
    """A spine referral while every finding is incidental leads away from what hurts."""
    if case.flagged:
        return flagged(
            "red_flag_calls_for_it" if order.order_class == "spine_surgery_referral" else "referral_open", case.red_flags
        )
    counting, assessed = _counting(case.verdicts), _assessed(case.verdicts)
    if any(v.verdict in EXPLAINING for v in counting):
        return Said(rule="referral_fits", related=tuple(counting))
    if counting or any(not o.kind.startswith(("hip", "gluteal")) for o in case.facts.operations):
        return Said(rule="referral_open", related=tuple(counting))
    if assessed:
        return Said(rule="referral_for_incidental_finding", related=tuple(assessed))
    hip = points_to_hip(case.facts)
    return Said(rule="hip_complaint_without_lumbar_finding", sources=tuple(hip)) if hip else Said(rule="referral_open")
