"""A slip told without a noun for it: "L4 lies 5 mm anterior to L5", "L3 has slipped forwards on L4"."""

from __future__ import annotations

from service.facts import DISC_LEVELS
from service.reading.report.item import Item
from service.reading.report.levels import LevelWords
from service.reading.report.vocabulary import phrase_meaning

_FORWARDS = frozenset(("anterior", "anteriorly", "forward", "forwards", "ventral", "ventrally", "slipped", "ahead"))
_BACKWARDS = frozenset(("posterior", "posteriorly", "backward", "backwards", "dorsal", "dorsally", "posteriorly displaced"))
_BESIDE = frozenset(("on", "upon", "over", "to", "relative to", "in relation to", "with respect to", "of"))
_OPENS = frozenset(("comma", "semicolon", "break", "and", "colon", "dash"))
_AWAY = 9
"""Items between the two vertebrae of a slip told in a sentence."""
MOVED = frozenset((*_FORWARDS, *_BACKWARDS)) - {"posteriorly displaced"}
"""One of these words is in every such sentence."""


def slipped(items: list[Item]) -> list[Item]:
    """The items with such a slip as a finding between the disc it is at and what follows."""
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
