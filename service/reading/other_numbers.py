"""Numbers beside the name of a test that are none of its result → left out, or told as what they are.

The legend of a scale ("0 = absent, 2 = normal"), the range of a joint ("AROM DF 5 L 10 R"), a score of pain ("pain 4/5 on hip
abduction"), the straight leg raise as an exercise or a test of the quadriceps ("SLR without lag").
"""

from __future__ import annotations

import re

_MEANT = (
    r"(?:no\b|none|nil|absent|flicker|trace|visible|palpable|contraction|movement|active|against|full|normal|reduced|diminished"
    r"|impaired|altered|brisk|clonus|hypo\w*|hyper\w*|average|expected|complete|paralys\w*|good|fair|poor|zero|gravity|total)"
)
_LEGEND = re.compile(
    rf"(?:\b\d\+?(?:/\d)?\s?=\s?[a-z][^,;.\n=]{{0,50}}(?:[,;]\s?|\s|$)){{2,8}}\.?"
    rf"|\b(?:key|legend|scale|reference|grading)\s?:\s?(?:\d\+?(?:/\d)?\s?[=:-]?\s?{_MEANT}[^,;.\n]{{0,50}}(?:[,;]\s?|$)){{2,8}}",
    re.I,
)
_HEADS_LEGEND = re.compile(
    r"\b(?:key|legend|reference|grading|(?:mrc|oxford|asia|muscle|reflex)\s(?:scale|grading|grades?)|scale)\s?:?\s?\Z", re.I
)
_NORMAL_IS = re.compile(
    r"(?:(?<=[.;(\n])|^)\s*(?:a\s)?normal\s[a-z][a-z ]{1,40}\s(?:is|are|ranges?|means|being|=|would\sbe)\s(?:from\s)?"
    r"[0-9][^.;)\n]{0,60}",
    re.I,
)
_MOVES = re.compile(
    r"\b(?:[ap]?rom|(?:active\s|passive\s)?range\sof\s(?:motion|movements?))\b(?P<row>[^.;\n]{1,160}(?:\.\d[^.;\n]{0,80})?)",
    re.I,
)
_STATES_STRENGTH = re.compile(
    r"\b(?:strength|power|motor|mmt|mrc|reflex\w*|slr|full|wnl|normal|good|painless|limited|intact|nad)\b", re.I
)
_NUMBER = re.compile(r"(?<![\w/.-])-?(?P<n>\d{1,3})(?:\s?/\s?\d{1,3})?(?:\s?(?:°|deg(?:rees)?\b))?(?![\w/%]|\.\d)")
_OUT_OF_MORE = re.compile(r"/\s?(?:[6-9]|\d{2})")
_PAIN_FIRST = re.compile(
    r"(?:(?<=[.;,\n])|^)\s*(?P<pain>pain(?:\s(?:score|level|rating))?)\s?:?\s?\d{1,2}\s?/\s?(?:5|10)\b(?=\s(?:on|with|during)\b)",
    re.I,
)
_PAIN_AFTER = re.compile(
    r"(?<!\bby\s)(?<!\bto\s)(?<!\bof\s)(?<!\bfrom\s)"
    r"(?P<pain>\b(?:pain(?:ful)?(?:\s(?:score|level|rating))?|vas|n[pr]?rs))\s?:?=?\s?\d{1,2}"
    r"(?![\w/%°+-]|\.\d|\s?(?:days?|d\b|weeks?|wks?|w\b|months?|mths?|mo\b|years?|yrs?|y\b|hours?|hrs?|deg|,\s?[RL]\b))",
    re.I,
)
_RAISE = r"(?:SLRs?|straight[\s-]leg[\s-]rais(?:es?|ing))"
_LIFTED = re.compile(
    rf"\b(?:active\s)?{_RAISE}\b(?!\s?:?\s(?:pos|neg|\d{{2}}(?!\s?(?:°|deg\w{{0,5}})?\s(?:\w{{1,9}}\s)?lag)))", re.I
)
"""A raise of the leg without the result of a test of tension."""
_LAGS = re.compile(r"\blag\b", re.I)
_DONE_BY_PATIENT = re.compile(
    rf"\b(?:able\sto|can|cannot|can'?t|could\snot|couldn'?t|performs?|independent(?:ly)?|to)\s"
    rf"(?:do\s|perform\s|an?\s|active\s){{0,2}}{_RAISE}\b",
    re.I,
)
_OF_QUADRICEPS = re.compile(
    r"\b(?:tk[ra]|knee\s(?:replacement|arthroplasty)|quad(?:s|riceps)?|(?:patellar?|quadriceps)\stendon|extensor\smechanism)\b",
    re.I,
)
_NOT_THESE = (
    (re.compile(r"\bPF(?:\s(?:strength|power))?\s?:?\s?[0-5][+-]?/5\s?\(\s?pelvic\sfloor\s?\)", re.I), "pelvic floor"),
    (re.compile(r"\bTA\s(?=(?:activation|contraction|engagement|recruitment)\b)", re.I), "transversus "),
)
"""The pelvic floor and the transversus abdominis by letters that elsewhere mean a muscle of the leg."""
_STATEMENTS = re.compile(r"(?:\.(?!\s)|[^.\n])+[.\n]?|[.\n]")


def without_other_numbers(line: str) -> str:
    """The line without numbers that are no result; any other line as it is. Linear in its length."""
    low = line.lower()
    if ("slr" in low or "straight" in low) and _LIFTED.search(line):
        line = "".join(_raised(m[0]) for m in _STATEMENTS.finditer(line))
    if any(c.isdigit() for c in line):
        line = _without_legends(line) if "=" in line or ":" in line else line
        line = _NORMAL_IS.sub(" ", line) if "normal" in low else line
        line = _MOVES.sub(_in_degrees, line)
        line = _PAIN_AFTER.sub(r"\g<pain>", _PAIN_FIRST.sub(r" \g<pain>", line))
    for pattern, instead in _NOT_THESE:
        line = pattern.sub(instead, line)
    return line


def _without_legends(line: str) -> str:
    """The line without legends of a scale and the words that head them."""
    out, done = "", 0
    for m in _LEGEND.finditer(line):
        out += _HEADS_LEGEND.sub("", line[done : m.start()])
        done = m.end()
    return out + line[done:]


def _in_degrees(m: re.Match[str]) -> str:
    """ "AROM DF 5 L 10 R" is of degrees; what is also told of strength or in words stays as written."""
    of_five = "/5" in m["row"] and not _OUT_OF_MORE.search(m["row"])
    if of_five or _STATES_STRENGTH.search(m["row"]):
        return m[0]
    return m[0][: len(m[0]) - len(m["row"])] + _NUMBER.sub(lambda n: f"{n['n']} degrees", m["row"])


def _raised(words: str) -> str:
    """A raise of the leg as a test of the quadriceps or as an exercise is none of the nerve root."""
    by_patient = _DONE_BY_PATIENT.search(words) and _OF_QUADRICEPS.search(words)
    if not by_patient and not _LAGS.search(words):
        return words
    return _LIFTED.sub("lifting the leg", words)
