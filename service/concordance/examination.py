"""What was examined: the present state of every test and side, and which roots are recorded normal."""

from __future__ import annotations

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
ABDUCTOR_TESTS = frozenset({"hip_abduction_strength", "trendelenburg"})
"""What shows that the abductors are weak."""


@dataclass(slots=True, eq=False)
class Examination:
    """The present signs: per test and side the latest; on one day (or undated) the abnormal one counts before the normal.

    `abnormal_on` and `normal_on` hold the tests by side; a result without a stated side counts for both, and a test that is
    abnormal on a side is not normal there. For the left, the right, and both: `recorded_on` holds the tests recorded on
    every one of the sides, `normal_of` the normal results of each test that are of one of them.
    """

    abnormal: tuple[Sign, ...]
    normal: tuple[Sign, ...]
    abnormal_on: Mapping[str, frozenset[str]]
    normal_on: Mapping[str, frozenset[str]]
    recorded_on: Mapping[tuple[str, ...], frozenset[str]]
    normal_of: Mapping[tuple[str, ...], Mapping[str, list[Sign]]]

    def is_abnormal(self, test: str, sides: Iterable[str] = BOTH) -> bool:
        """Whether the test is abnormal on one of the sides, or abnormal without a stated side."""
        return any(test in self.abnormal_on[side] for side in sides)

    def is_normal(self, test: str, sides: Iterable[str] = BOTH) -> bool:
        """Whether the test is recorded normal, and abnormal nowhere, on every one of the sides."""
        return all(test in self.normal_on[side] for side in sides)

    def root(self, root: str, side: str) -> Completeness:
        """How far the root is examined on this side (roots.toml says by which tests)."""
        tests, normal = tests_of(root), self.normal_on[side]
        if not tests.own.isdisjoint(self.abnormal_on[side]):
            return "abnormal"
        motor = not tests.myotome or not tests.myotome.isdisjoint(normal)
        more = not tests.further.isdisjoint(normal)
        if motor and more:
            return "normal"
        return "partly normal" if (motor and tests.myotome) or more else "not recorded"

    def weak_abductors(self, sides: Iterable[str] = BOTH) -> bool:
        """Weak hip abduction or a Trendelenburg sign on one of the sides (or without a stated side)."""
        return any(not ABDUCTOR_TESTS.isdisjoint(self.abnormal_on[side]) for side in sides)


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


def _by_test(signs: Iterable[Sign]) -> dict[tuple[str, ...], dict[str, list[Sign]]]:
    """The results of the left, the right and both by test, those of one test by where they stand in the record."""
    left, right, both = dict[str, list[Sign]](), dict[str, list[Sign]](), dict[str, list[Sign]]()
    for sign in signs:
        test, side = sign.test, sign.side
        both.setdefault(test, []).append(sign)
        if side != "right":
            left.setdefault(test, []).append(sign)
        if side != "left":
            right.setdefault(test, []).append(sign)
    for several in (*left.values(), *right.values(), *both.values()):
        if len(several) > 1:
            several.sort(key=PLACE)
    return {LEFT: left, RIGHT: right, LEFT_RIGHT: both}


def examine(signs: Iterable[Sign], as_of: date) -> Examination:
    """The present examination out of all recorded signs."""
    chosen = _latest(signs, as_of)
    ordered = [chosen[key] for key in sorted(chosen)]
    wrong, right = [s for s in ordered if s.presence.there], [s for s in ordered if s.presence.not_there]
    normal_of = _by_test(right)
    abnormal = {side: frozenset([s.test for s in wrong if s.side == side or s.side is None]) for side in LEFT_RIGHT}
    normal = {side: frozenset(normal_of[side,]) - abnormal[side] for side in LEFT_RIGHT}
    on_left, on_right = (normal[side] | abnormal[side] for side in LEFT_RIGHT)
    return Examination(
        abnormal=tuple(wrong),
        normal=tuple(right),
        abnormal_on=abnormal,
        normal_on=normal,
        recorded_on={LEFT: on_left, RIGHT: on_right, LEFT_RIGHT: on_left & on_right},
        normal_of=normal_of,
    )
