"""What to order instead: the next right step of the patient's own pathways, and what the rule itself offers."""

from __future__ import annotations

from dataclasses import replace

from service.concordance.assessment import OrderJudgement, Pathway
from service.concordance.gluteal_pathway import asked_already
from service.concordance.hip_orders import affected_hips
from service.concordance.hip_sides import named_sides
from service.concordance.management import manage
from service.concordance.order_rules import said_of
from service.concordance.said import SEVERITY, Case
from service.facts import Order, Side
from service.knowledge.care import care

MOST_STEPS = 2
NO_STEP = frozenset({"nsaid", "topical_nsaid", "paracetamol", "guided_peritendinous_injection"})
"""Suggestions of a pathway that are no answer to a wrong order: medicines, and another injection."""


def with_alternatives(found: OrderJudgement, case: Case) -> OrderJudgement:
    """The judgement with what is worth offering instead, each clean when it is judged itself."""
    order, side = found.order, side_of_alternatives(found.order, case)
    steps = next_steps(case, order) if care().order_rules[found.kind].next_step else ()
    offered = tuple(a for a in dict.fromkeys([*steps, *found.alternatives]) if _clean(a, order, side, case))
    sided = side is not None and any(care().suggestions[a].sided for a in offered)
    details = {**found.details, "alternative_side": str(side)} if sided else found.details
    return replace(found, alternatives=offered, details=details)


def next_steps(case: Case, order: Order) -> tuple[str, ...]:
    """The first suggestions of the pathways, those of the order's hip before those of the other; of two hips alike in that,
    those of the one that is worse off."""
    pathways = manage(case.facts, case.verdicts, case.red_flags)
    hips = iter(sorted((p for p in pathways if p.state.startswith("G")), key=_pressing))
    placed = [next(hips) if p.state.startswith("G") else p for p in pathways]
    ranked = sorted(placed, key=lambda p: p.side != order.side if p.state.startswith("G") else False)
    steps = [s for p in ranked for s in p.suggestions if s not in NO_STEP]
    return tuple(dict.fromkeys(steps))[:MOST_STEPS]


def _pressing(hip: Pathway) -> tuple[int, str]:
    """The gravest state first."""
    return (-SEVERITY[care().management[hip.state].indicator], hip.state)


def side_of_alternatives(order: Order, case: Case) -> Side | None:
    """The hip that is affected, when it is one; else the side of the order if that hip is among them."""
    affected = affected_hips(case)
    if len(affected) == 1:
        return next(iter(affected))
    return order.side if not affected or set(named_sides(order.side)) <= affected else None


def _clean(suggestion: str, order: Order, side: Side | None, case: Case) -> bool:
    """Not ordered already, and without a warning when it is judged itself."""
    entry = care().suggestions[suggestion]
    if entry.order_class is None:
        return True
    if asked_already(case.facts, suggestion, side if entry.sided else None):
        return False
    proposed = Order(reference="", order_class=entry.order_class, side=side if entry.sided else None, source=order.source)
    return all(SEVERITY[care().order_rules[s.rule].indicator] < SEVERITY["warning"] for s in said_of(proposed, case))
