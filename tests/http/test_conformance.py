"""This service keeps every rule of `concordance check`, and the conformance table says what the tests show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.conformance.rule import Outcome, Result, read_rules
from service.conformance.run import new_target, run
from tests.http import conformance
from tests.served import served

EXAMPLES = conformance.ROOT / "fhir_examples"
GIVEN = ("index-case", "index-epidural-select", "index-epidural-sign")
UNMET = {line.id for line in conformance.lines().values() if line.unmet}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Result]]:
    """What the check finds of `concordance serve`, by rule."""
    with served(tmp_path_factory.mktemp("checked")) as server:
        given = [(name, json.loads((EXAMPLES / name / "request.json").read_text(encoding="utf-8"))) for name in GIVEN]
        yield {result.id: result for result in run(new_target(server.url, given=given))}


@pytest.mark.checklist("I5", "I7", *read_rules())
@pytest.mark.parametrize("rule_id", [name for name in read_rules() if name not in UNMET])
def test_this_service_keeps_the_rule(results: dict[str, Result], rule_id: str) -> None:
    result = results[rule_id]
    assert result.outcome is Outcome.PASSED, f"{rule_id}: {result.rule.statement} Seen: {'; '.join(result.seen)}"


def test_every_line_is_shown_by_a_test_or_said_not_to_be_met() -> None:
    assert conformance.unshown(conformance.table()) == []


def test_the_conformance_table_is_not_stale() -> None:
    stale = conformance.stale(conformance.table())
    assert stale == [], f"{', '.join(stale)}: run `make conformance`"


def test_a_line_that_is_not_met_has_its_reason_in_the_readme() -> None:
    readme = Path(conformance.README).read_text(encoding="utf-8")
    assert all(line.unmet in readme for line in conformance.lines().values() if line.unmet)
