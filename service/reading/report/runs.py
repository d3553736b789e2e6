"""The run of attributes after a mention: "severe on the right and moderate on the left"."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.report.item import Item
from service.reading.report.modifiers import Group, group_of, trailing

_ATTRIBUTES = frozenset(
    ("severity", "side", "zone", "grade", "slip", "type", "modic", "mm", "migration", "level", "percent", "number")
)
_GROUP_ENDS = frozenset(("and", "or", "comma", "slash", "break", "semicolon", "dash"))
_RUN = (
    _ATTRIBUTES | _GROUP_ENDS | {"filler", "copula", "open", "close", "colon", "word", "time", "more", "less", "hedge", "skip"}
)
_MODIC = frozenset(("modic", "type"))
_MAY_END = _MODIC | {"level", "semicolon", "break", "comma", "and", "colon"}
_MAY_FOLLOW = _RUN | {"dependent", "part"}
_SPLITS = frozenset(("and", "comma", "slash", "break", "semicolon", "or", "dash"))
_BEGINS = frozenset(("a", "an", "there is", "there are", "there"))
MOST_GROUPS = 14
"""Groups after one mention: two sides of each of seven discs."""


def after(items: Sequence[Item], i: int) -> list[Group]:
    """Groups of the run of attributes that follows item `i`, up to the next finding."""
    if i + 1 >= len(items) or items[i + 1].kind not in _MAY_FOLLOW:
        return []
    end = _run_end(items, i)
    if end == i + 1:
        return []
    groups: list[list[int]] = [[]]
    fresh, where = [False], -1
    passed = -1
    for j in range(i + 1, end):
        kind = items[j].kind
        if kind == "open":
            passed = _bracket(items, j) or passed
        if j < passed and kind != "grade":
            continue
        if (kind == "dependent" and items[j].text.startswith("where")) or (kind == "copula" and items[j].text.endswith("now")):
            if groups[-1]:
                groups.append([])
                fresh.append(False)
            where = len(groups) - 1
        second_level = kind == "level" and any(items[k].kind == "level" for k in groups[-1])
        if (kind in _SPLITS or second_level) and groups[-1]:
            if len(groups) >= MOST_GROUPS:
                break
            groups.append([])
            fresh.append(False)
        if kind == "semicolon":
            fresh[-1] = True
        elif kind == "severity" and (items[j - 1].value == "before" or _of_migration(items, j) or _was(items, j)):
            continue  # "previously moderate", "slightly migrating downwards", "where it was moderate"
        elif kind in _ATTRIBUTES or kind in ("more", "less"):
            groups[-1].append(j)
    out = [group_of(items, g, levelled=True, fresh=f) for g, f in zip(groups, fresh, strict=True) if g]
    if len(out) > 0 and out[-1].side and out[-1].severity is None and _is_not(items, end):
        out[-1] = out[-1].but(severity="none")
    if 0 <= where < len(out) and out[where].severity:
        out[where] = out[where].but(decides=True)
    return [g for g in out if not g.empty]


def resumed(items: Sequence[Item], i: int) -> list[Group]:
    """ "Severe on the left with compression of the root, moderate on the right": the degree of the other side, taken up after
    what was said of a root."""
    begun = next((k for k in range(i + 1, min(i + 12, len(items))) if items[k].kind == "dependent"), None)
    if begun is None:
        return []
    rooted = False
    for k in range(begun + 1, min(begun + 14, len(items))):
        kind = items[k].kind
        rooted = rooted or items[k].value == "root"
        if kind in ("comma", "semicolon", "and") and rooted:
            end = next((n for n in range(k + 1, len(items)) if items[n].kind not in _OF_SIDE), len(items))
            group = group_of(items, range(k + 1, end), levelled=False)
            alone = end == len(items) or items[end].kind in _GROUP_ENDS
            return [group] if alone and group.severity and group.side in ("left", "right") else []
        if kind == "finding" or (kind == "part" and items[k].value != "root"):
            return []
    return []


_OF_SIDE = frozenset(("severity", "side", "filler"))


def _is_not(items: Sequence[Item], end: int) -> bool:
    """ "..., and the left is not.": the side before it is denied what was said of the other."""
    if end >= len(items) or items[end].kind != "not" or not (items[end - 1].kind == "copula" or " " in items[end].text):
        return False
    return end + 1 == len(items) or items[end + 1].kind in _GROUP_ENDS


def _bracket(items: Sequence[Item], j: int) -> int:
    """Where the bracket that opens at `j` closes, when it tells of another part ("(Lee 3, L4 root distorted)"), else 0."""
    close = next((k for k in range(j + 1, min(j + 10, len(items))) if items[k].kind == "close"), 0)
    return close if any(x.kind == "part" for x in items[j:close]) else 0


def _was(items: Sequence[Item], j: int) -> bool:
    return items[j - 1].text in ("was", "were") and items[j - 2].text.startswith("where")


def _of_migration(items: Sequence[Item], j: int) -> bool:
    return j + 1 < len(items) and items[j + 1].kind == "migration"


def _run_end(items: Sequence[Item], i: int) -> int:
    """Where the attributes of item `i` end: before the noun phrase of the next finding."""
    j, words, count, kind = i + 1, 0, len(items), ""
    while j < count:
        kind = items[j].kind
        if kind not in _RUN and not (kind == "dependent" and _graded_clause(items, j)) and not _bare_place(items, j):
            break
        if kind == "open" and (close := _bracket(items, j)):
            j = close + 1
            continue
        words += kind == "word"
        if items[j].text in ("above", "below"):
            break  # "stenosis at L2-3, above an L4-5 decompression"
        if words > 3 or (kind in _MAY_END and _ends(items, i, j)):
            break
        j += 1
    if j >= count:
        return j
    if kind in {"finding", "process", "part"} or (kind == "dependent" and items[j].text in ("which", "that")):
        return _back_to_boundary(items, i, j)
    return j


def _ends(items: Sequence[Item], i: int, j: int) -> bool:
    """Whether the attributes of item `i` end at the level, type or mark at `j`."""
    kind = items[j].kind
    if kind == "level":
        return j + 1 < len(items) and items[j + 1].kind == "modic"  # "L4-L5 Modic 1, L5-S1 Modic 2"
    if kind in _MODIC:
        return items[i].kind in _MODIC
    if kind == "semicolon":
        return not _sided_after(items, j)
    if kind == "colon":
        return _names_another(items, i, j)  # "degenerative changes elsewhere: L3-L4 mild bulge"
    if kind == "break":
        return not any(x.value == "none" or x.kind in ("side", "severity") for x in items[j + 1 : j + 5])
    return j + 2 < len(items) and _begins_clause(items, j + 1)


def _names_another(items: Sequence[Item], i: int, j: int) -> bool:
    """Whether the colon at `j` closes "elsewhere" or "other levels", so that what follows is another finding's."""
    return any(x.levels is not None and x.levels.what == "rest" for x in items[i + 1 : j])


