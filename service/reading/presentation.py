"""Why the patient is here today: reasons and notes of orders and of the encounter, as facts of the presentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from service.facts import Source
from service.reading import finding_conditions, problems
from service.reading.clinical_text import read_clinical_text
from service.reading.coding import listed, notes_of, text_of
from service.reading.dates import day_of
from service.reading.gleaned import Gleaned
from service.reading.references import contained, own_reference, references_in
from service.record import Record, Resource

_REASONS = ("reasonCode", "reason", "reasonCodeableConcept", "indication")


def current_encounter(record: Record) -> Resource | None:
    """The encounter of the request; when it is not named, the only one there is."""
    encounters = record.resources.get("Encounter", ())
    named = next((e for e in encounters if str(e.get("id")) == record.encounter_id), None)
    return named or (encounters[0] if len(encounters) == 1 and record.encounter_id is None else None)


def read_reasons(resource: Resource, as_of: date) -> Gleaned:
    """Complaints and diagnoses that an order (in valid shape) or encounter names as its reason, each current."""
    reference = own_reference(resource)
    day = day_of(resource.get("authoredOn"), as_of) or as_of
    found = Gleaned()
    for concept in _reason_concepts(resource):
        source = Source(reference=reference, words=text_of(concept), date=day)
        found += problems.read_concept(concept, source, as_of, day)
        found += _findings_of({"resourceType": "Condition", "code": concept, "recordedDate": day.isoformat()}, as_of)
    for held in contained(resource):
        if held.get("resourceType") == "Condition" and problems.concerns(held):
            found += problems.read_condition(held, as_of) + _findings_of(held, as_of)
    note = notes_of(resource.get("note"))
    if note:
        found += read_clinical_text(note, Source(reference=reference, words=note[:300], date=day), as_of, day)
    return as_told_today(found, reference)


def _findings_of(condition: Resource, as_of: date) -> Gleaned:
    return finding_conditions.read_finding_condition(condition, as_of) if finding_conditions.concerns(condition) else Gleaned()


def _reason_concepts(resource: Resource) -> Iterator[Mapping[str, Any]]:
    for key in _REASONS:
        for concept in listed(resource.get(key)):
            if isinstance(concept, Mapping) and text_of(concept):
                yield concept
    for reference in listed(resource.get("reasonReference")):
        shown = reference.get("display") if isinstance(reference, Mapping) else None
        if isinstance(shown, str) and shown.strip():
            yield {"text": shown}


def reasons_referred_to(resource: Resource) -> frozenset[str]:
    """References of what an order or encounter names as its reason: those complaints are current, however old."""
    diagnoses = [d.get("condition") for d in listed(resource.get("diagnosis")) if isinstance(d, Mapping)]
    return frozenset((*references_in(resource.get("reasonReference")), *references_in(diagnoses)))


def as_told_today(found: Gleaned, reference: str) -> Gleaned:
    """The same facts with `reference` as their source, complaints made current."""
    changed: dict[str, Any] = {}
    for f in fields(found):
        facts = tuple(_sourced(fact, reference) for fact in getattr(found, f.name))
        changed[f.name] = facts
    return made_current(Gleaned(**changed), frozenset({reference}))


def _sourced(fact: Any, reference: str) -> Any:
    source = fact.source
    return replace(fact, source=replace(source, reference=reference) if isinstance(source, Source) else reference)


def made_current(found: Gleaned, references: frozenset[str]) -> Gleaned:
    """Symptoms and problems from these references count as current."""
    return replace(
        found,
        symptoms=tuple(replace(s, current=True) if s.source.reference in references else s for s in found.symptoms),
        problems=tuple(replace(p, current=True) if p.source.reference in references else p for p in found.problems),
    )
