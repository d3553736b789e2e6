"""Clinical English, whatever it speaks of: tokens, sentences, and spelling forgiven on a closed vocabulary.

Everything here is linear in the length of the text: one regular expression without nested repetition cuts tokens, all
else walks over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress, repeat
from operator import itemgetter
from typing import NamedTuple

from service.knowledge.loader import FOLDER, read_toml

_GLUED = r"(?:at|of|in|on|and|to|level|levels)(?=l\d)|bi(?=foramin)"
"""Words that are written without a blank before what they speak of: atL4/L5, biforaminal."""
_TOKEN = re.compile(rf"({_GLUED}|[-=]+>|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:\.\d+)?|\n|[^\w\s]|_)")
_PLAIN_TOKEN = re.compile(r"([a-z]+(?:'[a-z]+)?|[0-9]+(?:\.[0-9]+)?|[-=]+>|[^a-z0-9 \t\r\f\v\x1c-\x1f])")
"""The same for lower-case ASCII in which nothing is glued, in half the time."""
_GLUED_LEVEL = re.compile(r"l(?=[0-9])(?<=[a-z]l)")

_SPACE = re.compile(r"\s")

_SMALL_SENTENCE = re.compile(r"[a-z]{2}\. [a-z]")
SMALL_SENTENCES, FIRST_WORDS = 3, 4000
"""Of so many sentences begun with a small letter among the first words, the author begins lines with one too."""

LONGEST_SENTENCE = 200
"""Tokens; what goes on longer is no sentence, and is cut so that every step stays linear in the text."""
_BULLETS = frozenset("-•*·–—>▪●○◦.+~")
_LEVEL_LINE = frozenset(("l", "s", "t", "d", "-", "–", "/", "&", ",", "and", "level", "levels", "disc"))
"""What a line that is nothing but a level consists of."""
_MAY_END = frozenset(("\n", ".", ")", "/"))
"""What a sentence can end at; the tokens between are passed in one step."""


@cache
def _words(kind: str) -> frozenset[str]:
    """A list of knowledge/lexicon/sentences.toml."""
    return frozenset(read_toml(FOLDER / "lexicon" / "sentences.toml")[kind])


@cache
def _shortened_words() -> frozenset[str]:
    """Words that are written short with a full stop after them."""
    return _words("abbreviations") | _words("sometimes")


class Token(NamedTuple):
    """A word, number, mark or line break: `text` in lower case, `start` and `end` its offsets in the text."""

    text: str
    start: int
    end: int


word_of = itemgetter(0)
"""The text of a token, for `map`: a report has hundreds, and loops over them are what reading takes long for."""


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence without line breaks. `line_start`: it begins a line; `new_block`: a blank line is before it;
    `ends_line`: nothing follows on its last line."""

    tokens: tuple[Token, ...]
    line_start: bool
    new_block: bool
    ends_line: bool


def tokens(text: str) -> list[Token]:
    """The tokens of `text` in order; white space is left out, a line break is a token of its own. A disk is a disc."""
    low = text.lower().replace("’", "'").replace("disk", "disc")
    grown = len(low) != len(text)  # a few letters of other alphabets grow when lowered
    pattern = _PLAIN_TOKEN if low.isascii() and not _may_be_glued(low) else _TOKEN
    pieces = pattern.split(text if grown else low)  # gap, token, gap, token, ..., gap
    places = list(accumulate(map(len, pieces)))
    words = [word.lower().replace("’", "'").replace("disk", "disc") for word in pieces[1::2]] if grown else pieces[1::2]
    return list(map(tuple.__new__, repeat(Token), zip(words, places[::2], places[1::2], strict=False)))


def _may_be_glued(low: str) -> bool:
    return _GLUED_LEVEL.search(low) is not None or "biforamin" in low


def sentences(text: str) -> list[Sentence]:
    """Sentences of clinical text: ended by a full stop, a bullet, a list number, a blank line, or by the end of a line
    that is not merely wrapped. "Lt. L4/5", "1.5 T" and "C. spine" are not ends."""
    return _Cutter(text).cut()


def _width(text: str) -> int:
    """The width that a text was broken to by a program; 0 when its lines end where their author ended them."""
    lengths = [len(line.rstrip()) for line in text.split("\n", 400)[:400]]
    width = max(lengths)
    if not 50 <= width <= 132:
        return 0
    full = [length for length in lengths if length > width - 14]
    return width if len(full) > 2 else 0


