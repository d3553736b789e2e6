"""What a sentence is made of once it is cut: levels, terms of the lexicon, numbers with a unit, unknown words, marks."""

from __future__ import annotations

from functools import cache
from operator import attrgetter

from service.facts import Grade
from service.reading.report.levels import LevelWords
from service.reading.report.vocabulary import NO_TERM, Meaning


@cache
def plain(kind: str, value: str = "") -> Meaning:
    """The meaning of an item that is no term of the lexicon."""
    return kind, value, NO_TERM, False, False


class Item:
    """One item of a sentence. `kind` is a vocabulary kind or level, mm, percent, number, grade, word, or a mark's name.

    `start`/`end` are offsets in the whole text. `value`, `adjective` are those of its term.
    """

    __slots__ = (
        "adjective", "end", "form_is_noun", "grade", "kind", "levels",
        "number", "roots", "start", "term", "text", "value",
    )  # fmt: skip
    levels: LevelWords | None
    number: float | None
    grade: Grade | None
    roots: tuple[str, ...]

    def __init__(self, start: int, end: int, text: str, meaning: Meaning) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.kind, self.value, self.term, self.adjective, self.form_is_noun = meaning
        self.levels = self.number = self.grade = None
        self.roots = ()

    def copy(self) -> Item:
        """Another item like this one."""
        meaning = (self.kind, self.value, self.term, self.adjective, self.form_is_noun)
        out = Item(self.start, self.end, self.text, meaning)
        out.levels, out.number, out.grade, out.roots = self.levels, self.number, self.grade, self.roots
        return out


kind_of, text_of = attrgetter("kind"), attrgetter("text")
"""The kind and the text of an item, for `map`."""
