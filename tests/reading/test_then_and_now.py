"""An earlier grade beside the one of today: today counts, and what fell lately is progressive; muscles and sides stay apart."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Sign, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.examination import read_observation

DAY = date(2026, 11, 20)
FELL = [
    ("Left quads were 5/5 three weeks ago, today I make them 3/5.", 3),
    ("Left quads full power last Tuesday; now 3/5.", 3),
    ("Left quads 3/5 (5/5 at her last visit).", 3),
    ("Left quads 2/5, previously normal.", 2),
    ("Left quads used to be 4+/5 and are now 2/5.", 2),
    ("Left quads have gone from 5/5 to 4/5 over a week.", 4),
    ("Left quads 3/5, down from 5.", 3),
    ("Left quads 5/5 in October, 4/5 today.", 4),
    ("Left quads have dropped from 4+ to 3.", 3),
    ("Left quads 5/5 -> 3/5.", 3),
    ("Left quads were normal when I saw her a month ago. Now 3/5.", 3),
    ("Quads 3/5 on the left, were full yesterday.", 3),
    ("Left quads 4 last week, today 3.", 3),
    ("Left knee extension weakness, new, was 5/5 two weeks ago, 3/5.", 3),
]
OTHERWISE = [
    ("Left quads were 3/5 last month, now 4/5.", 4),
    ("Left quads improved from 3/5 to 4+/5.", 4.33),
    ("Left quads 5/5, were 3/5 at presentation.", 5),
    ("Left quads 4/5, previously 5/5.", 4),
    ("Left quads 4/5, were 5/5 in 2011.", 4),
    ("Left quads 3/5, unchanged, were 5/5 before the stroke years ago.", 3),
]


def quads(text: str) -> Sign:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)
    (sign,) = [s for s in found.signs if s.test == "knee_extension_strength"]
    assert sign.side == "left"
    return sign


@pytest.mark.parametrize(("text", "grade"), FELL)
def test_a_grade_that_fell_lately_is_progressive(text: str, grade: float) -> None:
    assert quads(text).grade == grade
    assert "progressive" in quads(text).qualities


@pytest.mark.parametrize(("text", "grade"), OTHERWISE)
def test_an_improvement_an_undated_mild_loss_and_one_of_years_ago_are_not(text: str, grade: float) -> None:
    assert quads(text).grade == grade
    assert not quads(text).qualities & {"progressive", "new"}


APART = [
    ("Left quads 5/5 last week, right quads 3/5 today.", {("left", 5.0), ("right", 3.0)}),
    ("Left quads were 3/5, 5/5 on the right.", {("left", 3.0), ("right", 5.0)}),
    ("Left quads 5/5 last week, left EHL 3/5 today.", {("left", 5.0)}),
]


@pytest.mark.parametrize(("text", "expected"), APART)
def test_two_sides_or_two_muscles_are_no_then_and_now(text: str, expected: set[tuple[str, float]]) -> None:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY).signs
    assert {(s.side, s.grade) for s in found if s.test == "knee_extension_strength"} == expected
    assert not any("progressive" in s.qualities for s in found)


def test_the_earlier_grade_may_stand_in_the_name_of_an_observation() -> None:
    observation = {
        "resourceType": "Observation",
        "id": "1",
        "code": {"text": "Left great toe extension weakness, was full three weeks ago"},
        "valueString": "2/5",
    }
    (sign,) = read_observation(observation, DAY).signs
    assert (sign.test, sign.side, sign.grade) == ("great_toe_extension_strength", "left", 2.0)
    assert "progressive" in sign.qualities
