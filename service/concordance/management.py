"""Management: every pathway of the patient, the hips first (pack sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.assessment import FindingVerdict, Pathway, RedFlag
from service.concordance.gluteal_hip import ABDUCTOR_FAILURE
from service.concordance.gluteal_pathway import gluteal_pathways
from service.concordance.pathways import other_pathways
from service.facts import Facts


def manage(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[Pathway, ...]:
    """Where each hip stands in the gluteal pathway, then the pathways of what else explains or competes. Abductors that are
    known to have failed come first, and a hip whose diagnosis is open after a root that a finding explains."""
    hips = gluteal_pathways(facts, verdicts, red_flags)
    others = [p for p in other_pathways(facts, verdicts, red_flags) if not _led_by_table(p, hips)]
    first = [p for p in others if p.state == ABDUCTOR_FAILURE]
    if all(p.state == "G1" for p in hips):
        first += [p for p in others if "i5_both_active" in p.rules]
    return (*first, *hips, *(p for p in others if p not in first))


def _led_by_table(pathway: Pathway, hips: Sequence[Pathway]) -> bool:
    """Whether the state table refers this hip to a surgeon already."""
    return pathway.state == ABDUCTOR_FAILURE and any(h.state == "G2" and h.side == pathway.side for h in hips)
