"""Requests in the shape in which known clients send them, written by us: valid FHIR or not, as those clients are."""

from __future__ import annotations

from typing import Any

CPT = "http://www.ama-assn.org/go/cpt"
SCT = "http://snomed.info/sct"
LONG_ID = "eQ7bLm.T2-xWv" * 14


def entry(resource: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resource": resource, **more}


def back_pain(patient: str = "Patient/p1") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": patient},
        "code": {"text": "Low back pain", "coding": [{"system": SCT, "code": "279039007", "display": "Low back pain"}]},
        "category": {"coding": [{"code": "problem-list-item"}]},
        "onsetDateTime": "2026-02-30",
    }


SANDBOX_PREFETCH = {
    "patient": {"resourceType": "Patient", "id": "smart-88", "gender": "female", "birthDate": "1962-05-01"},
    "conditions": {"resourceType": "Bundle", "entry": [entry(back_pain("Patient/smart-88"))]},
    "allergies": {
        "resourceType": "Bundle",
        "entry": [
            entry(
                {
                    "resourceType": "AllergyIntolerance",
                    "id": "a1",
                    "patient": {"reference": "Patient/smart-88"},
                    "code": {"text": "Ibuprofen"},
                }
            )
        ],
    },
}


def sandbox(hook: str, **context: Any) -> dict[str, Any]:
    """The public sandbox: http server without a token, a user that does not exist, failed prefetch keys left out."""
    return {
        "hookInstance": "c2f0b1a2-64f5-4a37-9e38-0b1b2c3d4e5f",
        "hook": hook,
        "fhirServer": "http://127.0.0.1:8280/fhir",
        "context": {"userId": "Practitioner/COREPRACTITIONER1", "patientId": "smart-88", **context},
        "prefetch": SANDBOX_PREFETCH,
    }


def sandbox_imaging(code: dict[str, Any], reasons: list[Any]) -> dict[str, Any]:
    study = {
        "resourceType": "ServiceRequest",
        "id": "example-request-id",
        "status": "draft",
        "intent": "plan",
        "code": code,
        "subject": {"reference": "Patient/smart-88"},
        "reasonCode": reasons,
    }
    drafts = {"resourceType": "Bundle", "entry": [entry(study)]}
    return sandbox("order-select", selections=["ServiceRequest/example-request-id"], draftOrders=drafts)


def sandbox_medicine(hook: str, **parts: Any) -> dict[str, Any]:
    medicine = {
        "resourceType": "MedicationRequest",
        "id": "request-123",
        "status": "draft",
        "subject": {"reference": "Patient/smart-88"},
        **parts,
    }
    return sandbox(
        hook, selections=["MedicationRequest/request-123"], draftOrders={"resourceType": "Bundle", "entry": [entry(medicine)]}
    )


LUMBAR_MR = {"coding": [{"system": CPT, "code": "72148", "display": "a study"}], "text": "a study"}
SCIATICA = {"coding": [{"system": SCT, "code": "23056005", "display": "Sciatica (finding)"}]}
IBUPROFEN = {
    "intent": "order",
    "category": {"coding": [{"code": "outpatient"}]},
    "medicationCodeableConcept": {
        "text": "Ibuprofen 400 MG Oral Tablet",
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "197805"}],
    },
    "reasonCode": {"coding": [{"system": SCT, "code": "279039007"}]},
    "dosageInstruction": [
        {"doseAndRate": [{"doseQuantity": {"value": 1, "code": "{pill}", "system": "http://unitsofmeasure.org"}}]}
    ],
    "dispenseRequest": {"numberOfRepeatsAllowed": 1},
}

SANDBOX = {
    "patient view": sandbox("patient-view"),
    "Rx View opened": sandbox_medicine("order-select"),
    "Rx View, a drug chosen": sandbox_medicine("order-select", **IBUPROFEN),
    "Rx Sign": sandbox_medicine("order-sign", **IBUPROFEN),
    "Rx Sign, nothing chosen": sandbox_medicine("order-sign"),
    "PAMA opened": sandbox_imaging({"coding": [{}]}, []),
    "PAMA, a study chosen": sandbox_imaging(LUMBAR_MR, []),
    "PAMA, a reason chosen": sandbox_imaging(LUMBAR_MR, [SCIATICA]),
    "the open tab clicked again": sandbox("order-select"),
    "Rx Sign clicked again": sandbox("order-sign"),
    "a DSTU2 server": sandbox(
        "order-select",
        draftOrders={
            "resourceType": "Bundle",
            "entry": [
                entry(
                    {
                        "resourceType": "MedicationOrder",
                        "id": "request-123",
                        "medicationCodeableConcept": {"text": "Ibuprofen"},
                        "patient": {"reference": "Patient/smart-88"},
                    }
                )
            ],
        },
    ),
}

