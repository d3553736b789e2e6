"""The whole record: what matters is chosen, reasons count, one bad resource costs only itself, order changes nothing."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from service.facts import Facts
from service.reading import examination
from service.reading.choosing import MOST_OF_A_KIND
from service.reading.read import choose, read
from service.record import Record
from tests.reading.records import (
    CPT,
    ICD,
    SUBJECT,
    TODAY,
    Json,
    attached,
    condition,
    facts,
    images,
    observation,
    procedure,
    record,
    report,
    stated,
)

ORDER: Json = {
    "resourceType": "ServiceRequest",
    "id": "o1",
    "status": "draft",
    "intent": "order",
    "subject": SUBJECT,
    "code": {"text": "Left L2-L3 transforaminal ESI", "coding": [{"system": CPT, "code": "64483"}]},
}


def rich() -> list[Json]:
    """A chart with something of every kind."""
    return [
        condition("left lateral hip pain", "pain", onsetDateTime="2026-07-01"),
        condition("", "tear", code={"text": "Gluteus minimus tear, left", "coding": [{"system": ICD, "code": "S76.012A"}]}),
        condition("saddle numbness", "flag", onsetDateTime="2026-11-20"),
        observation("Left hip abduction strength", "power", valueString="4/5", effectiveDateTime="2026-11-20"),
        observation("Straight leg raise left", "slr", valueString="negative", effectiveDateTime="2026-11-20"),
        images(),
        report("Moderate left neuroforaminal narrowing at L2-L3. Disc bulge at L4-L5.",
               imagingStudy=[{"reference": "ImagingStudy/st1"}]),
        procedure("Supervised physical therapy", "", "pt", status="in-progress", performedPeriod={"start": "2026-08-01"}),
        procedure("Trochanteric steroid injection, left", "2026-07-15", "csi"),
        {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": SUBJECT,
         "medicationCodeableConcept": {"text": "Apixaban 5 mg"}},
        {"resourceType": "AllergyIntolerance", "id": "al", "patient": SUBJECT, "code": {"text": "Ibuprofen"}},
        {"resourceType": "ServiceRequest", "id": "sr", "status": "active", "intent": "order", "subject": SUBJECT,
         "code": {"text": "MRI left hip"}, "authoredOn": "2026-06-01"},
        {"resourceType": "FamilyMemberHistory", "id": "fh", "status": "completed", "patient": SUBJECT,
         "relationship": {"text": "mother"}, "condition": [{"code": {"text": "breast cancer"}}]},
    ]  # fmt: skip


def test_a_chart_is_read_whole() -> None:
    found = facts(*rich(), drafts=(ORDER,))
    assert (found.patient.age, found.patient.sex, found.hook) == (58, "female", "patient-view")
    assert stated(found) == [("foraminal_stenosis", "L2-L3", "left"), ("disc_bulge", "L4-L5", None)]
    assert {s.kind for s in found.symptoms} >= {"pain", "saddle_numbness"}
    assert {p.kind for p in found.problems} >= {"gluteal_tear"}
    assert {s.test for s in found.signs} >= {"hip_abduction_strength", "straight_leg_raise"}
    assert [t.kind for t in found.therapies] == ["physiotherapy"]
    assert [i.kind for i in found.injections] == ["trochanteric"]
    assert [m.classes for m in found.medications] == [{"anticoagulant"}]
    assert [a.classes for a in found.allergies] == [{"nsaid"}]
    assert [r.order_class for r in found.earlier_requests] == ["hip_mri"]
    assert [h.relation for h in found.family_history] == ["mother"]
    assert [o.order_class for o in found.orders] == ["lumbar_transforaminal_injection"]
    assert found.not_assessed == ()


def test_the_order_of_resources_changes_nothing() -> None:
    chart = [*rich(), report("Disc bulge at L2-L3.", "other"), condition("L4-L5 disc bulge", "listed")]
    expected = facts(*chart)
    for seed in range(6):
        shuffled = random.Random(seed).sample(chart, len(chart))
        assert facts(*shuffled) == expected


def test_a_record_of_nothing_gives_nothing() -> None:
    found = read(Record(hook="patient-view", patient_id="p1"), TODAY)
    assert found == Facts(as_of=TODAY, hook="patient-view", patient=found.patient)
    assert found.patient.age is None


def test_what_could_not_be_looked_up_and_what_gather_left_out_is_passed_on() -> None:
    found = read(Record(hook="patient-view", patient_id="p1", unavailable=frozenset({"conditions"})), TODAY)
    assert found.unavailable == {"conditions"}


# ---- reasons of orders and of the encounter ----


@pytest.mark.parametrize(
    "reason",
    [
        {"reasonCode": [{"text": "left foot drop"}]},
        {"reasonCode": {"text": "left foot drop"}},
        {
            "reasonReference": [{"reference": "#r1"}],
            "contained": [{"resourceType": "Condition", "id": "r1", "code": {"text": "left foot drop"}}],
        },
        {"reasonReference": [{"display": "left foot drop"}]},
    ],
    ids=["code", "bare object", "contained", "display"],
)
def test_the_reason_of_an_order_is_a_fact_of_the_presentation(reason: Json) -> None:
    found = facts(drafts=({**ORDER, **reason},))
    told: list[Any] = [*found.problems, *found.signs, *found.symptoms]
    assert told
    assert {t.source.reference for t in told} == {"ServiceRequest/o1"}


def test_the_note_of_an_order_is_read() -> None:
    found = facts(drafts=({**ORDER, "note": [{"text": "Ankle jerk absent on the left."}]},))
    assert [(s.test, s.side) for s in found.signs] == [("achilles_reflex", "left")]


def test_the_name_of_an_order_is_no_complaint() -> None:
    injection = {**ORDER, "code": {"text": "US-guided trochanteric bursa steroid injection, left"}}
    found = facts(drafts=(injection,))
    assert (found.problems, found.symptoms) == ((), ())


@pytest.mark.parametrize("reference", ["Condition/old", "https://ehr.example/fhir/Condition/old/_history/3"])
def test_an_old_complaint_that_an_order_names_is_current(reference: str) -> None:
    old = condition("left lateral hip pain", "old", onsetDateTime="2019-03-01", recordedDate="2019-03-01")
    assert [s.current for s in facts(old).symptoms] == [False]
    assert [s.current for s in facts(old, drafts=({**ORDER, "reasonReference": [{"reference": reference}]},)).symptoms] == [
        True
    ]


def test_the_encounter_of_the_request_tells_why_the_patient_is_here() -> None:
    encounter = {"resourceType": "Encounter", "id": "e1", "status": "in-progress", "reasonCode": [{"text": "left leg pain"}]}
    other = {**encounter, "id": "e2", "reasonCode": [{"text": "neck pain"}]}
    found = facts(encounter, other, encounter_id="e1")
    assert [(s.kind, s.side, s.source.reference, s.current) for s in found.symptoms] == [("pain", "left", "Encounter/e1", True)]


def test_an_old_problem_that_the_encounter_diagnoses_is_current() -> None:
    old = condition("left lateral hip pain", "old", onsetDateTime="2019-03-01", recordedDate="2019-03-01")
    encounter = {"resourceType": "Encounter", "id": "e1", "diagnosis": [{"condition": {"reference": "Condition/old"}}]}
    assert [s.current for s in facts(old, encounter, encounter_id="e1").symptoms] == [True]


# ---- notes ----


@pytest.mark.parametrize(
    "note",
    [
        {"resourceType": "DocumentReference", "content": [{"attachment": attached("Ankle jerk absent on the left.")}]},
        {
            "resourceType": "DocumentReference",
            "content": [{"attachment": attached("<p>Ankle jerk absent on the left.</p>", "text/html")}],
        },
        {"resourceType": "ClinicalImpression", "summary": "Ankle jerk absent on the left."},
        {"resourceType": "ClinicalImpression", "finding": [{"itemCodeableConcept": {"text": "Ankle jerk absent on the left"}}]},
        {"resourceType": "QuestionnaireResponse", "item": [{"text": "Left ankle jerk", "answer": [{"valueString": "absent"}]}]},
        {
            "resourceType": "QuestionnaireResponse",
            "item": [{"item": [{"text": "Left ankle jerk", "answer": {"valueCoding": {"display": "absent"}}}]}],
        },
    ],
    ids=lambda n: str(n["resourceType"]),
)
def test_examinations_that_hide_in_notes_are_found(note: Json) -> None:
    found = facts({"id": "n1", "status": "completed", **note})
    assert [(s.test, s.side, s.abnormal) for s in found.signs] == [("achilles_reflex", "left", True)]
    assert found.signs[0].source.reference.endswith("/n1")


def test_a_note_that_no_longer_stands_is_not_read() -> None:
    note = {
        "resourceType": "DocumentReference",
        "id": "n1",
        "content": [{"attachment": attached("Ankle jerk absent on the left.")}],
    }
    assert facts({**note, "status": "entered-in-error"}).signs == ()
    assert facts({**note, "status": "superseded"}).signs == ()


def test_a_note_tells_of_treatments_and_of_images_where_no_report_does() -> None:
    words = "S/p L4-L5 discectomy 2021. MRI in May showed a right paracentral extrusion at L5-S1."
    note = {
        "resourceType": "DocumentReference",
        "id": "n1",
        "status": "current",
        "date": "2026-06-01",
        "content": [{"attachment": attached(words)}],
    }
    found = facts(note)
    assert [o.kind for o in found.operations] == ["discectomy"]
    assert stated(found) == [("disc_herniation", "L5-S1", "right")]
    assert ("disc_herniation", "L5-S1", "right") not in stated(facts(note, report("Disc bulge at L2-L3.")))


# ---- one bad resource costs only itself ----


def test_a_reader_that_fails_costs_one_resource_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(resource: Any, as_of: date) -> Any:
        raise KeyError("canary")

    monkeypatch.setattr(examination, "read_observation", broken)
    found = facts(*rich())
    assert stated(found) == [("foraminal_stenosis", "L2-L3", "left"), ("disc_bulge", "L4-L5", None)]
    assert {n.source for n in found.not_assessed} == {"Observation/power", "Observation/slr"}
    assert "canary" not in str(found.not_assessed)


def test_a_red_flag_stays_read_however_broken_its_date() -> None:
    onsets: tuple[Any, ...] = ("yesterday", 7, {}, ["2026"], "2026-13-45")
    for onset in onsets:
        found = facts(condition("saddle numbness", "flag", onsetDateTime=onset))
        assert [s.kind for s in found.symptoms] == ["saddle_numbness"]


def test_an_enormous_record_is_cut_and_it_is_said() -> None:
    many = [condition("left leg pain", f"c{n}", recordedDate=f"2025-{1 + n % 12:02}") for n in range(MOST_OF_A_KIND + 5)]
    undated = condition("saddle numbness", "flag")
    found = facts(*many, undated)
    assert "saddle_numbness" in {s.kind for s in found.symptoms}
    assert any(n.source == "Condition" and str(MOST_OF_A_KIND) in n.why for n in found.not_assessed)


def test_irrelevant_resources_are_not_chosen() -> None:
    irrelevant = [
        observation("Glucose", f"g{n}", valueQuantity={"value": 5}, category=[{"coding": [{"code": "laboratory"}]}])
        for n in range(5)
    ]
    assert choose(record(*irrelevant, condition("Acute bronchitis"), procedure("Colonoscopy", "2020"))) == {}
    assert choose(record(*irrelevant, *rich()))["Observation"] == 2


def test_one_kind_of_measurement_is_judged_relevant_by_its_own_code() -> None:
    def measured(code: str, name: str, value: float) -> Json:
        concept = {"coding": [{"system": "http://loinc.org", "code": code, "display": name}]}
        return observation(
            name, code, code=concept, valueQuantity={"value": value, "unit": "mg/L"}, effectiveDateTime="2026-11-20"
        )

    found = facts(
        measured("2345-7", "Glucose", 5), measured("1988-5", "C reactive protein", 62), measured("2345-8", "Other", 1)
    )
    assert [(m.kind, m.value) for m in found.measurements] == [("crp", 62)]


def test_patients_with_partial_or_impossible_birth_dates() -> None:
    def age(birth: object) -> int | None:
        held: dict[str, tuple[Json, ...]] = defaultdict(tuple)
        held["Patient"] = ({"resourceType": "Patient", "id": "p1", "birthDate": birth},)
        return read(Record(hook="patient-view", patient_id="p1", resources=held), TODAY).patient.age

    assert [age(b) for b in ("1968", "1968-03", "1968-03-09", "1668", "soon", None, 7)] == [58, 58, 58, None, None, None, None]


def section(title: str, words: str, *within: Json) -> Json:
    return {"title": title, "text": {"status": "generated", "div": f"<div><p>{words}</p></div>"}, "section": [*within]}


def composition(*sections: Any, kind: str = "Consultation") -> Json:
    return {"resourceType": "Composition", "id": "c", "status": "final", "date": TODAY.isoformat(), "subject": SUBJECT,
            "type": {"text": kind}, "section": [*sections]}  # fmt: skip


def test_the_sections_of_a_composition_are_read_as_notes_each_under_its_title() -> None:
    told = facts(composition(
        section("Presenting complaint", "New urinary retention since yesterday", section("Examination", "Left EHL 4/5")),
        section("Family history", "Breast cancer"),
        section("Plan", "Safety net given: attend if new saddle numbness"),
        "no section", {"section": None},
    ))  # fmt: skip
    assert [s.kind for s in told.symptoms] == ["urinary_retention"]
    assert [(s.test, s.side) for s in told.signs] == [("great_toe_extension_strength", "left")]
    assert ([f.kind for f in told.family_history], told.problems) == (["cancer"], ())


def test_a_radiology_report_in_a_composition_is_not_read_and_that_is_said() -> None:
    told = facts(composition(section("Findings", "Severe left leg pain, L5-S1 stenosis"), kind="Diagnostic imaging report"))
    assert (told.symptoms, [n.source for n in told.not_assessed]) == ((), ["Composition/c"])


def test_sections_that_lie_too_deep_cost_nothing() -> None:
    deep = section("Complaint", "Left leg pain")
    for _ in range(400):
        deep = section("More", "", deep)
    assert facts(composition(deep)).symptoms == ()
