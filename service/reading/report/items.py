"""A sentence as items: levels, vocabulary terms, numbers with a unit, and words that are not known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from service.reading.language import Token, word_of
from service.reading.report.grades import GRADE_STARTS, grade_at
from service.reading.report.item import Item, plain
from service.reading.report.joining import joined
from service.reading.report.levels import What, bare_pair, level_at, level_seconds, level_starts
from service.reading.report.vocabulary import SKIPPED, Meaning, Node, longest, report_words, speller

MARKS = {
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
    "/": "slash",
    "&": "and",
    "+": "and",
    "?": "hedge",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    ">": "more",
    "<": "less",
    "|": "semicolon",
    "->": "dependent",
    "-->": "dependent",
    "=>": "dependent",
    "→": "dependent",
    "=": "colon",
}


_LEVEL = plain("level")
SPELLINGS_PER_TEXT = 400
"""Misspelt words that are looked at in one report; more means that it is not a report."""


_Start = tuple[Meaning | None, Collection[str], Node | None]
"""What a word is alone, None where that takes a closer look; the words after it with which it may begin a longer term; and its
place in the tree of terms, None where that may be a level."""
_OTHER: _Start = (None, (), None)


@cache
def _starts() -> dict[str, _Start]:
    """Marks, and the first words of terms and levels but for those that are looked at closely wherever they stand: letters of
    a region, words that are a level alone, the start of a grade, and numbers."""
    out: dict[str, _Start] = {mark: (plain(kind), (), None) for mark, kind in MARKS.items()}
    tree, levels = report_words().root.following, level_seconds()
    for word in set(tree).union(levels).difference(level_starts() - levels.keys(), GRADE_STARTS):
        if not word.isdecimal():
            node = tree.get(word, Node())
            goes_on = set(node.following).union(levels.get(word, ()), SKIPPED if node.following or word in levels else ())
            out[word] = (node.meaning or plain(_mark(word)), goes_on, None if word in levels else node)
    return out


@cache
def _familiar() -> frozenset[str]:
    """What needs no mending: known words, and marks and numbers of a level or size."""
    return speller().known | set(MARKS) | set(map(str, range(100))) | set(".%'_") | {""}


class Itemizer:
    """Cuts sentences of one text into items; counts the misspelt words it looks at."""

    def __init__(self) -> None:
        self.left = SPELLINGS_PER_TEXT
        self._vocabulary = report_words()
        self._speller = speller()
        self._familiar = _familiar()
        self._level_starts = level_starts()
        self._starts = _starts()

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """The items of one sentence, in order."""
        words = [*map(word_of, tokens), ""]
        if not self._familiar.issuperset(words):
            tokens = self._mended(tokens)
            words = [*map(word_of, tokens), ""]
        starts = self._starts
        out: list[Item] = []
        levels: list[What] = []
        i, count = 0, len(tokens)
        while i < count:
            alone, goes_on, node = starts.get(words[i], _OTHER)
            if alone is not None and words[i + 1] not in goes_on:
                text, start, end = tokens[i]
                item = Item(start, end, text, alone)
                i += 1
            elif node is None:
                item, i = self._other(tokens, words, i, out)
                if item.levels is not None:
                    levels.append(item.levels.what)
            else:
                item, i = _phrase(tokens, words, i, node)
            out.append(item)
        return joined(out, words, levels)

    def _mended(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The tokens with torn and misspelt words put right."""
        new = {word for word in map(word_of, tokens) if word not in self._speller.known and word[0].isalpha()}
        return [self._spelled(t) if t.text in new else t for t in self._rejoined(tokens, new)] if new else tokens

    def _rejoined(self, tokens: Sequence[Token], new: set[str]) -> Sequence[Token]:
        """Words that dictation tore in two ("hyper trophied"): one of the halves is no word, both together are a term."""
        out: list[Token] = []
        for token in tokens:
            last = out[-1] if out else token
            torn = last.end + 1 == token.start and (token.text in new or last.text in new)
            if torn and last.text + token.text in self._vocabulary.words:
                out[-1] = Token(last.text + token.text, last.start, token.end)
            else:
                out.append(token)
        return out

    def _spelled(self, token: Token) -> Token:
        if self.left <= 0 or len(token.text) < 4:
            return token
        self.left -= 1
        return Token(self._speller.correct(token.text), token.start, token.end)

    def _other(self, tokens: Sequence[Token], words: Sequence[str], i: int, before: list[Item]) -> tuple[Item, int]:
        """The item at `i` where a level, a grade or a number may stand, or a word of no meaning."""
        text = words[i]
        levels = level_at(tokens, words, i) if text in self._level_starts else None
        if levels is None and before and text.isdecimal() and (before[-1].text == "at" or _lists_levels(before)):
            levels = bare_pair(tokens, i)
        if levels is not None:
            end = levels.end
            item = Item(tokens[i].start, tokens[end - 1].end, " ".join(words[i:end]), _LEVEL)
            item.levels = levels
            return item, end
        graded = grade_at(tokens, i) if text in GRADE_STARTS else None
        if graded is not None:
            kind, grade, end = graded
            item = _item(tokens, words, i, end, kind, grade.value)
            item.grade = grade
            return item, end
        match = self._vocabulary.match(words, i)
        if match is not None:
            meaning, end = match
            return Item(tokens[i].start, tokens[end - 1].end, " ".join(words[i:end]), meaning), end
        if text[0].isdecimal():
            return _number(tokens, words, i)
        return _item(tokens, words, i, i + 1, _mark(text)), i + 1


