"""Request bodies: of the right type, not larger than allowed, and strict JSON."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import RequestError
from service.json_body import parse_json

JSON_TYPES = ("application/json", "application/fhir+json", "application/json+fhir")
DRAIN_SECONDS = 2.0
DRAIN_TIMES = 3
"""Of a body that is too large, up to so many times the limit is thrown away, so that the client gets to read the answer."""


def json_body() -> Any:
    """The parsed body of the present request. Raises RequestError 415 or 400; the framework raises 413."""
    if request.mimetype not in JSON_TYPES:
        raise RequestError("Content-Type: not JSON", status=415, code="not-supported", hint="send application/json")
    if (request.headers.get("Content-Encoding") or "identity").lower() != "identity":
        raise RequestError("Content-Encoding: not taken", status=415, code="not-supported", hint="send the body unpacked")
    sent = request.get_data(cache=False)
    # A body sent in chunks is silently cut at the limit by the framework.
    if request.content_length is None and len(sent) >= int(current_app.config["MAX_CONTENT_LENGTH"]):
        raise RequestEntityTooLarge
    return parse_json(sent)


def register(app: Flask) -> None:
    """After 413: closes the connection, having thrown away a bounded part of what the client is still sending."""

    @app.after_request
    def close_after_413(response: Response) -> Response:
        if response.status_code == 413:
            environ = request.environ
            response.headers["Connection"] = "close"
            response.call_on_close(lambda: _drain(environ, DRAIN_TIMES * int(app.config["MAX_CONTENT_LENGTH"])))
        return response


def _drain(environ: dict[str, Any], most: int) -> None:
    connection = environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        return
    until = time.monotonic() + DRAIN_SECONDS
    with suppress(OSError):
        connection.settimeout(DRAIN_SECONDS)
        while most > 0 and time.monotonic() < until and (piece := connection.recv(65536)):
            most -= len(piece)
        connection.shutdown(socket.SHUT_RDWR)
