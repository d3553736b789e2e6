"""How long therapy has lasted and whether it helped, each course in days before today."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.therapy_clock import Clock, clock
from service.facts import Therapy
from tests.concordance.cases_by_subject.record import source
from tests.concordance.patients import days_ago, facts


def course(start: int | None = None, end: int | None = None, *, sessions: tuple[int, ...] = (), **told: Any) -> Therapy:
    """A supervised course from `start` to `end` days ago (None: open), with sessions so many days ago."""
    return Therapy(
        kind="physiotherapy",
        side="left",
        qualifying=True,
        start=None if start is None else days_ago(start),
        end=None if end is None else days_ago(end),
        sessions=tuple(days_ago(day) for day in sessions),
        source=source("Procedure/1"),
        **told,
    )


def told(*courses: Therapy, since: int | None = None) -> tuple[tuple[Therapy, ...], int | None]:
    return courses, since


def timed(*courses: Therapy, since: int | None = None) -> Clock:
    return clock(facts(therapies=courses), "left", since=None if since is None else days_ago(since))


FAILED: dict[str, Any] = {"outcome": "not improved"}
COURSES = [
    ("nothing at all", told(), Clock()),
    ("begun ten weeks ago", told(course(70)), Clock(weeks=10, began=days_ago(70))),
    ("begun today", told(course(0)), Clock(weeks=0, began=days_ago(0))),
    ("to begin tomorrow", told(course(-1)), Clock()),
    ("over for six weeks", told(course(70, 42)), Clock(weeks=4, began=days_ago(70))),
    ("over for longer, too short to stand", told(course(70, 43)), Clock(restarted=True)),
    (
        "twelve weeks without success, over",
        told(course(184, 100, **FAILED)),
        Clock(weeks=12, began=days_ago(184), helped=False, ended=True),
    ),
    ("a day less than twelve weeks, over", told(course(183, 100, **FAILED)), Clock(helped=False, restarted=True)),
    ("twelve weeks, over, nobody wrote whether it helped", told(course(184, 100)), Clock(restarted=True)),
    ("sessions to this day", told(course(sessions=(21, 14, 0))), Clock(weeks=3, began=days_ago(21))),
    ("a session and one today", told(course(sessions=(7, 0))), Clock(weeks=1, began=days_ago(7))),
    ("a session yet to come", told(course(sessions=(21, 14, -7))), Clock(weeks=3, began=days_ago(21))),
    (
        "single entries of a day, and an open course",
        told(course(28, 28), course(21)),
        Clock(weeks=4, began=days_ago(28)),
    ),
    (
        "begun again after a gap",
        told(course(200, 150), course(35)),
        Clock(weeks=5, began=days_ago(35), restarted=True),
    ),
    ("all before the repair", told(course(200, 150), since=100), Clock(restarted=True)),
    ("ended on the day of the repair", told(course(200, 100), since=100), Clock(restarted=True)),
    ("across the repair", told(course(200), since=70), Clock(weeks=10, began=days_ago(200))),
    (
        "a failure before the repair is not one after it",
        told(course(200, 150, **FAILED), course(70), since=100),
        Clock(weeks=10, began=days_ago(70), restarted=True),
    ),
    (
        "a response on the day of the repair counts",
        told(course(200, 100, **FAILED), course(70), since=100),
        Clock(weeks=10, began=days_ago(70), helped=False, restarted=True),
    ),
    (
        "an open course begun before the repair gave its response before it",
        told(course(200, **FAILED), since=100),
        Clock(weeks=100 / 7, began=days_ago(200)),
    ),
]


@pytest.mark.parametrize(("given", "expected"), [c[1:] for c in COURSES], ids=[c[0] for c in COURSES])
def test_weeks_response_and_restart_are_those_of_the_last_run(
    given: tuple[tuple[Therapy, ...], int | None], expected: Clock
) -> None:
    courses, since = given
    assert timed(*courses, since=since) == expected


LATEST = [
    ("by its end", course(200, 90, outcome="improved"), course(150, 100, **FAILED), True),
    ("by its last session", course(sessions=(90, 60), outcome="improved"), course(sessions=(80, 70), **FAILED), True),
    ("by its start", course(60, outcome="improved"), course(70, **FAILED), True),
    ("an end after a last session", course(90, 20, **FAILED), course(sessions=(60, 30), outcome="improved"), False),
    ("two of one day that disagree", course(90, 20, **FAILED), course(80, 20, outcome="improved"), False),
]


@pytest.mark.parametrize(("one", "other", "helped"), [c[1:] for c in LATEST], ids=[c[0] for c in LATEST])
def test_the_response_is_that_of_the_latest_course(one: Therapy, other: Therapy, helped: bool) -> None:
    assert timed(one, other, course(50)).helped is helped
    assert timed(other, one, course(50)).helped is helped


def test_only_qualifying_therapy_of_this_hip_counts() -> None:
    assert timed(Therapy(kind="physiotherapy", side="left", start=days_ago(70), source=source("Procedure/1"))) == Clock()
    other = course(70)
    assert clock(facts(therapies=(other,)), "right") == Clock()
    spine = Therapy(kind="physiotherapy", target="spine", qualifying=True, start=days_ago(70), source=source("Procedure/1"))
    assert timed(spine) == Clock()
