"""Errors → HTTP, in one place: the status, and an OperationOutcome that says what, where and what to do."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from service.errors import ConcordanceError, NotReadyError, RequestError
from service.log import logger, places

RETRY_AFTER_SECONDS = "5"
CODES = {400: "invalid", 404: "not-found", 405: "not-supported", 413: "too-long", 415: "not-supported"}
"""FHIR issue types for HTTP errors that the framework makes."""
WORDS = {
    400: "the request could not be read",
    404: "there is nothing at this address; GET /cds-services lists the services",
    405: "this address does not take that method",
    413: "the request body is larger than this service takes",
    415: "the content type must be application/json",
}


def json_response(body: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(orjson.dumps(body), status=status, content_type="application/json")


def outcome(status: int, text: str, code: str) -> Response:
    """An error response whose body is an OperationOutcome. `code` is a FHIR issue type."""
    severity = "fatal" if status >= 500 else "error"
    issue = {"severity": severity, "code": code, "details": {"text": text}}
    return json_response({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def _said(error: ConcordanceError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def register(app: Flask) -> None:
    """Makes every error of the application an OperationOutcome; an unexpected one is logged and told as 500, no more."""

    @app.errorhandler(RequestError)
    def refused(error: RequestError) -> Response:
        return outcome(error.status, _said(error), error.code)

    @app.errorhandler(NotReadyError)
    def not_ready(error: NotReadyError) -> Response:
        response = outcome(503, _said(error), "transient")
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response

    @app.errorhandler(HTTPException)
    def framework(error: HTTPException) -> Response:
        status = error.code or 500
        response = outcome(status, WORDS.get(status, error.name), CODES.get(status, "processing"))
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        logger().error("unexpected error", id=g.get("request_id"), kind=type(error).__name__, places=places(error))
        return outcome(500, "an error of this service, not of the request; nothing was judged", "exception")