def _begins_clause(items: Sequence[Item], j: int) -> bool:
    """ ", right is clear", ", on the left a bulge" and ", both due to a bulge": a subject of its own."""
    while j + 1 < len(items) and items[j].text in ("and", "on", "the"):
        j += 1
    begins = j + 1 < len(items) and (items[j + 1].kind == "copula" or items[j + 1].text in _BEGINS)
    return (items[j].kind == "side" and begins) or (items[j].text == "both" and items[j].kind == "level")


def _bare_place(items: Sequence[Item], j: int) -> bool:
    """ "...at the L4-5 disc", "...from the left facet joint": a part of which nothing is said only says where."""
    if items[j].kind != "part" or items[j].value not in ("disc", "facet", "vertebra"):
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
    if items[j].text not in {"where", "where it", "which", "that", "as well as", "from"}:
        return False
    if items[j].text in ("from", "as well as"):
        return next((x.kind == "level" for x in items[j + 1 : j + 6] if x.kind not in ("filler", "and")), False)
    following = [x.kind for x in items[j + 1 : j + 5]]
    return "copula" in following and "severity" in following and "part" not in following and "finding" not in following


def _sided_after(items: Sequence[Item], j: int) -> bool:
    end = next((k for k in range(j + 1, min(j + 7, len(items))) if items[k].kind in ("close", "semicolon")), j + 4)
    following = [x.kind for x in items[j + 1 : end]]
    graded = "severity" in following or "grade" in following
    return graded and ("side" in following or "level" in following)


def _back_to_boundary(items: Sequence[Item], i: int, j: int) -> int:
    """Words directly before the next finding are its own."""
    k = j
    while k - 1 > i and (
        items[k - 1].kind in {"severity", "zone", "mm", "number", "word", "grade", "slip", "hedge", "time", "percent"}
        or (items[k - 1].kind == "side" and not trailing(items, k - 1))
        or (items[k - 1].kind == "level" and items[k - 2].kind in {"and", "comma", "slash", "severity", "side"})
        or (items[k - 1].kind == "level" and items[k - 2].kind == "word" and items[k - 3].kind in ("and", "comma"))
        or (
            items[k - 1].kind == "filler"
            and (items[k - 1].adjective or items[k - 1].text in {"a", "an", "the", "there is", "there are"})
        )
    ):
        k -= 1
    if k - 3 > i and items[k].text in _BEGINS and items[k - 1].kind == "level" and items[k - 2].text in ("at", "in"):
        k -= 2 if items[k - 3].kind in ("and", "comma") else 0  # "a tear at L4/5 and at L5/S1 a protrusion"
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
        items[start - 1].kind == "severity" or (items[start - 1].kind == "side" and not trailing(items, start - 1))
    ):
        sided = sided or items[start - 1].kind == "side"
        start -= 1
    return start if sided and start - 1 > i and items[start - 1].kind in {"and", "comma", "slash", "semicolon"} else None
