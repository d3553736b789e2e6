"""Facts in, Assessment out: the one entry of this package. Pure: no clock, no settings, no log."""

from __future__ import annotations

from service.concordance.assessment import Assessment
from service.concordance.differential import differential
from service.concordance.management import manage
from service.concordance.notes import notes
from service.concordance.orders import judge_orders
from service.concordance.picture import draw
from service.concordance.red_flags import red_flags
from service.concordance.unexplained import unexplained
from service.concordance.verdicts import judge_findings
from service.facts import Facts
from service.knowledge.tables import knowledge


def judge(facts: Facts) -> Assessment:
    """The assessment of this patient on the day `facts.as_of`; under 18 none but the reason (R11)."""
    if facts.patient.age is not None and facts.patient.age < knowledge().thresholds["adult_age"]:
        return Assessment(abstained="under_18", orders=judge_orders(facts, (), ()), not_assessed=facts.not_assessed)
    picture = draw(facts)
    raised = red_flags(facts, picture)
    verdicts = judge_findings(facts.findings, picture, raised)
    active = tuple(r.flag for r in raised if r.flag.active)
    others, side = differential(facts, picture)
    signs = unexplained(picture, verdicts)
    return Assessment(
        verdicts=verdicts,
        red_flags=active,
        risk_factors=tuple(r.flag for r in raised if not r.flag.active),
        orders=judge_orders(facts, verdicts, active),
        pathways=manage(facts, verdicts, active),
        differential=others,
        differential_side=side,
        unexplained=signs.roots,
        unexplained_side=signs.side,
        unsupported=tuple(dict.fromkeys(picture.shown[id(d)] for d in picture.local if not d.supported)),
        notes=notes(picture, verdicts, raised, signs.roots),
        not_assessed=facts.not_assessed,
    )
