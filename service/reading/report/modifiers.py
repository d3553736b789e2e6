"""Severity, side, zone, grade and size that belong to a mention: the words before it in its noun phrase, and the run of
such words after it ("severe on the right and moderate on the left")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.facts import Grade
from service.reading.report.items import Item

_ATTRIBUTES = frozenset(
    ("severity", "side", "zone", "grade", "slip", "type", "modic", "mm", "migration", "level", "percent", "number")
)
_GROUP_ENDS = frozenset(("and", "or", "comma", "slash", "break", "semicolon", "dash"))
_RUN = (
    _ATTRIBUTES | _GROUP_ENDS | {"filler", "copula", "open", "close", "colon", "word", "time", "more", "less", "hedge", "skip"}
)
_ENDS_BEFORE = frozenset(
    ("not", "copula", "dependent", "colon", "semicolon", "break", "finding", "not_after", "number", "skip")
)
"""What a noun phrase never goes over."""
_MAY_FOLLOW = _RUN | {"dependent", "part"}
_SAID_OF = frozenset(("process", "finding", "copula", "part", "severity", "and", "colon", "slash"))
_SPLITS = frozenset(("and", "comma", "slash", "break", "semicolon", "or", "dash"))


MOST_GROUPS = 14
"""Groups after one mention: two sides of each of seven discs."""


class Group(NamedTuple):
    """Attributes said together: "moderate left", "severe on the right", "at L4-5 on the left".

    `levels` are the places of level items. `fresh`: it follows a semicolon, and so joins nothing before it. `decides`: its
    degree holds whatever was said before ("mild narrowing, worst at L5-S1, where it is moderate")."""

    severity: str | None = None
    side: str | None = None
    lean: bool = False
    zones: tuple[str, ...] = ()
    grade: Grade | None = None
    mm: float | None = None
    migration: str | None = None
    levels: tuple[int, ...] = ()
    fresh: bool = False
    decides: bool = False

    @property
    def empty(self) -> bool:
        return self[:-2] == _NOTHING


EMPTY = Group()
_NOTHING = EMPTY[:-2]


def before(items: Sequence[Item], i: int, *, adverbs: bool = False) -> list[Group]:
    """Groups of the noun phrase that ends just before item `i`, first written first.

    `adverbs`: `i` is a verb, only degree words directly before it are its own."""
    if i == 0 or items[i - 1].kind in _ENDS_BEFORE:
        return []
    groups: list[list[Item]] = [[]]
    places: list[list[int]] = [[]]
    j, unknown = i - 1, 0
    while j >= 0:
        item = items[j]
        if item.kind in {"severity", "side", "zone", "grade", "slip", "mm", "percent", "type", "modic", "more", "less"}:
            if adverbs and item.kind != "severity":
                break
            if item.kind in ("side", "zone") and _trailing(items, j) and not _leads_up(items, j):
                break
            if item.value == "none" or (
                item.kind == "severity" and j > 0 and items[j - 1].kind == "copula" and groups != [[]] and not adverbs
            ):
                break
            groups[-1].append(item)
            places[-1].append(j)
        elif item.kind == "comma" and not adverbs and _aside(items, j):
            j = _aside(items, j)
        elif item.kind == "comma" and not adverbs and items[j - 1].kind == "side" and _leads_up(items, j):
            pass
        elif item.kind in {"comma", "and", "slash", "or", "dash"}:
            if adverbs or not _continues(items, j):
                break
            if groups[-1]:
                groups.append([])
                places.append([])
        elif item.kind == "filler" and (
            item.adjective
            or item.text
            in {
                "a",
                "an",
                "the",
                "there is",
                "is",
                "grade",
                "type",
                "degree",
                "degree of",
                "size",
                "most",
                "all",
                "of",
                "in",
                "more",
                "s",
            }
        ):
            if item.text in ("of", "in") and not (j > 0 and items[j - 1].kind in {"severity", "filler", "mm"}):
                break
            if adverbs and item.text not in ("a", "the"):
                break
        elif item.kind == "process" and item.text in _ADJECTIVAL and not adverbs:
            pass
        elif item.kind == "part" and item.value in ("disc", "facet", "vertebra") and not adverbs and unknown < 2:
            unknown += 1
        elif item.kind == "level" and not adverbs:
            groups[-1].append(item)
            places[-1].append(j)
        elif item.kind == "word" and unknown < 2 and not adverbs and item.text not in ("then",):
            unknown += 1
        elif item.kind in {"open", "close", "hedge"} or (item.kind == "time" and item.value in {"stable", "new", "worse"}):
            pass
        else:
            break
        j -= 1
    if groups == [[]]:
        return []
    levelled = len(groups) > 1 and sum(any(x.kind == "level" for x in g) for g in groups) > 1
    out = [_group(g[::-1], p[::-1] if levelled else ()) for g, p in zip(groups[::-1], places[::-1], strict=True)]
    return [g for g in out if not g.empty]


_ADJECTIVAL = frozenset(("degenerative", "hypertrophic"))
"""Processes that, before another, only say of which sort it is: "severe degenerative stenosis"."""
_ASIDES = frozenset(("mainly", "predominantly", "mostly", "chiefly", "largely", "primarily", "principally", "partly"))


def _aside(items: Sequence[Item], j: int) -> int:
    """Where the comma stands that opens the aside closed by the one at `j` ("mild, mainly ligamentous, stenosis"), or 0."""
    for k in range(j - 2, max(j - 6, 0), -1):
        if items[k].kind == "comma":
            return k if items[k - 1].kind in {"severity", "side"} and items[k + 1].text in _ASIDES else 0
    return 0


def _trailing(items: Sequence[Item], j: int) -> bool:
    """A side after "on the" or "to the" belongs to what stands before it."""
    term, k = items[j].term, j - 1
    if term.lean:
        return True
    following = items[j + 1] if j + 1 < len(items) else None
    if following is not None and following.kind == "part" and following.value in _SIDED_PARTS and not following.adjective:
        return False  # "towards the right foramen"
    if k >= 0 and items[k].text in ("the", "a"):
        k -= 1
    if k >= 0 and items[k].text == "of":
        return following is not None and following.kind in {"and", "comma", "or"}  # "narrowing of the left and ..."
    return k >= 0 and items[k].text in {"on", "to", "toward", "towards"}


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
    if items[k].kind in ("side", "zone") and _trailing(items, k):
        return False
    start = k
    while start >= 0 and (
        items[start].kind in {"severity", "side", "zone", "mm"} or (items[start].kind == "filler" and items[start].adjective)
    ):
        start -= 1
    return not (
        start >= 0
        and items[start].kind in {"copula", "process", "finding", "part", "level", "colon"}
        and items[start].kind != "colon"
    ) or (start >= 0 and items[start].kind == "copula")


def after(items: Sequence[Item], i: int) -> list[Group]:
    """Groups of the run of attributes that follows item `i`, up to the next finding."""
    if i + 1 >= len(items) or items[i + 1].kind not in _MAY_FOLLOW:
        return []
    end = _run_end(items, i)
    if end == i + 1:
        return []
    groups: list[list[int]] = [[]]
    fresh, where = [False], -1
    for j in range(i + 1, end):
        kind = items[j].kind
        if (kind == "dependent" and items[j].text.startswith("where")) or (kind == "copula" and items[j].text.endswith("now")):
            where = len(groups) - (not groups[-1])
        second_level = kind == "level" and any(items[k].kind == "level" for k in groups[-1])
        if (kind in _SPLITS or second_level) and groups[-1]:
            if len(groups) >= MOST_GROUPS:
                break
            groups.append([])
            fresh.append(False)
        if kind == "semicolon":
            fresh[-1] = True
        elif kind == "severity" and (items[j - 1].value == "before" or _of_migration(items, j)):
            continue  # "previously moderate", "slightly migrating downwards"
        elif kind in _ATTRIBUTES or kind in ("more", "less"):
            groups[-1].append(j)
    out = [_group([items[k] for k in g], places=g, fresh=f) for g, f in zip(groups, fresh, strict=True) if g]
    if 0 <= where < len(out) and out[where].severity:
        out[where] = out[where]._replace(decides=True)
    return [g for g in out if not g.empty]


def _of_migration(items: Sequence[Item], j: int) -> bool:
    return j + 1 < len(items) and items[j + 1].kind == "migration"


def _run_end(items: Sequence[Item], i: int) -> int:
    """Where the attributes of item `i` end: before the noun phrase of the next finding."""
    j, words = i + 1, 0
    while j < len(items) and (items[j].kind in _RUN or _graded_clause(items, j) or _bare_place(items, j)):
        words += items[j].kind == "word"
        if items[j].kind == "level" and j + 1 < len(items) and items[j + 1].kind == "modic":
            break  # "L4-L5 Modic 1, L5-S1 Modic 2"
        if items[j].kind in {"modic", "type"} and items[i].kind in {"modic", "type"}:
            break
        if words > 3 or (items[j].kind == "semicolon" and not _sided_after(items, j)):
            break
        if items[j].kind == "break" and not any(
            x.value in ("none",) or x.kind in ("side", "severity") for x in items[j + 1 : j + 5]
        ):
            break
        j += 1
    if j >= len(items):
        return j
    if items[j].kind == "not":
        return j
    if items[j].kind in {"finding", "process", "part"} or (items[j].kind == "dependent" and items[j].text in ("which", "that")):
        return _back_to_boundary(items, i, j)
    return j


def _bare_place(items: Sequence[Item], j: int) -> bool:
    """ "...at the L4-5 disc", "...from the left facet joint": a part of which nothing is said only says where."""
    if items[j].kind != "part" or items[j].value not in ("disc", "facet"):
        return False
    return j + 1 >= len(items) or items[j + 1].kind not in {
        "process",
        "finding",
        "copula",
        "part",
        "severity",
        "and",
        "colon",
        "slash",
    }


def _graded_clause(items: Sequence[Item], j: int) -> bool:
    """ "..., where it is severe"; "..., which is moderate"; ", as well as at L3-L4"."""
    if items[j].kind != "dependent" or items[j].text not in {"where", "where it", "which", "that", "as well as", "from"}:
        return False
    if items[j].text in ("from", "as well as"):
        return next((x.kind == "level" for x in items[j + 1 : j + 6] if x.kind not in ("filler", "and")), False)
    following = [x.kind for x in items[j + 1 : j + 5]]
    return "copula" in following and "severity" in following and "part" not in following and "finding" not in following


def _sided_after(items: Sequence[Item], j: int) -> bool:
    following = [x.kind for x in items[j + 1 : j + 4]]
    return "severity" in following and ("side" in following or "level" in following)


def _back_to_boundary(items: Sequence[Item], i: int, j: int) -> int:
    """Words directly before the next finding are its own."""
    k = j
    while k - 1 > i and (
        items[k - 1].kind in {"severity", "zone", "mm", "number", "word", "grade", "slip", "hedge", "time", "percent"}
        or (items[k - 1].kind == "side" and not _trailing(items, k - 1))
        or (items[k - 1].kind == "level" and items[k - 2].kind in {"and", "comma", "slash", "severity", "side"})
        or (
            items[k - 1].kind == "filler"
            and (items[k - 1].adjective or items[k - 1].text in {"a", "an", "the", "there is", "there are"})
        )
    ):
        k -= 1
    while k - 1 > i and items[k - 1].kind in {"and", "comma", "slash"} and k < j:
        first = _prenominal_group(items, i, k - 1)
        k -= 1
        if first is None:
            break
        k = first
    return k


def _prenominal_group(items: Sequence[Item], i: int, k: int) -> int | None:
    """Start of a group "moderate right" that ends just before the connector at `k`; None when there is none."""
    start, sided = k, False
    while start - 1 > i and (
        items[start - 1].kind == "severity" or (items[start - 1].kind == "side" and not _trailing(items, start - 1))
    ):
        sided = sided or items[start - 1].kind == "side"
        start -= 1
    return start if sided and start - 1 > i and items[start - 1].kind in {"and", "comma", "slash", "semicolon"} else None


def _group(words: Sequence[Item], places: Sequence[int] = (), *, fresh: bool = False) -> Group:
    if len(words) == 1 and not fresh and words[0].kind == "severity":
        return Group(words[0].value)
    severity = side = migration = None
    grade, mm, lean = None, None, False
    zones: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    for n, item in enumerate(words):
        kind = item.kind
        if kind == "severity":
            severity = item.value if severity is None else _wider(severity, item.value)
        elif kind == "side":
            side, lean = _sided(side, item.value), lean or item.term.lean
            zones = (*zones, "central") if item.value == "midline" else zones
        elif kind == "zone":
            zones = (*zones, item.value)
        elif kind in {"grade", "slip", "type", "modic"}:
            grade = item.grade
        elif kind == "mm":
            mm = item.number if mm is None else mm
        elif kind == "migration":
            migration = item.value
        elif kind == "level" and places:
            levels = (*levels, places[n])
        elif kind in ("more", "less"):
            side = "bilateral"
    return Group(severity, side, lean, zones, grade, mm, migration, levels, fresh)


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
