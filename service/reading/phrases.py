"""A closed vocabulary found in text in one pass, linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"#?\w+")
_GAP = re.compile(r"[\s\-/.'’&]{0,4}\Z")
_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was found: every id the phrase stands for, and where it is."""

    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Known:
    """A phrase as its words; `stems` marks those that stand for every word that begins so."""

    words: tuple[str, ...]
    stems: tuple[bool, ...]
    ids: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int, int]:
        return len(self.words), sum(map(len, self.words)), -sum(self.stems)


class Phrases:
    """Phrases by id. Their words may be joined by blanks, hyphens, slashes or dots; `word*` stands for every word that begins
    so (three letters at least). Letter case is ignored. Of phrases that begin at one place the longest counts."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        ids: dict[tuple[tuple[str, ...], tuple[bool, ...]], list[str]] = {}
        for identity, phrases in entries.items():
            for phrase in phrases:
                spelled = re.findall(r"#?\w+\*?", phrase.lower())
                key = (tuple(w.rstrip("*") for w in spelled), tuple(w.endswith("*") for w in spelled))
                ids.setdefault(key, []).append(identity)
        self._by_word: dict[str, list[_Known]] = {}
        self._by_prefix: dict[str, list[_Known]] = {}
        for known in sorted((_Known(w, s, tuple(i)) for (w, s), i in ids.items()), key=lambda k: k.weight, reverse=True):
            if known.stems[0]:
                self._by_prefix.setdefault(known.words[0][:_PREFIX], []).append(known)
            else:
                self._by_word.setdefault(known.words[0], []).append(known)

    def find(self, text: str) -> list[Phrase]:
        """Every phrase in the text, from left to right, none overlapping."""
        low = text.lower()
        if len(low) != len(text):  # a letter whose lower case is longer would shift every place behind it
            low = text
        tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(low)]
        out: list[Phrase] = []
        n = 0
        while n < len(tokens):
            found = self._at(tokens, n, low)
            if found is None:
                n += 1
                continue
            last = n + len(found.words) - 1
            out.append(Phrase(found.ids, tokens[n][1], tokens[last][2]))
            n = last + 1
        return out

    def ids(self, text: str) -> frozenset[str]:
        """The ids of all phrases in the text."""
        return frozenset(identity for phrase in self.find(text) for identity in phrase.ids)

    def _at(self, tokens: list[tuple[str, int, int]], n: int, low: str) -> _Known | None:
        word = tokens[n][0]
        exact, begun = self._by_word.get(word, ()), self._by_prefix.get(word[:_PREFIX], ())
        fitting = [next((k for k in known if _fits(k, tokens, n, low)), None) for known in (exact, begun)]
        return max((k for k in fitting if k), key=lambda k: k.weight, default=None)


def _fits(known: _Known, tokens: list[tuple[str, int, int]], n: int, low: str) -> bool:
    if n + len(known.words) > len(tokens):
        return False
    for place, (word, stem) in enumerate(zip(known.words, known.stems, strict=True), n):
        token, start, _ = tokens[place]
        if not (token.startswith(word) if stem else token == word):
            return False
        if place > n and not _GAP.match(low[tokens[place - 1][2] : start]):
            return False
    return True
