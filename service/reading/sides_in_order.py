"""Pairs of values of which the place tells the side: "Reflexes (R/L): knee 2+/2+, ankle 2+/0" → each side with its own.

The order may stand before a list, before or after a pair, and its pairs may be words or marks: "Babinski neg/pos (R/L)".
"""

from __future__ import annotations

import re

from service.reading.exam_names import named
from service.reading.named_tests import names_test

_ORDER = re.compile(r"\(?\s?\b(?P<one>R|L)(?:t|ight|eft)?\s?/\s?(?P<other>R|L)(?:t|ight|eft)?\b\s?\)?", re.I)
_VALUE = (
    r"(?:\d{2,3}\s?(?:°|deg(?:rees)?\b)?|[0-5]\+{1,2}|[0-5]-?|\+{1,3}|-|(?:absent|present|normal|reduced|intact|diminished|brisk"
    r"|neg(?:ative)?|pos(?:itive)?|[+-]ve|up(?:going)?|down(?:going)?)\b)"
)
_PAIR = re.compile(
    rf"(?P<name>(?:[LS][1-5]|[A-Za-z][A-Za-z ]{{1,40}}?))\s?:?\s+(?P<a>{_VALUE})\s?/\s?(?P<b>{_VALUE})(?![\w/+-]|\.\d)", re.I
)
_TWO_GRADES = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z ]{1,40}?)\s?:?\s+(?P<a>[0-5][+-]?/5)\s?[,;]?\s+(?P<b>[0-5][+-]?/5)(?![\w/+-])", re.I
)
"""A grade for each side after its name: "R/L: HF 5/5 5/5, DF 5/5 3/5"."""
_OUT_OF_FIVE = re.compile(r"[0-5][+-]?\Z")
_STATEMENTS = re.compile(r"(?:\.(?!\s)|[^.;\n])+[.;\n]?|[.;\n]")
_OUT_OF_TWO = re.compile(
    r"(?P<first>\b(?:right|left|R|L)\b\s?:?\s?)?\b(?P<a>[0-2])/2\b(?P<between>\s?(?:\(?(?:right|left|R|L)\b\)?)?\s?[,;]?\s(?:and\s)?"
    r"(?:(?:on\s(?:the\s)?)?(?:right|left|R|L)\b\s?:?\s?)?)(?P<b>[0-2])/2\b(?P<last>\s?\(?(?:on\s(?:the\s)?)?(?:right|left|R|L)\b\)?)?",
    re.I,
)
_SIDE = re.compile(r"\b(right|left|R|L)\b", re.I)


_ROOTS_THEN_SIDE = re.compile(
    r"\b(?P<a>[LS][1-5])\s(?P<one>left|right|L|R)\b\s?(?:,|and|&|;)\s?"
    r"(?P<b>[LS][1-5])\s(?P<other>left|right|L|R)\b(?!\s?[:\d])",
    re.I,
)


def in_order(line: str) -> str:
    """The line with the pairs of each statement that tells the order of its sides spelled out. Linear in its length."""
    line = _ROOTS_THEN_SIDE.sub(lambda m: _side_first(m) or m[0], line)
    if "/2" in line:
        line = _OUT_OF_TWO.sub(lambda m: _out_of_two(m) or m[0], line)
    if "/" not in line or not _ORDER.search(line):
        return line
    return "".join(_statement(m[0]) for m in _STATEMENTS.finditer(line))


def _statement(words: str) -> str:
    """A statement with one order of sides and pairs that all have the name of a test; any other as it is."""
    orders = [m for m in _ORDER.finditer(words) if m["one"].lower() != m["other"].lower()]
    if len(orders) != 1:
        return words
    order = orders[0]
    one, other = order["one"].upper(), order["other"].upper()
    without = f"{words[: order.start()].rstrip()} {words[order.end() :].lstrip()}"
    pairs = list(_TWO_GRADES.finditer(without)) or list(_PAIR.finditer(without))
    names = [_name(m, without) for m in pairs]
    if not pairs or not all(names) or _may_be_grades(pairs):
        return words
    out, done = "", 0
    for m, name in zip(pairs, names, strict=True):
        out += f"{without[done : m.start()].rstrip(', ')} {one} {name}: {_word(m, 'a')}. {other} {name}: {_word(m, 'b')}."
        done = m.end()
    return out.lstrip() + without[done:]


def _name(m: re.Match[str], words: str) -> str:
    """The test that a pair is of, by its own name or by that of the list it stands in."""
    name = m["name"].strip()
    return named(name, words[: m.start()]) or (name if names_test(name) else "")


def _may_be_grades(pairs: list[re.Match[str]]) -> bool:
    """Whether "4/5" may be one grade out of five of both sides: every second number is a five, not every first one."""
    graded = all(m["b"] == "5" and _OUT_OF_FIVE.match(m["a"]) for m in pairs)
    return graded and any(m["a"] != "5" for m in pairs)


def _word(m: re.Match[str], which: str) -> str:
    """A value of a pair; plus and minus alone are marks of a result, beside "++" they are a level."""
    marks = m["a"] in "+-" and m["b"] in "+-"
    return {"-": "negative", "+": "positive"}[m[which]] if marks else m[which]


def _side_first(m: re.Match[str]) -> str | None:
    """ "L4 left, L5 right": each root with its own side before it."""
    one, other = (m[side][0].upper() for side in ("one", "other"))
    words = {"L": "left", "R": "right"}
    return None if one == other else f"{words[one]} {m['a']} and {words[other]} {m['b']}"


def _out_of_two(m: re.Match[str]) -> str | None:
    """ "right 2/2 left 0/2": feeling out of two on each side; None where the sides are not both named."""
    sides = [side[0].lower() for side in _SIDE.findall(m[0])]
    if sorted(sides) != ["l", "r"]:
        return None
    return f"{m['first'] or ''}{m['a']}{m['between']}{m['b']}{m['last'] or ''}"
