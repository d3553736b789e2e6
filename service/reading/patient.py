"""The patient of the request: age from whole or partial birth dates, sex however it is written."""

from __future__ import annotations

from datetime import date
from typing import Literal

from service.facts import NotAssessed, Patient
from service.reading.dates import age_on, first_day, is_whole
from service.record import Record, Resource

_SEX: dict[str, Literal["female", "male"]] = {
    "female": "female",
    "f": "female",
    "woman": "female",
    "male": "male",
    "m": "male",
    "man": "male",
}


def read_patient(record: Record, as_of: date) -> tuple[Patient, tuple[NotAssessed, ...]]:
    """Who the facts are about. What cannot be read of the birth date is said; a missing one is not."""
    reference = f"Patient/{record.patient_id}"
    resource = _patient(record)
    birth = resource.get("birthDate")
    age = age_on(birth, as_of)
    sex = resource.get("gender")
    notes: tuple[NotAssessed, ...] = ()
    if birth is not None and age is None:
        notes = (
            NotAssessed(source=reference, why="the birth date is not a date that fits a living person; the age is not known"),
        )
    return (
        Patient(
            reference=reference,
            birth_date=first_day(birth) if is_whole(birth) and age is not None else None,
            age=age,
            sex=_SEX.get(sex.strip().lower()) if isinstance(sex, str) else None,
        ),
        notes,
    )


def _patient(record: Record) -> Resource:
    patients = record.resources.get("Patient", ())
    return next((p for p in patients if str(p.get("id")) == record.patient_id), patients[0] if patients else {})
