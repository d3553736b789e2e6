"""How long a hip has had qualifying therapy, and whether it helped: pack 5.1, A6.

Weeks count from the start of supervised or structured exercise, not from the start of symptoms. A gap of more than six weeks
restarts the count. A finished course of twelve weeks or more whose outcome was recorded still stands after it ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service.concordance.hip_sides import on_side
from service.facts import Facts, Side, Therapy

GAP = timedelta(weeks=6)
FULL_COURSE_WEEKS = 12.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """`weeks` of the run that counts; `began` its start. `helped`: True, False, or None when no response was recorded.
    `restarted`: an earlier run was cut off by a gap or an operation. `ended`: it is a full course that ended before."""

    weeks: float = 0.0
    began: date | None = None
    helped: bool | None = None
    restarted: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of therapy without a gap."""

    first: date
    last: date


def clock(facts: Facts, side: Side | None, *, since: date | None = None) -> Clock:
    """The clock of the hip on `side`. Only therapy after `since` (a repair) counts."""
    courses = [t for t in facts.therapies if t.qualifying and t.target != "spine" and on_side(t.side, side)]
    spans = [s for t in courses for s in _spans(t, facts.as_of)] + _lone_sessions(courses, facts.as_of)
    kept = [s for s in spans if since is None or s.last > since]
    runs = _runs(kept)
    if not runs:
        return Clock(restarted=bool(spans))
    run, helped = runs[-1], _helped(courses, since)
    weeks = (run.last - max(run.first, since or run.first)).days / 7
    stale = facts.as_of - run.last > GAP
    if stale and (weeks < FULL_COURSE_WEEKS or helped is None):
        return Clock(restarted=True, helped=helped)
    cut_off = len(runs) > 1 or len(kept) < len(spans)
    return Clock(weeks=weeks, began=run.first, helped=helped, restarted=cut_off, ended=stale)


def _spans(therapy: Therapy, as_of: date) -> list[Run]:
    """Where one course ran. Dated sessions are split at gaps and go on to today while the last is no gap away; else from start
    to end, or to today while no end is recorded. A single day with a known response stands for the start of a course."""
    dated = sorted(d for d in therapy.sessions if d <= as_of)
    if len(dated) > 1:
        return _session_runs(dated, as_of)
    if therapy.start is None or therapy.start > as_of or _is_session(therapy):
        return []
    one_day = therapy.end == therapy.start
    end = as_of if therapy.end is None or one_day else min(therapy.end, as_of)
    return [Run(therapy.start, end)] if end >= therapy.start else []


def _is_session(therapy: Therapy) -> bool:
    """A finished entry of one day is one session of a course, not a course; unless it tells what became of it."""
    one_day = therapy.start is not None and therapy.end == therapy.start
    return one_day and therapy.outcome is None and therapy.completed is not False


def _lone_sessions(courses: Iterable[Therapy], as_of: date) -> list[Run]:
    """Sessions that were recorded one by one, as one series."""
    days = sorted(t.start for t in courses if _is_session(t) and t.start and t.start <= as_of)
    return _session_runs(days, as_of) if days else []


def _session_runs(days: list[date], end: date) -> list[Run]:
    """Each dated session, the last one going on to `end` where that is no gap away; `_runs` joins them."""
    last = max(days)
    return [*(Run(day, day) for day in days), Run(last, end if last <= end <= last + GAP else last)]


def _runs(spans: Iterable[Run]) -> list[Run]:
    """Spans joined where no gap of more than six weeks lies between them."""
    runs: list[Run] = []
    for span in sorted(spans, key=lambda s: (s.first, s.last)):
        if runs and span.first - runs[-1].last <= GAP:
            runs[-1] = Run(runs[-1].first, max(runs[-1].last, span.last))
        else:
            runs.append(span)
    return runs


def _helped(courses: Iterable[Therapy], since: date | None) -> bool | None:
    """The response to the latest course that has one; not improved counts when two of the same day disagree."""
    told = [t for t in courses if t.outcome and (since is None or (t.end or t.start or since) >= since)]
    if not told:
        return None
    latest = max(_day(t) for t in told)
    return all(t.outcome == "improved" for t in told if _day(t) == latest)


def _day(therapy: Therapy) -> date:
    return therapy.end or max(therapy.sessions, default=therapy.start) or date.min
