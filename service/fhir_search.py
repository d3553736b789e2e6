"""Reads prefetch keys from a FHIR server: all of them at once, page after page, until the deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from service.errors import FhirServerError
from service.fhir_server import FhirServer, StatusError
from service.hooks import TEMPLATES
from service.prefetch import Value, unpack
from service.record import Resource

T = TypeVar("T")
AT_ONCE = 6
"""So many requests to a server at a time, as browsers do."""
LATE = "the FHIR server did not answer in time"


@dataclass(frozen=True, kw_only=True)
class Search:
    """For whom to look, and until when (a time of `time.monotonic()`)."""

    patient_id: str
    encounter_id: str
    until: float


@dataclass(kw_only=True)
class Result:
    """What was found for one key. `failure`: why not all of it could be looked at; `cut`: where we stopped on purpose."""

    found: list[tuple[Resource, str | None]] = field(default_factory=list)
    failure: str = ""
    cut: str = ""


def in_parallel(until: float, jobs: Iterable[Callable[[], T]]) -> list[T | None]:
    """The results in the order of the jobs; None for one that was not done by `until`, which is not waited for."""
    todo = list(jobs)
    if not todo:
        return []
    threads = ThreadPoolExecutor(max_workers=min(AT_ONCE, len(todo)), thread_name_prefix="fhir")
    futures: list[Future[T]] = [threads.submit(job) for job in todo]
    wait(futures, timeout=max(0.0, until - time.monotonic()))
    threads.shutdown(wait=False, cancel_futures=True)
    return [f.result() if f.done() and not f.cancelled() else None for f in futures]


def read_all(
    server: FhirServer, search: Search, keys: Iterable[str], pages: Iterable[tuple[str, Value]]
) -> list[tuple[str, Result]]:
    """Reads every key from its template, and for each of `pages` what follows the page that was sent."""
    results: list[tuple[str, Result]] = []
    jobs: list[Callable[[], Result]] = []
    for key in keys:
        results.append((key, Result()))
        jobs.append(partial(_read, server, search, key, results[-1][1]))
    for key, value in pages:
        results.append((key, Result()))
        jobs.append(partial(_follow_pages, server, value, results[-1][1]))
    done = in_parallel(search.until, jobs)
    return [
        (key, result if finished else Result(found=list(result.found), failure=LATE))
        for (key, result), finished in zip(results, done, strict=True)
    ]


def _read(server: FhirServer, search: Search, key: str, result: Result) -> Result:
    try:
        value = _first(server, address_of(key, search))
    except FhirServerError as e:
        result.failure = e.message
        return result
    if not value.known:
        result.failure = "the FHIR server's answer is not a resource"
        return result
    if value.failed:
        result.failure = "the FHIR server could not look it up"
        return result
    result.found.extend(value.resources)
    return _follow_pages(server, value, result)


def address_of(key: str, search: Search) -> str:
    """The template of the key with its tokens filled."""
    patient, encounter = quote(search.patient_id, safe=""), quote(search.encounter_id, safe="")
    return TEMPLATES[key].replace("{{context.patientId}}", patient).replace("{{context.encounterId}}", encounter)


def _first(server: FhirServer, address: str) -> Value:
    """The first page. A server that refuses the search as it stands (400: it cannot sort, say) is asked more plainly."""
    try:
        return unpack(server.get(address).json())
    except StatusError as e:
        plain = address.split("&")[0]
        if e.status != 400 or plain == address:
            raise
        return unpack(server.get(plain).json())


def _follow_pages(server: FhirServer, value: Value, result: Result) -> Result:
    """Adds the further pages, as far as they lie on the same server and the bound on pages allows."""
    seen: set[str] = set()
    while value.next and value.next not in seen:
        if len(seen) + 1 >= server.limits.max_pages:
            result.cut = f"only the first {server.limits.max_pages} pages were read"
            return result
        seen.add(value.next)
        try:
            value = unpack(server.get(value.next).json())
        except FhirServerError as e:
            result.failure = f"not all pages could be read: {e.message}"
            return result
        if value.failed or not value.known:
            result.failure = "not all pages could be read"
            return result
        result.found.extend(value.resources)
    return result
