"""Rules of calling: requests in all the forms that clients send, each differing from the ordinary one in a single habit."""

from __future__ import annotations

import json
import statistics
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from service.conformance.client import Reply
from service.conformance.rule import Advice, NotTriedError, check
from service.conformance.target import Document, Exchange, Target

QUICK, LONGEST = 0.5, 5.0
Change = Callable[[Document], Any]


def refusals(exchanges: list[Exchange]) -> Iterator[str]:
    """A complaint for each request that was not answered 200 or 412."""
    for e in exchanges:
        if not e.taken:
            yield f"{e.where}: {e.reply.says}"


def varied(target: Target, variations: dict[str, Change], *hooks: str) -> list[Exchange]:
    """Sends each service the ordinary request with one change at a time."""
    sent = []
    for service in target.open_services(*hooks):
        for about, change in variations.items():
            request = target.request(service)
            change(request)
            sent.append(target.ask(service, request, about))
    return sent


def put(*path: str, value: Any) -> Change:
    """A change that sets one member."""

    def change(request: Document) -> None:
        inner = request
        for key in path[:-1]:
            inner = inner.setdefault(key, {})
        inner[path[-1]] = value

    return change


def drop(*path: str) -> Change:
    """A change that takes one member away."""

    def change(request: Document) -> None:
        inner = request
        for key in path[:-1]:
            inner = inner.get(key, {})
        inner.pop(path[-1], None)

    return change


def together(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(request: Document) -> None:
        for one in changes:
            one(request)

    return change


@check("Q17")
def an_ordinary_request_is_taken(target: Target) -> Iterator[str]:
    if not target.services:
        raise NotTriedError("no service can be called")
    yield from refusals(list(target.plain.values()))


@check("Q1")
def json_is_taken_with_and_without_charset(target: Target) -> Iterator[str | Advice]:
    for service in target.open_services():
        for kind in ("application/json; charset=utf-8", "application/fhir+json"):
            e = target.ask(service, target.request(service), f"content type {kind}", Content_Type=kind)
            if not e.taken:
                said = f"{e.where}: {e.reply.says}"
                yield Advice(said) if "fhir" in kind else said


@check("Q2")
def a_missing_hook_instance_is_forgiven(target: Target) -> Iterator[str]:
    yield from refusals(varied(target, {"without hookInstance": drop("hookInstance")}))


@check("Q3")
def only_the_patient_is_indispensable(target: Target) -> Iterator[str]:
    users = {
        f"a user of type {t}": put("context", "userId", value=f"{t}/u1")
        for t in ("PractitionerRole", "Patient", "RelatedPerson")
    }
    lacking = {"without encounterId": drop("context", "encounterId"), "without userId": drop("context", "userId")}
    yield from refusals(varied(target, users | lacking))


@check("Q4")
def unknown_members_are_ignored(target: Target) -> Iterator[str]:
    extra = {"com.example.reason": {"any": [1, None, "text"]}}
    yield from refusals(
        varied(
            target,
            {
                "an unknown member": put("somethingNew", value={"deep": [1, 2]}),
                "an unknown member of the context": put("context", "somethingNew", value="x"),
                "an extension": put("extension", value=extra),
                "an extension of the context": put("context", "extension", value=extra),
            },
        )
    )


@check("Q5")
def any_text_is_a_hook_instance(target: Target) -> Iterator[str]:
    forms = {
        "UUID of version 1": str(uuid.uuid1(node=1)),
        "UUID of version 6": "1f0c8a52-3d4e-6b10-8a2c-0242ac120002",
        "no UUID": "visit 17",
    }
    yield from refusals(varied(target, {f"hookInstance: {k}": put("hookInstance", value=v) for k, v in forms.items()}))


@check("Q6")
def the_form_of_version_1_is_understood(target: Target) -> Iterator[str]:
    old = together(drop("context", "userId"), put("user", value="Practitioner/check-user"))
    yield from refusals(varied(target, {"`user` beside the context": old}))


@check("Q7")
def a_patient_reference_is_read_as_its_id(target: Target) -> Iterator[str]:
    def refer(request: Document) -> None:
        request["context"]["patientId"] = "Patient/" + str(request["context"].get("patientId"))

    yield from refusals(varied(target, {"patientId with `Patient/` in front": refer}))


@check("Q8")
def null_means_absent(target: Target) -> Iterator[str]:
    yield from refusals(
        varied(target, {f"{k}: null": put(k, value=None) for k in ("fhirAuthorization", "fhirServer", "extension")})
    )


ODD_VALUES: dict[str, str] = {
    "a number": "7",
    "a list": "[1]",
    "an object": '{"x": null}',
    "true": "true",
    "a lone surrogate": '"\\ud800"',
    "NUL": '"a\\u0000b"',
    "a huge number": "1e999",
    "a very long number": "9" * 5000,
    "a text of 200,000 characters": '"' + "x" * 200_000 + '"',
}


def odd_bodies(request: Document) -> Iterator[tuple[str, bytes]]:
    """The request with each member of the top and the context in turn replaced by something else."""
    for path in [(k,) for k in request] + [("context", k) for k in request["context"]]:
        changed = json.loads(json.dumps(request))
        put(*path, value="@odd@")(changed)
        template = json.dumps(changed).encode()
        for about, text in ODD_VALUES.items():
            yield f"{'.'.join(path)}: {about}", template.replace(b'"@odd@"', text.encode())


@check("Q13")
def odd_values_never_hurt(target: Target) -> Iterator[str]:
    for service in target.open_services():
        for about, body in odd_bodies(target.request(service)):
            reply = target.post(service, body, about)
            if not acceptable(reply):
                yield f"{service.name}, {about}: {reply.says}"


def acceptable(reply: Reply) -> bool:
    """200, or the client's fault; never the service's."""
    return reply.status == 200 or 400 <= reply.status < 500


@check("Q15")
def the_requests_that_were_given_are_taken(target: Target) -> Iterator[str]:
    if not target.given:
        raise NotTriedError("no request was given (--request FILE)")
    for name, request in target.given:
        fitting = [s for s in target.open_services() if s.hook == request.get("hook")]
        if not fitting:
            yield f"{name}: no service for the hook {request.get('hook')}"
        yield from refusals([target.ask(s, request, name) for s in fitting])


@check("Q16")
def answers_are_quick(target: Target) -> Iterator[str | Advice]:
    took = [e.reply.seconds for e in target.exchanges if e.taken]
    if not took:
        raise NotTriedError("no request was taken")
    if max(took) > LONGEST:
        yield f"the slowest answer took {max(took):.1f} s"
    if statistics.median(took) > QUICK:
        yield Advice(f"half of the answers took longer than {statistics.median(took) * 1000:.0f} ms")
