"""Rules of safety that show from outside: whom the service calls, and what of the patient comes back where."""

from __future__ import annotations

import ipaddress
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

from service.conformance.requests import plain_request
from service.conformance.response import SPIKED, cards, objects, parts
from service.conformance.rule import NotTriedError, check
from service.conformance.sample import Person
from service.conformance.signing import unsigned_token
from service.conformance.target import Document, Target

CANARY = Person(id="canary-5e0f1d", family="Quittenbaum")
MARKUP = "<img src=x onerror=alert(1)> **bold** [here](javascript:alert(1)) | # x"
# What an EHR would hand over to read its server with; invented.
AUTHORIZATION = '{"access_token": "x", "token_type": "Bearer", "expires_in": 300, "scope": "user/*.read", "subject": "s"}'
LIVE = ("<img", "[here](javascript:")


@contextmanager
def listener(target: Target) -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine and the paths asked of it. Raises NotTriedError when the service could not reach it."""
    if not on_this_machine(urlsplit(target.base).hostname or ""):
        raise NotTriedError("the service runs on another machine, which could not reach a listener here")
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@check("X1")
def a_foreign_key_set_is_not_fetched(target: Target) -> Iterator[str]:
    service = target.open_services()[0]
    with listener(target) as (address, asked):
        token = unsigned_token(
            {"iss": address, "aud": target.url(service)}, {"alg": "ES384", "kid": "k", "jku": f"{address}/jwks.json"}
        )
        target.post(
            service, json.dumps(target.request(service)).encode(), "a token with a foreign jku", Authorization=f"Bearer {token}"
        )
        if asked:
            yield f"{service.name}: fetched {asked[0]} from an address that the token named"


@check("X2")
def a_foreign_fhir_server_is_not_called(target: Target) -> Iterator[str]:
    with listener(target) as (address, asked):
        for service in target.open_services():
            request = target.request(service)
            request.pop("prefetch", None)
            request["fhirServer"] = f"{address}/fhir"
            request["fhirAuthorization"] = json.loads(AUTHORIZATION)
            target.ask(service, request, "a FHIR server on a loopback address")
            if asked:
                yield f"{service.name}: called {asked[0].partition('?')[0]} on a loopback address that the request named"
                return


@check("X3")
def text_of_the_record_is_escaped(target: Target) -> Iterator[str]:
    for service in target.open_services():
        request = spiked(plain_request(service.hook, service.prefetch, target.today), MARKUP)
        e = target.ask(service, request, SPIKED)
        for number, card in enumerate(objects(e.answer.get("cards"))):
            detail = str(card.get("detail", "")).replace("\\<", "").replace("\\[", "")
            yield from (f"{e.where}: cards[{number}].detail passes on `{live}`" for live in LIVE if live in detail)


def spiked(value: Any, markup: str) -> Any:
    """The same with the markup added to every text a person reads."""
    if isinstance(value, dict):
        return {
            k: f"{v} {markup}" if k in READ_BY_PEOPLE and isinstance(v, str) else spiked(v, markup) for k, v in value.items()
        }
    return [spiked(v, markup) for v in value] if isinstance(value, list) else value


READ_BY_PEOPLE = ("text", "conclusion", "display", "family", "description", "valueString")


@check("X5")
def addresses_hold_nothing_of_the_patient(target: Target) -> Iterator[str]:
    for service in target.open_services():
        target.ask(service, plain_request(service.hook, service.prefetch, target.today, CANARY), "somebody with a rare name")
    for e, place, card in cards(target):
        secrets = personal(e.request)
        for kind, here, part in parts(card, place):
            shown = [part.get(k) for k in ("url", "icon", "appContext") if kind in ("link", "source")]
            if any(isinstance(s, str) and secret in s for s in shown for secret in secrets):
                yield f"{here}: an address or appContext names the patient"


def personal(request: Document) -> set[str]:
    """What names the patient of a request: the id, and the family names that the check invents."""
    patient = (request.get("context") or {}).get("patientId")
    known = {patient.removeprefix("Patient/")} if isinstance(patient, str) and len(patient) > 5 else set()
    return known | {CANARY.family}


@check("X8")
def answers_are_not_to_be_stored(target: Target) -> Iterator[str]:
    for e in target.answered():
        if "no-store" not in e.reply.header("cache-control").lower():
            yield f"{e.service.name}: answers without Cache-Control: no-store"
