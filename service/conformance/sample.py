"""An invented patient for the requests: a sore back, an MRI, some medicines. Not a real person, dated relative to `today`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CPT = "http://www.ama-assn.org/go/cpt"
CONDITION = "http://terminology.hl7.org/CodeSystem/condition-clinical"
REPORT = (
    "Lumbar spine MRI without contrast. L2-L3: moderate left neuroforaminal narrowing. L3-L4: mild disc bulge. "
    "L4-L5: right paracentral disc extrusion compressing the traversing right L5 nerve root. L5-S1: unremarkable. "
    "The conus ends at L1."
)


@dataclass(frozen=True)
class Person:
    """Who the request is about. `other_side` turns right into left, so that two people get two answers."""

    id: str = "check-patient-1"
    family: str = "Conformance"
    other_side: bool = False


def concept(text: str, system: str = "", code: str = "") -> Resource:
    """A CodeableConcept. No display: the descriptors of some code systems are not ours to print."""
    coded = {"coding": [{"system": system, "code": code}]} if code else {}
    return {**coded, "text": text}


def record(person: Person, today: date) -> dict[str, list[Resource]]:
    """The person's resources by type, as a FHIR R4 server would give them."""
    about = {"reference": f"Patient/{person.id}"}
    side, word = ("LEFT", "left") if person.other_side else ("RIGHT", "right")
    ago = {days: (today - timedelta(days=days)).isoformat() for days in (10, 20, 90, 400)}
    report = REPORT.replace("left", "LEFT").replace("right", word).replace("LEFT", "right" if person.other_side else "left")
    return {
        "Patient": [patient(person)],
        "Encounter": [
            {
                "resourceType": "Encounter",
                "id": "check-encounter",
                "status": "in-progress",
                "subject": about,
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            }
        ],
        "Practitioner": [{"resourceType": "Practitioner", "id": "check-user", "name": [{"family": "Checker"}]}],
        "Condition": [
            condition("c1", about, concept(f"Radiculopathy, lumbar region, {word} leg", ICD, "M54.16"), ago[90]),
            condition("c2", about, concept("Type 2 diabetes mellitus", ICD, "E11.9"), ago[400]),
            condition("c3", about, concept("Low back pain", SNOMED, "279039007"), ago[90]),
        ],
        "Observation": [
            observation("o1", about, "exam", concept(f"{side} great toe extension strength"), ago[10], valueString="3/5"),
            observation(
                "o2", about, "exam", concept(f"{side} straight leg raise"), ago[10], valueString="positive at 40 degrees"
            ),
            observation(
                "o3",
                about,
                "laboratory",
                concept("Hemoglobin A1c", LOINC, "4548-4"),
                ago[20],
                valueQuantity={"value": 7.1, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
            ),
        ],
        "DiagnosticReport": [
            {
                "resourceType": "DiagnosticReport",
                "id": "r1",
                "status": "final",
                "subject": about,
                "category": [concept("Radiology", "http://terminology.hl7.org/CodeSystem/v2-0074", "RAD")],
                "code": concept("MR Lumbar spine WO contrast", LOINC, "24968-5"),
                "conclusion": report,
                "effectiveDateTime": ago[20],
                "issued": f"{ago[20]}T10:00:00Z",
            }
        ],
        "ImagingStudy": [
            {
                "resourceType": "ImagingStudy",
                "id": "i1",
                "status": "available",
                "subject": about,
                "started": f"{ago[20]}T09:00:00Z",
                "description": "MRI lumbar spine",
                "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "MR"}],
            }
        ],
        "AllergyIntolerance": [
            {
                "resourceType": "AllergyIntolerance",
                "id": "a1",
                "patient": about,
                "code": concept("Ibuprofen", RXNORM, "5640"),
                "reaction": [{"manifestation": [concept("Hives")]}],
            }
        ],
        "MedicationRequest": [
            {
                "resourceType": "MedicationRequest",
                "id": "m1",
                "status": "active",
                "intent": "order",
                "subject": about,
                "medicationCodeableConcept": concept("metformin 500 MG Oral Tablet"),
                "authoredOn": ago[400],
            }
        ],
    }


def patient(person: Person) -> Resource:
    return {
        "resourceType": "Patient",
        "id": person.id,
        "gender": "female",
        "birthDate": "1961-04-02",
        "name": [{"family": person.family, "given": ["Ada"]}],
    }


def condition(key: str, about: Resource, code: Resource, onset: str) -> Resource:
    return {
        "resourceType": "Condition",
        "id": key,
        "subject": about,
        "code": code,
        "onsetDateTime": onset,
        "recordedDate": onset,
        "clinicalStatus": {"coding": [{"system": CONDITION, "code": "active"}]},
    }


def observation(key: str, about: Resource, category: str, code: Resource, when: str, **value: Any) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "subject": about,
        "code": code,
        "category": [{"coding": [{"system": system, "code": category}]}],
        "effectiveDateTime": when,
        **value,
    }


def drafts(person: Person) -> list[Resource]:
    """Orders about to be placed: an injection at a level that hurts nobody, an MRI again, a drug the person is allergic to."""
    about = {"reference": f"Patient/{person.id}"}
    side = "right" if person.other_side else "left"
    common = {"status": "draft", "intent": "order", "subject": about}
    text = f"L2-L3 {side} transforaminal epidural steroid injection"
    return [
        {"resourceType": "ServiceRequest", "id": "draft-1", **common, "code": concept(text, CPT, "64483")},
        {"resourceType": "ServiceRequest", "id": "draft-2", **common, "code": concept("MRI lumbar spine", CPT, "72148")},
        {
            "resourceType": "MedicationRequest",
            "id": "draft-3",
            **common,
            "medicationCodeableConcept": concept("ibuprofen 600 MG Oral Tablet", RXNORM, "5640"),
        },
    ]
