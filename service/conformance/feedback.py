"""Rules of feedback: what clinicians did with the cards."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from service.conformance.client import JSON, Reply
from service.conformance.response import objects
from service.conformance.rule import Advice, NotTriedError, check
from service.conformance.target import Document, Service, Target

NOT_OFFERED = (404, 405, 501)
CARD = "8f2c6f5e-0c0c-4a53-9a0e-7f5a3b1f9d10"
WHEN = "2026-01-02T03:04:05Z"
ITEM: Document = {"card": CARD, "outcome": "overridden", "outcomeTimestamp": WHEN}
EPIC_REASON = {
    "extension": {"com.epic.cdshooks.feedback.overrideReason.reasonCategory": "45"},
    "userComment": "typed by a person",
}


def send(target: Target, service: Service, document: Any, about: str) -> Reply:
    """Sends the document as feedback on that service."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return target.client.send(
        "POST",
        f"{target.url(service)}/feedback",
        about=f"feedback on {service.name}: {about}",
        body=body,
        headers={"Content-Type": JSON},
    )


def takers(target: Target) -> list[Service]:
    """Services that offer feedback at all. Raises NotTriedError when none does: offering it is optional."""
    found = [
        s
        for s in target.open_services()
        if send(target, s, {"feedback": [ITEM]}, "an overridden card").status not in NOT_OFFERED
    ]
    if not found:
        raise NotTriedError("no service takes feedback")
    return found


def accepted(card: str, suggestion: str) -> Document:
    return {"card": card, "outcome": "accepted", "acceptedSuggestions": [{"id": suggestion}], "outcomeTimestamp": WHEN}


def refusals(replies: list[Reply]) -> Iterator[str]:
    for reply in replies:
        if not 200 <= reply.status < 300:
            yield f"{reply.about}: {reply.says}"


@check("B1")
def feedback_is_taken_in_all_its_forms(target: Target) -> Iterator[str | Advice]:
    reason = {"reason": {"code": "x", "system": "https://ehr.example.org/reasons"}, "userComment": "typed by a person"}
    forms = {
        "one": [ITEM],
        "two of different cards": [ITEM, accepted(str(uuid.uuid4()), str(uuid.uuid4()))],
        "with a reason": [ITEM | {"overrideReason": reason}],
        "with a time in another zone": [ITEM | {"outcomeTimestamp": "2026-01-02T03:04:05.678+02:00"}],
    }
    for service in takers(target):
        yield from refusals([send(target, service, {"feedback": items}, about) for about, items in forms.items()])
        epic = send(target, service, {"feedback": [ITEM | {"overrideReasons": EPIC_REASON}]}, "in Epic's form")
        yield from (Advice(line) for line in refusals([epic]))


@check("B2")
def feedback_may_be_repeated(target: Target) -> Iterator[str]:
    for service in takers(target):
        item = ITEM | {"card": str(uuid.uuid4())}
        first, second = (send(target, service, {"feedback": [item]}, "the same again") for _ in range(2))
        if (first.status, first.body) != (second.status, second.body):
            yield f"{service.name}: the first time {first.says}, the second time {second.says} or another body"


@check("B3")
def incomplete_feedback_is_refused(target: Target) -> Iterator[str]:
    def without(key: str) -> Document:
        return {k: v for k, v in ITEM.items() if k != key}

    wrong: dict[str, Any] = {
        "an empty object": {},
        "no list": {"feedback": ITEM},
        "items that are no objects": {"feedback": ["x"]},
        **{f"without {key}": {"feedback": [without(key)]} for key in ITEM},
        "an unknown outcome": {"feedback": [ITEM | {"outcome": "ignored"}]},
        "a time that is none": {"feedback": [ITEM | {"outcomeTimestamp": "yesterday"}]},
        "a good and a bad one": {"feedback": [ITEM, without("outcome")]},
        "not JSON": b"{",
        "an array": [ITEM],
    }
    for service in takers(target):
        for about, document in wrong.items():
            reply = send(target, service, document, about)
            if not 400 <= reply.status < 500:
                yield f"{reply.about}: {reply.says}"


@check("B5")
def feedback_needs_a_service_and_post(target: Target) -> Iterator[str | Advice]:
    service = takers(target)[0]
    nobody = Service(id="no-such-service", hook=service.hook, prefetch={})
    wanted = {
        404: send(target, nobody, {"feedback": [ITEM]}, "unknown service"),
        405: target.client.send("GET", f"{target.url(service)}/feedback", about="GET on feedback"),
    }
    for status, reply in wanted.items():
        if not 400 <= reply.status < 500:
            yield f"{reply.about}: {reply.says} instead of {status}"
        elif reply.status not in (status, 401):
            yield Advice(f"{reply.about}: answered {reply.status}, {status} would fit")


@check("B6")
def feedback_on_any_card_is_taken(target: Target) -> Iterator[str | Advice]:
    able = {s.name for s in takers(target)}
    for e in [e for e in target.plain.values() if e.service.name in able]:
        for card in [c for c in objects(e.answer.get("cards")) if isinstance(c.get("uuid"), str)]:
            ids = [s["uuid"] for s in objects(card.get("suggestions")) if isinstance(s.get("uuid"), str)]
            items = [accepted(card["uuid"], ids[0])] if ids else [ITEM | {"card": card["uuid"]}]
            yield from refusals([send(target, e.service, {"feedback": items}, "a card just returned")])
        for about, name in (("a card it never gave", str(uuid.uuid4())), ("a card id that is no UUID", "123456")):
            reply = send(target, e.service, {"feedback": [ITEM | {"card": name}]}, about)
            yield from (Advice(line) for line in refusals([reply]))


@check("B7")
def odd_feedback_never_hurts(target: Target) -> Iterator[str]:
    odd: dict[str, Any] = {
        "nothing in it": {"feedback": []},
        "null": {"feedback": None},
        "an empty body": b"",
        "deep nesting": b"[" * 100_000,
        "numbers": {"feedback": [dict.fromkeys(ITEM, 7)]},
        "nulls": {"feedback": [dict.fromkeys(ITEM)]},
        "lists": {"feedback": [[], [[]]]},
        "NUL and a lone surrogate": {"feedback": [ITEM | {"card": "a\x00b", "overrideReason": {"userComment": "\ud800"}}]},
        "a comment of 1 MB": {"feedback": [ITEM | {"overrideReason": {"userComment": "x" * 1_000_000}}]},
        "a thousand at once": {"feedback": [ITEM | {"card": f"card-{n}"} for n in range(1000)]},
        "the year 99999": {"feedback": [ITEM | {"outcomeTimestamp": "99999-01-01T00:00:00Z"}]},
        "odd reasons": {"feedback": [ITEM | {"overrideReason": [1], "acceptedSuggestions": {"id": 7}}]},
    }
    for service in takers(target):
        for about, document in odd.items():
            reply = send(target, service, document, about)
            if not reply.status or reply.status >= 500:
                yield f"{reply.about}: {reply.says}"
