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
from service.reading.gleaned import Gleaned, total
from service.reading.mending import mend
from service.reading.patient import read_patient
from service.reading.presentation import current_encounter, made_current, read_reasons, reasons_referred_to
from service.reading.references import Shelf, own_reference, references_in
from service.record import Record, Resource

MOST = {"Observation": 1200, "DiagnosticReport": 300, "DocumentReference": 200}
MOST_OF_A_KIND = 800
"""At most so many resources of a type are read for one kind of evidence, the newest and the undated ones, so that an
enormous record is answered in time. That some were left out is said. No patient's record comes near."""
_DATES = (
    "effectiveDateTime",
    "issued",
    "recordedDate",
    "onsetDateTime",
    "authoredOn",
    "performedDateTime",
    "started",
    "date",
    "authored",
)


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
    alike: dict[tuple[Callable[[Resource], bool], tuple[Any, ...]], bool] = field(default_factory=dict)
    valid: dict[int, Resource] = field(default_factory=dict)
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

    def relevant(self) -> dict[str, int]:
        looks: list[tuple[tuple[str, ...], Callable[[Resource], bool]]] = [
            (kinds, concerns) for kinds, concerns, _ in self._readers()
        ]
        looks += [(("DiagnosticReport",), imaging.concerns_report), (("ImagingStudy",), imaging.concerns_study)]
        looks += [(("Observation",), imaging_observations.concerns), (notes.TYPES, notes.concerns)]
        chosen: dict[str, set[int]] = {}
        for kinds, concerns in looks:
            for kind in kinds:
                matter = (id(r) for r in self.record.resources.get(kind, ()) if self._matters(r, concerns))
                chosen.setdefault(kind, set()).update(matter)
        return {kind: len(found) for kind, found in chosen.items() if found}

    def _everything(self) -> tuple[Gleaned, frozenset[str]]:
        pictures = self._imaging()
        parts = [pictures.gleaned, *self._drafts(), *self._each()]
        encounter = current_encounter(self.record)
        if encounter is not None:
            parts.append(self._tried(self._mended(encounter), lambda r: read_reasons(r, self.as_of)))
        parts += self._notes(findings_known=any(part.findings for part in parts))
        return total(parts), pictures.lumbar_reports

    def _each(self) -> Iterator[Gleaned]:
        """The kinds of evidence that one resource gives by itself."""
        for kinds, concerns, reader in self._readers():
            for resource in self._chosen(kinds, concerns):
                yield self._tried(resource, reader)

    def _readers(self) -> tuple[tuple[tuple[str, ...], Callable[[Resource], bool], Callable[[Resource], Gleaned]], ...]:
        day = self.as_of
        return (
            (("Condition",), problems.concerns, lambda r: problems.read_condition(r, day, self.birth)),
            (("Condition",), finding_conditions.concerns, lambda r: finding_conditions.read_finding_condition(r, day)),
            (("Condition",), treatments.concerns, lambda r: treatment_history.read_told(r, day)),
            (("FamilyMemberHistory",), problems.concerns, lambda r: problems.read_family_history(r, day)),
            (("Observation",), _concerns_examination, lambda r: examination.read_observation(r, day)),
            (("Observation",), _concerns_history, lambda r: treatment_history.read_told(r, day)),
            (("Procedure", "CarePlan"), treatments.concerns, lambda r: treatments.read_procedure(r, day)),
            (("ServiceRequest", "DeviceRequest"), orders.concerns_request, self._request),
            (medications.TYPES, medications.concerns, lambda r: medications.read_medication(r, day, self.shelf)),
            (("AllergyIntolerance",), medications.concerns_allergy, medications.read_allergy),
        )

    # ---- choosing and mending ----

    def _chosen(self, kinds: Iterable[str], concerns: Callable[[Resource], bool]) -> Iterator[Resource]:
        """The resources of these types that matter, in a fixed order, each in valid shape."""
        for kind in kinds:
            matter = [r for r in self.record.resources.get(kind, ()) if self._matters(r, concerns)]
            for resource in sorted(self._newest(matter, kind), key=_place):
                yield self._mended(resource)

    def _newest(self, resources: list[Resource], kind: str) -> list[Resource]:
        most = MOST.get(kind, MOST_OF_A_KIND)
        if len(resources) <= most:
            return resources
        why = f"the record holds {len(resources)} that matter; the newest {most} were read"
        self.not_assessed.append(NotAssessed(source=kind, why=why))
        return sorted(resources, key=lambda r: (_written(r), _place(r)), reverse=True)[:most]

    def _matters(self, resource: Resource, concerns: Callable[[Resource], bool]) -> bool:
        alike = _alike(resource)
        known = self.alike.get((concerns, alike)) if alike else None
        if known is None:
            try:
                known = concerns(resource)
            except Exception:  # a shape that even a cheap look does not survive: mend it and let the reader try
                known = True
            if alike:
                self.alike[concerns, alike] = known
        return known

    def _mended(self, resource: Resource) -> Resource:
        """The resource in valid shape, mended once however many readers it has."""
        known = self.valid.get(id(resource))
        if known is None:
            mended = mend(resource)
            self.not_assessed += mended.left_out
            known = self.valid[id(resource)] = mended.resource
        return known

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

    def _request(self, resource: Resource) -> Gleaned:
        return orders.read_request(resource, self.as_of) + treatments.read_completed_request(resource, self.as_of)

    def _drafts(self) -> Iterator[Gleaned]:
        for draft in self.record.drafts:
            if draft.get("resourceType") in orders.ORDER_TYPES:
                yield self._tried(draft, lambda d: orders.read_draft(d, self.record, self.as_of, self.shelf))
                yield self._tried(self._mended(draft), lambda d: read_reasons(d, self.as_of))

    def _named_as_reasons(self) -> frozenset[str]:
        encounter = current_encounter(self.record)
        holders = [*self.record.drafts, *([encounter] if encounter else [])]
        return frozenset(reference for holder in holders for reference in reasons_referred_to(holder))

    def _notes(self, *, findings_known: bool) -> Iterator[Gleaned]:
        """Notes, with what they say of images only where the record holds no finding of its own."""
        for resource in self._chosen(notes.TYPES, lambda r: notes.concerns(r) and not _is_report(r)):
            yield self._tried(resource, lambda r: notes.read_note(r, self.as_of, self.record.binaries))
            if not findings_known:
                yield self._tried(resource, self._mentioned)

    def _mentioned(self, resource: Resource) -> Gleaned:
        return imaging.read_mentioned(resource, notes.note_texts(resource, self.record.binaries), self.as_of)


