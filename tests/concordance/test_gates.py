"""What holds a medicine or an injection back: each gate closes for one patient and stays open for the one just outside it."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.assessment import RedFlag
from service.concordance.gates import action, firmest, nsaid_gates, radiation_gates, steroid_gates, topical_nsaid_gates
from service.facts import EarlierRequest, Facts, Medication
from service.knowledge.care import care
from tests.concordance.care_cases import allergy, care_facts, measured, medicine, operation
from tests.concordance.patients import days_ago, source

Case = dict[str, Any]


def quinolone(began: float, ended: float | None, *, active: bool) -> Medication:
    return Medication(
        name="ciprofloxacin",
        classes=frozenset({"fluoroquinolone"}),
        active=active,
        start=days_ago(began),
        end=days_ago(ended) if ended is not None else None,
        source=source(1, "MedicationRequest"),
    )


NSAID: list[tuple[str, Case, Case]] = [
    ("nsaid_allergy", {"allergies": [allergy("nsaid")]}, {"allergies": [allergy("opioid")]}),
    ("nsaid_allergy", {"has": ["asthma_with_nasal_polyps"]}, {"has": ["refuted nsaid_allergy"]}),
    ("nsaid_kidney", {"measurements": [measured("egfr", 29)]}, {"measurements": [measured("egfr", 30)]}),
    ("nsaid_kidney", {"has": ["ckd_4_or_5"]}, {"has": ["ckd_3"]}),
    ("nsaid_kidney", {"measurements": [measured("egfr", 50, 400), measured("egfr", 20, 5)]},
     {"measurements": [measured("egfr", 20, 400), measured("egfr", 50, 5)]}),
    ("nsaid_kidney_caution", {"measurements": [measured("egfr", 59)]}, {"measurements": [measured("egfr", 60)]}),
    ("nsaid_bleeding", {"has": ["gi_bleed_or_ulcer resolved"]}, {"has": ["entered-in-error gi_bleed_or_ulcer"]}),
    ("nsaid_anticoagulant", {"medications": ["apixaban anticoagulant"]}, {"medications": ["apixaban anticoagulant ended 20w"]}),
    ("nsaid_anticoagulant", {"has": ["anticoagulation"]}, {"has": ["anticoagulation resolved"]}),
    ("nsaid_antiplatelet", {"medications": ["clopidogrel antiplatelet"]}, {"medications": ["metformin other"]}),
    ("nsaid_heart", {"has": ["heart_failure"]}, {"has": ["hypertension"]}),
    ("nsaid_heart", {"has": ["myocardial_infarction_or_stroke resolved"]}, {"has": ["refuted heart_failure"]}),
    ("nsaid_liver_or_platelets", {"has": ["cirrhosis"]}, {"has": ["thrombocytopenia resolved"]}),
    ("nsaid_pregnancy", {"has": ["pregnancy"]}, {"has": ["pregnancy resolved"]}),
    ("nsaid_triple", {"medications": ["ramipril ace_or_arb", "furosemide diuretic"]}, {"medications": ["ramipril ace_or_arb"]}),
    ("nsaid_lithium", {"medications": ["lithium lithium"]}, {"medications": ["lithium lithium ended 5w"]}),
    ("nsaid_methotrexate", {"medications": ["methotrexate methotrexate"]}, {}),
    ("nsaid_ssri", {"medications": ["sertraline ssri"]}, {}),
    ("nsaid_duplicate", {"medications": ["naproxen nsaid"]}, {"medications": ["naproxen nsaid ended 1w"]}),
    ("nsaid_age", {"who": "75 F"}, {"who": "74 F"}),
    ("nsaid_blood_pressure", {"measurements": [measured("systolic", 160)]}, {"measurements": [measured("systolic", 159)]}),
]  # fmt: skip


@pytest.mark.parametrize(("gate", "closes", "open_"), NSAID)
def test_the_nsaid_gate(gate: str, closes: Case, open_: Case) -> None:
    assert gate in {w.gate for w in nsaid_gates(care_facts(closes))}
    assert gate not in {w.gate for w in nsaid_gates(care_facts(open_))}


STEROID: list[tuple[str, Case, Case]] = [
    ("steroid_skin_infection", {"has": ["local_skin_infection"]}, {"has": ["local_skin_infection resolved"]}),
    ("steroid_infection", {"has": ["bacteraemia"]}, {"has": ["bacteraemia resolved"]}),
    ("steroid_infection", {"has": ["left septic_hip"]}, {"has": ["refuted left septic_hip"]}),
    ("steroid_allergy", {"allergies": [allergy("injected_steroid")]}, {"allergies": [allergy("nsaid")]}),
    ("steroid_allergy", {"allergies": [allergy("local_anaesthetic")]}, {}),
    ("steroid_cyp3a4", {"medications": ["ritonavir cyp3a4_inhibitor"]},
     {"medications": ["ritonavir cyp3a4_inhibitor ended 9w"]}),
    ("steroid_arthroplasty", {"operations": [operation("hip_arthroplasty", -8, planned=True)]},
     {"operations": [operation("hip_arthroplasty", -20, planned=True)]}),
    ("steroid_arthroplasty", {"operations": [operation("hip_arthroplasty", None, planned=True)]},
     {"operations": [operation("hip_arthroplasty", -8, "right", planned=True)]}),
    ("steroid_arthroplasty", {"earlier_requests": [EarlierRequest(order_class="hip_arthroplasty", side="left",
     source=source(1, "ServiceRequest"))]}, {"operations": [operation("hip_arthroplasty", 100)]}),
    ("steroid_fluoroquinolone", {"medications": [quinolone(20, 10, active=False)]}, {"medications": [quinolone(60, 40,
     active=False)]}),
    ("steroid_fluoroquinolone", {"medications": [quinolone(20, None, active=True)]}, {"medications": [quinolone(45, None,
     active=False)]}),
    ("steroid_diabetes_uncontrolled", {"measurements": [measured("hba1c", 8.1)]}, {"measurements": [measured("hba1c", 8.0)]}),
    ("steroid_diabetes", {"has": ["diabetes"]}, {"family_history": []}),
    ("steroid_pregnancy", {"has": ["pregnancy"]}, {"has": ["pregnancy resolved"]}),
    ("steroid_immunosuppression", {"medications": ["adalimumab immunosuppressant"]}, {}),
    ("steroid_immunosuppression", {"has": ["immunosuppression"]}, {"has": ["refuted immunosuppression"]}),
    ("steroid_glaucoma", {"has": ["glaucoma"]}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("gate", "closes", "open_"), STEROID)
def test_the_steroid_gate(gate: str, closes: Case, open_: Case) -> None:
    assert gate in {w.gate for w in steroid_gates(care_facts(closes), (), side="left")}
    assert gate not in {w.gate for w in steroid_gates(care_facts(open_), (), side="left")}


def anticoagulated() -> Facts:
    return care_facts({"medications": ["apixaban anticoagulant", "clopidogrel antiplatelet"]})


def test_an_anticoagulant_closes_the_gate_at_the_spine_only() -> None:
    at_spine = {w.gate for w in steroid_gates(anticoagulated(), (), side=None, spinal=True)}
    assert at_spine == {"steroid_anticoagulant_spine", "steroid_antiplatelet_spine"}
    assert not steroid_gates(anticoagulated(), (), side="left")


@pytest.mark.parametrize(
    ("fact", "gate"),
    [
        ({"has": ["anticoagulation"]}, "steroid_anticoagulant_spine"),
        ({"has": ["coagulopathy"]}, "steroid_anticoagulant_spine"),
        ({"has": ["thrombocytopenia"]}, "steroid_anticoagulant_spine"),
        ({"has": ["antiplatelet_use"]}, "steroid_antiplatelet_spine"),
        ({"medications": ["warfarin anticoagulant"]}, "steroid_anticoagulant_spine"),
        ({"medications": ["clopidogrel antiplatelet"]}, "steroid_antiplatelet_spine"),
    ],
)
def test_each_cause_of_bleeding_closes_the_gate_at_the_spine(fact: Case, gate: str) -> None:
    held = steroid_gates(care_facts(fact), (), side=None, spinal=True)
    assert [w.gate for w in held] == [gate]
    assert held[0].source is not None
    assert held[0].item == "steroid"


@pytest.mark.parametrize(
    ("medicine_", "closed"),
    [
        (quinolone(40, 30, active=False), True),
        (quinolone(40, 31, active=False), False),
        (quinolone(30, None, active=False), True),
        (quinolone(31, None, active=False), False),
        (quinolone(90, None, active=True), True),
        (quinolone(90, 45, active=True), False),
    ],
)
def test_a_fluoroquinolone_counts_for_30_days(medicine_: Medication, closed: bool) -> None:
    assert bool(steroid_gates(care_facts({"medications": [medicine_]}), (), side=None)) is closed


@pytest.mark.parametrize(("weeks", "closed"), [(0.0, True), (-92 / 7, True), (-93 / 7, False), (1.0, False)])
def test_a_planned_replacement_counts_for_three_months(weeks: float, closed: bool) -> None:
    planned = care_facts({"operations": [operation("hip_arthroplasty", weeks, planned=True)]})
    assert bool(steroid_gates(planned, (), side="left")) is closed


def test_a_prosthesis_closes_the_gate_of_its_own_joint_only() -> None:
    replaced = care_facts({"operations": [operation("hip_arthroplasty", 100, "left")]})
    assert [w.gate for w in steroid_gates(replaced, (), side="left", joint=True)] == ["steroid_prosthesis"]
    assert not steroid_gates(replaced, (), side="right", joint=True)
    assert not steroid_gates(replaced, (), side="left")


@pytest.mark.parametrize(
    ("flag", "active", "closed"), [("infection", True, True), ("infection", False, False), ("vascular", True, False)]
)
def test_a_red_flag_closes_the_steroid_gate(flag: str, active: bool, closed: bool) -> None:
    raised = RedFlag(flag=flag, what="fever", active=active, source=source(1, "Observation"))
    assert bool(steroid_gates(care_facts({}), (raised,), side="left")) is closed


def test_the_topical_gate_knows_allergy_and_pregnancy_only() -> None:
    assert [w.gate for w in topical_nsaid_gates(care_facts({"allergies": [allergy("nsaid")]}))] == ["topical_nsaid_allergy"]
    assert [w.gate for w in topical_nsaid_gates(care_facts({"has": ["pregnancy"]}))] == ["topical_nsaid_pregnancy"]
    assert not topical_nsaid_gates(care_facts({"has": ["ckd_4_or_5", "gi_bleed_or_ulcer"]}))


def test_pregnancy_closes_the_radiation_gate() -> None:
    assert radiation_gates(care_facts({"has": ["pregnancy"]}))
    assert not radiation_gates(care_facts({"has": ["diabetes"]}))


def test_the_firmest_gate_comes_first_and_each_is_named_once_with_its_fact() -> None:
    facts = care_facts(
        {"who": "80 F", "allergies": [allergy("nsaid")], "has": ["ckd_4_or_5"], "measurements": [measured("egfr", 20)]}
    )
    held = nsaid_gates(facts)
    assert [w.gate for w in held] == ["nsaid_allergy", "nsaid_kidney", "nsaid_age"]
    assert firmest(held) == "block"
    assert all(w.source and w.item == "nsaid" for w in held)
    assert firmest(()) is None


def test_the_nsaid_ordered_again_is_no_duplicate() -> None:
    facts = care_facts({"medications": ["naproxen nsaid"]})
    assert not nsaid_gates(facts, ordered="Naproxen 500 mg tablet")
    assert nsaid_gates(facts, ordered="ibuprofen 600 mg")


def test_every_gate_has_an_action_and_every_gate_fires_somewhere() -> None:
    elsewhere = {
        "topical_nsaid_allergy", "topical_nsaid_pregnancy", "radiation_pregnancy", "steroid_prosthesis", "steroid_red_flag",
        "steroid_anticoagulant_spine", "steroid_antiplatelet_spine", "steroid_given_before",
    }  # fmt: skip
    assert {g for g, _, _ in NSAID} | {g for g, _, _ in STEROID} | elsewhere == set(care().gates)
    assert all(action(g) in ("block", "avoid", "warn", "caution") for g in care().gates)


def test_a_medicine_that_ended_is_out_of_use() -> None:
    assert medicine("apixaban anticoagulant").active
    assert not medicine("apixaban anticoagulant ended 2w").active
