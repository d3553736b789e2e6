"""Medicine orders: NSAIDs by their gate (5.3), opioids and gabapentinoids by what they would treat, steroid tablets."""

from __future__ import annotations

from service.concordance.assessment import COUNTING, Verdict, Withheld
from service.concordance.gates import firmest, nsaid_gates, present, steroid_gates, topical_nsaid_gates
from service.concordance.gluteal_states import state
from service.concordance.presentation import (
    BACK_PROBLEMS,
    JOINT_PROBLEMS,
    NERVE_KINDS,
    NERVE_PROBLEMS,
    back_pain,
    complaints,
    concerns_spine_or_hip,
    root_hints,
    standing,
)
from service.concordance.said import Case, Said, held
from service.facts import Order

CLASSES = ("nsaid", "topical_nsaid", "opioid", "gabapentinoid", "systemic_steroid")
OTHER_PAIN = (
    *JOINT_PROBLEMS, *BACK_PROBLEMS, *NERVE_PROBLEMS, "cancer", "spinal_malignancy", "vertebral_fracture",
    "sacral_insufficiency_fracture", "renal_colic", "knee_osteoarthritis", "axial_spondyloarthritis",
    "post_laminectomy_syndrome",
)  # fmt: skip
SUPPORTED = ("G3", "G4", "G5", "G6", "G7", "G8", "G9")


def medication_order(order: Order, case: Case) -> list[Said]:
    """What is to be said of a medicine order."""
    kind = order.order_class or ""
    if kind == "nsaid":
        return _nsaid(order, case)
    if kind == "topical_nsaid":
        return _topical(case)
    if kind == "opioid":
        return [_opioid(case)]
    return [_gabapentinoid(case)] if kind == "gabapentinoid" else _steroid_tablets(case)


def _nsaid(order: Order, case: Case) -> list[Said]:
    """An allergy is said to anybody; the rest where spine, hip or leg are in question."""
    gates = nsaid_gates(case.facts, ordered=order.text)
    action = firmest(gates)
    if action is None or (action != "block" and not concerns_spine_or_hip(case.facts)):
        return [Said(rule="nsaid_fits")]
    rule = {"block": "nsaid_blocked", "avoid": "nsaid_avoid", "warn": "nsaid_interaction", "caution": "nsaid_caution"}[action]
    said = held(rule, gates)
    if rule in ("nsaid_avoid", "nsaid_interaction") and topical_nsaid_gates(case.facts):
        said = Said(rule=said.rule, details=said.details, sources=said.sources, alternatives=("paracetamol",))
    return [said]


def _topical(case: Case) -> list[Said]:
    gates: tuple[Withheld, ...] = topical_nsaid_gates(case.facts)
    if not gates:
        return [Said(rule="nsaid_fits")]
    return [held("nsaid_blocked" if firmest(gates) == "block" else "nsaid_avoid", gates)]


def _only_tendon(case: Case) -> bool:
    """A supported gluteal tendon problem, and nothing else on record that explains pain."""
    supported = any(state(h) in SUPPORTED for h in case.hips)
    spine = any(v.verdict in COUNTING for v in case.verdicts) or bool(root_hints(case.facts)) or bool(back_pain(case.facts))
    return supported and not spine and not case.flagged and not standing(case.facts, *OTHER_PAIN)


def _opioid(case: Case) -> Said:
    disorder = present(case.facts, "opioid_use_disorder")
    if disorder and concerns_spine_or_hip(case.facts):
        return Said(rule="opioid_use_disorder", sources=tuple(p.source for p in disorder))
    return Said(rule="opioid_for_tendon" if _only_tendon(case) else "opioid_open")


def _gabapentinoid(case: Case) -> Said:
    """Discordant for a tendon, where nothing reaches a root or nerve."""
    nerve = any(s.kind in NERVE_KINDS for s in complaints(case.facts))
    if _only_tendon(case) and not nerve:
        incidental = tuple(v for v in case.verdicts if v.verdict is Verdict.INCIDENTAL)
        return Said(rule="gabapentinoid_without_root", related=incidental)
    return Said(rule="gabapentinoid_fits")


def _steroid_tablets(case: Case) -> list[Said]:
    """Infection, an allergy or a fluoroquinolone speak against steroid tablets."""
    wanted = ("steroid_infection", "steroid_red_flag", "steroid_allergy", "steroid_fluoroquinolone", "steroid_cyp3a4")
    gates = [w for w in steroid_gates(case.facts, case.red_flags, side=None) if w.gate in wanted]
    if gates and concerns_spine_or_hip(case.facts):
        return [held("steroid_tablets_not_safe", gates)]
    return [Said(rule="steroid_tablets_open")]
