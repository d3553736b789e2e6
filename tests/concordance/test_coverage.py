"""Every presentation at every level with every kind of finding reaches a verdict that explains itself."""

from __future__ import annotations

import pytest

from service.concordance.assessment import Verdict
from service.facts import DISC_LEVELS
from service.knowledge.tables import knowledge
from tests.concordance.coverage import PAGE, judged, page, records

RECORDS = list(records())


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: f"{r[0]} {r[1] or ''}".strip())
def test_every_level_and_finding_gets_a_verdict_that_names_roots_and_evidence(record: tuple[str, str | None]) -> None:
    for level in DISC_LEVELS:
        for finding, v in judged(*record, level).items():
            where = f"{finding} {level}"
            assert v.rules, where
            assert v.citations, where
            assert v.verdict not in (Verdict.HISTORICAL, Verdict.EXCLUDED), where
            if knowledge().findings[finding].threatens_root:
                assert v.primary or v.secondary, where
                assert v.supporting or v.against or v.missing, where


@pytest.mark.parametrize(
    ("root", "exiting", "traversing"),
    [
        ("L2", "L2-L3", "L1-L2"),
        ("L3", "L3-L4", "L2-L3"),
        ("L4", "L4-L5", "L3-L4"),
        ("L5", "L5-S1", "L4-L5"),
        ("S1", None, "L5-S1"),
    ],
)
def test_each_root_is_found_in_its_foramen_and_in_the_recess_above(root: str, exiting: str | None, traversing: str) -> None:
    record = next(r for r in RECORDS if r[1] == root)
    if exiting:
        assert judged(*record, exiting)["foraminal_stenosis"].verdict is Verdict.CONCORDANT
    assert judged(*record, traversing)["lateral_recess_stenosis"].verdict is Verdict.CONCORDANT


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/verdict_coverage.md is stale: run `make coverage-table`"
