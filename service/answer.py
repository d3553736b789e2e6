"""The whole service: gather, read, judge, render. Start reading here."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.fhir_server import FhirServers
from service.gather import gather
from service.hooks import HookRequest
from service.settings import Settings

ASSESSMENT = "org.lumbarconcordance.assessment"


def answer(
    request: HookRequest,
    *,
    as_of: date,
    settings: Settings,
    servers: FhirServers | None = None,
    deadline: float | None = None,
) -> dict[str, Any]:
    """The response of a CDS service, ready for JSON. `as_of` is today; `deadline` (of `time.monotonic()`) ends reading."""
    record = gather(request, servers=servers, keys=settings.prefetch_keys(), deadline=deadline)
    unread = [{"source": one.source, "why": one.why} for one in record.not_assessed]
    unread += [{"source": kind, "why": "is not read yet"} for kind in record.resources]
    unread += [{"source": key, "why": "could not be looked up"} for key in sorted(record.unavailable)]
    return {"cards": [], "extension": {ASSESSMENT: {"notAssessed": unread}}} if unread else {"cards": []}
