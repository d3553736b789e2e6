"""A sentence of a report with its items, and the level heading that was taken off its front."""

from __future__ import annotations

from collections.abc import Sequence, Set

from service.reading.report.item import Item
from service.reading.report.items import Itemizer
from service.reading.report.levels import LevelWords
from service.reading.report.sections import Passage
from service.reading.report.stock import Stock, is_stock

Reading = tuple[tuple[Item, ...], Set[str], LevelWords | None]
"""The items of a sentence after its level heading, their kinds, and that heading."""
_UNREAD: Reading = ((), frozenset(), None)


class Line:
    """`items` are empty for questions and advice, which are not read. `stock` is the sentence's key among the stock
    sentences, None when it is not one."""

    __slots__ = ("heading", "items", "kinds", "passage", "stock")

    def __init__(self, passage: Passage, reading: Reading, stock: str | None = None) -> None:
        self.passage = passage
        self.items: Sequence[Item]
        self.items, self.kinds, self.heading = reading
        self.stock = stock


_KNOWN: Stock[tuple[str, bool, bool], Reading] = Stock()


def line_of(text: str, passage: Passage, itemizer: Itemizer) -> Line:
    """The line that a passage of `text` is."""
    if passage.section in ("asked", "advice"):
        return Line(passage, _UNREAD)
    words = text[passage.tokens[0].start : passage.tokens[-1].end]
    key = (words, passage.line_start, passage.ends_line)
    known = _KNOWN.get(key)
    if known is not None:
        return Line(passage, known, words)
    items = itemizer.items(passage.tokens)
    kinds = {x.kind for x in items}
    heading, end = _level_heading(items, passage) if "level" in kinds else (None, 0)
    own = items if heading is None else items[end:]
    reading = (tuple(own), kinds if heading is None else {x.kind for x in own}, heading)
    if not is_stock(words, kinds):
        return Line(passage, reading)
    _KNOWN.keep(key, reading)
    return Line(passage, reading, words)


def forget() -> None:
    """Empties the memory of stock sentences; for measuring."""
    _KNOWN.clear()


def _level_heading(items: Sequence[Item], passage: Passage) -> tuple[LevelWords | None, int]:
    """ "L4-L5:", "At L4/5 level -", "L4-5 (the last mobile level):", or levels alone on a line."""
    i = 0
    while i < len(items) and i < 3 and items[i].text in {"at", "level", "the", "levels", "disc", "on", "dash"}:
        i += 1
    levels = items[i].levels if i < len(items) else None
    if levels is None or levels.what in {"here", "those", "many", "all", "lower"}:
        return None, 0
    j = i + 1
    bracketed = False
    while j < len(items) and j < i + 16:
        if items[j].kind == "colon" or (items[j].kind == "dash" and not bracketed and j + 1 < len(items)):
            return levels, j + 1
        if items[j].kind == "open":
            bracketed = True
        elif items[j].kind == "close":
            bracketed = False
        elif not bracketed and items[j].text not in {
            "level",
            "levels",
            "disc",
            "disc space",
            "intervertebral disc",
            "discs",
            "segment",
            "interspace",
            "comma",
            ",",
            "and",
        }:
            return None, 0
        j += 1
    alone = j >= len(items) and passage.line_start and passage.ends_line
    return (levels, len(items)) if alone else (None, 0)
