"""Aspirin against pain is an NSAID; the small daily dose against clots is none. The dose and how often it is taken tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.reading.coding import listed
from service.reading.observed_value import as_number

ANALGESIC_MG = 500
"""A single dose from here on is against pain, however often it is taken."""
SEVERAL_MG = 250
"""From here on it is, when it is taken several times a day or as needed; 300 mg and 325 mg once a day are against clots."""
_ASPIRIN = re.compile(r"\b(?:aspirin|acetylsalicylic|asa|ass|acetylsalicyls\w+)\b", re.I)
_DOSE = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s?(mg|g|gram|grams)\b", re.I)
_OFTEN = re.compile(
    r"\b(?:bd|bid|tds|tid|qds|qid|q[3468]h?|q4-6h?|prn"
    r"|(?:twice|two|three|four|[2-6])\s*(?:times|x)?\s*(?:a|per|/|each)?\s*(?:day|daily)"
    r"|(?:every|each)\s+(?:[3468]|four|six|eight|4\s?(?:-|to)\s?6)\s*h(?:ours|rs|r)?|[3468]\s?-?hourly"
    r"|as (?:needed|required)|when required|for pain|against pain|analges\w+)\b|\b[1-3]-[1-3]-[1-3]\b",
    re.I,
)


def is_analgesic_aspirin(name: str, resource: Mapping[str, Any]) -> bool:
    """Whether a medicine is aspirin in a dose against pain and inflammation."""
    if not _ASPIRIN.search(name[:300]):
        return False
    dosages = [d for d in listed(resource.get("dosageInstruction")) if isinstance(d, Mapping)]
    words = "; ".join([name[:300], *(t[:300] for d in dosages if isinstance(t := d.get("text"), str))])
    dose = max([_milligrams(n, unit) for n, unit in _DOSE.findall(words)] + [_given(d) for d in dosages], default=0.0)
    often = bool(_OFTEN.search(words)) or any(_several_a_day(d) for d in dosages)
    return dose >= ANALGESIC_MG or (dose >= SEVERAL_MG and often)


def _milligrams(number: str, unit: str) -> float:
    return float(number.replace(",", ".")) * (1000 if unit.lower().startswith("g") else 1)


def _given(dosage: Mapping[str, Any]) -> float:
    """The dose that the structure states, in milligrams; 0 when it is none of mass."""
    doses = [d.get("doseQuantity") for d in listed(dosage.get("doseAndRate")) if isinstance(d, Mapping)]
    found = 0.0
    for quantity in doses:
        if isinstance(quantity, Mapping) and (number := as_number(quantity.get("value"))) is not None:
            unit = str(quantity.get("unit") or quantity.get("code") or "").lower()
            found = max(found, number * {"mg": 1, "g": 1000}.get(unit, 0))
    return found


def _several_a_day(dosage: Mapping[str, Any]) -> bool:
    timing = dosage.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, Mapping) else None
    if dosage.get("asNeededBoolean") is True:
        return True
    if not isinstance(repeat, Mapping):
        return False
    times, period = as_number(repeat.get("frequency")) or 1, as_number(repeat.get("period")) or 1
    hours = {"h": 1.0, "d": 24.0}.get(str(repeat.get("periodUnit")), 24.0) * period
    return times * 24 >= 2 * hours
