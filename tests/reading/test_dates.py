"""Dates as records hold them: whole, partial, zoned, misspelt."""

from __future__ import annotations

from datetime import date

import pytest

from service.reading.dates import age_on, ago, day_of, first_day, is_whole, last_day, middle_day, period_of, weeks_in

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024-05-17", date(2024, 5, 17), date(2024, 5, 17)),
        ("2024-05", date(2024, 5, 1), date(2024, 5, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-05-17T23:30:00-05:00", date(2024, 5, 17), date(2024, 5, 17)),
        ("2024-05-17T00:10:00.123Z", date(2024, 5, 17), date(2024, 5, 17)),
        ("2024-05-17T10:00", date(2024, 5, 17), date(2024, 5, 17)),
        ("20240517", date(2024, 5, 17), date(2024, 5, 17)),
        ("17 May 2024", date(2024, 5, 17), date(2024, 5, 17)),
        ("May 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("March 3, 2024", date(2024, 3, 3), date(2024, 3, 3)),
        ("2024-02-31", None, None),
        ("2024-13", None, None),
        ("05/06/2024", None, None),  # May or June: nobody can tell
        ("yesterday", None, None),
        ("0000", None, None),
        ("", None, None),
        (None, None, None),
        (20240517, None, None),
        ({"start": "2024"}, None, None),
    ],
)
def test_a_written_date_spans_what_it_can_mean(written: object, first: date | None, last: date | None) -> None:
    assert (first_day(written), last_day(written)) == (first, last)
    assert is_whole(written) == (first is not None and first == last)


def test_a_partial_date_counts_as_its_latest_day_but_not_later_than_today() -> None:
    assert day_of("2026", TODAY) == TODAY
    assert day_of("2025", TODAY) == date(2025, 12, 31)
    assert day_of("2027-01-05", TODAY) == date(2027, 1, 5)
    assert middle_day("2024-05") == date(2024, 5, 16)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1968-11-25", 58),
        ("1968-11-26", 57),
        ("1968", 58),
        ("1968-12", 57),
        ("2008-11-26", 17),
        ("1850-01-01", None),
        ("2030-01-01", None),
        ("unknown", None),
        (None, None),
    ],
)
def test_age_in_whole_years_from_whole_and_partial_birth_dates(birth: object, age: int | None) -> None:
    assert age_on(birth, TODAY) == age


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("steroid injection 4 months ago", date(2026, 7, 26)),
        ("two weeks ago", date(2026, 11, 11)),
        ("discectomy 3 yrs ago", date(2023, 11, 25)),
        ("a year ago", date(2025, 11, 25)),
        ("10 days prior", date(2026, 11, 15)),
        ("for 4 months", None),
        ("9999 years ago", None),
    ],
)
def test_ago_is_counted_back_from_the_day_it_was_said(words: str, day: date | None) -> None:
    assert ago(words, TODAY) == day


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("for 6 weeks", 6.0),
        ("3-month course", 13.05),
        ("over the past two years", 104.36),
        ("weekly", None),
        ("x 12 wks", 12.0),
    ],
)
def test_a_length_of_time_is_read_in_weeks(words: str, weeks: float | None) -> None:
    found = weeks_in(words)
    assert found == weeks if weeks is None else found == pytest.approx(weeks, rel=0.01)


def test_a_period_may_lack_either_end() -> None:
    assert period_of({"start": "2026-01"}, TODAY) == (date(2026, 1, 1), None)
    assert period_of({"end": "2026-02-03"}, TODAY) == (None, date(2026, 2, 3))
    assert period_of("2026", TODAY) == (None, None)
