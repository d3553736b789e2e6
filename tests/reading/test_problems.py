"""Conditions as coders and clinicians write them: problems, complaints, signs; whose, how sure, since when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.facts import Activity, Presence, Source, Verification
from service.reading.gleaned import Gleaned
from service.reading.problems import concerns, read_concept, read_condition, read_family_history

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


# ---- codes, words and both ------------------------------------------------------------------------------------------

DIAGNOSES: list[tuple[str | None, str | None, set[tuple[str, str | None]]]] = [
    (None, "M70.62", {("gtps", "left")}),
    (None, "M7061", {("gtps", "right")}),
    ("Strain of left hip flexor", "S76.012A", {("iliopsoas_tendinopathy", "left")}),
    ("Left L5 radiculopathy", "M54.16", {("lumbar_radiculopathy", "left")}),
    ("Other spondylosis with radiculopathy, lumbar region", "M47.26", {("lumbar_radiculopathy", None)}),
    ("Lumbar stenosis with neurogenic claudication", "M48.062", {("neurogenic_claudication", None)}),
    ("Lumbar spinal stenosis", "M48.061", set()),
    ("L4-L5 disc extrusion compressing the left L5 root", "M51.26", set()),
    ("Cervical radiculopathy", "M54.12", set()),
    ("OA both knees", None, {("knee_osteoarthritis", "bilateral")}),
    ("Bilateral primary osteoarthritis of hip", "M16.0", {("hip_osteoarthritis", "bilateral")}),
    ("Presence of left artificial hip joint", "Z96.642", {("hip_arthroplasty", "left")}),
    ("Age-related osteoporosis without current pathological fracture", "M81.0", {("osteoporosis", None)}),
    ("Malignant neoplasm of upper-outer quadrant of left female breast", "C50.412", {("cancer", "left")}),
    (None, "Z85.528", {("cancer", None)}),
    (None, "Z85.038", {("cancer_other", None)}),
    ("Heroin dependence, injecting", None, {("opioid_use_disorder", None), ("injecting_drug_use", None)}),
    ("ESRD on hemodialysis", "N18.6", {("ckd_4_or_5", None), ("dialysis", None)}),
    ("Compression fracture of L2", "S32.020A", {("vertebral_fracture", None)}),
    ("Piriformis syndrome", "G57.02", {("deep_gluteal_syndrome", "left")}),
    ("Superior gluteal nerve injury, left", "G57.82", {("superior_gluteal_neuropathy", "left")}),
    ("Gingivitis", "K05.10", set()),
]


@pytest.mark.parametrize(("text", "icd", "expected"), DIAGNOSES, ids=[str(d[:2]) for d in DIAGNOSES])
def test_diagnoses_by_code_and_by_words(text: str | None, icd: str | None, expected: set[tuple[str, str | None]]) -> None:
    assert {(p.kind, p.side) for p in read(text, icd).problems} == expected


COMPLAINTS: list[tuple[str | None, str | None, set[tuple[str, tuple[str, ...], str | None]]]] = [
    (None, "M25.552", {("pain", ("hip",), "left")}),
    ("Left lateral hip pain", "M25.552", {("pain", ("lateral_hip",), "left")}),
    ("Left buttock-to-foot pain", None, {("pain", ("buttock", "foot"), "left")}),
    ("leg pain to dorsum of foot", None, {("pain", ("leg", "dorsum_foot"), None)}),
    (
        "Numbness and tingling of right lateral foot and calf",
        None,
        {("numbness", ("lateral_foot", "calf"), "right"), ("paraesthesia", ("lateral_foot", "calf"), "right")},
    ),
    ("Lumbago with sciatica, left side", "M54.42", {("pain", ("low_back",), None), ("pain", ("leg",), "left")}),
    ("Retention of urine", "R33.9", {("urinary_retention", (), None)}),
    (None, "R63.4", {("weight_loss", (), None)}),
    ("Saddle anaesthesia", None, {("saddle_numbness", ("perineum",), None)}),
    ("Fall from ladder", None, {("trauma", (), None)}),
]


@pytest.mark.parametrize(("text", "icd", "expected"), COMPLAINTS, ids=[str(d[:2]) for d in COMPLAINTS])
def test_complaints_by_code_and_by_words(
    text: str | None, icd: str | None, expected: set[tuple[str, tuple[str, ...], str | None]]
) -> None:
    assert {(s.kind, s.regions, s.side) for s in read(text, icd).symptoms} == expected


SIGNS = [
    ("Foot drop, left foot", "M21.372", {("foot_drop", "left", "present")}),
    ("Absent ankle jerk, right", None, {("achilles_reflex", "right", "present")}),
    ("Left hip abductor weakness", None, {("hip_abduction_strength", "left", "present")}),
]


@pytest.mark.parametrize(("text", "icd", "expected"), SIGNS, ids=[s[0] for s in SIGNS])
def test_a_condition_that_is_an_examination_sign(text: str, icd: str | None, expected: set[tuple[str, str, str]]) -> None:
    assert {(s.test, s.side, s.presence.value) for s in read(text, icd).signs} == expected
    refuted = read(text, icd, verification="refuted")
    assert {s.presence for s in refuted.signs} == {Presence.ABSENT}


# ---- how sure, whose, since when ------------------------------------------------------------------------------------


def test_words_that_contradict_the_side_of_the_code_are_taken_and_it_is_said() -> None:
    found = read("Trochanteric bursitis of right hip", "M70.62")
    assert [p.side for p in found.problems] == ["right"]
    assert "different sides" in found.not_assessed[0].why


def test_ruled_out_in_words_refutes_the_code() -> None:
    (problem,) = read("Cauda equina syndrome ruled out", "G83.4").problems
    assert problem.verification is Verification.REFUTED


def test_rule_out_says_nothing_and_is_listed() -> None:
    found = read("Rule out cauda equina syndrome", "G83.4")
    assert not found.problems
    assert [n.source for n in found.not_assessed] == ["Condition/c"]


def test_a_differential_diagnosis_keeps_its_status() -> None:
    assert [p.verification for p in read("CES", "G83.4", verification="differential").problems] == [Verification.DIFFERENTIAL]


ONSETS = [
    ({"onsetDateTime": "2026-07-03"}, date(2026, 7, 3)),
    ({"onsetDateTime": "2026-07"}, date(2026, 7, 31)),
    ({"onsetPeriod": {"start": "2026-09-01"}}, date(2026, 9, 1)),
    ({"onsetAge": {"value": 31, "unit": "a"}}, date(2011, 5, 2)),
    ({"onsetRange": {"low": {"value": 31, "unit": "years"}, "high": {"value": 33}}}, date(2011, 5, 2)),
    ({"onsetString": "3 weeks ago"}, date(2026, 10, 30)),
    ({"onsetString": "since 2019"}, date(2019, 12, 31)),
]


@pytest.mark.parametrize(("onset", "day"), ONSETS, ids=[str(o[0])[:40] for o in ONSETS])
def test_every_form_of_onset_is_a_day(onset: dict[str, Any], day: date) -> None:
    (pain,) = read_condition(condition("left hip pain", **onset), DAY, date(1980, 5, 1)).symptoms
    assert pain.onset is not None
    assert abs((pain.onset - day).days) <= 184


def test_a_complaint_recorded_years_ago_is_not_current_unless_it_is_chronic() -> None:
    old = {"onsetDateTime": "2015-03-01", "recordedDate": "2015-03-01"}
    assert [s.current for s in read("Left hip pain", **old).symptoms] == [False]
    assert [s.current for s in read("Chronic left hip pain", **old).symptoms] == [True]
    assert [s.current for s in read("Left hip pain", onsetDateTime="2023-03-01").symptoms] == [True]


def test_an_abatement_without_a_status_means_resolved() -> None:
    resource = condition("Left hip pain", abatementDateTime="2026-10-01")
    del resource["clinicalStatus"]
    assert [s.activity for s in read_condition(resource, DAY).symptoms] == [Activity.RESOLVED]


def test_body_site_gives_place_and_side() -> None:
    (pain,) = read("Pain", bodySite=[{"text": "left buttock"}]).symptoms
    assert (pain.regions, pain.side) == (("buttock",), "left")


def test_signs_in_the_note_take_the_side_of_the_condition() -> None:
    found = read("Left gluteal tendon tear", note=[{"text": "Tender GT, abductors 4/5."}])
    assert {(s.test, s.side) for s in found.signs} == {("trochanter_tenderness", "left"), ("hip_abduction_strength", "left")}


def test_what_the_note_adds_belongs_to_the_complaint() -> None:
    (pain,) = read("Left leg pain", note=[{"text": "Worse at night; unchanged for 3 years"}]).symptoms
    assert {"night", "stable"} <= pain.qualities


def test_relatives_in_the_words_of_a_condition_are_family_history() -> None:
    found = read("Mother had ankylosing spondylitis")
    assert not found.problems
    assert [(f.kind, f.relation) for f in found.family_history] == [("axial_spondyloarthritis", "mother")]


def test_a_reason_is_read_like_a_condition() -> None:
    found = read_concept({"text": "left sciatica"}, Source(reference="ServiceRequest/1"), DAY, DAY)
    assert {(s.kind, s.side, s.source.reference) for s in found.symptoms} == {("pain", "left", "ServiceRequest/1")}


# ---- any shape ------------------------------------------------------------------------------------------------------

JUNK: list[Any] = [
    None,
    "",
    0,
    3.5,
    True,
    [],
    {},
    [None],
    ["x"],
    {"a": 1},
    {"coding": None},
    {"coding": [None]},
    {"text": 5},
    [{"text": None}],
]


def test_no_shape_of_an_element_makes_the_reader_fail() -> None:
    notes, site = [{"text": "SLR positive"}], [{"text": "left"}]
    ages = {"onsetAge": {"value": 3}, "abatementPeriod": {"end": "2020"}, "recordedDate": "2026", "onsetDateTime": "2026"}
    whole = condition("left hip pain", "M25.552", bodySite=site, note=notes, severity={"text": "severe"}, **ages)
    for key in whole:
        for junk in JUNK if key != "resourceType" else []:
            concerns({**whole, key: junk})
            read_condition({**whole, key: junk}, DAY)
    family = {
        "resourceType": "FamilyMemberHistory",
        "relationship": {"text": "x"},
        "condition": [],
        "status": "completed",
        "note": [],
    }
    for key in family:
        for junk in JUNK if key != "resourceType" else []:
            read_family_history({**family, key: junk}, DAY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Personal history of malignant neoplasm of cervix uteri", "cancer_other"),
        ("History of cancer of the colon", "cancer_other"),
        ("Previous bladder cancer", "cancer_other"),
        ("Personal history of malignant neoplasm of breast", "cancer"),
        ("Personal history of malignant neoplasm", "cancer"),
        ("History of cancer, primary unknown", "cancer"),
    ],
)
def test_a_former_cancer_is_that_of_its_site(text: str, kind: str) -> None:
    assert {p.kind for p in read_condition(condition(text), DAY).problems} == {kind}


def test_a_question_that_the_clinician_answers_with_a_no_is_no_diagnosis() -> None:
    told = "Could this be cauda equina syndrome? I don't believe so."
    found = read_condition({**condition("Sciatica"), "note": [{"text": told}]}, DAY)
    assert not any(p.kind == "cauda_equina_syndrome" and p.verification.counts for p in found.problems)
