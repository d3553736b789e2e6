"""FHIR dates as they come: whole, partial ("2024", "2024-05"), with times and zones, or slightly off.

A dateTime with a zone keeps the day its writer saw on the wall: the zone is not converted away.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

_ISO = re.compile(r"\s*(\d{4})(?:[-/.]?(\d{1,2})(?:[-/.]?(\d{1,2})(?:[T ].{0,40})?)?)?\s*\Z", re.S)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(\d{2,6})?\s*\Z")
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
"""The number of a month by the first three letters of its English name."""
MONTH = "|".join(MONTHS)
_WORDED = re.compile(r"\s*(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?,?\s+(?:(\d{1,2}),?\s+)?(\d{4})\s*\Z")
_UNITS = {
    "day": 1, "d": 1, "week": 7, "wk": 7, "w": 7, "month": 30.44, "mo": 30.44, "mth": 30.44,
    "year": 365.25, "yr": 365.25, "y": 365.25,
}  # fmt: skip
_WORD_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
    "twelve": 12, "few": 3, "several": 4, "couple of": 2,
}  # fmt: skip
_UNIT = r"(day|week|wk|month|mth|mo|year|yr|d|w|y)s?"
_COUNT = (
    r"(\d{1,3}(?:\.\d)?|a few|several|a couple of|"
    + "|".join(n for n in _WORD_NUMBERS if n not in ("few", "several", "couple of"))
    + ")"
)
_AGO = re.compile(rf"\b{_COUNT}[\s-]*{_UNIT}\b\.?\s*(?:ago|prior|earlier|back|previously)\b", re.I)
_SPAN = re.compile(rf"\b(?:for|over|past|last|x|of|during|since)?\s*{_COUNT}[\s-]*{_UNIT}\b", re.I)


YEAR = re.compile(
    rf"\b(?:in\s+|on\s+)?((?:(?:{MONTH})[a-z]*\.?\s+)?(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)\b",
    re.I,
)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(value: Any) -> tuple[int, int | None, int | None] | None:
    """Year, month and day as far as they were written, None when it is no date."""
    return _parts_written(value) if isinstance(value, str) and len(value) <= 60 else None


@lru_cache(maxsize=4096)
def _parts_written(value: str) -> tuple[int, int | None, int | None] | None:
    if found := _COMPACT.match(value):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _ISO.match(value):
        return int(found[1]), int(found[2]) if found[2] else None, int(found[3]) if found[3] else None
    if (found := _WORDED.match(value)) and (month := MONTHS.get(found[2][:3].lower())):
        day = found[1] or found[3]
        return int(found[4]), month, int(day) if day else None
    return None


def first_day(value: Any) -> date | None:
    """The earliest day that `value` can mean ("2024-05" → 1 May 2024); None when it is no date."""
    parts = _parts(value)
    return _day(parts[0], parts[1] or 1, parts[2] or 1) if parts else None


def last_day(value: Any) -> date | None:
    """The latest day that `value` can mean ("2024-02" → 29 February 2024); None when it is no date."""
    parts = _parts(value)
    if not parts:
        return None
    year, month = parts[0], parts[1] or 12
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return _day(year, month, parts[2] or calendar.monthrange(year, month)[1])


def middle_day(value: Any) -> date | None:
    """The middle of what `value` can mean ("2024" → 2 July 2024): for ages and durations."""
    first, last = first_day(value), last_day(value)
    return first + (last - first) / 2 if first and last else None


def either_order(one: str, two: str, year: int) -> list[date]:
    """The days of a year that "3/12" can mean: the day may stand first or the month."""
    days = (_day(year, int(month), int(day)) for day, month in ((one, two), (two, one)))
    return [d for d in days if d is not None]


def whole_year(written: str) -> int:
    """The year of four digits that one of two or four means: "25" is 2025."""
    return int(written) + (2000 if len(written) == 2 else 0)


def is_whole(value: Any) -> bool:
    """Whether `value` names a single day."""
    first = first_day(value)
    return first is not None and first == last_day(value)


def day_of(value: Any, as_of: date) -> date | None:
    """The day a fact speaks of, for windows of recency: the latest day it can mean, but not after `as_of`
    when it could be earlier. A date given whole stays as given, also when it lies ahead."""
    first, last = first_day(value), last_day(value)
    if first is None or last is None:
        return None
    return last if first == last or last <= as_of else max(first, min(last, as_of))


def period_of(value: Any, as_of: date) -> tuple[date | None, date | None]:
    """Start and end of a FHIR Period; either may be None."""
    if not isinstance(value, Mapping):
        return None, None
    return first_day(value.get("start")), day_of(value.get("end"), as_of)


def weeks_in(text: str) -> float | None:
    """The first length of time that the words name, in weeks ("for 3 months" → 13); None when there is none."""
    found = _SPAN.search(text)
    return _days(found[1], found[2]) / 7 if found else None


def ago(text: str, as_of: date) -> date | None:
    """The day that "4 months ago" means, counted back from `as_of`; None when the words name none."""
    found = _AGO.search(text)
    if not found:
        return None
    return days_before(as_of, round(_days(found[1], found[2])))


def days_before(day: date, days: int) -> date | None:
    """So many days before a day; None when that lies before the calendar."""
    return day - timedelta(days=days) if days < (day - date.min).days else None


def _days(count: str, unit: str) -> float:
    count = count.lower().removeprefix("a ") if count.lower() not in ("a", "an") else count.lower()
    number = _WORD_NUMBERS.get(count) or float(count)
    return number * _UNITS[unit.lower()]


def age_on(birth: Any, as_of: date) -> int | None:
    """Whole years at `as_of`. A partial birth date counts from the middle of what it leaves open. None when there is no
    usable date, or the age would be below 0 or above 130."""
    born = middle_day(birth)
    if born is None:
        return None
    age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    return age if 0 <= age <= 130 else None


def year_in(words: str) -> date | None:
    """The middle of the first year, month or day that the words name ("in March 2021", "2019"); None when there is none."""
    found = YEAR.search(words)
    return middle_day(found[1]) if found else None
