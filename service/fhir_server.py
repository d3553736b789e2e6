"""The guarded, bounded client for the FHIR server that a caller names.

The caller chooses the address, so nothing is taken on trust: only listed servers, each network address checked when
connecting, no redirects, no proxies, and bounds on time, size (after unpacking), pages and repeated failures. The token is
sent to that server only; it is in no error, log or metric.
"""

from __future__ import annotations

import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import certifi
import orjson
import pybreaker
import urllib3
from urllib3.exceptions import HTTPError

from service.addresses import Allowed, Base, parse_base
from service.errors import FhirServerError
from service.guarded_sockets import GuardedSockets

FHIR_JSON = "application/fhir+json, application/json;q=0.9"
CHUNK = 65536
FAILURES_BEFORE_PAUSE = 5
PAUSE_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """`connect_seconds` to connect; `max_bytes` of one answer, unpacked; `max_total` of all answers for one request;
    `max_pages` of one search."""

    connect_seconds: float = 1.0
    max_bytes: int = 10_000_000
    max_total: int = 40_000_000
    max_pages: int = 10


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A successful answer: its bytes and their media type (lower case, without parameters)."""

    content_type: str
    body: bytes

    def json(self) -> Any:
        """The JSON. Raises FhirServerError when it is not JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as e:
            raise FhirServerError("the FHIR server's answer is not JSON") from e


