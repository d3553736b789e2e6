"""Known clients, sloppy clients, and requests taken apart element by element: answered, never a 5xx, never a 400 for FHIR."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.http.conftest import SELECT, SIGN, VIEW, view_request
from tests.http.shapes import SANDBOX, WILD

URLS = {"patient-view": VIEW, "order-select": SELECT, "order-sign": SIGN}


def call(client: FlaskClient, body: dict[str, Any]) -> Any:
    return client.post(URLS[body["hook"]], data=json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("body", WILD.values(), ids=WILD.keys())
@pytest.mark.checklist("H2", "H3", "Q5", "Q8", "Q10", "Q11", "Q17", "I3")
def test_a_request_as_known_clients_send_it_is_answered_with_cards_or_gaps(client: FlaskClient, body: dict[str, Any]) -> None:
    response = call(client, body)
    assert response.status_code == 200
    assert isinstance(response.json["cards"], list)
    assert set(response.json) <= {"cards", "extension"}


@pytest.mark.parametrize("body", SANDBOX.values(), ids=SANDBOX.keys())
@pytest.mark.checklist("H1", "Q9", "Q10", "R2")
def test_every_tab_of_the_sandbox_gets_200_and_nothing_that_makes_its_page_throw(
    client: FlaskClient, body: dict[str, Any]
) -> None:
    response = call(client, body)
    assert response.status_code == 200
    for card in response.json["cards"]:
        assert card["summary"]
        assert card["source"]["label"]
        assert all(suggestion["actions"] for suggestion in card.get("suggestions", []))


@pytest.mark.parametrize("hook", ["medication-prescribe", "order-dispatch", "order-review", "appointment-book"])
@pytest.mark.checklist("H3", "M4")
def test_a_hook_that_is_not_offered_is_404_by_its_name_and_400_at_another_service(client: FlaskClient, hook: str) -> None:
    body = WILD["a CRD client"] | {"hook": hook}
    assert client.post(f"/cds-services/lumbar-concordance-{hook}", json=body).status_code == 404
    assert client.post(SIGN, json=body).status_code == 400


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every element."""
    if at:
        yield at
    children: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*at, key))


def changed(body: Any, at: tuple[Any, ...], to: Any) -> Any:
    out = copy.deepcopy(body)
    place = out
    for key in at[:-1]:
        place = place[key]
    if to is REMOVED:
        del place[at[-1]]
    else:
        place[at[-1]] = to
    return out


REMOVED = object()
WRONG = [REMOVED, None, 5, "text", [], {"a": {"b": []}}]


@pytest.mark.parametrize("name", [*WILD, "PAMA, a reason chosen"])
@pytest.mark.checklist("Q2", "Q3", "Q4", "Q10", "Q13", "Q17", "E5", "F8")
def test_with_any_element_removed_nulled_or_of_another_type_it_is_still_answered(client: FlaskClient, name: str) -> None:
    body = WILD.get(name) or SANDBOX[name]
    for at in paths(body):
        for value in WRONG:
            mutant = changed(body, at, value)
            stops = at in (("hook",), ("context",), ("context", "patientId"))
            response = client.post(URLS[body["hook"]], data=json.dumps(mutant), content_type="application/json")
            allowed = {200, 412, 400} if stops else {200, 412}
            assert response.status_code in allowed, f"{'.'.join(map(str, at))} = {value!r}: {response.data!r}"


@pytest.mark.parametrize(
    "changes",
    [
        {"hookInstance": None},
        {"hookInstance": 7},
        {"hookInstance": "no uuid at all"},
        {"hookInstance": "3f1dde72-162b-11ec-99e8-0050568b7be6"},
        {"user": "Practitioner/1", "context": {"patientId": "p1"}},
        {"context": {"patientId": "Patient/p1"}},
        {"context": {"patientId": "p1", "userId": 5, "encounterId": [], "new": {}}},
        {"context": {"patientId": "https://ehr.example.org/r4/Patient/p1"}},
        {"fhirAuthorization": None, "fhirServer": None, "extension": None},
        {"extension": {"com.example": None}, "unknown": [{}]},
        {"fhirVersion": "4.0.1", "cdsHooksVersion": "3.0"},
    ],
)
@pytest.mark.checklist("Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8")
def test_what_is_unknown_or_optional_changes_nothing(client: FlaskClient, changes: dict[str, Any]) -> None:
    plain = call(client, view_request())
    response = call(client, view_request() | changes)
    assert (response.status_code, response.json) == (200, plain.json)


ODD_TEXTS = [
    "\u0000",
    "\ufffe",
    "a" * 1_000_000,
    "🦴" * 1000,
    "\u202e",
    "%00%0a",
    "${jndi:ldap://x}",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
@pytest.mark.checklist("Q13", "E5")
def test_odd_texts_anywhere_are_no_server_error(client: FlaskClient, text: str) -> None:
    condition = {"resourceType": "Condition", "id": text, "code": {"text": text}, "recordedDate": text}
    body = view_request(**{"conditions": condition, text[:200]: None}) | {"hookInstance": text}
    body["context"] |= {"userId": text, "encounterId": text}
    assert call(client, body).status_code == 200


@pytest.mark.parametrize("number", ["1e308", "-0", "1E-400", "9" * 400, "0.1" + "1" * 3000])
@pytest.mark.checklist("Q13")
def test_huge_numbers_anywhere_are_no_server_error(client: FlaskClient, number: str) -> None:
    observation = {"resourceType": "Observation", "id": "o1", "code": {"text": "weight"}, "valueQuantity": {"value": "N"}}
    body = json.dumps(view_request(observations=observation)).replace('"N"', number)
    response = client.post(VIEW, data=body, content_type="application/json")
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("body", ['{"a": "\\ud800"}', '{"\\udc00": 1}', '{"hook": 1e999}'])
@pytest.mark.checklist("Q13")
def test_lone_surrogates_and_infinite_numbers_are_refused(client: FlaskClient, body: str) -> None:
    assert client.post(VIEW, data=body, content_type="application/json").status_code == 400


@pytest.mark.checklist("Q13")
def test_as_deep_as_is_taken_is_no_server_error(client: FlaskClient) -> None:
    for levels in (100, 200, 240, 260, 1000):
        body = json.dumps(view_request(conditions={"resourceType": "Condition", "code": "DEEP"}))
        deep = body.replace('"DEEP"', '{"a":' * levels + "1" + "}" * levels)
        response = client.post(VIEW, data=deep, content_type="application/json")
        assert response.status_code == (200 if levels < 250 else 400)
