"""Draft orders that somebody could sign, and changes that leave the EHR's own order alone."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from cards.assembly import Setting
from cards.corrections import corrected
from cards.drafts import draft_order, drafts, valid
from cards.order_card import order_cards
from cards.suggestions import correct_suggestion, create_suggestions, remove_suggestion
from cards.wording import words
from service.concordance.assessment import Assessment
from service.facts import Order
from service.knowledge.care import care
from tests.cards.patients import KEY, TEAR, concordant, discordant, epidural, facts

SETTING = Setting(facts=facts("order-sign"), card_key=KEY)
SENT: dict[str, Any] = {
    "resourceType": "ServiceRequest",
    "id": "order.1-A",
    "meta": {"lastUpdated": "2026-11-20T08:00:00.100+01:00"},
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "https://ehr.example/fhir/Patient/patient-1"},
    "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "64483"}], "text": "Left L2-L3 TFESI"},
    "quantityQuantity": {"value": 1.0},
    "note": [{"text": "as discussed"}],
    "extension": [{"url": "https://ehr.example/own", "valueString": "kept"}],
}


@pytest.mark.parametrize("key", list(drafts()))
@pytest.mark.parametrize("side", ["left", "right", "bilateral", None])
def test_every_draft_is_complete_and_valid_on_every_side(key: str, side: str | None) -> None:
    resource = draft_order(key, facts(), side=side, problem=TEAR)
    assert valid(resource)
    assert resource["status"] == "draft"
    assert resource["subject"] == {"reference": "Patient/patient-1"}
    concept = resource.get("code") or resource["medicationCodeableConcept"]
    assert concept["text"] == concept["text"].strip()
    assert "  " not in concept["text"]
    assert resource["reasonReference"] == [{"reference": "Condition/14"}]
    if care().suggestions[key].sided and side:
        assert side in concept["text"].lower()
        assert side in resource["bodySite"][0]["text"].lower()


@pytest.mark.parametrize("key", list(drafts()))
def test_a_sided_code_is_never_given_to_the_other_side(key: str) -> None:
    for coding in drafts()[key].codings:
        other = {"left": "right", "right": "left", "bilateral": "left", None: None}[coding.side]
        given = draft_order(key, facts(), side=other, problem=None)
        codes = [c["code"] for c in (given.get("code") or given["medicationCodeableConcept"]).get("coding", [])]
        assert (coding.code in codes) == (coding.side is None)


def test_every_draft_has_words_and_every_suggestion_a_draft() -> None:
    assert set(drafts()) == set(words().suggestions)


def test_a_reason_that_is_no_condition_is_told_in_words_only() -> None:
    seen_on_scan = replace(TEAR, source=replace(TEAR.source, reference="DiagnosticReport/3"))
    resource = draft_order("physiotherapy_abductors", facts(), side="left", problem=seen_on_scan)
    assert "reasonReference" not in resource
    assert resource["reasonCode"][0]["text"] == "left gluteal tendon tear"


def test_an_order_is_removed_by_the_very_reference_it_came_with() -> None:
    suggestion = remove_suggestion(epidural(reference="ServiceRequest/order.1-A"), SETTING)
    assert suggestion is not None
    assert suggestion.actions[0].resourceId == "ServiceRequest/order.1-A"
    assert suggestion.actions[0].type == "delete"


@pytest.mark.parametrize("reference", ["", "order-1", "ServiceRequest/", "servicerequest/1"])
def test_an_order_without_a_usable_reference_is_not_offered_for_removal(reference: str) -> None:
    assert remove_suggestion(epidural(reference=reference), SETTING) is None


def order_sent(**given: Any) -> Order:
    return epidural(reference="ServiceRequest/order.1-A", resource={**SENT, **given})


def test_a_corrected_order_is_the_same_but_for_side_and_level() -> None:
    before = copy.deepcopy(SENT)
    changed = corrected(order_sent(), side="right", level="L4-L5")
    assert before == SENT, "the EHR's own resource was changed"
    assert changed is not None
    assert changed["bodySite"] == [{"text": "Right L4-L5"}]
    assert changed["code"] == {**SENT["code"], "text": "Right L4-L5 TFESI"}
    rest = {k: v for k, v in changed.items() if k not in ("bodySite", "code")}
    assert rest == {k: v for k, v in SENT.items() if k != "code"}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Lt L2/3 TFESI", "Right L4-L5 TFESI"),
        ("TFESI left L2-3, under fluoroscopy", "TFESI right L4-L5, under fluoroscopy"),
        ("Bilateral L2–L3 injection", "Right L4-L5 injection"),
        ("Epidural injection", "Epidural injection"),
    ],
)
def test_the_text_of_a_corrected_order_names_the_right_place(text: str, right: str) -> None:
    changed = corrected(order_sent(code={"text": text}), side="right", level="L4-L5")
    assert changed is not None
    assert changed["code"]["text"] == right


def test_only_the_side_changes_when_the_level_is_right() -> None:
    changed = corrected(order_sent(), side="right", level=None)
    assert changed is not None
    assert changed["code"]["text"] == "Right L2-L3 TFESI"


@pytest.mark.parametrize(
    "given",
    [
        {"code": {"coding": [{"system": "s", "code": "1", "display": "Injection, left lumbar"}], "text": "Left L2-L3 TFESI"}},
        {"orderDetail": [{"text": "left side"}]},
    ],
)
def test_an_order_whose_code_names_the_wrong_side_needs_another_code(given: dict[str, Any]) -> None:
    assert corrected(order_sent(**given), side="right", level="L4-L5") is None


def test_an_order_that_no_validator_accepts_is_not_sent_back() -> None:
    assert correct_suggestion(SENT, SETTING, label="Change") is not None
    assert correct_suggestion({**SENT, "category": {"text": "no list"}}, SETTING, label="Change") is None
    assert correct_suggestion({k: v for k, v in SENT.items() if k != "id"}, SETTING, label="Change") is None


def test_a_wrong_side_is_corrected_rather_than_removed() -> None:
    there: dict[str, Any] = {"related": (concordant(),), "details": {"right_side": "right"}}
    wrong = discordant(order_sent(), kind="wrong_side", alternatives=("correct_site",), **there)
    card = order_cards(Assessment(orders=(wrong,)), SETTING)[0]
    assert [(s.isRecommended, s.actions[0].type) for s in card.suggestions or ()] == [(True, "update"), (None, "delete")]
    assert "Side mismatch: the order is for the left side, the finding that fits is on the right side" in card.summary


def test_a_warning_offers_to_remove_the_order_and_to_create_another_one_action_each() -> None:
    card = order_cards(Assessment(orders=(discordant(),)), SETTING)[0]
    offered = [(s.isRecommended, [a.type for a in s.actions]) for s in card.suggestions or ()]
    assert offered == [(True, ["delete"]), (True, ["create"])]
    assert card.selectionBehavior == "any"
    assert "Supervised physiotherapy: progressive left hip abductor loading" in (card.detail or "")


def test_what_is_unknown_is_left_out_rather_than_sent_half_made() -> None:
    assert create_suggestions(("no_such_thing",), SETTING) == []


def test_only_resources_of_a_known_type_are_valid() -> None:
    assert not valid({"resourceType": "NoSuchThing"})
    assert not valid({})
