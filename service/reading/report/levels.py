"""Spinal levels as written: L4-5, L4/L5, L45, L5 on S1, L2-L3 through L4-L5, L3/4 and 4/5, D12/L1, L4 vertebral body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from service.facts import DISC_LEVELS
from service.knowledge.loader import FOLDER, read_toml
from service.reading.language import Token

_SEPARATORS = frozenset("-–—/_&,")
_JOINERS = frozenset(("on", "over", "upon"))
_ORDER = ("T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1")
_DISCS = ("T10-T11", "T11-T12", *DISC_LEVELS)
"""The two lowest thoracic discs are on most lumbar studies."""
_REGIONS = {"l": "L", "s": "S", "c": "C", "t": "T", "d": "T", "th": "T"}
_NUMBERS = {"L": (1, 6), "S": (1, 5), "C": (1, 8), "T": (3, 12)}
"""The lowest and highest vertebra of each region; T1 and T2 are taken for MRI sequences."""
_LUMBAR_RANGES = ("to", "through", "thru", "-", "–", "—", "down")

What = Literal["disc", "body", "outside", "all", "rest", "many", "lower", "here", "those"]


@dataclass(slots=True)
class LevelWords:
    """Levels named at one place. `names` holds disc levels or vertebrae as the contract writes them, empty for
    `all` (any level, throughout), `rest` (elsewhere, the other levels), `many` (multilevel), `lower`, `here` (this level).
    `outside` is a level of the neck or the chest."""

    what: What
    names: tuple[str, ...]
    end: int


_SPOKEN = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
"""Numbers that dictation has written out: "L four five", "L5 S one"."""


@dataclass(slots=True)
class _One:
    upper: str
    lower: str | None
    end: int

    @property
    def region_outside(self) -> bool:
        return self.upper not in _ORDER and not self.upper.startswith("S")


@cache
def _phrases() -> dict[str, dict[str, list[tuple[tuple[str, ...], What]]]]:
    """Levels in words (reports_levels.toml) by their first and their second word, the longest first. The second is empty
    where there is none."""
    tree: dict[str, dict[str, list[tuple[tuple[str, ...], What]]]] = {}
    for what in get_args(What):
        for phrase in read_toml(FOLDER / "lexicon" / "reports_levels.toml").get(what, ()):
            words = tuple(phrase.split())
            second = words[1] if len(words) > 1 else ""
            tree.setdefault(words[0], {}).setdefault(second, []).append((words, what))
    for by_second in tree.values():
        for choices in by_second.values():
            choices.sort(key=lambda choice: -len(choice[0]))
    return tree


@cache
def level_starts() -> frozenset[str]:
    """The words and letters that a level can begin with."""
    return frozenset(_phrases()) | frozenset(_REGIONS) | {"here", "there", "lumbosacral"}


_OF_DISC = frozenset(("disc", "level", "interspace", "foramen", "foramina", "facet", "facets"))
"""What "lumbosacral" before it says the level of."""


@cache
def level_seconds() -> dict[str, Set[str]]:
    """The words that a level can only begin with when another follows, each with those that may follow: "all levels"."""
    return {word: by_second.keys() for word, by_second in _phrases().items() if "" not in by_second and word not in _REGIONS}


_LUMBAR = frozenset(("L1", "L2", "L3", "L4", "L5"))
_LUMBAR_NUMBERS = frozenset("12345")
_DOWN = frozenset(("down", "downward", "downwards"))
_PLAIN = {
    spelled: disc
    for disc in DISC_LEVELS
    for upper, lower in [disc.lower().split("-")]
    for mark in "-/"
    for spelled in (f"{upper}{mark}{lower}", f"{upper}{mark}{lower[1:]}")
    if len(spelled) < 6 and spelled not in {"l5-1", "l5/1"}
}
"""How levels are mostly written, each character a token: l4-l5, l4/5, l5-s1."""
_NEIGHBOURS = frozenset(tuple(disc.split("-")) for disc in DISC_LEVELS)
_OF_VERTEBRAE = frozenset(
    ("vertebra", "vertebrae", "vertebral", "body", "bodies", "fracture", "fractures", "compression", "wedge", "pedicle",
     "pedicles", "haemangioma", "hemangioma")
)  # fmt: skip
"""What follows two vertebrae that are meant as such."""
_GOES_ON = frozenset((*_LUMBAR_RANGES, "and", *_DOWN, "/", "mm", "cm", "%", "month", "months", "weeks", "years"))


def _plain(tokens: Sequence[Token], words: Sequence[str], i: int) -> LevelWords | None:
    """A level as mostly written, without blanks and with nothing after it that could belong to it."""
    for end in (i + 5, i + 4):
        disc = _PLAIN.get("".join(words[i:end]))
        if disc is not None and end < len(words) and tokens[end - 1].end - tokens[i].start == end - i:
            return LevelWords("disc", (disc,), end) if words[end] not in _GOES_ON else None
    return None


_GOES_TO_ANOTHER = frozenset(
    (*"-–—/_\\", *_JOINERS, *_REGIONS, *_SPOKEN, *_DOWN, *_LUMBAR_RANGES, "relative", "with")
)
"""What stands between a vertebra and the next of one level or range, or begins the next."""


def _single(tokens: Sequence[Token], words: Sequence[str], i: int) -> LevelWords | None:
    """A lumbar vertebra with nothing after it that a level could go on with."""
    if words[i] != "l" or words[i + 1] not in _LUMBAR_NUMBERS or words[i + 2] in _GOES_TO_ANOTHER:
        return None
    return LevelWords("body", (f"L{words[i + 1]}",), i + 2) if tokens[i + 1].start - tokens[i].end < 2 else None


def level_at(tokens: Sequence[Token], words: Sequence[str], i: int) -> LevelWords | None:
    """The levels written at token `i`: one level, a range, or a phrase such as "all levels". None when there is none. `words`:
    those of the tokens, and an empty one at the end."""
    text = words[i]
    if text in ("here", "there"):
        return LevelWords("here", (), i + 1) if i + 1 == len(tokens) else None  # "no root compression here"
    if text == "lumbosacral" and i + 1 < len(tokens) and tokens[i + 1].text in _OF_DISC:
        return LevelWords("disc", ("L5-S1",), i + 1 + (tokens[i + 1].text == "level"))
    by_second = _phrases().get(text)
    in_words = None if by_second is None else _in_words(tokens, i, by_second)
    if in_words is not None or text not in _REGIONS:
        return in_words
    usual = _single(tokens, words, i) or _plain(tokens, words, i)
    if usual is not None:
        return usual
    one = _one_level(tokens, i)
    return None if one is None else _range(tokens, i, one)


def _in_words(
    tokens: Sequence[Token], i: int, by_second: Mapping[str, Sequence[tuple[tuple[str, ...], What]]]
) -> LevelWords | None:
    """ "the remaining levels" at `i`, of whose first word these are the phrases."""
    second = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if second == "-":
        second = _texts(tokens, i, 2)[-1]
    for words, what in by_second.get(second, ()):
        if tuple(_texts(tokens, i, len(words))) == words:
            return LevelWords(what, (), i + len(words))
    alone = by_second.get("")
    return None if alone is None else LevelWords(alone[0][1], (), i + 1)


def _texts(tokens: Sequence[Token], i: int, count: int) -> list[str]:
    out: list[str] = []
    while i < len(tokens) and len(out) < count:
        if tokens[i].text != "-":
            out.append(tokens[i].text)
        i += 1
    return out


def _vertebra(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """("L4", place after) when a vertebra is written at `i`."""
    if i + 1 >= len(tokens):
        return None
    first, number = tokens[i], tokens[i + 1]
    letter, word = _REGIONS.get(first.text), number.text
    if letter is None:
        return None
    spoken = _SPOKEN.get(word)
    if number.start - first.end > (1 if spoken or first.text == "l" else 0):
        return None
    if spoken and (low_high := _NUMBERS[letter])[0] <= spoken <= low_high[1]:
        return f"{letter}{spoken}", i + 2
    if not word.isdecimal():
        roman = letter == "S" and word in ("i", "l") and number.start == first.end
        return ("S1", i + 2) if roman else None
    value = int(word) if len(word) <= 2 else 0
    low, high = _NUMBERS[letter]
    if low <= value <= high:
        return f"{letter}{value}", i + 2
    return None


def _number(token: Token, high: int) -> int | None:
    return int(token.text) if token.text.isdecimal() and len(token.text) <= 2 and 1 <= int(token.text) <= high else None


def _lower_end(upper: str, tokens: Sequence[Token], j: int) -> tuple[str, int] | None:
    """The lower vertebra after a separator at `j`: "-5", "/L5", "/S", " on S1"."""
    if j >= len(tokens):
        return None
    vertebra = _vertebra(tokens, j)
    if vertebra is not None:
        return vertebra
    if upper[0] in "LS" and tokens[j].text == "s" and not (j + 1 < len(tokens) and tokens[j + 1].text.startswith("'")):
        return ("S1", j + 1) if upper == "L5" else None
    if upper == "L5" and tokens[j].text in {"si", "sl", "s1"}:
        return "S1", j + 1
    number = _number(tokens[j], 12)
    if number is None or (j + 1 < len(tokens) and tokens[j + 1].text in {"mm", "cm", "%", "month", "months", "weeks", "years"}):
        return None
    if upper[0] == "L" and number == 1 and int(upper[1:]) >= 5:
        return "S1", j + 1
    if upper == "T12" and number == 1:
        return "L1", j + 1
    spans = (
        upper[0] == "L" and int(upper[1:]) < number < 6 and tokens[j - 1].text in "-–" and tokens[j - 1].end == tokens[j].start
    )
    if number == int(upper[1:]) + 1 or spans:  # L4-5, or L1-3 for all between
        return f"{upper[0]}{number}", j + 1
    return None


def _one_level(tokens: Sequence[Token], i: int) -> _One | None:
    squeezed = _squeezed(tokens, i)
    if squeezed is not None:
        return squeezed
    first = _vertebra(tokens, i)
    if first is None:
        return _bare_pair(tokens, i)
    upper, j = first
    if j >= len(tokens):
        return _One(upper, None, j)
    if tokens[j].text in {"-", "–", "—", "/", "_", "\\"}:
        k = j + 1
        while k < len(tokens) and tokens[k].text in {"-", "–", "/"} and k < j + 3:
            k += 1
        lower = _lower_end(upper, tokens, k)
        if lower is not None:
            return _One(upper, lower[0], lower[1])
    elif tokens[j].text in _JOINERS:
        lower = _vertebra(tokens, j + 1)
        if lower is not None:
            return _One(upper, lower[0], lower[1])
    elif tokens[j].text in ("relative", "with") and j + 1 < len(tokens):
        k = j + 1 if tokens[j].text == "relative" else j + 2
        lower = _vertebra(tokens, k + 1) if k < len(tokens) and tokens[k].text == "to" else None
        if lower is not None:
            return _One(upper, lower[0], lower[1])
    elif _SPOKEN.get(tokens[j].text) == int(upper[1:]) + 1 and upper[0] == "L":  # "L four five"
        return _One(upper, f"L{_SPOKEN[tokens[j].text]}", j + 1)
    else:
        lower = _vertebra(tokens, j)
        if lower is not None and (tokens[j].start == tokens[j - 1].end or _spoken_pair(tokens, i, upper, lower)):
            return _One(upper, lower[0], lower[1])
    return _One(upper, None, j)


def _spoken_pair(tokens: Sequence[Token], i: int, upper: str, lower: tuple[str, int]) -> bool:
    """Whether "L3 L4" at `i` is the disc between them, as dictation writes it, and not two of several vertebrae."""
    name, end = lower
    if (upper, name) not in _NEIGHBOURS or tokens[end - 2].start - tokens[end - 3].end > 1:
        return False
    if (i > 1 and _vertebra(tokens, i - 2) is not None) or _vertebra(tokens, end) is not None:
        return False
    following = tokens[end].text if end < len(tokens) else ""
    if following in ("and", ",", "&"):
        further = _vertebra(tokens, end + 1)
        return further is None or _vertebra(tokens, further[1]) is not None
    return following not in _OF_VERTEBRAE


def _squeezed(tokens: Sequence[Token], i: int) -> _One | None:
    """L45 means L4-L5, L51 means L5-S1."""
    if tokens[i].text != "l" or i + 1 >= len(tokens) or tokens[i + 1].start != tokens[i].end:
        return None
    digits = tokens[i + 1].text
    if digits in {"12", "23", "34", "45"}:
        return _One(f"L{digits[0]}", f"L{digits[1]}", i + 2)
    return _One("L5", "S1", i + 2) if digits == "51" else None


def _bare_pair(tokens: Sequence[Token], i: int) -> _One | None:
    """4/5 or 5/1 or 4-5, to be believed only in a list after a level with its letter."""
    if i + 2 >= len(tokens) or tokens[i + 1].text not in {"-", "–", "/"}:
        return None
    first, second = _number(tokens[i], 5), tokens[i + 2].text
    if first is None or tokens[i + 2].start != tokens[i + 1].end:
        return None
    if second == str(first + 1) and first < 5:
        return _One(f"L{first}", f"L{second}", i + 3)
    if first == 5 and second == "1":
        return _One("L5", "S1", i + 3)
    if first == 5 and second == "s":
        return _One("L5", "S1", i + 4 if i + 3 < len(tokens) and tokens[i + 3].text == "1" else i + 3)
    return None


def _range(tokens: Sequence[Token], i: int, one: _One) -> LevelWords | None:
    if _vertebra(tokens, i) is None and _squeezed(tokens, i) is None:
        return None
    if one.region_outside:
        return LevelWords("outside", (), one.end)
    last, end = one, one.end
    if one.upper in _LUMBAR and end < len(tokens) and tokens[end].text in _DOWN and not _goes_to(tokens, end + 1):
        return LevelWords("disc", _discs(one.upper, "S1"), end + 1)  # "L3-4 down"
    beyond = _beyond(tokens, end)
    if one.upper in _LUMBAR and one.lower and beyond is not None:
        names = _discs("L1", one.lower) if beyond == "above" else _discs(one.upper, "S1")
        return LevelWords("disc", names, end + 2)  # "L3/4 and above"
    if end + 1 < len(tokens) and tokens[end].text in _LUMBAR_RANGES:
        further = _one_level(tokens, end + 1 + (tokens[end].text == "down" and tokens[end + 1].text == "to"))
        if further is not None and not further.region_outside and (further.lower or _vertebra(tokens, end + 1)):
            last, end = further, further.end
    elif end + 1 < len(tokens) and tokens[end].text == "/" and one.lower:  # L4/L5/S1, L3/4/5
        lowest = _lower_end(one.lower, tokens, end + 1)
        if lowest is not None:
            return LevelWords("disc", _discs(one.upper, lowest[0]), lowest[1])
    if last is one and one.lower is None:
        if one.upper.startswith("S") or one.upper == "L6" or one.upper in _ORDER:
            return LevelWords("body", (one.upper,), end)
        return None
    names = _discs(one.upper, last.lower or last.upper)
    return LevelWords("disc", names, end) if names else LevelWords("body", (one.upper,), one.end)


def _beyond(tokens: Sequence[Token], i: int) -> str | None:
    """ "and above", "and below" at `i`."""
    if i + 1 < len(tokens) and tokens[i].text == "and" and tokens[i + 1].text in ("above", "below"):
        return tokens[i + 1].text
    return None


def _goes_to(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].text in ("to", "through", "until", "l", "s")


def _discs(upper: str, lower: str) -> tuple[str, ...]:
    """Every disc level between two vertebrae."""
    if upper == "S1" and lower == "S2":
        return ("S1-S2",)
    if upper not in _ORDER or lower not in _ORDER:
        return (f"{upper}-{lower}",) if (upper, lower) in (("L5", "L6"), ("L6", "S1")) else ()
    a, b = _ORDER.index(upper), _ORDER.index(lower)
    return _DISCS[a:b] if a < b else _DISCS[b:a]


def vertebrae_between(discs: Sequence[str]) -> tuple[str, ...]:
    """The vertebrae that discs lie between, from above down: L1-L2, L2-L3 gives L1, L2, L3."""
    return tuple(v for v in _ORDER if any(v in disc.split("-") for disc in discs))


def bare_pair(tokens: Sequence[Token], i: int) -> LevelWords | None:
    """4/5 or 5/1 after another level of the same list."""
    one = _bare_pair(tokens, i)
    return None if one is None or one.lower is None else LevelWords("disc", _discs(one.upper, one.lower), one.end)
