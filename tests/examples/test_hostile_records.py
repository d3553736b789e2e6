"""Whatever a record's authors wrote, a card shows it as text, stays within its limits, and nothing of it is in a link."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fhir_examples import load
from fhir_examples.answers import answered

MARKUP = '<img src=x onerror="alert(1)"> | [click](javascript:alert(1)) **b** \n\n# h http://evil.example `c` \u202e'


def spoiled(value: Any) -> Any:
    """Every free text of the record with markup behind it."""
    if isinstance(value, dict):
        changed = ("text", "conclusion", "valueString", "description")
        return {k: f"{v} {MARKUP}" if k in changed and isinstance(v, str) else spoiled(v) for k, v in value.items()}
    return [spoiled(item) for item in value] if isinstance(value, list) else value


def shouted(value: Any) -> Any:
    """Every free text repeated until it is very long."""
    if isinstance(value, dict):
        changed = ("text", "conclusion", "valueString")
        return {k: f"{v}. " * 200 if k in changed and isinstance(v, str) else shouted(v) for k, v in value.items()}
    return [shouted(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["index-case", "index-epidural-sign", "flag-r2-motor-deficit", "order-wrong-side"])
@pytest.mark.parametrize("spoil", [spoiled, shouted])
def test_text_of_the_record_stays_text(name: str, spoil: Callable[[Any], Any]) -> None:
    example = load(name)
    request = copy.deepcopy(example.request)
    request["prefetch"] = spoil(request["prefetch"])
    if "draftOrders" in request["context"]:
        request["context"]["draftOrders"] = spoil(request["context"]["draftOrders"])
    status, body = answered(replace(example, request=request))
    assert status == 200
    assert body["cards"]
    for card in body["cards"]:
        assert len(card["summary"]) < 140
        assert len(card["detail"]) < 6000
        for text in (card["summary"], card["detail"], *(s["label"] for s in card.get("suggestions", ()))):
            assert "<" not in text
            assert "\u202e" not in text
            assert "](javascript" not in text.replace("\\]", "")
            assert not re.search(r"https?://evil", text)
        for link in card.get("links", ()):
            assert "evil" not in link["url"]
            assert "patient" not in link["url"].lower()
