"""What was examined: the present state of every test and side, and which roots are recorded normal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.concordance.sides import BOTH
from service.concordance.timing import within_months
from service.facts import Presence, Sign
from service.knowledge.models import RootCard
from service.knowledge.tables import knowledge

Completeness = Literal["normal", "partly normal", "abnormal", "not recorded"]

ABDUCTOR_TESTS = frozenset({"hip_abduction_strength", "trendelenburg"})
"""What shows that the abductors are weak."""


@dataclass(frozen=True, slots=True)
class Examination:
    """The present signs: per test and side the latest; on one day (or undated) the abnormal one counts before the normal."""

    abnormal: tuple[Sign, ...]
    normal: tuple[Sign, ...]
    _state: Mapping[tuple[str, str], Presence]

    def is_abnormal(self, test: str, sides: Iterable[str] = BOTH) -> bool:
        """Whether the test is abnormal on one of the sides, or abnormal without a stated side."""
        return any(self._state.get((test, side)) is Presence.PRESENT for side in (*sides, ""))

    def is_normal(self, test: str, sides: Iterable[str] = BOTH) -> bool:
        """Whether the test is recorded normal, and abnormal nowhere, on every one of the sides."""
        if self.is_abnormal(test, sides):
            return False
        return all(Presence.ABSENT in (self._state.get((test, side)), self._state.get((test, ""))) for side in sides)

    def recorded(self, test: str, side: str) -> bool:
        """Whether a result of the test is in the record for this side."""
        return any(self._state.get((test, s)) in (Presence.PRESENT, Presence.ABSENT) for s in (side, ""))

    def root(self, root: str, side: str) -> Completeness:
        """How far the root is examined on this side (roots.toml says by which tests)."""
        card = knowledge().roots[root]
        if any(self.is_abnormal(test, (side,)) for test in own_tests(root)):
            return "abnormal"
        motor = any(self.is_normal(test, (side,)) for test in card.myotome)
        more = any(self.is_normal(test, (side,)) for test in further_tests(card))
        if motor and more:
            return "normal"
        return "partly normal" if motor or more else "not recorded"

    def roots_normal(self, roots: Iterable[str], sides: Iterable[str]) -> bool:
        """Whether every root is examined and normal on every side."""
        wanted = tuple(sides)
        return all(self.root(root, side) == "normal" for root in roots for side in wanted)

    def weak_abductors(self, sides: Iterable[str] = BOTH) -> bool:
        """Weak hip abduction or a Trendelenburg sign on one of the sides (or without a stated side)."""
        wanted = tuple(sides)
        return any(self.is_abnormal(test, wanted) for test in ABDUCTOR_TESTS)


def further_tests(card: RootCard) -> tuple[str, ...]:
    """What completes the examination of a root beside its myotome."""
    return (*card.reflex, *card.sensation, *card.provocation)


def own_tests(root: str) -> frozenset[str]:
    """The tests that speak primarily for this root."""
    return _OWN.get(root) or _OWN.setdefault(root, frozenset(t for t, e in knowledge().signs.items() if root in e.primary))


_OWN: dict[str, frozenset[str]] = {}


def _latest(signs: Iterable[Sign], as_of: date) -> dict[tuple[str, str], Sign]:
    """Per test and side the sign that counts: undated ones stand beside the latest day; abnormal before normal."""
    groups: dict[tuple[str, str], list[Sign]] = {}
    for sign in signs:
        if sign.presence is Presence.NOT_TESTED or sign.test not in knowledge().signs:
            continue
        if sign.source.date is None or within_months(sign.source.date, as_of, knowledge().thresholds["recent_months"]):
            groups.setdefault((sign.test, sign.side or ""), []).append(sign)
    return {key: min(_present_state(group), key=_worst_first) for key, group in groups.items()}


def _present_state(group: list[Sign]) -> list[Sign]:
    last = max((s.source.date for s in group if s.source.date), default=None)
    return [s for s in group if s.source.date in (None, last)]


def _worst_first(sign: Sign) -> tuple[bool, float, str]:
    return (sign.normal, sign.grade if sign.grade is not None else 5.0, sign.source.reference)


def examine(signs: Iterable[Sign], as_of: date) -> Examination:
    """The present examination out of all recorded signs."""
    chosen = _latest(signs, as_of)
    ordered = [chosen[key] for key in sorted(chosen)]
    return Examination(
        abnormal=tuple(s for s in ordered if s.abnormal),
        normal=tuple(s for s in ordered if s.normal),
        _state={key: sign.presence for key, sign in chosen.items()},
    )
