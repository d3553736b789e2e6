"""Red flags, each trigger with its silent neighbour: what must be an open flag, and what is named as a risk factor only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Assessment, Verdict
from service.concordance.judge import judge
from service.facts import FamilyHistory, Injection, Medication, Operation, Study, Symptom
from service.knowledge.tables import knowledge
from tests.concordance.cases_by_subject.record import measured, source, takes
from tests.concordance.patients import days_ago, facts

BACK = ["low_back pain 30w"]


def injected(days: float, kind: str = "epidural") -> dict[str, Any]:
    return {"injections": (Injection(kind=kind, given=days_ago(days), source=source("Procedure/1")),)}


def operated(days: float, kind: str = "discectomy", *, planned: bool = False) -> dict[str, Any]:
    return {"operations": (Operation(kind=kind, done=days_ago(days), planned=planned, source=source("Procedure/1")),)}


def recorded(kind: str, days: float, **told: Any) -> dict[str, Any]:
    """A complaint without an onset, recorded so many days ago."""
    return {"symptoms": (Symptom(kind=kind, recorded=days_ago(days), source=source("Condition/1"), **told),)}


def listed_weak_legs(days: float) -> dict[str, Any]:
    """A Condition "weakness of both legs" gives the complaint with its onset, and the sign on each side: of one source."""
    told = Symptom(kind="weakness", regions=("leg",), side="bilateral", onset=days_ago(days), source=source("Observation/0"))
    return {"symptoms": (told,)}


def row(name: str, active: str = "", named: str = "", **told: Any) -> Any:
    return pytest.param(told, active.split(), named.split(), id=name)


ROWS = [
    # R1 cauda equina
    row("saddle numbness of two weeks", "saddle_numbness", says=[*BACK, "saddle_numbness 2w"]),
    row("saddle numbness without a date", "saddle_numbness", says=[*BACK, "saddle_numbness"]),
    row("saddle numbness for a year", "", "saddle_numbness", says=[*BACK, "saddle_numbness 52w"]),
    row("saddle numbness called chronic", "", "saddle_numbness", says=[*BACK, "saddle_numbness chronic"]),
    row("saddle numbness denied", says=[*BACK, "no saddle_numbness"]),
    row("saddle numbness refuted", says=[*BACK, "saddle_numbness refuted"]),
    row("saddle numbness resolved", says=[*BACK, "saddle_numbness resolved"]),
    row("saddle numbness worked up", says=[*BACK, "saddle_numbness worked_up_negative"]),
    row("incontinence recorded last week", "urinary_incontinence", more=recorded("urinary_incontinence", 7)),
    row("incontinence recorded last year", "", "urinary_incontinence", more=recorded("urinary_incontinence", 365)),
    row(
        "incontinence recorded last year but called new",
        "urinary_incontinence",
        more=recorded("urinary_incontinence", 365, qualities=frozenset({"new"})),
    ),
    row("bowel incontinence", "faecal_incontinence", says=[*BACK, "faecal_incontinence 1w"]),
    row("sexual dysfunction", "sexual_dysfunction", says=[*BACK, "sexual_dysfunction 3w"]),
    row("retention", "urinary_retention", says=[*BACK, "urinary_retention 1w"]),
    row(
        "retention of known cause",
        "",
        "urinary_retention",
        says=[*BACK, "urinary_retention 1w"],
        has=["urinary_retention_known_cause"],
    ),
    row("reduced anal tone", "anal_tone", says=BACK, exam=["anal_tone"]),
    row("reduced anal tone two months ago", "", "anal_tone", says=BACK, exam=["anal_tone -60d"]),
    row("normal anal tone", says=BACK, exam=["anal_tone normal"]),
    row("lost anal wink", "anal_wink", says=BACK, exam=["anal_wink"]),
    row("lost bulbocavernosus reflex", "bulbocavernosus_reflex", says=BACK, exam=["bulbocavernosus_reflex"]),
    row("numb perineum", "sensation_perineum", says=BACK, exam=["sensation_perineum"]),
    row("cauda equina listed", "cauda_equina_syndrome", has=["cauda_equina_syndrome 1w"]),
    row("cauda equina listed last year", "", "cauda_equina_syndrome", has=["cauda_equina_syndrome 52w"]),
    row("residual of 201 mL", "residual_volume", says=BACK, more=measured("pvr", 201, "mL")),
    row("residual of 200 mL", says=BACK, more=measured("pvr", 200, "mL")),
    row("new sciatica of both legs", "bilateral_sciatica", says=["left calf pain 2w", "right calf pain 2w"]),
    row("new sciatica of both legs in one statement", "bilateral_sciatica", says=["both leg pain new"]),
    row("sciatica of both legs for a year", "", "bilateral_sciatica", says=["both calf pain 52w"]),
    row("sciatica of both legs without a date", "", "bilateral_sciatica", says=["both calf pain"]),
    row("one leg new, the other old", "", "bilateral_sciatica", says=["left calf pain 2w", "right calf pain 80w"]),
    row("claudication of both legs", says=["both leg claudication 2w"]),
    row("pain of both buttocks", says=["both buttock pain 2w"]),
    row("claudication of both calves that standing still eases, growing worse", "", "bilateral_sciatica", says=[
        "both calf pain walking standing_relief progressive 3w"]),
    row("cramp on hills that standing still eases, but not sitting alone", "bilateral_sciatica", says=[
        "both calf pain exertional standing_relief sitting_relief progressive"]),
    row("pain of both shins on walking, eased by standing", "bilateral_sciatica", says=[
        "both lateral_leg pain walking standing_relief new"]),
    row("pain of both calves on walking, new", "bilateral_sciatica", says=["both calf pain walking 2w"]),
    row("pain of both calves on walking, new, with a disease of the arteries", "", "bilateral_sciatica absent_pulses",
        says=["both calf pain walking 2w"], exam=["both pedal_pulses"], has=["both peripheral_artery_disease"]),
    row("pain of both calves at rest, new, with a disease of the arteries", "bilateral_sciatica", "absent_pulses",
        says=["both calf pain 2w"], exam=["both pedal_pulses"], has=["both peripheral_artery_disease"]),
    row("sudden pain of both calves on walking with a disease of the arteries", "bilateral_sciatica", "absent_pulses",
        says=["both calf pain walking sudden 0.3w"], exam=["both pedal_pulses"], has=["both peripheral_artery_disease"]),
    row("new weakness of both legs", "bilateral_weakness", says=BACK, exam=["both knee_extension_strength 4 new"]),
    row("old weakness of both legs", "", "bilateral_weakness", says=BACK, exam=["both knee_extension_strength 4"]),
    row("a weak leg, and weakness that states no side", says=BACK, exam=[
        "left knee_extension_strength 4 new", "knee_extension_strength 4 new -20d"]),
    row("weakness that states no side", says=BACK, exam=["knee_extension_strength 4 new"]),
    row("strength that fell since a record without a side", "falling_strength", says=BACK, exam=[
        "knee_extension_strength 5 normal -20d", "left knee_extension_strength 4 -1d"]),
    row("weak legs for a week", "bilateral_weakness", says=["both leg weakness 1w"]),
    row("weak legs without a date", "bilateral_weakness", says=["both leg weakness"]),
    row("weak legs for a year", "", "bilateral_weakness", says=["both leg weakness 52w"]),
    row("weak legs for a year and getting worse", "bilateral_weakness", says=["both leg weakness 52w progressive"]),
    row("legs that grow heavy on walking", says=["both leg weakness heavy walking"]),
    row("legs that are weak on exertion", "", "bilateral_weakness", says=["both leg weakness exertional"]),
    row("legs that are weak on exertion since last week", "bilateral_weakness", says=["both leg weakness exertional 1w"]),
    row("legs that have grown heavy since last week", "bilateral_weakness", says=["both leg weakness heavy 1w"]),
    row("weak legs, listed and seen", "bilateral_weakness", exam=["both leg_strength"], more=listed_weak_legs(8)),
    row("weak legs, listed last year", "", "bilateral_weakness", exam=["both leg_strength"], more=listed_weak_legs(365)),
    row("one leg weak, then the other", "bilateral_weakness", says=["left leg weakness 3w", "right leg weakness 1w"]),
    row("an old weak leg, a new one", "", "bilateral_weakness", says=["left leg weakness 52w", "right leg weakness 1w"]),
    row("one weak leg", says=["left leg weakness 1w"]),
    row("legs that give way since last week", "bilateral_weakness", says=["both giving_way 1w"]),
    row("legs that give way, undated", "", "bilateral_weakness", says=["both giving_way"]),
    row("legs that give way for years", "", "bilateral_weakness", says=["both giving_way 200w chronic"]),
    # R2 motor deficit
    row("MRC 3 first seen this week", "severe_weakness", says=BACK, exam=["left knee_extension_strength 3 -5d"]),
    row("MRC 3+ is not severe", says=BACK, exam=["left knee_extension_strength 3.33 -5d"]),
    row(
        "MRC 3 first seen two months ago",
        "",
        "severe_weakness",
        says=BACK,
        exam=["left knee_extension_strength 3 -60d", "left knee_extension_strength 3 -5d"],
    ),
    row(
        "MRC 3 first seen five weeks ago",
        "severe_weakness",
        says=BACK,
        exam=["left knee_extension_strength 3 -35d", "left knee_extension_strength 3 -5d"],
    ),
    row("MRC 3 called stable", "", "severe_weakness", says=BACK, exam=["left knee_extension_strength 3 stable"]),
    row("MRC 3 without a date", "severe_weakness", says=BACK, exam=["left knee_extension_strength 3"]),
    row(
        "MRC 3 on the right long ago, on the left now",
        "severe_weakness",
        "severe_weakness bilateral_weakness",
        says=BACK,
        exam=["left knee_extension_strength 3 -5d", "right knee_extension_strength 3 -90d"],
    ),
    row("foot drop", "foot_drop", says=BACK, exam=["left foot_drop -2d"]),
    row("foot drop listed for years", "", "severe_weakness", has=["left foot_drop 200w"]),
    row("foot drop listed last week", "foot_drop", has=["left foot_drop 1w"]),
    row(
        "a fall by a grade",
        "falling_strength",
        says=BACK,
        exam=["left knee_extension_strength 5 -90d", "left knee_extension_strength 4 -3d"],
    ),
    row(
        "a fall from normal",
        "falling_strength",
        says=BACK,
        exam=["left knee_extension_strength normal -90d", "left knee_extension_strength 4 -3d"],
    ),
    row(
        "a fall by two thirds of a grade",
        says=BACK,
        exam=["left knee_extension_strength 4.67 -90d", "left knee_extension_strength 4 -3d"],
    ),
    row(
        "strength that came back",
        says=BACK,
        exam=["left knee_extension_strength 4 -90d", "left knee_extension_strength 4.67 -3d"],
    ),
    row("weakness called progressive", "falling_strength", says=BACK, exam=["left knee_extension_strength 4 progressive"]),
    row("a weak knee of 4", says=BACK, exam=["left knee_extension_strength 4"]),
    row(
        "abductors of 3 with a supported tear and normal distal L5",
        "",
        "severe_weakness",
        says=["left lateral_hip pain 30w"],
        exam=["left hip_abduction_strength 3", "left trochanter_tenderness", "left great_toe_extension_strength normal"],
        has=["left gluteal_tear"],
    ),
    row(
        "abductors of 3 with a supported tear, distal L5 not examined",
        "severe_weakness",
        says=["left lateral_hip pain 30w"],
        exam=["left hip_abduction_strength 3", "left trochanter_tenderness"],
        has=["left gluteal_tear"],
    ),
    row(
        "abductors of 3 without a diagnosis",
        "severe_weakness",
        says=["left lateral_hip pain 30w"],
        exam=["left hip_abduction_strength 3", "left great_toe_extension_strength normal"],
    ),
    # R3 cord
    *(row(f"{sign} today", sign, says=BACK, exam=[f"left {sign}"]) for sign in ("babinski", "clonus", "hyperreflexia")),
    *(row(f"{sign} today", sign, says=BACK, exam=[sign]) for sign in ("gait_ataxia", "sensory_level")),
    row("brisk reflexes for years", "", "hyperreflexia", says=BACK, exam=["left hyperreflexia longstanding"]),
    row("conus lesion listed", "conus_lesion", has=["conus_lesion"]),
    # R4 cancer
    row("cancer and pain of months", "cancer_with_new_pain", says=BACK, has=["cancer resolved"]),
    row("cancer and pain without a date", "cancer_with_new_pain", says=["low_back pain"], has=["cancer"]),
    row("cancer and pain of two years", "", "cancer_history", says=["low_back pain 104w"], has=["cancer resolved"]),
    row("cancer and old but unexplained pain", "cancer_with_new_pain", says=["low_back pain 104w unexplained"], has=["cancer"]),
    row("cancer and chronic pain without a date", "", "cancer_history", says=["low_back pain chronic"], has=["cancer"]),
    row("cancer and neck pain", "", "cancer_history", says=["neck_or_arm pain 3w"], has=["cancer"], shows=["disc_bulge L4-L5"]),
    row("another cancer", "", "cancer_other", says=BACK, has=["cancer_other"]),
    row("night pain alone", "", "night_pain", says=["low_back night_pain 30w"]),
    row("weight loss alone", "", "weight_loss", says=[*BACK, "weight_loss 10w"]),
    row("spinal tumour listed", "spinal_malignancy", has=["spinal_malignancy"]),
    row("tumour on imaging", "tumour_on_imaging", says=BACK, shows=["neoplasm_signs L2"]),
    row("tumour denied on imaging", says=BACK, shows=["neoplasm_signs L2 negated", "disc_bulge L4-L5"]),
    row("tumour on an older study", says=BACK, shows=["neoplasm_signs L2 older"]),
    row(
        "cancer in the family",
        "",
        "cancer_in_family",
        says=BACK,
        more={"family_history": (FamilyHistory(kind="cancer", source=source("FamilyMemberHistory/1")),)},
    ),
    row(
        "hip disease in the family",
        says=BACK,
        more={"family_history": (FamilyHistory(kind="hip_osteoarthritis", source=source("FamilyMemberHistory/1")),)},
    ),
    # R5 infection
    row("38.0 degrees", "fever", says=BACK, more=measured("temperature", 38.0, "Cel")),
    row("37.9 degrees", says=BACK, more=measured("temperature", 37.9, "Cel")),
    row("fever of a week", "fever", says=[*BACK, "fever 1w"]),
    row("fever of last year", "", "fever", says=[*BACK, "fever 50w"]),
    row("CRP of 50", "high_crp", says=BACK, more=measured("crp", 50, "mg/L")),
    row("CRP of 49", "", "raised_marker", says=BACK, more=measured("crp", 49, "mg/L")),
    row("CRP of 10", says=BACK, more=measured("crp", 10, "mg/L")),
    row("CRP of 8 flagged high", "", "raised_marker", says=BACK, more=measured("crp", 8, "mg/L", high=True)),
    row("CRP of 20 flagged normal", says=BACK, more=measured("crp", 20, "mg/L", high=False)),
    row(
        "ESR of 60 after an injection of last month",
        "raised_marker_with_risk",
        says=BACK,
        more={**measured("esr", 60, "mm/h"), **injected(30)},
    ),
    row(
        "ESR of 60 after an injection of last year",
        "",
        "raised_marker",
        says=BACK,
        more={**measured("esr", 60, "mm/h"), **injected(365)},
    ),
    row(
        "ESR of 60 after an operation of last month",
        "raised_marker_with_risk",
        says=BACK,
        more={**measured("esr", 60, "mm/h"), **operated(60)},
    ),
    row(
        "ESR of 60 before a planned operation",
        "",
        "raised_marker",
        says=BACK,
        more={**measured("esr", 60, "mm/h"), **operated(-10, planned=True)},
    ),
    row(
        "CRP of 20 in bacteraemia",
        "raised_marker_with_risk",
        "bacteraemia",
        says=BACK,
        has=["bacteraemia"],
        more=measured("crp", 20, "mg/L"),
    ),
    row(
        "CRP of 20 on methotrexate",
        "raised_marker_with_risk",
        says=BACK,
        more={**measured("crp", 20, "mg/L"), **takes("methotrexate", "methotrexate")},
    ),
    row("CRP of 20 on an anticoagulant", "", "raised_marker", says=BACK,
        more={**measured("crp", 20, "mg/L"), **takes("apixaban", "anticoagulant")}),
    row("CRP of 8 flagged high on methotrexate", "", "raised_marker", says=BACK,
        more={**measured("crp", 8, "mg/L", high=True), **takes("methotrexate", "methotrexate")}),
    row("CRP of 8 flagged high with long-term steroids", "", "long_term_steroids raised_marker steroid_use", says=BACK,
        has=["steroid_use"], more=measured("crp", 8, "mg/L", high=True)),
    row("CRP of 11 flagged high on methotrexate", "raised_marker_with_risk", says=BACK,
        more={**measured("crp", 11, "mg/L", high=True), **takes("methotrexate", "methotrexate")}),
    row("CRP of 8 flagged high in bacteraemia", "raised_marker_with_risk", "bacteraemia", says=BACK, has=["bacteraemia"],
        more=measured("crp", 8, "mg/L", high=True)),
    row("night pain on dialysis", "night_pain_with_risk", "dialysis", says=["low_back pain night 30w"], has=["dialysis"]),
    row("diabetes alone", "", "diabetes", says=BACK, has=["diabetes"]),
    row("opioid disorder alone", "", "opioid_use_disorder", says=BACK, has=["opioid_use_disorder"]),
    row("discitis on imaging", "infection_on_imaging", says=BACK, shows=["infection_signs L4-L5"]),
    row("infection listed", "spinal_infection", has=["spinal_infection"]),
    row("psoas abscess listed", "psoas_abscess", has=["left psoas_abscess"]),
    # R6 fracture
    row("major trauma", "major_trauma", says=["low_back pain major_trauma 0w"]),
    row("major trauma last year", "", "major_trauma", says=["low_back pain major_trauma 52w"]),
    row("fracture listed last week", "vertebral_fracture", has=["vertebral_fracture 1w"]),
    row("fracture listed last year", "", "vertebral_fracture", has=["vertebral_fracture 52w"]),
    row("fracture called old", "", "vertebral_fracture", has=["vertebral_fracture old"]),
    row("hip fracture considered", "hip_fracture", has=["?left hip_fracture"]),
    row("acute fracture on imaging", "fracture_on_imaging", says=BACK, shows=["fracture L1 acute"]),
    row("fracture with oedema of the marrow and no complaint", "fracture_on_imaging", shows=["right fracture S1 oedema"]),
    row("old fracture beside oedema", says=BACK, shows=["fracture L1 chronic oedema"]),
    row("fracture of unstated age with new pain", "fracture_on_imaging", says=["low_back pain 2w"], shows=["fracture L1"]),
    row("fracture of unstated age with old pain", "", "fracture_on_imaging", says=BACK, shows=["fracture L1"]),
    row(
        "fracture of unstated age, tender on percussion",
        "fracture_on_imaging",
        says=BACK,
        exam=["spinal_percussion_tenderness"],
        shows=["fracture L1"],
    ),
    row("chronic fracture on imaging", says=["low_back pain 2w"], shows=["fracture L1 chronic"]),
    row(
        "new pain at 72 with osteoporosis",
        "new_pain_with_two_risks",
        "high_age osteoporosis",
        who="72 F",
        says=["low_back pain 3w"],
        has=["osteoporosis"],
    ),
    row("new pain at 69 with osteoporosis", "", "osteoporosis", who="69 F", says=["low_back pain 3w"], has=["osteoporosis"]),
    row("new pain at 72 alone", "", "high_age", who="72 F", says=["low_back pain 3w"]),
    row("old pain at 72 with osteoporosis", "", "osteoporosis", who="72 F", says=BACK, has=["osteoporosis"]),
    row(
        "new pain with steroids for a year and an earlier fragility fracture",
        "new_pain_with_two_risks",
        "fragility_fracture long_term_steroids",
        says=["left groin pain 3w"],
        has=["fragility_fracture"],
        more=takes("prednisolone", "systemic_steroid", months=12),
    ),
    row(
        "new pain with steroids for a month and an earlier fragility fracture",
        "",
        "fragility_fracture",
        says=["left groin pain 3w"],
        has=["fragility_fracture"],
        more=takes("prednisolone", "systemic_steroid", months=1),
    ),
    row(
        "new pain after a minor fall with osteoporosis",
        "new_pain_with_two_risks",
        "minor_trauma osteoporosis",
        says=["low_back pain minor_trauma 1w"],
        has=["osteoporosis"],
    ),
    row("new calf pain with two risks", "", "osteoporosis", who="72 F", says=["left calf pain 3w"], has=["osteoporosis"]),
    row(
        "thigh pain on a bisphosphonate",
        "bisphosphonate_thigh_pain",
        says=["left thigh pain 30w"],
        more=takes("x", "bisphosphonate"),
    ),
    row(
        "thigh pain, bisphosphonate use on the problem list",
        "bisphosphonate_thigh_pain",
        says=["left thigh pain 30w"],
        has=["bisphosphonate_use"],
    ),
    row("calf pain on a bisphosphonate", says=["left calf pain 30w"], more=takes("x", "bisphosphonate")),
    row("shortened, rotated leg", "leg_length_rotation", says=["left hip pain 1w"], exam=["left leg_length_rotation"]),
    row("positive hop test", "", "hop_or_fulcrum_test", says=["left groin pain 30w"], exam=["left hop_or_fulcrum_test"]),
    # R7 vascular
    row("pulsatile mass", "pulsatile_mass", says=BACK, exam=["pulsatile_mass"]),
    row("aorta of 5.5 cm", "large_aneurysm", says=BACK, more=measured("aaa_diameter", 5.5, "cm")),
    row("aorta of 5.4 cm", "", "aneurysm", says=BACK, more=measured("aaa_diameter", 5.4, "cm")),
    row("aorta of 2.9 cm", says=BACK, more=measured("aaa_diameter", 2.9, "cm")),
    row("painful aneurysm", "large_aneurysm", has=["aortic_aneurysm symptomatic"]),
    row("aneurysm listed", "", "aneurysm", has=["aortic_aneurysm"]),
    row("ischaemic leg", "acute_limb_ischaemia", says=BACK, has=["left acute_limb_ischaemia"]),
    row("absent pulses", "", "absent_pulses", says=["left calf vascular_claudication 30w"], exam=["left pedal_pulses"]),
    row("man of 66 who smokes", "", "aortic_risk", who="66 M", says=BACK, has=["smoking"]),
    row("woman of 66 who smokes", who="66 F", says=BACK, has=["smoking"]),
    row("man of 64 who smokes", who="64 M", says=BACK, has=["smoking"]),
    # R8, R13: named only
    row("polymyalgia", "", "polymyalgia_rheumatica", has=["polymyalgia_rheumatica"]),
    row("renal colic", "", "renal_colic", has=["renal_colic"]),
    # R9
    row("severe pain a week after an injection", "trouble_after_procedure", says=["low_back pain severe 0w"], more=injected(7)),
    row("severe pain that was there before", says=["low_back pain severe 30w"], more=injected(7)),
    row("severe pain two months after an injection", says=["low_back pain severe 0w"], more=injected(60)),
    row(
        "new weakness after an operation",
        "deficit_after_procedure",
        says=BACK,
        exam=["left knee_extension_strength 4 new"],
        more=operated(10),
    ),
    row("complication listed", "postprocedural_complication", has=["postprocedural_complication 1w"]),
    # R10
    row(
        "new weakness on an anticoagulant",
        "anticoagulated_deficit",
        says=BACK,
        exam=["left knee_extension_strength 4 new"],
        more=takes("apixaban", "anticoagulant"),
    ),
    row(
        "weakness on an anticoagulant, not new",
        says=BACK,
        exam=["left knee_extension_strength 4"],
        more=takes("apixaban", "anticoagulant"),
    ),
    row("new weakness without an anticoagulant", says=BACK, exam=["left knee_extension_strength 4 new"]),
    row(
        "numb leg since yesterday with a bleeding disorder",
        "anticoagulated_deficit",
        says=["left numbness leg 0w"],
        has=["coagulopathy"],
    ),
    row("numb leg for a month with a bleeding disorder", says=["left numbness leg 5w"], has=["coagulopathy"]),
    # R12
    row("septic hip", "septic_hip", has=["left septic_hip"]),
    row(
        "replaced hip, fever and groin pain",
        "fever replaced_hip_with_fever",
        says=["left groin pain 1w", "fever 0w"],
        has=["left hip_arthroplasty"],
    ),
    row("replaced hip and groin pain", says=["left groin pain 1w"], has=["left hip_arthroplasty"]),
]


def assess(told: dict[str, Any]) -> Assessment:
    more = dict(told.pop("more", {}))
    told = {"shows": ["left mild foraminal_stenosis L2-L3"], **told}
    symptoms = more.pop("symptoms", ())
    patient = facts(**told, **more)
    if symptoms:
        patient = replace(patient, symptoms=(*patient.symptoms, *symptoms))
    return judge(patient)


@pytest.mark.parametrize(("told", "active", "named"), ROWS)
def test_a_flag_is_active_or_a_risk_factor_as_its_window_says(
    told: dict[str, Any], active: list[str], named: list[str]
) -> None:
    assessment = assess(dict(told))
    assert sorted({f.what for f in assessment.red_flags}) == sorted(active)
    assert sorted({f.what for f in assessment.risk_factors}) == sorted(named)
    for flag in (*assessment.red_flags, *assessment.risk_factors):
        assert knowledge().triggers[flag.what].flag == flag.flag
        assert flag.rules == (f"red_flag_{flag.flag}",)
        assert set(flag.citations) <= knowledge().citations.keys()
        assert flag.source.reference
    if any(knowledge().red_flags[f.flag].bans for f in assessment.red_flags):
        assert all(v.verdict is not Verdict.INCIDENTAL for v in assessment.verdicts)


def test_every_trigger_of_the_table_has_a_row() -> None:
    told = {what for r in ROWS for what in (*r.values[1], *r.values[2])}
    others = {"immunosuppression", "injecting_drug_use", "steroid_use", "endometriosis", "sacral_insufficiency_fracture",
              "femoral_neck_stress_fracture"}  # fmt: skip
    assert knowledge().triggers.keys() - told - others == set()


@pytest.mark.parametrize("kind", ["immunosuppression", "injecting_drug_use", "steroid_use"])
def test_what_weakens_the_defence_is_a_risk_factor_alone_and_a_flag_with_a_raised_crp(kind: str) -> None:
    alone = judge(facts(says=BACK, has=[kind]))
    assert not alone.red_flags
    assert kind in {f.what for f in alone.risk_factors}
    raised = judge(facts(says=BACK, has=[kind], **measured("crp", 20, "mg/L")))
    assert [f.what for f in raised.red_flags] == ["raised_marker_with_risk"]


def test_without_a_complaint_or_a_lumbar_study_no_flag_is_raised() -> None:
    assert not judge(facts(exam=["left babinski"])).red_flags
    seen = Study(region="lumbar", modality="MR", source=source("ImagingStudy/1"))
    assert judge(facts(exam=["left babinski"], studies=(seen,))).red_flags
    cervical = Study(region="cervical", modality="MR", source=source("ImagingStudy/1"))
    assert not judge(facts(exam=["left babinski"], studies=(cervical,))).red_flags


def test_an_old_result_is_no_present_sign() -> None:
    assert not judge(facts(says=BACK, exam=["left babinski -800d"])).red_flags


def test_a_stopped_anticoagulant_raises_nothing() -> None:
    stopped = Medication(
        name="warfarin", classes=frozenset({"anticoagulant"}), active=False, source=source("MedicationRequest/1")
    )
    assert not judge(facts(says=BACK, exam=["left knee_extension_strength 4 new"], medications=(stopped,))).red_flags


def test_a_complaint_that_is_no_longer_current_raises_nothing() -> None:
    old = Symptom(kind="saddle_numbness", current=False, source=source("Condition/1"))
    assert not judge(replace(facts(says=BACK), symptoms=(old,))).red_flags
    assert judge(replace(facts(says=BACK), symptoms=(replace(old, current=True),))).red_flags
