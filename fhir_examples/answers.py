"""What this program answers to an example: the whole service, in this process, on the example's own day."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from flask import Flask
from pydantic import SecretStr

from fhir_examples import Example
from service.answer import answer
from service.app import create_app
from service.hooks import SERVICES
from service.settings import Settings

ADDRESS = "http://127.0.0.1:8000"
"""Where the stored answers say the knowledge book is: the default address."""

FIXED_ID = "00000000-0000-4000-8000-{:012d}"
"""Ids of cards and suggestions differ from call to call; in a stored answer they are numbered."""


def answered(example: Example) -> tuple[int, dict[str, Any]]:
    """HTTP status and body of the answer, ids numbered."""
    service = next(s.id for s in SERVICES if s.hook == example.hook)
    client = application(example.as_of.toordinal()).test_client()
    response = client.post(f"/cds-services/{service}", json=example.request, base_url=ADDRESS)
    return response.status_code, numbered(response.get_json())


@cache
def application(day: int) -> Flask:
    """The service as it stands on the day with this ordinal, without a database file."""
    settings = Settings(database_url=SecretStr("sqlite://"), log_level="error", external_url="")
    today = date.fromordinal(day)
    return create_app(settings, answering=lambda request, **given: answer(request, **{**given, "as_of": today}))


def numbered(body: dict[str, Any]) -> dict[str, Any]:
    """The answer with its ids replaced by numbers in order."""
    count = 0
    for card in body.get("cards", ()):
        for part in (card, *card.get("suggestions", ())):
            count += 1
            part["uuid"] = FIXED_ID.format(count)
    return body


def written(body: dict[str, Any]) -> str:
    """The answer as it is stored."""
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"
