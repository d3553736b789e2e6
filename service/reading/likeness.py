"""What makes a look at one resource hold for another: the same names and codes, and nothing unusual beside them.

A chart holds the same glucose and the same hypertension hundreds of times, and so do the charts of other patients. Whether such
a resource matters to a reader is found out once. Only what all looks depend on is compared, and a resource with any other
element than a plain one of its type has is always looked at by itself. A test holds the looks to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any

from service.record import Resource

Shared = tuple[Any, ...]
_COMMON = ("resourceType", "id", "meta", "text", "implicitRules", "language", "extension", "identifier", "subject", "encounter",
           "status", "note")  # fmt: skip
_OF_A_MEASUREMENT = frozenset(
    (*_COMMON, "category", "code", "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued", "performer", "basedOn",
     "specimen", "method", "device", "valueQuantity", "interpretation", "referenceRange")
)  # fmt: skip
_OF_A_PROBLEM = frozenset(
    (*_COMMON, "category", "code", "clinicalStatus", "verificationStatus", "severity", "onsetDateTime", "onsetAge",
     "onsetPeriod", "onsetString", "abatementDateTime", "abatementPeriod", "abatementString", "recordedDate", "recorder",
     "asserter")
)  # fmt: skip
_OF_A_MEDICINE = frozenset(
    (*_COMMON, "category", "medicationCodeableConcept", "intent", "authoredOn", "requester", "dosageInstruction",
     "dispenseRequest", "reasonCode", "reasonReference", "priority", "recorder", "performer", "substitution", "reportedBoolean")
)  # fmt: skip
_OF_A_CONCEPT = frozenset(("text", "coding", "id", "extension"))
_TEXT_OR_NONE = (str, NoneType)


def shared(resource: Resource) -> Shared | None:
    """What this resource has in common with all that every look answers alike. None when it is to be looked at by itself.
    What is shared need not be hashable; see `comparable`."""
    of_type = _SHARED.get(resource["resourceType"])
    try:
        return of_type(resource) if of_type else None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def comparable(parts: Shared) -> bool:
    """Whether all that is shared is text or not given: a number could equal another kind of value."""
    return all(comparable(part) if type(part) is tuple else type(part) in _TEXT_OR_NONE for part in parts)


def _measurement(resource: Resource) -> Shared | None:
    """Of an Observation with a number: code, category and unit, each given once."""
    if "valueQuantity" not in resource or not _OF_A_MEASUREMENT.issuperset(resource):
        return None
    code, (category,) = resource["code"], resource["category"]
    (coding,), (filed,) = code["coding"], category["coding"]
    name = code.get("text") or coding.get("display")  # where a text stands, a display is not read as a name
    named = (filed["code"], name, coding.get("system"), coding.get("code"))
    if filed["code"] == "laboratory":  # no look goes on to the value
        return named
    quantity = resource["valueQuantity"]
    if type(quantity["value"]) not in (int, float):
        return None
    return (*named, coding.get("display"), quantity.get("unit"))


def _problem(resource: Resource) -> Shared | None:
    """Of a Condition without a place: code and categories."""
    if not _OF_A_PROBLEM.issuperset(resource):
        return None
    return ("Condition", _concept(resource["code"]), *map(_concept, resource.get("category", ())))


def _medicine(resource: Resource) -> Shared | None:
    """Of a MedicationRequest that names its medicine: the name."""
    if not _OF_A_MEDICINE.issuperset(resource):
        return None
    return ("MedicationRequest", _concept(resource["medicationCodeableConcept"]))


def _concept(concept: Mapping[str, Any]) -> Shared:
    if not _OF_A_CONCEPT.issuperset(concept):
        raise ValueError
    codings = concept.get("coding", ())
    return (concept.get("text"), *((c.get("system"), c.get("code"), c.get("display")) for c in codings))


_SHARED: Mapping[str, Callable[[Resource], Shared | None]] = {
    "Observation": _measurement,
    "Condition": _problem,
    "MedicationRequest": _medicine,
}
