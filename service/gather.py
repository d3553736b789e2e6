"""Request → Record. The only step that does I/O: what prefetch left open is read from the caller's FHIR server.

A key that is absent is read; one that is null is known to be empty; one that holds an OperationOutcome, or whose reading
failed, is not known. Keys of other names are understood by resource type. Only this patient's resources are taken, in an
order that does not depend on how they came.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from service.attachments import follow
from service.errors import FhirServerError, RequestError
from service.facts import NotAssessed
from service.fhir_search import Search, read_all
from service.fhir_server import FhirServer, FhirServers
from service.hooks import HookRequest, bare_id
from service.prefetch import Value, unpack
from service.record import PREFETCH_KEYS, Record, Resource
from service.subjects import belongs, known_as, reference_of

CORE = frozenset({"conditions", "imagingStudies", "diagnosticReports", "observations"})
"""Without any of these nothing can be judged."""
DEFAULT_KEYS = tuple(key for key in PREFETCH_KEYS if key not in ("documents", "questionnaires", "impressions"))
ORDER_TYPES = frozenset(
    (
        "Appointment",
        "CarePlan",
        "CommunicationRequest",
        "DeviceRequest",
        "DeviceUseRequest",
        "DiagnosticOrder",
        "ImmunizationRecommendation",
        "MedicationOrder",
        "MedicationRequest",
        "NutritionOrder",
        "ProcedureRequest",
        "ReferralRequest",
        "RequestGroup",
        "ServiceRequest",
        "SupplyRequest",
        "Task",
        "VisionPrescription",
    )
)
"""What counts as an order in draftOrders, R4 and before; anything else there is information."""
MOST_LISTED = 20
FOR_TEXTS = 0.25
"""The part of the time that is kept for attached texts, so that one search that hangs does not cost them."""


@dataclass(kw_only=True)
class _Gathering:
    """What has been found so far."""

    found: list[tuple[Resource, str | None]] = field(default_factory=list)
    unavailable: set[str] = field(default_factory=set)
    untried: set[str] = field(default_factory=set)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    binaries: dict[str, bytes] = field(default_factory=dict)

    def note(self, source: str, why: str) -> None:
        self.notes[(source, why)] = None


def gather(
    request: HookRequest,
    *,
    servers: FhirServers | None = None,
    keys: tuple[str, ...] = DEFAULT_KEYS,
    deadline: float | None = None,
) -> Record:
    """This patient's record: from prefetch, and for what it leaves open from the caller's FHIR server.

    `keys`: the prefetch keys that are wanted. `deadline`: a time of `time.monotonic()` after which nothing more is read.
    `Record.unavailable` holds every wanted key that could not be looked up, also those that nobody tried to (but for imaging
    studies whose reports were sent); only what was tried and failed is in `Record.not_assessed`. Raises RequestError 412,
    naming the missing keys, when nothing that could be judged is known and nothing could be read.
    """
    gathering = _Gathering()
    context = request.context
    encounter_id = bare_id(context.encounter_id, "Encounter") if context.encounter_id else None
    wanted = [key for key in keys if key != "encounter" or encounter_id]
    drafts = _drafts(request, gathering)
    open_keys, pages = _take_prefetch(request, wanted, gathering)
    _fetch(request, open_keys, pages, gathering, servers, deadline if deadline is not None else time.monotonic() + 3.0)
    names = known_as(context.patient_id, gathering.found)
    resources = _own(gathering, names)
    if "patient" in wanted and not resources.get("Patient"):
        gathering.unavailable.add("patient")
    if "imagingStudies" in gathering.untried and "diagnosticReports" not in gathering.unavailable:
        gathering.unavailable.discard("imagingStudies")  # a study holds no findings: its report does, and those were sent
    _refuse_the_unknown(request, gathering, keys)
    own_drafts = tuple(_mine(drafts, names, gathering))
    return Record(
        hook=request.hook,
        patient_id=context.patient_id,
        encounter_id=encounter_id,
        resources=resources,
        drafts=own_drafts,
        selections=_selections(request, own_drafts),
        binaries=gathering.binaries,
        unavailable=frozenset(gathering.unavailable),
        not_assessed=tuple(NotAssessed(source=source, why=why) for source, why in sorted(gathering.notes)),
    )


def _drafts(request: HookRequest, gathering: _Gathering) -> list[Resource]:
    """The draft orders in the order sent. What else lies among them (a Medication) is information like any other."""
    orders = []
    if request.hook == "patient-view" or request.context.draft_orders is None:
        return []
    for resource, full_url in unpack(request.context.draft_orders).resources:
        if resource["resourceType"] in ORDER_TYPES:
            orders.append(resource)
        else:
            gathering.found.append((resource, full_url))
    return orders


def _selections(request: HookRequest, drafts: tuple[Resource, ...]) -> frozenset[str] | None:
    """References of the selected drafts. None (all count) where nothing is selected or no draft is meant."""
    given = request.context.selections
    if request.hook != "order-select" or not isinstance(given, list):
        return None
    wanted = {text.strip() for text in given if isinstance(text, str)}
    ids = {text.rsplit("/", 1)[-1] for text in wanted if "/" not in text or text.startswith(("http://", "https://"))}
    chosen = {reference for reference in map(reference_of, drafts) if reference in wanted or reference.split("/")[-1] in ids}
    return frozenset(chosen) or None


def _take_prefetch(request: HookRequest, wanted: list[str], gathering: _Gathering) -> tuple[list[str], list[tuple[str, Value]]]:
    """Takes what was sent. Returns the keys left open, and the values that are the first of several pages."""
    values = {key: unpack(value) for key, value in request.prefetch.items()}
    answered: set[str] = set()
    pages: list[tuple[str, Value]] = []
    for key, value in values.items():
        about = _keys_answered(key, value)
        gathering.found.extend(value.resources)
        if not value.known:
            gathering.note(f"prefetch.{_name(key)}", "is not a FHIR resource, Bundle or null")
        elif value.failed:
            gathering.unavailable.update({key} & set(wanted))
            gathering.note(f"prefetch.{_name(key)}", "the caller could not look it up (OperationOutcome)")
            answered.update(about)
        else:
            answered.update(about)
        if value.next:
            pages.append((about[0] if about else key, value))
        if value.missing:
            gathering.note(f"prefetch.{_name(key)}", f"{value.missing} more exist than were sent")
    return [key for key in wanted if key not in answered], pages


def _keys_answered(key: str, value: Value) -> list[str]:
    """Which of our keys a value answers: the one it is named for (if that is what it holds), else those of its types,
    unless it is only a part."""
    if key in PREFETCH_KEYS and (not value.types or PREFETCH_KEYS[key] in value.types):
        return [key]
    if value.narrowed:
        return []
    return [ours for ours, kind in PREFETCH_KEYS.items() if kind in value.types]


def _name(key: str) -> str:
    """A caller's key, fit to be shown: keys are names, and what is not one is not repeated."""
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() and len(key) <= 60 else "(unnamed)"


