"""What a test, and pain of a region, say of the roots that a finding threatens. From the tables alone: of no one patient."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from service.concordance.roots import Roots, in_order, neighbours
from service.knowledge.models import SignEntry
from service.knowledge.tables import knowledge

MOST = 2048
"""As many answers as are kept: for every set of roots that reports usually name."""


class SignSays(NamedTuple):
    """`tier`: whether a primary root of the finding explains the test, or only a secondary one; `roots` are those that do."""

    tier: Literal["primary", "secondary"]
    roots: tuple[str, ...]


class PainSays(NamedTuple):
    """`core`: typical of a primary root; `possible`: felt from one of the roots; `adjacent`: typical of a neighbour; `far`."""

    tier: Literal["core", "possible", "adjacent", "far"]
    roots: tuple[str, ...]


@lru_cache(maxsize=MOST)
def signs_say(primary: Roots, secondary: Roots) -> dict[str, SignSays]:
    """What each test, when abnormal, says for a finding with these roots; tests of other roots are left out."""
    told = {test: _sign_says(entry, primary, secondary) for test, entry in knowledge().signs.items()}
    return {test: said for test, said in told.items() if said is not None}


def _sign_says(entry: SignEntry, primary: Roots, secondary: Roots) -> SignSays | None:
    if own := entry.primary & primary:
        return SignSays("primary", in_order(own))
    shared = (entry.primary & secondary) | (entry.secondary & primary) | (entry.secondary & secondary)
    merely = shared or entry.weak & primary
    return SignSays("secondary", in_order(merely)) if merely else None


@lru_cache(maxsize=MOST)
def pain_says(core: Roots, possible: Roots, primary: Roots, secondary: Roots) -> PainSays:
    """What pain that is typical of the roots `core`, and can come from `possible`, says of a finding with these roots."""
    if typical := core & primary:
        return PainSays("core", in_order(typical))
    if merely := (possible & primary) | ((core | possible) & secondary):
        return PainSays("possible", in_order(merely))
    if not core.isdisjoint(neighbours(primary)):
        return PainSays("adjacent", in_order(core))
    return PainSays("far", in_order(core or possible))


@lru_cache(maxsize=MOST)
def regions_say(primary: Roots, secondary: Roots) -> dict[str, PainSays]:
    """What pain of each region says of a finding with these roots."""
    return {name: pain_says(r.core, r.possible, primary, secondary) for name, r in knowledge().regions.items()}


@lru_cache(maxsize=MOST)
def segments(these: Roots, those: Roots) -> int:
    """Segments between these roots and the nearest of those."""
    order = knowledge().roots
    return min((abs(order[a].order - order[b].order) for a in these for b in those), default=0)


@cache
def felt_in(region: str) -> Roots:
    """The roots that can be felt in this region."""
    entry = knowledge().regions[region]
    return entry.core | entry.possible


@lru_cache(maxsize=MOST)
def own_tests(primary: Roots) -> dict[str, tuple[str, ...]]:
    """The tests that speak primarily for these roots, by name, each with those of the roots that it tests; of a whole cauda
    the highest root is enough."""
    asked, signs = frozenset(in_order(primary)[:1]) if len(primary) > 3 else primary, knowledge().signs
    return {t: in_order(e.primary & primary) for t, e in sorted(signs.items()) if not asked.isdisjoint(e.primary)}
