"""What a lumbar order reaches: disc levels, roots and sides, by its approach (pack 7c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from service.concordance.hip_sides import Hip, named_sides
from service.facts import DISC_LEVELS, VERTEBRAE, Order

TRANSFORAMINAL = frozenset({"lumbar_transforaminal_injection"})
FACET = frozenset({"lumbar_facet_injection", "lumbar_radiofrequency_ablation"})
CAUDAL_REACH = ("L4-L5", "L5-S1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What an order reaches. `levels` are disc levels, empty when the order names none; `roots` those of a transforaminal
    order; `sides` the sides named, empty when it names none or reaches both anyway."""

    levels: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    sides: frozenset[Hip] = frozenset()


def target(order: Order) -> Target:
    """What this order reaches."""
    kind = order.order_class or ""
    if kind in TRANSFORAMINAL:
        roots = frozenset(r for r in map(foramen_root, order.levels) if r)
        return Target(roots=roots, sides=frozenset(named_sides(order.side)))
    if kind == "lumbar_epidural_injection":
        return Target(levels=_epidural_reach(order), sides=_epidural_sides(order))
    if kind in FACET:
        return Target(levels=facet_levels(order.levels), sides=frozenset(named_sides(order.side)))
    return Target(levels=disc_levels(order.levels), sides=frozenset(named_sides(order.side)))


def foramen_root(level: str) -> str | None:
    """The root in the foramen that a transforaminal order names: L5 for L5-S1 or L5, S1 for the S1 foramen."""
    upper = level.split("-")[0]
    return upper if upper in VERTEBRAE else None


def disc_levels(levels: Iterable[str]) -> frozenset[str]:
    """Disc levels named as such, or by their two vertebrae ("L4 and L5"); a single vertebra stands for the disc below it."""
    named = list(levels)
    discs = {level for level in named if level in DISC_LEVELS}
    bones = sorted((v for v in named if v in VERTEBRAE), key=VERTEBRAE.index)
    pairs = {f"{a}-{b}" for a, b in pairwise(bones)} & set(DISC_LEVELS)
    alone = {d for v in bones for d in DISC_LEVELS if d.startswith(f"{v}-")} if not pairs else set()
    return frozenset(discs | pairs | alone)


def facet_levels(levels: Iterable[str]) -> frozenset[str]:
    """The facet joints of an order: named as joints, or by the medial branches that supply them. The joint L4-L5 has the
    branches L3 and L4; L5-S1 has L4 and the dorsal ramus L5. One branch alone reaches both of its joints."""
    named = list(levels)
    joints = {level for level in named if level in DISC_LEVELS}
    branches = {v for v in named if v in VERTEBRAE}
    served = {j for j in DISC_LEVELS if set(branches_of(j)) <= branches}
    alone = {j for j in DISC_LEVELS if branches & set(branches_of(j))} if branches and not served else set()
    return frozenset(joints | served | alone)


def branches_of(joint: str) -> tuple[str, str]:
    """The two medial branches of a facet joint, by vertebra."""
    upper = joint.split("-")[0]
    above = VERTEBRAE[VERTEBRAE.index(upper) - 1] if VERTEBRAE.index(upper) else "T11"
    return above, upper


def _epidural_reach(order: Order) -> frozenset[str]:
    """An interlaminar injection reaches both sides and the level above and below; a caudal one the two lowest levels."""
    if order.approach == "caudal":
        return frozenset(CAUDAL_REACH)
    named = disc_levels(order.levels)
    places = [DISC_LEVELS.index(level) for level in named]
    near = {i + step for i in places for step in (-1, 0, 1)}
    return frozenset(DISC_LEVELS[i] for i in near if 0 <= i < len(DISC_LEVELS))


def _epidural_sides(order: Order) -> frozenset[Hip]:
    """An interlaminar or caudal injection reaches both sides. One of unsaid approach that is ordered for one side is meant for
    it."""
    named = frozenset(named_sides(order.side))
    return named if order.approach not in ("interlaminar", "caudal") and len(named) == 1 else frozenset()
