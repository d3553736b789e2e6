"""Reading a record: choosing what matters against parsing the body, and an enormous record."""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from datetime import date
from typing import Any

import orjson

from benchmarks.row import Row, cpu_seconds
from service.reading.read import choose, read
from service.record import Record

DAY = date(2026, 11, 25)
SUBJECT = {"reference": "Patient/p1"}
ENCOUNTER = {"reference": "Encounter/e1"}
Json = dict[str, Any]


TESTS = (
    ("2345-7", "Glucose"), ("2951-2", "Sodium"), ("2823-3", "Potassium"), ("2075-0", "Chloride"), ("3094-0", "Urea nitrogen"),
    ("2160-0", "Creatinine"), ("17861-6", "Calcium"), ("1975-2", "Bilirubin"), ("1742-6", "ALT"), ("1920-8", "AST"),
    ("6768-6", "Alkaline phosphatase"), ("2885-2", "Protein"), ("1751-7", "Albumin"), ("718-7", "Haemoglobin"),
    ("4544-3", "Haematocrit"), ("6690-2", "Leukocytes"), ("777-3", "Platelets"), ("787-2", "MCV"), ("785-6", "MCH"),
    ("2093-3", "Cholesterol"), ("2571-8", "Triglycerides"), ("2085-9", "HDL cholesterol"), ("3016-3", "TSH"),
    ("2276-4", "Ferritin"),
)  # fmt: skip


def laboratory(n: int) -> Json:
    """A laboratory value as hospital systems write it: mostly frame."""
    code, name = TESTS[n % len(TESTS)]
    return {
        "resourceType": "Observation",
        "id": f"laboratory-{n}",
        "meta": {"versionId": "1", "lastUpdated": "2026-03-02T10:15:00.000+00:00", "profile": ["http://hl7.org/fhir/us/core"]},
        "identifier": [{"system": "urn:oid:1.2.3.4.5", "value": f"{n:08}"}],
        "status": "final",
        "category": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}
        ],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "subject": SUBJECT,
        "encounter": ENCOUNTER,
        "effectiveDateTime": "2026-03-02T10:15:00+00:00",
        "issued": "2026-03-02T10:15:00.000+00:00",
        "valueQuantity": {"value": 90 + n % 30, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
        "referenceRange": [{"low": {"value": 70, "unit": "mg/dL"}, "high": {"value": 99, "unit": "mg/dL"}, "text": "70 to 99"}],
    }


def relevant(n: int) -> Json:
    """One of the few that matter, in turn: a strength, a diagnosis, a report, a therapy."""
    kinds: tuple[Json, ...] = (
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "Left hip abduction strength"},
            "valueString": "4/5",
        },
        {"resourceType": "Condition", "code": {"text": "Left greater trochanteric pain syndrome"}},
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "code": {"text": "MRI lumbar spine"},
            "conclusion": "Disc bulge L4-L5.",
        },
        {"resourceType": "Procedure", "status": "completed", "code": {"text": "Supervised physical therapy"}},
    )
    return {**kinds[n % 4], "id": f"relevant-{n}", "subject": SUBJECT}


def record(resources: list[Json]) -> Record:
    by_type: dict[str, list[Json]] = defaultdict(list)
    for one in resources:
        by_type[one["resourceType"]].append(one)
    return Record(hook="patient-view", patient_id="p1", resources={kind: tuple(found) for kind, found in by_type.items()})


def rows() -> list[Row]:
    """20 relevant of 300 chosen, against parsing the same body; 10,000 small resources read."""
    resources = [relevant(n) if n % 15 == 0 else laboratory(n) for n in range(300)]
    body = orjson.dumps(resources)
    chart = record(resources)
    parsing = cpu_seconds(lambda: orjson.loads(body), times=20)
    choosing = cpu_seconds(lambda: choose(chart), times=20)
    return [
        Row(
            what="choose the relevant 20 of 300 resources",
            measured=f"{choosing * 1000:.2f} ms",
            floor=f"{parsing * 1000:.2f} ms (parsing the body)",
            ratio=f"{choosing / parsing:.2f}",
            promise="less than parsing the body",
            kept=choosing < parsing,
        ),
        enormous(),
    ]


def enormous() -> Row:
    """A chart of 10,000 small resources, a fifth of them relevant."""
    chart = record([relevant(n) if n % 5 == 0 else laboratory(n) for n in range(10_000)])
    read(record([relevant(n) for n in range(4)]), DAY)  # tables and models loaded
    started = time.process_time()
    read(chart, DAY)
    took = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Row(
        what="read a chart of 10,000 small resources",
        measured=f"{took:.2f} s, {peak:.0f} MB",
        promise="within 2 s and 300 MB",
        kept=took < 2 and peak < 300,
    )
