"""Stock sentences: "No canal or foraminal stenosis." is read once, then known.

Half of what reports say, they say in the same words. Only sentences are kept whose every word is in the lexicon and that
hold no number but levels and sizes, so nothing that could name a patient stays in memory; and only so many.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Generic, TypeVar

MOST = 2_000
LONGEST = 240
"""Characters of a sentence that is kept."""
K = TypeVar("K")
V = TypeVar("V")


class Stock(Generic[K, V]):
    """A bounded memory. When it is full it is emptied, which costs less than keeping an order of use."""

    def __init__(self) -> None:
        self._kept: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        return self._kept.get(key)

    def keep(self, key: K, value: V) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = value

    def clear(self) -> None:
        self._kept.clear()


_TELLING = frozenset(("word", "number", "mark"))


def is_stock(words: str, kinds: Set[str]) -> bool:
    """Whether a sentence with items of these kinds may be kept."""
    return len(words) <= LONGEST and _TELLING.isdisjoint(kinds)
