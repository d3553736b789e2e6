"""Shorthand of examinations within a line → words that the reader of examinations knows.

"L2, L3 and L4" before or after a word of power are one row of roots, "dec LT lat border" is reduced light touch of the lateral
border, "SLR 70 +" is positive whatever the angle. Each pattern is tried only on a line that holds what it is about, and none
repeats within a repetition.
"""

from __future__ import annotations

import re

_MOTOR = r"(?:power|strength|motor|myotom\w{0,4}|key muscles)"
_FELT = r"(?:sens(?:ation|ory)?|dermatom\w{0,4}|light touch|LT|PP|pin\w{0,6})"
_NAMES_POWER = re.compile(rf"\b{_MOTOR}\b", re.I)
_NAMES_FEELING = re.compile(rf"\b{_FELT}\b", re.I)
_ROW = re.compile(
    r"\b[LS][1-5](?:\s?,\s?[LS][1-5]){1,5}\s?(?:,|&|\band\b|,\s?and\b)\s?[LS][1-5]\b(?!\s?(?:reflex|jerk))"
    r"|\b[LS][1-5](?:\s?,\s?[LS][1-5]){2,5}\b(?!\s?(?:reflex|jerk))",
    re.I,
)
_TWO = re.compile(
    rf"\b(?P<a>[LS][1-5])\s?(?:&|\band\b)\s?(?P<b>[LS][1-5])(?=\s{_MOTOR}\b)"
    rf"|(?<=\bpower )(?P<c>[LS][1-5])\s?(?:&|\band\b)\s?(?P<d>[LS][1-5])\b"
    rf"|(?<=\bmyotomes )(?P<e>[LS][1-5])\s?(?:&|\band\b)\s?(?P<f>[LS][1-5])\b",
    re.I,
)
_PAIR_OF_PLUSES = re.compile(
    r"\b(?P<what>[KA]Js?|(?:knee|ankle)\sjerks?|reflexes):?\s(?P<one>\+{1,3})\s(?P<other>\+{1,3})(?=\s*(?:[.,;]|$))", re.I
)
_N_FOR_NORMAL = re.compile(
    r"\b(?P<what>[KA]Js?|[Rr]eflex(?:es)?|[Jj]erks|DTRs?|[Ss]ens(?:ation)?|[Pp]ower|[Tt]one|[Ss]trength|[Gg]ait|SLR|[Mm]otor|EHL|DF"
    r"|PF|[Qq]uads|[Pp]ulses)\sN(?=\s*(?:[.,;/]|$))"
)
_ROOT = re.compile(r"[LS][1-5]", re.I)
_GRADED_RANGE = re.compile(
    r"\b(?P<range>[LS][1-5]\s?(?:-|–|\bto\b|\bthru\b|\bthrough\b)\s?[LS]?[1-5])(?P<after>\s?:?\s?[0-5][+-]?/5)", re.I
)
_PROXIMAL_AND_DISTAL = re.compile(
    r"\b(?:proximal(?:ly)?\s?(?:and|&|\+)\s?distal(?:ly)?|distal(?:ly)?\s?(?:and|&|\+)\s?proximal(?:ly)?)\b", re.I
)
_GONE = re.compile(
    r"\b(?P<what>jerks?|reflex(?:es)?|AJs?|KJs?)\s(?:(?:is|are|has|have|was|now|completely|still)\s){0,3}"
    r"(?:gone|disappeared|vanished|went)\b(?![^.;\n]{0,60}\b(?:back|return\w*|recover\w*|again)\b)",
    re.I,
)
_LESS_FELT = re.compile(rf"\b(?:dec|decr|red|dim)\b\.?\s(?:in\s)?(?P<what>{_FELT})\b", re.I)
_FELT_LESS = re.compile(
    rf"\b(?P<what>{_FELT})\s(?:is\s|was\s)?(?:(?:dec|decr|red|dim)\b\.?(?!\sflag)|down(?=\s(?:over|in|on|at|round|around)\b))",
    re.I,
)
_REDUCED_TOUCH = re.compile(
    r"\b(?:reduced|decreased|diminished|impaired|absent|altered)\sLT\b(?=\s(?:over\s|in\s|on\s)?(?:the\s)?"
    r"(?:[LR]\b|left|right|1st|first|web|dors|lat|med|great|big|sole|ant|post|[LS][1-5]))"
    r"|\bLT\b(?=\s(?:reduced|decreased|diminished|impaired|absent|altered|intact|normal)\s(?:[LR]\b|lat|med|dors|web|1st|sole))",
    re.I,
)
_LATERAL = re.compile(
    r"\b(?P<what>lat|med|ant|post)\.?(?=\s(?:[LR]\s)?(?:border|foot|calf|leg|thigh|shin|sole|heel|malleol\w{1,3}|aspect|edge)\b)",
    re.I,
)
_PART_OF = re.compile(
    r"\b(?:upper|mid)\s(?=(?:(?:anterior|outer|inner|lateral|medial|posterior|anterolateral)\s)?(?:thigh|calf|shin)s?\b)", re.I
)
"""The part of a region that has no name of its own: the upper anterior thigh is the anterior thigh."""
_LONG = {"lat": "lateral", "med": "medial", "ant": "anterior", "post": "posterior"}
_PLACE = r"(?:border|foot|toe|calf|thigh|shin|knee|leg|sole|dorsum|buttock|groin|hip|heel|web|space)"
_AND_PLACE = re.compile(
    rf"(?<=[a-z])\s\+\s(?=(?:(?:[LR]|left|right|lateral|medial|outer|inner|anterior|posterior|great|big|the)\s){{0,2}}{_PLACE}\b)",
    re.I,
)
_AFTER_PLACE = re.compile(rf"\b{_PLACE}\s\+\s", re.I)
_GRADED = r"\s{0,2}[A-Za-z]{1,20}(?:\s[A-Za-z]{1,15}){0,3}\s{0,2}[0-5][+-]?(?:/5)?"
_SIDE_ROW = re.compile(
    r"(?P<head>\b(?:(?:motor|power|strength|myotomes?|reflexes|mmt)\s?)?\(?\b(?:L|R|left|right)\b\)?(?:\s(?:leg|LL|LE))?)"
    rf"\s?[:|]\s?(?P<row>{_GRADED}(?:\s{{0,2}}[|;]{_GRADED}){{1,11}})(?![\d/])",
    re.I,
)
_SIDE = re.compile(r"\b(?:L|R|left|right)\b", re.I)
_SLIP_OF_FOUR = re.compile(r"\bslip(?:ped|page)?\s(?:\w{1,10}\s){0,2}L4/5\b|\bL4/5\s(?:\w{1,12}\s)?slip", re.I)
"""Beside a slip "L4/5" is the level, not a grade of the left."""
_LEVEL_OF_FOUR = re.compile(
    r"\b(?:disc|disk|prolapse|protrusion|bulge|extrusion|herniation|stenosis|recess|foram\w{1,5}|facets?|block|cyst)\b"
    r"(?:\s(?:on|to|of|the|left|right|L|R|side|is|was|seen|present)){0,5}\sat\s(?=4/5\b)",
    re.I,
)
"""Of a disc "at 4/5" is the level."""
_INCLUDING = re.compile(
    r"(?P<whole>\b(?:NAD|normal|intact|unremarkable|fine|ok)\b)[\s,(]{1,3}incl(?:\.|uding|usive\sof)?:?\s"
    r"(?P<parts>[^.;\n]{3,140})",
    re.I,
)
_PARTS = re.compile(r"\s*(?:,|&|\band\b|(?<!\d)/(?!\d))\s*", re.I)
_VALUED = re.compile(
    r"\d|\b(?:normal|intact|neg\w*|pos\w*|present|absent|reduced|full|equal|symm\w*|brisk|weak|ok|fine|good|strong)\b|[+]", re.I
)
_SIDE_OF_PART = re.compile(
    r"\b(?:(?P<out>outside|outer\s(?:side|part|aspect))|inside|inner\s(?:side|part|aspect))\sof\s(?:the\s|his\s|her\s|my\s)?"
    r"(?P<side>(?:left|right|L|R|lt|rt)\s)?(?P<part>thigh|shin|calf|knee)\b",
    re.I,
)
_GRADE_OF_SLIP = re.compile(
    r"\b(?:G|gr|grade)\.?\s?[1-4]\b(?=\s(?:(?:degen\w*|lytic|isthmic|stable|anterior|antero|spondylo)\s?-?){0,2}(?:slip|\w*listhesis))",
    re.I,
)
_ANGLE_AND_MARK = re.compile(
    r"(?P<angle>\b\d{2,3}\s?(?:°|deg(?:rees)?\b)?)(?:\s\+{1,3}(?!\s?[LR]\s?\d|\s?\d|\s?(?:ve|/))|\s?\+ve\b)", re.I
)


