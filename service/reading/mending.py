"""A resource of any shape → a plain dictionary of valid R4 shape, and what had to be left out.

`fhir.resources` only says where a resource is wrong; its parsed model is thrown away, since writing one back changes
decimals and timestamps. What is merely misshapen is put right (an object where a list belongs, a number where text belongs);
an element that cannot be is left out by itself and named. A *missing* element is never a reason to lose the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from service.facts import NotAssessed
from service.fhir_shapes import ValidShapes, shape_of
from service.reading.dates import first_day, last_day
from service.reading.references import own_reference
from service.record import Resource

MAX_DEPTH = 40
MAX_ROUNDS = 12
_REFERENCE = re.compile(r"(#|urn:|https?://|[A-Z][A-Za-z]{2,40}/)\S+\Z")
_DATED = re.compile(r"(date|Date|DateTime|Instant|issued|started|start|end|recorded|onset\w*|authoredOn|lastUpdated|time)\Z")
_NUMBER = re.compile(r"\s*[-+]?\d{1,12}(?:\.\d{1,9})?\s*\Z")
_QUANTITY_KEYS = ("low", "high", "numerator", "denominator")
_NUMERIC_KEYS = ("valueInteger", "valueDecimal")
_SHAPELESS = "does not have the shape that FHIR gives it; it was left out"
_REASONS = {"string_type": "is not text; it was left out", "list_type": "is not a list; it was left out"}
_TRUE_FALSE = {"true": True, "false": False}

_UNREAD = frozenset({"meta", "text", "implicitRules", "language"})
_READ_IN: Mapping[Any, tuple[str, ...]] = {"DiagnosticReport": ("text",), "DocumentReference": ("text",)}
"""What no reader looks at is not checked; the narrative of a report is read."""

Path = tuple[str | int, ...]
_valid = ValidShapes()


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """The resource in valid shape, and one entry for each element that was left out."""

    resource: dict[str, Any]
    left_out: tuple[NotAssessed, ...] = ()


@dataclass
class _Work:
    """One resource being mended: its present state, the paths already put right once, and what was left out."""

    resource: dict[str, Any]
    tried: set[Path] = field(default_factory=set)
    left_out: list[tuple[Path, str]] = field(default_factory=list)


def mend(resource: Resource) -> Mended:
    """The resource with every element that R4 does not allow put right or left out. Never raises on any JSON."""
    read = _READ_IN.get(str(resource.get("resourceType")), ())
    as_sent = {k: v for k, v in resource.items() if k not in _UNREAD or k in read}
    shape = shape_of(as_sent)
    if shape in _valid:  # then nothing in it is empty either
        return Mended(resource=as_sent)
    work = _Work(_trimmed(as_sent))
    shape = shape or shape_of(work.resource)
    model = _model(str(resource.get("resourceType")))
    if model is not None:
        for _ in range(MAX_ROUNDS):
            errors = _errors(model, work.resource)
            if errors == [] and not work.tried:
                _valid.add(shape)
            if errors is None:
                _drop_what_raises(model, work)
                break
            treated = [_treat(work, path, kind) for path, kind in errors]  # all of them, not only until the first
            if not any(treated):
                break
            work.resource = _compact(work.resource)
    name = own_reference(resource)
    entries = [NotAssessed(source=name, why=f"{_dotted(resource, path)} {reason}") for path, reason in work.left_out]
    return Mended(resource=work.resource, left_out=tuple(dict.fromkeys(entries)))


@lru_cache(maxsize=64)
def _model(resource_type: str) -> Any:
    try:
        return get_fhir_model_class(resource_type)
    except (KeyError, LookupError, ImportError, ValueError):
        return None


def _errors(model: Any, resource: dict[str, Any]) -> list[tuple[Path, str]] | None:
    """What the model says is wrong, as (path, error type); None when it fails in a way that names no element."""
    try:
        model.model_validate({k: v for k, v in resource.items() if k != "contained"})
    except ValidationError as e:
        return [
            (tuple(error["loc"]), error["type"])
            for error in e.errors(include_url=False, include_input=False, include_context=False)
        ]
    except (KeyError, TypeError, ValueError, AttributeError, LookupError, RecursionError):
        return None
    return []


def _treat(work: _Work, path: Path, kind: str) -> bool:
    """Puts right or leaves out the element at `path`. False when there is nothing to do (a missing element, a rule across
    elements), so that the rounds end."""
    if "missing" in kind or not path:
        return False
    holder, key, where = _descend(work.resource, path)
    if holder is None:
        return False
    value = holder[key]
    if value is None:  # left out a moment ago, in this round
        return True
    if kind == "extra_forbidden":
        holder[key] = None
        return True
    better = None if where in work.tried else _put_right(str(key), value, kind)
    work.tried.add(where)
    if better is None:
        work.left_out.append((where, _reason(str(key), kind)))
    elif isinstance(value, list) and len(value) > 1 and not isinstance(better, list):
        work.left_out.append((where, "holds several values where one belongs; only the first was read"))
    holder[key] = better
    return True


def _descend(resource: dict[str, Any], path: Path) -> tuple[Any, Any, Path]:
    """The container, key and path of the deepest element along `path` that exists."""
    holder: Any = None
    key: Any = None
    here: Any = resource
    reached: list[str | int] = []
    for step in path:
        inside = (
            step in here if isinstance(here, dict) else isinstance(here, list) and isinstance(step, int) and step < len(here)
        )
        if not inside:
            break
        holder, key, here = here, step, here[step]
        reached.append(step)
    return holder, key, tuple(reached)


def _put_right(key: str, value: Any, kind: str) -> Any:
    """The value in the shape that was asked for, or None when there is no honest way."""
    if kind == "list_type":
        return None if isinstance(value, list) else [value]
    if isinstance(value, list):
        return value[0] if value else None
    if kind == "string_type":
        return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if not isinstance(value, str):
        return None
    if _DATED.search(key):
        return _iso(value)
    if kind in ("json_invalid", "json_type", "model_type", "dict_type", "model_attributes_type", "is_instance_of"):
        return {"reference": value} if _REFERENCE.match(value) else {"text": value}
    return None


def _iso(value: str) -> str | None:
    first, last = first_day(value), last_day(value)
    if first is None or last is None:
        return None
    return first.isoformat()[: 10 if first == last else 7 if first.month == last.month else 4]


def _reason(key: str, kind: str) -> str:
    if _DATED.search(key):
        return "is not a date that FHIR allows; it was left out"
    return _REASONS.get(kind, _SHAPELESS)


def _drop_what_raises(model: Any, work: _Work) -> None:
    """Element by element, when the model breaks as a whole: the element that breaks it alone is left out."""
    for key in list(work.resource):
        if key in ("resourceType", "id", "contained"):
            continue
        if _errors(model, {"resourceType": work.resource.get("resourceType"), key: work.resource[key]}) is None:
            work.left_out.append(((key,), _SHAPELESS))
            del work.resource[key]


def _dotted(resource: Resource, path: Path) -> str:
    """`Condition.category[0].coding`: names and places only, nothing of what stands there."""
    out = str(resource.get("resourceType"))
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}"
    return out[:200]


def _trimmed(resource: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in resource.items():
        kept = _trim(value, str(key), 1)
        if kept is not None:
            out[key] = kept
    return out


def _trim(value: Any, key: str, depth: int) -> Any:
    """The value without nulls and empty parts; None when nothing is left of it, or it lies too deep to mean anything."""
    if isinstance(value, str):
        return _plain(value, key) if value.strip() else None
    if not isinstance(value, (Mapping, list)):
        return value
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [kept for v in value if (kept := _trim(v, key, depth + 1)) is not None] or None
    inner = _quantity(value) if key.endswith("Quantity") or key in _QUANTITY_KEYS else value
    return {k: kept for k, v in inner.items() if (kept := _trim(v, str(k), depth + 1)) is not None} or None


def _plain(value: str, key: str) -> Any:
    """Text, with the number or truth it stands for where the key asks for one."""
    if key in _NUMERIC_KEYS and _NUMBER.match(value):
        return float(value) if key == "valueDecimal" or "." in value else int(value)
    if key.endswith("Boolean"):
        return _TRUE_FALSE.get(value.strip().lower(), value)
    return value


def _quantity(value: Mapping[str, Any]) -> Mapping[str, Any]:
    number = value.get("value")
    if isinstance(number, str) and _NUMBER.match(number):
        return {**value, "value": float(number)}
    return value


def _compact(value: MutableMapping[str, Any]) -> dict[str, Any]:
    """Without the elements that were set to None, and what became empty through it."""
    return _trimmed(value)
