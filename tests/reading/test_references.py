"""References in every form lead to the resource they mean."""

from __future__ import annotations

import pytest

from service.reading.references import Shelf, own_reference, plain, references_in

STUDY = {"resourceType": "ImagingStudy", "id": "st-1"}
MEDICINE = {"resourceType": "Medication", "id": "m1", "code": {"text": "ibuprofen"}}


@pytest.mark.parametrize(
    ("reference", "form"),
    [
        ("ImagingStudy/st-1", "ImagingStudy/st-1"),
        ("https://ehr.example/fhir/r4/ImagingStudy/st-1", "ImagingStudy/st-1"),
        ("ImagingStudy/st-1/_history/4", "ImagingStudy/st-1"),
        ("https://ehr.example/fhir/ImagingStudy/st-1/_history/4", "ImagingStudy/st-1"),
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"),
        ("urn:oid:1.2.3", "1.2.3"),
        ("#m1", "#m1"),
        ("", None),
        (None, None),
        (7, None),
        ({"display": "no reference"}, None),
    ],
)
def test_every_form_of_a_reference_has_one_plain_form(reference: object, form: str | None) -> None:
    assert plain(reference) == form
    assert plain({"reference": reference}) == form


def test_a_reference_leads_to_its_resource_whatever_its_form() -> None:
    shelf = Shelf([STUDY])
    for reference in ("ImagingStudy/st-1", "https://x/fhir/ImagingStudy/st-1/_history/2", "urn:uuid:st-1"):
        assert shelf.look_up({"reference": reference}) is STUDY
    assert shelf.look_up({"reference": "ImagingStudy/st-2"}) is None


def test_a_contained_resource_is_found_within_its_holder_only() -> None:
    holder = {"resourceType": "MedicationRequest", "id": "r", "contained": [None, "x", MEDICINE]}
    assert Shelf([]).look_up({"reference": "#m1"}, within=holder) is MEDICINE
    assert Shelf([]).look_up({"reference": "#m1"}) is None
    assert Shelf([]).look_up({"reference": "#m2"}, within=holder) is None


def test_lists_and_single_references_are_read_alike() -> None:
    assert references_in([{"reference": "A1"}, None, {"reference": "Patient/1"}, 4]) == ("A1", "Patient/1")
    assert references_in({"reference": "Patient/1"}) == ("Patient/1",)


def test_a_resource_without_an_id_still_has_a_name() -> None:
    assert own_reference({"resourceType": "Condition"}) == "Condition/?"
    assert own_reference({"resourceType": "Condition", "id": 7}) == "Condition/7"
    assert own_reference({}) == "Resource/?"
