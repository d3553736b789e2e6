"""Comparisons of the two sides, and questions with their answer, within a line of an examination → plain statements.

"AJ R<L" says that the right jerk is the weaker, "EHL (L/R): 4/5, 5/5" which grade is whose, "weak? No" that it is not. Each
pattern is tried only on a line that holds its mark.
"""

from __future__ import annotations

import re

from service.reading.named_tests import modes_of, names_test

VALUE = (
    r"(?:[0-5][+-]?\s?/\s?5|\d{2,3}\s?(?:°|deg(?:rees)?)?|[0-4]\+{0,2}|\+{1,3}|absent|present|normal|reduced"
    r"|neg(?:ative)?|pos(?:itive)?|[+-]ve)"
)
_ORDER = re.compile(r"\b(?:R\s?/\s?L|L\s?/\s?R|Rt\s?/\s?Lt|Lt\s?/\s?Rt)\b", re.I)
_IN_ORDER = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z ]{1,30}?)[\s:]*\(?\b(?P<one>[RL])t?\s?/\s?(?P<other>[RL])t?\b\)?\s*[:=]?\s*"
    rf"(?P<a>{VALUE})\s*(?:,|/|;|&|\band\b|\s)\s*(?P<b>{VALUE})(?![\w/+°])",
    re.I,
)
_ORDER_FIRST = re.compile(
    r"\b(?P<one>[RL])t?\s?/\s?(?P<other>[RL])t?\b\s*:?\s*(?P<name>[A-Za-z][A-Za-z ]{1,30}?)\s*[:=]?\s*"
    rf"(?P<a>{VALUE})\s*(?:,|/|;|&|\band\b|\s)\s*(?P<b>{VALUE})(?![\w/+°])",
    re.I,
)
_SIDE = "R|L|Rt|Lt|right|left"
_LESS = re.compile(
    rf"(?P<name>[A-Za-z][\w ]{{1,30}}?)\s*[:,]?\s*\b(?P<one>{_SIDE})\s?(?P<mark>[<>])\s?(?P<other>{_SIDE})\b", re.I
)
SMALLER = frozenset({"strength", "reflex", "sensation", "walk", "pulses", "group"})
"""Kinds of test in which the side that has less is the one that has lost."""
_THAN = re.compile(
    r"(?P<before>[^.;,\n]{0,60}?)\b(?P<value>reduced|diminished|depressed|sluggish|weaker|less|down|decreased)\s"
    r"(?:v|vs\.?|versus|compared\s(?:to|with)|than|relative\sto|cf\.?)\s(?:the\s)?(?P<side>left|right|L|R|lt|rt)\b(?!\s?\d)",
    re.I,
)
"""A side that has less than the other, which alone is named: "KJ reduced v left" is of the right."""
_ANY_SIDE = re.compile(rf"\b(?:{_SIDE})\b", re.I)
_STANCE = re.compile(
    r"\b(?:pelvis|hemi-?pelvis|hip)\s(?:drops?|dips?|sags?|tilts?|falls?)\s(?:(?:down\s)?(?:on|to|at)\s(?:the\s|her\s|his\s)?)?"
    r"(?:R|L|right|left)?\s?(?:side\s)?(?:when|while|on|during|with|in)\s(?:s?he\s(?:is\s)?)?"
    r"(?:(?:single\s?-?\s?leg\s)?(?:stands?|standing|stance|weight\s?-?bearing)\s(?:on\s)?(?:the\s|her\s|his\s)?"
    r"(?P<leg>R|L|right|left)\b(?:\s(?:leg|foot|side))?"
    r"|(?P<leg2>R|L|right|left)\s(?:single\s?-?\s?leg\s)?(?:leg\s)?stance\b)",
    re.I,
)
_MARKED = re.compile(r"\b([RL])\s?([+-])(?=\s*(?:[,;.)]|$|\b[RL]\s?[+-](?:\s|[,;.]|$)))")
_NEGATIVE = re.compile(
    r"\b(trendelenbur?g?h?|trendelenberg|slr|slump|fn?st|faber|fadir|babinski|clonus|hoffmann?s?)\s+[-–]\s+(?=b/?l\b|bilat\b)",
    re.I,
)
_ASKED = re.compile(
    r"\b(?P<what>weak(?:ness)?|reduced|absent|diminished|down|positive|abnormal|impaired|decreased)\s?\?\s?no\b[\s,.:;–-]*",
    re.I,
)
_BLAMED = re.compile(
    r"\b(?:limited by|due to|because of|secondary to|from|pain|effort|\?)\s?[a-z ]{0,30}\?\s?no\b[\s,.:;–-]*"
    r"(?=(?:true|genuine|real|definite)\b)",
    re.I,
)
DENIED = {"weak": "not weak", "weakness": "not weak", "positive": "negative", "down": "not reduced", "abnormal": "normal"}


def compared(line: str) -> str:
    """The line with its comparisons and answered questions spelled out; another line as it is. Linear in its length."""
    line = _MARKED.sub(r"\1 (\2)", line)
    if "?" in line:
        line = _BLAMED.sub(", ", line)
        line = _ASKED.sub(lambda m: f"{DENIED.get(m['what'].lower(), 'not ' + m['what'].lower())}, ", line)
    if ("<" in line or ">" in line) and "->" not in line:
        line = _LESS.sub(lambda m: _smaller(m) or m[0], line)
    line = _THAN.sub(lambda m: _less_than(m) or m[0], line)
    if "/" in line and _ORDER.search(line):
        line = _IN_ORDER.sub(_in_order, line)
        line = _ORDER_FIRST.sub(_in_order, line)
    if "stan" in line or "bearing" in line:
        line = _STANCE.sub(lambda m: f"Trendelenburg positive {m['leg'] or m['leg2']}", line)
    return _NEGATIVE.sub(r"\1 negative ", line) if " - " in line or " – " in line else line


def _in_order(m: re.Match[str]) -> str:
    """ "SLR R/L 30/80": each side with its own value. Words that name no test stay as they are."""
    if m["one"].lower() == m["other"].lower() or not names_test(m["name"]):
        return m[0]
    return f"{m['one']} {m['name'].strip()}: {m['a']}. {m['other']} {m['name'].strip()}: {m['b']}"


def _less_than(m: re.Match[str]) -> str | None:
    """None where the words before name a side of their own or no test."""
    modes = set(modes_of(m["before"]))
    if _ANY_SIDE.search(m["before"]) or not modes or not modes <= SMALLER:
        return None
    return f"{m['before']}reduced on the {'right' if m['side'].lower()[0] == 'l' else 'left'}"


def _smaller(m: re.Match[str]) -> str | None:
    """ "AJ R<L": reduced on the right; None where a smaller side is no loss ("pain R<L", "SLR R<L")."""
    one, other = m["one"].lower()[0], m["other"].lower()[0]
    modes = set(modes_of(m["name"]))
    if one == other or not modes or not modes <= SMALLER:
        return None
    return f"{(one if m['mark'] == '<' else other).upper()} {m['name'].strip()} reduced"
