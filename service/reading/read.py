"""Record → Facts. Chooses the resources that matter on the raw dictionaries, makes each valid, has it read, adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from typing import Any

import orjson

from service.facts import Facts, NotAssessed, Source
from service.reading import (
    examination,
    finding_conditions,
    imaging,
    imaging_observations,
    medications,
    notes,
    orders,
    problems,
    treatment_history,
    treatments,
)
from service.reading.coding import codes_of
from service.reading.finding_standing import settled
from service.reading.gleaned import Gleaned
from service.reading.mending import mend, trimmed
from service.reading.patient import read_patient
from service.reading.presentation import current_encounter, made_current, read_reasons, reasons_referred_to
from service.reading.references import Shelf, own_reference, references_in
from service.record import Record, Resource

MODELLED = 2500
"""So many resources are checked against the full R4 models. In a record with more that matter, the rest only have nulls and
empty elements removed, so that an enormous record is read in time; nothing is left out for its number."""


def read(record: Record, as_of: date) -> Facts:
    """Everything known of the patient on the day `as_of`.

    Never raises for anything in the record: what cannot be read is listed in `not_assessed`, with where and why. The order
    of the resources changes nothing.
    """
    return _Reading(record, as_of).facts()


@dataclass
class _Reading:
    """One record being read."""

    record: Record
    as_of: date
    shelf: Shelf = field(init=False)
    birth: date | None = None
    modelled: int = 0
    not_assessed: list[NotAssessed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = Shelf(r for kind in sorted(self.record.resources) for r in self.record.resources[kind])

    def facts(self) -> Facts:
        patient, patient_notes = read_patient(self.record, self.as_of)
        self.birth = patient.birth_date
        found, lumbar_reports = self._everything()
        found = made_current(found, self._named_as_reasons())
        findings, contradictions = settled(found.findings, found.operations, lumbar_reports=lumbar_reports, as_of=self.as_of)
        said = (*self.record.not_assessed, *patient_notes, *self.not_assessed, *found.not_assessed, *contradictions)
        given = {
            f.name: _fixed(getattr(found, f.name))
            for f in fields(found)
            if f.name not in ("findings", "orders", "not_assessed", "therapies")
        }
        return Facts(
            as_of=self.as_of, hook=self.record.hook, patient=patient, findings=findings, orders=found.orders,
            therapies=_fixed(treatments.join_courses(_fixed(found.therapies))), not_assessed=_fixed(said),
            unavailable=self.record.unavailable, **given,
        )  # fmt: skip

    def _everything(self) -> tuple[Gleaned, frozenset[str]]:
        pictures = self._imaging()
        found = pictures.gleaned + self._drafts()
        for resource in self._chosen(("Condition",), problems.concerns):
            found += self._tried(resource, lambda r: problems.read_condition(r, self.as_of, self.birth))
        for resource in self._chosen(("Condition",), finding_conditions.concerns):
            found += self._tried(resource, lambda r: finding_conditions.read_finding_condition(r, self.as_of))
        for resource in self._chosen(("Condition",), treatments.concerns):
            found += self._tried(resource, self._told_treatment)
        for resource in self._chosen(("FamilyMemberHistory",), problems.concerns):
            found += self._tried(resource, lambda r: problems.read_family_history(r, self.as_of))
        for resource in self._chosen(("Observation",), self._concerns_examination):
            found += self._tried(resource, lambda r: examination.read_observation(r, self.as_of))
        for resource in self._chosen(("Observation",), self._concerns_history):
            found += self._tried(resource, self._told_treatment)
        for resource in self._chosen(("Procedure", "CarePlan"), treatments.concerns):
            found += self._tried(resource, lambda r: treatments.read_procedure(r, self.as_of))
        for resource in self._chosen(("ServiceRequest", "DeviceRequest"), orders.concerns_request):
            found += self._tried(resource, self._request)
        for resource in self._chosen(medications.TYPES, medications.concerns):
            found += self._tried(resource, lambda r: medications.read_medication(r, self.as_of, self.shelf))
        for resource in self._chosen(("AllergyIntolerance",), medications.concerns_allergy):
            found += self._tried(resource, medications.read_allergy)
        encounter = current_encounter(self.record)
        if encounter is not None:
            found += self._tried(self._mended(encounter), lambda r: read_reasons(r, self.as_of))
        return found + self._notes(bool(found.findings)), pictures.lumbar_reports

    # ---- choosing and mending ----

    def _chosen(self, kinds: Iterable[str], concerns: Callable[[Resource], bool]) -> Iterator[Resource]:
        """The resources of these types that matter, in a fixed order, each in valid shape."""
        for kind in kinds:
            for resource in sorted(self.record.resources.get(kind, ()), key=_place):
                if self._matters(resource, concerns):
                    yield self._mended(resource)

    def _matters(self, resource: Resource, concerns: Callable[[Resource], bool]) -> bool:
        try:
            return concerns(resource)
        except Exception:  # a shape that even a cheap look does not survive: mend it and let the reader try
            return True

    def _mended(self, resource: Resource) -> Resource:
        self.modelled += 1
        if self.modelled > MODELLED:
            return trimmed(resource)
        mended = mend(resource)
        self.not_assessed += mended.left_out
        return mended.resource

    def _tried(self, resource: Resource, reader: Callable[[Resource], Gleaned]) -> Gleaned:
        """What the reader gleans; when it fails, only this resource is lost, and that is said (R3)."""
        try:
            return reader(resource)
        except Exception as e:
            why = f"it could not be read ({type(e).__name__})"
            return Gleaned(not_assessed=(NotAssessed(source=own_reference(resource), why=why),))

    # ---- kinds of evidence that need more than one resource ----

    def _imaging(self) -> imaging.Imaging:
        documents = [notes.as_report(d) for d in self._chosen(("DocumentReference",), _is_report)]
        reports = [*self._chosen(("DiagnosticReport",), imaging.concerns_report), *documents]
        listed_results = {ref for r in reports for ref in references_in(r.get("result"))}
        observations = self._chosen(
            ("Observation",), lambda o: own_reference(o) in listed_results or imaging_observations.concerns(o)
        )
        studies = list(self._chosen(("ImagingStudy",), imaging.concerns_study))
        return imaging.read_imaging(
            studies,
            reports,
            list(observations),
            binaries=self.record.binaries,
            shelf=self.shelf,
            as_of=self.as_of,
            tried=self._tried,
        )

    def _concerns_examination(self, resource: Resource) -> bool:
        return examination.concerns(resource) and not imaging_observations.concerns(resource)

    def _concerns_history(self, resource: Resource) -> bool:
        filed = {c.code.lower() for c in codes_of(resource.get("category"))}
        return filed.isdisjoint(("laboratory", "vital-signs", "imaging")) and treatments.concerns(resource)

    def _told_treatment(self, resource: Resource) -> Gleaned:
        return treatment_history.read_told(resource, self.as_of)

    def _request(self, resource: Resource) -> Gleaned:
        return orders.read_request(resource, self.as_of) + treatments.read_completed_request(resource, self.as_of)

    def _drafts(self) -> Gleaned:
        found = Gleaned()
        for draft in self.record.drafts:
            if draft.get("resourceType") in orders.ORDER_TYPES:
                found += self._tried(draft, lambda d: orders.read_draft(d, self.record, self.as_of, self.shelf))
                found += self._tried(self._mended(draft), lambda d: read_reasons(d, self.as_of))
        return found

    def _named_as_reasons(self) -> frozenset[str]:
        encounter = current_encounter(self.record)
        holders = [*self.record.drafts, *([encounter] if encounter else [])]
        return frozenset(reference for holder in holders for reference in reasons_referred_to(holder))

    def _notes(self, findings_known: bool) -> Gleaned:
        """Notes, with what they say of images only where the record holds no finding of its own."""
        found = Gleaned()
        for resource in self._chosen(notes.TYPES, lambda r: notes.concerns(r) and not _is_report(r)):
            found += self._tried(resource, lambda r: notes.read_note(r, self.as_of, self.record.binaries))
            if not findings_known:
                found += self._tried(
                    resource, lambda r: imaging.read_mentioned(r, notes.note_texts(r, self.record.binaries), self.as_of)
                )
        return found


def _is_report(resource: Resource) -> bool:
    return notes.concerns(resource) and notes.is_imaging_report(resource)


def _place(resource: Resource) -> tuple[str, bytes]:
    """A place in the order of reading that does not depend on the order of sending."""
    reference = own_reference(resource)
    if not reference.endswith("/?"):
        return reference, b""
    try:
        return reference, orjson.dumps(resource, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return reference, repr(resource).encode("utf-8", "replace")


def _fixed(facts: Iterable[Any]) -> tuple[Any, ...]:
    """Each fact once, in an order of their own."""
    return tuple(sorted(dict.fromkeys(facts), key=_sort_key))


def _sort_key(fact: Any) -> tuple[str, ...]:
    source = getattr(fact, "source", "")
    first = source.reference if isinstance(source, Source) else str(source)
    return (first, *(_text(getattr(fact, f.name)) for f in fields(fact)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (frozenset, tuple)):
        return ",".join(sorted(map(str, value)) if isinstance(value, frozenset) else map(str, value))
    return str(value.value) if isinstance(value, Enum) else str(value)
