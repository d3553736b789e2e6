"""What a sentence leaves out because it was just said, put back before the sentence is read."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.report.item import Item
from service.reading.report.levels import LevelWords
from service.reading.report.linking import is_participle
from service.reading.report.vocabulary import phrase_meaning

_WALLS = frozenset(("semicolon", "break"))
_ENDS = frozenset(("comma", "semicolon", "break", "and"))
ORDINALS = {"former": 0, "latter": -1}


_FACETS = frozenset(("facet", "facets", "facetal"))
REFERRING = frozenset((*ORDINALS, *_FACETS, "others", "neither", "as", ";"))
"""Without one of these words nothing here has anything to do."""


def put_back(items: list[Item], words: Sequence[str]) -> list[Item]:
    """The items with what they refer back to. `words`: those that the items are made of."""
    if "disc" in words and not _FACETS.isdisjoint(words):
        items = _worn_facets(items)
    if not ORDINALS.keys().isdisjoint(words):
        _named_again(items)
    if "others" in words:
        items = _others(items)
    if "neither" in words:
        _verb_denied(items)
    if "as" in words:
        items = _as_well(items)
    return _degree_of_level(items) if ";" in words else items


def _named_again(items: Sequence[Item]) -> None:
    """ "L4-L5 and L5-S1, severe at the latter level"."""
    told = [x.levels if x.levels is not None and x.levels.what == "disc" else None for x in items]
    for i, item in enumerate(items):
        place = ORDINALS.get(item.text)
        names = [name for each in told[:i] if each is not None for name in each.names]
        if place is not None and item.kind == "word" and len(names) > 1:
            item.kind, item.levels = "level", LevelWords("disc", (names[place],), 0)
            _set_apart(items, i)


def _set_apart(items: Sequence[Item], i: int) -> None:
    """ "..., the former with a protrusion, the latter with a bulge": each is a statement of its own."""
    if i + 1 >= len(items):
        return
    if items[i + 1].text in ("with", "showing", "shows", "having", "has", "demonstrating"):
        items[i + 1].kind = "colon"
    elif not is_participle(items[i + 1]):
        return
    before = items[i - 2] if items[i - 1].text == "the" else items[i - 1]
    if before.kind in ("comma", "and"):
        before.kind = "semicolon"


def _others(items: list[Item]) -> list[Item]:
    """ "The largest metastasis is in L3, with others at L1 and L5": others of the same kind."""
    for i in range(1, len(items) - 2):
        placed = items[i + 1].text in ("at", "in") and items[i + 2].kind == "level"
        if items[i].text == "others" and items[i].kind == "word" and placed:
            same = next((x for x in items[:i] if x.kind == "finding"), None)
            if same is not None:
                return [*items[:i], same.copy(), *items[i + 1 :]]
    return items


def _verb_denied(items: list[Item]) -> None:
    """ "Narrowing neither the canal nor the foramina": the "neither" denies the verb before it."""
    for i in range(len(items) - 1):
        if items[i + 1].text == "neither" and items[i].kind == "process" and (is_participle(items[i]) or i):
            items[i], items[i + 1] = items[i + 1], items[i]


def _as_well(items: list[Item]) -> list[Item]:
    """ "The canal is patent, as are the foramina": the same is said of them."""
    for i in range(1, len(items) - 2):
        if items[i].text != "as" or items[i + 1].kind != "copula":
            continue
        start = next((k for k in range(i - 1, -1, -1) if items[k].kind == "copula"), None)
        end = i + 2
        while end < len(items) and items[end].kind not in _ENDS - {"and"}:
            end += 1
        if start is not None and any(x.kind == "part" for x in items[i + 2 : end]):
            said = [x.copy() for x in items[start:i] if x.kind not in ("comma", "level")]
            return [*items[:i], *items[i + 2 : end], *said, *items[end:]]
    return items


def _worn_facets(items: list[Item]) -> list[Item]:
    """ "Mild facet and disc degeneration": of both, and both mild."""
    for i in range(len(items) - 2):
        facet, joint, disc = items[i : i + 3]
        if facet.value != "facet" or joint.kind not in ("and", "slash") or disc.value != "disc_degeneration":
            continue
        if facet.kind == "part" and disc.text.startswith("disc"):
            degree = [items[i - 1].copy()] if i and items[i - 1].kind == "severity" else []
            worn = Item(facet.start, facet.end, "facet degeneration", phrase_meaning("facet degeneration"))
            return [*items[:i], worn, joint, *degree, *items[i + 2 :]]
    return items


def _degree_of_level(items: list[Item]) -> list[Item]:
    """ "Narrowing at L4-L5 is moderate; at L3-L4, mild": the comma joins the level with its degree."""
    joining = {i + 1 for i in range(2, len(items) - 2) if _only_graded(items, i)}
    return [x for k, x in enumerate(items) if k not in joining] if joining else items


def _only_graded(items: Sequence[Item], i: int) -> bool:
    """Whether the level at `i` opens a clause that is over after a comma and a degree."""
    if items[i].kind != "level" or items[i + 1].kind != "comma" or items[i + 2].kind != "severity":
        return False
    before = items[i - 2] if items[i - 1].text in ("at", "in") else items[i - 1]
    return before.kind in _WALLS and (i + 3 == len(items) or items[i + 3].kind in _ENDS)
