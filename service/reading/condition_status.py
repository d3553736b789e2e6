"""How a recorded condition stands: active or not, certain or not, since when, and whether it counts today (A7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from service.facts import Activity, Verification
from service.reading.coding import Code, codes_of, listed, text_of
from service.reading.dates import ago, day_of, middle_day, weeks_in
from service.record import Resource

RECENT = timedelta(days=731)
"""A7: begun or recorded within 24 months."""

ACTIVITIES = {
    "active": Activity.ACTIVE,
    "recurrence": Activity.ACTIVE,
    "relapse": Activity.ACTIVE,
    "inactive": Activity.INACTIVE,
    "remission": Activity.INACTIVE,
    "resolved": Activity.RESOLVED,
    "55561003": Activity.ACTIVE,
    "73425007": Activity.INACTIVE,
    "413322009": Activity.RESOLVED,
    "unknown": Activity.UNKNOWN,
}
VERIFICATIONS = {
    **{v.value: v for v in Verification},
    "410605003": Verification.CONFIRMED,
    "410594000": Verification.REFUTED,
    "410590009": Verification.PROVISIONAL,
    "410593006": Verification.PROVISIONAL,
    "410592001": Verification.PROVISIONAL,
    "suspected": Verification.PROVISIONAL,
    "probable": Verification.PROVISIONAL,
    "unknown": Verification.CONFIRMED,
}
YEARS = re.compile(r"\b(19[3-9]\d|20\d\d)\b")
AGES = re.compile(r"\bage[d]?\s*:?\s*(\d{1,3})\b|\bat (\d{1,3}) years? (?:old|of age)", re.I)


def words(concept: Any) -> list[str]:
    """Codes and text of a status, lower case."""
    return _words(codes_of(concept), text_of(concept))


def _words(codes: tuple[Code, ...], text: str) -> list[str]:
    return [c.code.lower() for c in codes] + [text.strip().lower()]


def activity_of(condition: Resource, as_of: date) -> Activity:
    """clinicalStatus folded; without one an abatement in the past means resolved, else it is unknown."""
    status = condition.get("clinicalStatus")
    found = _activity(codes_of(status), text_of(status))
    if found is not None:
        return found
    return Activity.RESOLVED if abated(condition, as_of) else Activity.UNKNOWN


def abated(condition: Resource, as_of: date) -> bool:
    """Whether an abatement is recorded that is not in the future."""
    if condition.get("abatementBoolean") is True:
        return True
    day = abatement_day(condition, as_of)
    if day is not None:
        return day <= as_of
    return any(condition.get(f"abatement{x}") for x in ("Age", "Range", "String"))


def abatement_day(condition: Resource, as_of: date) -> date | None:
    """abatementDateTime, or the end of abatementPeriod."""
    period = condition.get("abatementPeriod")
    end = period.get("end") or period.get("start") if isinstance(period, Mapping) else None
    text = condition.get("abatementString")
    return day_of(condition.get("abatementDateTime") or end, as_of) or (ago(text, as_of) if isinstance(text, str) else None)


def verification_of(condition: Resource) -> Verification:
    """verificationStatus; a listed problem without one is confirmed."""
    status = condition.get("verificationStatus")
    return _verification(codes_of(status), text_of(status))


@lru_cache(maxsize=256)
def _verification(codes: tuple[Code, ...], text: str) -> Verification:
    return next((VERIFICATIONS[w] for w in _words(codes, text) if w in VERIFICATIONS), Verification.CONFIRMED)


@lru_cache(maxsize=256)
def _activity(codes: tuple[Code, ...], text: str) -> Activity | None:
    return next((ACTIVITIES[w] for w in _words(codes, text) if w in ACTIVITIES), None)


def onset_of(condition: Resource, as_of: date, birth: date | None = None) -> date | None:
    """The day a condition began, from any form of onset[x]. Ages need the birth date. Of a partial date the latest day."""
    period = condition.get("onsetPeriod")
    start = period.get("start") if isinstance(period, Mapping) else None
    day = day_of(condition.get("onsetDateTime") or start, as_of)
    if day is not None:
        return day
    age = age_in_years(condition.get("onsetAge")) or age_in_years(condition.get("onsetRange"))
    if age is not None:
        return at_age(birth, age)
    text = condition.get("onsetString")
    return worded_day(text, as_of, birth) if isinstance(text, str) else None


def age_in_years(value: Any) -> float | None:
    """The years of an Age or of the lower end of a Range of ages."""
    if not isinstance(value, Mapping):
        return None
    low = value.get("low") if isinstance(value.get("low"), Mapping) else value
    number = low.get("value") if isinstance(low, Mapping) else None
    unit = str((low.get("unit") or low.get("code") or "a") if isinstance(low, Mapping) else "a").lower()
    if not isinstance(number, (int, float)) or isinstance(number, bool) or not 0 <= number < 2000:
        return None
    return number / 12 if unit.startswith("mo") else number / 52.18 if unit.startswith("w") else float(number)


def at_age(birth: date | None, years: float) -> date | None:
    return birth + timedelta(days=round(years * 365.25)) if birth is not None and years <= 120 else None


def worded_day(text: str, as_of: date, birth: date | None = None) -> date | None:
    """ "3 months ago", "for 5 weeks", "since 2019", "at age 31" → the day meant, None when the words name none."""
    if (day := ago(text, as_of)) is not None:
        return day
    weeks = weeks_in(text)
    if weeks is not None:
        return weeks_before(as_of, weeks)
    if found := AGES.search(text):
        return at_age(birth, float(found[1] or found[2]))
    if (day := middle_day(text)) is not None:
        return day
    year = YEARS.search(text)
    return day_of(year[1], as_of) if year else None


def weeks_before(as_of: date, weeks: float) -> date | None:
    """The day so many weeks before, None when it is out of reach."""
    days = round(weeks * 7)
    return as_of - timedelta(days=days) if 0 <= days < (as_of - date.min).days else None


def is_current(activity: Activity, days: tuple[date | None, ...], as_of: date, *, chronic: bool = False) -> bool:
    """A7: active, and begun or recorded within 24 months, or undated, or chronic. `days`: onset, then the day of recording.

    What began long ago, is said to be active and has no day of recording goes on today: it is not a stale entry of a list.
    """
    if activity in (Activity.RESOLVED, Activity.INACTIVE):
        return False
    known = [d for d in days if d is not None]
    goes_on = activity is Activity.ACTIVE and days[-1] is None
    return chronic or goes_on or not known or max(known) >= as_of - RECENT


def severity_word(condition: Resource) -> str:
    """ "severe", "moderate", "mild" or nothing."""
    known = {
        "24484000": "severe",
        "6736007": "moderate",
        "255604002": "mild",
        "severe": "severe",
        "moderate": "moderate",
        "mild": "mild",
    }
    for concept in listed(condition.get("severity")):
        for word in words(concept):
            if word in known:
                return known[word]
    return ""
