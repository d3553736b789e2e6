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
_LOST = r"(?:reduced|weak\w{0,5}|absent|diminished|decreased|impaired|loss|lost|less|down|sluggish|dull\w{0,3}|numb\w{0,4})\b"
_LOSS = re.compile(rf"\b{_LOST}", re.I)
_LOSS_AFTER = re.compile(rf"\s(?:is\s|are\s)?{_LOST}", re.I)
_ALIKE_THEN = re.compile(
    rf"(?P<alike>\b(?:R\s?=\s?L|L\s?=\s?R)|[A-Za-z]\s?=)\s?,\s?(?=[A-Za-z][\w ]{{1,30}}?\s(?:{_SIDE})\s?[<>]\s?(?:{_SIDE})\b)",
    re.I,
)
"""A test that is alike on both sides, and next to it one that is not: "KJ R=L, AJ R>L"."""
_LESS_BRISK = re.compile(r"\b(?:less|not\s(?:as|so))\s(?:brisk|lively|strong|full|easily\selicited)(?:\s(?:as|than)\b)?", re.I)
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
    r"|(?P<leg2>R|L|right|left)\s(?:single\s?-?\s?leg\s)?(?:leg\s)?stance\b"
    r"|(?:(?:the\s|her\s|his\s)?weight\s(?:is\s)?)on\s(?:the\s|her\s|his\s)?(?P<leg3>R|L|right|left)\b(?:\s(?:leg|foot|side))?)",
    re.I,
)
_STANCE_FIRST = re.compile(
    r"\b(?P<leg>R|L|right|left)\s(?:SLS|single\s?-?\s?leg\s(?:stance|stand(?:ing)?|squat))\s?[:,-]?\s(?:there\sis\s|with\s)?(?:a\s)?"
    r"(?:pelvi[cs]|hip)\s(?:drops?|dips?|sags?|tilts?)(?:\s(?:down\s)?(?:on|to|at)\s(?:the\s)?(?:R|L|right|left)(?:\sside)?)?\b",
    re.I,
)
"""The pelvis drops on the side that does not carry: the weak abductor is that of the leg stood on."""
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


_STOOD_ON = re.compile(
    r"\b(?:when|while|on)\s(?:s?he\s)?(?:stands?|standing)\son\s(?:the\s|her\s|his\s)?(?P<leg>R|L|right|left)\b(?:\s(?:leg|foot|side))?,?"
    r"\s(?:the\s|her\s|his\s)?(?:hemi-?)?(?:pelvis|hip)\s(?:drops?|dips?|sags?|tilts?|falls?)"
    r"(?:\s(?:down\s)?(?:on|to|at)\s(?:the\s)?(?:R|L|right|left)(?:\sside)?)?\b",
    re.I,
)


def compared(line: str) -> str:
    """The line with its comparisons and answered questions spelled out; another line as it is. Linear in its length."""
    line = _MARKED.sub(r"\1 (\2)", line)
    if "?" in line:
        line = _BLAMED.sub(", ", line)
        line = _ASKED.sub(lambda m: f"{DENIED.get(m['what'].lower(), 'not ' + m['what'].lower())}, ", line)
    if ("<" in line or ">" in line) and "->" not in line:
        line = _LESS.sub(lambda m: _smaller(m) or m[0], _ALIKE_THEN.sub(r"\g<alike>. ", line))
    if "brisk" in line or "lively" in line:
        line = _LESS_BRISK.sub(lambda m: f"reduced{' than' if m[0].endswith(('as', 'than')) else ''}", line)
    line = _THAN.sub(lambda m: _less_than(m) or m[0], line)
    if "/" in line and _ORDER.search(line):
        line = _IN_ORDER.sub(_in_order, line)
        line = _ORDER_FIRST.sub(_in_order, line)
    line = _of_stance(line)
    return _NEGATIVE.sub(r"\1 negative ", line) if " - " in line or " – " in line else line


def _of_stance(line: str) -> str:
    """Whose abductors are weak when the pelvis drops: those of the leg stood on."""
    if "pelvi" in line or "hip" in line:
        line = _STOOD_ON.sub(r"Trendelenburg positive \g<leg>", line)
        line = _STANCE_FIRST.sub(r"Trendelenburg positive \g<leg>", line)
    if "stan" in line or "weight" in line:
        line = _STANCE.sub(lambda m: f"Trendelenburg positive {m['leg'] or m['leg2'] or m['leg3']}", line)
    return line


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
    """ "AJ R<L": reduced on the right, as is "AJ reduced R>L"; None where a smaller side is no loss ("pain R<L", "SLR R<L")."""
    one, other = m["one"].lower()[0], m["other"].lower()[0]
    modes = set(modes_of(m["name"]))
    if one == other or not modes or not modes <= SMALLER:
        return None
    lost = _LOSS.search(m["name"]) or _LOSS_AFTER.match(m.string, m.end())
    side = one if (m["mark"] == ">") == bool(lost) else other
    return f"{side.upper()} {m['name'].strip()}{'' if lost else ' reduced'}"