class _Cutter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.words = list(map(word_of, self.tokens))
        self.out: list[Sentence] = []
        self.current: list[Token] = []
        self.line_start = True
        self.block = True
        self.line_began = 0
        self.small = len(_SMALL_SENTENCE.findall(text, 0, FIRST_WORDS)) >= SMALL_SENTENCES
        self.width = 0 if self.small else _width(text)

    def cut(self) -> list[Sentence]:
        done, words, count = 0, self.words, len(self.words)
        for i in list(compress(range(count), map(_MAY_END.__contains__, words))):
            if i < done:
                continue
            mark = words[i]
            if i > done and mark in ".)" and words[i - 1].isdecimal() and self._starts_list_item(i - 1):
                self._take(done, i - 1)
                self._end(ends_line=False)
                self.line_start = True
                done = i + 1
                continue
            if done < i:
                self._take(done, i)
                done = i
            if mark == "\n":
                done = self._line_break(i)
            elif mark == "." and (self.current or not self.line_start):
                if self._is_full_stop(i):
                    self._end(ends_line=i + 1 >= count or words[i + 1] == "\n")
                    done = i + 1
                elif self.current and self.current[-1].text in _shortened_words():
                    done = i + 1  # "lt." is "lt"
            elif mark == "/" and i + 1 < count and words[i + 1] == "/":
                self._end(ends_line=False)
                self.line_start = True
                done = i + 2
        self._take(done, count)
        self._end(ends_line=True)
        return self.out

    def _take(self, start: int, end: int) -> None:
        """The tokens from `start` to `end` into the current sentence, which is cut when it grows too long."""
        if self.line_start and not self.current:
            while start < end and self.words[start] in _BULLETS:
                start += 1
        if end - start < LONGEST_SENTENCE - len(self.current):
            self.current += self.tokens[start:end]
            return
        while start < end:
            stop = min(end, start + LONGEST_SENTENCE - len(self.current))
            self.current += self.tokens[start:stop]
            if len(self.current) >= LONGEST_SENTENCE:
                self._end(ends_line=False)
            start = stop

    def _end(self, *, ends_line: bool) -> None:
        if self.current:
            self.out.append(Sentence(tuple(self.current), self.line_start, self.block, ends_line))
            self.current = []
            self.line_start = self.block = False

    def _line_break(self, i: int) -> int:
        """Passes over the line breaks at `i`; ends the sentence unless the line is only wrapped."""
        words, j = self.words, i + 1
        while j < len(words) and words[j] == "\n":
            j += 1
        blank = j - i > 1
        if not blank and self.width and j < len(words) and self._is_full(i, j):
            self.line_began = self.tokens[i].end
            return j
        if not (self.current and not blank and j < len(words) and self._wraps(self.tokens[i - 1], j)):
            if not self.current and self.out:
                self.out[-1].ends_line = True
            if self.current:
                self._end(ends_line=True)
            self.line_start = True
            self.block = self.block or blank
        self.line_began = self.tokens[i].end
        return j

    def _is_full(self, i: int, j: int) -> bool:
        """Whether the line before the break at `i` was only broken because the first word of the next had no room on it."""
        start, end = self.tokens[j].start, self.tokens[i - 1].end
        if end - self.line_began + 41 <= self.width or i == 0:  # no word is taken to be longer than forty letters
            return False
        space = _SPACE.search(self.text, start, start + 40)
        word = 40 if space is None else space.start() - start
        if end - self.line_began + 1 + word <= self.width:
            return False
        return not (self.words[j] in _BULLETS or self._starts_list_item(j) or self._is_heading(j))

    def _wraps(self, last: Token, j: int) -> bool:
        words, following = self.words, self.words[j]
        if last.text in ":;" or following in _BULLETS or self._starts_list_item(j):
            return False
        if last.text in _words("open_ends") or last.text in ",&":
            return not self._is_heading(j)
        if not self.small and following.isalpha() and self.text[self.tokens[j].start].islower() and len(following) > 1:
            return last.text != "." and not self._is_heading(j)
        second = words[j + 1] if j + 1 < len(words) else ""
        if last.text != "." and (_carries_on(following) or (following.endswith("ly") and _carries_on(second))):
            return not self._is_heading(j)
        wide = not self.small and last.end - self.line_began >= 60
        is_name = following in _words("names") or (following in {"l", "s", "t"} and second[:1].isdecimal())
        levels = len(self.current) > 1 and self.current[0].text == "l" and self.current[1].text.isdecimal()
        return wide and is_name and not levels and not self._is_heading(j)

    def _is_heading(self, j: int) -> bool:
        """A colon or a free dash within the next nine tokens of the line, or nothing but a level on it."""
        for k, word in enumerate(self.words[j : j + 10], j):
            if word == ":" or (word in "-–" and self._stands_free(k)):
                return True
            if word == "\n":
                return all(word in _LEVEL_LINE or word.isdecimal() for word in self.words[j:k])
            if word == ".":
                return False
        return False

    def _stands_free(self, k: int) -> bool:
        """A dash with space on both sides."""
        after = self.tokens[k + 1] if k + 1 < len(self.tokens) else None
        return self.tokens[k].start > self.tokens[k - 1].end and (after is None or after.start > self.tokens[k].end)

    def _starts_list_item(self, i: int) -> bool:
        words, number = self.words, self.words[i]
        if len(number) > 2 or not number.isdecimal() or i + 1 >= len(words):
            return False
        before = words[i - 1] if i else "\n"
        if words[i + 1] not in ".)" or before not in "\n.:;,)?":
            return False
        token, mark = self.tokens[i], self.tokens[i + 1]
        if mark.start != token.end or (before in ",;?:" and token.start == self.tokens[i - 1].end):
            return False
        return i + 2 >= len(words) or self.tokens[i + 2].start > mark.end or words[i + 2].isalpha()

    def _is_full_stop(self, i: int) -> bool:
        words = self.words
        if not self.current or i + 1 >= len(words):
            return True
        last, following = self.current[-1].text, words[i + 1]
        if following == "\n":
            return not (len(last) == 1 and last in "ctl" and i + 2 < len(words) and words[i + 2] == "spine")
        if last in {"c", "t", "l", "d"} and following in {"spine", "ss", "s"}:
            return False
        start = self.tokens[i + 1].start
        if last in _words("abbreviations"):
            before = self.current[-2].text if len(self.current) > 1 and last in ("lt", "rt") else ""
            if before == "the":
                return following not in ("l", "s") and not self.text[start].islower()  # "the rt. root", "the lt. L5 root"
            return before in ("on", "to") and following not in ("side", "aspect", "l", "s")
        if start == self.tokens[i].end:
            return len(last) > 1 and following.isalpha()
        return not (last in _words("sometimes") and (self.text[start].islower() or (len(self.current) == 1 and last != "no")))


