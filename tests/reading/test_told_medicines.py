"""Medicines of risk as notes tell them: what is taken now, since when, and what only sounds like it (own wording)."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Source
from service.reading.examination import read_observation
from service.reading.told_medicines import read_told_medicines

TODAY = date(2026, 11, 20)
NOTE = Source(reference="DocumentReference/1", date=TODAY)

TAKEN = [
    ("Prednisolone 10 mg daily for 2 years (PMR).", {"systemic_steroid": date(2024, 11, 20)}),
    ("Takes prednisone 5 mg od since 2023.", {"systemic_steroid": date(2023, 7, 2)}),
    ("MEDICATIONS: Prednisone 20 mg (started 6 months ago), calcium", {"systemic_steroid": date(2026, 5, 21)}),
    ("Current medication: alendronic acid, apixaban. PMH: AF.", {"bisphosphonate": None, "anticoagulant": None}),
    ("DH: bisoprolol 2.5 mg, warfarin", {"anticoagulant": None}),
    ("Meds:\n- rivaroxaban 20 mg\n- ramipril\n\nExam: power 5/5", {"anticoagulant": None}),
    ("Adalimumab every two weeks for RA.", {"immunosuppressant": None}),
    ("Rivaroxaban was restarted on Tuesday.", {"anticoagulant": None}),
    ("Her GP started edoxaban last month.", {"anticoagulant": None}),
    ("Eliquis 5 mg, last dose yesterday evening 8 pm", {"anticoagulant": None}),
    ("He took rivaroxaban at breakfast this morning.", {"anticoagulant": None}),
    ("Last dose of dabigatran 14 hours ago.", {"anticoagulant": None}),
    ("Falithrom, INR 2.4", {"anticoagulant": None}),
    ("Acitrom 3 mg od", {"anticoagulant": None}),
    ("Omnacortil 10 mg od x 3 months", {"systemic_steroid": date(2026, 8, 21)}),
    ("Decortin 5 mg since 2022", {"systemic_steroid": date(2022, 7, 2)}),
    ("Takes no tablets apart from edoxaban.", {"anticoagulant": None}),
    ("No regular medication except prednisolone 7.5 mg.", {"systemic_steroid": None}),
    ("Medrol 8 mg daily for many years", {"systemic_steroid": None}),
    ("Prednisolone taper, currently 20 mg", {"systemic_steroid": None}),
    ("Prednisone 40 mg taper, started for polymyalgia", {"systemic_steroid": None}),
    ("Prednisolone 7.5 mg", {"systemic_steroid": None}),
]
NOT_TAKEN = [
    "Taking steroids? No.",
    "Not currently on anticoagulants.",
    "Nil regular steroids.",
    "Prednisolone 30 mg daily for 5 days.",
    "Oral steroids for 3 months in 2015.",
    "Stopped prednisolone in March.",
    "Was on prednisolone for 4 years, stopped 2021.",
    "Two weeks of prednisolone from the GP helped a little.",
    "Consider prednisolone 30 mg daily.",
    "Medrol dose pack, no relief.",
    "Takes no anticoagulants.",
    "Mother takes warfarin.",
    "Beclometasone inhaler daily.",
    "Steroid injection, relief for 3 months.",
    "Medication: paracetamol, omeprazole",
    "Exam: on the left, power 4/5 since 2023",
    "Meds: none\n\nWarfarin was discussed.",
    "Apixaban on hold since Tuesday.",
    "Apixaban 5 mg bd, stopped last week",
    "Last dose of apixaban 3 months ago.",
    "Took prednisolone for a week.",
    "Started a prednisolone taper for the leg pain.",
    "Medrol dosepak started yesterday.",
    "No regular medication except paracetamol.",
    "Tried ibuprofen, prednisolone 30 mg, physiotherapy.",
]


@pytest.mark.parametrize(("words", "expected"), TAKEN, ids=[words for words, _ in TAKEN])
def test_a_medicine_that_is_taken_is_read_with_its_beginning(words: str, expected: dict[str, date | None]) -> None:
    found = read_told_medicines(words, NOTE, TODAY).medications
    assert {next(iter(m.classes)): m.start for m in found} == expected
    assert all(m.active and m.source.words for m in found)


@pytest.mark.parametrize("words", NOT_TAKEN)
def test_what_is_stopped_planned_given_once_or_another_persons_is_not_taken(words: str) -> None:
    assert read_told_medicines(words, NOTE, TODAY).medications == ()


def test_a_note_in_an_observation_is_read_like_any_other_note() -> None:
    told = "New mid back pain for 2 weeks. Prednisolone 10 mg daily for 2 years. Legs strong, bladder fine."
    dated = {"resourceType": "Observation", "id": "o1", "status": "final", "effectiveDateTime": "2026-11-20"}
    note = {**dated, "code": {"text": "Clinical note"}, "valueString": told}
    found = read_observation(note, TODAY)
    assert [(s.kind, s.regions) for s in found.symptoms if s.presence.there] == [("pain", ("mid_back",))]
    assert [m.classes for m in found.medications] == [{"systemic_steroid"}]
    as_remark = {**dated, "code": {"text": "Consultation"}, "note": [{"text": told}]}
    assert read_observation(as_remark, TODAY).medications
