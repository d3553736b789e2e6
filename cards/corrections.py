"""An order of the EHR's with its side or level put right: the same resource, every other element as it came."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cards.wording import listed
from service.facts import Order

SIDE_WORDS = {
    "left": re.compile(r"(?i)\b(?:left|lt)\b"),
    "right": re.compile(r"(?i)\b(?:right|rt)\b"),
    "bilateral": re.compile(r"(?i)\b(?:bilateral|both)\b"),
}
LEVEL = re.compile(r"(?i)\b[TL]\d{1,2}\s*[-/\u2010-\u2015]\s*[TLS]?\d{1,2}\b")


def corrected(order: Order, *, side: str | None, level: str | None) -> dict[str, Any] | None:
    """The resource with this side and level in its body site and, where they stand there, in its own text.

    None when that is not enough: a coding or an order detail names another side or level, so another code is needed.
    """
    side, level = side or order.side, level or listed(order.levels)
    resource = copy.deepcopy(dict(order.resource))
    where = " ".join(part for part in (side or "", level) if part)
    resource["bodySite"] = [{"text": where[:1].upper() + where[1:]}]
    code = resource.get("code")
    if isinstance(code, dict) and isinstance(code.get("text"), str):
        code["text"] = _put_right(code["text"], side, level)
    settled = all(_put_right(text, side, level) == text for text in _named_elsewhere(resource))
    return resource if settled else None


def _put_right(text: str, side: str | None, level: str) -> str:
    """The text with every other side, and every other level, replaced."""
    if level:
        text = LEVEL.sub(level, text)
    for name, pattern in SIDE_WORDS.items():
        if side and name != side:
            text = pattern.sub(lambda m: side.capitalize() if m[0][0].isupper() else side, text)
    return text


def _named_elsewhere(resource: Mapping[str, Any]) -> Iterator[str]:
    """What else names the order: displays of its code, and order details."""
    details = _objects(resource.get("orderDetail"))
    for concept in (*_objects([resource.get("code")]), *details):
        yield from _texts(_objects(concept.get("coding")), "display")
    yield from _texts(details, "text")


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(items: list[dict[str, Any]], key: str) -> Iterator[str]:
    return (item[key] for item in items if isinstance(item.get(key), str))
