"""Record → Facts. Chooses the resources that matter on the raw dictionaries, makes each valid, has it read, adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from typing import Any

from service.facts import Facts, NotAssessed, Source
from service.reading import (
    examination,
    finding_conditions,
    imaging,
    imaging_observations,
    medications,
    nerve_studies,
    notes,
    orders,
    problems,
    treatment_history,
    treatments,
)
from service.reading.choosing import Choice, Look
from service.reading.coding import filed_as
from service.reading.finding_standing import settled
from service.reading.gleaned import Gleaned, total
from service.reading.patient import read_patient
from service.reading.presentation import current_encounter, made_current, read_reasons, reasons_referred_to
from service.reading.references import Shelf, own_reference, references_in
from service.record import Record, Resource


def read(record: Record, as_of: date) -> Facts:
    """Everything known of the patient on the day `as_of`.

    Never raises for anything in the record: what cannot be read is listed in `not_assessed`, with where and why. The order
    of the resources changes nothing.
    """
    return _Reading(record, as_of).facts()


def choose(record: Record) -> dict[str, int]:
    """How many resources of each type matter to at least one reader: the cheap look at the raw dictionaries, alone."""
    return _Reading(record, date.max).relevant()


@dataclass
class _Reading:
    """One record being read."""

    record: Record
    as_of: date
    shelf: Shelf = field(init=False)
    birth: date | None = None
    choice: Choice = field(init=False)

    def __post_init__(self) -> None:
        self.choice = Choice(self.record)
        self.shelf = Shelf(r for kind in sorted(self.record.resources) for r in self.record.resources[kind])

    def facts(self) -> Facts:
        patient, patient_notes = read_patient(self.record, self.as_of)
        self.birth = patient.birth_date
        found, lumbar_reports = self._everything()
        found = made_current(found, self._named_as_reasons())
        findings, contradictions = settled(found.findings, found.operations, lumbar_reports=lumbar_reports, as_of=self.as_of)
        said = (*self.record.not_assessed, *patient_notes, *self.choice.not_assessed, *found.not_assessed, *contradictions)
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

    def relevant(self) -> dict[str, int]:
        looks: list[tuple[tuple[str, ...], Look]] = [(kinds, concerns) for kinds, concerns, _ in self._readers()]
        looks += [(("DiagnosticReport",), imaging.concerns_report), (("ImagingStudy",), imaging.concerns_study)]
        looks += [(("Observation",), imaging_observations.concerns), (notes.TYPES, notes.concerns)]
        chosen: dict[str, set[int]] = {}
        for kinds, concerns in looks:
            for kind in kinds:
                chosen.setdefault(kind, set()).update(map(id, self.choice.of_concern(kind, concerns)))
        return {kind: len(found) for kind, found in chosen.items() if found}

    def _everything(self) -> tuple[Gleaned, frozenset[str]]:
        pictures = self._imaging()
        parts = [pictures.gleaned, *self._drafts(), *self._each()]
        encounter = current_encounter(self.record)
        if encounter is not None:
            parts.append(self._tried(self.choice.mended(encounter), lambda r: read_reasons(r, self.as_of)))
        placed = any(f.level for part in parts for f in part.findings)  # a coded slip says nothing of the rest of the spine
        parts += self._notes(findings_known=placed or bool(pictures.lumbar_reports))
        return total(parts), pictures.lumbar_reports

    def _each(self) -> Iterator[Gleaned]:
        """The kinds of evidence that one resource gives by itself."""
        for kinds, concerns, reader in self._readers():
            for resource in self.choice.chosen(kinds, concerns):
                yield self._tried(resource, reader)

    def _readers(self) -> tuple[tuple[tuple[str, ...], Look, Callable[[Resource], Gleaned]], ...]:
        day = self.as_of
        return (
            (("Condition",), problems.concerns, lambda r: problems.read_condition(r, day, self.birth)),
            (("Condition",), finding_conditions.concerns, lambda r: finding_conditions.read_finding_condition(r, day)),
            (("Condition",), treatments.concerns, lambda r: treatment_history.read_told(r, day)),
            (("FamilyMemberHistory",), problems.concerns, lambda r: problems.read_family_history(r, day)),
            (("Observation",), _concerns_examination, lambda r: examination.read_observation(r, day)),
            (("Observation",), _concerns_history, lambda r: treatment_history.read_told(r, day)),
            (nerve_studies.TYPES, nerve_studies.concerns, self._nerve_study),
            (("Procedure", "CarePlan"), treatments.concerns, lambda r: treatments.read_procedure(r, day)),
            (("ServiceRequest", "DeviceRequest"), orders.concerns_request, self._request),
            (medications.TYPES, medications.concerns, lambda r: medications.read_medication(r, day, self.shelf)),
            (("MedicationAdministration",), medications.concerns, lambda r: orders.read_administration(r, day, self.shelf)),
            (("AllergyIntolerance",), medications.concerns_allergy, medications.read_allergy),
        )

    def _tried(self, resource: Resource, reader: Callable[[Resource], Gleaned]) -> Gleaned:
        """What the reader gleans; when it fails, only this resource is lost, and that is said (R3)."""
        try:
            return reader(resource)
        except Exception as e:
            why = f"it could not be read ({type(e).__name__})"
            return Gleaned(not_assessed=(NotAssessed(source=own_reference(resource), why=why),))

    # ---- kinds of evidence that need more than one resource ----

    def _imaging(self) -> imaging.Imaging:
        documents = [notes.as_report(d) for d in self.choice.chosen(("DocumentReference",), _is_report)]
        reports = [*self.choice.chosen(("DiagnosticReport",), imaging.concerns_report), *documents]
        results = self.shelf.all(sorted({ref for r in reports for ref in references_in(r.get("result"))}))
        listed = [self.choice.mended(o) for o in results if o.get("resourceType") == "Observation"]
        observations = {
            own_reference(o): o for o in (*listed, *self.choice.chosen(("Observation",), imaging_observations.concerns))
        }
        studies = list(self.choice.chosen(("ImagingStudy",), imaging.concerns_study))
        return imaging.read_imaging(
            studies,
            reports,
            observations.values(),
            binaries=self.record.binaries,
            shelf=self.shelf,
            as_of=self.as_of,
            tried=self._tried,
        )

    def _nerve_study(self, resource: Resource) -> Gleaned:
        return nerve_studies.read_nerve_study(resource, self.as_of, self.record.binaries, self.shelf)

    def _request(self, resource: Resource) -> Gleaned:
        return orders.read_request(resource, self.as_of) + treatments.read_completed_request(resource, self.as_of)

    def _drafts(self) -> Iterator[Gleaned]:
        for draft in self.record.drafts:
            if draft.get("resourceType") in orders.ORDER_TYPES:
                yield self._tried(draft, lambda d: orders.read_draft(d, self.record, self.as_of, self.shelf))
                yield self._tried(self.choice.mended(draft), lambda d: read_reasons(d, self.as_of))

    def _named_as_reasons(self) -> frozenset[str]:
        encounter = current_encounter(self.record)
        holders = [*self.record.drafts, *([encounter] if encounter else [])]
        return frozenset(reference for holder in holders for reference in reasons_referred_to(holder))

    def _notes(self, *, findings_known: bool) -> Iterator[Gleaned]:
        """Notes, with what they say of images only where the record holds no finding of its own."""
        for resource in self.choice.chosen(notes.TYPES, lambda r: notes.concerns(r) and not _is_report(r)):
            yield self._tried(resource, lambda r: notes.read_note(r, self.as_of, self.record.binaries))
            if not findings_known:
                yield self._tried(resource, self._mentioned)

    def _mentioned(self, resource: Resource) -> Gleaned:
        return imaging.read_mentioned(resource, notes.note_texts(resource, self.record.binaries), self.as_of)


def _concerns_examination(resource: Resource) -> bool:
    return examination.concerns(resource) and not imaging_observations.concerns(resource)


def _concerns_history(resource: Resource) -> bool:
    return filed_as(resource).isdisjoint(("laboratory", "vital-signs", "imaging")) and treatments.concerns(resource)


def _is_report(resource: Resource) -> bool:
    return notes.concerns(resource) and notes.is_imaging_report(resource)


def _fixed(facts: Iterable[Any]) -> tuple[Any, ...]:
    """Each fact once, in an order of their own: by the resource they were read from, those of one resource by what they say."""
    by_source: dict[str, list[Any]] = {}
    for fact in facts:
        by_source.setdefault(_reference(fact), []).append(fact)
    return tuple(fact for _, same in sorted(by_source.items()) for fact in (_distinct(same) if len(same) > 1 else same))


def _distinct(same: list[Any]) -> list[Any]:
    return sorted(dict.fromkeys(same), key=_said)


def _reference(fact: Any) -> str:
    source = getattr(fact, "source", "")
    return source.reference if isinstance(source, Source) else str(source)


def _said(fact: Any) -> tuple[str, ...]:
    return tuple(_text(getattr(fact, f.name)) for f in fields(fact))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (frozenset, tuple)):
        return ",".join(sorted(map(str, value)) if isinstance(value, frozenset) else map(str, value))
    return str(value.value) if isinstance(value, Enum) else str(value)
