"""A broken element costs only itself; what is merely misshapen is put right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.mending import mend

CAUDA_EQUINA: dict[str, Any] = {
    "resourceType": "Condition",
    "id": "flag",
    "subject": {"reference": "Patient/1"},
    "code": {"text": "saddle numbness", "coding": [{"system": "http://snomed.info/sct", "code": "1"}]},
    "onsetDateTime": "2026-11-20",
}


@pytest.mark.parametrize(
    ("element", "value", "becomes"),
    [
        ("category", {"text": "problem"}, [{"text": "problem"}]),
        ("category", "problem", [{"text": "problem"}]),
        ("code", [{"text": "saddle numbness"}], {"text": "saddle numbness"}),
        ("code", "saddle numbness", {"text": "saddle numbness"}),
        ("subject", "Patient/1", {"reference": "Patient/1"}),
        ("note", "since Friday", [{"text": "since Friday"}]),
        ("note", {"text": 5}, [{"text": "5"}]),
        ("bodySite", [None, {"text": "perineum"}, {}], [{"text": "perineum"}]),
        ("onsetDateTime", "2026-11-20T10:00", "2026-11-20"),
        ("onsetDateTime", "20 Nov 2026", "2026-11-20"),
        ("onsetDateTime", "Nov 2026", "2026-11"),
        ("clinicalStatus", "active", {"text": "active"}),
        ("id", 7, "7"),
    ],
)
def test_what_is_merely_misshapen_is_put_right_without_a_word(element: str, value: Any, becomes: Any) -> None:
    mended = mend({**CAUDA_EQUINA, element: value})
    assert mended.resource[element] == becomes
    assert not mended.left_out


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("onsetDateTime", "yesterday"),
        ("onsetDateTime", 7),
        ("onsetDateTime", {"start": "2026"}),
        ("onsetDateTime", "2026-02-31"),
        ("severity", 3),
        ("recordedDate", ["2026", "2025"]),
        ("subject", 9),
        ("stage", [{"summary": 4}]),
    ],
)
def test_a_bad_element_is_left_out_by_itself_and_named(element: str, value: Any) -> None:
    mended = mend({**CAUDA_EQUINA, element: value})
    assert mended.resource["code"] == CAUDA_EQUINA["code"]
    if element not in mended.resource:
        assert any(n.source == "Condition/flag" and f"Condition.{element}" in n.why for n in mended.left_out)


def test_what_was_left_out_is_named_without_its_content() -> None:
    mended = mend({**CAUDA_EQUINA, "onsetDateTime": "Mrs Canary told us"})
    assert "Canary" not in str(mended.left_out)


@pytest.mark.parametrize("missing", ["subject", "code", "id", "onsetDateTime"])
def test_a_missing_element_never_loses_the_others(missing: str) -> None:
    resource = {k: v for k, v in CAUDA_EQUINA.items() if k != missing}
    assert mend(resource).resource == resource


def test_two_choices_of_one_element_both_stay_readable() -> None:
    resource = {**CAUDA_EQUINA, "onsetString": "last Friday"}
    assert mend(resource).resource == resource


def test_unknown_elements_and_types_do_no_harm() -> None:
    assert mend({**CAUDA_EQUINA, "colour": "blue"}).resource == CAUDA_EQUINA
    assert mend({"resourceType": "Invented", "a": [None, 1]}).resource == {"resourceType": "Invented", "a": [1]}
    assert mend({}).resource == {}


def test_an_empty_coding_becomes_nothing_rather_than_an_error() -> None:
    assert mend({"resourceType": "ServiceRequest", "code": {"coding": [{}]}, "reasonCode": []}).resource == {
        "resourceType": "ServiceRequest"
    }


def test_numbers_and_truths_written_as_text_are_understood() -> None:
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "CRP"}}
    assert mend({**observation, "valueQuantity": {"value": " 62.5 ", "unit": "mg/L"}}).resource["valueQuantity"] == {
        "value": 62.5,
        "unit": "mg/L",
    }
    assert mend({**observation, "valueBoolean": "TRUE"}).resource["valueBoolean"] is True
    assert mend({**observation, "valueInteger": "4"}).resource["valueInteger"] == 4
    assert "value" not in mend({**observation, "valueQuantity": {"value": "many", "unit": "mL"}}).resource["valueQuantity"]


def test_one_bad_component_leaves_its_neighbours() -> None:
    good = {"code": {"text": "left"}, "valueString": "4/5"}
    mended = mend(
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "x"},
            "component": [7, good, None, {**good, "valueString": {}}],
        }
    )
    assert good in mended.resource["component"]


def test_a_broken_contained_resource_does_not_cost_its_holder() -> None:
    mended = mend({**CAUDA_EQUINA, "contained": [{"resourceType": "Bogus"}, 7]})
    assert mended.resource["code"] == CAUDA_EQUINA["code"]


def test_mending_does_not_change_what_was_sent() -> None:
    sent = {**CAUDA_EQUINA, "category": {"text": "x"}}
    before = repr(sent)
    mend(sent)
    assert repr(sent) == before


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["coding", "code", "text", "value", "reference", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
TYPES = ("Condition", "Observation", "DiagnosticReport", "ServiceRequest", "MedicationRequest", "Procedure", "ImagingStudy")
ELEMENTS = (
    "code",
    "status",
    "onsetDateTime",
    "valueQuantity",
    "component",
    "category",
    "note",
    "conclusion",
    "bodySite",
    "subject",
    "text",
    "contained",
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=5))
def test_no_json_makes_mending_raise_and_the_good_id_survives(resource_type: str, elements: dict[str, Any]) -> None:
    mended = mend({"resourceType": resource_type, "id": "a", **elements})
    assert mended.resource["id"] == "a"
    assert mend(mended.resource).resource == mended.resource
