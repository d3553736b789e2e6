"""Whole requests as three families of clients send them: many habits at once, invalid FHIR included.

A fault that a rule of a single habit has already found is not reported a second time here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from service.conformance.calls import refusals
from service.conformance.hook_names import ORDER_HOOKS
from service.conformance.requests import PERSON
from service.conformance.rule import NotTriedError, check
from service.conformance.target import Document, Service, Target

SINGLE_HABITS = ("Q", "F")
Shape = Callable[[Document, Service], Document]


def shaped(target: Target, about: str, shape: Shape) -> Iterator[str]:
    """Sends each service its request in that shape, unless a single habit is known to be refused."""
    explained = sorted(r for r in target.broken if r.startswith(SINGLE_HABITS))
    if explained:
        raise NotTriedError(f"single habits are already refused: {', '.join(explained)}")
    for service in target.open_services():
        yield from refusals([target.ask(service, shape(target.request(service), service), about)])


def subject(patient_id: str) -> Document:
    return {"reference": f"Patient/{patient_id}"}


@check("H1")
def the_public_sandbox_is_understood(target: Target) -> Iterator[str]:
    def study(request: Document, service: Service) -> Document:
        order: Document = {
            "resourceType": "ServiceRequest",
            "id": "example-request-id",
            "status": "draft",
            "intent": "plan",
            "subject": subject(PERSON.id),
            "code": {"coding": [{}]},
            "reasonCode": [],
        }
        return sandbox(request, service, order, "ServiceRequest/example-request-id")

    def drug(request: Document, service: Service) -> Document:
        order: Document = {
            "resourceType": "MedicationRequest",
            "id": "request-123",
            "status": "draft",
            "subject": subject(PERSON.id),
            "category": {"coding": [{"code": "outpatient"}]},
            "reasonCode": {"text": "pain"},
            "dosageInstruction": [
                {"doseAndRate": [{"doseQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}}]}
            ],
        }
        return sandbox(request, service, order, "MedicationRequest/request-123")

    def second_click(request: Document, service: Service) -> Document:
        changed = sandbox(request, service, {}, "")
        changed["context"] = {k: changed["context"][k] for k in ("patientId", "userId")}
        return changed

    for about, shape in {
        "a study not yet chosen": study,
        "a drug not yet chosen": drug,
        "a second click": second_click,
    }.items():
        yield from shaped(target, f"the sandbox: {about}", shape)


def sandbox(request: Document, service: Service, order: Document, selected: str) -> Document:
    """No encounter, a user whom the server does not have, a server without authorization, unfilled keys left out."""
    context: Document = {"userId": "Practitioner/COREPRACTITIONER1", "patientId": PERSON.id}
    if service.hook in ORDER_HOOKS:
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": order}]}
    if service.hook == "order-select":
        context["selections"] = [selected]
    other = (
        {}
        if service.hook in ("patient-view", *ORDER_HOOKS)
        else {k: v for k, v in request["context"].items() if k != "encounterId"}
    )
    kept = {k: v for k, v in request.get("prefetch", {}).items() if v and v.get("entry", True)}
    return {
        "hookInstance": str(uuid.uuid4()),
        "hook": service.hook,
        "fhirServer": "http://ehr.example.org:8080",
        "prefetch": kept,
        "context": other | context,
    }


@check("H2")
def epic_is_understood(target: Target) -> Iterator[str]:
    def epic(request: Document, service: Service) -> Document:
        long_id = ("e" + "wfTRiRrfssgO6Y0r-cxLbp.kDQmv3G_" * 7)[:200]
        for place, entry in enumerate(request["context"].get("draftOrders", {}).get("entry", [])):
            entry["resource"]["id"] = long_id[:-1] + str(place)
            entry["resource"]["extension"] = [{"url": "http://open.epic.example.org/x", "valueString": "y"}]
            entry["resource"]["category"] = [{"coding": [{"code": "outpatient"}], "text": "Outpatient"}]
        if "selections" in request["context"]:
            request["context"]["selections"] = [f"ServiceRequest/{long_id[:-1]}0"]
        request["context"]["userId"] = "PractitionerRole/e-QokEGUJIzyynNdkCFrs9w3"
        kept: dict[str, Any] = {"-user": {"resourceType": "PractitionerRole", "id": "e1"}}
        request["prefetch"] = kept | request.get("prefetch", {})
        request["extension"] = {
            "com.epic.cdshooks.request.bpa-trigger-action": "18",
            "com.epic.cdshooks.request.cds-hooks-specification-version": "1.0",
            "com.epic.cdshooks.request.fhir-version": "R4",
        }
        return request | {"hookInstance": str(uuid.uuid1(node=1))}

    yield from shaped(target, "as Epic sends it", epic)


@check("H3")
def crd_clients_are_understood(target: Target) -> Iterator[str]:
    def crd(request: Document, service: Service) -> Document:
        orders = request["context"].get("draftOrders")
        if orders:
            orders["type"] = "transaction"
            orders["entry"] = [
                e | {"request": {"method": "POST", "url": e["resource"]["resourceType"]}} for e in orders["entry"]
            ]
            orders["entry"].append({"resource": {"resourceType": "CommunicationRequest", "id": "q", "status": "active"}})
        request["context"]["patientId"] = f"Patient/{PERSON.id}"
        request["prefetch"] = {"coverageBundle": None, "claimResponseBundle": None, "item1": None} | request.get("prefetch", {})
        request["extension"] = {"davinci-crd.configuration": {"coverage-info": True}}
        return request | {"fhirAuthorization": None, "hookInstance": "example"}

    yield from shaped(target, "as a CRD client sends it", crd)
