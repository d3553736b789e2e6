"""Looking at one for all of its kind changes no answer: what is not compared decides nothing."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from service.reading import (
    examination,
    finding_conditions,
    imaging_observations,
    medications,
    nerve_studies,
    problems,
    treatments,
)
from service.reading.choosing import Choice, Look
from service.reading.likeness import comparable, shared
from service.reading.read import _concerns_history
from service.record import Record

LOOKS: dict[str, tuple[Look, ...]] = {
    "Observation": (
        examination.concerns,
        imaging_observations.concerns,
        treatments.concerns,
        nerve_studies.concerns,
    ),
    "Condition": (problems.concerns, finding_conditions.concerns, treatments.concerns),
    "MedicationRequest": (medications.concerns,),
}
NOTE = [{"text": "left L4-L5 foraminal stenosis, after an epidural"}]
MORE = {"status": "active", "note": NOTE, "subject": {"reference": "Patient/p"}}
UNCOMPARED: dict[str, dict[str, Any]] = {
    "Observation": {
        **MORE,
        "interpretation": [{"text": "severe stenosis of the canal at L4-L5"}],
        "method": {"text": "straight leg raise"},
        "device": {"display": "MRI of the lumbar spine"},
        "referenceRange": [{"text": "left hip abduction 5/5"}],
        "effectiveDateTime": "2026-05-01",
        "performer": [{"display": "pain clinic"}],
    },
    "Condition": {
        **MORE,
        "severity": {"text": "saddle numbness"},
        "clinicalStatus": {"text": "discectomy"},
        "verificationStatus": {"text": "lumbar"},
        "onsetString": "after an epidural injection",
        "abatementString": "left foot drop",
    },
    "MedicationRequest": {
        **MORE,
        "intent": "order",
        "dosageInstruction": [{"text": "naproxen twice a day"}],
        "reasonCode": [{"text": "sciatica"}],
    },
}
NAMES = (
    *("Sodium", "Foraminal narrowing", "left hip abduction strength", "CRP", "Essential hypertension", "Low back pain"),
    *("L4-L5 disc herniation", "Lumbar epidural steroid injection", "Prednisolone 5 MG", "Atorvastatin", "EMG of the legs"),
)


def named(kind: str, name: str) -> dict[str, Any]:
    concept = {"text": name, "coding": [{"system": "urn:other", "code": "1", "display": name}]}
    if kind == "MedicationRequest":
        return {"resourceType": kind, "id": "a", "medicationCodeableConcept": concept}
    if kind == "Condition":
        return {"resourceType": kind, "id": "a", "code": concept}
    filed = [{"coding": [{"code": "survey"}]}]
    return {"resourceType": kind, "id": "a", "code": concept, "category": filed, "valueQuantity": {"value": 3, "unit": "mm"}}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", LOOKS)
def test_what_is_not_compared_decides_no_look(kind: str, name: str) -> None:
    plain = named(kind, name)
    parts = shared(plain)
    assert parts is not None
    assert comparable(parts)
    for element, value in UNCOMPARED[kind].items():
        fuller = {**plain, element: value}
        assert shared(fuller) == parts, element
        for look in LOOKS[kind]:
            assert look(fuller) == look(plain), f"{element} decides {look.__module__}"


@pytest.mark.parametrize("name", NAMES)
def test_of_laboratory_work_not_even_the_unit_decides(name: str) -> None:
    plain = {**named("Observation", name), "category": [{"coding": [{"code": "laboratory"}]}]}
    odd = {**plain, "valueQuantity": {"value": 3, "unit": "severe stenosis of the canal at L4-L5"}}
    assert shared(plain) == shared(odd) is not None
    for look in (*LOOKS["Observation"][:2], _concerns_history):
        assert look(plain) == look(odd)


@pytest.mark.parametrize(
    ("kind", "element", "value"),
    [
        ("Condition", "bodySite", [{"text": "left L4-L5 foramen"}]),
        ("Condition", "stage", []),
        ("Observation", "bodySite", {"text": "L4-L5"}),
        ("Observation", "component", [{"code": {"text": "left hip abduction strength"}}]),
        ("Observation", "valueString", "foot drop"),
        ("MedicationRequest", "medicationReference", {"reference": "Medication/1"}),
        ("MedicationRequest", "contained", []),
    ],
)
def test_a_resource_with_an_element_that_could_decide_is_looked_at_by_itself(kind: str, element: str, value: Any) -> None:
    assert shared({**named(kind, "Sodium"), element: value}) is None


@pytest.mark.parametrize("text", [5, True, ["Sodium"], {"a": 1}, 1.0])
def test_what_is_no_text_is_never_compared(text: Any) -> None:
    odd = named("Condition", "x")
    odd["code"]["text"] = text
    parts = shared(odd)
    assert parts is None or not comparable(parts)


def test_resources_of_odd_shape_are_still_looked_at() -> None:
    codes: tuple[Any, ...] = ([], None, 3, "pain", {"coding": 7})
    odd = [{"resourceType": "Condition", "id": str(n), "code": code} for n, code in enumerate(codes)]
    unhashable = copy.deepcopy(named("Condition", "Low back pain"))
    unhashable["code"]["coding"][0]["system"] = ["urn:other"]
    record = Record(hook="patient-view", patient_id="p", resources={"Condition": (*odd, unhashable)})
    found = Choice(record).of_concern("Condition", problems.concerns)
    assert unhashable in found


def test_one_of_many_alike_is_looked_at() -> None:
    many = tuple({**named("Observation", "An otherwise unheard of test"), "id": str(n)} for n in range(50))
    looked: list[str] = []

    def look(resource: Any) -> bool:
        looked.append(resource["id"])
        return True

    record = Record(hook="patient-view", patient_id="p", resources={"Observation": many})
    assert len(Choice(record).of_concern("Observation", look)) == len(many)
    assert looked == ["0"]
