from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from cards.models import Action, Card, Coding, Response, Source, Suggestion

ID = "11481f68-653f-4cc9-80df-9e8870a824c8"
TOPIC = Coding(code="Topic", system="urn:x:topic", display="Topic")
SOURCE = Source(label="label", topic=TOPIC)
ORDER = {"resourceType": "ServiceRequest", "id": "1"}


def card(**given: Any) -> Card:
    return Card(**{"uuid": ID, "summary": "A conclusion", "indicator": "info", "source": SOURCE, **given})


@pytest.mark.parametrize("summary", ["", "a" * 140, "two\nlines", " leading", "doubled  space"])
def test_a_summary_is_one_short_line(summary: str) -> None:
    assert card(summary="a" * 139)
    with pytest.raises(ValidationError):
        card(summary=summary)


@pytest.mark.parametrize(
    "given",
    [
        {"indicator": "hard-stop"},
        {"uuid": "123"},
        {"suggestions": ()},
        {"suggestions": (), "selectionBehavior": "any"},
        {"selectionBehavior": "any"},
        {"overrideReasons": ()},
        {"links": ()},
        {"detail": ""},
        {"actionSelectionBehavior": "any"},
    ],
)
def test_a_card_outside_the_specification_cannot_be_built(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        card(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"type": "delete"},
        {"type": "delete", "resourceId": "1"},
        {"type": "delete", "resourceId": "ServiceRequest/1", "resource": ORDER},
        {"type": "create"},
        {"type": "create", "resource": {}},
        {"type": "update", "resource": {"resourceType": "ServiceRequest"}},
        {"type": "update", "resourceId": "ServiceRequest/1"},
        {"type": "replace", "resource": ORDER},
    ],
)
def test_an_action_carries_what_its_type_needs_and_nothing_else(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Action(description="d", **given)


def test_a_suggestion_has_exactly_one_action() -> None:
    action = Action(type="delete", description="d", resourceId="ServiceRequest/1")
    assert Suggestion(label="l", uuid=ID, actions=(action,))
    for actions in ((), (action, action)):
        with pytest.raises(ValidationError):
            Suggestion(label="l", uuid=ID, actions=actions)


def test_a_uuid_stands_once_in_a_response() -> None:
    with pytest.raises(ValidationError):
        Response(cards=(card(), card()))


def test_nothing_to_say_is_exactly_an_empty_card_list() -> None:
    assert Response().body() == {"cards": []}


def test_members_without_a_value_are_left_out() -> None:
    body = Response(cards=(card(),)).body()
    assert set(body) == {"cards"}
    assert set(body["cards"][0]) == {"uuid", "summary", "indicator", "source"}