def _fetch(
    request: HookRequest,
    open_keys: list[str],
    pages: list[tuple[str, Value]],
    gathering: _Gathering,
    servers: FhirServers | None,
    deadline: float,
) -> None:
    """Reads what is open, the further pages and the attached texts; what cannot be read is noted."""
    search = Search(
        patient_id=request.context.patient_id,
        encounter_id=bare_id(request.context.encounter_id or "", "Encounter"),
        until=deadline - FOR_TEXTS * max(0.0, deadline - time.monotonic()),
    )
    try:
        server = _server(request, servers, deadline)
    except FhirServerError as e:
        gathering.unavailable.update(open_keys)
        if CORE & set(open_keys):
            gathering.note("fhirServer", e.message)
        server = None
    else:
        gathering.untried.update(open_keys if server is None else ())
    if server is None:
        gathering.unavailable.update(open_keys)
        for key, _ in pages:
            gathering.unavailable.update({key} & set(PREFETCH_KEYS))
            gathering.note(f"prefetch.{_name(key)}", "only its first page was sent")
        follow(None, deadline, gathering.found, gathering.binaries, gathering.note)
        return
    with server:
        for key, result in read_all(server, search, open_keys, pages):
            gathering.found.extend(result.found)
            if result.failure:
                gathering.unavailable.update({key} & set(PREFETCH_KEYS))
                gathering.note(key, result.failure)
            if result.cut:
                gathering.note(key, result.cut)
        follow(server, deadline, gathering.found, gathering.binaries, gathering.note)


