"""Remembering a shape changes no answer: what the R4 models make of a resource depends on its shape alone."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from service.fhir_shapes import shape_of

CODED = {"coding": [{"system": "http://snomed.info/sct", "code": "279039007", "display": "Low back pain"}], "text": "pain"}
SUBJECT = {"reference": "Patient/p1"}
RESOURCES: tuple[dict[str, Any], ...] = (
    {
        "resourceType": "Condition",
        "id": "c1",
        "subject": SUBJECT,
        "code": CODED,
        "onsetAge": {"value": 45.5, "unit": "a"},
        "abatementDateTime": "2026-05",
        "recordedDate": "2026-05-01",
        "note": [{"text": "worse on walking", "time": "2026-05-01T08:00:00Z"}],
    },
    {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": SUBJECT,
        "code": CODED,
        "effectivePeriod": {"start": "2026-05-01", "end": "2026-05-02"},
        "valueQuantity": {"value": 4, "unit": "/5"},
        "component": [{"code": CODED, "valueBoolean": True}, {"code": CODED, "valueInteger": 3}, {"code": CODED}],
    },
    {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "medicationCodeableConcept": CODED,
        "doNotPerform": False,
        "dosageInstruction": [{"text": "daily", "timing": {"repeat": {"frequency": 1, "period": 1.5, "periodUnit": "d"}}}],
        "dispenseRequest": {"numberOfRepeatsAllowed": 2},
    },
    {
        "resourceType": "ImagingStudy",
        "id": "s1",
        "status": "available",
        "subject": SUBJECT,
        "started": "2026-05-01T08:00:00+02:00",
        "numberOfSeries": 1,
        "series": [{"uid": "1.2.826", "modality": {"code": "MR"}, "number": 1}],
    },
    {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "code": CODED,
        "issued": "2026-05-01T08:00:00Z",
        "conclusion": "Disc bulge.",
        "presentedForm": [{"contentType": "text/plain", "url": "Binary/b1", "size": 12, "creation": "2026-05-01"}],
        "text": {"status": "generated", "div": "<div>Disc bulge.</div>"},
    },
)
VALUES: tuple[Any, ...] = (
    "2026", "2026-13", "2026-05", "2026-05-01", "2026-02-30", "2026-02-28", "2026-05-01T08:00:00Z", "2026-05-01T08:00:00",
    "2026-05-01T25:00:00Z", "2026-05-01T08:00:00+02:00", "2026-05-01T08:00:00+15:00", "1850-01-01", "08:00:00", "25:61:00",
    "1", "0", "-1", "5", "4.5", "4.", ".5", "1e5", "1_000", "+3", "-0", "007", "99999999999", "nan", "inf", "Infinity", "NaN",
    "-inf", "true", "True", "false", "yes", "no", "t", "n", "on", "maybe", "final", "active", "a", "A-1.b", "-a", ".a", "a/b",
    "Patient/p1", "http://x.org/y", "urn:uuid:1", "urn:uuid:6e7a2f10-c2b1-11f0-8de9-0242ac120002", "urn:oid:1.2", "urn:oid:x",
    "mailto:a@b", "!!", "#x", "a b", "a  b", "a\tb", "a\nb", "é", "é b", "é  b", "a\u2028b", "a\u00a0b", "a\x85b", "a\x0bb",
    "x" * 64, "x" * 65, "x" * 200, "5/5", "4-/5", "n/a", "<div>a", "&", "YQ==", "YQ=", "text/plain", "text plain",
    0, 1, 2, 5, -1, 2_000_000_001, 86_400, 86_401, 0.0, 1.0, 5.0, 5.5, -5.0, -5.5, 1e300, True, False,
)  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path
    else:
        for step, inner in inside:
            yield from leaves(inner, (*path, step))


def with_value(resource: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(resource)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def accepted(resource: dict[str, Any]) -> bool:
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError):
        return False
    return True


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r["resourceType"])
def test_resources_of_one_shape_are_all_accepted_or_all_refused(resource: dict[str, Any]) -> None:
    assert accepted(resource)
    for path in leaves(resource):
        if path == ("resourceType",):
            continue
        answers: dict[Any, dict[bool, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for value in VALUES:
            changed = with_value(resource, path, value)
            shape = shape_of(changed)
            if shape is not None:
                answers[shape][accepted(changed)].append(value)
        mixed = [dict(by_answer) for by_answer in answers.values() if len(by_answer) > 1]
        assert not mixed, f"{resource['resourceType']}.{'.'.join(map(str, path))}: one shape, two answers: {mixed}"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r["resourceType"])
def test_plain_resources_have_a_shape_that_can_be_remembered(resource: dict[str, Any]) -> None:
    assert shape_of(resource) is not None
