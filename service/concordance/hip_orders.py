"""Orders for the hip: injections, operations, referral and conservative treatment (pack 5.2, 5.4 and 7a)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from service.concordance.gates import firmest, steroid_gates
from service.concordance.gluteal_hip import GLUTEAL, LOCAL_SIGNS, GlutealHip, gluteal_hip, steroid_injections
from service.concordance.gluteal_pathway import SURGICAL
from service.concordance.gluteal_states import state
from service.concordance.hip_sides import HIPS, Hip, named_sides, on_side
from service.concordance.presentation import JOINT_PROBLEMS, concerns_spine_or_hip, hip_sides, standing
from service.concordance.said import Case, Said, flagged, held
from service.concordance.spine_orders import GATE_RULES
from service.facts import Order, Side, Source

INJECTIONS = ("trochanteric_injection", "intratendinous_injection", "hip_joint_injection")
OPERATIONS = ("gluteal_repair", "hip_surgery_other", "hip_arthroplasty")
SIDED = (*INJECTIONS, "gluteal_repair", "hip_surgery_other", "hip_arthroplasty", "hip_mri", "hip_xray", "hip_ultrasound")
TREATMENTS = ("physiotherapy", "shockwave", "platelet_rich_plasma", "rheumatology_referral", "hip_surgeon_referral")
CLASSES = (*INJECTIONS, *OPERATIONS, *TREATMENTS)
YEAR = timedelta(days=366)
MANY = 2


def hip_order(order: Order, case: Case) -> list[Said]:
    """What is to be said of an order for the hip."""
    kind = order.order_class or ""
    if kind in INJECTIONS:
        return _injection(order, case)
    if kind in OPERATIONS:
        return _operation(order, case)
    if kind == "hip_surgeon_referral":
        return [Said(rule="surgeon_referral_fits" if _hips(order, case) or hip_sides(case.facts) else "treatment_open")]
    if case.flagged:
        return [flagged("not_during_red_flag", case.red_flags)]
    return [Said(rule="treatment_fits" if concerns_spine_or_hip(case.facts) else "treatment_open")]


def wrong_hip(order: Order, case: Case) -> list[Said]:
    """An order for one hip while complaint, diagnosis and hip signs are of the other alone."""
    named, known = set(named_sides(order.side)), affected_hips(case)
    if order.order_class not in SIDED or len(named) != 1 or len(known) != 1 or named == known:
        return []
    side = next(iter(known))
    sources = [p.source for p in standing(case.facts, *GLUTEAL, *JOINT_PROBLEMS)]
    return [Said(rule="hip_wrong_side", details={"right_side": side}, sources=tuple(sources))]


def affected_hips(case: Case) -> set[Hip]:
    """The hips that anything in the record is about."""
    tender = {s.side for s in case.facts.signs if s.test in (*LOCAL_SIGNS, "trendelenburg") and s.abnormal}
    placed = {h.side for h in case.hips if not h.resolved}
    return {side for side in HIPS if side in hip_sides(case.facts) | tender | placed}


def _hips(order: Order, case: Case) -> list[GlutealHip]:
    """The hips with a gluteal problem that the order is about."""
    return [h for h in case.hips if on_side(h.side, order.side)]


# ---- injections -----------------------------------------------------------------------------------------------------


def _injection(order: Order, case: Case) -> list[Said]:
    kind = order.order_class or ""
    if into_tendon(order) and not _without_steroid(order):
        return [Said(rule="intratendinous_steroid"), *_repeat(order, case)]
    if case.flagged:
        return [flagged("injection_during_red_flag", case.red_flags)]
    if _without_steroid(order):
        return [Said(rule="diagnostic_block" if "diagnostic_block" in order.qualities else "treatment_open")]
    gates = steroid_gates(case.facts, case.red_flags, side=order.side, joint=kind == "hip_joint_injection")
    action = firmest(gates)
    held_by = [held(GATE_RULES[action], gates)] if action else []
    if kind == "hip_joint_injection":
        return held_by or [Said(rule="treatment_open")]
    return [*_repeat(order, case), *held_by] or [_first_injection(order, case)]


def into_tendon(order: Order) -> bool:
    return order.order_class == "intratendinous_injection" or "intratendinous" in order.qualities


def _without_steroid(order: Order) -> bool:
    """Said to hold no steroid: a diagnostic block or blood product."""
    return bool({"diagnostic_block", "platelet_rich_plasma", "no_steroid"} & order.qualities)


def _repeat(order: Order, case: Case) -> list[Said]:
    """Steroid that this tendon has had: one of any date warns, two within 12 months more so (I3, S17)."""
    sides: tuple[Hip | None, ...] = named_sides(order.side) or (None,)
    worst = max((steroid_injections(case.facts, side) for side in sides), key=len)
    if not worst:
        return []
    lately = [i for i in worst if i.given and case.facts.as_of - i.given <= YEAR]
    rule = "repeat_injection_many" if len(lately) >= MANY else "repeat_injection"
    last = worst[-1].given
    details = {"count": str(len(worst))} | ({"date": last.isoformat()} if last else {})
    return [Said(rule=rule, details=details, sources=tuple(i.source for i in worst), alternatives=_instead(order, case))]


def _instead(order: Order, case: Case) -> tuple[str, ...]:
    """Exercise, unless it is under way already; shockwave."""
    running = any(h.clock.began is not None for h in _hips(order, case))
    return ("shockwave",) if running else ("physiotherapy_abductors", "shockwave")


def _first_injection(order: Order, case: Case) -> Said:
    if {"landmark_guided", "unguided", "blind"} & order.qualities:
        return Said(rule="injection_without_guidance")
    treated = _hips(order, case) or hip_sides(case.facts)
    return Said(rule="first_injection" if treated else "injection_open")


# ---- operations -----------------------------------------------------------------------------------------------------


def _operation(order: Order, case: Case) -> list[Said]:
    kind = order.order_class or ""
    if case.flagged:
        return [flagged("surgery_during_red_flag", case.red_flags)]
    if kind == "hip_arthroplasty" or (kind == "hip_surgery_other" and _joint_disease(order, case)):
        return [Said(rule="surgery_open")]
    hips = _hips(order, case)
    if kind == "hip_surgery_other" and not hips:
        return [Said(rule="surgery_open")]
    return [_gluteal_repair(order, case, hips)]


def _joint_disease(order: Order, case: Case) -> bool:
    return any(on_side(p.side, order.side) for p in standing(case.facts, *JOINT_PROBLEMS))


def _gluteal_repair(order: Order, case: Case, hips: Sequence[GlutealHip]) -> Said:
    """Repair fits G2, G7 and G9; before that the programme comes first (S19)."""
    considered = list(hips) or [gluteal_hip(case.facts, _only(order.side), red_flag=False)]
    states = [(state(h), h) for h in considered]
    if all(name in SURGICAL for name, _ in states):
        return Said(rule="repair_indicated", details={"state": states[0][0]}, sources=_problem_sources(considered))
    name, hip = next((name, h) for name, h in states if name not in SURGICAL)
    details = {"state": name, "weeks": str(int(hip.clock.weeks))}
    rule = {"G1": "repair_undiagnosed", "G10": "repair_of_resolved"}.get(name, "repair_too_early")
    return Said(rule=rule, details=details, sources=_problem_sources(considered))


def _only(side: Side | None) -> Hip | None:
    named = named_sides(side)
    return named[0] if len(named) == 1 else None


def _problem_sources(hips: Sequence[GlutealHip]) -> tuple[Source, ...]:
    return tuple(h.problem.source for h in hips if h.problem)
