"""The whole service: gather, read, judge, render. Start reading here."""

from __future__ import annotations

from datetime import date
from typing import Any

from cards.render import render
from service.concordance.judge import judge
from service.fhir_server import FhirServers
from service.gather import gather
from service.hooks import HookRequest
from service.reading.read import read
from service.settings import Settings


def answer(
    request: HookRequest,
    *,
    as_of: date,
    settings: Settings,
    servers: FhirServers | None = None,
    deadline: float | None = None,
) -> dict[str, Any]:
    """The response of a CDS service, ready for JSON.

    `as_of` is today: nothing below reads a clock. `deadline` (of `time.monotonic()`) ends reading from `servers`.
    Raises RequestError 412 when nothing can be judged and nothing could be read.
    """
    record = gather(request, servers=servers, keys=settings.prefetch_keys(), deadline=deadline)
    facts = read(record, as_of)
    assessment = judge(facts)
    return render(assessment, facts, base_url=settings.external_url or None, card_key=settings.card_secret()).body()
