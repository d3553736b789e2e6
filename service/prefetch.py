"""What a prefetch value, or an answer of a FHIR server, holds: resources, nothing, a failure, or one page of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from service.record import Resource

DEEPEST = 5
"""Bundles inside Bundles (batch responses) are opened this deep."""
SUPPORTING = frozenset({"Medication", "Binary", "Patient", "Encounter"})
"""Types of which an included (not matching) entry is still of use: other resources point to them."""
NARROWING = frozenset({"encounter", "_id", "code", "identifier"})
"""Search parameters that leave out part of a patient's resources of a type."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one value holds. `known` False: nothing that could be understood, so it counts as not sent. `failed`: whoever
    sent it tried and could not look. `resources` with the fullUrl they came under. `next`: address of the next page.
    `narrowed`: a search for only a part. `missing`: how many matches the total promises beyond those that are there.
    `types`: resource types that it answers for, even when empty."""

    known: bool = True
    failed: bool = False
    resources: tuple[tuple[Resource, str | None], ...] = ()
    next: str | None = None
    narrowed: bool = False
    missing: int = 0
    types: frozenset[str] = field(default_factory=frozenset)


NOT_UNDERSTOOD = Value(known=False)
EMPTY = Value()
FAILED = Value(failed=True)


def unpack(value: Any) -> Value:
    """What the value holds, whatever its shape; never raises."""
    if value is None:
        return EMPTY
    if isinstance(value, list):
        return _joined([unpack(one) for one in value]) if value else NOT_UNDERSTOOD
    if not isinstance(value, dict):
        return NOT_UNDERSTOOD
    kind = value.get("resourceType")
    if kind == "OperationOutcome":
        return FAILED
    if kind == "Bundle" or (kind is None and isinstance(value.get("entry"), list)):
        return _bundle(value, DEEPEST)
    if isinstance(kind, str) and kind:
        return Value(resources=((value, None),), types=frozenset({kind}))
    if "resource" in value or "response" in value:
        return _bundle({"entry": [value]}, DEEPEST)
    return NOT_UNDERSTOOD


def _joined(values: list[Value]) -> Value:
    known = [v for v in values if v.known]
    if not known:
        return NOT_UNDERSTOOD
    return Value(
        failed=all(v.failed for v in known),
        resources=tuple(found for v in known for found in v.resources),
        next=next((v.next for v in known if v.next), None),
        narrowed=any(v.narrowed for v in known),
        missing=sum(v.missing for v in known),
        types=frozenset[str]().union(*(v.types for v in known)),
    )


def _bundle(bundle: Mapping[str, Any], depth: int) -> Value:
    entries = bundle.get("entry")
    entries = [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    found, bundles = _matches(entries)
    inner = [_bundle(bundle, depth - 1) for bundle in bundles if depth > 1]
    total = bundle.get("total")
    own, query = _links(bundle)
    failed = not found and not inner and total != 0 and any(_failure(e) for e in entries)
    failed = failed or (not found and not inner and any(_failure(e, severities=("error", "fatal")) for e in entries))
    promised = total if isinstance(total, int) and not isinstance(total, bool) and not inner else 0
    page = Value(
        failed=failed,
        resources=found,
        next=own,
        narrowed=bool(NARROWING & set(query.parameters)) or "encounter-diagnosis" in query.parameters.get("category", ""),
        missing=max(0, promised - len(found)) if not own else 0,
        types=frozenset({str(r["resourceType"]) for r, _ in found} | ({query.type} if query.type else set())),
    )
    return _joined([page, *inner]) if inner else page


def _kind(resource: Any) -> str | None:
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return kind if isinstance(kind, str) else None


def _mode(entry: Mapping[str, Any]) -> Any:
    search = entry.get("search")
    return search.get("mode") if isinstance(search, dict) else None


def _matches(entries: list[dict[str, Any]]) -> tuple[tuple[tuple[Resource, str | None], ...], list[Resource]]:
    """Matching resources; of included ones those that others point to. Outcomes are no matches. Then the nested Bundles."""
    found: list[tuple[Resource, str | None]] = []
    bundles: list[Resource] = []
    for entry in entries:
        resource = entry.get("resource")
        if not isinstance(resource, dict):
            continue
        kind = resource.get("resourceType")
        if not isinstance(kind, str) or not kind:
            continue
        if kind == "Bundle":
            bundles.append(resource)
            continue
        mode = _mode(entry) if "search" in entry else None
        if kind == "OperationOutcome" or mode == "outcome" or (mode == "include" and kind not in SUPPORTING):
            continue
        full_url = entry.get("fullUrl")
        found.append((resource, full_url if isinstance(full_url, str) else None))
    return tuple(found), bundles


def _failure(entry: Mapping[str, Any], severities: tuple[str, ...] = ("error", "fatal", "warning", "information")) -> bool:
    """Whether the entry says that looking failed: a failed response of a batch, or an OperationOutcome of such severity."""
    response = entry.get("response")
    status = str(response.get("status") or "") if isinstance(response, dict) else ""
    if status[:1] in ("4", "5"):
        return True
    outcome = entry.get("resource")
    issues = outcome.get("issue") if _kind(outcome) == "OperationOutcome" and isinstance(outcome, dict) else None
    return isinstance(issues, list) and any(isinstance(i, dict) and i.get("severity") in severities for i in issues)


@dataclass(frozen=True, kw_only=True)
class _Query:
    type: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


def _links(bundle: Mapping[str, Any]) -> tuple[str | None, _Query]:
    """Address of the next page, if any, and the search that the Bundle says it answers."""
    links = bundle.get("link")
    by_relation: dict[str, str] = {}
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and isinstance(link.get("relation"), str) and isinstance(link.get("url"), str):
            by_relation.setdefault(link["relation"], link["url"])
    return by_relation.get("next") or None, _query(by_relation.get("self", ""))


def _query(address: str) -> _Query:
    try:
        parts = urlsplit(address)
        parameters = {name: ",".join(values) for name, values in parse_qs(parts.query, max_num_fields=100).items()}
    except ValueError:
        return _Query()
    return _Query(type=parts.path.rstrip("/").rsplit("/", 1)[-1] if parameters else "", parameters=parameters)
