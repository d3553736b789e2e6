"""Management: every pathway of the patient, the hips first (pack sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.assessment import FindingVerdict, Pathway, RedFlag
from service.concordance.gluteal_pathway import gluteal_pathways
from service.concordance.pathways import other_pathways
from service.facts import Facts


def manage(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[Pathway, ...]:
    """Where each hip stands in the gluteal pathway, then the pathways of what else explains or competes. A hip whose diagnosis
    is open comes after a root that a finding explains."""
    hips, others = gluteal_pathways(facts, verdicts, red_flags), other_pathways(facts, verdicts, red_flags)
    explained = [p for p in others if "i5_both_active" in p.rules]
    if explained and all(p.state == "G1" for p in hips):
        return (*explained, *hips, *(p for p in others if p not in explained))
    return (*hips, *others)
