"""The Flask application: routes, and what every request passes through. `create_app` is the best place to start."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask, Response, g, request

from service import body, cors, log, metrics, open_mode, openapi, outcomes, pages
from service.answer import answer
from service.feedback import parse_feedback, rows
from service.fhir_server import FhirServers, Limits
from service.hooks import SERVICES, Service, discovery, parse_request
from service.outcomes import json_response
from service.settings import Settings
from service.shown import Shown
from service.storage import Storage

Answer = Callable[..., dict[str, Any]]


def create_app(settings: Settings, *, answering: Answer = answer) -> Flask:
    """The application. `answering` is what judges a request (tests give their own)."""
    log.configure(settings.log_level)
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # merging would redirect, and a service never redirects
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.extensions["concordance"] = settings
    _watch(app)
    cors.register(app, settings.cors_origins)
    body.register(app)
    outcomes.register(app)
    if not settings.insecure:
        open_mode.register(app)
    _add_discovery(app, settings)
    servers = fhir_servers(settings)
    storage = Storage(settings.database_url.get_secret_value())
    shown = Shown(storage)
    for service in SERVICES:
        _add_service(app, service, settings, servers, shown, answering)
        _add_feedback(app, service, storage)
    _add_health(app, storage)
    _add_description(app, settings)
    pages.register(app, settings)
    return app


def fhir_servers(settings: Settings) -> FhirServers:
    """The FHIR servers that these settings allow to read."""
    limits = Limits(
        connect_seconds=settings.fhir_connect_seconds,
        max_bytes=settings.fhir_max_bytes,
        max_total=4 * settings.fhir_max_bytes,
        max_pages=settings.fhir_max_pages,
    )
    return FhirServers(
        settings.fhir_servers,
        private_networks=settings.fhir_private_networks,
        limits=limits,
        ca_file=settings.fhir_ca_file,
        observe=metrics.observe_read,
    )


def _watch(app: Flask) -> None:
    """Times every request and logs one line for it, without anything of the patient."""

    @app.before_request
    def start() -> None:
        g.started = time.monotonic()
        g.request_id = uuid.uuid4().hex

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Request-Id"] = g.request_id
        route = request.url_rule.rule if request.url_rule else "(none)"
        seconds = time.monotonic() - g.started
        method = request.method if request.method in metrics.METHODS else "other"
        metrics.observe_request(route=route, method=method, status=response.status_code, seconds=seconds)
        log.logger().info(
            "request", id=g.request_id, method=method, route=route, status=response.status_code, ms=round(seconds * 1000)
        )
        return response


def _add_discovery(app: Flask, settings: Settings) -> None:
    document = discovery(settings.prefetch_keys())

    @app.get("/cds-services")
    def cds_services() -> Response:
        return json_response(document)


def _add_service(
    app: Flask, service: Service, settings: Settings, servers: FhirServers, shown: Shown, answering: Answer
) -> None:
    def call() -> Response:
        hook_request = parse_request(body.json_body(), service.hook)
        may_read = settings.insecure or not open_mode.foreign_page(settings.cors_origins)
        response = answering(
            hook_request,
            as_of=date.today(),  # noqa: DTZ011 the clinic's own day is meant
            settings=_with_address(settings),
            servers=servers if may_read else None,
            deadline=g.started + settings.gather_seconds,
        )
        metrics.observe_answer(service.hook, response)
        shown.count(service.hook, response)
        return json_response(response)

    app.add_url_rule(f"/cds-services/{service.id}", service.id, call, methods=["POST"])


def _with_address(settings: Settings) -> Settings:
    """The settings with the address that cards link to: in open mode the one that was called, which is this machine's own."""
    if settings.external_url or settings.insecure:
        return settings
    return settings.model_copy(update={"external_url": request.host_url.rstrip("/")})


def _add_feedback(app: Flask, service: Service, storage: Storage) -> None:
    def take() -> Response:
        batch = parse_feedback(body.json_body())
        storage.add_feedback(rows(service.id, batch))
        for item in batch.feedback:
            metrics.feedback_total.labels(item.outcome).inc()
        return json_response({"status": "stored"})

    app.add_url_rule(f"/cds-services/{service.id}/feedback", f"{service.id}-feedback", take, methods=["POST"])


def _add_health(app: Flask, storage: Storage) -> None:
    @app.get("/health")
    def health() -> Response:
        return json_response({"status": "up"})

    @app.get("/ready")
    def ready() -> Response:
        storage.check()
        return json_response({"status": "ready"})

    @app.get("/metrics")
    def exposition() -> Response:
        text, media_type = metrics.exposition()
        return Response(text, content_type=media_type)


def _add_description(app: Flask, settings: Settings) -> None:
    @app.get("/openapi.json")
    def description() -> Response:
        routes = (rule.rule for rule in app.url_map.iter_rules())
        return json_response(openapi.document(routes, url=settings.external_url))
