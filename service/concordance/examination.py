"""What was examined: the present state of every test and side, and which roots are recorded normal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from typing import Literal

from service.concordance.sides import BOTH
from service.concordance.timing import DAYS_PER_MONTH
from service.facts import Sign
from service.knowledge.tables import knowledge

Completeness = Literal["normal", "partly normal", "abnormal", "not recorded"]

PLACE = attrgetter("source.reference")
LEFT, RIGHT, LEFT_RIGHT = ("left",), ("right",), ("left", "right")
Sides = tuple[str, ...] | frozenset[str]
"""The left, the right or both: in order or as a set."""
ABDUCTOR_TESTS = frozenset({"hip_abduction_strength", "trendelenburg"})
"""What shows that the abductors are weak."""


@dataclass(slots=True, eq=False)
class Examination:
    """The present signs: per test and side the latest; on one day (or undated) the abnormal one counts before the normal.

    By sides: `abnormal_on` holds the tests abnormal on one of them, `normal_on` those normal on every one of them; a result
    without a stated side counts for both, and a test that is abnormal on a side is not normal there. `recorded_on` holds the
    tests recorded on every one of the sides, `normal_of` the normal results of each test that are of one of them.
    """

    abnormal: tuple[Sign, ...]
    normal: tuple[Sign, ...]
    abnormal_on: Mapping[Sides, frozenset[str]]
    normal_on: Mapping[Sides, frozenset[str]]
    recorded_on: Mapping[Sides, frozenset[str]]
    normal_of: Mapping[Sides, Mapping[str, list[Sign]]]

    def is_abnormal(self, test: str, sides: Sides = BOTH) -> bool:
        """Whether the test is abnormal on one of the sides, or abnormal without a stated side."""
        return test in self.abnormal_on[sides]

    def is_normal(self, test: str, sides: Sides = BOTH) -> bool:
        """Whether the test is recorded normal, and abnormal nowhere, on every one of the sides."""
        return test in self.normal_on[sides]

    def root(self, root: str, side: str) -> Completeness:
        """How far the root is examined on this side (roots.toml says by which tests)."""
        tests, normal = tests_of(root), self.normal_on[side,]
        if not tests.own.isdisjoint(self.abnormal_on[side,]):
            return "abnormal"
        motor = not tests.myotome or not tests.myotome.isdisjoint(normal)
        more = not tests.further.isdisjoint(normal)
        if motor and more:
            return "normal"
        return "partly normal" if (motor and tests.myotome) or more else "not recorded"

    def weak_abductors(self, sides: Sides = BOTH) -> bool:
        """Weak hip abduction or a Trendelenburg sign on one of the sides (or without a stated side)."""
        return not ABDUCTOR_TESTS.isdisjoint(self.abnormal_on[sides])


@dataclass(frozen=True, slots=True)
class RootTests:
    """The tests of a root: `own` speak primarily for it, `myotome` and `further` complete its examination, `asked` are
    those a clinician is asked for."""

    own: frozenset[str]
    myotome: frozenset[str]
    further: frozenset[str]
    asked: tuple[str, ...]


@cache
def tests_of(root: str) -> RootTests:
    """The tests of one root, from the tables."""
    card, signs = knowledge().roots[root], knowledge().signs
    reliable = tuple(test for test in card.reflex if signs[test].certainty != "L")
    return RootTests(
        own=frozenset(test for test, entry in signs.items() if root in entry.primary),
        myotome=frozenset(card.myotome),
        further=frozenset((*card.reflex, *card.sensation, *card.provocation)),
        asked=(*card.myotome[:2], *reliable, *card.sensation[:1], *card.provocation[:1]),
    )


@cache
def tests_asked(roots: tuple[str, ...]) -> tuple[str, ...]:
    """The tests a clinician is asked for to examine these roots, each once."""
    return tuple(dict.fromkeys(test for root in roots for test in tests_of(root).asked))


def _latest(signs: Iterable[Sign], as_of: date) -> dict[tuple[str, str], Sign]:
    """Per test and side the sign that counts: undated ones stand beside the latest day; abnormal before normal."""
    tests = knowledge().signs
    oldest = as_of - timedelta(days=round(knowledge().thresholds["recent_months"] * DAYS_PER_MONTH))
    recent = [s for s in signs if s.presence.tested and s.test in tests and not ((day := s.source.date) and day < oldest)]
    latest: dict[tuple[str, str], Sign] = {(s.test, s.side or ""): s for s in recent}
    if len(latest) == len(recent):
        return latest
    groups: dict[tuple[str, str], list[Sign]] = {}
    for s in recent:
        groups.setdefault((s.test, s.side or ""), []).append(s)
    return {key: _of_several(group) for key, group in groups.items()}


def _of_several(group: list[Sign]) -> Sign:
    last = max((s.source.date for s in group if s.source.date), default=None)
    return min((s for s in group if s.source.date in (None, last)), key=_worst_first)


def _worst_first(sign: Sign) -> tuple[bool, float, str]:
    return (sign.normal, sign.grade if sign.grade is not None else 5.0, sign.source.reference)


def _by_test(signs: Iterable[Sign]) -> dict[Sides, dict[str, list[Sign]]]:
    """The results of the left, the right and both by test, those of one test by where they stand in the record."""
    left: dict[str, list[Sign]] = defaultdict(list)
    right: dict[str, list[Sign]] = defaultdict(list)
    both: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        test, side = sign.test, sign.side
        both[test].append(sign)
        if side != "right":
            left[test].append(sign)
        if side != "left":
            right[test].append(sign)
    for test in [t for t, several in both.items() if len(several) > 1]:
        for by_test in (left, right, both):
            if test in by_test:  # looking it up would call it examined on a side where it is not
                by_test[test].sort(key=PLACE)
    return {LEFT: left, RIGHT: right, LEFT_RIGHT: both}


def _by_sides(left: frozenset[str], right: frozenset[str], both: frozenset[str]) -> dict[Sides, frozenset[str]]:
    """The tests of the left, of the right and of both, whichever way the sides are given."""
    return {LEFT: left, RIGHT: right, LEFT_RIGHT: both, frozenset(LEFT): left, frozenset(RIGHT): right, BOTH: both}


def examine(signs: Iterable[Sign], as_of: date) -> Examination:
    """The present examination out of all recorded signs."""
    chosen = _latest(signs, as_of)
    ordered = [chosen[key] for key in sorted(chosen)]
    wrong, right = [s for s in ordered if s.presence.there], [s for s in ordered if s.presence.not_there]
    normal_of = _by_test(right)
    abnormal_left, abnormal_right = (frozenset([s.test for s in wrong if s.side in (side, None)]) for side in LEFT_RIGHT)
    normal_left, normal_right = frozenset(normal_of[LEFT]) - abnormal_left, frozenset(normal_of[RIGHT]) - abnormal_right
    on_left, on_right = normal_left | abnormal_left, normal_right | abnormal_right
    return Examination(
        abnormal=tuple(wrong),
        normal=tuple(right),
        abnormal_on=_by_sides(abnormal_left, abnormal_right, abnormal_left | abnormal_right),
        normal_on=_by_sides(normal_left, normal_right, normal_left & normal_right),
        recorded_on=_by_sides(on_left, on_right, on_left & on_right),
        normal_of=normal_of,
    )
