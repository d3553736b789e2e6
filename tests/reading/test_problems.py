"""Conditions as coders and clinicians write them: problems, complaints, signs; whose, how sure, since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.facts import Activity, Presence, Verification
from service.reading.gleaned import Gleaned
from service.reading.problems import concerns, read_condition, read_family_history

DAY = date(2026, 11, 20)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def condition(text: str | None = None, icd: str | None = None, **more: Any) -> dict[str, Any]:
    code: dict[str, Any] = {"text": text} if text else {}
    if icd:
        code["coding"] = [{"system": ICD, "code": icd}]
    status = {"coding": [{"code": more.pop("clinical", "active")}]}
    verified = {"coding": [{"code": more.pop("verification", "confirmed")}]}
    return {
        "resourceType": "Condition",
        "id": "c",
        "clinicalStatus": status,
        "verificationStatus": verified,
        "code": code,
        **more,
    }


def read(text: str | None = None, icd: str | None = None, **more: Any) -> Gleaned:
    return read_condition(condition(text, icd, **more), DAY)


def test_a_confirmed_partial_gluteal_tear_is_one_problem_with_its_details() -> None:
    found = read("left gluteus minimus partial-thickness tear, MRI confirmed", "S76.012A")
    (tear,) = found.problems
    assert (tear.kind, tear.side, tear.details) == ("gluteal_tear", "left", frozenset({"partial", "imaging_confirmed"}))
    assert not found.symptoms


def test_lateral_hip_pain_is_a_complaint_with_side_region_and_length() -> None:
    found = read("left lateral hip pain", onsetDateTime="2026-07-03")
    (pain,) = found.symptoms
    assert (pain.kind, pain.regions, pain.side, pain.weeks) == ("pain", ("lateral_hip",), "left", 20.0)
    assert not found.problems


def test_a_refuted_complaint_is_recorded_absent() -> None:
    assert [s.presence for s in read("neurogenic claudication", verification="refuted").symptoms] == [Presence.ABSENT]


def test_family_history_is_never_a_problem_of_the_patient() -> None:
    found = read("family history of malignant neoplasm of breast", "Z80.3")
    assert not found.problems
    assert [f.kind for f in found.family_history] == ["cancer"]


def test_a_lumbar_finding_is_no_problem() -> None:
    found = read("Mild right neuroforaminal narrowing at L2-L3", "M99.73")
    assert found == Gleaned()


def test_entered_in_error_says_nothing() -> None:
    assert read("cauda equina syndrome", "G83.4", verification="entered-in-error") == Gleaned()


def test_a_resolved_problem_stays_with_its_status() -> None:
    (problem,) = read("left trochanteric bursitis", "M70.62", clinical="resolved").problems
    assert (problem.activity, problem.current, problem.verification) == (Activity.RESOLVED, False, Verification.CONFIRMED)


def test_a_relative_with_cancer_is_family_history() -> None:
    resource = {"resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "relationship": {"text": "mother"},
                "condition": [{"code": {"text": "Breast cancer"}}]}  # fmt: skip
    assert concerns(resource)
    assert [(f.kind, f.relation) for f in read_family_history(resource, DAY).family_history] == [("cancer", "mother")]
