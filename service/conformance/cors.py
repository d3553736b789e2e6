"""Rules of cross-origin requests: clients that run in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

from service.conformance.client import Reply
from service.conformance.rule import check
from service.conformance.target import Target

ORIGIN = "https://ehr.example.org"
OTHER_ORIGIN = "https://other.example.net"
WANTED = ("content-type", "authorization")


def listed(reply: Reply, header: str) -> list[str]:
    return [item.strip().lower() for item in reply.header(header).split(",") if item.strip()]


def preflight(target: Target, url: str, method: str, origin: str = ORIGIN) -> Reply:
    headers = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": ", ".join(WANTED)}
    return target.client.send(
        "OPTIONS", url, about=f"preflight of {method} {url.removeprefix(target.base)}", headers=headers, anonymous=True
    )


def preflight_problems(reply: Reply, method: str) -> Iterator[str]:
    """What a browser would stumble over."""
    if reply.status not in (200, 204):
        yield f"{reply.about}: {reply.says}"
        return
    if reply.header("access-control-allow-origin") not in ("*", ORIGIN):
        yield f"{reply.about}: the origin is not allowed"
    if method not in (m.upper() for m in (*listed(reply, "access-control-allow-methods"), "get", "*")):
        yield f"{reply.about}: {method} is not allowed"
    missing = [h for h in WANTED if h not in listed(reply, "access-control-allow-headers")]
    if missing:
        yield f"{reply.about}: the header {' and '.join(missing)} is not allowed by name"


@check("C1")
def services_and_feedback_allow_preflight(target: Target) -> Iterator[str]:
    for service in target.open_services():
        for url in (target.url(service), f"{target.url(service)}/feedback"):
            yield from preflight_problems(preflight(target, url, "POST"), "POST")


@check("C2")
def discovery_allows_preflight(target: Target) -> Iterator[str]:
    yield from preflight_problems(preflight(target, target.discovery_url, "GET"), "GET")


def real_answers(target: Target, origin: str) -> Iterator[Reply]:
    """Discovery, a hook, an error of the service and one of the framework, asked from a web page."""
    yield target.client.send("GET", target.discovery_url, about="discovery from a web page", headers={"Origin": origin})
    for service in target.open_services():
        yield target.ask(service, target.request(service), "from a web page", Origin=origin).reply
        yield target.post(service, b"{", "a broken request from a web page", Origin=origin)
    body = json.dumps({"feedback": []}).encode()
    yield target.client.send(
        "POST",
        f"{target.discovery_url}/no-such-service",
        about="an unknown service from a web page",
        body=body,
        headers={"Origin": origin, "Content-Type": "application/json"},
    )


@check("C3")
def answers_can_be_read_by_a_web_page(target: Target) -> Iterator[str]:
    for reply in real_answers(target, ORIGIN):
        if reply.header("access-control-allow-origin") not in ("*", ORIGIN):
            yield f"{reply.about} ({reply.status}): no Access-Control-Allow-Origin for it"


@check("C4")
def credentials_and_origins_are_kept_apart(target: Target) -> Iterator[str]:
    for reply in [preflight(target, target.discovery_url, "GET", OTHER_ORIGIN), *real_answers(target, OTHER_ORIGIN)]:
        allowed = reply.header("access-control-allow-origin")
        if allowed == "*" and reply.header("access-control-allow-credentials").lower() == "true":
            yield f"{reply.about}: * together with credentials"
        if allowed == OTHER_ORIGIN and "origin" not in listed(reply, "vary"):
            yield f"{reply.about}: echoes the origin without Vary: Origin"
