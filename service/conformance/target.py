"""The service under test: what it says of itself, and every hook request sent to it with the answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from service.conformance.client import JSON, NOT_JSON, Client, Reply
from service.conformance.hook_names import usable_hook
from service.conformance.requests import plain_request
from service.conformance.rule import NotTriedError

Document = dict[str, Any]
TAKEN = (200, 412)


class UnreachableError(Exception):
    """Nothing answered at the address, or nothing could be asked without a key."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One usable entry of the discovery answer."""

    id: str
    hook: str
    prefetch: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.id} ({self.hook})"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A hook request that a client may send, and the answer."""

    service: Service
    about: str
    request: Document
    reply: Reply

    @property
    def taken(self) -> bool:
        return self.reply.status in TAKEN

    @property
    def where(self) -> str:
        """For a report: which service was asked what."""
        return f"{self.service.name}, {self.about}"

    @property
    def answer(self) -> Document:
        """The body of a 200 when it is an object, else an empty one."""
        return self.reply.document if self.reply.status == 200 and isinstance(self.reply.document, dict) else {}


@dataclass(kw_only=True)
class Target:
    """A service and what is known of it so far. `base` is what stands before `/cds-services`."""

    base: str
    client: Client
    today: date
    given: list[tuple[str, Document]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def discovery_url(self) -> str:
        return f"{self.base}/cds-services"

    @cached_property
    def discovery(self) -> Reply:
        """The first answer of discovery. Raises UnreachableError when there is none."""
        reply = self.client.send("GET", self.discovery_url, about="discovery")
        if not reply.status:
            raise UnreachableError(f"{self.discovery_url} does not answer ({reply.failure})")
        return reply

    @property
    def entries(self) -> list[Document]:
        """The entries of discovery as they stand. Raises NotTriedError when there are none."""
        document = self.discovery.document
        listed = document.get("services") if isinstance(document, dict) else None
        found = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
        if not found:
            raise NotTriedError("discovery lists no service")
        return found

    @cached_property
    def services(self) -> list[Service]:
        """The entries that can be called, each (id, hook) once."""
        found: dict[tuple[str, str], Service] = {}
        for e in self.entries:
            service_id, hook, templates = e.get("id"), e.get("hook"), e.get("prefetch")
            if (
                isinstance(service_id, str)
                and service_id
                and "/" not in service_id
                and isinstance(hook, str)
                and usable_hook(hook)
            ):
                texts = {k: v for k, v in templates.items() if isinstance(v, str)} if isinstance(templates, dict) else {}
                found.setdefault((service_id, hook), Service(id=service_id, hook=hook, prefetch=texts))
        return list(found.values())

    def url(self, service: Service) -> str:
        return f"{self.discovery_url}/{service.id}"

    def ask(self, service: Service, request: Document, about: str, **headers: str) -> Exchange:
        """Sends a hook request; the exchange is kept, so that the rules of responses see its answer."""
        body = json.dumps(request).encode()
        reply = self.post(service, body, about, **headers)
        exchange = Exchange(service=service, about=about, request=request, reply=reply)
        self.exchanges.append(exchange)
        return exchange

    def post(self, service: Service, body: bytes, about: str, **headers: str) -> Reply:
        """Sends any body to a service; keyword arguments are headers (`Content_Type` for Content-Type)."""
        named = {"Content-Type": JSON} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.client.send("POST", self.url(service), about=f"{service.name}: {about}", body=body, headers=named)

    @cached_property
    def plain(self) -> dict[str, Exchange]:
        """The answer of each service to an ordinary request, by `Service.name`."""
        return {s.name: self.ask(s, plain_request(s.hook, s.prefetch, self.today), "ordinary request") for s in self.services}

    def open_services(self, *hooks: str) -> list[Service]:
        """The services (of these hooks) that take an ordinary request. Raises NotTriedError when there are none."""
        of_hook = [s for s in self.services if not hooks or s.hook in hooks]
        found = [s for s in of_hook if self.plain[s.name].taken]
        if not of_hook:
            raise NotTriedError(f"no service for the hook {' or '.join(hooks)}" if hooks else "no service can be called")
        if not found:
            raise NotTriedError("no service takes even an ordinary request (Q17)")
        return found

    def request(self, service: Service) -> Document:
        """A fresh copy of the ordinary request, to be changed."""
        return copy.deepcopy(self.plain[service.name].request)

    def answered(self) -> Iterator[Exchange]:
        """All exchanges answered 200 with a JSON object. Raises NotTriedError when there are none."""
        found = [e for e in self.exchanges if e.answer]
        if not found:
            raise NotTriedError("no hook request was answered 200 with a JSON object")
        yield from found


def is_json(reply: Reply) -> bool:
    """Whether the body is JSON and says so."""
    return reply.is_json and reply.document is not NOT_JSON
