"""Text → tokens: words, numbers, grades and marks, each with its place. One linear pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.reading.item import NOTHING, Item
from service.reading.lexicon import Concept, canonical
from service.reading.slips import as_meant
from service.reading.token_values import SPELLED, VALUES

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
      |(?P<dy>years?|yrs?|y(?![a-z/])))\b(?!\s?-?\s?old)
      (?:\sback(?=\s*(?:[.,;)\n]|$|(?:after|while|when|from|he|she|they|patient|pt|now|had|has|due)\b)))?)
  | (?P<unfilled>(?:(?<!\w)[x_?*-]{{1,3}}|(?<![\w)\]+°%-]))/\s?5(?![\d/]|\.\d))
  | (?P<share>(?<![\d./a-z])\d{{1,2}}\s?/\s?\d{{1,2}}\s(?:days|nights|sessions|visits|times)\b)
  | (?P<tenths>(?<![\d./a-z])(?P<t1>\d{{1,2}})(?:\.\d|\s?-\s?\d{{1,2}})?\s?(?:/|out\sof)\s?10(?![\d/]|\.\d))
  | (?P<dose>(?<![\d./a-z])\d{{1,2}}\s?(?:x\s?|sets\s(?:of|x)\s)\d{{1,3}}(?:\s?reps?\b)?(?![\d/]|\.\d|\s?[cm]m\b|\s?m[gl]\b)
      |(?<![\d./a-z])(?:x\s?)?(?P<reps>\d{{1,3}})\s?(?:reps?|repetitions|sets)\b
      |(?<![a-z\d])x\s(?P<times>\d{{1,3}})(?![\d/%-]|\.\d|\s?(?:d|day|w|wk|week|m|mo|mth|month|y|yr|year|h|hr|hour|min|minute|s|sec)s?\b))
  | (?P<range>(?<![\d./a-z-])-?[0-5]\s?(?:-|to)\s?(?P<upto>\d{{2,3}})\s?(?:°|degrees?\b|deg\b)?(?![\d/%-]|\.\d
      |\s?(?:[xmhsgy]|mins?|minutes?|hrs?|hours?|secs?|seconds?|mg|ml|kg|[cm]m|steps|reps?|times|metres?|meters?|yards?|years?|yo
      |blocks?|feet|ft|stairs)\b))
  | (?P<grade>(?<![\d./a-z])(?:(?P<g0>[0-5])(?P<s0>[+-]?)\s?(?:-|to|/)\s?)?(?P<g1>[0-5])\s?(?P<s1>\+|-|plus|minus)?
      (?P<s3>\s?\((?:\+|-)\))?
      \s?(?:/|out\sof|of)\s?5(?P<s2>[+-](?![\d]))?(?![\d]|\s?/\s?\d|\.\d))
  | (?P<mgrade>(?<![a-z\d/])[mg](?P<m1>[0-5])(?P<ms>[+-]?)(?![\w/])(?!\s?p\d))
  | (?P<roman>(?<![a-z])(?P<ro>i{{2,3}}|iv|v)(?P<rsign>[+-]?)\s?/\s?v(?![a-z/]))
  | (?P<scale>(?<![\d./a-z])(?P<r1>[0-4])\s?(?P<rs>\+?)\s?/\s?4\+?(?![\d/]))
  | (?P<pair>(?<![\d./a-z])(?P<p1>[0-5])(?P<q1>[+-]?)\s?/\s?(?P<p2>[0-4])(?P<q2>[+-]?)(?![\d/.])
      |(?<![\w+-])(?P<u1>\+{{1,3}}|-)/(?P<u2>\+{{1,3}})(?![\w+-]))
  | (?P<level>(?<![a-z])[tls]\d{{1,2}}(?![\d/]*/5)
      (?:\s?[-/]\s?[tls]?\d{{1,2}}|\s(?:to|thru|through)\s[tls]\d{{1,2}}(?!\d)){{0,12}}
      (?![\da-z])(?![+-]?/5))
  | (?P<ordinal>(?<![\d./])\d{{1,2}}(?:st|nd|rd|th)(?![a-z]))
  | (?P<num>(?<![\d.])(?P<n>\d{{1,5}}(?:[.,]\d{{1,3}})?)(?P<sign>\s?\+(?!/)|-(?=[\s,;.)]|$)|\s(?:plus|minus)\b)?
      (?:\s?(?P<unit>degrees?\sc(?:elsius)?\b|degrees?\sf(?:ahrenheit)?\b|degrees?|deg\b|°\s?c\b|°\s?f\b|°|secs?(?:onds?)?\b|s(?![a-z])|minutes?\b|mins?\b|hours?\b|hrs?\b
      |mg/d?l\b|mm/hr?\b|mm\s?hg\b|mmol/mol\b|mmol/l\b|ml/min[/\w.{{}}²^]*|mls?\b|cc\b|kgs?\b|newtons?\b|n\b|nm\b|lbs?f?\b|kgf\b|cms?\b|mm\b|kms?\b|m\b|miles?\b|metres?\b|meters?\b|yards?\b|%|c\b|f\b|bpm\b))?)
  | (?P<plus>(?<![\w+])\+/-|(?<![\w+])±|\(\+\)|\(-\)|\(\+ve\)|\(-ve\)|(?<![\w+])\++(?![\w+])
      |(?<![\w+])\+(?=[a-z])(?!\+ve)|(?<=[\s:])-(?=\s*(?:$|[,;.)/|]))
      |(?<=[,;]\s)-(?=\s?(?:[lr]|left|right)\b)|(?<=[a-z])(?<!aj)(?<!kj)(?<!jerk)(?<!jerks)(?<!reflex)(?<!reflexes)(?<!pulses)(?<!ation)(?<!motor)(?<!power)
      \+{{1,3}}(?=[\s,;.)]|$)|(?<=[a-z][a-z])-(?=\s*(?:[,;)]|$)))
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
    "incl",
    "esp",
}


WRITTEN_FOR = {"silt": ("sensation", "intact")}
"""Abbreviations that hold a name and its result: "SILT L5" is "sensation intact (to light touch) L5"."""
LESSENED = frozenset({"decreased", "reduced", "diminished", "impaired", "altered", "absent", "abnormal", "less"})
"""Words before such an abbreviation that are its result in place of its own: "decreased SILT L5"."""
RESULTS_CUT_SHORT = frozenset({"neg", "pos"})
NAMES_SIDE = re.compile(r"\s?(?:l|r|lt|rt|left|right)\s(?:is\s|was\s)?(?:pos|neg|[+-]|at\s\d|\d\d)")
"""After a result cut short the other side goes on with the sentence: "SLR R neg. L pos at 40"."""


def fold(text: str) -> str:
    """Lower case with plain dashes and quotes, of exactly the same length."""
    lowered = text.translate(FOLD).lower()
    return (
        lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(FOLD))
    )


def tokenised(folded: str, text: str) -> Iterator[Item]:
    place, previous = 0, ""
    for match in TOKEN.finditer(folded):
        if match["word"] in WRITTEN_FOR:
            held = WRITTEN_FOR[match["word"]]
            for n, word in enumerate(held[:1] if previous in LESSENED else held):
                yield Item(match.start() + n, match.start() + n + 1, place, word=word)
                place += 1
            continue
        item = token(match, place, previous, text)
        if item is not None:
            previous = item.word
            place += 1
            yield item


def token(match: re.Match[str], place: int, previous: str, text: str) -> Item | None:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "word":
        return Item(start, end, place, word=as_meant(canonical(match["word"])))
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
    if mark == "." and previous in RESULTS_CUT_SHORT and NAMES_SIDE.match(match.string, match.end()):
        return Item(match.start(), match.end(), place, mark=",")
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