_POSITIVE_WITHOUT = re.compile(
    r"\b(?P<positive>pos(?:itive)?\b[^.;,\n]{0,25}?)\swithout(?=\s(?:\w{1,12}\s){0,2}(?:pain|symptoms|spasm)\b)", re.I
)
"""A positive test stays one when something else is missing: "SLR positive without back pain"."""
_REFLEX_OF_JOINT = re.compile(
    r"\b(?:reflex(?:es)?|DTRs?)\b[^.;,\n]{0,30}\b(?:absent|reduced|diminished|depressed|decreased|lost|brisk|except(?:\sfor)?|apart\sfrom|bar"
    r"|other\sthan)\s(?:at\s|in\s|of\s)?"
    r"(?:the\s)?(?:(?:left|right|L|R)\s)?(?:ankle|knee)\b(?!\s(?:jerk|reflex|DTR|and|or)|[/&])",
    re.I,
)
"""Of reflexes the joint alone names the jerk: "reflexes: absent left ankle"."""
_WITH = re.compile(r"\bw/(?P<out>o\b)?(?=\s|[a-z]{2})", re.I)


def terse(line: str) -> str:
    """The line with its shorthand spelled out; any other line as it is. Linear in its length."""
    if "w/" in line or "W/" in line:
        line = _WITH.sub(_with, line)
    if "+ +" in line:
        line = _PAIR_OF_PLUSES.sub(r"\g<what> \g<one>/\g<other>", line)
    if " N" in line:
        line = _N_FOR_NORMAL.sub(r"\g<what> normal", line)
    if "ithout" in line and "pos" in line.lower():
        line = _POSITIVE_WITHOUT.sub(r"\g<positive>, no", line)
    if "eflex" in line or "DTR" in line:
        line = _REFLEX_OF_JOINT.sub(r"\g<0> jerk", line)
    if "|" in line or ";" in line:
        line = _SIDE_ROW.sub(lambda m: _side_row(m) or m[0], line)
    line = _of_feeling(_PROXIMAL_AND_DISTAL.sub(" ", line) if "istal" in line else line)
    low = line.lower()
    if "slip" in low or "listhesis" in low:
        line = _GRADE_OF_SLIP.sub("graded", line)
        line = _SLIP_OF_FOUR.sub(lambda m: m[0].replace("4/5", "4-5"), line)
    if "4/5" in line:
        line = _LEVEL_OF_FOUR.sub(lambda m: f"{m[0]}L", line)
    if "incl" in low:
        line = _INCLUDING.sub(_each_normal, line)
    if "side of" in low or "part of" in low or "aspect of" in low:
        line = _SIDE_OF_PART.sub(lambda m: f"{m['side'] or ''}{'lateral' if m['out'] else 'medial'} {m['part']}", line)
    if "SLR" in line or "raise" in low:
        line = _ANGLE_AND_MARK.sub(r"\g<angle> positive", line)
    if _GONE.search(line):
        line = _GONE.sub(r"\g<what> absent", line)
    return _of_roots(line) if _ROOT.search(line) else line


