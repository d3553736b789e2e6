"""The claims of the index case, S1 to S22 and the implicit ones: each decision with its refinement."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.assessment import Assessment, Confidence, FindingVerdict, Verdict
from service.concordance.judge import judge
from service.knowledge.care import care
from service.knowledge.tables import knowledge
from tests.concordance.care_cases import HIP_EXAM, NORMAL_LEG, SEED, TEAR, care_facts, judged_one, measured

INCIDENTAL = Verdict.INCIDENTAL


def assess(case: dict[str, Any], **more: Any) -> Assessment:
    return judge(care_facts(case, **more))


def verdict_of(case: dict[str, Any], line: str, **more: Any) -> FindingVerdict:
    return next(v for v in assess({**case, "shows": [line]}, **more).verdicts)


def seed(**change: Any) -> dict[str, Any]:
    return {**SEED, **change}


def test_s1_l2_l3_foraminal_narrowing_is_incidental_to_a_gluteus_minimus_tear_on_each_side() -> None:
    found = [v for v in assess(SEED).verdicts if v.finding.type == "foraminal_stenosis"]
    assert [(v.finding.side, v.verdict, v.primary) for v in found] == [
        ("left", INCIDENTAL, ("L2",)),
        ("right", INCIDENTAL, ("L2",)),
    ]


@pytest.mark.parametrize("sign", ["left hip_flexion_strength 4", "left sensation_anterior_thigh", "left femoral_stretch"])
def test_s1_a_sign_of_l2_undoes_it(sign: str) -> None:
    exam = [*HIP_EXAM, *(s for s in NORMAL_LEG if s.split()[1] != sign.split()[1]), sign]
    assert verdict_of(seed(exam=exam), "left moderate foraminal_stenosis L2-L3").verdict is not INCIDENTAL


def test_s2_the_hip_abductors_are_supplied_by_l4_l5_and_s1_with_l5_leading() -> None:
    for muscle in ("gluteus_medius", "gluteus_minimus"):
        entry = knowledge().muscles[muscle]
        assert entry.primary[0] == "L5"
        assert {"L4", "L5", "S1"} <= {*entry.primary, *entry.secondary}
        assert "L2" not in {*entry.primary, *entry.secondary, *entry.weak}


def test_s3_l2_is_expected_in_the_front_of_the_thigh_and_hip_flexion_and_has_no_knee_jerk() -> None:
    card = knowledge().roots["L2"]
    assert "hip_flexion_strength" in card.myotome
    assert "patellar_reflex" not in card.reflex
    assert "patellar_reflex" in knowledge().roots["L4"].reflex


def test_s4_abductor_weakness_and_trendelenburg_are_no_signs_of_l2() -> None:
    for test in ("hip_abduction_strength", "trendelenburg"):
        entry = knowledge().signs[test]
        assert "L2" not in entry.primary | entry.secondary | entry.weak


def test_s4_lateral_hip_pain_alone_does_not_exclude_the_upper_roots() -> None:
    region = knowledge().regions["lateral_hip"]
    assert not region.core
    assert "L2" in region.weak


def test_s5_the_triad_does_not_settle_it_and_calls_for_a_differential() -> None:
    bare = seed(exam=["left hip_abduction_strength 4", "left trendelenburg"], has=[])
    found = assess(bare)
    assert {"lumbar_radiculopathy", "superior_gluteal_neuropathy"} & set(
        found.differential
    ) or "lumbosacral_radiculopathy" in found.differential
    assert verdict_of(bare, "left moderate lateral_recess_stenosis L4-L5").verdict is not INCIDENTAL


@pytest.mark.parametrize("level", ["L3-L4", "L4-L5", "L5-S1"])
def test_s5_weak_abductors_keep_the_lower_levels_in_question(level: str) -> None:
    assert verdict_of(SEED, f"left moderate lateral_recess_stenosis {level}").verdict is not INCIDENTAL


def test_s6_a_tear_on_imaging_alone_is_not_the_diagnosis() -> None:
    assert assess(seed(exam=[*NORMAL_LEG])).pathways[0].state == "G1"
    assert assess(SEED).pathways[0].state == "G3"


def test_s7_the_modic_type_is_kept() -> None:
    found = next(v for v in assess(SEED).verdicts if v.finding.type == "modic_change")
    assert found.finding.modic_type == "mixed"


def test_s8_modic_changes_have_no_benign_figure_by_age() -> None:
    assert next(v for v in assess(SEED).verdicts if v.finding.type == "modic_change").prevalence is None


def test_s9_modic_change_is_incidental_to_the_hip_and_possible_for_back_pain() -> None:
    assert verdict_of(SEED, "midline modic_change L2-L3 modic1").verdict is INCIDENTAL
    back = {"says": ["low_back pain 48w"], "exam": ["both neuro normal"]}
    assert verdict_of(back, "midline modic_change L2-L3 modic1").verdict is Verdict.POSSIBLE


def test_s10_modic_change_suppresses_no_hip_treatment_and_adds_none_of_its_own() -> None:
    assert [p.state for p in assess(SEED).pathways] == ["G3"]


def test_s10_a_modic_look_alike_with_fever_is_urgent() -> None:
    feverish = {
        "says": ["low_back pain 3w", "fever new 1w"],
        "exam": ["both neuro normal"],
        "measurements": [measured("crp", 120)],
    }
    assert verdict_of(feverish, "midline modic_change L2-L3 modic1").verdict is not INCIDENTAL
    assert assess(feverish).red_flags


def test_s11_weeks_count_from_the_start_of_qualifying_therapy_not_of_symptoms() -> None:
    long_pain = seed(says=["left lateral_hip pain 80w"])
    assert assess(long_pain).pathways[0].state == "G3"
    assert assess(long_pain, therapies=["left 27w not_improved"]).pathways[0].state == "G9"
    assert assess(long_pain, therapies=["left 80w passive"]).pathways[0].state == "G3"


def test_s12_exercise_is_supervised_progressive_and_includes_eccentric_work() -> None:
    advice = care().advice["supervised_abductor_loading"]
    assert all(word in advice.name for word in ("Supervised", "progressive", "eccentric", "3-6 months"))
    assert "mellor-2018" in advice.cites
    assert assess(SEED).pathways[0].suggestions[0] == "physiotherapy_abductors"


def test_s13_activity_is_modified() -> None:
    assert "load_education" in assess(SEED).pathways[0].advice


def test_s14_an_nsaid_comes_after_its_gate() -> None:
    assert "nsaid_if_safe" in assess(SEED).pathways[0].advice
    held = assess(SEED, measurements=[measured("egfr", 22)]).pathways[0]
    assert "nsaid_if_safe" not in held.advice
    assert held.withheld[0].gate == "nsaid_kidney"


def test_s15_cold_is_advice_only_and_marked_low() -> None:
    assert "cryotherapy" in assess(SEED).pathways[0].advice
    assert care().advice["cryotherapy"].certainty == "L"


def test_s16_one_guided_peritendinous_injection_may_be_given() -> None:
    assert judged_one(SEED, "left trochanteric_injection ultrasound_guided peritendinous").indicator is None
    assert "single_guided_injection" in assess(SEED).pathways[0].advice


@pytest.mark.parametrize(
    ("earlier", "indicator"), [(["left 30w"], "warning"), (["left 10w", "left 30w"], "critical"), (["right 30w"], None)]
)
def test_s17_a_repeat_on_the_same_side_warns(earlier: list[str], indicator: str | None) -> None:
    assert judged_one(SEED, "left trochanteric_injection", injections=earlier).indicator == indicator


def test_s18_steroid_into_the_tendon_is_critical() -> None:
    found = judged_one(SEED, "left intratendinous_injection steroid")
    assert (found.indicator, found.judgement) == ("critical", "unsafe")


def test_s19_surgery_comes_after_failure_and_earlier_for_a_retracted_tear() -> None:
    assert judged_one(SEED, "left gluteal_repair").kind == "repair_too_early"
    failed = judged_one(SEED, "left gluteal_repair", therapies=["left 14w not_improved"])
    assert failed.kind == "repair_indicated"
    retracted = seed(has=["left gluteal_tear full retracted imaging_confirmed"])
    assert judged_one(retracted, "left gluteal_repair").kind == "repair_indicated"
    assert assess(retracted).pathways[0].state == "G2"


def test_s20_the_trans_tendinous_repair_is_named_for_a_failed_partial_undersurface_tear_only() -> None:
    failed = {"therapies": ["left 30w not_improved"]}
    assert "endoscopic_transtendinous" in assess(seed(has=[TEAR + " undersurface"]), **failed).pathways[0].advice
    assert (
        "endoscopic_transtendinous"
        not in assess(seed(has=["left gluteal_tear full undersurface"]), **failed).pathways[0].advice
    )
    assert "endoscopic_transtendinous" not in assess(seed(has=[TEAR + " undersurface"])).pathways[0].advice


@pytest.mark.parametrize(
    "line", ["left tfesi L2-L3", "esi L2-L3", "left decompression L2-L3", "fusion L2-L3", "spine_surgery_referral"]
)
def test_s21_lumbar_treatment_of_an_incidental_finding_warns_with_an_alternative(line: str) -> None:
    found = judged_one(SEED, line)
    assert (found.judgement, found.indicator, found.remove) == ("discordant", "warning", True)
    assert "physiotherapy_abductors" in found.alternatives


def test_s21_the_contested_guideline_is_not_the_only_source() -> None:
    for key, rule in care().order_rules.items():
        assert rule.cites != ("busse-2025",), key


def test_s22_stiffness_under_45_makes_one_think_of_spondyloarthritis_apart_from_the_spine_findings() -> None:
    young = {
        "who": "40 F",
        "says": ["morning_stiffness low_back", "left lateral_hip pain 20w"],
        "exam": [*HIP_EXAM, *NORMAL_LEG],
        "has": [TEAR],
    }
    found = assess({**young, "shows": SEED["shows"]})
    state = next(p for p in found.pathways if p.state == "axial_spondyloarthritis")
    assert state.rules == ("axspa_consider",)
    assert "sacroiliac_mri" in state.suggestions
    assert next(v for v in found.verdicts if v.finding.type == "foraminal_stenosis").verdict is INCIDENTAL


def test_implicit_grades_are_kept_side_by_side() -> None:
    found = {v.finding.side: v.finding.severity for v in assess(SEED).verdicts if v.finding.type == "foraminal_stenosis"}
    assert found == {"left": "moderate", "right": "mild"}


def test_implicit_lumbar_degeneration_changes_nothing_in_the_gluteal_pathway() -> None:
    with_spine, without = assess(SEED).pathways[0], assess(seed(shows=[])).pathways[0]
    assert (with_spine.state, with_spine.suggestions) == (without.state, without.suggestions)
    assert with_spine.advice == (*without.advice, "keep_gluteal_pathway")


def test_implicit_every_mismatch_is_explained() -> None:
    for v in assess(SEED).verdicts:
        assert v.against or v.competing
        assert v.rules
        assert v.confidence in Confidence
