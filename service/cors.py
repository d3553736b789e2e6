"""Cross-origin calls from browsers: discovery, the services and feedback, and nothing else. Never with credentials."""

from __future__ import annotations

from flask import Flask, Response, request

MAX_AGE_SECONDS = "600"


def shared(path: str) -> bool:
    """Whether a page of another origin may call this path."""
    return path == "/cds-services" or path.startswith("/cds-services/")


def register(app: Flask, origins: tuple[str, ...]) -> None:
    """Answers preflights and marks answers, for the listed origins; `*` is any."""
    any_origin = "*" in origins

    @app.before_request
    def preflight() -> Response | None:
        """Answered before anything asks who calls: browsers send no credentials with it."""
        if request.method != "OPTIONS" or not shared(request.path) or "Access-Control-Request-Method" not in request.headers:
            return None
        # An unknown service gets its 404 from the call itself; routing here would tell the browser less.
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "authorization, content-type, accept"
        response.headers["Access-Control-Max-Age"] = MAX_AGE_SECONDS
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            response.headers["Access-Control-Allow-Private-Network"] = "true"
        return response

    @app.after_request
    def mark(response: Response) -> Response:
        if not shared(request.path):
            return response
        origin = request.headers.get("Origin", "")
        if any_origin:
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response
        response.vary.add("Origin")
        if origin and origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
        return response
