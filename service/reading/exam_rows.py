"""Rows of muscles, roots or reflexes with their grades within a line → each with its own grade.

"HF/KE/EHL: R 5/5/4, L 5/5/5" tells which grade is of which muscle only by its place.
"""

from __future__ import annotations

import re
from itertools import pairwise

from service.reading.exam_names import GRADE, SENSED, named
from service.reading.named_tests import modes_of

_SIDE = r"(?:[RL](?:LE|LL|t)?|right(?:\sleg)?|left(?:\sleg)?)"
_SERIES = re.compile(
    r"(?P<names>[A-Za-z]{1,5}(?:\s?/\s?[A-Za-z]{1,5}){2,9})\)?\s*[:)]\s*"
    r"(?P<one>[RL])\s*:?\s*(?P<first>[0-5+\-/ ]{5,40}?)\s*[,;/]?\s+"
    r"(?P<other>[RL])\s*:?\s*(?P<second>[0-5+\-/ ]{5,40})"
)
_NAMES = r"[A-Za-z]{1,5}[1-5]?(?:\s?/\s?(?:[A-Za-z]{1,5}[1-5]?|[1-5])){1,9}"
_SLASHED_GRADES = r"[0-5](?:\+{1,2}|-)?(?:\s?/\s?[0-5](?:\+{1,2}|-)?){1,9}(?![\d/])"
_SLASHED = re.compile(
    rf"(?:\b(?P<lead>{_SIDE})\s*:?\s+)?\b(?P<names>{_NAMES})\)?\s*[:)]?\s+(?:(?P<one>{_SIDE})\s*:?\s+)?(?P<first>{_SLASHED_GRADES})"
    rf"(?:\s*[,;]?\s*\b(?P<other>{_SIDE})\s*:?\s+(?P<second>{_SLASHED_GRADES}))?"
    rf"(?:\s+(?:on\s(?:the\s)?)?\(?(?P<trail>left|right|R|L)\b\)?(?!\s?[:\d]))?",
    re.I,
)
"""Names and their grades: "RLE: HF/KE/DF 5/5/4 LLE: 5/5/5", "TA/EHL/GS L 3/2/5, R 5/5/5", "L4/L5/S1: 5/3/5 left"."""
_GRADE_BEFORE_NAMES = re.compile(
    rf"(?:\b(?P<lead>{_SIDE})\s*:?\s+)?\b(?P<grade>[0-5][+-]?/5)\s(?:in\s)?(?P<names>{_NAMES})(?!\s*:?\s*[0-5])", re.I
)
_ROOTS_IN_A_ROW = re.compile(
    r"\b(?P<side>R|L|right|left)\s*:?\s+(?P<row>(?:[LS][1-5]\s*:?\s+[0-5][+-]?(?:/5)?[,;\s]*){2,6})", re.I
)
_ROOT_GRADE = re.compile(r"([LS][1-5])\s*:?\s+([0-5][+-]?)(?:/5)?", re.I)
_JOINED_ROOTS = re.compile(
    r"(?:\b(?P<lead>R|L|right|left)\s*:?\s+)?(?P<row>\b[LS][1-5]\s?[-:]\s?[0-5][+-]?(?:/5)?(?![\w/])"
    r"(?:[,;]?\s*[LS][1-5]\s?[-:]\s?[0-5][+-]?(?:/5)?(?![\w/])){1,6})(?:\s+(?:on\s(?:the\s)?)?(?P<trail>left|right|R|L)\b)?",
    re.I,
)
_JOINED_ROOT = re.compile(r"([LS])([1-5])\s?([-:])\s?([0-5])([+-]?)", re.I)
_ROOT_OF_BOTH = re.compile(
    r"\b(?P<root>[LS][1-5])\s*:?\s+(?P<one>[RL])\s*:?\s*(?P<a>[0-5][+-]?)(?:/5)?\s*[/,;]?\s*"
    r"(?P<other>[RL])\s*:?\s*(?P<b>[0-5][+-]?)(?:/5)?(?![\d/])",
    re.I,
)
_VERSUS = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z ]{1,30}?)\s*:?\s*(?P<a>[0-5][+-]?)(?:/5)?\s*(?:vs?\.?|versus)\s*(?P<b>[0-5][+-]?)(?:/5)?\s*"
    r"\(\s*(?P<one>R|L|right|left)\s*(?:vs?\.?|versus|/)\s*(?P<other>R|L|right|left)\s*\)",
    re.I,
)
_GLUED_TO_SIDE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z ]{1,30}?)\s*:?\s+(?P<one>[RL])(?P<a>[0-5][+-]?)\s?[,;/]?\s?"
    r"(?P<other>[RL])(?P<b>[0-5][+-]?)(?![\w/-])"
)
"""A grade written to its side: "EHL R5 L3" names no root, as there is none of R."""
_SIDE_LAST = re.compile(
    r"(?P<row>\b(?:[A-Za-z]{1,5}\s[0-5][+-]?(?:/5)?[ ]){2,8})(?P<side>L|R|left|right)\b(?!\s?[:\d])\s*[,;.]?", re.I
)
_NAME_AND_GRADE = re.compile(r"([A-Za-z]{1,5})\s([0-5][+-]?)")
_JOINT = r"(?:hip|knee|ankle|big\stoe|great\stoe|toe)s?\s?:?\s?[0-5][+-]?(?:/5)?(?![\d/])"
_JOINTS = re.compile(
    r"(?P<head>\b(?:power|strength|motor)\b\s?:?\s?)?(?:\b(?P<lead>R|L|rt|lt|left|right)\s?:?\s)?"
    rf"\b(?P<row>{_JOINT}(?:\s?(?:,|;|and|&)?\s?{_JOINT}){{1,4}})"
    r"(?:\s+(?:on\s(?:the\s)?)?(?P<trail>R|L|left|right)\b(?!\s?[:\d]))?",
    re.I,
)
_POWER = re.compile(r"\b(?:power|strength|motor)\b", re.I)
_JOINT_GRADE = re.compile(r"(hip|knee|ankle|toe)s?\s?:?\s?([0-5][+-]?)", re.I)
_ROMAN = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z ]{1,30}?)\s(?:mrc\s)?grade\s(?P<roman>i{1,3}|iv|v)(?P<sign>[+-]?)"
    r"(?=\s*(?:[,.;)(]|$|(?:in|on|bilat\w*|both|left|right|lt|rt|[lr]|throughout|power|strength)\b))",
    re.I,
)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
STRENGTH = frozenset({"strength", "group"})


