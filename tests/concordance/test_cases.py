"""Every row of `cases_by_subject`: verdicts, red flags, and what every verdict must carry."""

from __future__ import annotations

from typing import Any

import pytest

from service.knowledge.tables import knowledge
from tests.concordance.cases_by_subject import ALL
from tests.concordance.explanations import PAGE, assess, page

LETTERS = {"c": "concordant", "p": "possible", "i": "incidental", "u": "urgent", "h": "historical", "x": "excluded"}


@pytest.mark.parametrize("case", ALL, ids=lambda c: c["case"])
def test_each_patient_gets_verdicts_that_both_specialists_sign(case: dict[str, Any]) -> None:
    assessment = assess(case)
    for verdict, (line, letters) in zip(assessment.verdicts, case["shows"].items(), strict=True):
        accepted = [LETTERS[letter] for letter in letters]
        told = [(e.relation, e.subject, e.roots) for e in (*verdict.supporting, *verdict.against)]
        assert verdict.verdict in accepted, f"{line}: {verdict.verdict} by {verdict.rules}; {told}"
        assert verdict.rules, line
        assert set(verdict.rules) <= knowledge().rules.keys()
        assert verdict.citations, line
        assert set(verdict.citations) <= knowledge().citations.keys()
    assert sorted({f.flag for f in assessment.red_flags}) == sorted(case.get("flags", []))


def test_no_explanation_has_changed_unseen() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "explanations.md is stale: run `make explanations` and read what changed"
