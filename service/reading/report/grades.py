"""Published grades in words: Modic type, Lee, Schizas, Pfirrmann, Meyerding, Castellvi, Weishaupt, Genant, MSU."""

from __future__ import annotations

from collections.abc import Sequence

from service.facts import Grade
from service.reading.language import Token

_SCALES = {
    "lee": "Lee",
    "schizas": "Schizas",
    "pfirrmann": "Pfirrmann",
    "pfirmann": "Pfirrmann",
    "pfirrman": "Pfirrmann",
    "pfirman": "Pfirrmann",
    "meyerding": "Meyerding",
    "myerding": "Meyerding",
    "meyerdings": "Meyerding",
    "castellvi": "Castellvi",
    "weishaupt": "Weishaupt",
    "pathria": "Pathria",
    "genant": "Genant",
    "msu": "MSU",
    "wildermuth": "Wildermuth",
    "bartynski": "Bartynski",
    "fujiwara": "Fujiwara",
    "modic": "Modic",
    "modec": "Modic",
    "modick": "Modic",
}
GRADE_STARTS = frozenset(_SCALES) | {"grade", "gr", "type", "types"}
"""The words that a grade can begin with."""
_BETWEEN = frozenset(
    (
        "grade",
        "type",
        "class",
        "-",
        "stage",
        "'s",
        "classification",
        ":",
        "(",
        "score",
        "types",
        "grading",
        "level",
        "of",
        "category",
        "endplate",
        "end",
        "plate",
    )
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "l": "1", "ll": "2", "lll": "3"}
_MIXED = frozenset(("mixed",))
LOWEST = {"Schizas": "A", "Pfirrmann": "12"}
"""The grades that say that all is well; of the other scales it is 0."""
LEE = {"0": None, "1": "mild", "2": "moderate", "3": "severe"}
SCHIZAS = {"A": None, "B": "moderate", "C": "severe", "D": "severe"}


def _value(token: Token, scale: str) -> str | None:
    text = token.text
    if text.isdecimal() and len(text) == 1:
        return text
    if scale in ("Schizas",) and text in {"a", "b", "c", "d"}:
        return text.upper()
    return _ROMAN.get(text)


def grade_at(tokens: Sequence[Token], i: int) -> tuple[str, Grade, int] | None:
    """(kind, grade, place after) when a grade is written at `i`: "Lee grade 2", "Schizas C", "Meyerding II", "grade 1".

    kind is "modic" for Modic types, "slip" for a bare "grade 1", else "grade"."""
    scale = _SCALES.get(tokens[i].text)
    if scale is None:
        return _bare_grade(tokens, i)
    j = i + 1
    while j < len(tokens) and tokens[j].text in _BETWEEN and j < i + 4:
        j += 1
    value = _value(tokens[j], scale) if j < len(tokens) else None
    if scale == "Modic":
        return _modic(tokens, i, j, value)
    if value is None:
        return None
    end = j + 1
    if scale == "MSU" and end < len(tokens) and tokens[end].text in {"a", "b", "c", "ab"}:
        value, end = value + tokens[end].text.upper(), end + 1
    if (
        scale == "Castellvi"
        and end < len(tokens)
        and tokens[end].text in ("a", "b")
        and tokens[end].start == tokens[end - 1].end
    ):
        value, end = value + tokens[end].text, end + 1
    if scale == "Schizas" and end < len(tokens) and tokens[end].text in "1234" and tokens[end].start == tokens[end - 1].end:
        end += 1
    return "grade", Grade(scale=scale, value=value), end


def _modic(tokens: Sequence[Token], i: int, j: int, value: str | None) -> tuple[str, Grade, int] | None:
    if value is None or value not in {"1", "2", "3"}:
        return None
    values, end = [value], j + 1
    while end + 1 < len(tokens):
        step = 1 if tokens[end].text in {"/", "-", "and", "&", "to", ",", "+", "or"} else 0
        step += step and tokens[end + step].text in ("type", "modic") and end + step + 1 < len(tokens)
        step += step and tokens[end + step].text in ("type",) and end + step + 1 < len(tokens)
        further = _value(tokens[end + step], "Modic") if step and not _begins_level(tokens, end + step) else None
        if further not in {"1", "2", "3"}:
            break
        values.append(further)
        end += step + 1
    mixed = len(set(values)) > 1 or (i > 0 and tokens[i - 1].text in _MIXED)
    return "modic", Grade(scale="Modic", value="mixed" if mixed else value), end


def _begins_level(tokens: Sequence[Token], i: int) -> bool:
    """ "Modic 1, L5-S1 ...": the letter is no numeral."""
    return tokens[i].text == "l" and i + 1 < len(tokens) and tokens[i + 1].start == tokens[i].end


def _bare_grade(tokens: Sequence[Token], i: int) -> tuple[str, Grade, int] | None:
    """ "grade 1", "grade II", "type 2": of what, the finding beside it says."""
    if tokens[i].text not in {"grade", "gr", "type", "types"} or i + 1 >= len(tokens):
        return None
    value = _value(tokens[i + 1], "")
    if value is None:
        return None
    end = i + 2
    kind = "slip" if tokens[i].text in ("grade", "gr") else "type"
    if kind == "type":
        found = _modic(tokens, i, i + 1, value)
        return None if found is None else ("type", found[1], found[2])
    if end + 1 < len(tokens) and tokens[end].text in {"/", "-", "to"} and _value(tokens[end + 1], "") is not None:
        end += 2
    return kind, Grade(scale="", value=value), end
