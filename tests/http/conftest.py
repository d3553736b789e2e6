"""What the HTTP tests share: a plain request, and the application with an answer of its own in place of the judging."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import Settings

VIEW = "/cds-services/lumbar-concordance-patient-view"
SELECT = "/cds-services/lumbar-concordance-order-select"
SIGN = "/cds-services/lumbar-concordance-order-sign"


def settings(**given: Any) -> Settings:
    """Settings that do not depend on the environment of the tests, with an in-memory database."""
    return Settings(_env_file=None, **({"database_url": "sqlite://"} | given))


def view_request(**prefetch: Any) -> dict[str, Any]:
    """patient-view for patient p1 with the prefetch values given."""
    return {
        "hook": "patient-view",
        "hookInstance": "0f1c1f4e-3a47-4f7e-9a3f-5d0c8f9d2f11",
        "context": {"userId": "Practitioner/u1", "patientId": "p1"},
        "prefetch": copy.deepcopy(prefetch) or {"patient": {"resourceType": "Patient", "id": "p1"}, "conditions": None},
    }


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    """The application as it is in open mode, called in-process."""
    with create_app(settings()).test_client() as test_client:
        yield test_client