EPIC = {
    "hookInstance": "7c1fbe02-a6d1-11f0-9c44-0050568b7aaa",
    "fhirServer": "https://ehr.example.org/interconnect/api/FHIR/R4",
    "hook": "patient-view",
    "fhirAuthorization": {
        "access_token": "opaque",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "CONDITION.SEARCH Condition.Search (Problems) (R4) Observation.Read (Labs) (R4)",
        "subject": "a-client",
    },
    "context": {
        "patientId": "eX0a.Bc-Defg3",
        "encounterId": "eY1d.Gh-Klmn3",
        "userId": "PractitionerRole/eZ2.Op-Qrs3",
    },
    "prefetch": {
        "-user": {
            "resourceType": "PractitionerRole",
            "id": "eZ2.Op-Qrs3",
            "practitioner": {"reference": "https://ehr.example.org/interconnect/api/FHIR/R4/Practitioner/eP1"},
        },
        "demo": {"resourceType": "Patient", "id": "eX0a.Bc-Defg3", "gender": "male", "birthDate": "1971-02-03"},
        "encounterDx": {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": 0,
            "link": [
                {"relation": "self", "url": "https://ehr.example.org/interconnect/api/FHIR/R4/Condition?patient=eX0a.Bc-Defg3"}
            ],
            "entry": [
                {
                    "resource": {
                        "resourceType": "OperationOutcome",
                        "issue": [{"severity": "warning", "code": "processing", "details": {"text": "Nothing was found."}}],
                    },
                    "search": {"mode": "outcome"},
                }
            ],
        },
    },
    "extension": {
        "com.epic.cdshooks.request.bpa-trigger-action": "18",
        "com.epic.cdshooks.request.cds-hooks-specification-version": "1.0",
        "com.epic.cdshooks.request.fhir-version": "R4",
    },
}

EPIC_ORDER = EPIC | {
    "hook": "order-select",
    "context": EPIC["context"]
    | {  # type: ignore[operator]
        "selections": [f"MedicationRequest/{LONG_ID}"],
        "draftOrders": {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                entry(
                    {
                        "resourceType": "MedicationRequest",
                        "id": LONG_ID,
                        "status": "draft",
                        "intent": "order",
                        "medicationReference": {"reference": "Medication/eM1", "display": "NAPROXEN 500 MG PO TABS"},
                        "subject": {"reference": "Patient/eX0a.Bc-Defg3", "display": "someone"},
                        "requester": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}]},
                        "category": {"text": "Inpatient"},
                    }
                ),
                entry({"resourceType": "Medication", "id": "eM1", "code": {"text": "naproxen"}}),
            ],
        },
    },
}

CRD = {
    "hook": "order-sign",
    "hookInstance": "not-a-uuid",
    "fhirServer": "http://ehr.example.org/r4/",
    "fhirAuthorization": None,
    "user": "Practitioner/1234",
    "extension": None,
    "context": {
        "patientId": "Patient/77",
        "encounterId": None,
        "services": None,
        "draftOrders": {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                entry(
                    {
                        "resourceType": "DeviceRequest",
                        "id": "dr1",
                        "status": "active",
                        "subject": {"reference": "Patient/77"},
                        "performer": {"reference": "PractitionerRole/9"},
                        "insurance": [{"reference": "Coverage/9"}],
                    },
                    request={"method": "POST", "url": "DeviceRequest"},
                ),
                entry({"resourceType": "CommunicationRequest", "id": "cr1", "subject": {"reference": "Patient/77"}}),
                entry(
                    {
                        "resourceType": "NutritionOrder",
                        "id": "no1",
                        "status": "draft",
                        "patient": {"reference": "Patient/77"},
                        "dateTime": "2026-01-04",
                    }
                ),
            ],
        },
    },
    "prefetch": {
        "Coverage": None,
        "serviceRequestBundle": None,
        "deviceRequestBundle": {
            "resourceType": "Bundle",
            "entry": [
                entry({"resourceType": "Patient", "id": "77", "gender": "male", "birthDate": "1970-07-04"}),
                entry({"resourceType": "Organization", "id": "o1", "name": "A payer"}),
            ],
        },
    },
    "item2": {"response": {"status": "200 OK"}, "resource": {"resourceType": "MedicationRequest", "id": "m1"}},
    "item3": None,
}

PAMA = {
    "hook": "order-select",
    "hookInstance": "f2b0c1aa-0001-4a00-8b00-000000000001",
    "fhirServer": "http://ehr.example.org",
    "context": {
        "userId": "Practitioner/123",
        "patientId": "CT-1",
        "encounterId": "89",
        "selections": ["ServiceRequest/example-CT-1"],
        "draftOrders": {
            "resourceType": "Bundle",
            "entry": [
                entry(
                    {
                        "resourceType": "ServiceRequest",
                        "id": "example-CT-1",
                        "status": "draft",
                        "intent": "plan",
                        "code": {"coding": [{"system": CPT, "code": "72131"}], "text": "Lumbar spine CT"},
                        "subject": {"reference": "Patient/CT-1"},
                        "reasonCode": [SCIATICA],
                    }
                )
            ],
        },
    },
}

PAGED = {
    "hook": "order-sign",
    "fhirServer": "https://ehr.example.org/fhir",
    "context": {
        "userId": "PractitionerRole/1",
        "patientId": "128",
        "draftOrders": {"resourceType": "Bundle", "type": "collection"},
    },
    "prefetch": {
        "orders": {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": 2,
            "link": [{"relation": "next", "url": "https://ehr.example.org/fhir/MedicationRequest?patient=128&_page=2"}],
            "entry": [
                entry(
                    {
                        "resourceType": "MedicationRequest",
                        "id": "rx‑1",
                        "status": "active",
                        "medicationCodeableConcept": {"text": "Metformin 500\u202fmg"},
                        "subject": {"reference": "Patient/128"},
                    }
                )
            ],
        }
    },
}

WILD: dict[str, dict[str, Any]] = {
    "Epic, opening a chart": EPIC,
    "Epic, choosing a medicine": EPIC_ORDER,
    "a CRD client": CRD,
    "PAMA without anything but the order": PAMA,
    "one page of a prefetch and a hyphen that FHIR ids lack": PAGED,
}
