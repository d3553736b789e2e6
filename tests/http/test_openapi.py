"""The OpenAPI document is valid, and what it promises of every route is true (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jsonschema import Draft202012Validator

from cards.models import Response
from service.app import create_app
from tests.http.conftest import VIEW, settings, view_request

schema = schemathesis.openapi.from_wsgi("/openapi.json", create_app(settings()))


def test_the_document_names_every_route_of_the_contract(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    assert document is not None
    assert document["openapi"].startswith("3.1")
    assert {"/cds-services", VIEW, f"{VIEW}/feedback", "/health", "/ready", "/metrics", "/openapi.json"} <= set(
        document["paths"]
    )
    for part in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(part)


def test_no_route_is_left_undescribed(client: FlaskClient) -> None:
    described = set((client.get("/openapi.json").json or {})["paths"])
    served = {rule.rule for rule in client.application.url_map.iter_rules()}
    assert {route for route in served - described if not route.startswith(("/static", "/playground", "/knowledge/"))} == set()


def test_a_real_answer_is_what_the_model_says(client: FlaskClient) -> None:
    response = client.post(VIEW, json=view_request())
    Response.model_validate_json(response.data)


@schema.parametrize()
@hypothesis_settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@pytest.mark.checklist("Q13", "E5", "B7", "E1")
def test_schemathesis_finds_nothing(case: Any) -> None:
    case.call_and_validate()
