"""Words that mean something else by what stands beside them: "#", "NFs", a cyst, each, both, from, not present."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.reading.report.item import Item
from service.reading.report.levels import LevelWords
from service.reading.report.linking import is_participle
from service.reading.report.vocabulary import phrase_meaning

_CAUSES = frozenset(("due to", "secondary to", "caused by", "from", "because of", "as a result of", "owing to"))
_NOT_SEEN = frozenset(("not present", "not seen", "not evident", "not visible", "not there", "absent", "not demonstrated"))
BY_CONTEXT = frozenset(
    ("from", "each", "#", "nfs", "cyst", "both", "none", "present", "seen", "evident", "visible", "there", "absent",
     "demonstrated")
)  # fmt: skip
"""Without one of these words nothing here has anything to do."""


def told_by_context(items: list[Item], words: Sequence[str]) -> list[Item]:
    """The items with such words as what they mean here. `words`: those that the items are made of."""
    if "from" in words:
        _outcomes(items)
    if "each" in words:
        _of_each(items)
    if "#" in words:
        _numbered(items)
    if "none" in words:
        _none_of_them(items)
    if any(x.kind == "not_after" for x in items):
        _absent_then(items)
    if "nfs" in words or "cyst" in words:
        items = [_foramina(items, i) if x.text == "nfs" else _facet_cyst(items, i) for i, x in enumerate(items)]
    if "both" in words:
        _each(items)
    return items


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
        counts = following.kind == "number" and following.start == item.end
        if item.text == "#" and (counts or following.text == "#"):
            item.kind, item.value = "filler", ""


def _none_of_them(items: Sequence[Item]) -> None:
    """ "Small bulges at L2-L4, none with stenosis": what is denied is what follows, not the bulges."""
    for item, following in pairwise(items):
        told = following.kind in ("dependent", "copula") or is_participle(following)
        if item.text == "none" and item.kind == "severity" and told:
            item.kind, item.value = "not", ""


def _absent_then(items: Sequence[Item]) -> None:
    """ "Not present in 2018", "not seen on the prior study": it is new."""
    for i, item in enumerate(items[:-2]):
        when = items[i + 2 : i + 4]
        then = any(x.value == "before" or (x.number is not None and 1990 <= x.number <= 2100) for x in when)
        if item.text.removeprefix("is ").removeprefix("was ") in _NOT_SEEN and items[i + 1].text in ("in", "on", "at") and then:
            item.kind, item.value = "time", "new"


def _foramina(items: Sequence[Item], i: int) -> Item:
    """ "NFs patent": the foramina, not their stenosis ("moderate NFS")."""
    following = items[i + 1 : i + 3]
    told = following and (following[0].kind in ("copula", "colon") or any(x.term.form == "done" for x in following))
    return Item(items[i].start, items[i].end, items[i].text, phrase_meaning("foramina")) if told else items[i]


def _facet_cyst(items: Sequence[Item], i: int) -> Item:
    """ "A cyst arising from the left L4-L5 facet joint" is a synovial one."""
    item, after = items[i], items[i + 1 : i + 7]
    arises = bool(after) and after[0].text.endswith(("from", "from the", "of"))
    if item.text != "cyst" or item.kind != "word" or not arises or not any(x.value == "facet" for x in after):
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
