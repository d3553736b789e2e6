"""Claudication in a note's own words: legs that trouble on walking or standing, eased by sitting or bending (A11)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from service.knowledge.loader import FOLDER, read_toml
from service.reading.item import Item
from service.reading.lexicon import canonical, lexicon

NEAR = 9
"""Words between what eases and how one sits."""
STOPS = frozenset({".", ";"})
_UNMOVED = frozenset({"unaffected", "regardless", "irrespective", "unrelated"})
_LEANING = frozenset({"lean", "leans", "leaning", "leant", "over"})
NOT = frozenset({"not", "no", "never", "without", "cannot", "doesn't", "isn't", "neither", "nor", "nothing"})


@cache
def _words(kind: str) -> frozenset[str]:
    """A list of knowledge/lexicon/claudication.toml."""
    return frozenset(map(canonical, read_toml(FOLDER / "lexicon" / "claudication.toml")[kind]))


def tells_claudication(sentence: Sequence[Item]) -> bool:
    """Whether a sentence, or two that belong together, tell that walking or standing troubles the legs and that sitting or
    bending forward eases them. Standing still alone is the relief of the arteries, and of a hip nothing is said here."""
    if not any(is_leg(item) for item in sentence):
        return False
    words = [word for item in sentence for word in _spoken(item)]
    told = frozenset(words)
    upright = not _words("upright").isdisjoint(told) and _UNMOVED.isdisjoint(told)
    upright = upright or _after_a_distance(words)
    return upright and not _words("tiring").isdisjoint(told) and not _of_a_joint(sentence) and _eased(words)


def _spoken(item: Item) -> list[str]:
    return item.word.split() or [item.mark or item.unit or "#"]


def _regions(item: Item) -> tuple[str, ...]:
    key = item.means("region")
    return lexicon().regions[key].regions if key else ()


def is_leg(item: Item) -> bool:
    """Whether an item names a leg or a part of one, buttock and thigh included."""
    return not _words("legs").isdisjoint(_regions(item)) or item.word.startswith("leg")


def _of_a_joint(sentence: Sequence[Item]) -> bool:
    """Whether hip, groin or knee of one side hurt: a worn joint is eased by sitting as well."""
    joint = any(not _words("joints").isdisjoint(_regions(item)) for item in sentence)
    return joint and not any("bilateral" in (i.means("side"), i.side) or i.word in ("legs", "calves") for i in sentence)


def _after_a_distance(words: Sequence[str]) -> bool:
    """ "After 150 m", "two blocks"."""
    return not _words("distances").isdisjoint(words)


def _eased(words: Sequence[str]) -> bool:
    """Whether sitting or bending eases: named with the relief, or what one has to do; not "worse on sitting"."""
    for n, word in enumerate(words):
        if word in _words("bent") and _sought(words, n):
            return True
        if word in _words("cycling") and "can" in words[max(0, n - 3) : n]:
            return True
    return False


def _sought(words: Sequence[str], n: int) -> bool:
    """Whether the bent posture at `n` is what eases or what one must take."""
    before = _clause(words[max(0, n - NEAR) : n])
    if not _words("worse").isdisjoint(before[-3:]):
        return False
    after = words[n + 1 : n + 6]
    eased = next((k for k in range(len(before) - 1, -1, -1) if before[k] in _words("relief")), None)
    if eased is not None:
        return NOT.isdisjoint(before[max(0, eased - 2) : eased])
    if words[n] in _words("props") and not _LEANING.isdisjoint(before[-4:]):
        return NOT.isdisjoint(before[-6:])
    if not _words("must").isdisjoint(before[-5:]):
        return NOT.isdisjoint(before[-6:])
    verb = next((k for k, w in enumerate(after) if w in _words("relief")), None)
    if verb is None or "back" in after[verb:]:
        return False
    between = after[:verb]
    return (NOT | STOPS | _words("upright")).isdisjoint(between) and "," not in between


def _clause(before: Sequence[str]) -> list[str]:
    """The words of the same clause, of those before."""
    start = max((k + 1 for k, w in enumerate(before) if w in STOPS), default=0)
    return list(before[start:])
