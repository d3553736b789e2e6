"""A grade of strength as it was beside the one of today, in one statement → the grade of today, and whether it fell.

"Quads were full a fortnight ago, today 3/5" → "Quads progressive 3/5". Both grades are of one muscle only where no other test
and no side is named between them. What fell years ago, or has stood since, is not called new.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from service.reading.named_tests import modes_of, names_test

STRENGTH = frozenset({"strength", "group", "walk"})
FALL, FULL, SEVERE = 1.0, 5.0, 3.0
"""The loss of so many grades is one, from full strength where no number is given, and so weak is a severe loss (R2)."""
NEAR = 60
"""So many characters apart two grades can be of one muscle."""

_GRADE = r"[0-5][+-]?"
_OF_FIVE = rf"{_GRADE}\s?/\s?5"
_SOUND = r"(?:full|normal|intact)(?:\s(?:power|strength))?"
_NUMBER = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a\sfew|several|some)"
_UNIT = r"(?:(?:day|night|week|fortnight|month|wk|mth|year|yr)s?|/7|/52|/12)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|tember|ober)?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_SEASON = r"(?:spring|summer|autumn|winter)"
_VISIT = r"(?:visit|review|appointment|clinic|exam(?:ination)?|assessment|time|check|consultation|contact|session)"
_SEEN = r"(?:(?:i|we|you|gp|physio|last)\s){1,3}(?:saw|seen|examined|tested|checked|reviewed|assessed)(?:\s(?:him|her|them))?"
_WHEN = (
    rf"(?:(?:only\s)?{_NUMBER}\s?{_UNIT}\s(?:ago|back|earlier|before|previously|prior)"
    rf"|(?:only\s)?(?:last|the\sprevious)\s(?:{_VISIT}|week|month|fortnight|{_DAY}|{_MONTH})"
    rf"|(?:at|on|in)\s(?:the\s|his\s|her\s|my\s|our\s)?(?:last|previous|prior|first|initial|earlier)\s{_VISIT}"
    rf"|(?:in|on|back\sin)\s(?:early\s|late\s)?(?:the\s)?(?:{_MONTH}|{_DAY}|{_SEASON})"
    rf"|when\s{_SEEN}|yesterday|beforehand|at\spresentation|on\sadmission|pre-?op(?:eratively)?"
    rf"|(?:previously|initially|originally|earlier|at\sbaseline)(?!\s(?:\w+\s)?(?:{_OF_FIVE}|{_SOUND})))\b"
)
_TIMED = (
    r"(?:used\sto\sbe|had\sbeen|previously|prev\.?|formerly|initially|originally|earlier|baseline|at\sbaseline)"
    r"(?:\s(?:was|were|recorded\s(?:as|at)|documented\s(?:as|at)|graded|at))?"
)
_GONE = (
    r"(?:(?:gone|went|dropped|dropping|fallen|fell|falling|reduced|decreased|deteriorated|worsened|slipped|declined|weakened|down"
    r"|drop|up|improved|recovered|increased|changed)\s(?:\w{1,9}\s)?)?from(?:\sa)?(?:\smrc)?(?:\sgrade)?"
)
_MENTION = re.compile(
    rf"(?:\b(?P<timed>{_TIMED}|{_GONE})\s|\b(?P<was>was|were)\s(?:still\s|always\s|a\s)?)?"
    rf"(?<![\w/.+-])(?:(?P<grade>{_OF_FIVE})|(?P<bare>(?:(?<=\bfrom\s)|(?<=\bto\s)|(?<=\bnow\s)|(?<=\btoday\s)|(?<=\bgrade\s)"
    rf"|(?<=\bmrc\s)){_GRADE}|{_GRADE}(?=\s\(?{_WHEN}))(?![\d%°]|\.\d)|(?P<sound>{_SOUND}))(?![\w/])(?P<when>[\s,(]{{1,2}}{_WHEN})?",
    re.I,
)
_ARROW = re.compile(rf"(?<![\w/.])(?P<a>{_OF_FIVE})\s*(?:->|→|-->|=>)\s*(?P<b>{_OF_FIVE})(?![\w/])")
_NOW = re.compile(r"\b(?:now|today|currently|is|are|this\s(?:time|morning|afternoon|week|visit)|at\spresent)\b|:", re.I)
_EARLIER = re.compile(r"\b(?:was|were|used|been|prev\w*|former\w*|initial\w*|original\w*|earlier|baseline|from|ago|back|last"
                      r"|when|yesterday|pre-?op\w*|in|on|at|before\w*)\b|->|→|=>", re.I)  # fmt: skip
_LONG_AGO = re.compile(rf"\b{_SEASON}\b|\b(?:19|20)\d\d\b|\by(?:ea)?rs?\b|\bchildhood\b", re.I)
_SETTLED = re.compile(r"\b(?:stable|unchanged|static|improv\w*|recover\w*|better|long[\s-]?standing|chronic)\b", re.I)
_SIDE = re.compile(r"\b(?:left|right|lt|rt|[lr])\b", re.I)
_ON_SIDE = re.compile(r"\s(?:on\sthe\s)?\(?(?:left|right|lt|rt|[lr])\b\)?(?=[,;(.–-]|\s[–(-])", re.I)
_STATEMENT = re.compile(r".+?(?:[.;](?=\s|$)(?!\s+(?:now|today|currently|it\s(?:was|is))\b)\s*|$)", re.I | re.S)


class Told(NamedTuple):
    """A grade, its place, and whether it is said to be an earlier one. `timed`: by more than a bare "was"; `dated`: with its
    day ("two weeks ago"), or as what it fell from."""

    grade: float
    written: str
    start: int
    end: int
    earlier: bool
    timed: bool
    dated: bool


def then_and_now(line: str) -> str:
    """The line with each pair of an earlier and a present grade as the present one."""
    if not any(c.isdigit() for c in line) or not _EARLIER.search(line):
        return line
    return "".join(_present(m[0]) for m in _STATEMENT.finditer(line))


def _present(words: str) -> str:
    told = [_told(m) for m in _MENTION.finditer(words)] if len(words) <= NEAR * 5 else []
    if not told or not names_strength(words):
        return words
    words_out, done = "", 0
    for one, other in pairwise(told):
        if one.start < done or not _of_one_muscle(one, other, words):
            continue
        then, now = (one, other) if one.earlier else (other, one)
        words_out += words[done : one.start] + _now(then, now, words) + _side_after(one, other, words)
        done = other.end
    return _ARROW.sub(lambda m: _arrow(m, words), words_out + words[done:])


def _told(m: re.Match[str]) -> Told:
    written = m["grade"] or m["bare"] or ""
    timed = bool(m["timed"] or m["when"])
    return Told(_value(written), written, m.start(), m.end(), timed or bool(m["was"]), timed, bool(m["when"]) or _falls(m))


def _falls(m: re.Match[str]) -> bool:
    return (m["timed"] or "").lower().endswith(("from", "from a", "from mrc", "grade"))


def _of_one_muscle(one: Told, other: Told, words: str) -> bool:
    """Whether one of two grades is the earlier one of the same muscle and side. After a bare "was" a word of today must say so;
    what only follows it ("4/5, was 5/5") may not go on to the other side."""
    then, now = (one, other) if one.earlier else (other, one)
    gap = words[one.end + len(_side_after(one, other, words)) : other.start]
    if one.earlier == other.earlier or not now.written or len(gap) > NEAR or _SIDE.search(gap) or names_test(gap):
        return False
    if then.timed:
        return True
    return bool(_NOW.search(gap)) if then is one else not _SIDE.search(words[other.end : other.end + NEAR // 3])


def _side_after(one: Told, other: Told, words: str) -> str:
    """The side that stands right after the grade of today: "4/5 on the left, was 5/5 last month"."""
    found = None if one.earlier else _ON_SIDE.match(words, one.end, other.start)
    return found[0] if found else ""


def _now(then: Told, now: Told, words: str) -> str:
    """The grade of today, called progressive when it fell lately, or to a severe loss."""
    lost = then.grade - now.grade >= FALL and (then.dated or now.grade <= SEVERE)
    fell = lost and not _LONG_AGO.search(words) and not _SETTLED.search(words)
    return f"{'progressive ' if fell else ''}{now.written.split('/')[0].strip()}/5"


def _arrow(m: re.Match[str], words: str) -> str:
    then, now = (Told(_value(m[k]), m[k], m.start(), m.end(), k == "a", timed=True, dated=True) for k in ("a", "b"))
    return _now(then, now, words)


def _value(written: str) -> float:
    """The MRC grade in thirds; full where no number is given."""
    grade = written.split("/")[0].strip()
    return int(grade[0]) + {"+": 1 / 3, "-": -1 / 3}.get(grade[1:], 0.0) if grade else FULL


@lru_cache(maxsize=1024)
def names_strength(words: str) -> bool:
    """Whether words name a test of strength: a pain of 5/5 is none."""
    return not STRENGTH.isdisjoint(modes_of(words))
