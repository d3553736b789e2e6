"""Orders for the lumbar spine: what fits passes in silence, what treats an incidental finding or the wrong place warns."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.judge import judge
from service.concordance.order_targets import branches_of, disc_levels, facet_levels, foramen_root
from service.facts import Electrodiagnosis, Source
from tests.concordance.care_cases import (
    BACK_PAIN,
    L5_LEFT,
    NORMAL_LEG,
    SEED,
    TEAR,
    care_facts,
    judged,
    judged_one,
    operation,
    study,
)

RED = {**L5_LEFT, "says": ["left lateral_leg pain 2w", "saddle_numbness new 1w"]}
INFECTED: dict[str, Any] = {
    "says": ["low_back pain 3w", "fever new 1w"],
    "exam": ["both neuro normal"],
    "shows": ["infection_signs L4-L5", "left moderate foraminal_stenosis L4-L5"],
}
SLIP: dict[str, Any] = {
    "says": ["left lateral_leg pain 30w", "low_back pain 30w"],
    "exam": ["left great_toe_extension_strength 4", "left straight_leg_raise"],
    "shows": ["spondylolisthesis L4-L5", "left severe lateral_recess_stenosis L4-L5"],
}
TWO_LEVELS: dict[str, Any] = {
    "says": ["left anterior_thigh pain 10w", "left lateral_leg pain 10w"],
    "exam": [
        "left knee_extension_strength 4",
        "left patellar_reflex",
        "left great_toe_extension_strength 4",
        "left straight_leg_raise",
    ],
    "shows": ["left severe lateral_recess_stenosis L3-L4", "left severe lateral_recess_stenosis L4-L5"],
}
UNPLACED: dict[str, Any] = {**L5_LEFT, "shows": [*L5_LEFT["shows"], "disc_herniation"]}
UNEXAMINED: dict[str, Any] = {"says": ["left leg pain 6w"], "shows": ["left moderate lateral_recess_stenosis L4-L5"]}
TWO_ROOTS: dict[str, Any] = {
    "says": ["right anterior_thigh pain 10w", "right leg pain 10w"],
    "exam": ["right knee_extension_strength 4", "right patellar_reflex", "right femoral_stretch"],
    "shows": ["right severe foraminal_stenosis L3-L4", "right moderate foraminal_stenosis L5-S1"],
}
"""The root L3 is proven; the leg that hurts leaves L5 open."""
WORN: dict[str, Any] = {
    "says": ["low_back pain 300w", "pain"],
    "shows": ["midline modic_change L5-S1 modic1", "disc_degeneration L5-S1", "left mild foraminal_stenosis L3-L4"],
}
"""A worn disc, and far from it a narrowing that merely may explain a complaint without a place."""
FAR_HIP: dict[str, Any] = {**SEED, "shows": []}

W = "warning"
C, U, D, X = "concordant", "uncertain", "discordant", "unsafe"
CASES: list[tuple[str, dict[str, Any], str, str, str, str | None]] = [
    # an incidental finding is not treated (S21)
    ("an epidural for an incidental level", SEED, "left tfesi L2-L3", D, "no_concordant_finding", W),
    ("an interlaminar epidural for it", SEED, "esi L2-L3", D, "no_concordant_finding", W),
    ("an epidural without a level for it", SEED, "esi", D, "no_concordant_finding", W),
    ("a discectomy for it", SEED, "left discectomy L2-L3", D, "no_concordant_finding", W),
    ("a decompression for it", SEED, "decompression L2-L3", D, "no_concordant_finding", W),
    ("a fusion for it", SEED, "fusion L2-L3", D, "no_concordant_finding", W),
    ("a stimulator for it", SEED, "stimulator", D, "stimulator_without_indication", W),
    ("a facet block for hip pain", SEED, "left facet L2-L3", D, "facet_procedure_for_leg_pain", W),
    ("an ablation for hip pain", SEED, "left rfa L2-L3", D, "facet_procedure_for_leg_pain", W),
    ("a basivertebral ablation for hip pain", SEED, "bvn L2 L3", D, "basivertebral_without_modic", W),
    ("a spine surgery referral for it", SEED, "spine_surgery_referral", D, "referral_for_incidental_finding", W),
    ("a pain clinic referral for it", SEED, "pain_clinic_referral", D, "referral_for_incidental_finding", W),
    ("a sacroiliac block beside it", SEED, "left sacroiliac_injection", U, "sacroiliac_not_lumbar", None),
    ("an epidural for a hip without any finding", FAR_HIP, "esi L4-L5", D, "hip_complaint_without_lumbar_finding", W),
    ("an epidural for a leg without any finding", {"says": ["left lateral_leg pain 9w"]}, "esi L4-L5", U,
     "no_lumbar_finding_recorded", None),
    ("a spine referral for a leg without any finding", {"says": ["left lateral_leg pain 9w"]}, "spine_surgery_referral", U,
     "referral_open", None),
    # a finding that explains the presentation (7c)
    ("the foramen where L5 leaves", L5_LEFT, "left tfesi L5-S1", C, "fits_finding", None),
    ("an L5 root block by its root", L5_LEFT, "left tfesi L5", C, "fits_finding", None),
    ("the foramen of L4 at the level of the finding", L5_LEFT, "left tfesi L4-L5", U, "other_root_at_level", "info"),
    ("the S1 foramen", L5_LEFT, "left tfesi S1", D, "wrong_level", W),
    ("a foramen three levels up", L5_LEFT, "left tfesi L2-L3", D, "wrong_level", W),
    ("the other side's foramen", L5_LEFT, "right tfesi L5-S1", D, "wrong_side", W),
    ("level and side both wrong", L5_LEFT, "right tfesi L2-L3", D, "wrong_level_and_side", W),
    ("both sides for a one-sided root", L5_LEFT, "both tfesi L5-S1", D, "extra_side", W),
    ("no level named", L5_LEFT, "left tfesi", C, "fits_finding", None),
    ("no side named", L5_LEFT, "tfesi L5-S1", C, "fits_finding", None),
    ("an interlaminar epidural one level away", L5_LEFT, "esi L5-S1 interlaminar", C, "fits_finding", None),
    ("an interlaminar epidural reaches the other side", L5_LEFT, "right esi L4-L5 interlaminar", C, "fits_finding", None),
    ("an epidural ordered for the other side", L5_LEFT, "right esi L4-L5", D, "wrong_side", W),
    ("an epidural ordered for both sides", L5_LEFT, "both esi L4-L5", C, "fits_finding", None),
    ("a spinal injection of no named kind at the level", L5_LEFT, "left spinal_injection L4-L5", C, "fits_finding", None),
    ("a spinal injection on the other side", L5_LEFT, "right spinal_injection L4-L5", D, "wrong_side", W),
    ("a needle into the disc that explains the leg", L5_LEFT, "intradiscal_procedure L4-L5", C, "fits_finding", None),
    ("a needle into another disc", L5_LEFT, "intradiscal_procedure L2-L3", D, "wrong_level", W),
    ("a needle into a disc for back pain", BACK_PAIN, "intradiscal_procedure L5-S1", U, "may_fit_finding", None),
    ("a needle into a disc for a hip", SEED, "intradiscal_procedure L2-L3", D, "no_concordant_finding", W),
    ("a spinal injection for a hip", SEED, "spinal_injection", D, "no_concordant_finding", W),
    ("cement into a vertebra that is not broken", SEED, "vertebral_augmentation L2", D, "no_concordant_finding", W),
    ("cement into a vertebra that the record calls broken", {**SEED, "has": [TEAR, "vertebral_fracture"]},
     "vertebral_augmentation L2", U, "may_fit_finding", None),
    ("cement while the cord is in danger", RED, "vertebral_augmentation L2", X, "surgery_during_red_flag", W),
    ("a needle into a disc with suspected infection", INFECTED, "intradiscal_procedure L4-L5", X,
     "injection_during_red_flag", "critical"),
    ("an interlaminar epidural two levels away", L5_LEFT, "esi L2-L3", D, "wrong_level", W),
    ("a caudal epidural for L4-L5", L5_LEFT, "esi caudal", C, "fits_finding", None),
    ("decompression of the level", L5_LEFT, "left decompression L4-L5", C, "fits_finding", None),
    ("decompression of the other side", L5_LEFT, "right decompression L4-L5", D, "wrong_side", W),
    ("decompression of the other side, beside a herniation without a place", UNPLACED, "right decompression L4-L5", D,
     "wrong_side", W),
    ("decompression of the right place beside it", UNPLACED, "left decompression L4-L5", C, "fits_finding", None),
    ("decompression of an incidental level", L5_LEFT, "left decompression L2-L3", D, "wrong_level", W),
    ("decompression of one level too many", L5_LEFT, "left decompression L3-L4 L4-L5", D, "extra_level", W),
    ("decompression of two levels that both fit", TWO_LEVELS, "left decompression L3-L4 L4-L5", C, "fits_finding", None),
    ("a referral for a root that is explained", L5_LEFT, "spine_surgery_referral", C, "referral_fits", None),
    ("a facet block for leg pain", L5_LEFT, "left facet L4-L5", D, "facet_procedure_for_leg_pain", W),
    ("a diagnostic facet block for leg pain", L5_LEFT, "left facet L4-L5 diagnostic_block", D,
     "facet_procedure_for_leg_pain", W),
    ("a foramen that only may fit, beside one that explains", TWO_ROOTS, "right tfesi L5-S1", D, "wrong_level", W),
    ("a diagnostic root block", L5_LEFT, "left tfesi L4-L5 diagnostic_block", U, "diagnostic_block", None),
    ("a diagnostic block of an incidental level", SEED, "left tfesi L2-L3 diagnostic_block", D, "no_concordant_finding", W),
    # a finding that may explain it
    ("an epidural for a possible finding", UNEXAMINED, "left tfesi L5-S1", U, "may_fit_finding", None),
    ("an epidural on the other side of it", UNEXAMINED, "right tfesi L5-S1", D, "wrong_side", W),
    ("a referral for a possible finding", UNEXAMINED, "spine_surgery_referral", U, "referral_open", None),
    # back pain
    ("a facet block for back pain", BACK_PAIN, "facet L4-L5", U, "may_fit_finding", None),
    ("medial branches L3 and L4 are the joint L4-L5", BACK_PAIN, "facet L3 L4", U, "may_fit_finding", None),
    ("medial branches L1 and L2 are another joint", BACK_PAIN, "facet L1 L2", D, "wrong_level", W),
    ("an ablation of another joint", BACK_PAIN, "rfa L1-L2", D, "wrong_level", W),
    ("basivertebral ablation at the Modic level", BACK_PAIN, "bvn L5 S1", U, "may_fit_finding", None),
    ("basivertebral ablation elsewhere", BACK_PAIN, "bvn L2 L3", D, "wrong_level", W),
    ("fusion for Modic change", BACK_PAIN, "fusion L5-S1", D, "fusion_without_instability", W),
    ("a root injection for back pain", BACK_PAIN, "left tfesi L5-S1", D, "root_procedure_for_back_pain", W),
    ("an epidural for back pain", BACK_PAIN, "esi L5-S1", U, "may_fit_finding", None),
    ("fusion of a slip that explains the leg", SLIP, "fusion L4-L5", C, "fits_finding", None),
    ("fusion for narrowing without a slip", L5_LEFT, "fusion L4-L5", U, "may_fit_finding", None),
    ("fusion of a worn disc, a doubtful narrowing elsewhere", WORN, "fusion L5-S1", D, "fusion_without_instability", W),
    ("the same with a tumour in the record", {**WORN, "has": ["cancer"]}, "fusion L5-S1", U, "not_during_red_flag", None),
    # red flags
    ("an epidural while a red flag is open", RED, "left tfesi L5-S1", X, "injection_during_red_flag", "critical"),
    ("decompression that a red flag calls for", RED, "left decompression L4-L5", C, "red_flag_calls_for_it", None),
    ("a spine referral that a red flag calls for", RED, "spine_surgery_referral", C, "red_flag_calls_for_it", None),
    ("an epidural with suspected infection", INFECTED, "esi L4-L5", X, "injection_during_red_flag", "critical"),
    ("a stimulator while a red flag is open", RED, "stimulator", X, "surgery_during_red_flag", W),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "line", "judgement", "kind", "indicator"), CASES, ids=[c[0] for c in CASES])
def test_the_order_is_judged(
    what: str, case: dict[str, Any], line: str, judgement: str, kind: str, indicator: str | None
) -> None:
    found = judged_one(case, line)
    assert (found.judgement, found.kind, found.indicator) == (judgement, kind, indicator)
    assert found.citations
    assert found.rules[0] == kind
    assert found.remove is (indicator in ("warning", "critical"))


def test_the_discordant_epidural_offers_physiotherapy_and_names_the_incidental_finding() -> None:
    found = judged_one(SEED, "left tfesi L2-L3")
    assert found.alternatives == ("physiotherapy_abductors",)
    assert found.details == {"alternative_side": "left"}
    assert [v.finding.level for v in found.related] == ["L2-L3"]


PERONEAL = {
    "says": ["left numbness dorsum_foot 9w"],
    "exam": ["left ankle_eversion_strength 4", "left tinel_fibular_neck", "left ankle_inversion_strength normal",
             "left hip_abduction_strength normal"],
    "has": ["left peroneal_neuropathy"],
    "shows": ["right moderate foraminal_stenosis L2-L3"],
}  # fmt: skip
ALTERNATIVES: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = [
    ("a hip at the start of treatment", SEED, {}, ("physiotherapy_abductors",)),
    ("a hip under treatment", SEED, {"therapies": ["left 6w"]}, ()),
    ("a hip whose treatment has failed", SEED, {"therapies": ["left 30w not_improved"]}, ("hip_surgeon_referral", "hip_mri")),
    ("a hip without a supported diagnosis", SEED, {"exam": [*NORMAL_LEG], "has": []}, ("hip_xray",)),
    ("an arthritic hip", {**SEED, "says": ["left groin pain 20w"], "exam": ["left hip_internal_rotation", *NORMAL_LEG],
     "has": ["left hip_osteoarthritis"], "shows": ["midline modic_change L2-L3 modic2"]}, {}, ("hip_xray",
         "physiotherapy_hip")),
    ("a peroneal nerve", PERONEAL, {}, ("emg",)),
    ("physiotherapy is ordered already", SEED, {"orders": ["left tfesi L2-L3", "left physiotherapy"]}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "more", "offered"), ALTERNATIVES, ids=[a[0] for a in ALTERNATIVES])
def test_the_next_right_step_is_offered_instead(
    what: str, case: dict[str, Any], more: dict[str, Any], offered: tuple[str, ...]
) -> None:
    given = {"orders": ["left tfesi L2-L3"], **more}
    found = judge(care_facts(case, **given)).orders[0]
    assert found.kind == "no_concordant_finding"
    assert found.alternatives == offered


def test_a_possible_finding_elsewhere_is_no_reason_to_go_there() -> None:
    found = judged_one(
        {**UNEXAMINED, "shows": [*UNEXAMINED["shows"], "right mild foraminal_stenosis L1-L2"]}, "right tfesi L1-L2"
    )
    assert found.kind == "no_concordant_finding"
    assert "right_level" not in found.details
    other_side = judged_one(UNEXAMINED, "right tfesi L5-S1")
    assert (other_side.kind, other_side.alternatives) == ("wrong_side", ())


def test_back_pain_beside_an_incidental_root_finding_is_no_reason_to_treat_the_root() -> None:
    case = {**BACK_PAIN, "shows": [*BACK_PAIN["shows"], "left mild foraminal_stenosis L2-L3"]}
    assert judged_one(case, "left tfesi L2-L3").kind == "no_concordant_finding"


HIGH_ROOT: dict[str, Any] = {
    "says": ["left anterior_thigh pain 10w"],
    "exam": ["left hip_flexion_strength 4", "left femoral_stretch", "left sensation_anterior_thigh"],
    "shows": ["left severe foraminal_stenosis L2-L3"],
}
REACHES = [
    ("esi caudal", "wrong_level"),
    ("esi L1-L2", "fits_finding"),
    ("esi L3-L4", "fits_finding"),
    ("esi L4-L5", "wrong_level"),
    ("esi T12-L1", "wrong_level"),
    ("esi", "fits_finding"),
    ("left tfesi L2", "fits_finding"),
    ("left tfesi L2-L3", "fits_finding"),
]


@pytest.mark.parametrize(("line", "kind"), REACHES)
def test_an_epidural_reaches_one_level_up_and_down(line: str, kind: str) -> None:
    found = judged_one(HIGH_ROOT, line)
    assert found.kind == kind
    assert [v.finding.level for v in found.related] == ["L2-L3"]


def test_the_first_level_is_reached_from_the_second() -> None:
    case = {**HIGH_ROOT, "shows": ["left severe disc_herniation L1-L2 extrusion subarticular"]}
    assert judged_one(case, "esi L2-L3").kind == "fits_finding"
    assert judged_one(case, "esi T12-L1").kind == "fits_finding"


@pytest.mark.parametrize(
    ("line", "details"),
    [
        ("left decompression L2-L3", {"right_level": "L4-L5"}),
        ("right decompression L4-L5", {"right_side": "left"}),
        ("right decompression L2-L3", {"right_side": "left", "right_level": "L4-L5"}),
        ("both decompression L4-L5", {"right_side": "left"}),
        ("left decompression L4-L5 L5-S1", {"right_level": "L4-L5"}),
        ("left tfesi L4-L5", {"right_side": "left", "right_level": "L4-L5"}),
    ],
)
def test_the_right_place_is_told_on_either_side(line: str, details: dict[str, str]) -> None:
    turned = {"left": "right", "right": "left"}
    other = " ".join(turned.get(w, w) for w in line.split())
    mirrored = {key: [" ".join(turned.get(w, w) for w in x.split()) for x in lines] for key, lines in L5_LEFT.items()}
    here, there = judged_one(L5_LEFT, line), judged_one(mirrored, other)
    assert dict(here.details) == details
    assert dict(there.details) == {key: turned.get(value, value) for key, value in details.items()}
    assert [v.finding.level for v in here.related] == ["L4-L5"]


def test_findings_at_two_levels_name_no_single_right_place() -> None:
    found = judged_one(TWO_LEVELS, "right decompression L1-L2")
    assert found.kind == "wrong_level_and_side"
    assert dict(found.details) == {"right_side": "left"}


def test_an_order_is_sent_to_what_explains_the_presentation_and_not_to_what_may() -> None:
    doubtful = {**L5_LEFT, "shows": [*L5_LEFT["shows"], "left moderate lateral_recess_stenosis L5-S1",
                                     "right moderate foraminal_stenosis L1-L2"]}
    for line in ("left decompression L1-L2", "right decompression L1-L2"):
        found = judged_one(doubtful, line)
        assert {v.verdict for v in found.related} == {"concordant"}, line


def test_the_wrong_side_says_which_side_fits() -> None:
    found = judged_one(L5_LEFT, "right decompression L4-L5")
    assert dict(found.details) == {"right_side": "left"}
    assert found.alternatives == ("correct_site",)


def test_the_wrong_level_says_which_level_fits() -> None:
    assert judged_one(L5_LEFT, "left decompression L2-L3").details["right_level"] == "L4-L5"


def test_a_foramen_is_not_corrected_to_the_level_of_a_traversing_root() -> None:
    assert judged_one(L5_LEFT, "left tfesi L2-L3").alternatives == ()


def test_an_operated_patient_is_not_kept_from_a_stimulator_or_a_spine_referral() -> None:
    before = [operation("fusion", 150, None)]
    assert judged_one(SEED, "stimulator", operations=before).indicator is None
    assert judged_one(SEED, "spine_surgery_referral", operations=before).indicator is None


@pytest.mark.parametrize("line", ["decompression L2-L3", "cervical MRI", "background left discectomy L2-L3"])
def test_only_judged_orders_of_known_classes_have_an_entry(line: str) -> None:
    assert len(judged(SEED, line)) == (1 if line.startswith("decomp") else 0)


def test_two_services_of_one_order_are_judged_apart() -> None:
    found = judged(SEED, "left trochanteric_injection", "left tfesi L2-L3")
    assert [j.indicator for j in found] == [None, "warning"]


def test_a_minor_is_not_judged_but_kept_safe() -> None:
    young = {**SEED, "who": "15 F"}
    assert judged_one(young, "left tfesi L2-L3").indicator is None
    assert judged_one({**young, "has": ["pregnancy"]}, "lumbar_xray").indicator == "warning"


@pytest.mark.parametrize(
    ("medicines", "indicator"),
    [
        ([], None),
        (["apixaban anticoagulant"], W),
        (["clopidogrel antiplatelet"], "info"),
        (["apixaban anticoagulant ended 30w"], None),
    ],
)
def test_an_anticoagulant_stops_a_concordant_epidural(medicines: list[str], indicator: str | None) -> None:
    found = judged_one(L5_LEFT, "left tfesi L5-S1", medications=medicines)
    assert found.indicator == indicator


def test_an_anticoagulant_does_not_stop_a_facet_block() -> None:
    assert judged_one(BACK_PAIN, "facet L4-L5", medications=["apixaban anticoagulant"]).indicator is None


@pytest.mark.parametrize(
    ("level", "root"), [("L5-S1", "L5"), ("L4-L5", "L4"), ("S1", "S1"), ("S1-S2", "S1"), ("L5", "L5"), ("C7", None)]
)
def test_the_foramen_holds_the_upper_root(level: str, root: str | None) -> None:
    assert foramen_root(level) == root


@pytest.mark.parametrize(
    ("named", "joints"),
    [
        (["L4-L5"], {"L4-L5"}),
        (["L3", "L4"], {"L4-L5"}),
        (["L4", "L5"], {"L5-S1"}),
        (["L3", "L4", "L5"], {"L4-L5", "L5-S1"}),
        (["L4"], {"L4-L5", "L5-S1"}),
        ([], set()),
    ],
)
def test_medial_branches_name_their_joints(named: list[str], joints: set[str]) -> None:
    assert facet_levels(named) == joints


def test_the_joint_l4_l5_has_the_branches_l3_and_l4() -> None:
    assert branches_of("L4-L5") == ("L3", "L4")
    assert branches_of("T12-L1") == ("T11", "T12")


@pytest.mark.parametrize(
    ("named", "discs"),
    [
        (["L4", "L5"], {"L4-L5"}),
        (["L4-L5", "L5-S1"], {"L4-L5", "L5-S1"}),
        (["L3"], {"L3-L4"}),
        (["L3", "L4", "L5"], {"L3-L4", "L4-L5"}),
    ],
)
def test_two_vertebrae_name_the_disc_between_them(named: list[str], discs: set[str]) -> None:
    assert disc_levels(named) == discs


def test_imaging_days_are_counted_from_the_study() -> None:
    assert study("lumbar", "MR", 10).done == study("lumbar", "MR", 10).source.date


PULSELESS: dict[str, Any] = {
    "has": ["both peripheral_artery_disease"], "says": ["both calf pain 40w"], "exam": ["both pedal_pulses"],
    "shows": ["severe central_stenosis L4-L5"],
}  # fmt: skip
DROPPED: dict[str, Any] = {
    "has": ["left peroneal_neuropathy"], "says": ["left dorsum_foot numbness 20w"],
    "exam": ["left ankle_dorsiflexion_strength 4", "left ankle_inversion_strength normal", "left hip_abduction_strength normal",
             "left tinel_fibular_neck"],
    "shows": ["left moderate lateral_recess_stenosis L4-L5"],
}  # fmt: skip
STUDIED = (Electrodiagnosis(conclusion="peroneal_neuropathy", side="left", source=Source(reference="Observation/emg")),)
OTHER_LEG = (Electrodiagnosis(conclusion="peroneal_neuropathy", side="right", source=Source(reference="Observation/emg")),)
COLD_LEG: dict[str, Any] = {
    "has": ["left peripheral_artery_disease"], "says": ["left lateral_leg pain 20w"], "exam": ["left pedal_pulses"],
    "shows": ["left mild lateral_recess_stenosis L4-L5"],
}  # fmt: skip
STRETCHED: dict[str, Any] = {**COLD_LEG, "says": ["left groin pain"], "exam": ["left pedal_pulses", "left straight_leg_raise"]}
UNNAMED: dict[str, Any] = {**PULSELESS, "has": [], "says": ["both calf claudication 40w"]}
BESIDE = [
    ("no pulses where nobody wrote the arteries down", UNNAMED, "decompression L4-L5", "may_fit_without_pulses"),
    ("missing pulses and a narrow canal", PULSELESS, "decompression L4-L5", "may_fit_beside_proven_cause"),
    ("pulses that can be felt", {**PULSELESS, "exam": ["both pedal_pulses normal"]}, "decompression L4-L5", "may_fit_finding"),
    ("a nerve study that proves the palsy", {**DROPPED, "electrodiagnoses": STUDIED}, "left discectomy L4-L5",
     "may_fit_beside_proven_cause"),
    ("a palsy that nothing but an examination supports", DROPPED, "left discectomy L4-L5", "may_fit_finding"),
    ("a palsy that the record tells a study of", {**DROPPED, "has": ["left peroneal_neuropathy nerve_study"]},
     "left discectomy L4-L5", "may_fit_beside_proven_cause"),
    ("a palsy of the other leg that a study proves",
     {**DROPPED, "has": [*DROPPED["has"], "right peroneal_neuropathy nerve_study"]},
     "left discectomy L4-L5", "may_fit_finding"),
    ("a nerve study of the other leg", {**DROPPED, "electrodiagnoses": OTHER_LEG}, "left discectomy L4-L5", "may_fit_finding"),
    ("an image that proves something else", {**DROPPED, "has": [*DROPPED["has"], "left gtps imaging_confirmed"]},
     "left discectomy L4-L5", "may_fit_finding"),
    ("missing pulses and a shin that hurts", COLD_LEG, "left discectomy L4-L5", "may_fit_finding"),
    ("missing pulses and a root that is stretched", STRETCHED, "left discectomy L4-L5", "may_fit_finding"),
    ("a referral beside missing pulses", PULSELESS, "spine_surgery_referral", "referral_open"),
]  # fmt: skip


@pytest.mark.parametrize(("patient", "order", "rule"), [b[1:] for b in BESIDE], ids=[b[0] for b in BESIDE])
def test_a_proven_cause_outside_the_spine_is_named_before_a_needle_or_a_knife(
    patient: dict[str, Any], order: str, rule: str
) -> None:
    told = judged_one(patient, order)
    assert (told.kind, told.judgement) == (rule, "uncertain")
    assert told.indicator == ("info" if rule in ("may_fit_beside_proven_cause", "may_fit_without_pulses") else None)
    assert not told.remove
    assert told.alternatives == ()


def test_a_level_that_only_may_fit_is_no_mismatch_during_a_red_flag() -> None:
    kept = {"has": ["cancer"], "says": ["low_back pain", "left leg pain"], "shows": ["left mild foraminal_stenosis L3-L4"]}
    assert judged_one(kept, "fusion L5-S1").kind != "wrong_level"


@pytest.mark.parametrize(("patient", "rival"), [(PULSELESS, "peripheral_artery_disease"),
                                                ({**DROPPED, "electrodiagnoses": STUDIED}, "peroneal_neuropathy")])  # fmt: skip
def test_the_cause_that_is_proven_is_named(patient: dict[str, Any], rival: str) -> None:
    assert judged_one(patient, "decompression L4-L5").details["rival_kind"] == rival


BLOCKS = [
    ("left tfesi L5-S1 diagnostic_block", "diagnostic_block"),
    ("left tfesi L4-L5 diagnostic_block", "diagnostic_block"),
    ("right tfesi L5-S1 diagnostic_block", "wrong_side"),
    ("right tfesi L4-L5 diagnostic_block", "no_concordant_finding"),
]


@pytest.mark.parametrize(("line", "rule"), BLOCKS, ids=[line for line, _ in BLOCKS])
def test_a_block_settles_a_doubt_on_the_side_of_the_doubt_only(line: str, rule: str) -> None:
    assert judged_one(UNEXAMINED, line).kind == rule


CEMENT = [
    ("vertebral_augmentation L1", "fits_finding"),
    ("vertebral_augmentation L3", "wrong_level"),
    ("vertebral_augmentation", "fits_finding"),
]


@pytest.mark.parametrize("pain", ["2w", "30w"])
@pytest.mark.parametrize(("line", "rule"), CEMENT, ids=[line for line, _ in CEMENT])
def test_cement_is_for_the_vertebra_that_is_broken(line: str, rule: str, pain: str) -> None:
    told = judged_one({"says": [f"low_back pain {pain}"], "shows": ["fracture L1 acute"]}, line)
    assert told.kind == rule
    assert [v.finding.text for v in told.related] == ["fracture L1 acute"]
