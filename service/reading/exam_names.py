"""The names and values of the cells and rows of an examination: which test, which side, which result a short word means."""

from __future__ import annotations

import re

from service.reading.named_tests import names_test

SIDES = {"r": "R", "l": "L", "rt": "R", "lt": "L", "right": "R", "left": "L", "(r)": "R", "(l)": "L", "rle": "R", "lle": "L"}
SHORT_NAMES = {
    "q": "quadriceps", "h": "hamstrings", "gc": "gastrocnemius", "gs": "gastrocnemius", "g": "gastrocnemius",
    "hf": "hip flexion", "ke": "knee extension", "kf": "knee flexion", "df": "ankle dorsiflexion", "pf": "ankle plantarflexion",
    "ip": "iliopsoas", "ta": "tibialis anterior", "ev": "ankle eversion", "habd": "hip abduction",
}  # fmt: skip
"""Names that are too short to mean anything outside a row of muscles."""
OF_THE_ARM = frozenset({
    "d", "del", "delt", "delts", "deltoid", "b", "bi", "bic", "bics", "biceps", "t", "tri", "tric", "triceps", "we", "wf", "ff",
    "fe", "fa", "fabd", "io", "hg", "grip", "apb", "adm", "fdi", "fdp", "ef", "ee", "sh", "sa", "shabd", "int", "intr", "ints",
    "br", "c5", "c6", "c7", "c8", "t1", "wrist", "elbow", "shoulder", "finger", "fingers", "hand",
})  # fmt: skip
"""Columns of the arms in a table of all four limbs: their grades say nothing of the legs."""
JERKS = {"knee": "knee jerk", "ankle": "ankle jerk", "kj": "knee jerk", "aj": "ankle jerk", "patella": "knee jerk",
         "patellar": "knee jerk", "achilles": "ankle jerk"}  # fmt: skip
VALUES = {
    "n": "normal", "nl": "normal", "norm": "normal", "wnl": "normal", "✓": "normal", "ok": "normal", "abs": "absent",
    "↓": "reduced", "dec": "reduced", "decr": "reduced", "tr": "trace", "normal": "normal", "intact": "intact",
    "absent": "absent", "reduced": "reduced", "decreased": "decreased", "diminished": "reduced", "trace": "trace",
    "weak": "weak", "present": "present", "-": "absent",
}  # fmt: skip
GRADE = re.compile(r"[0-5](?:[+-]|\(-\))?(?:/5)?\Z")
REFLEX = re.compile(r"(?:[0-4]\+{0,2}|\+{1,3})\Z")
ROOT = re.compile(r"[LS][1-5]\Z", re.I)
SENSED = re.compile(r"\b(?:sens\w*|dermatom\w*|light touch|lt|pp|pin\w*|touch)\b", re.I)
JERKED = re.compile(r"\b(?:reflex\w*|dtrs?|jerks?)\b", re.I)


def side_of(cell: str) -> str | None:
    """`R` or `L` where the cell is nothing but a side."""
    return SIDES.get(cell.strip(" :.").lower())


def value_of(cell: str, kind: str) -> str | None:
    """The value of a cell as it is read after a name, None when it is none. `kind`: jerk, root of feeling, or a muscle."""
    cell = cell.strip(" .").lower()
    if cell in VALUES:
        return VALUES[cell]
    if kind == "jerk":
        return cell if REFLEX.match(cell) else None
    if GRADE.match(cell):
        return cell if "/" in cell else f"{cell}/5"
    return cell if kind == "" and REFLEX.match(cell) else None


def named(cell: str, heading: str) -> str:
    """The test that a column or row is of, as the reader knows it; empty when it is none."""
    low = cell.strip(" :.").lower()
    if JERKED.search(heading) and low in JERKS:
        return JERKS[low]
    if ROOT.match(cell.strip(" :.")):
        return f"{cell.strip(' :.').upper()} {'dermatome' if SENSED.search(heading) else 'myotome'}"
    if low in SHORT_NAMES:
        return SHORT_NAMES[low]
    return cell.strip(" :.") if names_test(cell) else ""
