"""Each order that concerns spine or hip, judged against the findings, the hip and the gates (pack section 7).

`order-select` and `order-sign` call the same function, so they agree. Orders that do not concern us have no entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.alternatives import with_alternatives
from service.concordance.assessment import FindingVerdict, OrderJudgement, RedFlag
from service.concordance.gluteal_hip import gluteal_hips
from service.concordance.order_rules import KNOWN, said_of
from service.concordance.said import Case, judgement, open_flags
from service.facts import Facts, Order
from service.knowledge.care import care

ADULT = 18


def judge_orders(
    facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]
) -> tuple[OrderJudgement, ...]:
    """A judgement for every judged order of a class we know, in the order of the drafts."""
    ours = [order for order in facts.orders if order.judged and order.order_class in KNOWN]
    if not ours:
        return ()
    hips = gluteal_hips(facts, red_flag=bool(open_flags(red_flags)))
    case = Case(facts=facts, verdicts=tuple(verdicts), red_flags=tuple(red_flags), hips=hips)
    return tuple(_judged(order, case) for order in ours)


def _judged(order: Order, case: Case) -> OrderJudgement:
    said = said_of(order, case)
    if case.facts.patient.age is not None and case.facts.patient.age < ADULT:
        said = [s for s in said if care().order_rules[s.rule].judgement == "unsafe"]
    return with_alternatives(judgement(order, said, "treatment_open"), case)
