"""Rules of requests that cannot be served: answered, with a 4xx; which one is advice where the specification leaves it open."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator

from service.conformance.client import Reply
from service.conformance.hook_names import TOKENS
from service.conformance.rule import Advice, check
from service.conformance.target import Document, Service, Target

LEVELS = 100_000
MEGABYTES_5 = 5_000_000
Bodies = Callable[[Document], Iterable[tuple[str, bytes]]]


def wrongness(reply: Reply, expected: tuple[int, ...]) -> Iterator[str | Advice]:
    """A complaint unless it is a 4xx; advice when it is another 4xx than the most fitting one."""
    if not 400 <= reply.status < 500:
        yield f"{reply.about}: {reply.says} instead of {expected[0]}"
    elif reply.status not in (*expected, 401):
        yield Advice(f"{reply.about}: answered {reply.status}, {expected[0]} would fit")


def refused(target: Target, bodies: Bodies, *expected: int) -> Iterator[str | Advice]:
    """Sends each service these bodies."""
    for service in target.open_services():
        for about, body in bodies(target.request(service)):
            yield from wrongness(target.post(service, body, about), expected or (400,))


def changed(request: Document, member: str, *values: object) -> Iterator[tuple[str, bytes]]:
    """The request without the member, and with each of the values in its place (`a.b` for a member of a member)."""
    outer, _, inner = member.rpartition(".")
    for value in (..., *values):
        copy = json.loads(json.dumps(request))
        holder = copy[outer] if outer else copy
        holder.pop(inner, None)
        if value is not ...:
            holder[inner] = value
        yield f"{member} {'missing' if value is ... else 'is ' + json.dumps(value)[:40]}", json.dumps(copy).encode()


@check("M1")
def an_empty_body_is_refused(target: Target) -> Iterator[str | Advice]:
    yield from refused(target, lambda _: [("empty body", b""), ("only spaces", b"  \n ")])


@check("M2")
def what_is_not_json_is_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        whole = json.dumps(request).encode()
        yield from (("text", b"hello"), ("XML", b"<request/>"), ("single quotes", b"{'hook': 'patient-view'}"))
        yield from (("cut short", whole[:-1]), ("cut in half", whole[: len(whole) // 2]), ("text after it", whole + b" x"))
        yield from (
            ("two documents", whole + whole),
            ("a comma too many", whole[:-1] + b",}"),
            ("form fields", b"hook=patient-view"),
        )

    yield from refused(target, bodies)


@check("M3")
def another_json_value_is_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        yield "the request in an array", json.dumps([request]).encode()
        yield from ((f"only {text}", text.encode()) for text in ("[]", "null", "true", "1", '"text"'))

    yield from refused(target, bodies)


@check("M4")
def a_wrong_hook_is_refused(target: Target) -> Iterator[str | Advice]:
    for service in target.open_services():
        mine = {s.hook for s in target.services if s.id == service.id}
        others = [h for h in TOKENS if h not in mine][:2]
        for about, body in changed(target.request(service), "hook", None, "", 7, ["x"], "medication-prescribe", *others):
            yield from wrongness(target.post(service, body, about), (400,))


@check("M5")
def a_wrong_context_is_refused(target: Target) -> Iterator[str | Advice]:
    yield from refused(target, lambda r: changed(r, "context", None, [], "x", 7, {}))


@check("M6")
def a_wrong_patient_id_is_refused(target: Target) -> Iterator[str | Advice]:
    yield from refused(target, lambda r: changed(r, "context.patientId", None, "", 7, ["x"], {"id": "x"}))


@check("M7")
def deep_nesting_is_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        deep = b"[" * LEVELS + b"]" * LEVELS
        yield "nested lists", deep
        yield "nested objects", b'{"a":' * LEVELS + b"1" + b"}" * LEVELS
        yield "never closed", b"[" * LEVELS
        inside = json.dumps(request | {"prefetch": {"deep": "@deep@"}}).encode()
        yield "nesting inside prefetch", inside.replace(b'"@deep@"', deep)

    yield from refused(target, bodies)


@check("M8")
def five_megabytes_of_junk_are_answered(target: Target) -> Iterator[str | Advice]:
    # No secret, and the same each time.
    noise = random.Random(7).randbytes(MEGABYTES_5)  # nosec B311
    service = target.open_services()[0]
    for about, body in (
        ("5 MB of one letter", b"x" * MEGABYTES_5),
        ("5 MB of noise", noise),
        ("5 MB of zeros", b"[" + b"0," * (MEGABYTES_5 // 2)),
    ):
        yield from wrongness(target.post(service, body, about), (400, 413))


@check("M9")
def numbers_that_json_lacks_are_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        for word in ("NaN", "Infinity", "-Infinity"):
            yield word, json.dumps(request | {"extra": "@word@"}).replace('"@word@"', word).encode()

    yield from refused(target, bodies)


@check("M10")
def a_key_given_twice_is_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        text = json.dumps(request)
        yield "hook twice", ('{"hook": "patient-view", ' + text[1:]).encode()
        yield "patientId twice", text.replace('"patientId":', '"patientId": "someone-else", "patientId":', 1).encode()

    yield from refused(target, bodies)


@check("M11")
def another_content_type_is_refused(target: Target) -> Iterator[str | Advice]:
    for service in target.open_services():
        body = json.dumps(target.request(service)).encode()
        for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            reply = target.post(service, body, f"content type {kind or 'empty'}", Content_Type=kind)
            yield from wrongness(reply, (415,))


@check("M12")
def other_methods_are_refused(target: Target) -> Iterator[str | Advice]:
    for service in target.open_services():
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            reply = target.client.send(method, target.url(service), about=f"{method} on {service.name}")
            yield from wrongness(reply, (405,))


@check("M13")
def unknown_services_are_not_found(target: Target) -> Iterator[str | Advice]:
    service: Service = target.open_services()[0]
    body = json.dumps(target.request(service)).encode()
    for name in (
        "no-such-service",
        f"{service.id}x",
        "..%2f..%2fetc%2fpasswd",
        "a%00b",
        "%3Cscript%3E",
        "x" * 3000,
        "%F0%9F%A6%B4",
    ):
        reply = target.client.send(
            "POST",
            f"{target.discovery_url}/{name}",
            about=f"unknown service {name[:40]}",
            body=body,
            headers={"Content-Type": "application/json"},
        )
        yield from wrongness(reply, (404, 414) if len(name) > 1000 else (404,))


@check("M14")
def invalid_utf8_is_refused(target: Target) -> Iterator[str | Advice]:
    def bodies(request: Document) -> Iterator[tuple[str, bytes]]:
        text = json.dumps(request | {"extra": "@bad@"}).encode()
        for about, bad in (
            ("a stray byte", b"\xff"),
            ("a sequence cut short", b"\xc3"),
            ("an encoded surrogate", b"\xed\xa0\x80"),
        ):
            yield about, text.replace(b"@bad@", bad)
        yield "UTF-16", json.dumps(request).encode("utf-16")

    yield from refused(target, bodies)