def _server(request: HookRequest, servers: FhirServers | None, deadline: float) -> FhirServer | None:
    """The caller's FHIR server, if it gave one with a token that may be used for this patient; else FhirServerError."""
    token = request.fhir_authorization
    if servers is None or not request.fhir_server or token is None:
        return None
    if token.token_type and token.token_type.lower() != "bearer":
        raise FhirServerError("the access token is not a bearer token")
    if token.expires_in is not None and token.expires_in <= 0:
        raise FhirServerError("the access token has expired")
    if token.patient and bare_id(token.patient, "Patient") != request.context.patient_id:
        raise FhirServerError("the access token is for another patient")
    return servers.open(request.fhir_server, token.access_token.get_secret_value(), deadline=deadline)


ANOTHER = "belongs to another patient than the one in context"


def _mine(resources: Iterable[Resource], names: frozenset[str], gathering: _Gathering) -> list[Resource]:
    """Those of this patient; the others are named."""
    mine: list[Resource] = []
    others: set[str] = set()
    for resource in resources:
        if belongs(resource, names):
            mine.append(resource)
        else:
            others.add(reference_of(resource))
    for reference in sorted(others)[:MOST_LISTED]:
        gathering.note(reference, ANOTHER)
    if len(others) > MOST_LISTED:
        gathering.note(f"{len(others) - MOST_LISTED} further resources", ANOTHER)
    return mine


def _own(gathering: _Gathering, names: frozenset[str]) -> dict[str, tuple[Resource, ...]]:
    """This patient's resources by type, each once, in an order of their own."""
    by_type: dict[str, dict[str, Resource]] = {}
    for resource in _mine((resource for resource, _ in gathering.found), names, gathering):
        same_type = by_type.setdefault(resource["resourceType"], {})
        own_id = resource.get("id")
        name = f"/{own_id}" if isinstance(own_id, str) and own_id else _written(resource)
        known = same_type.get(name)
        same_type[name] = resource if known is None else max(known, resource, key=_version)
    return {kind: tuple(of_kind[name] for name in sorted(of_kind)) for kind, of_kind in sorted(by_type.items())}


def _version(resource: Resource) -> tuple[str, str]:
    """The newest wins where one resource came twice; where nothing tells, the choice is at least always the same."""
    meta = resource.get("meta")
    updated = meta.get("lastUpdated") if isinstance(meta, Mapping) else None
    return (updated if isinstance(updated, str) else "", _written(resource))


def _written(resource: Resource) -> str:
    return orjson.dumps(resource, option=orjson.OPT_SORT_KEYS).decode()


def _refuse_the_unknown(request: HookRequest, gathering: _Gathering, keys: Iterable[str]) -> None:
    """412 where a chart is opened and neither problems nor imaging nor examination could be looked at."""
    if request.hook == "patient-view" and gathering.unavailable >= CORE & set(keys) and not _judgeable(gathering):
        missing = [key for key in keys if key in gathering.unavailable]
        raise RequestError(
            f"nothing to judge by: not in prefetch and not to be read from fhirServer: {', '.join(missing)}",
            status=412,
            code="incomplete",
            hint="send them as prefetch, or fhirServer with fhirAuthorization",
        )


def _judgeable(gathering: _Gathering) -> bool:
    types: set[Any] = {resource["resourceType"] for resource, _ in gathering.found}
    return bool(types & {PREFETCH_KEYS[key] for key in CORE})
