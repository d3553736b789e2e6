"""Rules of errors, looked for in everything the service answered."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator

from service.conformance.client import Reply
from service.conformance.rule import Advice, NotTriedError, check
from service.conformance.sample import Person
from service.conformance.target import Target, is_json

KNOWN = (200, 204, 400, 401, 404, 405, 412, 413, 414, 415, 429, 431, 500, 503)
INNARDS = re.compile(
    r"Traceback \(most recent|File \"[^\"]+\", line \d+|\bat [\w.$<>]+\([\w.]+(:\d+)+\)|\bat /\S+:\d+:\d+|node_modules"
    r"|site-packages"
    r"|(?<![\w/])/(home|usr|opt|var|srv|app)/[\w./-]+|\b[A-Za-z]:\\\\?\w+\\|\b\w+\.(py|java|js|ts|rb|go|php|cs):\d+|(java|org)\.\w+\.[\w.]*Exception"
)
PERSON = Person(id="canary-71c4", family="Zauberlehrling")


def failures(target: Target) -> list[Reply]:
    """Everything answered with an error. Raises NotTriedError when nothing was."""
    found = [r for r in target.client.log if r.status >= 400 and r.method != "OPTIONS"]
    if not found:
        raise NotTriedError("no error was seen")
    return found


@check("E5")
def odd_envelopes_never_hurt(target: Target) -> Iterator[str]:
    for service in target.open_services():
        body = json.dumps(target.request(service)).encode()
        odd = {
            "a query string": ("?" + "x=1&" * 200, {}),
            "Accept: text/html": ("", {"Accept": "text/html"}),
            "Accept: no such thing": ("", {"Accept": "§"}),
            "a header of 6000 characters": ("", {"X-Long": "x" * 6000}),
            "an unknown content encoding": ("", {"Content-Encoding": "snappy"}),
            "a range": ("", {"Range": "bytes=0-10"}),
            "a wrong condition": ("", {"If-Match": "*", "If-Modified-Since": "yesterday"}),
        }
        for about, (tail, headers) in odd.items():
            sent = {k: v.encode("latin-1").decode("latin-1") for k, v in headers.items()}
            reply = target.client.send(
                "POST", target.url(service) + tail, about=about, body=body, headers={"Content-Type": "application/json"} | sent
            )
            if not reply.status or reply.status >= 500:
                yield f"{service.name}, {about}: {reply.says}"
        packed = target.post(service, gzip.compress(body), "a compressed body", Content_Encoding="gzip")
        if not packed.status or packed.status >= 500:
            yield f"{service.name}, a compressed body: {packed.says}"


@check("E1")
def only_the_agreed_statuses(target: Target) -> Iterator[str | Advice]:
    elsewhere = f"{target.discovery_url}/no-such-service/nor-such-path"
    target.client.send("GET", elsewhere, about="an address that does not exist")
    for reply in target.client.log:
        if reply.status and reply.status not in KNOWN:
            said = f"{reply.method} {reply.about}: answered {reply.status}"
            yield Advice(said) if 400 <= reply.status < 500 else said


@check("E2")
def errors_have_a_json_body(target: Target) -> Iterator[str]:
    for reply in failures(target):
        document = reply.document
        if not is_json(reply) or not isinstance(document, dict):
            kind = reply.header("content-type") or "no content type"
            yield f"{reply.method} {reply.about}: {reply.status} with {kind}, no JSON object"
        elif document.get("resourceType") == "OperationOutcome":
            issues = document.get("issue")
            if (
                not isinstance(issues, list)
                or not issues
                or not all(isinstance(i, dict) and i.get("severity") and i.get("code") for i in issues)
            ):
                yield f"{reply.about}: an OperationOutcome without issues that have severity and code"
        elif not any(isinstance(v, str) and v for v in document.values()):
            yield f"{reply.about}: {reply.status} without any message"


@check("E3")
def errors_show_no_innards_and_no_patient(target: Target) -> Iterator[str]:
    for service in target.open_services():
        request = target.request(service)
        request["context"]["patientId"] = {"name": PERSON.family}
        request["prefetch"] = {"patient": {"resourceType": "Patient", "name": PERSON.family}}
        target.post(service, json.dumps(request).encode(), "a request of somebody with a rare name, not acceptable")
        target.post(service, json.dumps(request).encode()[:-1], "a request of somebody with a rare name, cut short")
    for reply in failures(target):
        text = reply.body.decode("utf-8", "replace")
        found = INNARDS.search(text)
        if found:
            yield f"{reply.about}: {reply.status} shows `{found[0][:60]}`"
        if PERSON.family in text:
            yield f"{reply.about}: {reply.status} repeats data of the patient"


@check("E4")
def errors_have_the_headers_they_need(target: Target) -> Iterator[str]:
    for reply in failures(target):
        for status, header in ((405, "Allow"), (401, "WWW-Authenticate")):
            if reply.status == status and not reply.header(header):
                yield f"{reply.method} {reply.about}: {status} without {header}"
