"""Requests in the shape that the public CDS Hooks sandbox sends, and what its page can show without throwing.

What is odd here is meant: it was seen on the wire. No encounter and no authorization ever, a user whom the server does not
have, a Bundle without type, objects where R4 has lists, `coding: [{}]` before a study is chosen.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

Document = dict[str, Any]
ORIGIN = "http://localhost:8080"
PATIENT = "sandbox-patient-1"
SUBJECT = {"reference": f"Patient/{PATIENT}"}
CPT = "http://www.ama-assn.org/go/cpt"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
HEADERS = {"Origin": ORIGIN, "Authorization": "Bearer not.checked.here"}
SANDBOX_RATING = "http://fhir.org/argonaut/Extension/pama-rating"


def ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()  # noqa: DTZ011


def slug(text: str) -> str:
    """An id made from words."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text)[:60]


def searchset(*resources: Document) -> Document:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"resource": r} for r in resources],
    }


def record(*resources: Document) -> Document:
    """The prefetch: one page for each key that its server can fill; no `encounter`, as there never is one."""
    kinds = {
        "conditions": "Condition",
        "imagingStudies": "ImagingStudy",
        "diagnosticReports": "DiagnosticReport",
        "observations": "Observation",
        "procedures": "Procedure",
        "medications": "MedicationRequest",
        "allergies": "AllergyIntolerance",
        "serviceRequests": "ServiceRequest",
        "familyHistory": "FamilyMemberHistory",
    }
    found = {key: searchset(*(r for r in resources if r["resourceType"] == kind)) for key, kind in kinds.items()}
    patient = {
        "resourceType": "Patient",
        "id": PATIENT,
        "gender": "male",
        "birthDate": "1965-11-30",
        "name": [{"family": "Deckow"}],
    }
    return {"patient": patient} | found


def condition(text: str, days: int, code: str = "") -> Document:
    coding = {"coding": [{"system": SNOMED, "code": code}]} if code else {}
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition", "id": slug(text), "subject": SUBJECT, "clinicalStatus": active,
        "code": coding | {"text": text}, "onsetDateTime": ago(days), "recordedDate": ago(days),
    }  # fmt: skip


def lumbar_mri(days: int, conclusion: str) -> Document:
    return {
        "resourceType": "DiagnosticReport", "id": "mri", "status": "final", "subject": SUBJECT, "effectiveDateTime": ago(days),
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
        "code": {"text": "MRI lumbar spine"}, "conclusion": conclusion,
    }  # fmt: skip


def observation(name: str, value: str, days: int = 5) -> Document:
    category = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "exam"}]}]
    return {
        "resourceType": "Observation", "id": slug(name), "status": "final", "subject": SUBJECT,
        "category": category, "code": {"text": name}, "valueString": value, "effectiveDateTime": ago(days),
    }  # fmt: skip


def allergy(text: str, code: str = "") -> Document:
    coding = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return {"resourceType": "AllergyIntolerance", "id": "a1", "patient": SUBJECT, "code": coding | {"text": text}}


def request(hook: str, prefetch: Document, **context: Any) -> Document:
    """What it sends; `context` beside the patient and the user."""
    return {
        "hookInstance": str(uuid.uuid4()),
        "hook": hook,
        "fhirServer": "http://127.0.0.1:9/baseR4",
        "context": {"patientId": PATIENT, "userId": "Practitioner/COREPRACTITIONER1"} | context,
        "prefetch": prefetch,
    }


def drafts(order: Document) -> Document:
    return {"resourceType": "Bundle", "entry": [{"resource": order}]}


def rx(text: str = "", code: str = "", *, reason: str = "") -> Document:
    """The order of Rx View: half empty at first, with objects for lists once a drug is chosen."""
    order: Document = {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": SUBJECT}
    if not text:
        return order
    dose = {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}
    order |= {
        "intent": "order",
        "category": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category", "code": "outpatient"}]
        },
        "medicationCodeableConcept": {"text": text, "coding": [{"code": code, "system": RXNORM, "display": text}]},
        "dosageInstruction": [
            {"doseAndRate": [{"doseQuantity": dose}], "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}
        ],
        "dispenseRequest": {"validityPeriod": {"start": ago(0), "end": ago(-30)}},
    }
    return order | ({"reasonCode": {"coding": [{"system": SNOMED, "code": reason}], "text": "Low back pain"}} if reason else {})


def old_rx(text: str, code: str) -> Document:
    """The same against a DSTU2 server."""
    concept = {"text": text, "coding": [{"code": code, "system": RXNORM, "display": text}]}
    return {
        "resourceType": "MedicationOrder",
        "id": "request-123",
        "status": "draft",
        "patient": SUBJECT,
        "medicationCodeableConcept": concept,
    }


def study(text: str = "", code: str = "", *, reasons: tuple[tuple[str, str], ...] = ()) -> Document:
    """The order of PAMA Imaging: `coding: [{}]` before a study is chosen. The real one has the code's descriptor as text."""
    return {
        "resourceType": "ServiceRequest", "id": "example-request-id", "status": "draft", "intent": "plan", "subject": SUBJECT,
        "code": {"coding": [{"system": CPT, "code": code, "display": text}], "text": text} if code else {"coding": [{}]},
        "reasonCode": [{"coding": [{"system": SNOMED, "code": c, "display": t}], "text": t} for t, c in reasons],
    }  # fmt: skip


def select(order: Document, prefetch: Document) -> Document:
    selected = f"{order['resourceType']}/{order['id']}"
    return request("order-select", prefetch, selections=[selected], draftOrders=drafts(order))


def sign(order: Document, prefetch: Document) -> Document:
    return request("order-sign", prefetch, draftOrders=drafts(order))


def page_problems(answer: Any, tab: str) -> Iterator[str]:
    """What in an answer would make the page throw, run something, or lose a part of a card."""
    for card in answer["cards"]:
        yield from (f"no {key}" for key in ("summary", "indicator", "source", "uuid") if not card.get(key))
        detail = card.get("detail", "")
        if re.search(r"(?<!\\)<[a-z/!]", detail, re.IGNORECASE):
            yield "raw HTML in the detail"
        if re.search(r"(?<!\\)\]\(\s*(?!https?:)", detail):
            yield "a link in the detail that leads nowhere on the web"
        for suggestion in card.get("suggestions", []):
            if not suggestion.get("actions"):
                yield "a suggestion without actions"
            if not suggestion.get("uuid"):
                yield "a suggestion without uuid: no feedback"
            for action in suggestion.get("actions", []):
                yield from action_problems(action, tab)
        for link in card.get("links", []):
            if not re.match(r"https?://", link["url"]):
                yield "a link that is not absolute"
        if not all(r.get("code") and r.get("system") and r.get("display") for r in card.get("overrideReasons", [])):
            yield "an override reason without code, system or display"
    if "systemActions" in answer or "systemActions" in answer.get("extension", {}):
        yield "system actions"


def action_problems(action: Document, tab: str) -> Iterator[str]:
    resource = action.get("resource", {})
    rated = any(e.get("url") == SANDBOX_RATING for e in resource.get("extension", []))
    if tab == "PAMA Imaging" and action["type"] == "update" and not rated:
        yield "an update without a rating"
    if action["type"] in ("create", "update") and not resource.get("resourceType"):
        yield f"a {action['type']} without a resource"
