"""Left and right: whether two facts can be about the same side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from service.facts import Side

BOTH = frozenset({"left", "right"})
Relation = Literal["same", "opposite", "unknown"]


@cache
def covered(side: Side | None) -> frozenset[str]:
    """The sides that a statement speaks of; midline and not stated speak of none in particular."""
    if side == "bilateral":
        return BOTH
    return frozenset({side}) if side in BOTH else frozenset()


def meets(one: Side | None, other: Side | None) -> bool:
    """Whether the two can be about the same side: only two different stated sides cannot."""
    a, b = covered(one), covered(other)
    return not a or not b or bool(a & b)


def only_side(sides: Iterable[Side | None]) -> Literal["left", "right"] | None:
    """The one side that all sided facts share, or None when there is none or both."""
    stated = set(sides)
    if "bilateral" in stated or stated >= BOTH:
        return None
    return "left" if "left" in stated else "right" if "right" in stated else None
