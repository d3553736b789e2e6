"""Items of a sentence that belong together: vertebrae that name roots, and levels that make a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.facts import DISC_LEVELS
from service.reading.report.ellipsis import put_back
from service.reading.report.item import Item, plain, text_of
from service.reading.report.levels import LevelWords
from service.reading.report.linking import is_participle
from service.reading.report.vocabulary import phrase_meaning

_CAUSES = frozenset(("due to", "secondary to", "caused by", "from", "because of", "as a result of", "owing to"))
_NO = frozenset(("no", "none", "nil"))
_OF_ROOTS = frozenset(("impingement", "compression", "contact", "displacement", "abutment", "irritation", "compromise"))


def joined(items: list[Item]) -> list[Item]:
    """Roots taken out of the levels ("the L5 and S1 roots"), and neighbouring levels joined to one item."""
    texts = set(map(text_of, items))
    items = put_back(items, texts)
    if "from" in texts:
        _outcomes(items)
    if "each" in texts:
        _of_each(items)
    if "#" in texts:
        _numbered(items)
    if "nfs" in texts:
        items = [_foramina(items, i) if x.text == "nfs" else x for i, x in enumerate(items)]
    if any(x.kind == "not_after" for x in items):
        _absent_then(items)
    if "cyst" in texts:
        items = [_facet_cyst(items, i) if x.text == "cyst" else x for i, x in enumerate(items)]
    if "both" in texts:
        _each(items)
    if not texts.isdisjoint(_NO):
        _none_of_them(items)
        items = _two_sided(items)
    levels = [x.levels for x in items if x.levels is not None]
    if not levels:
        return items
    if any(each.what == "body" for each in levels):
        items = _roots_taken(items)
        _roots_in_brackets(items)
        _roots_as_objects(items)
        _roots_before(items)
        items = _slipped(items)
        levels = [x.levels for x in items if x.levels is not None]
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


def _outcomes(items: list[Item]) -> None:
    """ "progressed from mild to moderate" says moderate."""
    for before, item in pairwise(items):
        if before.text == "from" and item.kind == "severity":
            item.value = {"mild-moderate": "moderate", "moderate-severe": "severe"}.get(item.value, item.value)
            before.kind = "filler"


def _of_each(items: Sequence[Item]) -> None:
    """ "Narrowing of each exit foramen": of both."""
    for item, following in pairwise(items):
        if item.text == "each" and following.kind == "part" and following.value in ("foramen", "recess"):
            item.kind, item.value = "side", "bilateral"


def _numbered(items: Sequence[Item]) -> None:
    """ "#2 L5-S1 protrusion" counts, it breaks nothing."""
    for item, following in pairwise(items):
        if item.text == "#" and following.kind == "number" and following.start == item.end:
            item.kind, item.value = "filler", ""


def _foramina(items: Sequence[Item], i: int) -> Item:
    """ "NFs patent": the foramina, not their stenosis ("moderate NFS")."""
    following = items[i + 1 : i + 3]
    told = following and (following[0].kind in ("copula", "colon") or any(x.term.form == "done" for x in following))
    return Item(items[i].start, items[i].end, items[i].text, phrase_meaning("foramina")) if told else items[i]


_NOT_SEEN = frozenset(("not present", "not seen", "not evident", "not visible", "not there", "absent", "not demonstrated"))


def _absent_then(items: Sequence[Item]) -> None:
    """ "Not present in 2018", "not seen on the prior study": it is new."""
    for i, item in enumerate(items[:-2]):
        when = items[i + 2 : i + 4]
        then = any(x.value == "before" or (x.number is not None and 1990 <= x.number <= 2100) for x in when)
        if item.text.removeprefix("is ").removeprefix("was ") in _NOT_SEEN and items[i + 1].text in ("in", "on", "at") and then:
            item.kind, item.value = "time", "new"


def _facet_cyst(items: Sequence[Item], i: int) -> Item:
    """ "A cyst arising from the left L4-L5 facet joint" is a synovial one."""
    item, after = items[i], items[i + 1 : i + 7]
    arises = bool(after) and after[0].text.endswith(("from", "from the", "of"))
    if item.kind != "word" or not arises or not any(x.value == "facet" for x in after):
        return item
    return Item(item.start, item.end, item.text, phrase_meaning("synovial cyst"))


def _each(items: Sequence[Item]) -> None:
    """ "Right L4-5 and left L5-S1 stenosis, both moderate", "the roots on the left are both compressed": no third side.
    "Stenosis at L3-4 and at L4-5, both due to disc bulge": both levels."""
    for i, item in enumerate(items):
        if item.text != "both" or item.kind != "side" or not i:
            continue
        levels = [x.levels for x in items[:i] if x.levels is not None and x.levels.what == "disc"]
        caused = items[i - 1].kind == "comma" and i + 1 < len(items) and items[i + 1].text in _CAUSES
        if caused and len(levels) > 1:
            names = tuple(dict.fromkeys(name for each in levels for name in each.names))
            item.kind, item.value, item.levels = "level", "", LevelWords("disc", names, 0)
        last = i + 1 >= len(items) or items[i + 1].kind in ("comma", "semicolon", "break")
        if last and items[i - 1].text in ("at", "of") and not any(x.value in ("left", "right") for x in items[:i]):
            named = tuple(dict.fromkeys(name for each in levels for name in each.names))  # "mild bulging at both"
            item.kind, item.value, item.levels = ("level", "", LevelWords("disc", named, 0)) if named else ("filler", "", None)
        if items[i - 1].text == "is" and i + 1 < len(items) and items[i + 1].kind in ("process", "severity"):
            item.kind, item.value = "filler", ""  # "the disc is both dehydrated and narrowed"
        if not any(x.value in ("left", "right") for x in items[:i]):
            continue
        following = items[i + 1].kind if i + 1 < len(items) else ""
        predicate = items[i - 1].kind == "copula" and following in ("process", "severity")
        apposed = items[i - 1].kind == "comma" and following == "severity" and i + 2 >= len(items)
        if predicate or apposed:
            item.kind, item.value = "filler", ""


def _none_of_them(items: Sequence[Item]) -> None:
    """ "Small bulges at L2-L4, none with stenosis": what is denied is what follows, not the bulges."""
    for item, following in pairwise(items):
        told = following.kind in ("dependent", "copula") or is_participle(following)
        if item.text == "none" and item.kind == "severity" and told:
            item.kind, item.value = "not", ""


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
        if item.kind != "process" or item.value not in {"contact", "compress", "displace"} or not item.form_is_noun:
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


_FORWARDS = frozenset(("anterior", "anteriorly", "forward", "forwards", "ventral", "ventrally", "slipped", "ahead"))
_BACKWARDS = frozenset(("posterior", "posteriorly", "backward", "backwards", "dorsal", "dorsally", "posteriorly displaced"))
_BESIDE = frozenset(("on", "upon", "over", "to", "relative to", "in relation to", "with respect to", "of"))
_OPENS = frozenset(("comma", "semicolon", "break", "and", "colon", "dash"))
_AWAY = 9
"""Items between the two vertebrae of a slip told in a sentence."""


def _slipped(items: list[Item]) -> list[Item]:
    """ "L4 lies 5 mm anterior to L5", "L3 has slipped forwards on L4": a slip without a noun for it."""
    if any(x.value == "spondylolisthesis" for x in items):
        return items
    for i, upper in enumerate(items):
        if i and items[i - 1].kind not in _OPENS and items[i - 1].text != "the":
            continue
        for k in range(i + 2, min(i + _AWAY, len(items))):
            disc = _neighbours(upper, items[k]) if items[k - 1].text in _BESIDE else None
            moved = [x for x in items[i + 1 : k] if x.text in _FORWARDS or x.text in _BACKWARDS] if disc else []
            if disc is None or not moved or any(x.kind in ("part", "finding", "not", "comma") for x in items[i + 1 : k]):
                continue
            meaning = phrase_meaning("retrolisthesis" if moved[0].text in _BACKWARDS else "anterolisthesis")
            upper.levels, moved[0].kind = LevelWords("disc", (disc,), 0), "finding"
            slip = Item(moved[0].start, moved[0].end, moved[0].text, meaning)
            between = [slip if x is moved[0] else x for x in items[i + 1 : k - 1] if x.kind != "process" or x is moved[0]]
            return [*items[: i + 1], *between, *items[k + 1 :]]
    return items


def _neighbours(upper: Item, lower: Item) -> str | None:
    """The disc between two items that are a vertebra each and the next one below."""
    if upper.levels is None or lower.levels is None or not upper.levels.what == lower.levels.what == "body":
        return None
    disc = f"{upper.levels.names[-1]}-{lower.levels.names[0]}"
    return disc if disc in DISC_LEVELS else None


def _joined_levels(items: list[Item]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        target = _list_target(out, item)
        first = out[target] if target is not None else item
        if target is None or first.levels is None or item.levels is None:
            out.append(item)
            continue
        names = tuple(dict.fromkeys(first.levels.names + item.levels.names))
        first.levels = LevelWords(first.levels.what, names, 0)
        first.end = item.end
        del out[target + 1 :]
    return out


def _list_target(out: Sequence[Item], item: Item) -> int | None:
    """Place of the level that `item` continues a list of; levels of the same sort only."""
    if (
        item.kind != "level"
        or item.text == "both"
        or item.levels is None
        or item.levels.what not in {"disc", "body", "outside"}
    ):
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
