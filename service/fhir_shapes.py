"""Shapes that the R4 models have found nothing wrong with, remembered so that the next resource of that shape costs little.

A shape writes down the keys, the types of the values and what kind of text stands where. Two resources of one shape get the
same answer from the model, which a test asks of every kind of element; so remembering changes no answer. Text that a model
could take for a number, a date or a truth has no kind, except under keys that hold plain text in every resource. A resource
with such a value has no shape, and the model is asked every time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

MOST = 4096
"""Shapes that are remembered; when full, all are forgotten."""
LONGEST_TEXT = 20_000
SHORT = 100
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


_OPENED, _CLOSED, _LISTED, _LIST_ENDED = range(4)
"""Marks in a shape that no key and no kind of value can be taken for."""
DEEPEST = 40


class _UncertainError(Exception):
    """The kind of a value cannot be told, or it means nothing (a null, an empty text or list) and would be trimmed away."""


def shape_of(resource: Mapping[str, Any]) -> Any:
    """The shape as a hashable value, or None when some value's kind cannot be told for certain."""
    written: list[Any] = []
    try:
        _write(resource, "", written, 0)
    except (_UncertainError, RecursionError):
        return None
    return tuple(written)


class ValidShapes:
    """Shapes that one check found nothing wrong with. Each check has its own: they do not look at the same elements."""

    def __init__(self) -> None:
        self._known: set[Any] = set()

    def __contains__(self, shape: Any) -> bool:
        """Whether a resource of this shape was found to be valid before."""
        return shape is not None and shape in self._known

    def add(self, shape: Any) -> None:
        """Notes that the model found nothing wrong with a resource of this shape (None is not remembered)."""
        if shape is None:
            return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known.add(shape)


def _write(value: Any, key: str, written: list[Any], depth: int) -> None:
    """Appends the shape of a value: its kind, or marks around what it holds."""
    if type(value) is dict:
        if not value or depth > DEEPEST:
            raise _UncertainError
        written.append(_OPENED)
        for inner, held in value.items():
            written.append(inner)
            if type(held) is str:
                written.append(_kind_under(inner)(held))
            else:
                _write(held, inner, written, depth + 1)
        written.append(_CLOSED)
    elif type(value) is list:
        if not value or depth > DEEPEST:
            raise _UncertainError
        written.append(_LISTED)
        for held in value:
            _write(held, key, written, depth + 1)
        written.append(_LIST_ENDED)
    else:
        written.append(_kind_under(key)(value) if type(value) is str else _number(value, key))


def _number(value: Any, key: str) -> str:
    """Zero and one are kinds of their own: they are truths as well, and a count may not be zero."""
    if isinstance(value, bool):
        return f"bool {value}"
    if not isinstance(value, int | float) or _kind_under(key) is _day or not _SMALLEST < value < _LARGEST:
        raise _UncertainError
    whole = value == int(value)
    return f"{type(value).__name__} one" if value == 1 else f"{type(value).__name__} {'whole' if whole else 'part'}"


@lru_cache(maxsize=2048)
def _kind_under(key: str) -> Callable[[str], str]:
    """What tells the kind of a text that stands under this key."""
    if key == "resourceType":
        return str
    if key in _BYTES or key.endswith("Boolean"):  # a truth written as text is put right first
        return _uncertain
    if _DATED.search(key):
        return _day
    if key in _IDS:
        return _identity
    if key in _FREE_TEXT:
        return _free_text
    return _plain if key in PLAIN_KEYS else _word


def _uncertain(value: str) -> str:
    raise _UncertainError


def _day(value: str) -> str:
    return _first(_DATES, value)


def _identity(value: str) -> str:
    if not _ID.match(value):
        raise _UncertainError
    return "id"


def _free_text(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise _UncertainError
    return "paragraphs" if _PARAGRAPHS.match(value) else _first(_TEXTS, value)


def _plain(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise _UncertainError
    return _plain_short(value) if len(value) <= SHORT else _first(_TEXTS, value)


@lru_cache(maxsize=8192)
def _plain_short(value: str) -> str:
    """Codes, systems and units, which are the same from resource to resource."""
    return _first(_TEXTS, value)


@lru_cache(maxsize=1024)
def _word(value: str) -> str:
    lower = value.lower()
    if not _WORD.match(value) or lower in _NUMBERS_IN_WORDS:
        raise _UncertainError
    return lower if lower in _TRUTHS else "word"


def _first(kinds: tuple[tuple[str, re.Pattern[str]], ...], value: str) -> str:
    for kind, pattern in kinds:
        if pattern.match(value):
            return kind
    raise _UncertainError
