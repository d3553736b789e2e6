"""Rules of what a client may send as the value of a prefetch key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.conformance.calls import Change, drop, put, refusals, together, varied
from service.conformance.determinism import cards_without_uuids
from service.conformance.requests import searchset
from service.conformance.rule import NotTriedError, check
from service.conformance.target import Document, Service, Target

FAILED = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "exception", "details": {"text": "not available"}}],
}
EMPTY_BUT_TOLD = {
    "resourceType": "Bundle",
    "type": "searchset",
    "total": 0,
    "entry": [{"resource": FAILED | {"issue": [{"severity": "warning", "code": "not-found"}]}, "search": {"mode": "outcome"}}],
}
WRONG: dict[str, Any] = {
    "a number": 5,
    "a text": "Patient/1",
    "a list": [1, None, {"resourceType": "Patient"}],
    "true": True,
    "an object without type": {"x": 1},
    "a type that is a number": {"resourceType": 5},
    "a Bundle whose entry is an object": {"resourceType": "Bundle", "entry": {}},
    "a Bundle with odd entries": {
        "resourceType": "Bundle",
        "entry": [None, 5, {}, {"resource": None}, {"resource": []}, {"resource": {"resourceType": []}}],
    },
}


def with_templates(target: Target) -> list[Service]:
    """Services that publish templates. Raises NotTriedError when there are none."""
    found = [s for s in target.open_services() if s.prefetch]
    if not found:
        raise NotTriedError("no service publishes a prefetch template")
    return found


def every_key(value: Any) -> Change:
    """A change that puts the same value under every prefetch key."""

    def change(request: Document) -> None:
        request["prefetch"] = dict.fromkeys(request.get("prefetch") or ["patient"], value)

    return change


def each_key(target: Target, about: str, value: Any) -> Iterator[str]:
    """Sends each service with templates its request with one key after the other set to the value."""
    for service in with_templates(target):
        for key in service.prefetch:
            request = target.request(service)
            request["prefetch"][key] = value
            yield from refusals([target.ask(service, request, f"{key} is {about}")])


@check("F1")
def a_missing_key_is_not_known(target: Target) -> Iterator[str]:
    for service in with_templates(target):
        for key in service.prefetch:
            request = target.request(service)
            del request["prefetch"][key]
            yield from refusals([target.ask(service, request, f"without the key {key}")])
    yield from refusals(varied(target, {"without prefetch": drop("prefetch"), "prefetch {}": put("prefetch", value={})}))


@check("F2")
def null_is_no_data(target: Target) -> Iterator[str]:
    yield from refusals(varied(target, {"prefetch null": put("prefetch", value=None), "every key null": every_key(None)}))
    if any(s.prefetch for s in target.services):
        yield from each_key(target, "null", None)


@check("F3")
def entries_that_are_no_matches_do_not_disturb(target: Target) -> Iterator[str]:
    found = searchset([{"resourceType": "Patient", "id": "check-patient-1"}])
    found["entry"] += [
        {"fullUrl": "urn:uuid:0"},
        {"resource": {"resourceType": "Practitioner", "id": "p"}, "search": {"mode": "include"}},
    ]
    yield from refusals(varied(target, {"Bundles with included and empty entries": every_key(found)}))


@check("F4")
def a_failed_prefetch_is_not_known(target: Target) -> Iterator[str]:
    yield from refusals(varied(target, {"every key an OperationOutcome": every_key(FAILED)}))
    if any(s.prefetch for s in target.services):
        yield from each_key(target, "an OperationOutcome", FAILED)


@check("F5")
def an_empty_bundle_may_hold_an_outcome(target: Target) -> Iterator[str]:
    yield from refusals(varied(target, {"empty Bundles holding an OperationOutcome": every_key(EMPTY_BUT_TOLD)}))


@check("F6")
def other_keys_are_understood_by_type(target: Target) -> Iterator[str]:
    for service in with_templates(target):
        request = target.request(service)
        # An empty Bundle has no type, so only the filled ones can be told under another key.
        filled = {k: v for k, v in request["prefetch"].items() if v and v.get("entry", True)}
        own = target.ask(service, request | {"prefetch": filled}, "filled keys only")
        renamed = {f"item{n}": v for n, v in enumerate(filled.values())}
        other = target.ask(service, request | {"prefetch": renamed}, "other prefetch keys")
        if not other.taken or cards_without_uuids(other) != cards_without_uuids(own):
            yield f"{other.where}: {other.reply.says}, and not with the cards that its own keys lead to"


@check("F7")
def one_page_of_many_does_not_fail(target: Target) -> Iterator[str]:
    def paged(request: Document) -> None:
        for value in (request.get("prefetch") or {}).values():
            if isinstance(value, dict) and value.get("resourceType") == "Bundle":
                value["total"] = 400
                value["link"] = [{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}]

    yield from refusals(varied(target, {"Bundles that are one page of many": paged}))


@check("F8")
def values_of_a_wrong_type_do_not_fail(target: Target) -> Iterator[str]:
    yield from refusals(varied(target, {f"every key {about}": every_key(value) for about, value in WRONG.items()}))


def without_orders(request: Document) -> None:
    """Empties the draft orders of an order hook."""
    if "draftOrders" in request["context"]:
        request["context"] |= {"draftOrders": {"resourceType": "Bundle", "type": "collection"}, "selections": []}


@check("F9")
def nothing_to_say_is_an_empty_list_of_cards(target: Target) -> Iterator[str]:
    healthy = {"resourceType": "Patient", "id": "check-patient-1", "birthDate": "1990-01-01"}
    no_data = together(put("prefetch", value={"patient": healthy}), without_orders)
    varied(target, {"a patient without any data": no_data})
    for e in target.exchanges:
        if e.reply.status == 204 or (e.reply.status == 200 and not e.reply.body.strip()):
            yield f"{e.where}: {e.reply.says} without a body"
        elif e.reply.status == 200 and isinstance(e.reply.document, dict) and e.reply.document.get("cards", []) is None:
            yield f"{e.where}: cards is null"


@check("S3")
def a_412_names_what_is_missing(target: Target) -> Iterator[str]:
    seen = [e for e in target.exchanges if e.reply.status == 412]
    if not seen:
        raise NotTriedError("no request was answered 412")
    for e in seen:
        text = e.reply.body.decode("utf-8", "replace")
        if e.service.prefetch and not any(key in text for key in e.service.prefetch):
            yield f"{e.where}: 412 without the name of a prefetch key"
