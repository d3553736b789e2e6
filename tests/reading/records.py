"""Own records for the tests of reading: a plain patient, and pieces to put beside."""

from __future__ import annotations

import base64
from collections import defaultdict
from datetime import date
from typing import Any

from service.facts import Facts
from service.reading.read import read
from service.record import Record

TODAY = date(2026, 11, 25)
SUBJECT = {"reference": "Patient/p1"}
LOINC = "http://loinc.org"
SCT = "http://snomed.info/sct"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
CPT = "http://www.ama-assn.org/go/cpt"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1968-03-09"}

Json = dict[str, Any]


def record(*resources: Json, drafts: tuple[Json, ...] = (), **given: Any) -> Record:
    """A Record of these resources beside the patient."""
    by_type: dict[str, list[Json]] = defaultdict(list)
    for resource in (PATIENT, *resources):
        by_type[str(resource.get("resourceType"))].append(resource)
    held = {kind: tuple(found) for kind, found in by_type.items()}
    return Record(hook="patient-view", patient_id="p1", resources=held, drafts=drafts, **given)


def facts(*resources: Json, drafts: tuple[Json, ...] = (), **given: Any) -> Facts:
    """What is read of them on TODAY."""
    return read(record(*resources, drafts=drafts, **given), TODAY)


def images(
    identity: str = "st1", day: str = "2026-10-02", description: str = "MR LUMBAR SPINE", modality: str = "MR", **elements: Any
) -> Json:
    return {
        "resourceType": "ImagingStudy",
        "id": identity,
        "status": "available",
        "subject": SUBJECT,
        "started": day,
        "modality": [{"system": DCM, "code": modality}],
        "description": description,
        **elements,
    }


def report(
    conclusion: str | None = None,
    identity: str = "dr1",
    day: str = "2026-10-02",
    name: str = "MRI lumbar spine",
    **elements: Any,
) -> Json:
    words = {"conclusion": conclusion} if conclusion is not None else {}
    return {
        "resourceType": "DiagnosticReport",
        "id": identity,
        "status": "final",
        "subject": SUBJECT,
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
        "code": {"text": name},
        "effectiveDateTime": day,
        **words,
        **elements,
    }


def condition(text: str, identity: str = "c1", **elements: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": identity,
        "subject": SUBJECT,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": text},
        **elements,
    }


def procedure(text: str, day: str, identity: str = "pr1", **elements: Any) -> Json:
    return {
        "resourceType": "Procedure",
        "id": identity,
        "status": "completed",
        "subject": SUBJECT,
        "code": {"text": text},
        "performedDateTime": day,
        **elements,
    }


def observation(text: str, identity: str = "o1", **elements: Any) -> Json:
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "subject": SUBJECT,
        "code": {"text": text},
        **elements,
    }


def attached(content: bytes | str, kind: str = "text/plain") -> Json:
    raw = content.encode() if isinstance(content, str) else content
    return {"contentType": kind, "data": base64.b64encode(raw).decode()}


def stated(found: Facts) -> list[tuple[str, str | None, str | None]]:
    """Type, level and side of the affirmed findings that count."""
    return [(f.type, f.level, f.side) for f in found.findings if not f.negated and f.verification.counts]