def in_a_row(line: str) -> str:
    """The line with its rows spelled out; any other line as it is. Linear in its length."""
    if "/" in line:
        line = _SERIES.sub(lambda m: _series(m) or m[0], line)
        line = _SLASHED.sub(lambda m: _slashed(m) or m[0], line)
        line = _GRADE_BEFORE_NAMES.sub(lambda m: _grade_before(m) or m[0], line)
    line = _ROOTS_IN_A_ROW.sub(_roots, line)
    line = _JOINED_ROOTS.sub(lambda m: _joined_roots(m) or m[0], line)
    line = _ROOT_OF_BOTH.sub(lambda m: _root_of_both(m) or m[0], line)
    line = _VERSUS.sub(lambda m: f"{m['one']} {m['name']}: {m['a']}/5. {m['other']} {m['name']}: {m['b']}/5", line)
    line = _GLUED_TO_SIDE.sub(lambda m: _glued(m) or m[0], line)
    line = _JOINTS.sub(lambda m: _joints(m) or m[0], line) if _POWER.search(line) else line
    return _sides_last(line)


def with_figures(line: str) -> str:
    """ "EHL grade III" in figures. Grades of anything but strength stay: "grade II tear"."""
    return _ROMAN.sub(lambda m: _figure(m) or m[0], line) if "grade" in line.lower() else line


def _figure(m: re.Match[str]) -> str | None:
    if STRENGTH.isdisjoint(modes_of(m["name"])):
        return None
    return f"{m['name']} {ROMAN[m['roman'].lower()]}{m['sign']}/5"


def _roots(m: re.Match[str]) -> str:
    return " ".join(_of_root(m, m["side"], root, grade) for root, grade in _ROOT_GRADE.findall(m["row"])) + " "


def _of_root(m: re.Match[str], side: str, root: str, grade: str) -> str:
    """The grade of a root: of feeling where the statement before it is about feeling, else of power."""
    if SENSED.search(re.split(r"[.;\n]", m.string[: m.start()])[-1]):
        return f"{side} {root} dermatome: {grade}.".strip()
    return f"{side} {root} myotome: {grade}/5.".strip()


def _root_of_both(m: re.Match[str]) -> str | None:
    if m["one"].lower() == m["other"].lower():
        return None
    return " ".join(_of_root(m, m[side], m["root"], m[grade]) for side, grade in (("one", "a"), ("other", "b"))).rstrip(".")


def _joined_roots(m: re.Match[str]) -> str | None:
    """ "L3-5 L4-4 L5-3": roots with their grades; None where the numbers may be discs ("L3-4 L4-5") or a range."""
    found = _JOINED_ROOT.findall(m["row"])
    places = [(("L", "S").index(letter.upper()) * 5) + int(root) for letter, root, _, _, _ in found]
    if any(other <= one for one, other in pairwise(places)):
        return None
    if any(joint == "-" for _, _, joint, _, _ in found):
        graded = any(int(g) <= int(r) and (r, g) != ("5", "1") for letter, r, _, g, _ in found if letter.upper() == "L")
        if len(found) < 3 or not graded:
            return None
    side = m["lead"] or m["trail"] or ""
    return " ".join(_of_root(m, side, f"{letter}{root}", grade + sign) for letter, root, _, grade, sign in found) + " "


