"""Where the complaint points (back, root or hip), how long it has lasted, and when spondyloarthritis is thought of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.presentation import concerns_spine_or_hip, hip_sides, points_to_hip, root_hints, spine_weeks
from service.concordance.spondyloarthritis import advised
from service.facts import Facts, FamilyHistory, Problem, Symptom
from tests.concordance.cases_by_subject.record import measured, source
from tests.concordance.patients import days_ago, facts

HIP = ["left lateral_hip pain"]

ROOT_HINTS = [
    ("left knee_extension_strength 4", True),
    ("left patellar_reflex", True),
    ("left straight_leg_raise", True),
    ("left slump_test", True),
    ("left femoral_stretch", True),
    ("left sensation_dorsum_foot", True),
    ("left sensation_lateral_hip", False),
    ("left foot_drop", True),
    ("left muscle_wasting_thigh", True),
    ("left trochanter_tenderness", False),
    ("left knee_extension_strength normal", False),
    ("left hip_abduction_strength 4", True),
    ("left hip_abduction_strength normal", False),
]


@pytest.mark.parametrize(("sign", "hints"), ROOT_HINTS, ids=[sign for sign, _ in ROOT_HINTS])
def test_a_sign_of_a_root_hints_at_one(sign: str, hints: bool) -> None:
    assert bool(root_hints(facts(says=HIP, exam=[sign]))) is hints


WEAK_BESIDE = [
    (["left gtps"], ["left trochanter_tenderness"], False),
    (["gtps"], ["left trochanter_tenderness"], False),
    (["left gtps"], [], True),
    (["right gtps"], ["left trochanter_tenderness"], True),
    (["left gtps resolved"], ["left trochanter_tenderness"], True),
    ([], ["left trochanter_tenderness"], True),
]


@pytest.mark.parametrize(("has", "exam", "hints"), WEAK_BESIDE)
def test_weak_abductors_hint_at_a_root_unless_a_gluteal_diagnosis_of_that_hip_is_borne_out(
    has: list[str], exam: list[str], hints: bool
) -> None:
    assert bool(root_hints(facts(says=HIP, has=has, exam=[*exam, "left hip_abduction_strength 4"]))) is hints


TOLD = [
    ("left calf pain", True),
    ("left calf night_pain", True),
    ("left lateral_hip pain", False),
    ("left numbness dorsum_foot", True),
    ("left numbness", True),
    ("left numbness lateral_hip", False),
    ("claudication buttock", True),
    ("claudication", True),
    ("left weakness leg", True),
    ("left stiffness calf", False),
    ("no left calf pain", False),
    ("left calf pain resolved", False),
    ("low_back pain", False),
]


@pytest.mark.parametrize(("says", "hints"), TOLD, ids=[says for says, _ in TOLD])
def test_a_complaint_of_the_leg_or_its_nerves_hints_at_a_root(says: str, hints: bool) -> None:
    assert bool(root_hints(facts(says=[says]))) is hints


@pytest.mark.parametrize(
    ("case", "points"),
    [
        ({"says": HIP}, True),
        ({"says": ["left groin pain"]}, True),
        ({"has": ["left hip_osteoarthritis"]}, True),
        ({"says": ["left calf pain"]}, False),
        ({"says": [*HIP, "low_back pain"]}, False),
        ({"says": [*HIP, "left buttock pain"]}, False),
        ({"says": [*HIP, "left calf pain"]}, False),
        ({"says": HIP, "has": ["low_back_pain"]}, False),
        ({"says": HIP, "has": ["sciatica"]}, False),
        ({"says": HIP, "has": ["sciatica resolved"]}, True),
    ],
)
def test_the_complaint_points_to_the_hip_where_nothing_speaks_for_back_or_root(case: dict[str, Any], points: bool) -> None:
    assert bool(points_to_hip(facts(**case))) is points


@pytest.mark.parametrize(
    ("case", "sides"),
    [
        ({"says": HIP}, {"left"}),
        ({"says": ["both groin pain"]}, {"left", "right"}),
        ({"says": ["right calf pain"]}, set()),
        ({"says": HIP, "has": ["right hip_osteoarthritis"]}, {"left", "right"}),
        ({"has": ["hip_osteoarthritis"]}, set()),
    ],
)
def test_the_sides_of_the_hip_are_those_of_its_complaints_and_diagnoses(case: dict[str, Any], sides: set[str]) -> None:
    assert hip_sides(facts(**case)) == sides


CONCERNS: list[tuple[dict[str, Any], bool]] = [
    ({}, False),
    *(({"says": [f"{region} pain"]}, True) for region in ("thigh", "lateral_thigh", "knee", "calf", "low_back", "groin")),
    ({"says": ["neck_or_arm pain"]}, False),
    ({"says": ["pain"]}, False),
    ({"says": ["numbness"]}, True),
    ({"says": ["numbness neck_or_arm"]}, False),
    *(({"has": [kind]}, True) for kind in ("sciatica", "gtps", "low_back_pain", "sacroiliac_pain", "axial_spondyloarthritis",
                                           "meralgia_paraesthetica", "polyneuropathy")),
    ({"has": ["diabetes"]}, False),
    ({"has": ["sciatica refuted"]}, False),
    ({"shows": ["disc_bulge L4-L5"]}, True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "concerns"), CONCERNS, ids=[str(case) for case, _ in CONCERNS])
def test_spine_or_hip_is_in_question_where_the_record_speaks_of_them(case: dict[str, Any], concerns: bool) -> None:
    assert concerns_spine_or_hip(facts(**case)) is concerns


WEEKS: list[tuple[dict[str, Any], float | None]] = [
    ({"says": ["low_back pain 6w"]}, 6),
    ({"says": ["low_back pain 6w", "left calf pain 10w"]}, 10),
    ({"says": ["left lateral_hip pain 20w"]}, None),
    ({"says": ["left numbness lateral_hip 9w"]}, 9),
    ({"says": ["low_back stiffness 9w"]}, None),
    ({"says": ["low_back pain 6w"], "has": ["sciatica 12w"]}, 12),
    ({"says": ["low_back pain 6w", "left calf pain chronic"]}, None),
    ({"says": ["low_back pain 6w"], "has": ["sciatica chronic"]}, None),
    ({"says": ["low_back pain"]}, None),
]


@pytest.mark.parametrize(("case", "weeks"), WEEKS, ids=[str(case) for case, _ in WEEKS])
def test_back_and_leg_have_lasted_as_long_as_the_longest_that_is_known(case: dict[str, Any], weeks: float | None) -> None:
    assert spine_weeks(facts(**case)) == weeks


def young(says: list[str], **told: Any) -> Facts:
    return facts(who="40 F", says=says, **told)


def told(patient: Facts) -> str | None:
    found = advised(patient)
    return found[0] if found else None


LONG = ["low_back pain 20w"]
THOUGHT_OF: list[tuple[str, Facts, str | None]] = [
    ("long back pain and psoriasis", young(LONG, has=["psoriasis"]), "refer"),
    ("thirteen weeks", young(["low_back pain 13w"], has=["psoriasis"]), "refer"),
    ("twelve weeks", young(["low_back pain 12w"], has=["psoriasis"]), None),
    ("called chronic", young(["low_back pain chronic"], has=["psoriasis"]), "refer"),
    ("stiffness of the back", young(["low_back stiffness 20w"], has=["psoriasis"]), "refer"),
    ("buttocks of both sides", young(["both buttock pain 20w"], has=["psoriasis"]), "refer"),
    ("buttocks in turn", young(["left buttock pain 20w alternating"], has=["psoriasis"]), "refer"),
    ("one buttock", young(["left buttock pain 20w"], has=["psoriasis"]), None),
    ("back pain without a feature", young(LONG), None),
    ("inflammatory back pain", young(["low_back pain 20w inflammatory"]), "refer"),
    ("CRP of 10", young(LONG, **measured("crp", 10, "mg/L")), "refer"),
    ("CRP of 9", young(LONG, **measured("crp", 9, "mg/L")), None),
    ("CRP of 9 that the laboratory calls high", young(LONG, **measured("crp", 9, "mg/L", high=True)), "refer"),
    ("ESR of 30", young(LONG, **measured("esr", 30, "mm/h")), "refer"),
    ("ESR of 29", young(LONG, **measured("esr", 29, "mm/h")), None),
    ("HLA-B27", young(LONG, exam=["hla_b27"]), "refer"),
    ("no HLA-B27", young(LONG, exam=["hla_b27 normal"]), None),
    ("stiff mornings of the back", young(["morning_stiffness low_back"]), "consider"),
    ("stiff mornings that pass", young(["morning_stiffness low_back under_30_minutes"]), None),
    ("stiff mornings beside back pain", young(["morning_stiffness", "low_back pain 6w"]), "consider"),
    ("stiff mornings beside knee pain", young(["morning_stiffness", "left knee pain 6w"]), None),
    ("stiff mornings at 46", facts(who="46 F", says=["morning_stiffness low_back"]), None),
    (
        "stiff mornings at 46, of back pain since 44",
        facts(who="46 F", says=["morning_stiffness low_back", "low_back pain 100w"]),
        "consider",
    ),
    ("at 45, for half a year", facts(who="45 F", says=["low_back pain 27w"], has=["psoriasis"]), "refer"),
    ("at 46, for half a year", facts(who="46 F", says=["low_back pain 27w"], has=["psoriasis"]), None),
    ("at 46, for 53 weeks", facts(who="46 F", says=["low_back pain 53w"], has=["psoriasis"]), "refer"),
    ("at 46, for 52 weeks", facts(who="46 F", says=["low_back pain 52w"], has=["psoriasis"]), None),
]


@pytest.mark.parametrize(("patient", "advice"), [t[1:] for t in THOUGHT_OF], ids=[t[0] for t in THOUGHT_OF])
def test_spondyloarthritis_is_thought_of_in_back_pain_that_began_young(patient: Facts, advice: str | None) -> None:
    assert told(patient) == advice


def test_the_facts_behind_it_are_named() -> None:
    relative = FamilyHistory(kind="axial_spondyloarthritis", source=source("FamilyMemberHistory/1"))
    patient = young(LONG, family_history=(relative,))
    found = advised(patient)
    assert found is not None
    assert found[1] == (patient.symptoms[0].source, relative.source)


def test_a_listed_back_pain_counts_as_well_as_a_told_one() -> None:
    listed = Problem(kind="low_back_pain", onset=days_ago(200), source=source("Condition/9"))
    assert told(replace(young([], has=["psoriasis"]), problems=(*young([], has=["psoriasis"]).problems, listed))) == "refer"
    weeks = Symptom(kind="pain", regions=("low_back",), weeks=20, source=source("Condition/9"))
    assert told(replace(young([], has=["psoriasis"]), symptoms=(weeks,))) == "refer"