class StatusError(FhirServerError):
    """The FHIR server answered with an HTTP status other than success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the FHIR server answered {status}")
        self.status = status


class FhirServers:
    """The FHIR servers that this process may read, with what is remembered of their failures. Safe to share by threads."""

    def __init__(
        self,
        servers: Iterable[str] = (),
        *,
        private_networks: Iterable[str] = (),
        limits: Limits | None = None,
        ca_file: str = "",
        observe: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        """`observe` is told how each read ended: ok, refused (the server's 4xx) or failed."""
        self._observe = observe
        self.allowed = Allowed(servers, private_networks)
        self.limits = limits or Limits()
        self._ca_file = ca_file or certifi.where()
        self._breakers: dict[tuple[str, str, int], pybreaker.CircuitBreaker] = {}
        self._lock = threading.Lock()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made when first needed: reading the certificates takes longer than answering a request."""
        context = ssl.create_default_context(cafile=self._ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def open(self, url: str, token: str, *, deadline: float) -> FhirServer:
        """A connection for one request, to be closed. `deadline` is a time of `time.monotonic()`.

        Raises FhirServerError when that server may not be called, or failed so often that it is left in peace for a while.
        """
        base = parse_base(url)
        self.allowed.check(base)
        breaker = self._breaker(base)
        if breaker.current_state == pybreaker.STATE_OPEN:
            try:
                breaker.call(lambda: None)  # lets a first try through when the pause is over
            except pybreaker.CircuitBreakerError as e:
                raise FhirServerError("the FHIR server failed repeatedly and is not asked for a while") from e
        return FhirServer(
            base,
            token,
            deadline=deadline,
            limits=self.limits,
            allowed=self.allowed,
            tls=self._tls if base.scheme == "https" else None,
            breaker=breaker,
            observe=self._observe,
        )

    def _breaker(self, base: Base) -> pybreaker.CircuitBreaker:
        with self._lock:
            if base.origin not in self._breakers:
                # Two successes close it again: the one that lets a try through is not yet an answer of the server.
                self._breakers[base.origin] = pybreaker.CircuitBreaker(
                    fail_max=FAILURES_BEFORE_PAUSE, reset_timeout=PAUSE_SECONDS, success_threshold=2
                )
            return self._breakers[base.origin]


class FhirServer:
    """One server, read for one request by several threads. Closing it ends every read that is still under way."""

    def __init__(
        self,
        base: Base,
        token: str,
        *,
        deadline: float,
        limits: Limits,
        allowed: Allowed,
        tls: ssl.SSLContext | None,
        breaker: pybreaker.CircuitBreaker,
        observe: Callable[[str], None],
    ) -> None:
        self.base = base
        self.limits = limits
        self.deadline = deadline
        self._token = token
        self._breaker = breaker
        self._observe = observe
        self._taken = 0
        self._lock = threading.Lock()
        self._sockets = GuardedSockets(base, allowed, connect_seconds=self._connect_seconds)
        self._pool = self._sockets.pool(tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Shuts every connection down, so that a thread waiting for a slow server wakes up."""
        self._sockets.close()
        self._pool.close()

    def resolve(self, address: str) -> str:
        """An address given by the server (absolute, or relative to its base) as the target to request.

        Raises FhirServerError when it is of another origin: the token must not go there.
        """
        try:
            parts = urlsplit(urljoin(f"{self.base}/", address))
            there = parse_base(parts._replace(query="", fragment="", path="").geturl())
        except (ValueError, FhirServerError) as e:
            raise FhirServerError("the address given is not a plain URL") from e
        if there.origin != self.base.origin:
            raise FhirServerError("the address is not on the FHIR server that the caller named")
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def get(self, address: str, *, accept: str = FHIR_JSON) -> Answer:
        """Reads one address. Raises StatusError for an HTTP error and FhirServerError for every other failure."""
        target = self.resolve(address)
        try:
            answer = self._get(target, accept)
        except (HTTPError, OSError, zlib.error, ValueError) as e:
            error = FhirServerError(self._reason())
            self._remember(error)
            raise error from e
        except FhirServerError as e:
            self._remember(e)
            raise
        self._remember(None)
        return answer

    def _remember(self, error: FhirServerError | None) -> None:
        """Counts a failure of the server itself; that it refuses one thing, or has it not, is no failure."""
        refused = isinstance(error, StatusError) and error.status < 500
        self._observe("refused" if refused else "failed" if error else "ok")
        if refused:
            error = None

        def outcome() -> None:
            if error is not None:
                raise error

        with suppress(pybreaker.CircuitBreakerError, FhirServerError):  # counted; the caller raises what happened
            self._breaker.call(outcome)

    def _reason(self) -> str:
        late = self._sockets.closed or time.monotonic() >= self.deadline
        return "the FHIR server did not answer in time" if late else "the FHIR server could not be reached or broke off"

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0 or self._sockets.closed:
            raise FhirServerError("the FHIR server did not answer in time")
        return left

    def _connect_seconds(self) -> float:
        return min(self.limits.connect_seconds, self._left())

    def _get(self, target: str, accept: str) -> Answer:
        left = self._left()
        response = self._pool.urlopen(
            "GET",
            target,
            headers={
                "Accept": accept,
                "Accept-Encoding": "gzip",
                "Authorization": f"Bearer {self._token}",
                "User-Agent": "lumbar-concordance",
            },
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=urllib3.Timeout(connect=self._connect_seconds(), read=left),
        )
        try:
            if not 200 <= response.status < 300:
                raise StatusError(response.status)
            body = self._body(response)
        finally:
            response.close()
        content_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        return Answer(content_type=content_type, body=body)

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body, unpacked, piece by piece so that neither a drip nor a bomb gets through."""
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", "deflate", ""):
            raise FhirServerError("the FHIR server's answer is packed in a way that was not asked for")
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding not in ("identity", "") else None
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(CHUNK, decode_content=False):
            self._left()
            room = self.limits.max_bytes - size + 1
            piece = unpack.decompress(piece, room) if unpack else piece
            size += len(piece)
            self._take(len(piece), size)
            pieces.append(piece)
        self._left()  # closing a connection from outside looks like the end of the answer
        if unpack and not unpack.eof:
            raise FhirServerError("the FHIR server's answer is cut short")
        return b"".join(pieces)

    def _take(self, piece: int, size: int) -> None:
        with self._lock:
            self._taken += piece
        if size > self.limits.max_bytes or self._taken > self.limits.max_total:
            raise FhirServerError("the FHIR server's answer is too large")
