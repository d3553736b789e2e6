"""A closed vocabulary found in text in one linear pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was found: every id the phrase stands for, and where it is."""

    ids: tuple[str, ...]
    start: int
    end: int


class Phrases:
    """Phrases by id. Words may be joined by a blank, a hyphen or a slash; `word*` stands for every word that begins so.
    Letter case is ignored. Of overlapping phrases the longest counts."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._ids: dict[str, tuple[str, ...]] = {}
        self._stems: list[tuple[str, tuple[str, ...]]] = []
        spelled: dict[str, list[str]] = {}
        for identity, phrases in entries.items():
            for phrase in phrases:
                spelled.setdefault(phrase.lower(), []).append(identity)
        for phrase, ids in spelled.items():
            if "*" in phrase:
                self._stems.append((_key(phrase.partition("*")[0]), tuple(ids)))
            self._ids[_key(phrase.replace("*", ""))] = tuple(ids)
        self._stems.sort(key=lambda stem: -len(stem[0]))
        ordered = sorted(spelled, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<![\w]){_pattern(p)}(?![\w])" for p in ordered) or r"(?!)", re.I)

    def find(self, text: str) -> list[Phrase]:
        """Every phrase in the text, from left to right, none overlapping."""
        return [Phrase(self._meaning(m[0]), m.start(), m.end()) for m in self._pattern.finditer(text)]

    def ids(self, text: str) -> frozenset[str]:
        """The ids of all phrases in the text."""
        return frozenset(identity for phrase in self.find(text) for identity in phrase.ids)

    def _meaning(self, found: str) -> tuple[str, ...]:
        key = _key(found)
        exact = self._ids.get(key)
        if exact is not None:
            return exact
        return next((ids for stem, ids in self._stems if key.startswith(stem)), ())


def _key(phrase: str) -> str:
    return re.sub(r"[\s\-/.]+", " ", phrase.lower()).strip()


def _pattern(phrase: str) -> str:
    words = re.split(r"[\s\-/]+", phrase)
    return r"[\s\-/]{1,3}".join(re.escape(w).replace(r"\*", r"\w{0,20}") for w in words)
