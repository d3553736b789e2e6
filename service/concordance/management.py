"""Management: every pathway of the patient, the hips first (pack sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.assessment import FindingVerdict, Pathway, RedFlag
from service.concordance.gluteal_pathway import gluteal_pathways
from service.concordance.pathways import other_pathways
from service.facts import Facts


def manage(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[Pathway, ...]:
    """Where each hip stands in the gluteal pathway, then the pathways of what else explains or competes."""
    return (*gluteal_pathways(facts, verdicts, red_flags), *other_pathways(facts, verdicts, red_flags))
