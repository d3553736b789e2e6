"""Sides: whether a fact, an order and a finding can be about the same side."""

from __future__ import annotations

from functools import cache
from typing import Literal

from service.facts import Side

Hip = Literal["left", "right"]
HIPS: tuple[Hip, Hip] = ("left", "right")
STATED: tuple[Side | None, ...] = (*HIPS, "bilateral", "midline", None)


def on_side(fact: Side | None, side: Side | None) -> bool:
    """Whether a fact of side `fact` can be about `side`. Unstated, bilateral and midline go with either."""
    return fact in (None, "bilateral", "midline") or side in (None, "bilateral", "midline") or fact == side


@cache
def about(side: Side | None) -> frozenset[Side | None]:
    """What may be stated of a fact that can be about this side."""
    return frozenset([fact for fact in STATED if on_side(fact, side)])


def named_sides(side: Side | None) -> tuple[Hip, ...]:
    """The sides that a statement names: both for bilateral, none when it names none."""
    if side == "bilateral":
        return HIPS
    return (side,) if side in HIPS else ()
