"""Severity, side, zone, grade and size that belong to a mention: the words before it in its noun phrase.
`runs` reads those after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.facts import Grade
from service.reading.report.grades import LOWEST
from service.reading.report.item import Item

_ENDS_BEFORE = frozenset(
    ("not", "copula", "dependent", "colon", "semicolon", "break", "finding", "not_after", "number", "skip")
)
"""What a noun phrase never goes over."""


@dataclass(slots=True)
class Group:
    """Attributes said together: "moderate left", "severe on the right", "at L4-5 on the left".

    `levels` are the places of level items. `fresh`: it follows a semicolon, and so joins nothing before it. `loose`: it is
    only called significant, which gives way to a grade. `decides`: its degree holds whatever was said before ("mild narrowing,
    worst at L5-S1, where it is moderate")."""

    severity: str | None = None
    side: str | None = None
    lean: bool = False
    zones: tuple[str, ...] = ()
    grade: Grade | None = None
    mm: float | None = None
    migration: str | None = None
    levels: tuple[int, ...] = ()
    fresh: bool = False
    loose: bool = False
    decides: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        told = self.severity or self.side or self.lean or self.zones or self.grade or self.migration or self.levels
        return not told and self.mm is None

    def but(self, **changes: Any) -> Group:
        """A copy with `changes`."""
        return replace(self, **changes)


EMPTY = Group()


def before(items: Sequence[Item], i: int, *, adverbs: bool = False) -> list[Group]:
    """Groups of the noun phrase that ends just before item `i`, first written first.

    `adverbs`: `i` is a verb, only degree words directly before it are its own."""
    if i == 0 or items[i - 1].kind in _ENDS_BEFORE:
        return []
    groups: list[list[int]] = [[]]
    j, unknown = i - 1, 0
    while j >= 0:
        item = items[j]
        kind = item.kind
        if kind in _SAID_OF_IT:
            if adverbs and kind != "severity":
                break
            if kind in ("side", "zone") and trailing(items, j) and not _leads_up(items, j):
                break
            if (item.value == "none" and not (j and items[j - 1].kind == "side")) or (
                kind == "severity" and j > 0 and items[j - 1].kind == "copula" and groups[0] and not adverbs
            ):
                break
            groups[-1].append(j)
        elif kind == "filler" and (item.adjective or item.text in _PASSED):
            if item.text in ("of", "in") and not (j > 0 and items[j - 1].kind in {"severity", "filler", "mm"}):
                break
            if adverbs and item.text not in ("a", "the"):
                break
        elif kind == "comma" and not adverbs and _aside(items, j):
            j = _aside(items, j)
        elif kind == "comma" and not adverbs and items[j - 1].kind == "side" and _leads_up(items, j):
            pass
        elif kind in {"comma", "and", "slash", "or", "dash"}:
            if adverbs or not _continues(items, j) or (item.text == "and the" and items[j - 1].kind == "comma"):
                break
            if groups[-1]:
                groups.append([])
        elif kind == "process" and item.text in _ADJECTIVAL and not adverbs:
            pass
        elif kind == "part" and item.value in ("disc", "facet", "vertebra") and not adverbs and unknown < 2:
            unknown += 1
        elif kind == "level" and not adverbs:
            groups[-1].append(j)
        elif kind == "word" and unknown < 2 and not adverbs and item.text not in ("then",):
            unknown += 1
        elif kind in {"open", "close", "hedge"} or (kind == "time" and item.value in {"stable", "new", "worse"}):
            pass
        else:
            break
        j -= 1
    return _in_writing_order(items, groups) if groups[0] else []


def _in_writing_order(items: Sequence[Item], groups: list[list[int]]) -> list[Group]:
    """The groups of places that were found from behind; several levels among them are each that of its own group."""
    if len(groups) == 1:
        group = group_of(items, groups[0][::-1], levelled=False)
        return [] if group.empty else [group]
    levelled = sum(any(items[k].kind == "level" for k in g) for g in groups) > 1
    out = [group_of(items, g[::-1], levelled=levelled) for g in reversed(groups)]
    return [g for g in out if not g.empty]


_SAID_OF_IT = frozenset(("severity", "side", "zone", "grade", "slip", "mm", "percent", "type", "modic", "more", "less"))
_PASSED = frozenset(
    ("a", "an", "the", "there is", "is", "grade", "type", "degree", "degree of", "size", "most", "all", "of", "in", "more", "s")
)
"""Fillers within a noun phrase."""
_ADJECTIVAL = frozenset(("degenerative", "hypertrophic"))
"""Processes that, before another, only say of which sort it is: "severe degenerative stenosis"."""
_ASIDES = frozenset(("mainly", "predominantly", "mostly", "chiefly", "largely", "primarily", "principally", "partly"))


def _aside(items: Sequence[Item], j: int) -> int:
    """Where the comma stands that opens the aside closed by the one at `j` ("mild, mainly ligamentous, stenosis"), or 0."""
    for k in range(j - 2, max(j - 6, 0), -1):
        if items[k].kind == "comma":
            return k if items[k - 1].kind in {"severity", "side"} and items[k + 1].text in _ASIDES else 0
    return 0


def trailing(items: Sequence[Item], j: int) -> bool:
    """A side after "on the" or "to the" belongs to what stands before it."""
    term, k = items[j].term, j - 1
    following = items[j + 1] if j + 1 < len(items) else None
    if term.lean:  # "asymmetric right bulge"
        return not (following is not None and following.kind == "finding" and items[j].text.startswith("asymm"))
    if following is not None and following.kind == "part" and following.value in _SIDED_PARTS and not following.adjective:
        return False  # "towards the right foramen"
    if following is not None and following.kind == "zone" and k > 0 and items[k].text == "to" and _is_central(items[k - 1]):
        return False  # "central to left paracentral"
    if k >= 0 and items[k].text in ("the", "a"):
        k -= 1
    if k >= 0 and items[k].text == "of":
        return following is not None and following.kind in {"and", "comma", "or"}  # "narrowing of the left and ..."
    return k >= 0 and items[k].text in {"on", "to", "toward", "towards"}


def _is_central(item: Item) -> bool:
    return item.value == "midline" or item.text.startswith("central")


_SIDED_PARTS = frozenset(("foramen", "recess", "root"))
_LEADING = frozenset(("side", "zone", "severity", "and", "comma", "filler"))


def _leads_up(items: Sequence[Item], j: int) -> bool:
    """ "Central and to the right, disc protrusion": nothing before that the side could belong to, so it leads up."""
    central = False
    for k in range(j - 1, -1, -1):
        item = items[k]
        if item.kind in {"colon", "semicolon"}:
            break
        if item.kind not in _LEADING and not (item.kind == "part" and item.adjective):
            return False
        central = central or item.text.startswith("central") or item.value == "midline"
    return central


def _continues(items: Sequence[Item], j: int) -> bool:
    """Whether the connector at `j` joins two groups of one noun phrase ("moderate left and mild right stenosis")."""
    k = j - 1
    while k >= 0 and items[k].kind in {"comma", "and", "slash", "dash"}:
        k -= 1
    if k >= 1 and items[k].kind == "level" and items[k - 1].kind in ("severity", "side"):
        k -= 1
    if k < 0 or items[k].kind not in {"severity", "side", "zone"}:
        return False
    if items[k].kind in ("side", "zone") and trailing(items, k):
        return False
    start = k
    while start >= 0 and (
        items[start].kind in {"severity", "side", "zone", "mm"} or (items[start].kind == "filler" and items[start].adjective)
    ):
        start -= 1
    if start < 0 or items[start].kind == "copula":
        return True
    if items[start].kind == "level":  # "L3-4 moderate and L4-5 severe stenosis"
        return items[j + 1].kind == "level"
    return items[start].kind not in {"process", "finding", "part"}


def group_of(items: Sequence[Item], places: Sequence[int], *, levelled: bool, fresh: bool = False) -> Group:
    """What the items at some places say together. `levelled`: levels among them are of this group."""
    severity = side = migration = None
    grade, mm, lean, loose = None, None, False, False
    zones: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    for place in places:
        item = items[place]
        kind = item.kind
        if kind == "severity":
            severity, loose = item.value if severity is None else _wider(severity, item.value), item.term.loose
        elif kind == "side":
            side, lean = _sided(side, item.value), lean or item.term.lean
            zones = (*zones, "central") if item.value == "midline" else zones
        elif kind == "zone":
            zones = (*zones, item.value)
        elif kind in {"grade", "slip", "type", "modic"}:
            grade = item.grade
            if grade is not None and severity is None and grade.value in LOWEST.get(grade.scale, "0"):
                severity = "none"
        elif kind == "mm":
            mm = item.number if mm is None else mm
        elif kind == "migration":
            migration = item.value
        elif kind == "level" and levelled:
            levels = (*levels, place)
        elif kind in ("more", "less"):
            side = "bilateral"
    return Group(severity, side, lean, zones, grade, mm, migration, levels, fresh, loose)


def _sided(before: str | None, side: str) -> str:
    """Two sides said together: both when they differ, the stated one beside the midline."""
    if side == "midline":
        return before or side
    if before in (None, "midline", side):
        return side
    return "bilateral"


def _wider(a: str, b: str) -> str:
    """ "mild (…) to moderate" said in two pieces."""
    order = ("mild", "mild-moderate", "moderate", "moderate-severe", "severe")
    if "none" in (a, b):
        return a
    low, high = sorted((a, b), key=order.index)
    return {("mild", "moderate"): "mild-moderate", ("moderate", "severe"): "moderate-severe"}.get((low, high), b)
