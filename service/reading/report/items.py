"""A sentence as items: levels, vocabulary terms, numbers with a unit, and words that are not known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter

from service.facts import Grade
from service.reading.language import Token, word_of
from service.reading.report.grades import GRADE_STARTS, grade_at
from service.reading.report.levels import LevelWords, bare_pair, level_at, level_starts
from service.reading.report.vocabulary import NO_TERM, SKIPPED, Meaning, longest, report_words, speller

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
    "=": "colon",
}


@cache
def plain(kind: str, value: str = "") -> Meaning:
    """The meaning of an item that is no term of the lexicon."""
    return Meaning(kind, value, NO_TERM, many=False, adjective=False, form_is_noun=False)


_MARKS = {mark: plain(kind) for mark, kind in MARKS.items()}
CONNECTORS = frozenset(("and", "or", "comma", "slash", "dash"))
SPELLINGS_PER_TEXT = 400
"""Misspelt words that are looked at in one report; more means that it is not a report."""


_OF_ROOTS = frozenset(("impingement", "compression", "contact", "displacement", "abutment", "irritation", "compromise"))


class Item:
    """One item of a sentence. `kind` is a vocabulary kind or level, mm, percent, number, grade, word, or a mark's name.

    `start`/`end` are offsets in the whole text. `value`, `many`, `adjective` are those of its term. What most items do not
    have is a default of the class: there are hundreds in a report.
    """

    levels: LevelWords | None = None
    number: float | None = None
    grade: Grade | None = None
    roots: tuple[str, ...] = ()
    used: bool = False

    def __init__(self, start: int, end: int, text: str, meaning: Meaning) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.kind, self.value, self.term, self.many, self.adjective, self.form_is_noun = meaning


kind_of, text_of = attrgetter("kind"), attrgetter("text")
"""The kind and the text of an item, for `map`."""


@cache
def _special() -> frozenset[str]:
    """The words of the lexicon that may be something else: the start of a level or a grade, or a number."""
    return level_starts() | GRADE_STARTS | {word for word in report_words().root.following if word.isdecimal()}


class Itemizer:
    """Cuts sentences of one text into items; counts the misspelt words it looks at."""

    def __init__(self) -> None:
        self.left = SPELLINGS_PER_TEXT
        self._vocabulary = report_words()
        self._speller = speller()
        self._level_starts = level_starts()
        self._special = _special()

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """The items of one sentence, in order."""
        new = set(map(word_of, tokens)) - self._speller.known
        if any(len(word) > 3 for word in new):
            tokens = [self._spelled(t) if len(t.text) > 3 and t.text in new else t for t in tokens]
        out: list[Item] = []
        i, count = 0, len(tokens)
        words, special = self._vocabulary.root.following, self._special
        while i < count:
            text, start, end = tokens[i]
            node = words.get(text)
            if node is None and text in MARKS:
                out.append(Item(start, end, text, _MARKS[text]))
                i += 1
                continue
            if node is None or text in special:
                item, i = self._other(tokens, i, out)
                out.append(item)
                continue
            meaning, last, following = node.meaning, i + 1, node.following
            if following and last < count and (tokens[last][0] in following or tokens[last][0] in SKIPPED):
                meaning, last = longest(node, tokens, last)
            if last > i + 1 and tokens[last - 1].text == "l" and _is_of_level(tokens, last - 1):
                meaning, last = node.meaning, i + 1  # "R L4-5" is not "R L"
            i += 1
            if meaning is None:
                out.append(Item(start, end, text, plain(_mark(text))))
                continue
            if last > i:
                text, end, i = _text(tokens, i - 1, last), tokens[last - 1].end, last
            out.append(Item(start, end, text, meaning))
        return _joined(out)

    def _spelled(self, token: Token) -> Token:
        if self.left <= 0 or not token.text[0].isalpha():
            return token
        self.left -= 1
        return Token(self._speller.correct(token.text), token.start, token.end)

    def _other(self, tokens: Sequence[Token], i: int, before: list[Item]) -> tuple[Item, int]:
        """The item at `i` where a level, a grade or a number may stand, or a word of no meaning."""
        text = tokens[i].text
        levels = level_at(tokens, i) if text in self._level_starts else None
        if levels is None and before and text.isdecimal() and _lists_levels(before):
            levels = bare_pair(tokens, i)
        if levels is not None:
            item = _item(tokens, i, levels.end, "level")
            item.levels = levels
            return item, levels.end
        graded = grade_at(tokens, i) if text in GRADE_STARTS else None
        if graded is not None:
            kind, grade, end = graded
            item = _item(tokens, i, end, kind, grade.value)
            item.grade = grade
            return item, end
        match = self._vocabulary.match(tokens, i)
        if match is not None:
            meaning, end = match
            return Item(tokens[i].start, tokens[end - 1].end, _text(tokens, i, end), meaning), end
        if text[0].isdecimal():
            return _number(tokens, i)
        return _item(tokens, i, i + 1, _mark(text)), i + 1


def _is_of_level(tokens: Sequence[Token], i: int) -> bool:
    """Whether the letter at `i` belongs to the number after it."""
    return i + 1 < len(tokens) and tokens[i + 1].start == tokens[i].end and tokens[i + 1].text.isdecimal()


def _mark(text: str) -> str:
    """The kind of what has no meaning by itself."""
    return MARKS.get(text) or ("word" if text[0].isalpha() else "mark")


def _item(tokens: Sequence[Token], i: int, end: int, kind: str, value: str = "") -> Item:
    start, text = tokens[i].start, _text(tokens, i, end)
    return Item(start, tokens[end - 1].end, text, plain(kind, value))


def _text(tokens: Sequence[Token], i: int, end: int) -> str:
    return " ".join(map(word_of, tokens[i:end]))


def _number(tokens: Sequence[Token], i: int) -> tuple[Item, int]:
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
    item = _item(tokens, i, end, kind)
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


def _joined(items: list[Item]) -> list[Item]:
    """Roots taken out of the levels ("the L5 and S1 roots"), and neighbouring levels joined to one item."""
    if "from" in map(text_of, items):
        _outcomes(items)
    if "level" not in map(kind_of, items):
        return items
    levels = [x.levels for x in items if x.kind == "level" and x.levels is not None]
    if any(each.what == "body" for each in levels):
        items = _roots_taken(items)
        _roots_in_brackets(items)
        _roots_as_objects(items)
        _roots_before(items)
    return _joined_levels(items) if len(levels) > 1 else items


def _roots_taken(items: Sequence[Item]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        if item.kind == "part" and item.value in ("root", "cauda"):
            out = _take_roots(out, item)
        out.append(item)
    return out


def _take_roots(before: list[Item], root: Item) -> list[Item]:
    """Vertebrae directly before the word root name roots, not levels."""
    i, names = len(before), []
    while i > 0:
        item = before[i - 1]
        if item.kind == "level" and item.levels is not None and item.levels.what == "body":
            names.append(item.levels.names[0])
            i -= 1
        elif names and item.kind in {"and", "comma", "or", "slash"} and i > 1 and before[i - 2].kind == "level":
            levels = before[i - 2].levels
            if levels is None or levels.what != "body":
                break
            i -= 1
        elif not names and (
            item.kind in ("filler", "side") or item.text in {"transiting", "exiting", "traversing", "descending"}
        ):
            i -= 1
        else:
            break
    if not names:
        return before
    root.roots = tuple(dict.fromkeys(reversed(names)))
    dropped = [x for x in before[i:] if x.kind in ("filler", "side")]
    return before[:i] + dropped


def _roots_in_brackets(items: list[Item]) -> None:
    """ "the exiting nerve root (L4)", "root of L5"."""
    for i in range(len(items) - 1, 0, -1):
        item = items[i]
        if item.kind != "level" or item.levels is None or item.levels.what != "body":
            continue
        opened = items[i - 1].kind == "open" or items[i - 1].text == "of"
        for k in (i - 2, i - 3) if opened else ():
            if k >= 0 and items[k].kind == "part" and items[k].value == "root":
                items[k].roots = item.levels.names
                item.kind = "filler"
                break


def _outcomes(items: list[Item]) -> None:
    """ "progressed from mild to moderate" says moderate."""
    for before, item in pairwise(items):
        if before.text == "from" and item.kind == "severity":
            item.value = {"mild-moderate": "moderate", "moderate-severe": "severe"}.get(item.value, item.value)
            before.kind = "filler"


def _roots_as_objects(items: list[Item]) -> None:
    """ "touching the left S1", "compressing L5": a vertebra that is touched or compressed by a disc is its root."""
    for i, item in enumerate(items):
        if item.kind != "process" or item.value not in {"contact", "compress", "displace"} or not item.form_is_noun:
            continue
        j = i + 1
        while (
            j < len(items)
            and j < i + 5
            and (
                items[j].kind in ("side", "severity")
                or items[j].text in {"the", "on", "exiting", "traversing", "descending", "transiting", "of"}
            )
        ):
            j += 1
        levels = items[j].levels if j < len(items) else None
        bodied = j + 1 < len(items) and items[j + 1].kind == "part"
        if levels is not None and levels.what == "body" and not bodied and not any(x.value == "fracture" for x in items):
            items[j] = Item(items[j].start, items[j].end, items[j].text, plain("part", "root"))
            items[j].roots = levels.names


def _roots_before(items: list[Item]) -> None:
    """ "Right L5 impingement": a vertebra before the noun is its root."""
    broken = any(x.value == "fracture" for x in items)
    for item, following in pairwise(items):
        vertebra = item.kind == "level" and item.levels is not None and item.levels.what == "body"
        if vertebra and not broken and following.text in _OF_ROOTS and item.levels is not None:
            item.kind, item.value, item.roots, item.levels = "part", "root", item.levels.names, None


def _joined_levels(items: list[Item]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        target = _list_target(out, item)
        first = out[target] if target is not None else item
        if target is None or first.levels is None or item.levels is None:
            out.append(item)
            continue
        names = tuple(dict.fromkeys(first.levels.names + item.levels.names))
        first.levels = LevelWords(first.levels.what, names, 0)
        first.end = item.end
        del out[target + 1 :]
    return out


def _list_target(out: Sequence[Item], item: Item) -> int | None:
    """Place of the level that `item` continues a list of; levels of the same sort only."""
    if item.kind != "level" or item.levels is None or item.levels.what not in {"disc", "body", "outside"}:
        return None
    k = len(out) - 1
    connectors = 0
    while (
        k >= 0
        and connectors < 4
        and (
            out[k].kind in {"and", "comma", "or", "slash", "dash"}
            or out[k].text
            in {
                "level",
                "levels",
                "at",
                "the",
                "disc",
                "both",
                "discs",
                "to a lesser extent",
                "to a lesser degree",
                "to lesser degree",
                "to lesser extent",
                "also",
                "lesser extent",
                "in",
            }
        )
    ):
        connectors += 1
        k -= 1
    if k < 0 or out[k].kind != "level" or (connectors == 0 and k > 0):
        return None
    levels = out[k].levels
    if levels is None or levels.what != item.levels.what:
        return None
    between = [x.text for x in out[k + 1 :]]
    if "at" in between and "and" not in between and "comma" not in [x.kind for x in out[k + 1 :]]:
        return None
    return k
