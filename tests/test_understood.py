"""`make understood`: tables of what was read of a record, and of what was not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.errors import SettingsError
from service.understood import main

PAIN = {"resourceType": "Condition", "id": "c1", "code": {"text": "left lateral hip pain"}, "onsetDateTime": "soon"}
MRI = {"resourceType": "DiagnosticReport", "id": "d1", "code": {"text": "MRI lumbar spine"}, "conclusion": "Disc bulge L4-L5."}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p1", "birthDate": "1968"}},
        {"resource": PAIN},
        {"resource": {"resourceType": "Goal", "id": "g1"}},
        None,
        {"resource": MRI},
    ],
}


@pytest.mark.parametrize("packed", [False, True])
def test_a_record_is_shown_with_what_was_and_was_not_understood(tmp_path: Path, packed: bool) -> None:
    raw = json.dumps(BUNDLE).encode()
    path = tmp_path / ("record.json.gz" if packed else "record.json")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    shown = CliRunner().invoke(main, [str(tmp_path), "--on", "2026-11-25"])
    assert shown.exit_code == 0, shown.output
    for words in ("age 58", "Condition", "Goal", "disc_bulge", "pain", "is not a date that FHIR allows"):
        assert words in shown.output


def test_a_hook_request_is_a_record_as_well(tmp_path: Path) -> None:
    order = {"resourceType": "ServiceRequest", "id": "o", "code": {"text": "MRI lumbar spine"}}
    drafts = {"resourceType": "Bundle", "entry": [{"resource": order}]}
    request = {"hook": "order-sign", "context": {"draftOrders": drafts}, "prefetch": {"all": BUNDLE, "none": None}}
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request))
    shown = CliRunner().invoke(main, [str(path)])
    assert "lumbar_mri" in shown.output
    assert "disc_bulge" in shown.output


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{")
    result = CliRunner().invoke(main, [str(path)])
    assert isinstance(result.exception, SettingsError)
    assert "broken.json" in str(result.exception)
