"""Every element of own rich records removed, nulled, emptied, duplicated, wrong-typed, one at a time: nothing raises, no reader
fails, and everything that is not in the broken element is still read."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.facts import Facts, Symptom
from tests.reading.records import CPT, ICD, SUBJECT, Json, attached, condition, facts, images, observation, procedure, report

FLAG = condition("saddle numbness", "flag", onsetDateTime="2026-11-20")
MRI = report("Severe left foraminal stenosis at L5-S1.", "mri", day="2026-10-05")
CODED = {
    "text": "Greater trochanteric pain syndrome, left",
    "coding": [{"system": ICD, "code": "M70.62", "display": "Trochanteric bursitis"}],
}

CHART: dict[str, Json] = {
    "condition": condition(
        "",
        "c9",
        code=CODED,
        verificationStatus={"coding": [{"code": "confirmed"}]},
        category=[{"coding": [{"code": "problem-list-item"}]}],
        bodySite=[{"text": "left hip"}],
        onsetPeriod={"start": "2026-06"},
        recordedDate="2026-07-01",
        note=[{"text": "worse on stairs", "time": "2026-07-01T10:00:00Z"}],
    ),
    "finding": condition("Left L4-L5 disc extrusion", "c8", bodySite=[{"text": "L4-L5"}], onsetDateTime="2026-09"),
    "strength": observation(
        "Left hip abduction strength", "o9", valueString="4/5", effectiveDateTime="2026-11-20", note=[{"text": "pain"}]
    ),
    "reflexes": observation(
        "Ankle jerk",
        "o8",
        category=[{"coding": [{"code": "exam"}]}],
        effectivePeriod={"start": "2026-11-20"},
        interpretation=[{"coding": [{"code": "A"}]}],
        component=[
            {"code": {"text": "left"}, "valueCodeableConcept": {"coding": [{"code": "2667000"}], "text": "absent"}},
            {"code": {"text": "right"}, "valueCodeableConcept": {"text": "normal"}},
        ],
    ),
    "temperature": observation(
        "Body temperature",
        "o7",
        code={"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
        valueQuantity={"value": 38.4, "unit": "Cel", "code": "Cel"},
        effectiveDateTime="2026-11-20",
        referenceRange=[{"high": {"value": 37.5}}],
    ),
    "study": images(
        "st9", series=[{"uid": "1.2", "modality": {"code": "MR"}, "bodySite": {"code": "122496007"}, "started": "2026-10-02"}]
    ),
    "report": report(
        "Disc bulge at L3-L4.",
        "dr9",
        imagingStudy=[{"reference": "ImagingStudy/st9"}],
        result=[{"reference": "Observation/o9"}],
        conclusionCode=[{"text": "Lumbar spondylosis"}],
        presentedForm=[{**attached("FINDINGS: Disc bulge at L3-L4."), "title": "MRI"}],
        issued="2026-10-03T10:00:00Z",
        text={"status": "generated", "div": "<div>Disc bulge at L3-L4.</div>"},
    ),
    "therapy": procedure(
        "Supervised physical therapy",
        "2026-08-01",
        "p9",
        bodySite=[{"text": "left hip"}],
        outcome={"text": "no improvement"},
        note=[{"text": "twelve sessions"}],
    ),
    "operation": procedure(
        "left L2-L3 discectomy",
        "2020-03-01",
        "p8",
        code={"text": "discectomy L2-L3", "coding": [{"system": CPT, "code": "63030"}]},
    ),
    "medicine": {
        "resourceType": "MedicationRequest",
        "id": "m9",
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "medicationReference": {"reference": "#w"},
        "contained": [{"resourceType": "Medication", "id": "w", "code": {"text": "warfarin"}}],
        "dosageInstruction": [
            {"text": "daily", "route": {"text": "oral"}, "timing": {"repeat": {"boundsPeriod": {"start": "2026-01-01"}}}}
        ],
        "authoredOn": "2026-01-01",
    },
    "allergy": {
        "resourceType": "AllergyIntolerance",
        "id": "a9",
        "patient": SUBJECT,
        "code": {"text": "Ibuprofen"},
        "reaction": [{"substance": {"text": "naproxen"}, "manifestation": [{"text": "rash"}]}],
    },
    "family": {
        "resourceType": "FamilyMemberHistory",
        "id": "f9",
        "status": "completed",
        "patient": SUBJECT,
        "relationship": {"text": "mother"},
        "condition": [{"code": {"text": "breast cancer"}, "onsetAge": {"value": 60}}],
    },
    "request": {
        "resourceType": "ServiceRequest",
        "id": "s9",
        "status": "completed",
        "intent": "order",
        "subject": SUBJECT,
        "code": {"text": "MRI left hip"},
        "authoredOn": "2026-05-01",
        "bodySite": [{"text": "left"}],
    },
    "encounter": {
        "resourceType": "Encounter",
        "id": "e9",
        "status": "in-progress",
        "reasonCode": [{"text": "left leg pain"}],
        "diagnosis": [{"condition": {"reference": "Condition/c9"}}],
    },
    "document": {
        "resourceType": "DocumentReference",
        "id": "d9",
        "status": "current",
        "date": "2026-11-20T10:00:00Z",
        "type": {"text": "Progress note"},
        "content": [{"attachment": attached("Ankle jerk absent on the left.")}],
    },
    "answers": {
        "resourceType": "QuestionnaireResponse",
        "id": "q9",
        "status": "completed",
        "authored": "2026-11-20",
        "item": [{"linkId": "1", "text": "Weakness of the left leg?", "answer": [{"valueBoolean": True}]}],
    },
    "impression": {
        "resourceType": "ClinicalImpression",
        "id": "i9",
        "status": "completed",
        "date": "2026-11-20",
        "summary": "Left foot drop.",
        "finding": [{"itemCodeableConcept": {"text": "weak dorsiflexion left"}}],
    },
    "order": {
        "resourceType": "ServiceRequest",
        "id": "order",
        "status": "draft",
        "intent": "order",
        "subject": SUBJECT,
        "code": {"text": "Left L5-S1 TFESI", "coding": [{"system": CPT, "code": "64483"}]},
        "bodySite": [{"text": "left L5-S1"}],
        "reasonCode": [{"text": "left leg pain"}],
        "reasonReference": [{"reference": "Condition/c9"}],
        "note": [{"text": "urgent"}],
    },
}

GONE = object()
WRONG: tuple[Any, ...] = (GONE, None, [], 7, "x", True, [None, 3], {"x": [None, {}]}, "twice", "", {}, "\ud800\x00")
DEEP = 5
"""Below the first level only so many of the ways to break an element are tried: what lies there is read alike everywhere."""


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every element, containers before their parts."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield (*path, key)
        yield from places(inner, (*path, key))


def broken(resource: Json) -> Iterator[tuple[str, Json]]:
    """The resource with each element broken in each way, but for its type and id."""
    for path in places(resource):
        if path in (("resourceType",), ("id",)):
            continue
        for wrong in WRONG if len(path) < 2 else WRONG[:DEEP]:
            changed = copy.deepcopy(resource)
            holder: Any = changed
            for step in path[:-1]:
                holder = holder[step]
            last: Any = path[-1]
            if wrong is GONE:
                del holder[last]
            else:
                holder[last] = [holder[last], holder[last]] if wrong == "twice" else wrong
            yield f"{path}={wrong!r}", changed


def read_beside(resource: Json) -> Facts:
    """The resource with a red flag and a report beside it."""
    if resource["id"] == "order":
        return facts(FLAG, MRI, drafts=(resource,))
    return facts(FLAG, MRI, resource, encounter_id="e9")


def flags(found: Facts) -> list[Symptom]:
    return [s for s in found.symptoms if s.source.reference == "Condition/flag"]


@pytest.mark.parametrize("name", CHART)
def test_one_broken_element_costs_nothing_but_itself(name: str) -> None:
    whole = read_beside(CHART[name])
    assert not [n for n in whole.not_assessed if "no report" not in n.why]
    for how, resource in broken(CHART[name]):
        found = read_beside(resource)
        assert not [n for n in found.not_assessed if "could not be read (" in n.why], how
        assert flags(found) == flags(whole), how
        mri = [f for f in found.findings if f.source.reference == "DiagnosticReport/mri"]
        assert [(f.type, f.level, f.side, f.older, f.superseded) for f in mri] == [
            ("foraminal_stenosis", "L5-S1", "left", False, False)
        ], how


DECISIVE: list[tuple[str, str, str]] = [
    ("condition", "code", "problems"),
    ("finding", "code", "findings"),
    ("report", "conclusion presentedForm text code category", "findings"),
    ("order", "code bodySite", "orders"),
    ("therapy", "code performedDateTime", "therapies"),
    ("medicine", "medicationReference contained", "medications"),
    ("allergy", "code reaction", "allergies"),
    ("strength", "code valueString", "signs"),
]


@pytest.mark.parametrize(("name", "own", "kind"), DECISIVE, ids=lambda v: v if isinstance(v, str) else "")
def test_a_decisive_element_is_read_whatever_its_neighbours_hold(name: str, own: str, kind: str) -> None:
    resource = CHART[name]
    reference = f"{resource['resourceType']}/{resource['id']}"
    neighbours = {k: v for k, v in resource.items() if k not in own.split()}
    for how, changed in broken(neighbours):
        if how.startswith(("('status'", "('intent'", "('clinicalStatus'", "('verificationStatus'", "('doNotPerform'")):
            continue  # these decide whether it counts at all
        found = read_beside({**changed, **{k: resource[k] for k in own.split()}})
        assert any(fact.source.reference == reference for fact in getattr(found, kind)), how


@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}, [[]], {"a": {"b": {"c": 1}}}])
@pytest.mark.parametrize(
    "kind", ["Condition", "Observation", "DiagnosticReport", "ImagingStudy", "Procedure", "Patient", "Encounter", "Invented"]
)
def test_a_resource_that_is_all_wrong_costs_only_itself(kind: str, wrong: Any) -> None:
    elements = (
        "code",
        "status",
        "subject",
        "effectiveDateTime",
        "valueString",
        "conclusion",
        "series",
        "birthDate",
        "reasonCode",
        "contained",
    )
    found = facts(FLAG, MRI, {"resourceType": kind, **dict.fromkeys(elements, wrong)})
    assert [s.kind for s in flags(found)] == ["saddle_numbness"]
    assert [f.level for f in found.findings] == ["L5-S1"]


KEYS = ("coding", "code", "text", "reference", "display", "value", "start")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["left L4-L5 disc extrusion", "2026-11-20"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=10,
)
ELEMENTS = sorted({key for resource in CHART.values() for key in resource} - {"resourceType"})
TYPES = sorted({resource["resourceType"] for resource in CHART.values()})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=5)), max_size=3),
    st.booleans(),
)
def test_no_record_makes_reading_raise_or_hides_a_red_flag(resources: list[tuple[str, Json]], drafted: bool) -> None:
    made = [{"resourceType": kind, **elements} for kind, elements in resources]
    found = facts(FLAG, *made, drafts=tuple(made) if drafted else ())
    assert [s.kind for s in flags(found)] == ["saddle_numbness"]
    assert not [n for n in found.not_assessed if "could not be read (" in n.why]
