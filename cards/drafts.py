"""The draft orders a suggestion creates: complete R4 resources, checked strictly before they leave."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import ValidationError

from cards.phrases import sided
from cards.wording import SuggestionWords, problem_name, words
from service.facts import Facts, Problem
from service.fhir_shapes import ValidShapes, shape_of
from service.knowledge.care import care
from service.knowledge.loader import Entry, read_table

SYSTEMS = {"loinc": "http://loinc.org", "snomed": "http://snomed.info/sct"}
CATEGORIES: Mapping[str, Mapping[str, Any]] = {
    "imaging": {"coding": [{"system": SYSTEMS["snomed"], "code": "363679005", "display": "Imaging"}], "text": "Imaging"},
    "laboratory": {
        "coding": [{"system": SYSTEMS["snomed"], "code": "108252007", "display": "Laboratory procedure"}],
        "text": "Laboratory",
    },
    "education": {"coding": [{"system": SYSTEMS["snomed"], "code": "409073007", "display": "Education"}], "text": "Education"},
    "therapy": {"text": "Therapy"},
    "procedure": {"text": "Procedure"},
    "referral": {"text": "Referral"},
    "diagnostic": {"text": "Diagnostic procedure"},
}
"""Categories of the FHIR specification's example value set where it has one, text alone where it has none."""
_valid = ValidShapes()


class DraftCoding(Entry):
    """A verified code. `side`: it names that side, so it is right for no other. `display`: only where it was read with it."""

    system: Literal["loinc", "snomed"]
    code: str
    display: str | None = None
    side: Literal["left", "right", "bilateral"] | None = None


class DraftEntry(Entry):
    """What a suggested order is made of."""

    resource: Literal["ServiceRequest", "MedicationRequest"]
    category: str | None = None
    site: str | None = None
    codings: tuple[DraftCoding, ...] = ()


@cache
def drafts() -> Mapping[str, DraftEntry]:
    """The table of draft orders by suggestion id."""
    return read_table("drafts", DraftEntry)


def side_to_name(suggestion: str, side: str | None) -> str | None:
    """The side, for a suggestion that has one."""
    entry = care().suggestions.get(suggestion)
    return side if entry is not None and entry.sided else None


def draft_order(suggestion: str, facts: Facts, *, side: str | None, problem: Problem | None) -> dict[str, Any]:
    """The resource for `suggestion`, for this patient, side and reason. Not yet checked: see `valid`."""
    entry, said = drafts()[suggestion], words().suggestions[suggestion]
    resource: dict[str, Any] = {
        "resourceType": entry.resource,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": facts.patient.reference},
        "authoredOn": facts.as_of.isoformat(),
    }
    side = side_to_name(suggestion, side)
    concept = _code(entry, said, side)
    if entry.resource == "ServiceRequest":
        resource |= _service_parts(entry, said, concept, side)
    else:
        resource |= {"medicationCodeableConcept": concept} | _dosage(said)
    resource |= _reason(problem)
    if said.note:
        resource["note"] = [{"text": said.note.format(side=sided(side))}]
    return resource


def _code(entry: DraftEntry, said: SuggestionWords, side: str | None) -> dict[str, Any]:
    fitting = [c for c in entry.codings if c.side in (None, side)]
    codings = [
        {"system": SYSTEMS[c.system], "code": c.code} | ({"display": c.display} if c.display else {}) for c in fitting
    ]
    text = said.text.format(side=sided(side)).strip()
    return ({"coding": codings} if codings else {}) | {"text": text[:1].upper() + text[1:]}


def _service_parts(
    entry: DraftEntry, said: SuggestionWords, concept: Mapping[str, Any], side: str | None
) -> dict[str, Any]:
    parts: dict[str, Any] = {"code": concept}
    if entry.category:
        parts["category"] = [CATEGORIES[entry.category]]
    where = " ".join(x for x in (sided(side).strip(), entry.site or "") if x)
    if where:
        parts["bodySite"] = [{"text": where[:1].upper() + where[1:]}]
    if said.timing:
        parts["occurrenceTiming"] = {"code": {"text": said.timing}}
    return parts


def _dosage(said: SuggestionWords) -> dict[str, Any]:
    return {"dosageInstruction": [{"text": said.timing}]} if said.timing else {}


def _reason(problem: Problem | None) -> dict[str, Any]:
    if problem is None:
        return {}
    reason: dict[str, Any] = {"reasonCode": [{"text": f"{sided(problem.side)}{problem_name(problem.kind)}"}]}
    if problem.source.reference.startswith("Condition/"):
        reason["reasonReference"] = [{"reference": problem.source.reference}]
    return reason


def valid(resource: Mapping[str, Any]) -> bool:
    """Whether the R4B model of its type accepts the resource. The models are imported on first use: they are slow to load."""
    kind, shape = str(resource.get("resourceType")), shape_of(resource)
    if shape in _valid:
        return True
    try:
        module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
        getattr(module, kind).model_validate(dict(resource))
    except (ImportError, AttributeError, ValidationError):
        return False
    _valid.add(shape)
    return True
