"""Every fact that holds a treatment back, with the gate it closes; what closes none stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import RedFlag, Withheld
from service.concordance.gates import nsaid_gates, radiation_gates, steroid_gates, topical_nsaid_gates
from service.facts import Allergy, Facts, Measurement, Medication, Source
from tests.concordance.cases_by_subject.record import source
from tests.concordance.patients import days_ago, facts

DIAGNOSES = {
    "nsaid": {
        "nsaid_allergy": "nsaid_allergy", "asthma_with_nasal_polyps": "nsaid_allergy", "ckd_4_or_5": "nsaid_kidney",
        "dialysis": "nsaid_kidney", "ckd_3": "nsaid_kidney_caution", "gi_bleed_or_ulcer": "nsaid_bleeding",
        "anticoagulation": "nsaid_anticoagulant", "antiplatelet_use": "nsaid_antiplatelet", "heart_failure": "nsaid_heart",
        "myocardial_infarction_or_stroke": "nsaid_heart", "cirrhosis": "nsaid_liver_or_platelets",
        "thrombocytopenia": "nsaid_liver_or_platelets", "coagulopathy": "nsaid_liver_or_platelets",
        "pregnancy": "nsaid_pregnancy", "hypertension severe": "nsaid_blood_pressure", "hypertension": "", "diabetes": "",
        "osteoporosis": "",
    },
    "topical": {"nsaid_allergy": "topical_nsaid_allergy", "pregnancy": "topical_nsaid_pregnancy", "ckd_4_or_5": ""},
    "radiation": {"pregnancy": "radiation_pregnancy", "nsaid_allergy": ""},
    "steroid": {
        "local_skin_infection": "steroid_skin_infection", "bacteraemia": "steroid_infection",
        "septic_hip": "steroid_infection", "spinal_infection": "steroid_infection", "psoas_abscess": "steroid_infection",
        "diabetes": "steroid_diabetes", "pregnancy": "steroid_pregnancy", "immunosuppression": "steroid_immunosuppression",
        "glaucoma": "steroid_glaucoma", "anticoagulation": "", "coagulopathy": "", "hip_arthroplasty": "", "hypertension": "",
    },
    "steroid at the spine": {
        "anticoagulation": "steroid_anticoagulant_spine", "coagulopathy": "steroid_anticoagulant_spine",
        "thrombocytopenia": "steroid_anticoagulant_spine", "antiplatelet_use": "steroid_antiplatelet_spine",
    },
    "steroid into the joint": {"left hip_arthroplasty": "steroid_prosthesis", "right hip_arthroplasty": ""},
}  # fmt: skip
MEDICINES = {
    "nsaid": {
        "anticoagulant": "nsaid_anticoagulant", "antiplatelet": "nsaid_antiplatelet", "lithium": "nsaid_lithium",
        "methotrexate": "nsaid_methotrexate", "ssri": "nsaid_ssri", "nsaid": "nsaid_duplicate",
        "ace_or_arb diuretic": "nsaid_triple", "ace_or_arb": "", "diuretic": "", "opioid": "",
    },
    "topical": {"nsaid": "", "anticoagulant": ""},
    "steroid": {
        "cyp3a4_inhibitor": "steroid_cyp3a4", "fluoroquinolone": "steroid_fluoroquinolone",
        "immunosuppressant": "steroid_immunosuppression", "anticoagulant": "", "antiplatelet": "",
    },
    "steroid at the spine": {
        "anticoagulant": "steroid_anticoagulant_spine", "antiplatelet": "steroid_antiplatelet_spine",
    },
}  # fmt: skip
ALLERGIES = {
    "nsaid": {"nsaid": "nsaid_allergy", "nsaid_allergen": "nsaid_allergy", "topical_nsaid": "", "opioid": ""},
    "topical": {
        "nsaid": "topical_nsaid_allergy", "nsaid_allergen": "topical_nsaid_allergy", "topical_nsaid": "topical_nsaid_allergy",
        "opioid": "",
    },
    "steroid": {
        "systemic_steroid": "steroid_allergy", "injected_steroid": "steroid_allergy", "local_anaesthetic": "steroid_allergy",
        "nsaid": "",
    },
}  # fmt: skip
GATES: dict[str, Callable[[Facts], tuple[Withheld, ...]]] = {
    "nsaid": nsaid_gates,
    "topical": topical_nsaid_gates,
    "radiation": radiation_gates,
    "steroid": lambda f: steroid_gates(f, (), side="left"),
    "steroid at the spine": lambda f: steroid_gates(f, (), side=None, spinal=True),
    "steroid into the joint": lambda f: steroid_gates(f, (), side="left", joint=True),
}


def rows(table: dict[str, dict[str, str]]) -> list[Any]:
    return [
        pytest.param(treatment, fact, gate, id=f"{treatment}: {fact}")
        for treatment, known in table.items()
        for fact, gate in known.items()
    ]


def closed(treatment: str, patient: Facts) -> list[tuple[str, Source | None]]:
    return [(w.gate, w.source) for w in GATES[treatment](patient)]


@pytest.mark.parametrize(("treatment", "fact", "gate"), rows(DIAGNOSES))
def test_a_diagnosis_closes_its_gate_unless_it_is_refuted(treatment: str, fact: str, gate: str) -> None:
    patient = facts(has=[fact])
    assert closed(treatment, patient) == ([(gate, patient.problems[0].source)] if gate else [])
    assert not closed(treatment, facts(has=[f"{fact} refuted"]))
    assert not closed(treatment, facts(has=[f"{fact} suspected"]))


@pytest.mark.parametrize(("treatment", "fact", "gate"), rows(MEDICINES))
def test_a_medicine_in_use_closes_its_gate_and_a_stopped_one_does_not(treatment: str, fact: str, gate: str) -> None:
    used = Medication(name="x", classes=frozenset(fact.split()), source=source("MedicationRequest/1"))
    assert closed(treatment, facts(medications=(used,))) == ([(gate, used.source)] if gate else [])
    assert not closed(treatment, facts(medications=(replace(used, active=False),)))
    assert not closed(treatment, facts(medications=(replace(used, end=days_ago(31)),)))


@pytest.mark.parametrize(("treatment", "fact", "gate"), rows(ALLERGIES))
def test_an_allergy_closes_its_gate(treatment: str, fact: str, gate: str) -> None:
    told = Allergy(classes=frozenset({fact}), source=source("AllergyIntolerance/1"))
    assert closed(treatment, facts(allergies=(told,))) == ([(gate, told.source)] if gate else [])


VALUES = [
    ("nsaid", "egfr", 29.9, "nsaid_kidney"),
    ("nsaid", "egfr", 30, "nsaid_kidney_caution"),
    ("nsaid", "egfr", 59.9, "nsaid_kidney_caution"),
    ("nsaid", "egfr", 60, ""),
    ("nsaid", "systolic", 160, "nsaid_blood_pressure"),
    ("nsaid", "systolic", 159, ""),
    ("steroid", "hba1c", 8.1, "steroid_diabetes_uncontrolled"),
    ("steroid", "hba1c", 8, ""),
]


@pytest.mark.parametrize(("treatment", "kind", "value", "gate"), VALUES)
def test_a_value_closes_its_gate_from_the_limit_on_and_for_two_years(
    treatment: str, kind: str, value: float, gate: str
) -> None:
    for days, counts in ((0, True), (730, True), (731, False)):
        told = Measurement(kind=kind, value=value, unit="", source=source("Observation/1", days_ago(days)))
        expected = [(gate, told.source)] if gate and counts else []
        assert closed(treatment, facts(measurements=(told,))) == expected, days


def test_the_newest_value_counts_and_an_undated_one_is_the_oldest() -> None:
    def told(value: float, days: int | None) -> Measurement:
        day = None if days is None else days_ago(days)
        return Measurement(kind="egfr", value=value, unit="", source=source("Observation/1", day))

    assert not closed("nsaid", facts(measurements=(told(20, 300), told(80, 3))))
    assert closed("nsaid", facts(measurements=(told(80, 300), told(20, 3))))
    assert not closed("nsaid", facts(measurements=(told(20, None), told(80, 700))))
    assert closed("nsaid", facts(measurements=(told(20, None),)))


@pytest.mark.parametrize(("age", "old"), [(74, False), (75, True)])
def test_from_75_on_age_is_a_gate_that_names_the_patient(age: int, old: bool) -> None:
    patient = facts(who=f"{age} F")
    assert closed("nsaid", patient) == ([("nsaid_age", Source(reference=patient.patient.reference))] if old else [])


@pytest.mark.parametrize(
    ("flag", "closes"),
    [("infection", True), ("fracture", True), ("cancer", True), ("septic_hip", True), ("post_procedural", True),
     ("cauda_equina", False), ("vascular", False)],
)  # fmt: skip
def test_a_red_flag_of_infection_bone_or_tumour_forbids_the_needle(flag: str, closes: bool) -> None:
    raised = RedFlag(flag=flag, what="x", active=True, source=source("Condition/1"))
    for active in (True, False):
        held = steroid_gates(facts(), (replace(raised, active=active),), side="left")
        assert [w.gate for w in held] == (["steroid_red_flag"] if closes and active else [])


@pytest.mark.parametrize(("days", "closes"), [(0, True), (30, True), (31, False)])
def test_a_fluoroquinolone_lasts_thirty_days_after_its_end(days: int, closes: bool) -> None:
    told = Medication(
        name="x", classes=frozenset({"fluoroquinolone"}), active=False, end=days_ago(days), source=source("MedicationRequest/1")
    )
    assert bool(closed("steroid", facts(medications=(told,)))) is closes
    begun = replace(told, end=None, start=days_ago(days))
    assert bool(closed("steroid", facts(medications=(begun,)))) is closes
    assert not closed("steroid", facts(medications=(replace(begun, start=None),)))
