"""The value of an Observation or component, whatever form it has, as words and as a plain yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from service.reading.coding import codes_of, notes_of, text_of

TRUE_CODES = frozenset(
    {
        "52101004",
        "10828004",
        "373066001",
        "260373001",
        "la9633-4",
        "la33-6",
        "la6576-8",
        "pos",
        "positive",
        "y",
        "yes",
        "true",
        "det",
    }
)
FALSE_CODES = frozenset(
    {
        "2667000",
        "260385009",
        "373067005",
        "260415000",
        "la9634-2",
        "la32-8",
        "la6577-6",
        "neg",
        "negative",
        "n-o",
        "no",
        "false",
        "nd",
    }
)
NORMAL_CODES = frozenset({"17621005", "la6626-1", "n", "normal"})
ABNORMAL_CODES = frozenset({"263654008", "la18821-1", "a", "aa", "abnormal"})
TRUE_WORDS = frozenset({"present", "yes", "true", "positive", "y", "+", "+ve", "pos", "detected", "1+", "(+)"})
FALSE_WORDS = frozenset(
    {"absent", "no", "false", "negative", "none", "nil", "-", "-ve", "neg", "not present", "not detected", "(-)"}
)
NORMAL_WORDS = frozenset({"normal", "wnl", "n", "nad", "unremarkable", "within normal limits"})
ABNORMAL_WORDS = frozenset({"abnormal", "abn"})
INTERPRETED = {
    "pos": "positive",
    "a": "abnormal",
    "aa": "abnormal",
    "neg": "negative",
    "n": "normal",
    "h": "abnormal",
    "l": "abnormal",
}


class Value(NamedTuple):
    """`words` as they would be written after the name, empty when there is none. `truth`: a bare yes (True) or no (False).

    `coded`: the yes or no was a code or a boolean, not a word. `number` and `unit` when it is a quantity.
    `absent_reason`: why there is no value, in plain words. `comparator`: the quantity is less or more than the number.
    """

    words: str = ""
    truth: bool | None = None
    coded: bool = False
    number: float | None = None
    unit: str = ""
    absent_reason: str = ""
    comparator: str = ""


def value_of(resource: Mapping[str, Any]) -> Value:
    """The value of an Observation or of one of its components. With a value and a reason for its absence both are kept."""
    value = stated(resource)
    reason = text_of(resource.get("dataAbsentReason")) or next((c.code for c in codes_of(resource.get("dataAbsentReason"))), "")
    reason = reason.replace("-", " ")
    if value.words or value.truth is not None:
        return value._replace(absent_reason=reason) if reason else value
    if reason:
        return Value(absent_reason=reason)
    words = interpretation(resource)
    return Value(words=words, truth={"positive": True, "negative": False}.get(words), coded=True) if words else Value()


def stated(resource: Mapping[str, Any]) -> Value:
    boolean = resource.get("valueBoolean")
    if isinstance(boolean, bool):
        return Value(words="yes" if boolean else "no", truth=boolean, coded=True)
    concept = resource.get("valueCodeableConcept") or resource.get("valueCoding")
    if concept:
        return of_concept(concept)
    for key in ("valueString", "valueMarkdown", "valueCode"):
        if isinstance(resource.get(key), str) and resource[key].strip():
            return of_text(resource[key].strip(), coded=False)
    return of_number(resource)


def of_concept(concept: Any) -> Value:
    codes = {c.code.lower() for c in codes_of(concept)}
    text = text_of(concept)
    plain = of_text(text, coded=True) if text else Value()
    if codes & NORMAL_CODES:
        return Value(words=text or "normal", coded=True)
    if codes & ABNORMAL_CODES:
        return Value(words=text or "abnormal", coded=True)
    if codes & (TRUE_CODES | FALSE_CODES):
        truth = bool(codes & TRUE_CODES)
        words = text or ("present" if truth else "absent")
        return Value(words=words, truth=truth if plain.truth is not None or not text else None, coded=True)
    return plain


def of_text(text: str, *, coded: bool) -> Value:
    low = " ".join(text.lower().strip(" .!").split())
    truth = True if low in TRUE_WORDS else False if low in FALSE_WORDS or low == "-" else None
    if text.strip() == "-":
        truth = False
    return Value(words=text, truth=truth, coded=coded)


def of_number(resource: Mapping[str, Any]) -> Value:
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, Mapping):
        return of_quantity(quantity)
    for key in ("valueInteger", "valueDecimal"):
        number = as_number(resource.get(key))
        if number is not None:
            return Value(words=f"{number:g}", number=number)
    ranged, ratio = resource.get("valueRange"), resource.get("valueRatio")
    if isinstance(ranged, Mapping) and isinstance(ranged.get("low") or ranged.get("high"), Mapping):
        return of_quantity(ranged.get("low") or ranged["high"])
    if isinstance(ratio, Mapping):
        parts = [
            as_number(ratio[k].get("value")) if isinstance(ratio.get(k), Mapping) else None
            for k in ("numerator", "denominator")
        ]
        if parts[0] is not None:
            return Value(words=f"{parts[0]:g}/{parts[1]:g}" if parts[1] else f"{parts[0]:g}", number=parts[0])
    return Value()


def of_quantity(quantity: Mapping[str, Any]) -> Value:
    number = as_number(quantity.get("value"))
    unit = next((u for k in ("unit", "code") if isinstance(u := quantity.get(k), str) and u.strip()), "")
    unit = "" if unit in ("1", "{score}", "score", "/5", "grade", "{grade}", "MRC", "MRC grade", "/4") else unit
    if number is None:
        return Value()
    comparator = quantity.get("comparator")
    told = comparator if comparator in ("<", "<=", ">", ">=") else ""
    return Value(words=f"{number:g} {unit}".strip(), number=number, unit=unit, comparator=told)


def as_number(value: Any) -> float | None:
    """A number, also one written as text; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e9 else None


def interpretation(resource: Mapping[str, Any]) -> str:
    """positive, negative, normal or abnormal, when the interpretation says so and there is no value."""
    for code in codes_of(resource.get("interpretation")):
        if code.code.lower() in INTERPRETED:
            return INTERPRETED[code.code.lower()]
    return text_of(resource.get("interpretation")).lower()


def note_of(resource: Mapping[str, Any]) -> str:
    """Notes (`note`, and `comment` or `comments` of older releases)."""
    return "\n".join(t for k in ("note", "comment", "comments") if k in resource and (t := notes_of(resource[k])))
