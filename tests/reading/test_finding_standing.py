"""Which study leads, what an operation overtook, what is said twice."""

from __future__ import annotations

import pytest

from service.facts import Verification
from tests.reading.records import Json, condition, facts, procedure, report, stated

SEVERE = "Severe left foraminal stenosis at L5-S1."
EXTRUSION = "Left paracentral disc extrusion at L4-L5."


def standing(*resources: Json) -> dict[str, tuple[bool, bool]]:
    """(older, superseded) of each finding by its source."""
    return {f.source.reference: (f.older, f.superseded) for f in facts(*resources).findings if not f.negated}


@pytest.mark.parametrize(
    ("older", "newer", "name", "is_older"),
    [
        ("2025-12-01", "2026-10-02", "MRI lumbar spine", True),
        ("2025-12-01", "2026-10-02", "X-ray lumbar spine", False),  # an X-ray replaces no MRI
        ("2025-12-01", "2026-10-02", "CT lumbar spine", False),
        ("2026-10-02", "2026-10-02", "MRI lumbar spine", False),
    ],
)
def test_the_newest_study_of_at_least_the_same_detail_leads(older: str, newer: str, name: str, is_older: bool) -> None:
    found = standing(report(SEVERE, "a", older), report("Disc bulge at L4-L5.", "b", newer, name=name))
    assert found == {"DiagnosticReport/a": (is_older, False), "DiagnosticReport/b": (False, False)}


def test_a_study_of_more_than_two_years_ago_is_older_even_alone() -> None:
    assert standing(report(SEVERE, day="2024-10-02")) == {"DiagnosticReport/dr1": (True, False)}
    assert standing(report(SEVERE, day="2025-01-02")) == {"DiagnosticReport/dr1": (False, False)}


def test_a_newer_report_that_names_no_level_does_not_hide_an_older_one() -> None:
    for words in ("No significant change compared with the previous study.", "Stable degenerative disc disease."):
        found = standing(report(SEVERE, "a", "2026-01-10"), report(words, "b", "2026-11-01"))
        assert found["DiagnosticReport/a"] == (False, False)


def test_an_undated_report_is_current() -> None:
    assert standing(report(SEVERE, effectiveDateTime=None)) == {"DiagnosticReport/dr1": (False, False)}


@pytest.mark.parametrize(
    ("operation", "day", "superseded"),
    [
        ("left L4-L5 discectomy", "2023-11-01", True),
        ("L4-S1 fusion", "2023-11-01", True),
        ("L4-L5 laminectomy", "2023", True),
        ("left L5-S1 discectomy", "2023-11-01", False),  # another level
        ("right L4-L5 discectomy", "2023-11-01", False),  # the other side
        ("left L4-L5 discectomy", "2021-11-01", False),  # before the images
        ("left L4-L5 transforaminal injection", "2023-11-01", False),  # no operation
        ("left total hip arthroplasty", "2023-11-01", False),
    ],
)
def test_images_from_before_an_operation_at_their_level_are_overtaken(operation: str, day: str, superseded: bool) -> None:
    found = standing(report(EXTRUSION, day="2022-11-01"), procedure(operation, day))
    assert found == {"DiagnosticReport/dr1": (True, superseded)}


def test_a_finding_in_report_and_problem_list_is_said_once_in_the_reports_words() -> None:
    for listed in ("Left L4-L5 disc extrusion", "L4-L5 disc herniation", "Lumbar disc herniation"):
        found = facts(report(EXTRUSION), condition(listed))
        assert [f.source.reference for f in found.findings] == ["DiagnosticReport/dr1"]


@pytest.mark.parametrize("listed", ["Right L4-L5 disc extrusion", "L3-L4 disc herniation", "L4-L5 foraminal stenosis left"])
def test_what_the_report_does_not_say_stays_on_the_list(listed: str) -> None:
    assert len(facts(report(EXTRUSION), condition(listed)).findings) == 2


def test_a_refuted_entry_neither_removes_nor_replaces_the_reports_finding() -> None:
    refuted = condition("Left L4-L5 disc extrusion", verificationStatus={"coding": [{"code": "refuted"}]})
    found = facts(report(EXTRUSION), refuted).findings
    assert {(f.source.reference, f.verification) for f in found} == {
        ("DiagnosticReport/dr1", Verification.CONFIRMED),
        ("Condition/c1", Verification.REFUTED),
    }


def test_two_copies_of_one_report_state_their_findings_once() -> None:
    assert len(stated(facts(report(EXTRUSION, "a"), report(EXTRUSION, "b")))) == 1


def test_reports_of_one_day_that_contradict_each_other_are_both_used_and_it_is_said() -> None:
    found = facts(report("Disc extrusion at L4-L5.", "a"), report("No disc extrusion at L4-L5.", "b"))
    assert ("disc_herniation", "L4-L5", None) in stated(found)
    assert [n.source for n in found.not_assessed] == ["DiagnosticReport/b"]
    assert "DiagnosticReport/a" in found.not_assessed[0].why


def test_an_active_list_entry_stays_however_old_until_a_newer_report_leads() -> None:
    old = condition("L4-L5 central canal stenosis", onsetDateTime="2021-05-01")
    assert standing(old) == {"Condition/c1": (False, False)}
    assert standing(old, report("Disc bulge at L2-L3."))["Condition/c1"] == (True, False)
