"""OpenAPI 3.1 of everything that is served, generated from the models that read requests and write responses."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema

from cards.models import Response
from service.feedback import Feedback
from service.hooks import SERVICES, SPECIFICATION, HookRequest, Service

REF = "#/components/schemas/{model}"
TEXT = {"type": "string", "minLength": 1}

OUTCOME = {
    "description": "A FHIR OperationOutcome that says what is wrong, where, and what would put it right.",
    "type": "object",
    "required": ["resourceType", "issue"],
    "properties": {
        "resourceType": {"const": "OperationOutcome"},
        "issue": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["severity", "code", "details"],
                "properties": {
                    "severity": {"enum": ["fatal", "error"]},
                    "code": TEXT,
                    "details": {"type": "object", "required": ["text"], "properties": {"text": TEXT}},
                },
            },
        },
    },
}
DISCOVERY = {
    "description": "The CDS services offered here.",
    "type": "object",
    "required": ["services"],
    "properties": {
        "services": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["hook", "id", "title", "description", "prefetch"],
                "additionalProperties": False,
                "properties": {
                    "hook": TEXT,
                    "id": TEXT,
                    "title": TEXT,
                    "description": TEXT,
                    "usageRequirements": TEXT,
                    "version": TEXT,
                    "hookVersion": TEXT,
                    "prefetch": {"type": "object", "additionalProperties": TEXT},
                },
            },
        }
    },
}
STATUS = {"type": "object", "required": ["status"], "properties": {"status": TEXT}}
PROBLEMS = {
    400: "The request could not be read; nothing was judged.",
    404: "There is no such service.",
    405: "This address does not take that method.",
    412: "What is needed was neither sent nor could it be read; the missing prefetch keys are named.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    500: "An error of this service, not of the request.",
    503: "Something this service depends on cannot be used now; try again later.",
}


def document(routes: Iterable[str], *, url: str = "") -> dict[str, Any]:
    """The OpenAPI document, with those paths that are among `routes`; `url` is where the service is reached."""
    served = set(routes)
    paths = {path: operations for path, operations in _paths().items() if path in served}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "lumbar-concordance",
            "version": version("lumbar-concordance"),
            "description": f"A CDS Hooks {SPECIFICATION} service. Knowledge status: draft, not reviewed by a clinician.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url or "/"}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    _, generated = models_json_schema(
        [(HookRequest, "validation"), (Feedback, "validation"), (Response, "serialization")], ref_template=REF
    )
    schemas: dict[str, Any] = dict(generated["$defs"])
    whole: dict[str, Any] = schemas.pop("HookRequest")
    for service in SERVICES:
        members = whole["properties"] | {"hook": whole["properties"]["hook"] | {"const": service.hook}}
        schemas[_request_name(service)] = whole | {"properties": members, "title": f"{service.hook} request"}
    return schemas | {"OperationOutcome": OUTCOME, "Discovery": DISCOVERY, "Status": STATUS}


def _request_name(service: Service) -> str:
    return "".join(word.title() for word in service.hook.split("-")) + "Request"


def _json(schema: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": REF.format(model=schema)}}}}


def _text(media_type: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": {"type": "string"}}}}


def _operation(name: str, summary: str, good: dict[str, Any], problems: tuple[int, ...], body: str = "") -> dict[str, Any]:
    responses = {"200": good} | {str(status): _json("OperationOutcome", PROBLEMS[status]) for status in (*problems, 405)}
    operation: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    if body:
        content = {"application/json": {"schema": {"$ref": REF.format(model=body)}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/cds-services": {"get": _operation("discovery", "The services", _json("Discovery", "The services."), (400,))},
        "/health": {"get": _operation("health", "The process is up", _json("Status", "Up."), (400,))},
        "/ready": {"get": _operation("ready", "What it depends on can be used", _json("Status", "Ready."), (400, 503))},
        "/metrics": {"get": _operation("metrics", "Prometheus metrics", _text("text/plain", "Metrics."), (400,))},
        "/openapi.json": {"get": _operation("openapi", "This document", _any("This document."), (400,))},
        "/": {"get": _operation("playground", "The playground", _text("text/html", "A page."), (400,))},
        "/knowledge": {"get": _operation("knowledge", "The knowledge book", _text("text/html", "A page."), (400,))},
    }
    called = (400, 412, 413, 415, 500, 503)
    for service in SERVICES:
        base = f"/cds-services/{service.id}"
        cards = _json("Response", "Cards; none at all means looked, and nothing to say.")
        paths[base] = {"post": _operation(service.hook, service.title, cards, called, _request_name(service))}
        stored = _json("Status", "Stored, and committed.")
        name = f"{service.hook}-feedback"
        paths[f"{base}/feedback"] = {
            "post": _operation(name, "What was done with cards", stored, (400, 413, 415, 500, 503), "Feedback")
        }
    return paths


def _any(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"type": "object"}}}}
