"""Against a real FHIR R4 server (sekmet-fhir): prefetch in full, in part, or not at all gives the same assessment."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from service.app import create_app
from service.fhir_server import FhirServers
from service.gather import DEFAULT_KEYS, gather
from service.hooks import TEMPLATES, parse_request
from service.record import Record
from tests.http.conftest import VIEW, settings

SUBJECT = {"reference": "Patient/maria-1"}
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
REPORT_TEXT = "At L2-L3 there is moderate left neural foraminal narrowing. Modic type 1 changes at L2-L3."


def resource(kind: str, own_id: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": own_id, "subject": SUBJECT, **more}


def code(text: str) -> dict[str, Any]:
    return {"text": text}


def sign(own_id: str, text: str, value: str, category: str = "exam") -> dict[str, Any]:
    return resource(
        "Observation",
        own_id,
        status="final",
        category=[{"coding": [{"system": CATEGORY, "code": category}]}],
        code=code(text),
        effectiveDateTime="2026-10-02",
        valueString=value,
    )


ACTIVE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
RADIOLOGY = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}]
MARIA = [
    {"resourceType": "Patient", "id": "maria-1", "gender": "female", "birthDate": "1968-03-09"},
    resource("Condition", "hip", clinicalStatus=ACTIVE, code=code("left lateral hip pain"), onsetDateTime="2026-06-01"),
    *(resource("Condition", f"old-{n}", clinicalStatus=ACTIVE, code=code(f"ailment number {n}")) for n in range(30)),
    resource(
        "ImagingStudy",
        "mr",
        status="available",
        started="2026-09-20",
        modality=[{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "MR"}],
        description="MR LUMBAR SPINE",
    ),
    resource(
        "DiagnosticReport",
        "mr-report",
        status="final",
        category=RADIOLOGY,
        code=code("MR lumbar spine"),
        effectiveDateTime="2026-09-20",
        conclusion=REPORT_TEXT,
    ),
    resource(
        "DiagnosticReport",
        "hip-report",
        status="final",
        category=RADIOLOGY,
        code=code("MR left hip"),
        effectiveDateTime="2026-09-21",
        presentedForm=[{"contentType": "text/plain", "url": "Binary/hip-text"}],
    ),
    sign("abduction", "left hip abduction strength", "4/5"),
    sign("temperature", "body temperature", "36.8", "vital-signs"),
    resource("Procedure", "physio", status="in-progress", code=code("physiotherapy"), performedPeriod={"start": "2026-09-01"}),
    resource("MedicationRequest", "m1", status="active", intent="order", medicationCodeableConcept=code("paracetamol")),
    {"resourceType": "AllergyIntolerance", "id": "a1", "patient": SUBJECT, "code": code("penicillin")},
    resource("ServiceRequest", "s1", status="completed", intent="order", code=code("MR lumbar spine"), authoredOn="2026-09-10"),
    {
        "resourceType": "FamilyMemberHistory",
        "id": "f1",
        "patient": SUBJECT,
        "status": "completed",
        "relationship": code("mother"),
        "condition": [{"code": code("osteoporosis")}],
    },
    resource("Encounter", "e1", status="in-progress", **{"class": {"code": "AMB"}}),
    {"resourceType": "Patient", "id": "other-1", "gender": "male"},
    resource("Condition", "foreign", clinicalStatus=ACTIVE, code=code("cauda equina syndrome"))
    | {"subject": {"reference": "Patient/other-1"}},
]
BINARY = {"resourceType": "Binary", "id": "hip-text", "contentType": "text/plain", "data": "R2x1dGV1cyBtaW5pbXVzIHRlYXIu"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def fhir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a FHIR server that holds Maria and one other patient."""
    folder, port = tmp_path_factory.mktemp("sekmet"), free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    config = {"base_url": base, "host": "127.0.0.1", "port": port, "data_dir": str(folder)}
    config |= {"validation": {"inbound": "off"}, "simulator": {"enabled": False}, "log_inbound": False}
    (folder / "settings.yaml").write_text(json.dumps(config))
    sekmet = Path(sys.executable).parent / "sekmet"
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([sekmet, "serve", "--config", "settings.yaml"], cwd=folder, stdout=log, stderr=log)
    try:
        wait_for(f"{base}/metadata", process)
        entries = [
            {"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in [*MARIA, BINARY]
        ]
        loaded = requests.post(base, json={"resourceType": "Bundle", "type": "transaction", "entry": entries}, timeout=20)
        assert loaded.status_code == 200, loaded.text
        yield base
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("the FHIR server did not start")


def prefetched(base: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """What a client puts into prefetch that fills our templates from this server, first pages only."""
    out = {}
    for key in keys:
        address = TEMPLATES[key].replace("{{context.patientId}}", "maria-1").replace("{{context.encounterId}}", "e1")
        answer = requests.get(f"{base}/{address}", timeout=10)
        assert answer.ok, answer.text
        out[key] = answer.json()
    return out


def request(base: str, prefetch: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "hook": "patient-view",
        "hookInstance": "9d1f3a52-7c64-4a52-9a6e-0b7c1d2e3f40",
        "context": {"userId": "Practitioner/1", "patientId": "maria-1", "encounterId": "e1"},
        "fhirServer": base,
        "fhirAuthorization": {"access_token": "any", "token_type": "Bearer", "expires_in": 300, "scope": "user/*.rs"},
        "prefetch": prefetch,
    }


def record(base: str, prefetch: dict[str, Any] | None) -> Record:
    parsed = parse_request(request(base, prefetch), "patient-view")
    return gather(parsed, servers=FhirServers([base]), deadline=time.monotonic() + 10)


PARTS = {
    "all": DEFAULT_KEYS,
    "without the reports": tuple(k for k in DEFAULT_KEYS if k != "diagnosticReports"),
    "only patient and conditions": ("patient", "conditions"),
    "only the examination": ("observations",),
    "nothing": (),
}


@pytest.mark.checklist("S1", "F1", "R27")
@pytest.mark.parametrize("keys", PARTS.values(), ids=PARTS.keys())
def test_the_record_is_the_same_whatever_part_of_it_was_prefetched(fhir: str, keys: tuple[str, ...]) -> None:
    found = record(fhir, prefetched(fhir, keys))
    assert found == record(fhir, None)
    expected = sorted(r["id"] for r in MARIA if r["resourceType"] == "Condition" and r["id"] != "foreign")
    assert [r["id"] for r in found.resources["Condition"]] == expected
    assert set(found.resources) == {r["resourceType"] for r in MARIA}
    assert found.binaries == {"Binary/hip-text": b"Gluteus minimus tear."}
    assert found.unavailable == frozenset()
    assert found.not_assessed == ()


def assessed(base: str, prefetch: dict[str, Any] | None) -> Any:
    """The answer over HTTP, without the ids that differ each time."""
    app = create_app(settings(fhir_servers=base, gather_seconds=10))
    with app.test_client() as client:
        response = client.post(VIEW, data=json.dumps(request(base, prefetch)), content_type="application/json")
    assert response.status_code == 200
    return re.sub(r'"uuid":"[^"]+"', '"uuid":""', response.get_data(as_text=True))


@pytest.mark.checklist("S1", "R27")
def test_the_assessment_is_the_same_whatever_part_of_the_record_was_prefetched(fhir: str) -> None:
    answers = {assessed(fhir, prefetched(fhir, keys)) for keys in PARTS.values()}
    answers.add(assessed(fhir, None))
    assert len(answers) == 1


@pytest.mark.checklist("F7")
def test_the_further_pages_of_a_search_without_count_are_read(fhir: str) -> None:
    page = requests.get(f"{fhir}/Condition?patient=maria-1", timeout=10).json()
    assert len(page["entry"]) < 31
    found = record(fhir, prefetched(fhir, ("patient",)) | {"problems": page})
    assert len(found.resources["Condition"]) == 31
    assert found.unavailable == frozenset()
