"""Red flags of a deficit: which words and grades raise them, and which findings can be behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Verdict
from service.concordance.judge import judge
from service.facts import Facts, FamilyHistory, Operation, Symptom
from tests.concordance.cases_by_subject.record import measured, source, takes
from tests.concordance.patients import days_ago, facts

BACK = ["low_back pain 30w"]
THINNED = takes("apixaban", "anticoagulant")


def flags(patient: Facts) -> set[str]:
    return {f.what for f in judge(patient).red_flags}


def verdict(shows: str, **told: Any) -> Verdict:
    return judge(facts(shows=[shows], **told)).verdicts[0].verdict


def undated(kind: str, *, weeks: float | None = None, qualities: str = "", regions: tuple[str, ...] = ("leg",)) -> Symptom:
    """A complaint without an onset, of so many weeks or described in these words, recorded long ago."""
    return Symptom(
        kind=kind,
        regions=regions,
        side="left",
        weeks=weeks,
        recorded=days_ago(3),
        qualities=frozenset(qualities.split()),
        source=source("Condition/9"),
    )


def complaining(symptom: Symptom, **told: Any) -> Facts:
    patient = facts(says=BACK, **told)
    return replace(patient, symptoms=(*patient.symptoms, symptom))


BLEEDING_SIGNS = [
    ("left knee_extension_strength 4 new", True),
    ("left knee_extension_strength 4 acute", True),
    ("left knee_extension_strength 4 sudden", True),
    ("left knee_extension_strength 4 progressive", True),
    ("left knee_extension_strength 4 stable", False),
    ("left patellar_reflex new", True),
    ("left sensation_medial_leg sudden", True),
    ("anal_tone acute", True),
    ("left straight_leg_raise new", False),
    ("left trochanter_tenderness new", False),
]


@pytest.mark.parametrize(("sign", "raised"), BLEEDING_SIGNS, ids=[s for s, _ in BLEEDING_SIGNS])
def test_on_an_anticoagulant_a_fresh_deficit_is_a_bleed_until_shown_otherwise(sign: str, raised: bool) -> None:
    assert ("anticoagulated_deficit" in flags(facts(says=BACK, exam=[sign], **THINNED))) is raised
    assert "anticoagulated_deficit" not in flags(facts(says=BACK, exam=[sign]))


@pytest.mark.parametrize(("days", "raised"), [(14, True), (15, False)])
def test_a_severe_weakness_is_fresh_where_the_pain_is_of_two_weeks(days: int, raised: bool) -> None:
    pain = Symptom(kind="pain", regions=("calf",), side="left", onset=days_ago(days), source=source("Condition/9"))
    patient = complaining(pain, exam=["left knee_extension_strength 2 -3d"], **THINNED)
    assert ("anticoagulated_deficit" in flags(patient)) is raised


BLEEDING_COMPLAINTS = [
    (undated("urinary_retention", weeks=1, regions=()), True),
    (undated("saddle_numbness", weeks=2, regions=()), True),
    (undated("weakness", weeks=2), True),
    (undated("numbness", weeks=2), True),
    (undated("weakness", weeks=3), False),
    (undated("weakness", qualities="new"), True),
    (undated("weakness", qualities="chronic"), False),
    (undated("weakness"), False),
    (undated("pain", weeks=1), False),
]


@pytest.mark.parametrize(("told", "raised"), BLEEDING_COMPLAINTS, ids=[f"{n}" for n, _ in enumerate(BLEEDING_COMPLAINTS)])
def test_on_an_anticoagulant_a_fresh_complaint_of_nerves_is_one_too(told: Symptom, raised: bool) -> None:
    assert ("anticoagulated_deficit" in flags(complaining(told, **THINNED))) is raised


@pytest.mark.parametrize(
    ("sign", "raised"),
    [
        ("left foot_drop new", "foot_drop"),
        ("left foot_drop 3 new", "foot_drop"),
        ("left foot_drop 3.33 new", ""),
        ("left ankle_dorsiflexion_strength 3 new", "severe_weakness"),
        ("left ankle_dorsiflexion_strength 3.33 new", ""),
        ("left ankle_dorsiflexion_strength new", ""),
    ],
)
def test_three_of_five_is_severe_and_three_plus_is_not(sign: str, raised: str) -> None:
    assert flags(facts(says=BACK, exam=[sign])) == ({raised} if raised else set())


@pytest.mark.parametrize(("weeks", "raised"), [(2, True), (4, False), (None, False)])
def test_trouble_of_so_many_weeks_came_after_the_operation_or_before_it(weeks: float | None, raised: bool) -> None:
    done = Operation(kind="discectomy", done=days_ago(20), source=source("Procedure/1"))
    numb = undated("numbness", weeks=weeks)
    assert ("trouble_after_procedure" in flags(complaining(numb, operations=(done,)))) is raised


CAUDA: list[dict[str, Any]] = [
    {"says": [*BACK, "saddle_numbness 1w"]},
    {"says": BACK, "exam": ["anal_tone -3d"]},
    {"says": BACK, "has": ["cauda_equina_syndrome 1w"]},
    {"says": BACK, **measured("pvr", 400, "mL")},
]


@pytest.mark.parametrize("told", CAUDA, ids=["numb saddle", "slack sphincter", "listed", "full bladder"])
def test_what_fills_the_canal_is_urgent_in_cauda_equina_and_what_leaves_it_open_is_not(told: dict[str, Any]) -> None:
    filling = (
        "severe central_stenosis L4-L5",
        "central_stenosis L3-L4",
        "disc_herniation L5-S1 central extrusion",
        "moderate spondylolisthesis L4-L5",
        "postoperative_change L4-L5",
        "arachnoiditis",
    )
    for shows in filling:
        assert verdict(shows, **told) is Verdict.URGENT, shows
    open_still = (
        "mild central_stenosis L4-L5",
        "mild spondylolisthesis L4-L5",
        "spondylolisthesis L4-L5",
        "disc_herniation L4-L5 foraminal left",
        "mild left foraminal_stenosis L2-L3",
        "disc_bulge L4-L5",
    )
    for shows in open_still:
        assert verdict(shows, **told) is Verdict.POSSIBLE, shows


BOTH_LEGS: list[tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = [
    (
        {"says": [*BACK, "both calf pain 2w new"]},
        ("left moderate foraminal_stenosis L5-S1", "left moderate lateral_recess_stenosis L5-S1"),
        ("left moderate foraminal_stenosis L2-L3", "left moderate foraminal_stenosis L4-L5"),
    ),
    (
        {"says": BACK, "exam": ["both great_toe_extension_strength 4 new"]},
        ("left moderate foraminal_stenosis L5-S1", "right moderate lateral_recess_stenosis L4-L5"),
        ("left moderate foraminal_stenosis L2-L3",),
    ),
]


@pytest.mark.parametrize(("told", "urgent", "possible"), BOTH_LEGS, ids=["sciatica", "weakness"])
def test_new_trouble_of_both_legs_makes_the_findings_of_its_roots_urgent(
    told: dict[str, Any], urgent: tuple[str, ...], possible: tuple[str, ...]
) -> None:
    for shows in urgent:
        assert verdict(shows, **told) is Verdict.URGENT, shows
    for shows in possible:
        assert verdict(shows, **told) is Verdict.POSSIBLE, shows


@pytest.mark.parametrize("kind", ["polymyalgia_rheumatica", "renal_colic", "endometriosis"])
def test_what_only_informs_is_named_and_opens_nothing(kind: str) -> None:
    assessment = judge(facts(says=BACK, has=[kind], shows=["left mild foraminal_stenosis L2-L3"]))
    assert [(f.what, f.active) for f in assessment.risk_factors] == [(kind, False)]
    assert not assessment.red_flags


def test_cancer_of_a_relative_is_named_and_opens_nothing() -> None:
    mother = FamilyHistory(kind="cancer", relation="mother", source=source("FamilyMemberHistory/1"))
    assessment = judge(facts(says=["low_back pain 2w"], family_history=(mother,)))
    assert [(f.what, f.active) for f in assessment.risk_factors] == [("cancer_in_family", False)]


NEW_PAIN = [("new", True), ("acute", True), ("sudden", True), ("", False), ("night", False), ("chronic", False)]


@pytest.mark.parametrize(("quality", "raised"), NEW_PAIN, ids=[q or "undated" for q, _ in NEW_PAIN])
def test_pain_without_a_date_is_new_only_where_the_record_says_so(quality: str, raised: bool) -> None:
    patient = facts(who="75 F", says=[f"low_back pain {quality}".strip()], has=["osteoporosis"])
    assert ("new_pain_with_two_risks" in flags(patient)) is raised


@pytest.mark.parametrize("kind", ["pain", "trauma"])
def test_a_small_fall_is_a_risk_of_fracture_whether_told_of_the_pain_or_by_itself(kind: str) -> None:
    fall = Symptom(kind=kind, regions=("low_back",), qualities=frozenset({"minor_trauma"}), source=source("Condition/9"))
    patient = facts(says=["low_back pain 2w"], has=["osteoporosis"])
    assert "new_pain_with_two_risks" not in flags(patient)
    assert "new_pain_with_two_risks" in flags(replace(patient, symptoms=(*patient.symptoms, fall)))
    elsewhere = replace(fall, kind="stiffness")
    assert "new_pain_with_two_risks" not in flags(replace(patient, symptoms=(*patient.symptoms, elsewhere)))


@pytest.mark.parametrize("detail", ["symptomatic", "ruptured", "large", "acute", ""])
def test_a_listed_aneurysm_is_open_where_it_hurts_or_is_large(detail: str) -> None:
    assessment = judge(facts(says=BACK, has=[f"aortic_aneurysm {detail}".strip()]))
    assert [f.what for f in assessment.red_flags] == (["large_aneurysm"] if detail else [])
    assert [f.what for f in assessment.risk_factors] == ([] if detail else ["aneurysm"])


SIDED: list[tuple[str, dict[str, Any]]] = [
    ("acute_limb_ischaemia", {"says": BACK, "has": ["left acute_limb_ischaemia"]}),
    ("hip_fracture", {"says": BACK, "has": ["left hip_fracture 1w"]}),
    ("fracture_on_imaging", {"says": BACK, "shows": ["left fracture S1 acute"]}),
    ("severe_weakness", {"says": BACK, "exam": ["left knee_extension_strength 2 new"]}),
    ("anticoagulated_deficit", {"says": BACK, "exam": ["left patellar_reflex new"], **THINNED}),
    ("leg_length_rotation", {"says": BACK, "exam": ["left leg_length_rotation"]}),
    ("bisphosphonate_thigh_pain", {"says": ["left anterior_thigh pain 30w"], "has": ["bisphosphonate_use"]}),
]


@pytest.mark.parametrize(("what", "told"), SIDED, ids=[what for what, _ in SIDED])
def test_a_flag_of_one_leg_keeps_its_side(what: str, told: dict[str, Any]) -> None:
    assert [f.side for f in judge(facts(**told)).red_flags if f.what == what] == ["left"]


def test_a_risk_of_fracture_is_named_as_a_risk_and_never_as_a_flag() -> None:
    assessment = judge(facts(who="75 F", says=["low_back pain 2w"]))
    assert [(f.what, f.active) for f in assessment.risk_factors] == [("high_age", False)]


ABDUCTORS = ["left hip_abduction_strength 3 -5d", "left great_toe_extension_strength normal"]
WEAK_HIPS: list[tuple[str, list[str], list[str], bool]] = [
    ("a tear that is tender", ["left gluteal_tear imaging_confirmed"], ["left trochanter_tenderness"], False),
    ("a tear that nobody examined", ["left gluteal_tear imaging_confirmed"], [], True),
    ("a tear of the other hip", ["right gluteal_tear imaging_confirmed"], ["right trochanter_tenderness"], True),
    ("a snapping hip", ["left snapping_hip"], ["left ober_test"], True),
    ("no diagnosis", [], ["left trochanter_tenderness"], True),
]


@pytest.mark.parametrize(("has", "exam", "active"), [w[1:] for w in WEAK_HIPS], ids=[w[0] for w in WEAK_HIPS])
def test_abductors_that_are_newly_weak_are_a_root_unless_a_tear_of_that_hip_is_borne_out(
    has: list[str], exam: list[str], active: bool
) -> None:
    patient = facts(says=["left lateral_hip pain 2w"], has=has, exam=[*ABDUCTORS, *exam])
    assert ("severe_weakness" in flags(patient)) is active
    assert ("severe_weakness" in {f.what for f in judge(patient).risk_factors}) is not active


def against(shows: str, **told: Any) -> set[str]:
    (found,) = judge(facts(shows=[shows], **told)).verdicts
    assert found.verdict is Verdict.URGENT
    return {" ".join(e.regions) or e.subject for e in found.against}


PERINEUM = ["low_back pain", "left groin pain 9w", "perineum pain 9w"]


def test_pain_of_the_sacral_roots_does_not_speak_against_what_presses_on_the_cauda_equina() -> None:
    told = against("severe central_stenosis L4-L5", says=[*PERINEUM, "saddle_numbness new 1w"])
    assert told == {"groin"}


def test_pain_of_the_sacral_roots_speaks_against_what_lames_another_root() -> None:
    weak = ["left great_toe_extension_strength 2 new"]
    assert "perineum" in against("left disc_herniation L4-L5 extrusion", says=PERINEUM, exam=weak)
