"""What a test brings on at one side and not at the other → each side with its result.

"SLR: leg pain L, no pain R" is positive on the left and negative on the right; "Right SLR positive causing left leg pain" is
a test of the right.
"""

from __future__ import annotations

import re

from service.reading.named_tests import modes_of

_SIDE = r"(?:left|right|lt|rt|L|R)"
_ON = r"(?:(?:on|in|at|of)\s)?(?:the\s)?"
_NOT_OTHER = re.compile(
    rf"(?P<what>[A-Za-z][\w :'-]{{1,60}}?)\s(?:is\s)?{_ON}(?P<one>{_SIDE})(?:\s(?:side|leg))?\s?[,;]?\s(?:but\s|and\s)?"
    rf"(?:no\spain|none|nil|nothing)\s{_ON}(?P<other>{_SIDE})\b",
    re.I,
)
_SIDE_BEFORE = re.compile(
    rf"\b(?P<one>{_SIDE})\s(?P<what>[A-Za-z][\w ]{{1,40}}?)\s?[,;]\s?(?:but\s)?(?:none|nil|nothing)\s{_ON}(?P<other>{_SIDE})\b",
    re.I,
)
_PAIN = re.compile(r"\bpain(?:ful)?\Z", re.I)
HURTS = frozenset({"provocation", "motion"})
_BRINGS = re.compile(
    rf"(?P<test>[^.;\n]{{2,60}}?)\s(?:causing|causes|caused|reproduc\w{{1,4}}|produc\w{{1,4}}|provok\w{{1,4}}|eliciting|elicits|gives"
    rf"|giving|brings\son|with)\s(?:some\s|his\s|her\s|the\s)?(?P<side>{_SIDE})\s"
    r"(?P<where>(?:leg|buttock|groin|thigh|calf|foot|back|hip|SI|SIJ)\spain)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|no|never|without|doesn'?t|neg\w*)\b", re.I)
_NAMED_SIDE = re.compile(rf"\b{_SIDE}\b", re.I)
_JUDGED = re.compile(r"\b(?:pos(?:itive)?|\+ve|painful)\b|\+|\d", re.I)
_MARK_BEFORE_SIDE = re.compile(r"(?<=[\s:])(?P<a>[+-])\s?(?P<one>[RL])\b\s?[,;/]?\s?(?P<b>[+-])\s?(?P<other>[RL])\b(?!\s?[+-])")


def each_side(line: str) -> str:
    """The line with such results told for each side; any other line as it is. Linear in its length."""
    low = line.lower()
    if "none" in low or "no pain" in low or "nil" in low or "nothing" in low:
        line = _NOT_OTHER.sub(lambda m: _not_other(m) or m[0], line)
        line = _SIDE_BEFORE.sub(lambda m: _not_other(m) or m[0], line)
    if "pain" in low:
        line = _BRINGS.sub(lambda m: _crossed(m) or m[0], line)
    return _MARK_BEFORE_SIDE.sub(lambda m: f"{m['one']} ({m['a']}), {m['other']} ({m['b']})", line) if " R" in line else line


def _not_other(m: re.Match[str]) -> str | None:
    """None where nothing is told of a test that hurts or of a finding, or of one side only."""
    one, other, what = m["one"], m["other"], m["what"]
    if one[0].lower() == other[0].lower():
        return None
    modes = set(modes_of(what))
    if _PAIN.search(what) and modes and modes <= HURTS:
        return f"{_PAIN.sub('painful', what)} {one}, not painful {other}"
    if modes == {"finding"}:
        return f"{what} {one}, not on the {other}"
    return None


def _crossed(m: re.Match[str]) -> str | None:
    """A test of one side that hurts on the other, as two statements; None where no side is told of the test itself."""
    test, sides = m["test"], _NAMED_SIDE.findall(m["test"])
    if len(sides) != 1 or sides[0][0].lower() == m["side"][0].lower() or _NOT.search(test):
        return None
    if "provocation" not in modes_of(test):
        return None
    return f"{test}{'' if _JUDGED.search(test) else ' positive'}. {m['side'].capitalize()} {m['where']}"
