"""Rules of repetition: the same request gets the same answer, also when many come at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from service.conformance.requests import plain_request
from service.conformance.rule import NotTriedError, check
from service.conformance.sample import Person
from service.conformance.target import Document, Exchange, Service, Target

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
OTHER = Person(id="check-patient-2", family="Otherwise", other_side=True)
AT_ONCE, ROUNDS = 8, 4


def without_uuids(exchange: Exchange) -> str:
    """The answer as text with those UUIDs blotted out that the request did not hold."""
    return blotted(exchange, exchange.reply.document)


def cards_without_uuids(exchange: Exchange) -> str:
    """The same of the cards alone."""
    return blotted(exchange, exchange.answer.get("cards"))


def blotted(exchange: Exchange, part: object) -> str:
    asked = json.dumps(exchange.request)
    text = json.dumps(part, sort_keys=True, default=str)
    return f"{exchange.reply.status} " + UUID.sub(lambda m: m[0] if m[0] in asked else "uuid", text)


@check("R27")
def the_same_request_gets_the_same_answer(target: Target) -> Iterator[str]:
    for service in target.open_services():
        again = target.ask(service, target.request(service), "ordinary request again")
        if without_uuids(again) != without_uuids(target.plain[service.name]):
            yield f"{again.where}: another answer than the first time"


@check("R28")
def requests_in_parallel_do_not_mix(target: Target) -> Iterator[str]:
    if "R27" in target.broken:
        raise NotTriedError("not even single requests are answered the same each time (R27)")
    jobs: list[tuple[Service, Document]] = []
    alone: list[str] = []
    for service in target.open_services():
        other = plain_request(service.hook, service.prefetch, target.today, OTHER)
        for request in (target.request(service), other):
            jobs.append((service, request))
            alone.append(without_uuids(target.ask(service, request, "alone")))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        together = list(pool.map(lambda job: target.ask(job[0], job[1], "with others in parallel"), jobs * ROUNDS))
    for expected, e in zip(alone * ROUNDS, together, strict=True):
        if without_uuids(e) != expected:
            yield f"{e.where}: another answer than alone ({e.reply.says})"