def _concerns_examination(resource: Resource) -> bool:
    return examination.concerns(resource) and not imaging_observations.concerns(resource)


def _concerns_history(resource: Resource) -> bool:
    filed = {c.code.lower() for c in codes_of(resource.get("category"))}
    return filed.isdisjoint(("laboratory", "vital-signs", "imaging")) and treatments.concerns(resource)


def _is_report(resource: Resource) -> bool:
    return notes.concerns(resource) and notes.is_imaging_report(resource)


def _alike(resource: Resource) -> tuple[Any, ...] | None:
    """What all plain measurements of one kind share (their code and category), so that the thousandth glucose need not be
    looked at: whether it matters is known from the first. None for any other resource, and for any unusual shape."""
    try:
        if "valueQuantity" not in resource or "component" in resource:
            return None
        code = resource["code"]
        (coding,) = code["coding"]
        ((filed,),) = [c["coding"] for c in resource.get("category", [{"coding": [{}]}])]
        key = (
            *(resource["resourceType"], code.get("text"), filed.get("code")),
            *(coding.get("system"), coding.get("code"), coding.get("display")),
        )
        hash(key)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return key


def _written(resource: Resource) -> str:
    """The day a resource speaks of as it was written, for a rough order; the undated come last of all."""
    return next((day for key in _DATES if isinstance(day := resource.get(key), str)), "~")


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
