"""Pathways of the other presentations: the right one, few of them, none for whom it does not concern."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Pathway
from service.concordance.judge import judge
from service.concordance.pathways import MOST
from service.facts import FamilyHistory, Patient
from service.knowledge.care import care
from tests.concordance.care_cases import BACK_PAIN, L5_LEFT, care_facts, measured, study
from tests.concordance.patients import days_ago, source

LUMBAR = ["midline mild disc_bulge L4-L5"]
CLAUDICATION: dict[str, Any] = {
    "who": "72 M",
    "says": ["both claudication leg 40w"],
    "exam": ["pedal_pulses normal"],
    "shows": ["severe central_stenosis L4-L5"],
}


def states(case: dict[str, Any], **more: Any) -> list[str]:
    return [p.state for p in pathways(case, **more)]


def pathways(case: dict[str, Any], **more: Any) -> tuple[Pathway, ...]:
    return judge(care_facts(case, **more)).pathways


@pytest.mark.parametrize(
    "kind",
    [
        "hip_osteoarthritis", "hip_impingement_or_labral_tear", "hip_dysplasia", "femoral_head_necrosis",
            "iliopsoas_tendinopathy",
        "snapping_hip", "proximal_hamstring_tendinopathy", "adductor_strain", "deep_gluteal_syndrome",
            "ischiofemoral_impingement",
        "sacroiliac_pain", "meralgia_paraesthetica", "femoral_neuropathy", "obturator_neuropathy", "peroneal_neuropathy",
        "sciatic_neuropathy", "superior_gluteal_neuropathy", "tarsal_tunnel", "cluneal_neuralgia", "lumbosacral_plexopathy",
        "diabetic_radiculoplexus_neuropathy", "lumbar_radiculopathy", "lumbosacral_radiculopathy", "sciatica",
        "neurogenic_claudication", "symptomatic_spondylolisthesis", "myopathy",
    ],
)  # fmt: skip
def test_a_diagnosis_beside_a_lumbar_finding_has_its_pathway(kind: str) -> None:
    found = pathways({"has": [f"left {kind}"], "shows": LUMBAR})
    assert [(p.state, p.side) for p in found] == [(kind, "left")]
    assert found[0].problem is not None
    assert [a.rsplit("_", 1)[1] for a in found[0].advice] == ["first", "test", "refer"]
    assert found[0].next == ()


@pytest.mark.parametrize("status", ["refuted", "resolved", "past", "entered-in-error"])
def test_a_diagnosis_that_does_not_stand_has_none(status: str) -> None:
    assert not states({"has": [f"left hip_osteoarthritis {status}"], "shows": LUMBAR})


def test_without_a_lumbar_finding_nothing_is_said_of_other_diagnoses() -> None:
    assert not states({"has": ["left hip_osteoarthritis", "right knee_osteoarthritis"]})


def test_a_knee_is_ours_only_where_it_competes() -> None:
    knee = {"has": ["right knee_osteoarthritis"], "shows": ["severe central_stenosis L4-L5"]}
    competing = {
        **knee,
        "says": ["right medial_knee pain 40w", "no claudication"],
        "exam": ["right knee_effusion", "both neuro normal"],
    }
    assert states(competing) == ["knee_osteoarthritis"]
    assert not states(knee)


def test_a_root_that_a_finding_explains_has_its_pathway() -> None:
    found = pathways(L5_LEFT)
    assert [(p.state, p.side) for p in found] == [("lumbar_radiculopathy", "left")]
    assert found[0].suggestions == ("physiotherapy_spine",)


def test_walking_pain_that_a_stenosis_explains_has_its_own() -> None:
    assert states(CLAUDICATION) == ["neurogenic_claudication"]


def test_back_pain_with_a_modic_change_is_discogenic_without_it_plain() -> None:
    assert states(BACK_PAIN) == ["discogenic_back_pain"]
    assert states({**BACK_PAIN, "shows": ["facet_arthropathy L4-L5"]}) == ["low_back_pain"]


def test_a_red_flag_silences_other_advice() -> None:
    assert not states({**L5_LEFT, "says": ["left lateral_leg pain 2w", "saddle_numbness new 1w"]})


def test_at_most_three_beside_the_hips() -> None:
    many = [
        "left hip_osteoarthritis",
        "left meralgia_paraesthetica",
        "left peroneal_neuropathy",
        "left sacroiliac_pain",
        "left sciatica",
    ]
    assert len(states({"has": many, "shows": LUMBAR})) == MOST


def test_the_discriminating_test_is_left_out_once_it_is_recorded() -> None:
    case: dict[str, Any] = {"has": ["left sacroiliac_pain"], "shows": LUMBAR}
    assert "sacroiliac_pain_test" in pathways(case)[0].advice
    assert "sacroiliac_pain_test" not in pathways(case, exam=["left sacroiliac_provocation"])[0].advice


def test_a_recent_radiograph_is_not_suggested_again() -> None:
    case: dict[str, Any] = {"has": ["left hip_osteoarthritis"], "shows": LUMBAR}
    assert "hip_xray" in pathways(case)[0].suggestions
    assert "hip_xray" not in pathways(case, studies=[study("hip", "XR", 20, "left")])[0].suggestions
    assert "hip_xray" not in pathways({**case, "has": [*case["has"], "pregnancy"]})[0].suggestions


def test_every_pathway_of_the_table_has_three_pieces_of_advice_and_a_source() -> None:
    for entry in care().management.values():
        if entry.kind == "pathway":
            assert len(entry.advice) == 3
            assert entry.cites


# ---- axial spondyloarthritis (5.5, S22) -----------------------------------------------------------------------------

STIFF_AND_YOUNG: dict[str, Any] = {"who": "34 M", "says": ["both buttock pain alternating 150w", "morning_stiffness 150w"]}
AXSPA: list[tuple[str, dict[str, Any], str | None]] = [
    ("long buttock pain, stiffness and HLA-B27", {**STIFF_AND_YOUNG, "exam": ["hla_b27"]}, "axspa_referral"),
    ("long back pain with psoriasis", {"who": "40 F", "says": ["low_back pain 20w"], "has": ["psoriasis"]}, "axspa_referral"),
    ("long back pain, called inflammatory", {"who": "40 F", "says": ["low_back pain inflammatory 20w"]}, "axspa_referral"),
    ("long back pain with a raised CRP", {"who": "40 F", "says": ["low_back pain 20w"], "measurements": [measured("crp", 14)]},
     "axspa_referral"),
    ("the same at 60, begun at 59", {"who": "60 F", "says": ["low_back pain 20w"], "has": ["psoriasis"]}, None),
    ("begun at 44, now 52", {"who": "52 F", "says": ["low_back pain 410w"], "has": ["psoriasis"]}, "axspa_referral"),
    ("back pain of 8 weeks with psoriasis", {"who": "40 F", "says": ["low_back pain 8w"], "has": ["psoriasis"]}, None),
    ("long back pain without a feature", {"who": "40 F", "says": ["low_back pain 20w"]}, None),
    ("only morning stiffness of the back under 45", {"who": "40 F", "says": ["morning_stiffness low_back"]}, "axspa_consider"),
    ("only morning stiffness of the back at 50", {"who": "50 F", "says": ["morning_stiffness low_back"]}, None),
    ("morning stiffness with lateral hip pain alone", {"who": "40 F", "says": ["morning_stiffness",
     "left lateral_hip pain 20w"]}, None),
    ("morning stiffness with back pain of 6 weeks", {"who": "40 F", "says": ["morning_stiffness", "low_back pain 6w"]},
     "axspa_consider"),
    ("stiffness that passes at once", {"who": "40 F", "says": ["morning_stiffness low_back short"]}, None),
    ("buttock pain on one side", {"who": "34 M", "says": ["left buttock pain 150w"], "exam": ["hla_b27"]}, None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "rule"), AXSPA, ids=[a[0] for a in AXSPA])
def test_spondyloarthritis_is_thought_of(what: str, case: dict[str, Any], rule: str | None) -> None:
    rules = [r for p in pathways(case) if p.state == "axial_spondyloarthritis" for r in p.rules]
    assert rules == ([rule] if rule else [])


def test_spondyloarthritis_takes_the_place_of_plain_back_pain() -> None:
    case = {"who": "40 F", "says": ["low_back pain 20w"], "has": ["psoriasis"], "shows": ["facet_arthropathy L4-L5"]}
    assert states(case) == ["axial_spondyloarthritis"]
    assert states({**case, "has": []}) == ["low_back_pain"]


def test_spondyloarthritis_in_the_family_is_a_feature() -> None:
    facts = care_facts({"who": "40 F", "says": ["low_back pain 20w"]})
    relative = FamilyHistory(kind="axial_spondyloarthritis", source=source(1, "FamilyMemberHistory"))
    assert [p.rules for p in judge(replace(facts, family_history=(relative,))).pathways] == [("axspa_referral",)]


def test_the_birth_date_decides_when_it_began() -> None:
    facts = care_facts({"who": "46 F", "says": ["low_back pain 60w"], "has": ["psoriasis"]})
    young = Patient(reference="Patient/1", birth_date=days_ago(45.5 * 365.25), age=45)
    old = Patient(reference="Patient/1", birth_date=days_ago(46.9 * 365.25), age=46)
    assert judge(replace(facts, patient=young)).pathways
    assert not judge(replace(facts, patient=old)).pathways


def test_referral_suggests_imaging_of_the_sacroiliac_joints_and_rheumatology() -> None:
    found = pathways({**STIFF_AND_YOUNG, "exam": ["hla_b27"], "shows": LUMBAR})[0]
    assert found.suggestions == ("sacroiliac_mri", "rheumatology_referral", "crp")


def test_spondyloarthritis_that_is_listed_is_the_diagnosis_of_its_pathway() -> None:
    listed = pathways({**STIFF_AND_YOUNG, "exam": ["hla_b27"], "has": ["psoriasis", "axial_spondyloarthritis"]})
    assert [p.problem and p.problem.kind for p in listed] == ["axial_spondyloarthritis"]
    suspected = pathways({**STIFF_AND_YOUNG, "exam": ["hla_b27"], "has": ["psoriasis"]})
    assert [(p.state, p.problem) for p in suspected] == [("axial_spondyloarthritis", None)]


# ---- left and right -------------------------------------------------------------------------------------------------

OA, NECROSIS = ["left hip_osteoarthritis"], ["left femoral_head_necrosis"]
DONE: list[tuple[str, dict[str, Any], str, bool]] = [
    ("the test of this hip", {"has": ["left snapping_hip"], "exam": ["left ober_test"]}, "snapping_hip_test", False),
    ("the test of the other hip", {"has": ["left snapping_hip"], "exam": ["right ober_test"]}, "snapping_hip_test", True),
    ("an MRI of this hip", {"has": NECROSIS, "studies": [study("hip", "MR", 10, "left")]}, "hip_mri", False),
    ("an MRI of the other hip", {"has": NECROSIS, "studies": [study("hip", "MR", 10, "right")]}, "hip_mri", True),
    ("an MRI of years ago", {"has": NECROSIS, "studies": [study("hip", "MR", 200, "left")]}, "hip_mri", True),
    ("an X-ray told of beside this hip", {"has": [*OA, "left hip_dysplasia xray"]}, "hip_xray", False),
    ("an X-ray told of beside the other hip", {"has": [*OA, "right hip_dysplasia xray"]}, "hip_xray", True),
]


@pytest.mark.parametrize(("case", "step", "asked"), [d[1:] for d in DONE], ids=[d[0] for d in DONE])
def test_what_was_done_for_one_hip_is_still_asked_of_the_other(case: dict[str, Any], step: str, asked: bool) -> None:
    first = next(p for p in pathways(case, shows=LUMBAR) if p.side == "left")
    assert (step in (*first.advice, *first.suggestions)) is asked


LEGS: list[tuple[str, str, str | None]] = [
    ("both severe lateral_recess_stenosis L4-L5", "both", "bilateral"),
    ("both severe lateral_recess_stenosis L4-L5", "left", "left"),
    ("left severe lateral_recess_stenosis L4-L5", "left", "left"),
    ("midline disc_herniation L4-L5 extrusion", "both", None),
    ("midline disc_herniation L4-L5 extrusion", "right", "right"),
]


@pytest.mark.parametrize(("shows", "ill", "side"), LEGS, ids=[f"{shows}, {ill}" for shows, ill, _ in LEGS])
def test_a_root_is_treated_on_the_side_of_the_finding_or_of_the_leg_that_is_ill(shows: str, ill: str, side: str | None) -> None:
    signs = [f"{ill} great_toe_extension_strength 4 chronic", f"{ill} straight_leg_raise"]
    found = pathways({"says": [f"{ill} lateral_leg pain 30w"], "exam": signs, "shows": [shows]})
    assert [(p.state, p.side) for p in found] == [("lumbar_radiculopathy", side)]
