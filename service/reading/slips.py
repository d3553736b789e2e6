"""Words of red flags that were written with one letter wrong: "saddle anasthesia", "urinary retension", "numness"."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import takewhile

from service.knowledge.loader import FOLDER, read_toml
from service.reading.lexicon import Node, lexicon

SHORTEST = 6
"""Letters; a shorter word is too often another word."""


@lru_cache(maxsize=8192)
def as_meant(word: str) -> str:
    """The word of a red flag that `word` is with one letter wrong, else `word`. A word of the vocabulary is never a slip."""
    if len(word) < SHORTEST or word in _vocabulary():
        return word
    return next((meant for meant in _words("words") if word[0] == meant[0] and one_letter_apart(word, meant)), word)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(read_toml(FOLDER / "lexicon" / "slips.toml")[kind])


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every phrase, and the ordinary words beside the words of red flags."""
    found: set[str] = set(_words("own"))
    waiting: list[Node] = [lexicon().trie]
    while waiting:
        node = waiting.pop()
        found.update(node.next)
        waiting += node.next.values()
    return frozenset(found)


def one_letter_apart(one: str, other: str) -> bool:
    """Whether a letter is wrong, missing or too many, or two neighbours are swapped."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
