"""Observations as EHRs write them: name and value, components, codes, notes; what was found, on which side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.facts import Presence
from service.reading.examination import concerns, read_observation
from service.reading.gleaned import Gleaned

DAY = date(2026, 11, 20)
PRESENT = {"coding": [{"system": "http://snomed.info/sct", "code": "52101004"}], "text": "present"}
ABSENT = {"coding": [{"system": "http://snomed.info/sct", "code": "2667000"}], "text": "absent"}


def observation(name: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "effectiveDateTime": "2026-11-20",
        "code": {"text": name},
        **more,
    }


def read(name: str, **more: Any) -> Gleaned:
    return read_observation(observation(name, **more), DAY)


def seen(found: Gleaned) -> set[tuple[str, str | None, str, float | None]]:
    return {(s.test, s.side, s.presence.value, s.grade) for s in found.signs}


NAMED_WITH_VALUE = [
    (
        "left greater trochanter tenderness",
        {"valueCodeableConcept": PRESENT},
        {("trochanter_tenderness", "left", "present", None)},
    ),
    (
        "left greater trochanter tenderness",
        {"valueCodeableConcept": ABSENT},
        {("trochanter_tenderness", "left", "absent", None)},
    ),
    (
        "left single-leg stance 30 s reproduces pain",
        {"valueCodeableConcept": PRESENT},
        {("single_leg_stance_pain", "left", "present", None)},
    ),
    (
        "left single-leg stance 30 s reproduces pain",
        {"valueCodeableConcept": ABSENT},
        {("single_leg_stance_pain", "left", "absent", None)},
    ),
    ("left hip abductor weakness", {"valueString": "4/5"}, {("hip_abduction_strength", "left", "present", 4.0)}),
    ("left hip abductor weakness", {"valueCodeableConcept": ABSENT}, {("hip_abduction_strength", "left", "absent", None)}),
    ("left hip abductor weakness", {"valueBoolean": False}, {("hip_abduction_strength", "left", "absent", None)}),
    ("great toe extension weakness", {"valueString": "4/5 stable"}, {("great_toe_extension_strength", None, "present", 4.0)}),
    ("Hip abduction strength, L", {"valueString": "4-/5"}, {("hip_abduction_strength", "left", "present", 3.67)}),
    ("Hip abduction strength right", {"valueInteger": 5}, {("hip_abduction_strength", "right", "absent", 5.0)}),
    (
        "EHL power right",
        {"valueQuantity": {"value": 3, "unit": "/5"}},
        {("great_toe_extension_strength", "right", "present", 3.0)},
    ),
    ("left patellar reflex absent", {"valueCodeableConcept": PRESENT}, {("patellar_reflex", "left", "present", None)}),
    ("left patellar reflex", {"valueCodeableConcept": ABSENT}, {("patellar_reflex", "left", "present", None)}),
    ("left patellar reflex", {"valueString": "2+"}, {("patellar_reflex", "left", "absent", None)}),
    (
        "Straight leg raise",
        {"valueString": "positive at 40 degrees on left"},
        {("straight_leg_raise", "left", "present", None)},
    ),
    ("Femoral stretch test, right", {"valueBoolean": False}, {("femoral_stretch", "right", "absent", None)}),
    ("HLA-B27 positive", {"valueCodeableConcept": PRESENT}, {("hla_b27", None, "present", None)}),
]


@pytest.mark.parametrize(("name", "value", "expected"), NAMED_WITH_VALUE, ids=lambda v: str(v)[:50])
def test_a_named_test_with_a_value_is_read(
    name: str, value: dict[str, Any], expected: set[tuple[str, str, str, float]]
) -> None:
    assert concerns(observation(name, **value))
    assert seen(read(name, **value)) == expected


def test_a_normal_neurological_examination_says_normal_of_every_test_and_side() -> None:
    found = read("lower limb neurological examination normal", valueCodeableConcept=PRESENT)
    assert {s.presence for s in found.signs} == {Presence.ABSENT}
    for test in ("great_toe_extension_strength", "patellar_reflex", "sensation_dorsum_foot"):
        assert {s.side for s in found.signs if s.test == test} == {"left", "right"}


def test_strength_that_is_merely_present_is_not_understood_and_said_to_be() -> None:
    found = read("hip abduction strength", valueCodeableConcept=PRESENT)
    assert not found.signs
    assert [n.source for n in found.not_assessed] == ["Observation/o"]


def test_no_neurogenic_claudication_is_a_complaint_recorded_absent() -> None:
    found = read("no neurogenic claudication", valueCodeableConcept=PRESENT)
    assert [(s.kind, s.presence) for s in found.symptoms] == [("claudication", Presence.ABSENT)]
    assert not found.signs


def test_an_observation_entered_in_error_says_nothing() -> None:
    assert read("SLR", valueString="positive", status="entered-in-error") == Gleaned()


# ---- other shapes ---------------------------------------------------------------------------------------------------

SHAPES: list[tuple[str, dict[str, Any], set[tuple[str, str | None, str, float | None]]]] = [
    (
        "Hip abduction strength",
        {"component": [{"code": {"text": "Left"}, "valueString": "4/5"}, {"code": {"text": "Right"}, "valueString": "5/5"}]},
        {("hip_abduction_strength", "left", "present", 4.0), ("hip_abduction_strength", "right", "absent", 5.0)},
    ),
    (
        "Lower limb reflexes",
        {
            "component": [
                {"code": {"text": "Patellar, left"}, "valueString": "2+"},
                {"code": {"text": "Achilles left"}, "valueInteger": 0},
            ]
        },
        {("patellar_reflex", "left", "absent", None), ("achilles_reflex", "left", "present", None)},
    ),
    (
        "Straight leg raise",
        {"bodySite": {"text": "Left leg"}, "valueCodeableConcept": {"text": "Positive"}},
        {("straight_leg_raise", "left", "present", None)},
    ),
    (
        "Straight leg raise",
        {"bodySite": {"coding": [{"code": "24028007"}]}, "valueCodeableConcept": {"text": "Negative"}},
        {("straight_leg_raise", "right", "absent", None)},
    ),
    (
        "Straight leg raise (left)",
        {"valueQuantity": {"value": 35, "unit": "deg"}},
        {("straight_leg_raise", "left", "present", None)},
    ),
    (
        "Straight leg raise (right)",
        {"valueQuantity": {"value": 85, "unit": "deg"}},
        {("straight_leg_raise", "right", "absent", None)},
    ),
    (
        "Trendelenburg test, right",
        {"interpretation": [{"coding": [{"code": "POS"}]}]},
        {("trendelenburg", "right", "present", None)},
    ),
    ("Anal tone", {"valueString": "Reduced"}, {("anal_tone", None, "present", None)}),
    ("Saddle sensation", {"valueString": "Intact"}, {("sensation_perineum", None, "absent", None)}),
    ("Perianal sensation reduced", {"valueBoolean": False}, {("sensation_perineum", None, "absent", None)}),
    (
        "EHL weakness, right",
        {"valueCodeableConcept": {"text": "Absent"}},
        {("great_toe_extension_strength", "right", "absent", None)},
    ),
    ("Foot drop left", {}, {("foot_drop", "left", "present", None)}),
    ("Assertion", {"valueCodeableConcept": {"text": "Left foot drop"}}, {("foot_drop", "left", "present", None)}),
    ("Light touch dorsum of left foot", {"valueString": "1/2"}, {("sensation_dorsum_foot", "left", "present", None)}),
    (
        "Hip internal rotation left",
        {"valueQuantity": {"value": 10, "unit": "deg"}},
        {("hip_internal_rotation", "left", "present", None)},
    ),
    (
        "Hip flexion strength",
        {"valueRatio": {"numerator": {"value": 4}, "denominator": {"value": 5}}},
        {("hip_flexion_strength", None, "present", 4.0)},
    ),
    ("Ankle jerk right", {"dataAbsentReason": {"text": "not performed"}}, {("achilles_reflex", "right", "not tested", None)}),
    (
        "Knee extension power left",
        {"valueCodeableConcept": {"text": "4/5 - slight weakness"}},
        {("knee_extension_strength", "left", "present", 4.0)},
    ),
    (
        "Patellar reflex",
        {"valueString": "L 2+ / R 0"},
        {("patellar_reflex", "left", "absent", None), ("patellar_reflex", "right", "present", None)},
    ),
    ("Motor: deltoid and biceps", {"valueString": "5/5"}, set()),
    (
        "Ankle dorsiflexion, R/L",
        {"valueString": "5/4"},
        {("ankle_dorsiflexion_strength", "right", "absent", 5.0), ("ankle_dorsiflexion_strength", "left", "present", 4.0)},
    ),
    ("Ankle dorsiflexion", {"valueString": "5/4"}, {("ankle_dorsiflexion_strength", None, "present", 4.0)}),
]


@pytest.mark.parametrize(("name", "more", "expected"), SHAPES, ids=[f"{n} {list(m)}"[:60] for n, m, _ in SHAPES])
def test_every_shape_of_value_is_read(
    name: str, more: dict[str, Any], expected: set[tuple[str, str | None, str, float | None]]
) -> None:
    assert seen(read(name, **more)) == expected


def test_a_code_without_words_is_enough() -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "6077001"}]}
    found = read_observation(observation("", code=coded, valueBoolean=True), DAY)
    assert [s.test for s in found.signs] == ["foot_drop"]


NUMBERS = [
    ("Body temperature", {"valueQuantity": {"value": 38.4, "unit": "Cel"}}, ("temperature", 38.4, "Cel", None)),
    ("Temp", {"valueQuantity": {"value": 101.5, "unit": "[degF]"}}, ("temperature", 38.61, "Cel", None)),
    ("Temperature", {"valueQuantity": {"value": 101.5}}, ("temperature", 38.61, "Cel", None)),
    (
        "C-reactive protein",
        {"valueQuantity": {"value": 8.4, "unit": "mg/dL"}, "interpretation": [{"coding": [{"code": "H"}]}]},
        ("crp", 84.0, "mg/L", True),
    ),
    ("CRP", {"valueString": "2 mg/L"}, ("crp", 2.0, "mg/L", None)),
    (
        "ESR",
        {"valueQuantity": {"value": 55, "unit": "mm/h"}, "referenceRange": [{"high": {"value": 20}}]},
        ("esr", 55.0, "mm/h", True),
    ),
    ("eGFR", {"valueQuantity": {"value": 27, "unit": "mL/min/{1.73_m2}"}}, ("egfr", 27.0, "mL/min/1.73m2", None)),
    ("HbA1c", {"valueQuantity": {"value": 75, "unit": "mmol/mol"}}, ("hba1c", 9.01, "%", None)),
    ("Post-void residual", {"valueString": "350 mL"}, ("pvr", 350.0, "mL", None)),
]


@pytest.mark.parametrize(("name", "more", "expected"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_measurements_come_in_one_unit(name: str, more: dict[str, Any], expected: tuple[str, float, str, bool | None]) -> None:
    (found,) = read(name, **more).measurements
    assert (found.kind, found.value, found.unit, found.high) == expected


def test_an_impossible_number_is_not_used_and_said() -> None:
    found = read("Body temperature", valueQuantity={"value": 384, "unit": "Cel"})
    assert not found.measurements
    assert "not usable" in found.not_assessed[0].why


NERVE_STUDIES = [
    (
        "EMG/NCS",
        "Denervation in gluteus medius, consistent with left L5 radiculopathy. No evidence of peroneal neuropathy.",
        [("radiculopathy", ("L5",), "left")],
    ),
    ("Nerve conduction study", "Normal study", [("normal", (), None)]),
    (
        "EMG",
        "No evidence of radiculopathy. Findings consistent with left superior gluteal neuropathy.",
        [("superior_gluteal_neuropathy", (), "left")],
    ),
]


@pytest.mark.parametrize(("name", "report", "expected"), NERVE_STUDIES, ids=[n[1][:30] for n in NERVE_STUDIES])
def test_a_nerve_study_gives_its_conclusion(
    name: str, report: str, expected: list[tuple[str, tuple[str, ...], str | None]]
) -> None:
    assert [(e.conclusion, e.roots, e.side) for e in read(name, valueString=report).electrodiagnoses] == expected


def test_the_name_of_a_finding_without_any_value_is_not_taken_for_the_finding() -> None:
    found = read("greater trochanter tenderness")
    assert not found.signs
    assert [n.why for n in found.not_assessed] == ["no value is recorded"]


def test_absent_beside_a_name_that_says_absent_is_ambiguous_in_words_and_clear_in_codes() -> None:
    assert not read("Achilles reflex absent", valueString="absent").signs
    assert seen(read("Achilles reflex absent", valueBoolean=False)) == {("achilles_reflex", None, "absent", None)}


def test_a_pain_score_is_no_complaint_and_a_score_of_zero_a_denial() -> None:
    assert not read("Pain severity 0-10", valueInteger=7).symptoms
    assert [s.presence for s in read("Left hip pain NRS", valueInteger=0).symptoms] == [Presence.ABSENT]


def test_the_note_of_an_observation_is_read_too() -> None:
    found = read("Gait", valueString="antalgic", note=[{"text": "Left foot drop since last week. Right ankle jerk absent."}])
    assert {("foot_drop", "left", "present", None), ("achilles_reflex", "right", "present", None)} <= seen(found)


def test_the_answer_counts_before_the_name_of_the_question() -> None:
    (pregnancy,) = read("Pregnancy status", valueString="Not pregnant").problems
    assert not pregnancy.verification.counts
    assert not read("Smoking status", valueString="unknown").problems


@pytest.mark.parametrize("unit", ["/min", "1/min", "{beats}/min", "bpm"])
def test_a_heart_rate_is_no_examination_that_was_not_understood(unit: str) -> None:
    rate = read("Heart rate", valueQuantity={"value": 72, "unit": unit})
    assert rate.not_assessed == ()
