"""A sentence taken apart: pieces between commas and conjunctions, and within them chunks of test, value and side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.reading.item import Item
from service.reading.lexicon import Mode, lexicon

DELIMITERS = frozenset(",;()/")

GROUPS = frozenset(
    {
        "all_strength",
        "all_reflexes",
        "all_sensation",
        "neuro_exam",
        "neuro_deficit",
        "motor_and_sensory",
        "all_neuro",
        "strength_word",
        "gait",
    }
)
"""Entries of lexicon/examination.toml that sum up many tests."""


SHORT_FOR_LEGS = frozenset({"le", "les", "ll", "lls", "ble", "bilaterally"})


@dataclass(slots=True)
class Chunk:
    """One or more tests with what is said of them. `joiner` is what stood before: "", ",", ";", "and", "but", "(", "/".

    `header` is the side that a heading put over it ("Left leg:"). `word` is the conjunction before it ("or", "with").
    """

    joiner: str
    items: list[Item] = field(default_factory=list)
    header: str = ""
    word: str = ""

    @property
    def tests(self) -> list[Item]:
        return [i for i in self.items if i.is_("test")]

    @property
    def values(self) -> list[Item]:
        return [i for i in self.items if is_value(i)]

    @property
    def sides(self) -> list[str]:
        """The sides stated here, else that of the heading above."""
        stated = [side for i in self.items if (side := side_of(i))]
        return stated or ([self.header] if self.header else [])

    @property
    def negated(self) -> bool:
        return any(i.is_("negation") for i in self.items)

    @property
    def value_first(self) -> bool:
        """Whether the value, or the "no", stands before the test: "absent ankle jerk"."""
        first = next((i for i in self.items if is_value(i) or i.is_("negation") or i.is_("test")), None)
        return first is not None and not first.is_("test")


@dataclass(slots=True)
class Named:
    """A chunk and, once known, the chunk that its value comes from."""

    chunk: Chunk
    source: Chunk | None = None
    pending: bool = False
    excepted: bool = False


def side_of(item: Item) -> str:
    """left, right, bilateral, other or an empty string."""
    return item.means("side") or item.side


def mode_of(item: Item) -> Mode | None:
    key = item.means("test")
    return lexicon().tests[key].mode if key else None


def is_value(item: Item) -> bool:
    """A word or number that may be the result of a test. A bare number counts only with a sign, a unit or when small."""
    if item.is_("value") or item.grade is not None or item.scale is not None or item.pair is not None or item.plus:
        return True
    return item.measures


def strong(item: Item) -> bool:
    """A value that by itself could start the result of another test."""
    return item.is_("value") and item.means("value") not in ("weakness", "palpation", "found")


def pieces(sentence: Iterable[Item]) -> list[Chunk]:
    """The sentence cut at commas, brackets, slashes and conjunctions; a leading "Left leg:" becomes a heading."""
    out: list[Chunk] = []
    current, header = Chunk(""), ""
    sentence = list(sentence)
    for n, item in enumerate(sentence):
        joiner = item.mark if item.mark in DELIMITERS else "but" if item.is_("but") else "and" if item.is_("and") else ""
        if item.plus == "+" and adds(sentence, n):
            joiner = "and"
        if item.mark == ":":
            told = bool(out and out[-1].values) and current.joiner == ";"  # "left: EHL 3/5; right: normal"
            if out and out[-1].tests and heads(current) and not told and not names_test(sentence[n + 1 :]):
                out[-1].items += current.items
                current = out.pop()
            elif heads(current):
                header, current = current.sides[-1], Chunk(current.joiner)
            current.header = header
            continue
        if item.is_("negation") and not joiner and begins_denial(current, sentence[n + 1 :]):
            out.append(current)
            current = Chunk(",", header=header)
        if joiner:
            if current.items:
                out.append(current)
                current = Chunk(joiner, header=header)
            else:
                current.joiner = stronger(current.joiner, joiner)
            current.word = item.word or current.word
            continue
        current.items.append(item)
    if current.items:
        out.append(current)
    return joined_afterthoughts(out)


def adds(sentence: list[Item], n: int) -> bool:
    """Whether a plus with space around it joins two tests of one result, "SLR + FST neg", and is none itself."""
    if not 0 < n < len(sentence) - 2:
        return False
    before, plus, after, value = sentence[n - 1 : n + 3]
    apart = before.end < plus.start and plus.end < after.start
    return apart and before.is_("test") and after.is_("test") and is_value(value)


def begins_denial(current: Chunk, following: list[Item]) -> bool:
    """Whether a "no" or "without" after a complaint begins the denial of another: "low back pain without leg pain"."""
    if not any(i.is_("symptom") or i.is_("problem") for i in current.items):
        return False
    for item in following:
        if item.is_("symptom") or item.is_("problem"):
            return True
        if item.mark in DELIMITERS or item.is_("but") or item.is_("and"):
            return False
    return False


def names_test(following: list[Item]) -> bool:
    """Whether a test comes before the next delimiter: after "left:" it makes the side a heading, else the side looks back."""
    for item in following:
        if item.is_("test"):
            return True
        if item.mark in DELIMITERS or item.is_("but"):
            return False
    return False


def joined_afterthoughts(cut: list[Chunk]) -> list[Chunk]:
    """A side alone in brackets or after a comma belongs to what stood before ("EHL 4/5 (right)"), as does "but symmetrical",
    "and painless bilaterally", and a further region of a statement about sensation."""
    out: list[Chunk] = []
    for piece in cut:
        if out and belongs_to(piece, out[-1]):
            out[-1].items += piece.items
        else:
            out.append(piece)
    return out


def says_alike(item: Item) -> bool:
    """Whether a word says that both sides are the same: "symmetrical", "symm", "equal"."""
    return item.word.startswith(("sym", "equal"))


def sums_up(piece: Chunk) -> bool:
    """Whether a piece gives the result of whole groups of tests: "strength 5/5"."""
    return bool(piece.values) and bool(piece.tests) and all(t.means("test") in GROUPS for t in piece.tests)


def belongs_to(piece: Chunk, before: Chunk) -> bool:
    meaningful = [i for i in piece.items if i.concepts or i.number is not None or i.grade is not None or i.plus or i.pair]
    if not meaningful:  # "strength 5/5 in UE and LE"
        return sums_up(before) and all(i.word in SHORT_FOR_LEGS for i in piece.items)
    side_alone = all(i.is_("side") for i in meaningful) and not before.sides and piece.joiner in ("(", ",", ")")
    symmetry = all(map(says_alike, meaningful))
    judged = bool(before.tests and before.values) and not before.sides and not piece.tests
    elsewhere = any((i.is_("symptom") and not i.is_("value")) or i.is_("region") for i in piece.items)
    further = judged and piece.joiner == "and" and bool(piece.sides and piece.values) and not elsewhere
    told = before.values or before.negated or any(t.means("test") == "sensory_finding" for t in before.tests)
    sensed = any(mode_of(t) == "sensation" for t in before.tests) and bool(told)
    sensed = sensed or sums_up(before)  # "power 5/5 in arms and legs"
    places = (
        sensed and piece.joiner in ("and", ",", "/") and all(i.is_("region") or i.is_("side") or i.level for i in meaningful)
    )
    graded = any(i.grade is not None for i in before.items)
    grade = piece.joiner == "(" and bool(before.tests) and not graded and not piece.tests and bool(piece.values)
    weak = bool(before.tests) and not graded and {i.means("value") for i in before.values} == {"weakness"}
    # "weakness, new, 3/5"
    course = weak and piece.joiner in (",", "(", ")") and all(i.is_("quality") or i.grade is not None for i in meaningful)
    hurts = piece.word == "with" and not piece.tests and not piece.sides and meaningful[0].means("symptom") == "pain"
    placed = {i.means("region") for i in piece.items if i.is_("region")} <= {"groin", "hip"}
    moved = placed and any(mode_of(t) in ("motion", "strength", "walk") for t in before.tests)
    walked = any(mode_of(t) == "walk" for t in before.tests) and not before.sides and piece.word == "with"
    one_foot = walked and bool(piece.sides) and all(i.is_("side") or i.is_("region") for i in meaningful)
    now = not any(i.is_("history") or i.weeks is not None or i.word in ("elsewhere", "otherwise", "other") for i in piece.items)
    stretched = bool(before.tests) and {i.means("value") for i in piece.values} == {"no_root_pain"}  # "SLR 50, back pain only"
    ended = all(i.is_("abated") for i in meaningful) and piece.joiner == ","  # "foot drop, now resolved"
    aside = side_alone or stretched or ended or course
    return aside or symmetry or further or places or one_foot or (grade and now) or (hurts and moved)


def heads(piece: Chunk) -> bool:
    """Whether a piece before a colon is just a side ("Left:", "Right leg:")."""
    meaningful = [i for i in piece.items if i.concepts]
    return bool(piece.sides) and all(i.is_("side") or i.is_("region") for i in meaningful) and len(meaningful) <= 2


def stronger(one: str, other: str) -> str:
    """Of two joiners in a row ("; but", ", and") the one that separates more."""
    order = ("", "/", "and", ",", "(", ")", ";", "but")
    return max(one, other, key=order.index)


def chunks(piece: Chunk) -> list[Chunk]:
    """A piece cut where another test with its own value begins: "KJ 2+ AJ 0", "normal knee jerk absent ankle jerk"."""
    if len(piece.tests) < 2 or not piece.values:
        return [piece]
    return cut_before_values(piece) if piece.value_first else cut_before_tests(piece)


def cut_before_tests(piece: Chunk) -> list[Chunk]:
    side_leads = bool(piece.items) and next((i.is_("side") for i in piece.items if i.is_("side") or i.is_("test")), False)
    out, current = [], Chunk(piece.joiner, header=piece.header, word=piece.word)
    for item in piece.items:
        if item.is_("test") and current.values and current.tests:
            carried = [current.items.pop()] if side_leads and current.items[-1].is_("side") else []
            out.append(current)
            current = Chunk("and", carried, header=piece.header)
        current.items.append(item)
    return [*out, current]


def cut_before_values(piece: Chunk) -> list[Chunk]:
    out, current = [], Chunk(piece.joiner, header=piece.header, word=piece.word)
    for item in piece.items:
        if strong(item) and current.tests:
            out.append(current)
            current = Chunk("and", header=piece.header)
        current.items.append(item)
    return [*out, current]
