"""Items of a sentence that belong together: vertebrae that name roots, and levels that make a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.reading.report.ellipsis import REFERRING, put_back
from service.reading.report.item import Item, plain
from service.reading.report.levels import LevelWords, What
from service.reading.report.slips import MOVED, slipped
from service.reading.report.words_in_context import BY_CONTEXT, told_by_context

_NO = frozenset(("no", "none", "nil"))
_TOUCHES = frozenset(("contact", "compress", "displace"))
_OF_ROOTS = frozenset(("impingement", "compression", "contact", "displacement", "abutment", "irritation", "compromise"))


_TOLD_BY_OTHERS = REFERRING | BY_CONTEXT
"""Words without which every item means what it says."""


def joined(items: list[Item], words: Sequence[str], levels: Sequence[What]) -> list[Item]:
    """Roots taken out of the levels ("the L5 and S1 roots"), and neighbouring levels joined to one item. `words`: those that
    the items are made of; `levels`: what the levels among them are."""
    if not _TOLD_BY_OTHERS.isdisjoint(words):
        items = told_by_context(put_back(items, words), words)
        levels = [x.levels.what for x in items if x.levels is not None]
    if not _NO.isdisjoint(words):
        items = _two_sided(items)
    if not levels:
        return items
    if "body" in levels:
        spoken_of = {x.value for x in items}
        if "root" in spoken_of or "cauda" in spoken_of:
            items = _roots_taken(items)
            _roots_in_brackets(items)
        if not _TOUCHES.isdisjoint(spoken_of):
            _roots_as_objects(items)
        if not _OF_ROOTS.isdisjoint(words):
            _roots_before(items)
        if len(levels) > 1 and not MOVED.isdisjoint(words):
            items = slipped(items)
    return _joined_levels(items) if len(levels) > 1 else items


def _roots_taken(items: Sequence[Item]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        if item.kind == "part" and item.value in ("root", "cauda"):
            out = _take_roots(out, item)
        out.append(item)
    return out


def _take_roots(before: list[Item], root: Item) -> list[Item]:
    """Vertebrae directly before the word root name roots, not levels."""
    i, names = len(before), []
    while i > 0:
        item = before[i - 1]
        if item.kind == "level" and item.levels is not None and item.levels.what == "body":
            names.append(item.levels.names[0])
            i -= 1
        elif names and item.kind in {"and", "comma", "or", "slash"} and i > 1 and before[i - 2].kind == "level":
            levels = before[i - 2].levels
            if levels is None or levels.what != "body":
                break
            i -= 1
        elif not names and (
            item.kind in ("filler", "side") or item.text in {"transiting", "exiting", "traversing", "descending"}
        ):
            i -= 1
        else:
            break
    if not names:
        return before
    root.roots = tuple(dict.fromkeys(reversed(names)))
    dropped = [x for x in before[i:] if x.kind in ("filler", "side")]
    return before[:i] + dropped


def _roots_in_brackets(items: list[Item]) -> None:
    """ "the exiting nerve root (L4)", "root of L5"."""
    for i in range(len(items) - 1, 0, -1):
        item = items[i]
        if item.kind != "level" or item.levels is None or item.levels.what != "body":
            continue
        opened = items[i - 1].kind == "open" or items[i - 1].text == "of"
        for k in (i - 2, i - 3) if opened else ():
            if k >= 0 and items[k].kind == "part" and items[k].value == "root":
                items[k].roots = item.levels.names
                item.kind = "filler"
                break


def _two_sided(items: list[Item]) -> list[Item]:
    """ "Moderate right and no left foraminal stenosis" names one of two things twice: the noun is put to both sides."""
    for i, item in enumerate(items):
        if item.text not in _NO or not _is_side(items, i + 1):
            continue
        before = i - 1 - (_connects(items, i - 1) and _connects(items, i - 2))
        if _connects(items, before) and _is_side(items, before - 1):
            noun = _noun(items, i + 2 + _connects(items, i + 2))
            denied = item if item.kind == "not" else Item(item.start, item.end, "no", plain("not"))
            rest = [denied, items[i + 1], *noun, *items[i + 2 + _connects(items, i + 2) + len(noun) :]]
            return [*items[:before], *noun, *items[before:i], *rest] if noun else items
        start = i + 3 if i + 3 < len(items) and items[i + 3].kind == "severity" else i + 2
        if _connects(items, i + 2) and start > i + 2 and _is_side(items, start + 1):
            noun = _noun(items, start + 2)
            return [*items[: i + 2], *noun, *items[i + 2 :]] if noun else items
    return items


def _is_side(items: Sequence[Item], i: int) -> bool:
    return 0 <= i < len(items) and items[i].kind == "side" and items[i].value in ("left", "right")


def _connects(items: Sequence[Item], i: int) -> bool:
    return 0 <= i < len(items) and items[i].kind in ("and", "comma", "break")


def _noun(items: Sequence[Item], i: int) -> list[Item]:
    """Copies of the noun phrase that begins at `i`: parts and then a process or a finding; none when it is none."""
    out: list[Item] = []
    for item in items[i : i + 5]:
        out.append(item.copy())
        if item.kind in ("process", "finding"):
            return out
        if item.kind not in ("part", "filler"):
            break
    return []


def _roots_as_objects(items: list[Item]) -> None:
    """ "touching the left S1", "compressing L5": a vertebra that is touched or compressed by a disc is its root."""
    for i, item in enumerate(items):
        if item.kind != "process" or item.value not in _TOUCHES or not item.form_is_noun:
            continue
        j = i + 1
        while (
            j < len(items)
            and j < i + 5
            and (
                items[j].kind in ("side", "severity")
                or items[j].text in {"the", "on", "exiting", "traversing", "descending", "transiting", "of"}
            )
        ):
            j += 1
        levels = items[j].levels if j < len(items) else None
        bodied = j + 1 < len(items) and items[j + 1].kind == "part"
        broken = item.text == "collapse" or (item.text == "compression" and levels is not None and _is_broken(items, i, levels))
        if levels is not None and levels.what == "body" and broken:
            item.kind, item.value = "finding", "fracture"
        elif levels is not None and levels.what == "body" and not bodied and not any(x.value == "fracture" for x in items):
            items[j] = Item(items[j].start, items[j].end, items[j].text, plain("part", "root"))
            items[j].roots = levels.names


_AGES = frozenset(("old", "healed", "chronic", "recent", "acute", "remote", "subacute"))


def _is_broken(items: Sequence[Item], i: int, levels: LevelWords) -> bool:
    """ "Old compression of T12": a vertebra, not its root."""
    aged = not _AGES.isdisjoint(x.text for x in items[max(0, i - 2) : i])
    return aged or any(name.startswith("T") for name in levels.names)


def _roots_before(items: list[Item]) -> None:
    """ "Right L5 impingement": a vertebra before the noun is its root."""
    for item, following in pairwise(items):
        if following.text not in _OF_ROOTS or item.levels is None or item.kind != "level":
            continue
        if item.levels.what == "body" and not any(x.value == "fracture" for x in items):
            item.kind, item.value, item.roots, item.levels = "part", "root", item.levels.names, None


def _joined_levels(items: list[Item]) -> list[Item]:
    out: list[Item] = []
    for i, item in enumerate(items):
        target = _list_target(out, item) if item.kind == "level" and not _opens_another(items, i) else None
        first = out[target] if target is not None else item
        if target is None or first.levels is None or item.levels is None:
            out.append(item)
            continue
        names = tuple(dict.fromkeys(first.levels.names + item.levels.names))
        first.levels = LevelWords(first.levels.what, names, 0)
        first.end = item.end
        del out[target + 1 :]
    return out


def _opens_another(items: Sequence[Item], i: int) -> bool:
    """ "A bulge at L3-4 and at L4-5 a protrusion": the second level is that of what follows."""
    told = i + 1 < len(items) and items[i + 1].text in ("a", "an", "there is", "there are")
    return told and i > 1 and items[i - 1].text == "at"


def _list_target(out: Sequence[Item], item: Item) -> int | None:
    """Place of the level that the level `item` continues a list of; levels of the same sort only."""
    if item.text == "both" or item.levels is None or item.levels.what not in {"disc", "body", "outside"}:
        return None
    k = len(out) - 1
    connectors = 0
    while (
        k >= 0
        and connectors < 4
        and (
            out[k].kind in {"and", "comma", "or", "slash", "dash"}
            or out[k].text
            in {
                "level",
                "levels",
                "at",
                "the",
                "disc",
                "both",
                "discs",
                "to a lesser extent",
                "to a lesser degree",
                "to lesser degree",
                "to lesser extent",
                "also",
                "lesser extent",
                "in",
            }
        )
    ):
        connectors += 1
        k -= 1
    if k < 0 or out[k].kind != "level" or (connectors == 0 and k > 0):
        return None
    levels = out[k].levels
    if levels is None or levels.what != item.levels.what:
        return None
    between = [x.text for x in out[k + 1 :]]
    if "at" in between and {"and", "comma"}.isdisjoint([x.kind for x in out[k + 1 :]]):
        return None
    return k
