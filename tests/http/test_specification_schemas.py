"""What goes over the wire is valid against schemas written by hand from the specification; what is wrong, is not."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from fhir_examples import load, names
from service.conformance.requests import plain_request
from service.hooks import SERVICES
from tests.http.conftest import VIEW, view_request
from tests.schemas import mistakes

GOOD_CARD: dict[str, Any] = {
    "summary": "s",
    "indicator": "info",
    "source": {"label": "l", "topic": {"code": "c", "system": "https://x.example.org"}},
    "suggestions": [{"label": "l", "actions": [{"type": "delete", "description": "d", "resourceId": "ServiceRequest/1"}]}],
    "selectionBehavior": "any",
    "links": [{"label": "l", "url": "https://x.example.org/k#r", "type": "absolute"}],
}
WRONG_CARDS = {
    "no summary": {"summary": None},
    "a summary of 140": {"summary": "x" * 140},
    "two lines": {"summary": "a\nb"},
    "another indicator": {"indicator": "hard-stop"},
    "a source without label": {"source": {}},
    "an empty detail": {"detail": ""},
    "suggestions without a behaviour": {"selectionBehavior": ...},
    "an unknown member": {"colour": "red"},
    "a uuid that is none": {"uuid": "1"},
    "a delete with a resource": {
        "suggestions": [
            {"label": "l", "actions": [{"type": "delete", "description": "d", "resource": {"resourceType": "Basic"}}]}
        ]
    },
    "an action without description": {
        "suggestions": [{"label": "l", "actions": [{"type": "delete", "resourceId": "Basic/1"}]}]
    },
    "no actions in the list": {"suggestions": [{"label": "l", "actions": []}]},
    "a relative link": {"links": [{"label": "l", "url": "/k", "type": "absolute"}]},
    "appContext on an absolute link": {
        "links": [{"label": "l", "url": "https://x.example.org", "type": "absolute", "appContext": "x"}]
    },
    "an override reason without display": {"overrideReasons": [{"code": "c", "system": "s"}]},
}


def test_discovery_is_valid(client: FlaskClient) -> None:
    assert mistakes("discovery", client.get("/cds-services").get_json()) == []


def test_the_requests_of_the_check_are_valid() -> None:
    for service in SERVICES:
        request = plain_request(service.hook, {"patient": "Patient/{{context.patientId}}"}, date(2026, 3, 1))
        assert mistakes("request", request) == []


@pytest.mark.parametrize("name", names())
def test_answers_to_the_examples_are_valid(client: FlaskClient, name: str) -> None:
    example = load(name, today=date.today())  # noqa: DTZ011
    service = next((s.id for s in SERVICES if s.hook == example.request.get("hook")), SERVICES[0].id)
    answer = client.post(f"/cds-services/{service}", json=example.request)
    assert mistakes("response" if answer.status_code == 200 else "error", answer.get_json()) == []


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("POST", VIEW, {"json": {}}),
        ("POST", VIEW, {"data": "{", "content_type": "application/json"}),
        ("POST", VIEW, {"data": "x", "content_type": "text/plain"}),
        ("GET", VIEW, {}),
        ("POST", "/cds-services/nobody", {"json": {}}),
        ("GET", "/nowhere", {}),
        ("POST", f"{VIEW}/feedback", {"json": {"feedback": [{}]}}),
        ("GET", f"{VIEW}/feedback", {}),
        ("DELETE", "/cds-services", {}),
    ],
)
def test_errors_are_valid_outcomes(client: FlaskClient, method: str, path: str, options: dict[str, Any]) -> None:
    answer = client.open(path, method=method, **options)
    assert answer.status_code >= 400
    assert mistakes("error", answer.get_json()) == []


def test_feedback_as_the_specification_has_it_is_valid_and_taken(client: FlaskClient) -> None:
    card, suggestion = "4e0a3a1e-3283-4575-ab82-028d55fe2719", "e56e1945-20b3-4393-8503-a1a20fd73152"
    when = {"outcomeTimestamp": "2026-01-02T03:04:05Z"}
    reason = {"reason": {"code": "d7ecf885", "system": "https://x.example.org"}, "userComment": "x"}
    batch: dict[str, Any] = {
        "feedback": [
            {"card": card, "outcome": "accepted", "acceptedSuggestions": [{"id": suggestion}]} | when,
            {"card": card, "outcome": "overridden", "overrideReason": reason} | when,
        ]
    }
    assert mistakes("feedback", batch) == []
    assert client.post(f"{VIEW}/feedback", json=batch).status_code == 200
    del batch["feedback"][0]["outcomeTimestamp"]
    assert mistakes("feedback", batch) != []


def test_a_request_without_its_required_members_is_not_valid() -> None:
    assert mistakes("request", view_request()) == []
    for member in ("hook", "hookInstance", "context"):
        assert mistakes("request", {k: v for k, v in view_request().items() if k != member}) != []


def test_a_good_card_is_valid() -> None:
    assert mistakes("response", {"cards": [GOOD_CARD]}) == []
    assert mistakes("response", {"cards": []}) == []


@pytest.mark.parametrize("change", WRONG_CARDS.values(), ids=WRONG_CARDS)
def test_a_wrong_card_is_not_valid(change: dict[str, Any]) -> None:
    card = copy.deepcopy(GOOD_CARD) | change
    assert mistakes("response", {"cards": [{k: v for k, v in card.items() if v is not ...}]}) != []


@pytest.mark.parametrize(
    "entry",
    [
        {"description": None},
        {"id": "a/b"},
        {"hook": "order-review"},
        {"prefetch": {}},
        {"prefetch": {"p": "Patient/{{ x }}"}},
        {"colour": 1},
    ],
)
def test_a_wrong_service_is_not_valid(client: FlaskClient, entry: dict[str, Any]) -> None:
    document = client.get("/cds-services").get_json()
    document["services"][0] |= entry
    assert mistakes("discovery", document) != []
