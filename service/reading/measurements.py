"""Numbers: temperature, CRP, ESR, eGFR, HbA1c, residual urine, blood pressure, force, diameters. Units are converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from service.facts import Measurement, NotAssessed, Source
from service.reading.coding import codes_of, listed, text_of
from service.reading.gleaned import Gleaned
from service.reading.item import Item
from service.reading.lexicon import MeasureWords, lexicon

HOTTEST_CELSIUS = 45.0
HIGH_CODES = frozenset({"h", "hh", "hu", "a", "aa", "high", "abnormal"})
NOT_HIGH_CODES = frozenset({"n", "l", "ll", "lu", "normal", "low"})
FAHRENHEIT, MMOL_PER_MOL = -1.0, -2.0
"""Marks in measurements.toml for units that need more than a factor."""


@cache
def by_code() -> dict[str, str]:
    """Entries of measurements.toml by LOINC or SNOMED CT code."""
    return {code: key for key, entry in lexicon().measures.items() for code in (*entry.loinc, *entry.snomed)}


def measure_of(concept: Any) -> str:
    """The entry that a code names, or an empty string."""
    return next((key for c in codes_of(concept) if (key := by_code().get(c.code, ""))), "")


def converted(entry: MeasureWords, value: float, unit: str) -> float | None:
    """The value in the unit we keep; None when the unit is another or the value cannot be. A missing unit is ours."""
    factor = entry.units.get(" ".join(unit.lower().split())) if unit else guessed(entry, value)
    if factor is None:
        return None
    if factor == FAHRENHEIT:
        value = round((value - 32) / 1.8, 2)
    elif factor == MMOL_PER_MOL:
        value = round(value / 10.929 + 2.15, 2)
    else:
        value = round(value * factor, 3)
    low, high = entry.plausible
    return value if low <= value <= high else None


def guessed(entry: MeasureWords, value: float) -> float:
    """The unit that nobody wrote: above 45 a temperature is in Fahrenheit, above 22 an HbA1c in mmol/mol."""
    if entry.kind == "temperature" and value > HOTTEST_CELSIUS:
        return FAHRENHEIT
    return MMOL_PER_MOL if entry.kind == "hba1c" and value > entry.plausible[1] else 1.0


def measured(items: list[Item], source: Source) -> Iterator[Measurement]:
    """The measurements of a sentence: the name and the next number ("CRP 84 mg/L", "post-void residual was 350 ml")."""
    for n, item in enumerate(items):
        key = item.means("measure")
        if not key or (item.word == "t" and not number_follows(items[n + 1 : n + 3])):
            continue
        entry = lexicon().measures[key]
        if entry.kind == "temperature" and any(i.is_("conditional") for i in items[:n]):
            continue  # "return if temperature above 38" is no measurement
        for later in items[n + 1 : n + 6]:
            if later.is_("measure"):
                break
            if later.number is not None and (value := converted(entry, later.number, later.unit)) is not None:
                yield Measurement(
                    kind=entry.kind, value=value, unit=entry.unit, high=None, side=side_among(items[: n + 6]), source=source
                )
                break
        else:
            if entry.kind == "pvr" and (value := drained(items, n)) is not None:
                yield Measurement(kind="pvr", value=value, unit=entry.unit, high=None, side=None, source=source)


def number_follows(items: list[Item]) -> bool:
    """Whether a number comes next, or after a colon: "T 38.5", "T: 38.5"."""
    after = items[1:] if items and items[0].mark == ":" else items
    return bool(after) and after[0].number is not None


MILLILITRES = frozenset({"ml", "mls", "cc"})


def drained(items: list[Item], n: int) -> float | None:
    """The number of millilitres shortly before the name: "450 ml on bladder scan"."""
    return next((i.number for i in reversed(items[max(0, n - 3) : n]) if i.unit in MILLILITRES), None)


def side_among(items: list[Item]) -> Literal["left", "right"] | None:
    sides = {i.means("side") for i in items if i.is_("side")}
    return "left" if sides == {"left"} else "right" if sides == {"right"} else None


def read_measurement(resource: Mapping[str, Any], key: str, number: float | None, unit: str, source: Source) -> Gleaned:
    """A number of an Observation or component for a known measure; what cannot be used is said."""
    entry = lexicon().measures[key]
    if number is None:
        return Gleaned()
    value = converted(entry, number, unit)
    if value is None:
        why = f"{entry.kind.replace('_', ' ')}: value or unit not usable"
        return Gleaned(not_assessed=(NotAssessed(source=source.reference, why=why),))
    fact = Measurement(kind=entry.kind, value=value, unit=entry.unit, high=is_high(resource, number), source=source)
    return Gleaned(measurements=(fact,))


def is_high(resource: Mapping[str, Any], number: float) -> bool | None:
    """Whether the laboratory calls it high: by interpretation, else by the reference range; None when it says nothing."""
    words = {c.code.lower() for c in codes_of(resource.get("interpretation"))} | {
        text_of(resource.get("interpretation")).lower()
    }
    if words & HIGH_CODES:
        return True
    if words & NOT_HIGH_CODES:
        return False
    for one in listed(resource.get("referenceRange")):
        high = one.get("high") if isinstance(one, Mapping) else None
        limit = high.get("value") if isinstance(high, Mapping) else None
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            return number > limit
    return None
