"""A tiny correct CDS service, to be broken on purpose. Says something about every problem and order."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import jwt
import requests
from requests.adapters import BaseAdapter
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

Document = dict[str, Any]
HOOKS = ("patient-view", "order-select", "order-sign")
KEYS = {"patient": "Patient/{{context.patientId}}", "conditions": "Condition?patient={{context.patientId}}&_count=50"}
PROBLEM = {
    400: "invalid",
    401: "login",
    404: "not-found",
    405: "not-supported",
    412: "required",
    413: "too-long",
    415: "not-supported",
}
DEEPEST, LARGEST = 100, 4_000_000


@dataclass
class Call:
    """One call as the stub saw it, for a mutation to look at. `request` is the hook request, if it was one."""

    method: str
    path: str
    headers: Any
    query: str = ""
    kind: str = "unknown"
    body: bytes = b""
    request: Document = field(default_factory=dict)

    @property
    def context(self) -> Document:
        found = self.request.get("context")
        return found if isinstance(found, dict) else {}

    @property
    def is_hook(self) -> bool:
        return self.kind == "hook" and bool(self.request)


Mutation = Callable[[Call, Response], Response | None]


class RefusedError(Exception):
    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, headers


@dataclass
class Stub:
    """The application. `mutation` sees each call with the correct answer and may give another. `trusted`: kid to (iss, key)."""

    mutation: Mutation = lambda call, response: None
    hooks: tuple[str, ...] = HOOKS
    trusted: dict[str, tuple[str, Any]] | None = None
    used: set[str] = field(default_factory=set)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = Request(environ)
        call = Call(
            method=asked.method,
            path=asked.path,
            headers=asked.headers,
            query=asked.query_string.decode(),
            body=asked.get_data(),
        )
        response = self.respond(call, asked)
        response = self.mutation(call, response) or response
        return response(environ, start_response)

    def respond(self, call: Call, asked: Request) -> Response:
        try:
            answer = as_json(self.route(call, asked))
        except RefusedError as e:
            outcome = {"severity": "error", "code": PROBLEM[e.status], "details": {"text": e.why}}
            answer = as_json({"resourceType": "OperationOutcome", "issue": [outcome]}, e.status)
            answer.headers.update(e.headers)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cache-Control"] = "no-store"
        if call.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
            answer.headers["Access-Control-Allow-Headers"] = "content-type, authorization"
        return answer

    def route(self, call: Call, asked: Request) -> Document:
        parts = call.path.rstrip("/").split("/")[1:]
        service = parts[1] if len(parts) > 1 else ""
        if parts == ["cds-services"]:
            call.kind = "discovery"
            self.allow(call, "GET")
            return self.discovery()
        if parts[0] != "cds-services" or service not in self.hooks or parts[2:] not in ([], ["feedback"]):
            raise RefusedError(404, "there is no such service")
        call.kind = "feedback" if parts[2:] else "hook"
        self.allow(call, "POST")
        if call.method == "OPTIONS":
            return {}
        self.authenticate(asked)
        if asked.mimetype not in ("application/json", "application/fhir+json"):
            raise RefusedError(415, "send application/json")
        document = strict_json(call.body)
        if call.kind == "feedback":
            return take_feedback(document)
        call.request = document if isinstance(document, dict) else {}
        return answer_hook(document, service)

    def discovery(self) -> Document:
        return {
            "services": [
                {
                    "hook": h,
                    "id": h,
                    "title": "A stub",
                    "description": "Says something about problems",
                    "prefetch": KEYS,
                    "version": "2.0.1",
                }
                for h in self.hooks
            ]
        }

    def allow(self, call: Call, method: str) -> None:
        if call.method not in (method, "OPTIONS", "HEAD" if method == "GET" else method):
            raise RefusedError(405, "wrong method", Allow=f"{method}, OPTIONS")

    def authenticate(self, asked: Request) -> None:
        if self.trusted is None:
            return
        try:
            token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
            header = jwt.get_unverified_header(token)
            issuer, key = self.trusted[header["kid"]]
            claims = jwt.decode(
                token,
                key,
                algorithms=["ES384", "RS384"],
                audience=asked.base_url,
                issuer=issuer,
                options={"require": ["exp", "iat", "jti", "iss", "aud"]},
            )
            if (
                header.get("typ") != "JWT"
                or "jku" in header
                or claims["exp"] - claims["iat"] > 3600
                or claims["jti"] in self.used
            ):
                raise KeyError("jti")
            self.used.add(claims["jti"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as e:
            raise RefusedError(401, "not authenticated", **{"WWW-Authenticate": "Bearer"}) from e


def as_json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")


def strict_json(body: bytes) -> Any:
    """The document. Refuses what is too large or too deep, no JSON, or has a key twice."""
    if len(body) > LARGEST:
        raise RefusedError(413, "too large")
    if depth(body) > DEEPEST:
        raise RefusedError(400, "too deep")

    def once(pairs: list[tuple[str, Any]]) -> Document:
        if len({k for k, _ in pairs}) < len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    def unknown(word: str) -> None:
        raise ValueError(word)

    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=once, parse_constant=unknown)
    except ValueError as e:
        raise RefusedError(400, "no JSON") from e


def depth(body: bytes) -> int:
    """The depth of nesting, at most one beyond what is allowed. Brackets inside texts count too, which is good enough."""
    deepest = level = 0
    for bracket in re.finditer(rb"[\[\]{}]", body):
        level += 1 if bracket[0] in b"[{" else -1
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            break
    return deepest


def answer_hook(request: Any, hook: str) -> Document:
    context = request.get("context") if isinstance(request, dict) else None
    if not isinstance(context, dict) or request.get("hook") != hook:
        raise RefusedError(400, "the hook or its context is wrong")
    patient = context.get("patientId")
    if not isinstance(patient, str) or not patient:
        raise RefusedError(400, "patientId is missing")
    found = resources(request.get("prefetch"))
    if not found:
        raise RefusedError(412, f"missing: {', '.join(KEYS)}")
    texts = [t for r in found if r.get("resourceType") == "Condition" for t in [text_of(r.get("code"))] if t]
    cards = [card("Problems of the patient", "info", "\n".join(f"- {escaped(t)}" for t in texts))] if texts else []
    return {"cards": cards + [order_card(order, patient.removeprefix("Patient/")) for order in orders(context)]}


def resources(prefetch: Any) -> list[Document]:
    """All resources of the prefetch, whatever its keys."""
    found: list[Document] = []
    for value in prefetch.values() if isinstance(prefetch, dict) else []:
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            entries = value.get("entry") if isinstance(value.get("entry"), list) else []
            found += [e["resource"] for e in entries or [] if isinstance(e, dict) and isinstance(e.get("resource"), dict)]
        elif isinstance(value, dict):
            found.append(value)
    return found


def orders(context: Document) -> list[Document]:
    """The draft services that are whole enough to speak of."""
    bundle = context.get("draftOrders")
    entries = bundle.get("entry") if isinstance(bundle, dict) else []
    found = [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [
        r
        for r in found
        if isinstance(r, dict)
        and r.get("resourceType") == "ServiceRequest"
        and isinstance(r.get("id"), str)
        and text_of(r.get("code"))
    ]


def text_of(concept: Any) -> str:
    found = concept.get("text") if isinstance(concept, dict) else None
    return found if isinstance(found, str) else ""


def escaped(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join("\\" + c if c in "[]*_`#|()" else c for c in plain)


def card(summary: str, indicator: str, detail: str, **more: Any) -> Document:
    source = {
        "label": "Stub",
        "url": "https://stub.example.org",
        "topic": {"code": "problems", "system": "https://stub.example.org/topics"},
    }
    link = {"label": "More", "url": "https://stub.example.org/more", "type": "absolute"}
    return {
        "uuid": str(uuid.uuid4()),
        "summary": summary,
        "indicator": indicator,
        "detail": detail,
        "source": source,
        "links": [link],
        **more,
    }


def order_card(order: Document, patient: str) -> Document:
    instead = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"text": "Physiotherapy"},
    }
    actions = {
        "Remove it": {"type": "delete", "description": "Remove the order", "resourceId": f"ServiceRequest/{order['id']}"},
        "Physiotherapy": {"type": "create", "description": "Order physiotherapy", "resource": instead},
        "Ask first": {"type": "update", "description": "Mark as urgent", "resource": order | {"priority": "urgent"}},
    }
    suggestions: list[Document] = [
        {"label": label, "uuid": str(uuid.uuid4()), "actions": [action]} for label, action in actions.items()
    ]
    suggestions[0]["isRecommended"] = True
    reason = {"code": "wish", "system": "https://stub.example.org/reasons", "display": "The patient wishes it"}
    return card(
        "Think about this order",
        "warning",
        escaped(text_of(order["code"])),
        suggestions=suggestions,
        selectionBehavior="at-most-one",
        overrideReasons=[reason],
    )


def take_feedback(document: Any) -> Document:
    items = document.get("feedback") if isinstance(document, dict) else None
    if not isinstance(items, list) or not all(isinstance(i, dict) and sound(i) for i in items):
        raise RefusedError(400, "feedback is incomplete")
    return {}


def sound(item: Document) -> bool:
    try:
        datetime.fromisoformat(item["outcomeTimestamp"])
    except (KeyError, ValueError, TypeError):
        return False
    return isinstance(item.get("card"), str) and item.get("outcome") in ("accepted", "overridden")


class InMemory(BaseAdapter):
    """Sends the requests of a session straight to a WSGI application: the same bytes, no sockets."""

    def __init__(self, app: Stub) -> None:
        super().__init__()
        self.app = app

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        try:
            chunks, status, headers = run_wsgi_app(self.app, environ_of(request, body))
        except ConnectionResetError as e:
            raise requests.ConnectionError from e
        response = requests.Response()
        response.status_code = int(status.split()[0])
        response.headers.update(dict(headers))
        response._content = b"".join(chunks)
        response.request, response.url = request, str(request.url)
        return response

    def close(self) -> None:
        """Nothing to close."""


def environ_of(request: requests.PreparedRequest, body: bytes) -> WSGIEnvironment:
    """The request as a WSGI server would hand it on."""
    parts = urlsplit(str(request.url))
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = text
    return environ


def session_for(app: Stub) -> Callable[[], requests.Session]:
    def new() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", InMemory(app))
        return session

    return new
