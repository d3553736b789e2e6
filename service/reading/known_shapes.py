"""Shapes that the R4 models have found nothing wrong with, remembered so that the next resource of that shape costs little.

Whether a model accepts a resource depends on its keys, the types of its values and what kind of text stands where, never on
the words themselves. `shape_of` writes down exactly that. A value whose kind cannot be told for certain (an odd date, a
huge number, base64 data) gives no shape, and the model is asked every time; so remembering changes no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MOST = 4096
"""Shapes that are remembered; when full, all are forgotten."""
LONGEST_TEXT = 20_000
_DAY = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_DATES = (
    ("day", re.compile(_DAY + r"\Z")),
    ("moment", re.compile(rf"{_DAY}T{_CLOCK}\Z")),
    ("month", re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])\Z")),
    ("year", re.compile(r"(?:19|20)\d\d\Z")),
)
_KINDS = (
    *_DATES,
    ("digits", re.compile(r"\d{1,8}\Z")),
    ("truth", re.compile(r"(?i:true|false|yes|no|on|off|[tfyn])\Z")),
    ("id", re.compile(r"[A-Za-z][A-Za-z0-9\-.]{0,63}\Z")),
    ("token", re.compile(r"[!-~]{1,500}\Z")),
    ("line", re.compile(r"[!-~]+(?: [!-~]+)*\Z")),
    ("text", re.compile(r"\S(?:[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]*\S)?\Z")),
)
_DATED = re.compile(
    r"(?:date|Date|Time|Instant|issued|started|start|end|recorded|onset\w*|abatement\w*|authoredOn|lastUpdated|time)\Z"
)
_IDS = frozenset({"id", "uid"})
_BYTES = frozenset({"data", "hash"})
_LARGEST = 2_000_000_000
_known: set[Any] = set()


class _UncertainError(Exception):
    """The kind of a value cannot be told."""


def shape_of(resource: Mapping[str, Any]) -> Any:
    """The shape as a hashable value, or None when some value's kind cannot be told for certain."""
    try:
        return _shape(resource, "")
    except (_UncertainError, RecursionError):
        return None


def known(shape: Any) -> bool:
    """Whether a resource of this shape was found to be valid before."""
    return shape is not None and shape in _known


def remember(shape: Any) -> None:
    """Notes that the model found nothing wrong with a resource of this shape."""
    if shape is None:
        return
    if len(_known) >= MOST:
        _known.clear()
    _known.add(shape)


def _shape(value: Any, key: str) -> Any:
    if isinstance(value, str):
        return _kind(value, key)
    if isinstance(value, dict):
        return ("{", *((k, _shape(v, k)) for k, v in value.items()))
    if isinstance(value, list):
        return ("[", *(_shape(v, key) for v in value))
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int) and 0 < value < _LARGEST:
        return "int"
    if isinstance(value, float) and 0 < abs(value) < _LARGEST:
        return "float"
    raise _UncertainError


def _kind(value: str, key: str) -> str:
    if key == "resourceType":
        return value
    if key in _BYTES or len(value) > LONGEST_TEXT:
        raise _UncertainError
    for kind, pattern in _DATES if _DATED.search(key) else _KINDS:
        if pattern.match(value):
            if key in _IDS and kind != "id":
                break
            return kind
    raise _UncertainError
