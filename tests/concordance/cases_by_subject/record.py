"""What the cases need beside symptoms, signs, problems and findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.facts import Electrodiagnosis, Measurement, Medication, Source
from tests.concordance.patients import days_ago


def source(reference: str = "Observation/900", day: date | None = None) -> Source:
    return Source(reference=reference, date=day)


def study(conclusion: str, side: Any = None, roots: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"electrodiagnoses": (Electrodiagnosis(conclusion=conclusion, side=side, roots=roots, source=source()),)}


def measured(kind: str, value: float, unit: str, **told: Any) -> dict[str, Any]:
    return {"measurements": (Measurement(kind=kind, value=value, unit=unit, source=source(day=days_ago(3)), **told),)}


def takes(name: str, *classes: str, months: float = 12) -> dict[str, Any]:
    start = days_ago(30 * months)
    return {
        "medications": (Medication(name=name, classes=frozenset(classes), start=start, source=source("MedicationRequest/1")),)
    }


NORMAL = ["both neuro normal"]
L5_LEFT = ["left great_toe_extension_strength 4", "left straight_leg_raise"]
BACK = ["low_back pain 30w"]
