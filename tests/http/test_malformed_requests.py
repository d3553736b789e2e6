"""What cannot be understood gets a 4xx that says what and where, as an OperationOutcome; never a 5xx, never an empty list."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.http.conftest import VIEW, view_request

GOOD = json.dumps(view_request())


def without(*path: str) -> bytes:
    body = view_request()
    at: Any = body
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return json.dumps(body).encode()


def with_value(value: Any, *path: str) -> bytes:
    body = view_request()
    at: Any = body
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json.dumps(body).encode()


DEEP = "[" * 100_000 + "]" * 100_000
BROKEN = [
    pytest.param(b"", "empty", id="M1 nothing", marks=pytest.mark.checklist("M1")),
    pytest.param(b"  \n", "empty", id="M1 only space", marks=pytest.mark.checklist("M1")),
    pytest.param(b"hook=patient-view", "not JSON", id="M2 a form", marks=pytest.mark.checklist("M2")),
    pytest.param(GOOD[:-9].encode(), "not JSON", id="M2 cut short", marks=pytest.mark.checklist("M2")),
    pytest.param(GOOD.encode() + b"{}", "not JSON", id="M2 two objects", marks=pytest.mark.checklist("M2")),
    pytest.param(b"[]", "not a JSON object", id="M3 array", marks=pytest.mark.checklist("M3")),
    pytest.param(b"null", "not a JSON object", id="M3 null", marks=pytest.mark.checklist("M3")),
    pytest.param(b'"patient-view"', "not a JSON object", id="M3 text", marks=pytest.mark.checklist("M3")),
    pytest.param(b"7", "not a JSON object", id="M3 number", marks=pytest.mark.checklist("M3")),
    pytest.param(without("hook"), "hook", id="M4 no hook", marks=pytest.mark.checklist("M4")),
    pytest.param(with_value(["patient-view"], "hook"), "hook", id="M4 a list", marks=pytest.mark.checklist("M4")),
    pytest.param(with_value("order-sign", "hook"), "hook", id="M4 another's hook", marks=pytest.mark.checklist("M4")),
    pytest.param(without("context"), "context", id="M5 no context", marks=pytest.mark.checklist("M5")),
    pytest.param(with_value([], "context"), "context", id="M5 a list", marks=pytest.mark.checklist("M5")),
    pytest.param(without("context", "patientId"), "patientId", id="M6 none", marks=pytest.mark.checklist("M6")),
    pytest.param(with_value(None, "context", "patientId"), "patientId", id="M6 null", marks=pytest.mark.checklist("M6")),
    pytest.param(with_value("", "context", "patientId"), "patientId", id="M6 empty", marks=pytest.mark.checklist("M6")),
    pytest.param(with_value(" ", "context", "patientId"), "patientId", id="M6 blank", marks=pytest.mark.checklist("M6")),
    pytest.param(with_value("Patient/", "context", "patientId"), "patientId", id="M6 no id", marks=pytest.mark.checklist("M6")),
    pytest.param(with_value(12, "context", "patientId"), "patientId", id="M6 number", marks=pytest.mark.checklist("M6")),
    pytest.param(DEEP.encode(), "", id="M7 at the top", marks=pytest.mark.checklist("M7")),
    pytest.param(GOOD.replace("null", DEEP).encode(), "", id="M7 inside prefetch", marks=pytest.mark.checklist("M7")),
    pytest.param(GOOD.replace("null", "NaN").encode(), "not JSON", id="M9 NaN", marks=pytest.mark.checklist("M9")),
    pytest.param(GOOD.replace("null", "-Infinity").encode(), "not JSON", id="M9 -Inf", marks=pytest.mark.checklist("M9")),
    pytest.param(GOOD.replace("null", "Infinity").encode(), "not JSON", id="M9 Inf", marks=pytest.mark.checklist("M9")),
    pytest.param(
        GOOD.replace('"patientId": "p1"', '"patientId": "p1", "patientId": "p2"').encode(),
        "same key twice",
        id="M10 two patients",
        marks=pytest.mark.checklist("M10"),
    ),
    pytest.param(
        GOOD.replace('"patientId": "p1"', '"patientId": "p1", "patient\\u0049d": "a:b\\u003a"').encode(),
        "same key twice",
        id="M10 in disguise",
        marks=pytest.mark.checklist("M10"),
    ),
    pytest.param(GOOD.encode().replace(b"p1", b"\xff\xfe"), "not JSON", id="M14 Latin", marks=pytest.mark.checklist("M14")),
    pytest.param(GOOD.encode("utf-16"), "not JSON", id="M14 UTF-16", marks=pytest.mark.checklist("M14")),
]


@pytest.mark.parametrize(("body", "said"), BROKEN)
@pytest.mark.checklist("E2")
def test_a_malformed_request_is_refused_with_the_reason(client: FlaskClient, body: bytes, said: str) -> None:
    response = client.post(VIEW, data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.mimetype == "application/json"
    assert response.json is not None
    assert response.json["resourceType"] == "OperationOutcome"
    assert said in response.json["issue"][0]["details"]["text"]


def test_the_same_request_unbroken_is_answered(client: FlaskClient) -> None:
    response = client.post(VIEW, data=GOOD, content_type="application/json")
    assert response.status_code == 200
