"""What an order's judgement rests on: the findings it names, the facts behind it, what it offers, and rarer orders."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.hip_sides import named_sides, on_side
from service.facts import EarlierRequest
from tests.concordance.care_cases import (
    BACK_PAIN,
    L5_LEFT,
    NORMAL_LEG,
    SEED,
    TEAR,
    allergy,
    care_facts,
    judged_one,
    medicine,
    operation,
    study,
)
from tests.concordance.patients import source

Case = dict[str, Any]
RED: Case = {**L5_LEFT, "says": ["left lateral_leg pain 2w", "saddle_numbness new 1w"]}
FACETS: Case = {**BACK_PAIN, "shows": ["left facet_arthropathy L4-L5"]}
SEEN = tuple(SEED["shows"])
HIP_ONLY: Case = {**SEED, "shows": []}

NAMED: list[tuple[str, Case, str, str, tuple[str, ...]]] = [
    ("a facet block for leg pain", SEED, "left facet L2-L3", "facet_procedure_for_leg_pain", SEEN),
    ("a referral that fits", L5_LEFT, "spine_surgery_referral", "referral_fits", tuple(L5_LEFT["shows"][:1])),
    ("a referral for what is incidental", SEED, "spine_surgery_referral", "referral_for_incidental_finding", SEEN),
    ("an epidural for back pain", BACK_PAIN, "esi L4-L5", "may_fit_finding", tuple(BACK_PAIN["shows"])),
    ("a foramen for back pain", BACK_PAIN, "left tfesi L4-L5", "root_procedure_for_back_pain", tuple(BACK_PAIN["shows"])),
    ("a fusion for back pain", BACK_PAIN, "fusion L4-L5", "fusion_without_instability", tuple(BACK_PAIN["shows"])),
    ("an epidural for what is incidental", SEED, "left tfesi L2-L3", "no_concordant_finding", tuple(SEED["shows"][:1])),
    ("a foramen that fits", L5_LEFT, "left tfesi L5-S1", "fits_finding", tuple(L5_LEFT["shows"][:1])),
    ("an ablation of a vertebra", BACK_PAIN, "bvn L5 S1", "may_fit_finding", tuple(BACK_PAIN["shows"][:1])),
    ("an ablation of another vertebra", BACK_PAIN, "bvn L2 L3", "wrong_level", tuple(BACK_PAIN["shows"][:1])),
    ("an ablation without Modic changes", FACETS, "bvn L4 L5", "basivertebral_without_modic", tuple(FACETS["shows"])),
    ("an ablation for incidental Modic changes", SEED, "bvn L2 L3", "basivertebral_without_modic", tuple(SEED["shows"][2:])),
    ("a stimulator for a root", L5_LEFT, "stimulator", "may_fit_finding", tuple(L5_LEFT["shows"][:1])),
    ("a stimulator without a reason", BACK_PAIN, "stimulator", "stimulator_without_indication", tuple(BACK_PAIN["shows"])),
]


@pytest.mark.parametrize(("case", "line", "kind", "shows"), [n[1:] for n in NAMED], ids=[n[0] for n in NAMED])
def test_a_judgement_names_the_findings_it_is_about(case: Case, line: str, kind: str, shows: tuple[str, ...]) -> None:
    found = judged_one(case, line)
    assert found.kind == kind
    assert {v.finding.text for v in found.related} == set(shows)


RARER: list[tuple[str, Case, str, str]] = [
    ("an ablation during a red flag", RED, "left rfa L4-L5", "injection_during_red_flag"),
    ("a basivertebral ablation during a red flag", RED, "bvn L5 S1", "injection_during_red_flag"),
    ("an epidural during a red flag", RED, "left tfesi L5-S1", "injection_during_red_flag"),
    ("a stimulator during a red flag", RED, "stimulator", "surgery_during_red_flag"),
    ("a facet block, no complaint at all", {"shows": ["left facet_arthropathy L4-L5"]}, "left facet L4-L5", "may_fit_finding"),
    ("a facet block for facet pain that is listed", {"has": ["facet_pain"], "shows": FACETS["shows"]}, "left facet L4-L5",
     "may_fit_finding"),
    ("a stimulator after surgery", {**BACK_PAIN, "operations": [operation("fusion", 60)]}, "stimulator", "may_fit_finding"),
    ("a stimulator after a hip operation", {**BACK_PAIN, "operations": [operation("hip_other", 60)]}, "stimulator",
     "stimulator_without_indication"),
    *((f"a stimulator with {kind}", {**BACK_PAIN, "has": [kind]}, "stimulator", "may_fit_finding")
      for kind in ("post_laminectomy_syndrome", "lumbar_fusion_status", "polyneuropathy")),
    ("a referral after an operation on the spine", {**SEED, "operations": [operation("discectomy", 60)]},
     "spine_surgery_referral", "referral_open"),
    ("a referral after an operation on the hip", {**SEED, "operations": [operation("hip_arthroplasty", 60, "right")]},
     "spine_surgery_referral", "referral_for_incidental_finding"),
    ("a referral after a gluteal repair", {**SEED, "operations": [operation("gluteal_repair", 60)]},
     "spine_surgery_referral", "referral_for_incidental_finding"),
    ("a referral for a hip without a finding", HIP_ONLY, "spine_surgery_referral", "hip_complaint_without_lumbar_finding"),
    ("a surgeon during a red flag", RED, "spine_surgery_referral", "red_flag_calls_for_it"),
    ("a pain clinic during a red flag", RED, "pain_clinic_referral", "referral_open"),
    ("an NSAID ordered again", {**SEED, "medications": ["naproxen nsaid"]}, "nsaid naproxen", "nsaid_fits"),
    ("an NSAID beside another", {**SEED, "medications": ["ibuprofen nsaid"]}, "nsaid naproxen", "nsaid_interaction"),
    ("an opioid for tendon and back", {**SEED, "says": [SEED["says"][0], "low_back pain 20w"]}, "opioid", "opioid_open"),
    ("an opioid for a tendon and numb toes", {**HIP_ONLY, "says": [*SEED["says"], "left numbness dorsum_foot"]}, "opioid",
     "opioid_open"),
    *((f"steroid tablets beside {kind}", {**L5_LEFT, "has": [kind]}, "systemic_steroid", "steroid_tablets_not_safe")
      for kind in ("spinal_infection", "bacteraemia")),
    ("steroid tablets beside an allergy", {**L5_LEFT, "allergies": [allergy("systemic_steroid")]}, "systemic_steroid",
     "steroid_tablets_not_safe"),
    *((f"steroid tablets beside a {kind}", {**L5_LEFT, "medications": [medicine(f"x {kind}")]}, "systemic_steroid",
       "steroid_tablets_not_safe") for kind in ("fluoroquinolone", "cyp3a4_inhibitor")),
    ("steroid tablets in glaucoma", {**L5_LEFT, "has": ["glaucoma"]}, "systemic_steroid", "steroid_tablets_open"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "line", "kind"), [r[1:] for r in RARER], ids=[r[0] for r in RARER])
def test_rarer_orders_are_judged_by_what_they_would_treat(case: Case, line: str, kind: str) -> None:
    assert judged_one(case, line).kind == kind


def test_the_facts_behind_a_judgement_are_named() -> None:
    flagged = judged_one(RED, "left tfesi L5-S1")
    assert flagged.sources == (care_facts(RED).symptoms[1].source,)
    hip = judged_one(HIP_ONLY, "esi L4-L5")
    assert care_facts(HIP_ONLY).symptoms[0].source in hip.sources
    held = judged_one({**SEED, "medications": ["apixaban anticoagulant"]}, "nsaid")
    assert [s.reference for s in held.sources] == ["MedicationRequest/1"]
    assert held.details["gate"] == "nsaid_anticoagulant"


def test_an_nsaid_that_is_held_back_for_a_pregnant_patient_leaves_paracetamol() -> None:
    found = judged_one({**SEED, "has": [TEAR, "pregnancy"], "medications": ["lithium lithium"]}, "nsaid")
    assert found.alternatives == ("paracetamol",)
    assert found.details["gate"]
    assert found.sources


def test_what_is_offered_instead_belongs_to_the_hip_that_is_affected() -> None:
    wrong = judged_one(SEED, "left tfesi L2-L3")
    assert wrong.alternatives[0] == "physiotherapy_abductors"
    assert wrong.details["alternative_side"] == "left"
    assert judged_one(SEED, "right tfesi L2-L3").details["alternative_side"] == "left"
    both = {**SEED, "says": ["both lateral_hip pain 20w"], "has": [TEAR, TEAR.replace("left", "right")]}
    both["exam"] = [*SEED["exam"], "right trochanter_tenderness", *(line.replace("left", "right") for line in NORMAL_LEG)]
    assert judged_one(both, "right tfesi L2-L3").details["alternative_side"] == "right"
    assert "alternative_side" not in judged_one(both, "tfesi L2-L3").details


def test_what_is_ordered_already_is_not_offered_instead() -> None:
    asked = EarlierRequest(order_class="physiotherapy", side="left", source=source(1, "ServiceRequest"))
    assert "physiotherapy_abductors" not in judged_one(SEED, "left tfesi L2-L3", earlier_requests=[asked]).alternatives
    scan = study("hip", "MR", 10, "left")
    assert judged_one(SEED, "left tfesi L2-L3", studies=[scan]).alternatives


@pytest.mark.parametrize(("who", "kind"), [("18 F", "no_concordant_finding"), ("17 F", "treatment_open")])
def test_orders_of_the_young_are_not_judged(who: str, kind: str) -> None:
    assert judged_one({**SEED, "who": who}, "left tfesi L2-L3").kind == kind


@pytest.mark.parametrize("fact", ["left", "right", "bilateral", "midline", None])
def test_a_fact_can_be_of_a_hip_unless_it_is_of_the_other(fact: Any) -> None:
    assert on_side(fact, "left") is (fact != "right")
    assert on_side("left", fact) is (fact != "right")
    assert on_side(fact, "right") is (fact != "left")
    assert named_sides(fact) == {"left": ("left",), "right": ("right",), "bilateral": ("left", "right")}.get(fact, ())
