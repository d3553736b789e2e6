"""The power of a whole leg, told by the leg and a grade alone → named as power: "RUE 5/5, RLE 4/5", "Right leg: 5/5".

What a leg is excepted from its grade is told of that leg: "left leg 5/5 except EHL 3/5".
"""

from __future__ import annotations

import re

from service.reading.named_tests import modes_of

_LIMB = r"(?:lower\s(?:limbs?|extremit(?:y|ies))|legs?|LLs?|LEs?)"
_SIDE = r"(?:right|left|both|bilateral|rt|lt|R|L)"
_LEG = rf"(?:(?P<short>[RLB](?:LE|LL)s?)|(?P<side>{_SIDE})\s(?P<limb>{_LIMB}))"
_WHOLE_LEG = re.compile(
    rf"(?<![\w/])(?P<power>(?:power|strength|motor)\s?:?\s?(?:of\s|in\s)?(?:the\s)?)?{_LEG}(?:\s(?:is|was)|\s?[:\-–=])?\s?(?:all\s)?"
    r"(?P<grade>[0-5][+-]?\s?/\s?5)(?![\d/])(?P<extent>\s(?:throughout|globally|all\s(?:muscle\s)?groups|proximal(?:ly)?\sand\sdistal(?:ly)?))?"
    r"(?P<except>\s?[,(]?\s?(?:except|apart\sfrom|bar|save|other\sthan|but)(?:\sfor)?\s(?P<rest>[^.;\n]{3,120}))?",
    re.I,
)
_BOTH_ENDS = re.compile(
    rf"(?<![\w/])(?:(?:power|strength|motor)\s?:?\s?)?{_LEG}\s?:?\s?(?P<proximal>[0-5][+-]?/5)\sprox(?:imal(?:ly)?)?\b\.?\s?[,;]?\s?"
    r"(?:and\s|but\s)?(?P<distal>[0-5][+-]?/5)\sdist(?:al(?:ly)?)?\b",
    re.I,
)
_LIMB_ROW = re.compile(
    r"(?P<row>\b[RLB](?:UE|LE|UL|LL)s?\s?[:=]?\s?[0-5][+-]?(?![\w/.%°])(?:\s?[,;]?\s?\b[RLB](?:UE|LE|UL|LL)s?\s?[:=]?\s?[0-5][+-]?(?![\w/%°+])){1,3})"
    r"(?=\s*(?:[.;\n]|$))"
)
_LIMB_GRADE = re.compile(r"([RLB](?:UE|LE|UL|LL)s?)\s?[:=]?\s?([0-5][+-]?)")
_UK_LIMB = re.compile(r"\b(?P<side>[RLB])(?P<limb>[UL])Ls?(?=\s?[:=]?\s?[0-5][+-]?(?:\s?/\s?5|\s|[,;.]|$))")
_ITEMS = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+")
_GRADE = re.compile(r"[0-5][+-]?\s?/\s?5")
_WEAKER = re.compile(r"\d|\b(?:weak\w*|reduced|absent|less)\b", re.I)
_NAMES_POWER = re.compile(r"\b(?:power|strength|motor|mmt)\b[^.\n]{0,12}\Z", re.I)
_OTHER_SCALE = re.compile(r"\b(?:reflex\w*|dtrs?|jerks?|pulses?|o?edema|sens\w*|pitting)\b", re.I)


def with_power(line: str) -> str:
    """The line with the power of whole legs named; any other line as it is. Linear in its length."""
    if _OTHER_SCALE.search(line) is None:
        line = _LIMB_ROW.sub(lambda m: _LIMB_GRADE.sub(r"\1 \2/5,", m["row"]).rstrip(","), line)
    if "prox" in line:
        line = _BOTH_ENDS.sub(
            lambda m: f"{_side(m)} proximal power {m['proximal']}. {_side(m)} distal power {m['distal']}", line
        )
    line = _UK_LIMB.sub(r"\g<side>\g<limb>E", line)
    return _WHOLE_LEG.sub(lambda m: _of_leg(m) or m[0], line) if "5" in line else line


def _of_leg(m: re.Match[str]) -> str | None:
    """The leg with the word power, and what is excepted as a statement of its own; None where a muscle is named."""
    before, after = re.split(r"[.;\n]", m.string[: m.start()])[-1], re.split(r"[.,;\n]", m.string[m.end() :], maxsplit=1)[0]
    headed = bool(m["power"]) or _NAMES_POWER.search(before) is not None
    if m["except"]:
        items = [item.strip(" )") for item in _ITEMS.split(m["rest"])]
        if not all(_names_muscle(item) for item in items):
            return None
        told = [item if _WEAKER.search(item) else f"{item} weak" for item in items]
        side = _side(m)
        return ", ".join([f"{side} leg power {m['grade']}", *(f"{side} {item}" for item in told)])
    if headed or modes_of(before) or modes_of(after):
        return None
    return f"{_side(m)} leg power {m['grade']}{m['extent'] or ''}"


def _names_muscle(words: str) -> bool:
    return "strength" in modes_of(words)


def _side(m: re.Match[str]) -> str:
    written = (m["short"] or m["side"]).upper()
    return {"R": "right", "L": "left", "B": "bilateral"}[written[0]]