def _with(m: re.Match[str]) -> str:
    """ "w/" and "w/o" in full, apart from the word that they may be written to."""
    apart = "" if m.string[m.end() : m.end() + 1].isspace() else " "
    return f"{'without' if m['out'] else 'with'}{apart}"


def _each_normal(m: re.Match[str]) -> str:
    """ "Neuro NAD incl. hip flexion, KJ": what a normal summary includes is normal, unless it has a result of its own."""
    parts = [part for part in _PARTS.split(m["parts"].strip(" )")) if part]
    return f"{m['whole']}, {', '.join(part if _VALUED.search(part) else f'{part} normal' for part in parts)}"


def _side_row(m: re.Match[str]) -> str | None:
    """ "Motor L: HF 5 | KE 4": one list under its side; None where another side is named in it."""
    if _SIDE.search(m["row"]):
        return None
    return f"{m['head']}: {', '.join(part.strip() for part in re.split('[|;]', m['row']))}."


def _of_roots(line: str) -> str:
    """Roots in a row as one item: "L2/L3/L4"; a graded range of roots is one of myotomes."""
    powered = _NAMES_POWER.search(line)
    if powered or _NAMES_FEELING.search(line):
        line = _ROW.sub(lambda m: "/".join(_ROOT.findall(m[0])), line)
    if powered:
        return _TWO.sub(lambda m: "/".join(_ROOT.findall(m[0])), line)
    return _GRADED_RANGE.sub(r"\g<range> myotomes\g<after>", line)


def _of_feeling(line: str) -> str:
    line = _LATERAL.sub(lambda m: _LONG[m["what"].lower()], _PART_OF.sub("", line))
    if "+" in line and _AFTER_PLACE.search(line):
        line = _AND_PLACE.sub(" and ", line)
    if _NAMES_FEELING.search(line):
        line = _FELT_LESS.sub(r"\g<what> reduced", _LESS_FELT.sub(r"reduced \g<what>", line))
        line = _REDUCED_TOUCH.sub(lambda m: m[0][:-2] + "light touch", line)
    return line
