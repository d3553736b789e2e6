"""Hook requests as clients send them: the ordinary one, to be varied by the rules."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from service.conformance.hook_names import ORDER_HOOKS
from service.conformance.sample import Person, Resource, drafts, record

Document = dict[str, Any]
TYPE_AT_START = re.compile(r"([A-Za-z]+)[/?]")
# A fixed namespace, so that the same check sends the same requests each time.
NAMESPACE = uuid.UUID("6f3b1c58-6d4e-4c0e-9d7e-0a3b5f0c2b11")
PERSON = Person()


def plain_request(hook: str, templates: dict[str, str], today: date, person: Person = PERSON) -> Document:
    """An ordinary request: 2.0 form, every prefetch key filled with the invented record, no FHIR server."""
    instance = uuid.UUID(bytes=uuid.uuid5(NAMESPACE, f"{hook} {person.id}").bytes, version=4)
    request: Document = {"hook": hook, "hookInstance": str(instance), "context": context(hook, person)}
    if templates:
        request["prefetch"] = filled(templates, record(person, today))
    return request


def context(hook: str, person: Person) -> Document:
    """The context of the hook in full. A hook of one's own gets the user, the patient and the encounter."""
    common = {"userId": "Practitioner/check-user", "patientId": person.id, "encounterId": "check-encounter"}
    orders = drafts(person)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": o} for o in orders]}
    extra: dict[str, Document] = {
        "order-select": {"selections": [reference(o) for o in orders], "draftOrders": bundle},
        "order-sign": {"draftOrders": bundle},
        "order-dispatch": {"dispatchedOrders": [reference(orders[1])], "performer": "Organization/check-clinic"},
        "appointment-book": {"appointments": {"resourceType": "Bundle", "type": "collection", "entry": []}},
        "medication-refill": {
            "medications": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": orders[2]}]}
        },
        "allergyintolerance-create": {
            "allergyIntolerance": {"resourceType": "AllergyIntolerance", "patient": {"reference": f"Patient/{person.id}"}}
        },
        "problem-list-item-create": {"conditions": {"resourceType": "Bundle", "type": "collection", "entry": []}},
    }
    return common | extra.get(hook, {})


def reference(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def searchset(resources: list[Resource]) -> Resource:
    entries = [
        {"fullUrl": f"https://ehr.example.org/fhir/{reference(r)}", "resource": r, "search": {"mode": "match"}}
        for r in resources
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(resources)} | ({"entry": entries} if entries else {})


def type_of(template: str) -> str:
    """The resource type that a prefetch template asks for; the user's own record for a bare token."""
    found = TYPE_AT_START.match(template)
    return found[1] if found else "Practitioner"


def filled(templates: dict[str, str], resources: dict[str, list[Resource]]) -> Document:
    """What a client answers to the templates: a read gives the resource or null, a search a Bundle, maybe without entries."""
    values: Document = {}
    for key, template in templates.items():
        found = resources.get(type_of(template), [])
        values[key] = searchset(found) if "?" in template else (found[0] if found else None)
    return values


def has_orders(hook: str) -> bool:
    return hook in ORDER_HOOKS