def _phrase(tokens: Sequence[Token], words: Sequence[str], i: int, node: Node) -> tuple[Item, int]:
    """The item of the longest term at `i`, of whose first word this is the node, and the place after it."""
    meaning, end = longest(node, words, i + 1)
    if end > i + 1 and words[end - 1] == "l" and _is_of_level(tokens, end - 1):
        meaning, end = node.meaning, i + 1  # "R L4-5" is not "R L"
    if meaning is None:
        return _item(tokens, words, i, i + 1, _mark(words[i])), i + 1
    return Item(tokens[i].start, tokens[end - 1].end, " ".join(words[i:end]), meaning), end


def _is_of_level(tokens: Sequence[Token], i: int) -> bool:
    """Whether the letter at `i` belongs to the number after it."""
    return i + 1 < len(tokens) and tokens[i + 1].start == tokens[i].end and tokens[i + 1].text.isdecimal()


def _mark(text: str) -> str:
    """The kind of what has no meaning by itself."""
    return MARKS.get(text) or ("word" if text[0].isalpha() else "mark")


def _item(tokens: Sequence[Token], words: Sequence[str], i: int, end: int, kind: str, value: str = "") -> Item:
    return Item(tokens[i].start, tokens[end - 1].end, " ".join(words[i:end]), plain(kind, value))


def _number(tokens: Sequence[Token], words: Sequence[str], i: int) -> tuple[Item, int]:
    """A number with its unit: mm (centimetres are turned into them), percent, or nothing."""
    value, end = float(tokens[i].text), i + 1
    while end + 1 < len(tokens) and tokens[end].text in ("x", "×") and tokens[end + 1].text[0].isdecimal():
        value, end = max(value, float(tokens[end + 1].text)), end + 2
    if end + 1 < len(tokens) and tokens[end].text == "-" and tokens[end + 1].text in ("mm", "cm"):
        end += 1
    unit = tokens[end].text if end < len(tokens) else ""
    factor = {"mm": 1.0, "cm": 10.0, "millimeter": 1.0, "millimetre": 1.0, "millimetres": 1.0, "millimeters": 1.0}.get(unit)
    kind = "mm" if factor else "percent" if unit == "%" else "number"
    end += kind != "number"
    item = _item(tokens, words, i, end, kind)
    item.number = value * (factor or 1.0)
    return item, end


def _lists_levels(before: Sequence[Item]) -> bool:
    """Whether the last items are a level and connectors: only then is a bare 4/5 a level."""
    for item in reversed(before[-4:]):
        if item.kind == "level":
            return True
        if item.kind not in {"and", "comma", "or"} and item.text not in {"to", "through", "level", "levels"}:
            return False
    return False