def _carries_on(word: str) -> bool:
    return word in _words("carry_on") or (word.endswith("ing") and len(word) > 5 and word not in _words("own"))


class Speller:
    """Finds the one word of a closed vocabulary that a misspelt word means.

    A word of 6-7 letters may have one letter wrong, missing, doubled or swapped, a longer one two; one of five letters only
    when it is among the `short`, and begins with the right letter. The vocabulary is indexed by what is left when letters
    are taken out, so that a look-up costs a few dozen dictionary accesses.
    """

    def __init__(self, words: Iterable[str], known: Iterable[str], short: Iterable[str] = ()) -> None:
        self.known = frozenset(known) | frozenset(words)
        self._short = sorted(short)
        self._meant = frozenset(w for w in words if len(w) >= 5)
        self._index: dict[str, list[str]] = {}
        for word in sorted(self._meant):
            for left in _shortened(word):
                self._index.setdefault(left, []).append(word)
        self._near: dict[str, list[str]] = {}
        for word in sorted(w for w in self.known - self._meant if len(w) >= 6):
            for left in _once(word):
                self._near.setdefault(left, []).append(word)
        self._cache: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """`word` itself when it is known or resembles nothing."""
        if not 4 <= len(word) <= 20 or word in self.known:
            return word
        found = self._cache.get(word)
        if found is None:
            found = self._search(word)
            if len(self._cache) < 20_000:
                self._cache[word] = found
        return found

    def _search(self, word: str) -> str:
        if len(word) < 7:
            likely = (w for w in self._short if word[0] == w[0] and abs(len(w) - len(word)) < 2)
            meant = next((w for w in likely if _distance(word, w) == 1), None)
            if meant is not None or len(word) < 5:
                return meant or word
        best, cost = "", 2 if len(word) < 8 else 3
        for candidate in {c for left in _shortened(word) for c in self._index.get(left, ())}:
            if len(candidate) == 5 and len(word) < 6:
                continue
            distance = _distance(word, candidate)
            if distance > 1 and (candidate[0] != word[0] or len(candidate) < 8):
                continue
            if distance < cost or (distance == cost and (-len(candidate), candidate) < (-len(best), best)):
                best, cost = candidate, distance
        return self._ordinary(word) or best or word if cost > 1 else best

    def _ordinary(self, word: str) -> str | None:
        """An ordinary word with one letter wrong: likelier than a word of the lexicon with two ("fearture" is no fracture)."""
        near = {w for left in _once(word) for w in self._near.get(left, ()) if _distance(word, w) == 1}
        return min(near, default=None)


def _once(word: str) -> set[str]:
    """`word` with no or one letter taken out."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _shortened(word: str) -> set[str]:
    """`word` with no, one, or (from eight letters) two letters taken out."""
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    out = {word} | once
    if len(word) >= 7:
        out |= {w[:i] + w[i + 1 :] for w in once for i in range(len(w))}
    return out


def _distance(a: str, b: str) -> int:
    """Edits from `a` to `b`, a swap of neighbours counting one; at most a few dozen letters each."""
    before: Sequence[int] = []
    previous: Sequence[int] = range(len(b) + 1)
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, previous = previous, row
    return previous[-1]
