"""The examples as such: complete, dated, and never stale."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from fhir_examples import FOLDER, load, moved, names
from service.errors import ConcordanceError
from service.hooks import SERVICES


def test_the_cases_of_the_demo_are_there() -> None:
    asked = {
        "index-case",
        "index-epidural-select",
        "index-epidural-sign",
        "extrusion-l3-l4",
        "stenosis-l4-l5-weak-abductors",
        "no-lumbar-imaging",
        "bad-input",
    }
    assert asked <= set(names())


@pytest.mark.parametrize("name", names())
def test_every_example_says_who_when_and_why(name: str) -> None:
    example = load(name)
    assert example.title
    assert len(example.why) > 40
    assert example.as_of <= date(2026, 12, 31)
    assert example.hook in {service.hook for service in SERVICES}
    assert example.status in (200, 400)


@pytest.mark.parametrize("name", names())
def test_no_example_tells_of_the_future(name: str) -> None:
    example = load(name)
    later = (example.as_of + timedelta(days=1)).isoformat()
    text = json.dumps(example.request)
    assert later not in text


def test_moving_an_example_moves_every_date_and_nothing_else() -> None:
    written = load("index-case")
    shifted = load("index-case", today=written.as_of + timedelta(days=400))
    assert shifted.as_of == written.as_of + timedelta(days=400)
    born = date.fromisoformat(written.request["prefetch"]["patient"]["birthDate"])
    assert shifted.request["prefetch"]["patient"]["birthDate"] == (born + timedelta(days=400)).isoformat()
    assert moved(shifted.request, shifted.as_of, written.as_of) == written.request
    assert load("index-case", today=written.as_of).request == written.request


def test_only_whole_dates_of_the_calendar_are_moved() -> None:
    day, next_day = date(2026, 11, 20), date(2026, 11, 21)
    before = {
        "a": ["seen 2026-01-31T10:00:00+01:00, before 2025-12-31", "2026-99-99", "2026-01", "12026-01-011", "9999-12-31"],
        "b": 3,
    }
    after = {
        "a": ["seen 2026-02-01T10:00:00+01:00, before 2026-01-01", "2026-99-99", "2026-01", "12026-01-011", "9999-12-31"],
        "b": 3,
    }
    assert moved(before, day, next_day) == after


def test_an_unknown_example_is_named_with_those_there_are() -> None:
    with pytest.raises(ConcordanceError) as caught:
        load("../../etc/passwd")
    assert "index-case" in caught.value.hint


def test_every_folder_holds_the_same_files() -> None:
    for name in names():
        held = {path.name for path in (FOLDER / name).iterdir()}
        assert {"request.json", "why.md"} <= held <= {"request.json", "response.json", "why.md"}
