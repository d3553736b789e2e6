"""Shapes that the R4 models have found nothing wrong with, remembered so that the next resource of that shape costs little.

A shape writes down the keys, the types of the values and what kind of text stands where. Two resources of one shape get the
same answer from the model, which a test asks of every kind of element; so remembering changes no answer. Text that a model
could take for a number, a date or a truth has no kind, except under keys that hold plain text in every resource. A resource
with such a value has no shape, and the model is asked every time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MOST = 4096
"""Shapes that are remembered; when full, all are forgotten."""
LONGEST_TEXT = 20_000
PLAIN_KEYS = frozenset(
    ("text", "display", "code", "system", "reference", "version", "unit", "description", "conclusion", "valueString", "div",
     "status", "intent", "priority", "contentType", "url", "fullUrl", "type", "title", "name", "family")
)  # fmt: skip
"""Keys that hold a string, a code or a URI in every R4 resource, or an object."""
_DAY = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_DATES = (
    ("day", re.compile(_DAY + r"\Z")),
    ("moment", re.compile(rf"{_DAY}T{_CLOCK}\Z")),
    ("month", re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])\Z")),
    ("year", re.compile(r"(?:19|20)\d\d\Z")),
)
_TEXTS = (
    ("solid", re.compile(r"[!-~]{1,500}\Z")),
    ("line", re.compile(r"[!-~]+(?: [!-~]+)*\Z")),
    ("foreign line", re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+(?: [^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+)*\Z")),
)
_PARAGRAPHS = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]*[^\s\x00-\x1f])?\Z")
_FREE_TEXT = frozenset(("text", "display", "conclusion", "valueString", "div", "description"))
_WORD = re.compile(r"[A-Za-z][A-Za-z\-]{0,60}\Z")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
_DATED = re.compile(
    r"(?:date|Date|Time|Instant|issued|started|start|end|recorded|onset\w*|abatement\w*|authoredOn|lastUpdated|time|creation)\Z"
)
_IDS = frozenset({"id", "uid"})
_BYTES = frozenset({"data", "hash"})
_NUMBERS_IN_WORDS = frozenset({"nan", "inf", "infinity"})
_TRUTHS = frozenset({"true", "false", "yes", "no", "on", "off", "t", "f", "y", "n"})
_SMALLEST, _LARGEST = 1e-6, 2_000_000_000
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
        return _text(value, key)
    if isinstance(value, dict):
        return ("{", *((k, _shape(v, k)) for k, v in value.items()))
    if isinstance(value, list):
        return ("[", *(_shape(v, key) for v in value))
    return _number(value, key)


def _number(value: Any, key: str) -> str:
    """Zero and one are kinds of their own: they are truths as well, and a count may not be zero."""
    if isinstance(value, bool):
        return f"bool {value}"
    if not isinstance(value, int | float) or _DATED.search(key) or not _SMALLEST < value < _LARGEST:
        raise _UncertainError
    whole = value == int(value)
    return f"{type(value).__name__} one" if value == 1 else f"{type(value).__name__} {'whole' if whole else 'part'}"


def _text(value: str, key: str) -> str:
    if key == "resourceType":
        return value
    if key in _BYTES or len(value) > LONGEST_TEXT:
        raise _UncertainError
    if _DATED.search(key):
        return _first(_DATES, value)
    if key in _IDS and _ID.match(value):
        return "id"
    if key in PLAIN_KEYS:
        return "paragraphs" if key in _FREE_TEXT and _PARAGRAPHS.match(value) else _first(_TEXTS, value)
    lower = value.lower()
    if key in _IDS or not _WORD.match(value) or lower in _NUMBERS_IN_WORDS:
        raise _UncertainError
    return lower if lower in _TRUTHS else "word"


def _first(kinds: tuple[tuple[str, re.Pattern[str]], ...], value: str) -> str:
    for kind, pattern in kinds:
        if pattern.match(value):
            return kind
    raise _UncertainError
