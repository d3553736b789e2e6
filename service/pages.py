"""The pages for people: the playground and the knowledge book. No script or style but our own files, nothing from elsewhere."""

from __future__ import annotations

from datetime import date
from functools import cache

from flask import Blueprint, Flask, Response, current_app, render_template, send_from_directory
from werkzeug.exceptions import NotFound

import fhir_examples
from service.errors import ConcordanceError
from service.hooks import SERVICES
from service.knowledge_book import book
from service.outcomes import json_response
from service.settings import Settings

# What a browser may load and do on these pages. Inline script and style are refused, so text that slips through runs nothing.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def register(app: Flask, settings: Settings) -> None:
    """Adds the pages. The knowledge book is public, as cards link to it; the playground only where nobody else can call."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.after_request(guarded)
    pages.add_url_rule("/knowledge", view_func=knowledge)
    pages.add_url_rule("/static/<path:name>", view_func=static_file)
    if not settings.insecure:
        pages.add_url_rule("/", view_func=playground)
        pages.add_url_rule("/playground/examples/<name>", view_func=example)
    app.register_blueprint(pages)


def guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def knowledge() -> Response:
    with_playground = "pages.playground" in current_app.view_functions
    return Response(knowledge_page(with_playground), content_type="text/html; charset=utf-8")


@cache
def knowledge_page(with_playground: bool) -> str:
    """The knowledge book as HTML; it changes only with the program."""
    return render_template("knowledge.html", book=book(), with_playground=with_playground)


def playground() -> str:
    services = {service.hook: service.id for service in SERVICES}
    return render_template("playground.html", examples=titles(), services=services, edition=book())


@cache
def titles() -> tuple[tuple[str, str], ...]:
    """Name and title of each example."""
    return tuple((name, fhir_examples.load(name).title) for name in fhir_examples.names())


def example(name: str) -> Response:
    """An example with its dates moved to today: the request to send, its title and why it is answered as it is."""
    try:
        found = fhir_examples.load(name, today=date.today())  # noqa: DTZ011 the clinic's own day is meant
    except ConcordanceError as e:
        raise NotFound from e
    return json_response({"name": found.name, "title": found.title, "why": found.why, "request": found.request})


def static_file(name: str) -> Response:
    return send_from_directory("static", name)
