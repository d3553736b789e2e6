"""What resources only point to: report texts behind an address, results and medicines that lie elsewhere."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from service.errors import FhirServerError
from service.fhir_search import LATE, in_parallel
from service.fhir_server import FHIR_JSON, Answer, FhirServer
from service.prefetch import unpack
from service.record import Resource
from service.subjects import reference_of

W = TypeVar("W")
R = TypeVar("R")
Found = list[tuple[Resource, str | None]]
MOST_TEXTS = 20
MOST_REFERENCES = 20
TEXTS = "text/plain, text/html, application/rtf, text/rtf, application/pdf"
UNREADABLE = ("image/", "video/", "audio/", "application/dicom", "model/")


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A text that `owner` keeps at `url`."""

    owner: str
    url: str
    content_type: str


def follow(
    server: FhirServer | None,
    deadline: float,
    found: Found,
    binaries: dict[str, bytes],
    note: Callable[[str, str], None],
) -> None:
    """Adds to `binaries` the attached texts by url, and to `found` what is referred to; what cannot be had is noted."""
    sent = {reference_of(r): data for r, _ in found if r["resourceType"] == "Binary" and (data := _data(r)) is not None}
    wanted: list[Attachment] = []
    for attachment in _attachments(found):
        known = sent.get("/".join(attachment.url.split("/")[-2:]))
        if known is not None:
            binaries[attachment.url] = known
        elif attachment.url not in {a.url for a in wanted}:
            wanted.append(attachment)
    for left_out in wanted[MOST_TEXTS:]:
        note(left_out.owner, "its attached text was not read: newer ones came first")
    if server is None:
        for attachment in wanted[:MOST_TEXTS]:
            note(attachment.owner, "its attached text lies elsewhere and could not be read")
        return
    _fetch_texts(server, deadline, wanted[:MOST_TEXTS], binaries, note)
    _fetch_references(server, deadline, found, note)


def _data(binary: Mapping[str, Any]) -> bytes | None:
    try:
        return base64.b64decode(str(binary["data"]), validate=False)
    except (KeyError, binascii.Error, ValueError):
        return None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _attachments(found: Found) -> Iterator[Attachment]:
    """Attached texts without their content, the newest resource first."""
    owners = [r for r, _ in found if r["resourceType"] in ("DiagnosticReport", "DocumentReference")]
    for owner in sorted(owners, key=lambda r: (_day(r), reference_of(r)), reverse=True):
        attached = _objects(owner.get("presentedForm"))
        attached += [a for content in _objects(owner.get("content")) for a in _objects(content.get("attachment"))]
        for attachment in attached:
            url, kind = attachment.get("url"), str(attachment.get("contentType") or "").lower()
            if isinstance(url, str) and url and not attachment.get("data") and not kind.startswith(UNREADABLE):
                yield Attachment(owner=reference_of(owner), url=url, content_type=kind)


def _day(resource: Resource) -> str:
    return next((str(d) for d in map(resource.get, ("effectiveDateTime", "issued", "date")) if isinstance(d, str)), "")


def _fetch_texts(
    server: FhirServer, deadline: float, wanted: list[Attachment], binaries: dict[str, bytes], note: Callable[[str, str], None]
) -> None:
    def read(attachment: Attachment) -> bytes:
        accept = f"{attachment.content_type or TEXTS}, {FHIR_JSON.split(',')[0]};q=0.5, */*;q=0.1"
        return _content(server.get(attachment.url, accept=accept if accept.isascii() else "*/*"))

    for attachment, got in _each(deadline, wanted, read):
        if isinstance(got, bytes):
            binaries[attachment.url] = got
        else:
            note(attachment.owner, f"its attached text could not be read: {got}")


def _each(deadline: float, wanted: list[W], read: Callable[[W], R]) -> Iterator[tuple[W, R | str]]:
    """What is wanted, read in parallel, each beside its answer or the reason why there is none."""

    def tried(one: W) -> Callable[[], R | str]:
        def attempt() -> R | str:
            try:
                return read(one)
            except FhirServerError as e:
                return e.message

        return attempt

    for one, got in zip(wanted, in_parallel(deadline, map(tried, wanted)), strict=True):
        yield one, LATE if got is None else got


def _content(answer: Answer) -> bytes:
    """The bytes themselves, also when the server wraps them in a Binary resource."""
    if answer.content_type.endswith("json"):
        try:
            wrapped = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            return answer.body
        data = _data(wrapped) if isinstance(wrapped, dict) and wrapped.get("resourceType") == "Binary" else None
        if data is None:
            raise FhirServerError("the FHIR server's answer holds no text")
        return data
    return answer.body


def _fetch_references(server: FhirServer, deadline: float, found: Found, note: Callable[[str, str], None]) -> None:
    present = {reference_of(resource) for resource, _ in found}
    wanted = sorted(reference for reference in set(_references(found)) if reference not in present)[:MOST_REFERENCES]

    for reference, got in _each(deadline, wanted, lambda one: unpack(server.get(one).json()).resources):
        if isinstance(got, str):
            note(reference, got)
        else:
            found.extend(got)


def _references(found: Found) -> Iterator[str]:
    """Results of reports that hold no text themselves, and medicines of which nothing but the reference is known."""
    for resource, _ in found:
        kind = resource["resourceType"]
        if kind == "DiagnosticReport" and not any(resource.get(e) for e in ("conclusion", "conclusionCode", "presentedForm")):
            pointers = [] if "LAB" in str(resource.get("category")) else _objects(resource.get("result"))
        elif kind in ("MedicationRequest", "MedicationStatement"):
            pointers = _objects(resource.get("medicationReference"))
        else:
            continue
        for pointer in pointers:
            reference = pointer.get("reference")
            named = bool(pointer.get("display")) and kind != "DiagnosticReport"
            if isinstance(reference, str) and reference.count("/") == 1 and not named:
                yield reference
