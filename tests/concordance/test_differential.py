"""What else weak abductors and lateral hip pain can be, as far as the record does not exclude it."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.judge import judge
from service.facts import Electrodiagnosis, Operation, Study
from tests.concordance.cases_by_subject.record import source, study
from tests.concordance.patients import facts

PAIN = "left lateral_hip pain 20w"
WEAK = "left hip_abduction_strength 4"
ALL = [
    "lumbosacral_radiculopathy",
    "superior_gluteal_neuropathy",
    "lumbosacral_plexopathy",
    "hip_osteoarthritis",
    "femoral_neck_stress_fracture",
]


def think_of(**told: Any) -> tuple[list[str], str | None]:
    assessment = judge(facts(**told))
    return list(assessment.differential), assessment.differential_side


def test_with_nothing_else_recorded_every_cause_but_those_of_both_sides_and_of_a_replaced_hip_is_open() -> None:
    assert think_of(says=[PAIN], exam=[WEAK]) == (ALL, "left")
    assert think_of(says=["right lateral_hip pain"], exam=["right trendelenburg"]) == (ALL, "right")
    assert think_of(says=["left hip pain"], exam=[WEAK]) == (ALL, "left")
    assert think_of(has=["left gluteal_tear"], exam=[WEAK]) == (ALL, "left")


@pytest.mark.parametrize(
    ("says", "exam"),
    [
        ([PAIN], []),
        ([PAIN], ["left hip_abduction_strength normal"]),
        ([PAIN], ["right hip_abduction_strength 4"]),
        (["left calf pain"], [WEAK]),
        (["left lateral_hip weakness"], [WEAK]),
        (["no left lateral_hip pain"], [WEAK]),
        ([], [WEAK]),
    ],
)
def test_without_both_on_one_side_there_is_no_differential(says: list[str], exam: list[str]) -> None:
    assert think_of(says=says, exam=exam) == ([], None)


def test_both_sides_bring_in_a_muscle_disease_unless_hip_flexion_is_strong() -> None:
    both = {"says": ["both lateral_hip pain 20w"], "exam": ["both hip_abduction_strength 4"]}
    assert think_of(**both) == ([*ALL, "myopathy"], "bilateral")
    strong = {**both, "exam": [*both["exam"], "both hip_flexion_strength normal"]}
    assert think_of(**strong) == (ALL, "bilateral")


EXCLUDING: list[tuple[str, list[str], dict[str, Any]]] = [
    (
        "lumbosacral_radiculopathy",
        ["left great_toe_extension_strength normal", "left ankle_inversion_strength normal", "left straight_leg_raise normal"],
        {},
    ),
    (
        "lumbosacral_radiculopathy",
        ["left ankle_dorsiflexion_strength normal", "left ankle_inversion_strength normal", "left slump_test normal"],
        {},
    ),
    ("hip_osteoarthritis", ["left hip_internal_rotation normal"], {}),
    ("hip_osteoarthritis", ["left hip_log_roll normal"], {}),
    ("femoral_neck_stress_fracture", ["left hop_or_fulcrum_test normal"], {}),
    ("femoral_neck_stress_fracture", [], {"studies": (Study(region="hip", modality="MR", side="left", source=source()),)}),
    ("femoral_neck_stress_fracture", [], {"studies": (Study(region="pelvis", modality="MR", source=source()),)}),
    ("femoral_neck_stress_fracture", [], {"has": ["left gluteal_tear imaging_confirmed"]}),
    (
        "lumbosacral_plexopathy",
        ["left great_toe_extension_strength normal", "left patellar_reflex normal", "left achilles_reflex normal"],
        {},
    ),
    ("superior_gluteal_neuropathy", [], study("radiculopathy", "left", ("L5",))),
]


@pytest.mark.parametrize(("cause", "exam", "told"), EXCLUDING)
def test_what_the_record_excludes_is_not_shown(cause: str, exam: list[str], told: dict[str, Any]) -> None:
    assert cause not in think_of(says=[PAIN], exam=[WEAK, *exam], **told)[0]


NOT_EXCLUDING: list[tuple[str, list[str], dict[str, Any]]] = [
    ("lumbosacral_radiculopathy", ["left great_toe_extension_strength normal", "left straight_leg_raise normal"], {}),
    ("lumbosacral_radiculopathy", ["left great_toe_extension_strength normal", "left ankle_inversion_strength normal"], {}),
    (
        "lumbosacral_radiculopathy",
        [
            "left great_toe_extension_strength 4",
            "left ankle_inversion_strength normal",
            "left ankle_dorsiflexion_strength normal",
            "left straight_leg_raise normal",
        ],
        {},
    ),
    (
        "lumbosacral_radiculopathy",
        [
            "right great_toe_extension_strength normal",
            "right ankle_inversion_strength normal",
            "right straight_leg_raise normal",
        ],
        {},
    ),
    ("hip_osteoarthritis", ["right hip_internal_rotation normal"], {}),
    ("hip_osteoarthritis", ["left hip_internal_rotation"], {}),
    ("femoral_neck_stress_fracture", ["left hop_or_fulcrum_test"], {}),
    ("femoral_neck_stress_fracture", [], {"studies": (Study(region="hip", modality="MR", side="right", source=source()),)}),
    ("femoral_neck_stress_fracture", [], {"studies": (Study(region="hip", modality="XR", side="left", source=source()),)}),
    ("femoral_neck_stress_fracture", [], {"studies": (Study(region="lumbar", modality="MR", source=source()),)}),
    (
        "femoral_neck_stress_fracture",
        [],
        {"studies": (Study(region="hip", modality="MR", side="left", reported=False, source=source()),)},
    ),
    ("femoral_neck_stress_fracture", [], {"has": ["left gluteal_tear"]}),
    ("femoral_neck_stress_fracture", [], {"has": ["left hip_osteoarthritis imaging_confirmed"]}),
    ("lumbosacral_plexopathy", ["left patellar_reflex normal", "left achilles_reflex normal"], {}),
    ("lumbosacral_plexopathy", ["left great_toe_extension_strength normal", "left achilles_reflex normal"], {}),
    ("lumbosacral_plexopathy", ["left great_toe_extension_strength normal", "left patellar_reflex normal"], {}),
    ("superior_gluteal_neuropathy", [], study("radiculopathy", "right", ("L5",))),
    ("lumbosacral_radiculopathy", [], study("polyneuropathy", "left")),
]


@pytest.mark.parametrize(("cause", "exam", "told"), NOT_EXCLUDING)
def test_what_the_record_leaves_open_is_shown(cause: str, exam: list[str], told: dict[str, Any]) -> None:
    assert cause in think_of(says=[PAIN], exam=[WEAK, *exam], **told)[0]


@pytest.mark.parametrize(
    ("conclusion", "gone"),
    [
        ("normal", {"lumbosacral_radiculopathy", "superior_gluteal_neuropathy", "lumbosacral_plexopathy"}),
        ("radiculopathy", {"superior_gluteal_neuropathy", "lumbosacral_plexopathy"}),
        ("superior_gluteal_neuropathy", {"lumbosacral_radiculopathy", "lumbosacral_plexopathy", "superior_gluteal_neuropathy"}),
        ("plexopathy", {"superior_gluteal_neuropathy", "lumbosacral_plexopathy"}),
        ("peroneal_neuropathy", set()),
    ],
)
def test_a_nerve_study_narrows_the_differential(conclusion: str, gone: set[str]) -> None:
    """What the study has proven is listed as a diagnosis already, and no longer something to think of."""
    found = think_of(
        says=[PAIN], exam=[WEAK], electrodiagnoses=(Electrodiagnosis(conclusion=conclusion, side="left", source=source()),)
    )
    assert set(ALL) - set(found[0]) == gone


def test_abductor_failure_after_hip_replacement_needs_a_replaced_hip_of_that_side() -> None:
    failure = "post_arthroplasty_abductor_failure"
    assert failure in think_of(says=[PAIN], exam=[WEAK], has=["left hip_arthroplasty"])[0]
    assert failure not in think_of(says=[PAIN], exam=[WEAK], has=["right hip_arthroplasty"])[0]
    assert failure not in think_of(says=[PAIN], exam=[WEAK], has=["left hip_arthroplasty refuted"])[0]
    done = Operation(kind="hip_arthroplasty", side="left", source=source("Procedure/1"))
    planned = Operation(kind="hip_arthroplasty", side="left", planned=True, source=source("Procedure/1"))
    other = Operation(kind="hip_other", side="left", source=source("Procedure/1"))
    assert failure in think_of(says=[PAIN], exam=[WEAK], operations=(done,))[0]
    assert failure not in think_of(says=[PAIN], exam=[WEAK], operations=(planned,))[0]
    assert failure not in think_of(says=[PAIN], exam=[WEAK], operations=(other,))[0]


def test_a_cause_that_is_listed_already_is_not_repeated() -> None:
    assert "hip_osteoarthritis" not in think_of(says=[PAIN], exam=[WEAK], has=["left hip_osteoarthritis"])[0]
