"""Prometheus metrics, over all processes. Labels are routes, statuses and fixed words: nothing of a patient or a caller.

With several processes `concordance serve` sets PROMETHEUS_MULTIPROC_DIR before this module is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 4.5, 5, 10)

requests_total = Counter("concordance_requests_total", "Requests answered.", ["route", "method", "status"])
request_seconds = Histogram("concordance_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS)
cards_total = Counter("concordance_cards_total", "Cards returned.", ["hook", "indicator"])
unread_total = Counter("concordance_answers_with_gaps_total", "Answers that name something that was not assessed.", ["hook"])
fhir_reads_total = Counter("concordance_fhir_reads_total", "Reads of callers' FHIR servers.", ["outcome"])
feedback_total = Counter("concordance_feedback_total", "Feedback items taken.", ["outcome"])

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
INDICATORS = frozenset({"info", "warning", "critical"})


def observe_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Counts one answered request. `method` is one of METHODS or "other"."""
    requests_total.labels(route, method, str(status)).inc()
    request_seconds.labels(route).observe(seconds)


def observe_answer(hook: str, response: Mapping[str, Any]) -> None:
    """Counts the cards of a response, and whether it names gaps."""
    for card in response.get("cards", ()):
        indicator = card.get("indicator")
        cards_total.labels(hook, indicator if indicator in INDICATORS else "other").inc()
    assessments = (response.get("extension") or {}).values()
    if any(isinstance(one, dict) and one.get("notAssessed") for one in assessments):
        unread_total.labels(hook).inc()


def observe_read(outcome: str) -> None:
    """Counts one read of a FHIR server: ok, refused (4xx) or failed."""
    fhir_reads_total.labels(outcome).inc()


def exposition() -> tuple[bytes, str]:
    """The metrics as Prometheus text, and its media type."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
