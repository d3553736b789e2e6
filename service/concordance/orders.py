"""Each order that concerns spine or hip, judged against the findings, the hip and the gates (pack section 7).

`order-select` and `order-sign` call the same function, so they agree. Orders that do not concern us have no entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.concordance import hip_orders, imaging_orders, medication_orders, spine_orders
from service.concordance.assessment import FindingVerdict, OrderJudgement, RedFlag
from service.concordance.gluteal_pathway import asked_already
from service.concordance.hip_sides import named_sides
from service.concordance.said import SEVERITY, Case, Said, judgement
from service.facts import Facts, Order, Side
from service.knowledge.care import care

ADULT = 18


def judge_orders(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[OrderJudgement, ...]:
    """A judgement for every judged order of a class we know, in the order of the drafts."""
    case = Case(facts=facts, verdicts=tuple(verdicts), red_flags=tuple(red_flags))
    return tuple(_judged(order, case) for order in facts.orders if order.judged and order.order_class in KNOWN)


KNOWN = frozenset({*spine_orders.CLASSES, *imaging_orders.CLASSES, *hip_orders.CLASSES, *medication_orders.CLASSES})


def _judged(order: Order, case: Case) -> OrderJudgement:
    said = [*hip_orders.wrong_hip(order, case), *_said(order, case)]
    if case.facts.patient.age is not None and case.facts.patient.age < ADULT:
        said = [s for s in said if care().order_rules[s.rule].judgement == "unsafe"]
    result = judgement(order, said, "treatment_open")
    side = _side_of_alternatives(order, case)
    offered = tuple(a for a in result.alternatives if _offered(a, order, side, case))
    sided = side is not None and any(care().suggestions[a].sided for a in offered)
    details: dict[str, str] = {**result.details, "alternative_side": str(side)} if sided else {**result.details}
    return replace(result, alternatives=offered, details=details)


def _side_of_alternatives(order: Order, case: Case) -> Side | None:
    """The hip that is affected, when it is one; else the side of the order if that hip is among them."""
    affected = hip_orders.affected_hips(case)
    if len(affected) == 1:
        return next(iter(affected))
    return order.side if not affected or set(named_sides(order.side)) <= affected else None


def _said(order: Order, case: Case) -> list[Said]:
    kind = order.order_class
    if kind in spine_orders.CLASSES:
        return spine_orders.spine_order(order, case)
    if kind in imaging_orders.CLASSES:
        return imaging_orders.imaging_order(order, case)
    if kind in medication_orders.CLASSES:
        return medication_orders.medication_order(order, case)
    return hip_orders.hip_order(order, case)


def _offered(suggestion: str, order: Order, side: Side | None, case: Case) -> bool:
    """Whether an alternative is worth offering: not ordered already, and clean when it is judged itself."""
    entry = care().suggestions[suggestion]
    if entry.order_class is None:
        return True
    if asked_already(case.facts, suggestion, side if entry.sided else None):
        return False
    proposed = Order(reference="", order_class=entry.order_class, side=side if entry.sided else None, source=order.source)
    said = [*hip_orders.wrong_hip(proposed, case), *_said(proposed, case)]
    return all(SEVERITY[care().order_rules[s.rule].indicator] < SEVERITY["warning"] for s in said)
