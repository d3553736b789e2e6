"""Medicines and allergies by name, ingredient, class, route and code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.reading.coding import Code
from service.reading.medications import medicine_classes, read_allergy, read_medication
from service.reading.references import Shelf

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("Ibuprofen 600 MG Oral Tablet", {"nsaid"}),
        ("ADVIL", {"nsaid"}),
        ("naproxen sodium 220 mg", {"nsaid"}),
        ("Diclofenac 1% gel", {"topical_nsaid"}),
        ("diclofenac sodium 75 mg", {"nsaid"}),
        ("apixaban 5 mg", {"anticoagulant"}),
        ("Clexane", {"anticoagulant"}),
        ("aspirin 81 mg", {"antiplatelet", "nsaid_allergen"}),
        ("prednisolone 5 mg tablets", {"systemic_steroid"}),
        ("triamcinolone acetonide 40 mg/mL injection", {"injected_steroid"}),
        ("hydrocortisone 1% cream", set()),
        ("fluticasone nasal spray", set()),
        ("ciprofloxacin 500 mg", {"fluoroquinolone"}),
        ("ciprofloxacin otic drops", set()),
        ("ritonavir 100 mg", {"cyp3a4_inhibitor"}),
        ("co-codamol 30/500", {"opioid"}),
        ("losartan / hydrochlorothiazide", {"ace_or_arb", "diuretic"}),
        ("methotrexate 15 mg weekly", {"methotrexate", "immunosuppressant"}),
        ("alendronic acid 70 mg", {"bisphosphonate"}),
        ("simvastatin 20 mg", set()),
        ("", set()),
    ],
)
def test_a_medicine_belongs_to_the_classes_of_its_name_and_form(name: str, classes: set[str]) -> None:
    assert medicine_classes(name) == classes


@pytest.mark.parametrize(
    ("system", "code", "classes"),
    [
        ("atc", "M01AE01", {"nsaid"}),
        ("atc", "B01AF02", {"anticoagulant"}),
        ("atc", "H02AB06", {"systemic_steroid"}),
        ("atc", "C10AA01", set()),
        ("rxnorm", "5640", {"nsaid"}),
    ],
)
def test_a_medicine_without_a_name_is_known_by_its_code(system: str, code: str, classes: set[str]) -> None:
    assert medicine_classes("", [Code(system, code)]) == classes


def request(**elements: Any) -> dict[str, Any]:
    return {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", **elements}


def test_a_medicine_is_found_inline_contained_and_by_reference() -> None:
    medicine = {"resourceType": "Medication", "id": "w", "code": {"text": "warfarin 3 mg"}}
    for resource, shelf in (
        (request(medicationCodeableConcept={"text": "warfarin 3 mg"}), Shelf([])),
        (request(medicationReference={"reference": "#w"}, contained=[medicine]), Shelf([])),
        (request(medicationReference={"reference": "Medication/w"}), Shelf([medicine])),
        (request(medicationReference={"reference": "Medication/other", "display": "WARFARIN 3 MG PO TABS"}), Shelf([])),
    ):
        (found,) = read_medication(resource, TODAY, shelf).medications
        assert found.classes == {"anticoagulant"}
        assert found.active


@pytest.mark.parametrize(
    ("elements", "active"),
    [
        ({"status": "active"}, True),
        ({"status": "on-hold"}, True),
        ({"status": None}, True),
        ({"status": "stopped"}, False),
        ({"status": "completed"}, False),
        (
            {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": "2026-01-01", "end": "2026-02-01"}}}}]},
            False,
        ),
        ({"status": "entered-in-error"}, None),
        ({"status": "cancelled"}, None),
        ({"status": "draft"}, None),
        ({"doNotPerform": True}, None),
        ({"intent": "proposal"}, None),
    ],
)
def test_a_medicine_counts_while_it_is_taken(elements: dict[str, Any], active: bool | None) -> None:
    resource = request(**{"medicationCodeableConcept": {"text": "prednisone 10 mg"}, "authoredOn": "2026-01-02", **elements})
    found = read_medication(resource, TODAY, Shelf([])).medications
    assert [m.active for m in found] == ([] if active is None else [active])


def test_a_medicine_that_nobody_names_is_said_not_dropped() -> None:
    gleaned = read_medication(request(medicationReference={"reference": "Medication/gone"}), TODAY, Shelf([]))
    assert not gleaned.medications
    assert [n.source for n in gleaned.not_assessed] == ["MedicationRequest/m"]


@pytest.mark.parametrize(
    ("elements", "classes"),
    [
        ({"code": {"text": "Ibuprofen"}}, {"nsaid"}),
        ({"code": {"text": "Aspirin"}}, {"nsaid", "antiplatelet"}),
        ({"code": {"text": "NSAIDs"}}, {"nsaid"}),
        ({"code": {"text": "Medication allergy"}, "reaction": [{"substance": {"text": "lidocaine"}}]}, {"local_anaesthetic"}),
        ({"code": {"text": "Penicillin"}}, None),
        ({"code": {"text": "Ibuprofen"}, "verificationStatus": {"coding": [{"code": "refuted"}]}}, None),
        ({"code": {"text": "Ibuprofen"}, "clinicalStatus": {"coding": [{"code": "resolved"}]}}, None),
    ],
)
def test_an_allergy_that_stands_is_read_by_class(elements: dict[str, Any], classes: set[str] | None) -> None:
    found = read_allergy({"resourceType": "AllergyIntolerance", "id": "a", **elements}).allergies
    assert [set(a.classes) for a in found] == ([] if classes is None else [classes])
