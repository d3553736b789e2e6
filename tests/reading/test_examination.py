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
