"""Text to items: the words, numbers and grades that mean something, with their places, sentence by sentence. Linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from service.reading.lexicon import Concept, Node, canonical, lexicon

WEEKS = {"d": 1 / 7, "w": 1.0, "m": 4.348, "y": 52.18}
SPELLED = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "couple of": 2.0,
    "three": 3.0,
    "few": 3.0,
    "several": 4.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "eleven": 11.0,
    "twelve": 12.0,
}
PASSED_OVER = frozenset({"left", "right", "the", "her", "his", "their", "your", "my", "a", "an"})
SHORT = 400
LONGEST_SENTENCE = 80
LONGEST_TEXT = 60_000
"""Characters of one text that are read; a longer one is cut there, so that a hostile note cannot hold a worker.
A sentence is cut after `LONGEST_SENTENCE` words for the same reason."""

# Same length in, same length out: offsets into the folded text are offsets into the text as written.
FOLD = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "’": "'",
        "‘": "'",
        "´": "'",
        "\u00a0": " ",
        "\t": " ",
        "º": "°",
        "＋": "+",
        "é": "e",
        "è": "e",
        "ä": "a",
        "ö": "o",
        "ü": "u",
        "“": '"',
        "”": '"',
    }
)

NUMBER_WORD = "|".join(sorted(SPELLED, key=len, reverse=True))
TOKEN = re.compile(
    rf"""
    (?P<when>(?<![a-z])(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{{0,6}}\.?,?\s(?P<year>(?:19|20)\d\d)(?!\d))
  | (?P<ukdur>(?<![\d/])\d{{1,3}}/(?:7|52|12)(?![\d/]))
  | (?P<dur>(?<![\d./])
      (?:(?P<dn>\d{{1,3}}(?:\.\d)?)(?:\s?(?:-|to)\s?(?P<dn2>\d{{1,3}}))?[\s-]?|(?<![a-z])(?:a\s)?(?P<dw>{NUMBER_WORD})[\s-])
      (?:(?P<dd>days?|d(?![a-z]))|(?P<dwk>weeks?|wks?|w(?![a-z]))|(?P<dm>months?|mths?|mos?(?![a-z])|mo(?![a-z]))
      |(?P<dy>years?|yrs?|y(?![a-z/])))\b(?!\s?-?\s?old))
  | (?P<grade>(?<![\d./a-z])(?:(?P<g0>[0-5])(?P<s0>[+-]?)\s?(?:-|to|/)\s?)?(?P<g1>[0-5])\s?(?P<s1>\+|-|plus|minus)?
      (?P<s3>\s?\((?:\+|-)\))?
      \s?(?:/|out\sof|of)\s?5(?P<s2>[+-](?![\d]))?(?![\d]|\s?/\s?\d|\.\d))
  | (?P<mgrade>(?<![a-z\d/])m(?P<m1>[0-5])(?P<ms>[+-]?)(?![\w/]))
  | (?P<scale>(?<![\d./a-z])(?P<r1>[0-4])\s?(?P<rs>\+?)\s?/\s?4\+?(?![\d/]))
  | (?P<pair>(?<![\d./a-z])(?P<p1>[0-5])(?P<q1>[+-]?)\s?/\s?(?P<p2>[0-4])(?P<q2>[+-]?)(?![\d/.])
      |(?<![\w+-])(?P<u1>\+{{1,3}}|-)/(?P<u2>\+{{1,3}})(?![\w+-]))
  | (?P<level>(?<![a-z])[tls]\d{{1,2}}(?![\d/]*/5)(?:\s?[-/]\s?[tls]?\d{{1,2}})*(?![\da-z])(?![+-]?/5))
  | (?P<num>(?<![\d.])(?P<n>\d{{1,5}}(?:[.,]\d{{1,3}})?)(?P<sign>\s?\+(?!/)|-(?=[\s,;.)]|$))?
      (?:\s?(?P<unit>degrees?\sc(?:elsius)?\b|degrees?\sf(?:ahrenheit)?\b|degrees?|deg\b|°\s?c\b|°\s?f\b|°|secs?(?:onds?)?\b|s(?![a-z])|minutes?\b|mins?\b|hours?\b|hrs?\b
      |mg/d?l\b|mm/hr?\b|mm\s?hg\b|mmol/mol\b|mmol/l\b|mls?\b|cc\b|kgs?\b|newtons?\b|n\b|nm\b|lbs?f?\b|kgf\b|cms?\b|mm\b|kms?\b|m\b|miles?\b|metres?\b|meters?\b|yards?\b|%|ml/min\S*|c\b|f\b|bpm\b))?)
  | (?P<plus>(?<![\w+])\+/-|(?<![\w+])±|\(\+\)|\(-\)|\(\+ve\)|\(-ve\)|(?<![\w+])\++(?![\w+])|(?<=[\s:])-(?=\s*(?:$|[,;.)])))
  | (?P<inside>\((?:l|r|lt|rt|left|right|b/l|bilat|bilateral|both)\))
  | (?P<lr>(?<![a-z])[lr]\s?[>=<]+\s?[lr](?![a-z]))
  | (?P<word>[+-]ve\b|[a-z]/[a-z](?![a-z])|[a-z][a-z']*(?:\d+[a-z][a-z0-9]*|\d+(?![\w/]))?)
  | (?P<break>\n\s*\n|\n(?=\s*(?:[-*•]|[a-z0-9 /&]{{2,40}}:))|\n)
  | (?P<mark>\.(?!\d)|[,;:()?!/\[\]•|&]|(?<=\s)-+(?=\s)|->|=)
    """,
    re.VERBOSE,
)
HEDGE = (Concept("hedge", "possible"),)
AND = (Concept("and", "and"),)
ANSWER = re.compile(r"\s*(?::|(?:yes|no|nil|none|denied|denies|y|n)\b(?!\s+[a-z]))")
"""What may follow the question mark of a question that its answer belongs to: "Weight loss? No."."""
ABBREVIATED = {
    "dr",
    "mr",
    "mrs",
    "ms",
    "approx",
    "lt",
    "rt",
    "l",
    "r",
    "min",
    "deg",
    "vs",
    "e",
    "g",
    "i",
    "pt",
    "ext",
    "int",
    "abd",
    "fig",
    "hx",
}


NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class Item:
    """One meaningful stretch of a sentence. `place` counts words, so neighbours differ by the phrase length.

    `mark` is a punctuation mark; `number` with `sign` and `unit`; `grade` an MRC grade of five; `scale` a reflex grade of
    four; `pair` two grades of which one is for each side ("5/4"); `weeks` a stretch of time; `month` year and month; `level`
    a spinal level or root; `word` the words; `side` a side named within a phrase.
    """

    start: int
    end: int
    place: int
    concepts: tuple[Concept, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    mark: str = ""
    word: str = ""
    number: float | None = None
    sign: str = ""
    unit: str = ""
    grade: float | None = None
    scale: float | None = None
    plus: str = ""
    weeks: float | None = None
    month: tuple[int, int] | None = None
    pair: tuple[float, float] | None = None
    level: str = ""
    side: str = ""

    def is_(self, kind: str) -> bool:
        return kind in self.meanings

    def means(self, kind: str) -> str:
        """The id of this item's (first) concept of that kind, or an empty string."""
        return self.meanings.get(kind, "")


def fold(text: str) -> str:
    """Lower case with plain dashes and quotes, of exactly the same length."""
    lowered = text.translate(FOLD).lower()
    return (
        lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(FOLD))
    )


def sentences(text: str) -> tuple[list[Item], ...]:
    """The sentences of a text as lists of items. Offsets are into `text` as written.

    The readers of one resource ask for the same short text several times: the last few are remembered.
    """
    return parsed(text) if len(text) <= SHORT else tuple(parse(text[:LONGEST_TEXT]))


@lru_cache(maxsize=32)
def parsed(text: str) -> tuple[list[Item], ...]:
    return tuple(parse(text))


def parse(text: str) -> Iterator[list[Item]]:
    current: list[Item] = []
    for item in items(text):
        if item.mark == "." or len(current) >= LONGEST_SENTENCE:
            if current:
                yield current
            current = []
        if item.mark != ".":
            current.append(item)
    if current:
        yield current


def items(text: str) -> Iterator[Item]:
    """Tokens, with phrases of the lexicon joined: the longest phrase at each place wins."""
    folded = fold(text)
    tokens = list(tokenised(folded, text))
    trie, at = lexicon().trie, 0
    while at < len(tokens):
        length, node = longest_phrase(trie, tokens, at)
        if not length:
            yield tokens[at]
            at += 1
            continue
        first, last = tokens[at], tokens[at + length - 1]
        words, side = folded[first.start : last.end], side_within(tokens[at : at + length])
        yield Item(first.start, last.end, first.place, node.concepts, node.meanings, word=words, side=side)
        at += length


def longest_phrase(trie: Node, tokens: list[Item], at: int) -> tuple[int, Node]:
    """The longest phrase that begins here: its number of tokens and its node. Sides and articles inside it are passed over."""
    node = trie
    best, passed = (0, trie), 0
    for n in range(at, len(tokens)):
        key = tokens[n].word
        following = node.next.get(key) if key else None
        if following is None and n > at and key in PASSED_OVER and passed < 2:
            passed += 1
            continue
        if following is None:
            break
        node = following
        if node.concepts:
            best = (n - at + 1, node)
    return best


def side_within(phrase: list[Item]) -> str:
    """The side that a longer phrase names inside ("tenderness over the left trochanter")."""
    sides = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral"}
    return next((sides[i.word] for i in phrase if i.word in sides), "") if len(phrase) > 1 else ""


def tokenised(folded: str, text: str) -> Iterator[Item]:
    place, previous = 0, ""
    for match in TOKEN.finditer(folded):
        item = token(match, place, previous, text)
        if item is not None:
            previous = item.word
            place += 1
            yield item


def token(match: re.Match[str], place: int, previous: str, text: str) -> Item | None:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "word":
        return Item(start, end, place, word=canonical(match["word"]))
    if kind == "mark":
        return punctuation(match, place, previous, text)
    if kind == "break":
        return line_break(match, place, text)
    return VALUES[kind](match, Item(start, end, place))


def punctuation(match: re.Match[str], place: int, previous: str, text: str) -> Item | None:
    mark = match["mark"]
    if mark == "." and previous in ABBREVIATED and abbreviates(text, match.end()):
        return None
    if mark == "?":
        if ANSWER.match(match.string, match.end()):
            return None
        asks = (
            re.match(r"\s?[a-z]", match.string[match.end() : match.end() + 2])
            and not match.string[: match.start()][-1:].isalnum()
        )
        return Item(
            match.start(),
            match.end(),
            place,
            HEDGE if asks else (),
            {"hedge": "possible"} if asks else NOTHING,
            mark="" if asks else ".",
        )
    same = {"!": ".", "->": ":", "=": ":", "•": ".", "|": ";", "[": "(", "]": ")"}
    mark = same.get(mark, ":" if mark[0] == "-" else mark)
    word = mark if mark in "/&" else ""
    return Item(
        match.start(),
        match.end(),
        place,
        AND if mark == "&" else (),
        {"and": "and"} if mark == "&" else NOTHING,
        mark=mark,
        word=word,
    )


def abbreviates(text: str, at: int) -> bool:
    """Whether what follows a full stop goes on in lower case or with a number: "SLR L. 40 degrees", "approx. two"."""
    following = text[at : at + 2].strip()[:1]
    return following.islower() or following.isdigit()


def line_break(match: re.Match[str], place: int, text: str) -> Item | None:
    """A line that goes on in lower case after a line without a full stop is the same sentence, wrapped."""
    wrapped = match["break"] == "\n" and re.match(r"\s*[a-z0-9(]", text[match.end() : match.end() + 12])
    long_line = match.start() - match.string.rfind("\n", 0, match.start()) > 60
    return None if wrapped and long_line else Item(match.start(), match.end(), place, mark=".")


def duration(match: re.Match[str], item: Item) -> Item:
    unit = next(u for u, name in (("d", "dd"), ("w", "dwk"), ("m", "dm"), ("y", "dy")) if match[name])
    amount = float(match["dn2"] or match["dn"]) if match["dn"] else SPELLED[match["dw"]]
    item.weeks = round(amount * WEEKS[unit], 1)
    return item


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def year_and_month(match: re.Match[str], item: Item) -> Item:
    item.month = (int(match["year"]), MONTHS.index(match["month"][:3]) + 1)
    return item


def uk_duration(match: re.Match[str], item: Item) -> Item:
    """3/7 is three days, 2/52 two weeks, 5/12 five months."""
    amount, _, base = match["ukdur"].partition("/")
    item.weeks = round(float(amount) * {"7": WEEKS["d"], "52": 1.0, "12": WEEKS["m"]}[base], 1)
    return item


def strength(match: re.Match[str], item: Item) -> Item:
    signs = (match["s1"] or match["s2"] or (match["s3"] or "").strip(" ()")).replace("plus", "+").replace("minus", "-")
    item.grade = mrc(float(match["g1"]), signs)
    if match["g0"] is not None:
        item.grade = min(item.grade, mrc(float(match["g0"]), match["s0"] or ""))
    return item


def letter_grade(match: re.Match[str], item: Item) -> Item:
    """M4+ is MRC grade 4+."""
    item.grade = mrc(float(match["m1"]), match["ms"])
    return item


def mrc(grade: float, sign: str) -> float:
    """MRC grade in thirds: 4- is 3.67, 4+ is 4.33; never below 0 or above 5."""
    return round(min(5.0, max(0.0, grade + {"+": 1 / 3, "-": -1 / 3}.get(sign, 0))), 2)


def reflex_scale(match: re.Match[str], item: Item) -> Item:
    item.scale = float(match["r1"])
    return item


def two_grades(match: re.Match[str], item: Item) -> Item:
    if match["u1"]:
        item.pair = (float(len(match["u1"].strip("-"))), float(len(match["u2"])))
    else:
        item.pair = (mrc(float(match["p1"]), match["q1"]), mrc(float(match["p2"]), match["q2"]))
    return item


def sided(item: Item, side: str) -> Item:
    item.concepts, item.meanings = (Concept("side", side),), {"side": side}
    return item


def bracketed_side(match: re.Match[str], item: Item) -> Item:
    side = match["inside"].strip("()")
    return sided(item, "left" if side[0] == "l" else "right" if side[0] == "r" else "bilateral")


def spinal_level(match: re.Match[str], item: Item) -> Item:
    item.level = item.word = match["level"].replace(" ", "")
    return item


def number(match: re.Match[str], item: Item) -> Item:
    item.number = float(match["n"].replace(",", "."))
    item.sign = (match["sign"] or "").strip()
    item.unit = " ".join((match["unit"] or "").split())
    item.word = "" if item.sign or item.unit else match["n"]
    return item


def pluses(match: re.Match[str], item: Item) -> Item:
    item.plus = match["plus"].strip("()").replace("±", "+/-").removesuffix("ve")
    return item


def compared_sides(match: re.Match[str], item: Item) -> Item:
    return sided(item, "bilateral")


VALUES = {
    "when": year_and_month,
    "ukdur": uk_duration,
    "dur": duration,
    "grade": strength,
    "mgrade": letter_grade,
    "scale": reflex_scale,
    "pair": two_grades,
    "inside": bracketed_side,
    "level": spinal_level,
    "num": number,
    "plus": pluses,
    "lr": compared_sides,
}
