"""What one resource (or one text) yields: facts of every kind, added up by `+` into the Facts of the patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from service import facts as f


@dataclass(frozen=True, kw_only=True, slots=True)
class Gleaned:
    """Facts read from one resource. Every field is a tuple; `a + b` joins them field by field, in order.

    A reader module offers `concerns(resource) -> bool` (cheap, tolerant of any shape) and `read_...(resource, as_of) ->
    Gleaned`, which is given a resource whose shape has been made valid R4.
    """

    problems: tuple[f.Problem, ...] = ()
    symptoms: tuple[f.Symptom, ...] = ()
    signs: tuple[f.Sign, ...] = ()
    measurements: tuple[f.Measurement, ...] = ()
    findings: tuple[f.Finding, ...] = ()
    studies: tuple[f.Study, ...] = ()
    therapies: tuple[f.Therapy, ...] = ()
    injections: tuple[f.Injection, ...] = ()
    operations: tuple[f.Operation, ...] = ()
    medications: tuple[f.Medication, ...] = ()
    allergies: tuple[f.Allergy, ...] = ()
    family_history: tuple[f.FamilyHistory, ...] = ()
    electrodiagnoses: tuple[f.Electrodiagnosis, ...] = ()
    orders: tuple[f.Order, ...] = ()
    earlier_requests: tuple[f.EarlierRequest, ...] = ()
    not_assessed: tuple[f.NotAssessed, ...] = ()

    def __add__(self, other: Gleaned) -> Gleaned:
        if not other:
            return self
        return Gleaned(**{name: getattr(self, name) + getattr(other, name) for name in KINDS}) if self else other

    def __bool__(self) -> bool:
        """Whether there is anything at all."""
        return any(_held(self))


KINDS = tuple(field.name for field in fields(Gleaned))
_held = attrgetter(*KINDS)


def total(parts: Iterable[Gleaned]) -> Gleaned:
    """All of them added up, in order, in time linear in the number of facts (`+` over thousands of parts is not)."""
    parts = [part for part in parts if part]
    return Gleaned(**{name: tuple(fact for part in parts for fact in getattr(part, name)) for name in KINDS})