def _series(m: re.Match[str]) -> str | None:
    """ "HF/KE/EHL: R 5/5/4, L 5/5/5": each muscle with its grade; None when the numbers do not fit the names."""
    names = [named(n.strip(), "") for n in m["names"].split("/")]
    out: list[str] = []
    for side, written in ((m["one"], m["first"]), (m["other"], m["second"])):
        grades = _grades(written.strip(" ,;/"), len(names))
        if grades is None:
            return None
        out += [f"{side} {name}: {grade}/5." for name, grade in zip(names, grades, strict=True) if name]
    return " ".join(out)


def _grades(written: str, count: int) -> list[str] | None:
    apart, slashed = written.split(), [g.strip() for g in written.split("/")]
    if len(apart) == count and all(GRADE.match(g) for g in apart):
        return [g.removesuffix("/5") for g in apart]
    return slashed if len(slashed) == count and all(re.match(r"[0-5][+-]?\Z", g) for g in slashed) else None


def _slashed(m: re.Match[str]) -> str | None:
    """Each name with its value on its side; None when they do not fit, and of two names without a side of their own."""
    names = _names(m["names"])
    one = m["one"] or m["lead"] or ("" if m["second"] else m["trail"] or "")
    if names is None or (m["second"] and not one) or (len(names) < 3 and not (one and all("jerk" in n for n in names))):
        return None
    out: list[str] = []
    for side, written in ((one, m["first"]), (m["other"], m["second"])):
        values = [] if written is None else [v.strip() for v in written.split("/")]
        if values and len(values) != len(names):
            return None
        out += [_graded(side, name, value) for name, value in zip(names, values, strict=False)]
    return " ".join(out) + (f" {m['trail']}" if m["trail"] and one != m["trail"] else "")


def _grade_before(m: re.Match[str]) -> str | None:
    """ "RLE: 5/5 IP/Q/TA/EHL": the grade of each."""
    names = _names(m["names"])
    if names is None or len(names) < 3:
        return None
    return " ".join(_graded(m["lead"] or "", name, m["grade"].split("/")[0]) for name in names)


def _names(written: str) -> list[str] | None:
    """The tests of a row of names; None where one is unknown. "L2/3/S1" are roots, each with the letter before it."""
    names, letter = [], ""
    for part in written.split("/"):
        part = part.strip()
        letter = part[0] if part[:1].isalpha() else letter
        names.append(named(letter + part if part.isdecimal() else part, "reflexes" if part.lower() in ("kj", "aj") else ""))
    return names if all(names) else None


def _graded(side: str, name: str, value: str) -> str:
    return f"{side[:1].upper()} {name}: {value}{'' if 'jerk' in name else '/5'}.".strip()


def _glued(m: re.Match[str]) -> str | None:
    modes = set(modes_of(m["name"]))
    if m["one"] == m["other"] or not modes or not modes <= STRENGTH | {"reflex"}:
        return None
    of = "" if "reflex" in modes else "/5"
    return f"{m['one']} {m['name'].strip()}: {m['a']}{of}. {m['other']} {m['name'].strip()}: {m['b']}{of}"


def _joints(m: re.Match[str]) -> str | None:
    """ "Power: hip 5, knee 5, ankle 4 L": the muscles of each joint, on the side that the row begins or ends with."""
    if not m["head"] and not (m["lead"] and _POWER.search(m.string[: m.start()])):
        return None
    side = m["lead"] or m["trail"] or ""
    return " ".join(
        f"{side} {'great toe' if joint.lower() == 'toe' else joint} power: {grade}/5.".strip()
        for joint, grade in _JOINT_GRADE.findall(m["row"])
    )


def _sides_last(line: str) -> str:
    """ "DF 5 PF 5 L, DF 3 PF 5 R": rows with their side behind; another line as it is."""
    rows = list(_SIDE_LAST.finditer(line))
    if {m["side"][0].lower() for m in rows} != {"l", "r"} or re.search(rf"\b{_SIDE}\b", line[: rows[0].start()], re.I):
        return line
    if not all(named(name, "") for m in rows for name, _ in _NAME_AND_GRADE.findall(m["row"])):
        return line
    return _SIDE_LAST.sub(
        lambda m: " ".join(f"{m['side']} {named(n, '')}: {grade}/5." for n, grade in _NAME_AND_GRADE.findall(m["row"])), line
    )
