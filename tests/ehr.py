"""A small FHIR server for tests that answers by script: properly, wrongly, slowly or not at all."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class Ehr:
    """`scripts` maps a resource type or a path under the base to what is answered: JSON, or a behaviour of its own.
    `calls` are the requests seen: (path with query, headers)."""

    def __init__(self, scripts: dict[str, Any]) -> None:
        self.scripts = scripts
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.stop = threading.Event()
        self.base = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.calls.append((handler.path, dict(handler.headers)))
        path = urlsplit(handler.path).path.removeprefix("/fhir/")
        script = self.scripts.get(handler.path.removeprefix("/fhir/"), self.scripts.get(path))
        if script is None:
            script = self.scripts.get("*", {"resourceType": "Bundle", "type": "searchset", "total": 0})
        if callable(script):
            script(handler)
        else:
            send(handler, json.dumps(script).encode())


def send(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, length: int | None = None, **headers: str) -> None:
    """Answers; `headers` are written with underscores for dashes, `length` may lie."""
    handler.send_response(status)
    given = {"Content_Type": "application/fhir+json"} | headers
    for name, value in given.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def ehr(scripts: dict[str, Any], *, tls: ssl.SSLContext | None = None) -> Iterator[Ehr]:
    """The server, on a free port of this machine, for as long as the block lasts; with `tls` it speaks https."""
    server = Ehr(scripts)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # the client went away, as it should

    with Quiet(("127.0.0.1", 0), Handler) as http:
        server.base = f"{'https' if tls else 'http'}://127.0.0.1:{http.server_address[1]}/fhir"
        if tls:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stop.set()
            http.shutdown()
