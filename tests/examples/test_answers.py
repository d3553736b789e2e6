"""Every example is answered as stored, on any day, with few, short, calm cards whose suggestions work."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from cards.drafts import valid
from fhir_examples import Example, load, moved, names
from fhir_examples.answers import answered

BANNED = ("pathognomonic", "extremely common", "always", "never ", "obviously", "you should have", "wrongly", "failed to")
LONGEST_DETAIL = 3600
LONGEST_SENTENCE = 45
MEAN_SENTENCE = 20
CARDS = tuple(name for name in names() if load(name).status == 200)


@cache
def answer_to(name: str) -> tuple[int, dict[str, Any]]:
    return answered(load(name))


def body_of(name: str) -> dict[str, Any]:
    return answer_to(name)[1]


def cards_of(name: str) -> list[dict[str, Any]]:
    return list(body_of(name).get("cards", []))


def sentences(markdown: str) -> list[str]:
    """The prose of a card: cells and lines without markup, split where a sentence ends."""
    text = re.sub(r"\*\*|\\|^- |^\| --.*$", "", markdown, flags=re.M)
    pieces = re.split(r"[|\n]|(?<=[.:;?])\s", text)
    return [piece.strip() for piece in pieces if piece.strip()]


@pytest.mark.parametrize("name", names())
def test_the_answer_is_the_stored_one(name: str) -> None:
    example = load(name)
    status, body = answer_to(name)
    assert status == example.status
    assert body == example.response, "read the difference; if it is meant: make examples"


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    """What a process remembers of words, codes and shapes changes nothing, whatever the order of the patients."""
    for order in (CARDS[::3], CARDS[::-3], CARDS[::3]):
        for name in order:
            assert answered(load(name))[1] == load(name).response


@pytest.mark.parametrize("name", ["index-case", "index-epidural-sign", "flag-r1-cauda-equina", "state-g4-under-treatment"])
def test_an_example_never_grows_stale(name: str) -> None:
    written = load(name).as_of
    for later in (written + timedelta(days=401), date(2031, 2, 28)):
        shifted = load(name, today=later)
        assert moved(answered(shifted)[1], later, written) == load(name).response


@pytest.mark.parametrize("name", CARDS)
def test_there_are_at_most_two_cards_of_information(name: str) -> None:
    assert sum(card["indicator"] == "info" for card in cards_of(name)) <= 2


@pytest.mark.parametrize("name", CARDS)
def test_cards_are_short_calm_and_cited(name: str) -> None:
    for card in cards_of(name):
        text = f"{card['summary']}\n{card['detail']}"
        assert len(card["summary"]) < 140
        assert len(card["detail"]) <= LONGEST_DETAIL
        assert [b for b in BANNED if b in text.lower()] == []
        assert "draft" in card["detail"]
        if card["source"]["topic"]["code"] not in ("RecordNotReadable", "NoVerdictGiven"):
            assert "Sources: " in card["detail"]
        assert "{" not in text
        assert "<" not in text


@pytest.mark.parametrize("name", CARDS)
def test_cards_are_easy_to_read(name: str) -> None:
    for card in cards_of(name):
        lengths = [len(s.split()) for s in sentences(card["detail"]) if not s.startswith("Sources:")]
        assert max(lengths) <= LONGEST_SENTENCE, max(sentences(card["detail"]), key=lambda s: len(s.split()))
        assert sum(lengths) / len(lengths) <= MEAN_SENTENCE


@pytest.mark.parametrize("name", CARDS)
def test_every_suggested_resource_could_be_signed(name: str) -> None:
    patient = {"reference": "Patient/patient-1"}
    for action in actions_of(name):
        if action["type"] == "delete":
            assert action["resourceId"] in drafts_of(load(name))
        else:
            assert valid(action["resource"])
            assert action["resource"]["subject"] == patient


def actions_of(name: str) -> list[dict[str, Any]]:
    return [a for card in cards_of(name) for s in card.get("suggestions", ()) for a in s["actions"]]


def drafts_of(example: Example) -> dict[str, dict[str, Any]]:
    entries = example.request["context"].get("draftOrders", {}).get("entry", [])
    return {f"{e['resource']['resourceType']}/{e['resource']['id']}": e["resource"] for e in entries}


def applied(example: Example, cards: list[dict[str, Any]]) -> Example:
    """The example with every recommended suggestion of its warnings taken."""
    drafts = copy.deepcopy(drafts_of(example))
    chosen = [s for c in cards if c["indicator"] != "info" for s in c.get("suggestions", ()) if s.get("isRecommended")]
    for n, action in enumerate(a for s in chosen for a in s["actions"]):
        if action["type"] == "delete":
            drafts.pop(action["resourceId"])
        elif action["type"] == "update":
            drafts[f"{action['resource']['resourceType']}/{action['resource']['id']}"] = action["resource"]
        else:
            drafts[f"{action['resource']['resourceType']}/new-{n}"] = {**action["resource"], "id": f"new-{n}"}
    request = copy.deepcopy(example.request)
    request["context"]["draftOrders"]["entry"] = [{"resource": draft} for draft in drafts.values()]
    request["context"].pop("selections", None)
    return replace(example, request=request)


def warns_of_an_order(card: dict[str, Any]) -> bool:
    return card["indicator"] != "info" and str(card["source"]["topic"]["code"]).startswith("Order")


@pytest.mark.parametrize("name", [name for name in CARDS if load(name).hook != "patient-view"])
def test_a_warning_is_gone_when_what_it_recommends_is_done(name: str) -> None:
    example, cards = load(name), cards_of(name)
    warned = [c for c in cards if warns_of_an_order(c)]
    if not warned:
        return
    _, again = answered(applied(example, cards))
    left = [c["summary"] for c in again["cards"] if warns_of_an_order(c)]
    assert left == []


def test_choosing_and_signing_give_the_same_judgement() -> None:
    assert body_of("index-epidural-select") == body_of("index-epidural-sign")


def test_orders_that_fit_or_do_not_concern_us_get_no_card() -> None:
    silent = [
        "order-unrelated",
        "order-right-level-and-side",
        "order-physiotherapy",
        "order-trochanteric-injection",
        "order-trochanteric-injection-other-side",
        "order-gluteal-repair-due",
        "order-hip-mri",
        "order-electrodiagnosis",
        "order-nsaid-safe",
    ]
    assert {name: [c["summary"] for c in cards_of(name)] for name in silent} == {name: [] for name in silent}


def test_nothing_to_say_is_exactly_an_empty_list() -> None:
    assert body_of("no-lumbar-imaging") == {"cards": []}
