"""How long ago something was, by the day of the assessment. None of it reads a clock."""

from __future__ import annotations

from datetime import date

from service.facts import Symptom

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 30.44


def days_since(day: date | None, as_of: date) -> int | None:
    """Whole days from `day` to `as_of`, None when the day is not known. A day ahead counts as today."""
    return None if day is None else max((as_of - day).days, 0)


def duration_days(symptom: Symptom, as_of: date) -> float | None:
    """How long the complaint has lasted: by its onset, else by the weeks that were stated, else None."""
    if symptom.onset is not None:
        return days_since(symptom.onset, as_of)
    return None if symptom.weeks is None else symptom.weeks * DAYS_PER_WEEK


def within_months(day: date | None, as_of: date, months: float) -> bool:
    """Whether the day is known and not longer ago than so many months."""
    days = days_since(day, as_of)
    return days is not None and days <= months * DAYS_PER_MONTH


def within_weeks(day: date | None, as_of: date, weeks: float) -> bool:
    """Whether the day is known and not longer ago than so many weeks."""
    days = days_since(day, as_of)
    return days is not None and days <= weeks * DAYS_PER_WEEK
