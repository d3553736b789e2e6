"""What a tap or a press brings on or takes away, in words of its own → the test and its result.

"Tapping medial to the left ASIS brings it on" is a positive Tinel sign there; that pressing the pelvis together eases the thigh
is a positive pelvic compression test.
"""

from __future__ import annotations

import re

_PLACE = (
    r"(?P<place>ASIS|anterior superior iliac spine|inguinal ligament|LFCN"
    r"|lateral (?:femoral )?cutaneous nerve(?: of (?:the )?thigh)?"
    r"|(?:fibular|fibula) (?:neck|head)|(?:neck|head) of (?:the )?fibula|tarsal tunnel)"
)
_SIDE = r"(?P<side>(?:left|right|lt|rt|[lr])\s)?"
_BY = r"(?:medial(?:ly)?\s(?:to|of)|over|at|on|near|below|beneath)"
_WHERE = rf"(?:just\s)?(?:\d\s?cm\s)?{_BY}\s(?:the\s|his\s|her\s)?{_SIDE}{_PLACE}"
_RESULT = r"(?P<value>positive|negative|\+ve|-ve|pos|neg)"
_BRINGS = r"(?:brings?|reproduc\w+|fires?|sets?|provok\w+|caus\w+|elicit\w*|gives?|trigger\w*|sparks?|shoots?|recreat\w+)\b"
_TINEL = re.compile(rf"\btinel'?s?(?:\s(?:sign|test))?\s(?:is\s|was\s)?{_RESULT}\s{_WHERE}", re.I)
_TAPPED = re.compile(
    rf"\b(?:tinel'?s?(?:\s(?:sign|test))?|tapping|tap|percuss\w+)\s{_WHERE}\s(?P<no>(?:does\snot|doesn'?t|did\snot|didn'?t|fails?\sto)\s)?"
    rf"{_BRINGS}[^.;,\n]{{0,40}}",
    re.I,
)
_PRESSED = re.compile(
    r"\b(?:side[\s-]lying\s)?(?:pelvic\scompression(?:\stest)?|compress\w+\sthe\spelvis)(?P<between>[^.;,\n]{0,20}?)[\s:]{1,2}"
    r"(?P<no>(?:does\snot|doesn'?t|did\snot|didn'?t|fails?\sto)\s)?(?:reliev\w+|eas\w+|help\w*|abolish\w*|settl\w+|lessen\w*"
    r"|improv\w+|takes?\s(?:it|the\s\w+)\saway)\b[^.;,\n]{0,40}",
    re.I,
)


def provoked(line: str) -> str:
    """The line with such tests spelled out; another line as it is. Linear in its length."""
    low = line.lower()
    if "tinel" in low or "tap" in low or "percuss" in low:
        line = _TINEL.sub(lambda m: f"{m['side'] or ''}Tinel at the {_named(m)} {m['value']}", line)
        line = _TAPPED.sub(lambda m: f"{m['side'] or ''}Tinel at the {_named(m)} {'negative' if m['no'] else 'positive'}", line)
    if "compress" in low and "pelvi" in low:
        line = _PRESSED.sub(lambda m: f"pelvic compression test{m['between']} {'negative' if m['no'] else 'positive'}", line)
    return line


def _named(m: re.Match[str]) -> str:
    """The place, that of the lateral cutaneous nerve by its short name."""
    place = m["place"].lower()
    return "LFCN" if "cutaneous" in place else m["place"]
