"""The state table of the gluteal tendon: each state fires for one patient and not for the one just outside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.concordance.assessment import Pathway
from service.concordance.gluteal_hip import GlutealHip, Tear
from service.concordance.gluteal_states import GUARDS, state
from service.concordance.judge import judge
from service.concordance.therapy_clock import Clock
from service.facts import Injection, Therapy
from service.knowledge.care import care
from tests.concordance.care_cases import (
    HIP_EXAM,
    NORMAL_LEG,
    SEED,
    TEAR,
    allergy,
    care_facts,
    injection,
    medicine,
    operation,
    study,
)
from tests.concordance.patients import TODAY, days_ago, source

NO_SPINE: dict[str, Any] = {"says": ["left lateral_hip pain 20w"], "exam": [*HIP_EXAM, *NORMAL_LEG], "has": [TEAR]}
FULL = "left gluteal_tear full imaging_confirmed"


def pathways(case: dict[str, Any], **more: Any) -> tuple[Pathway, ...]:
    return judge(care_facts(case, **more)).pathways


def hip(case: dict[str, Any] = NO_SPINE, **more: Any) -> Pathway:
    return next(p for p in pathways(case, **more) if p.state.startswith("G"))


STATES: list[tuple[str, str, dict[str, Any]]] = [
    ("a red flag is open", "G0", {"says": ["left lateral_hip pain 20w", "saddle_numbness new 1w"]}),
    ("a stress fracture of the hip is suspected", "G0", {"has": [TEAR, "?left femoral_neck_stress_fracture"]}),
    ("the stress fracture is of the other hip and over", "G3", {"has": [TEAR,
     "right femoral_neck_stress_fracture resolved 200w"]}),
    ("a full tear is acute and traumatic", "G2", {"has": [FULL + " acute traumatic"]}),
    ("a full tear is retracted", "G2", {"has": [FULL + " retracted"]}),
    ("a full tear is neither traumatic nor retracted", "G3", {"has": [FULL]}),
    ("a partial tear is traumatic", "G3", {"has": [TEAR + " acute traumatic"]}),
    ("a full retracted tear has no examination at all", "G2", {"has": [FULL + " retracted"], "exam": []}),
    ("a full retracted tear is only suspected", "G1", {"has": ["?" + FULL + " retracted"], "exam": []}),
    ("abductors fail after a hip replacement with a full tear", "G2", {
        "has": [FULL, "left post_arthroplasty_abductor_failure"]}),
    ("abductors fail after a hip replacement and nobody saw a tear", "G3", {
        "has": ["left post_arthroplasty_abductor_failure"]}),
    ("a replaced hip has a full tear and weak abductors", "G2", {
        "has": [FULL], "operations": [operation("hip_arthroplasty", 100)]}),
    ("a replaced hip has a full tear and good abductors", "G3", {
        "has": [FULL], "operations": [operation("hip_arthroplasty", 100)],
        "exam": [*[e for e in HIP_EXAM if "strength" not in e], "left hip_abduction_strength 5 normal", *NORMAL_LEG]}),
    ("a replaced hip has a partial tear and weak abductors", "G3", {"operations": [operation("hip_arthroplasty", 100)]}),
    ("a replaced hip has weak abductors and no tear", "G1", {
        "has": [], "operations": [operation("hip_arthroplasty", 100)]}),
    ("the weak abductors of a replaced hip are a proven nerve injury", "G1", {
        "has": ["left superior_gluteal_neuropathy"], "operations": [operation("hip_arthroplasty", 100)]}),
    ("the tear is known from imaging alone", "G1", {"exam": [*NORMAL_LEG]}),
    ("a pain syndrome is a label alone", "G1", {"has": ["left gtps"], "exam": [*NORMAL_LEG]}),
    ("the trochanter is not tender and the rest points to L5", "G1", {
        "has": ["left gtps"],
        "exam": ["left trochanter_tenderness normal", "left hip_abduction_strength 4", "left great_toe_extension_strength 4",
                 "left straight_leg_raise"]}),
    ("no neurological examination is recorded", "G1", {"exam": [*HIP_EXAM]}),
    ("a single root test is recorded", "G1", {"exam": [*HIP_EXAM, "left patellar_reflex normal"]}),
    ("the leg could not be examined", "G1", {"exam": [*HIP_EXAM, "left straight_leg_raise untested",
                                                      "left great_toe_extension_strength untested"]}),
    ("two root tests are recorded", "G3", {"exam": [*HIP_EXAM, "left patellar_reflex normal",
     "left straight_leg_raise normal"]}),
    ("lateral hip pain has no diagnosis yet", "G1", {"has": []}),
    ("the diagnosis is supported and nothing was begun", "G3", {}),
    ("a pain syndrome is supported by examination", "G3", {"has": ["left gtps"]}),
    ("therapy began four days ago", "G3", {"therapies": ["left 0.6w"]}),
    ("therapy began a week ago", "G4", {"therapies": ["left 1w"]}),
    ("only passive therapy was given", "G3", {"therapies": ["left 20w passive"]}),
    ("the therapy was for the back", "G3", {"therapies": ["spine 20w"]}),
    ("the therapy was for the other hip", "G3", {"therapies": ["right 20w"]}),
    ("therapy has run 6 weeks", "G4", {"therapies": ["left 6w"]}),
    ("therapy has run 6 weeks after an injection", "G5", {"therapies": ["left 6w"], "injections": ["left 16w"]}),
    ("the injection was on the other side", "G4", {"therapies": ["left 6w"], "injections": ["right 16w"]}),
    ("the injection held no steroid", "G4", {"therapies": ["left 6w"], "injections": ["left 16w no_steroid"]}),
    ("the injection was into the spine", "G4", {"therapies": ["left 6w"], "injections": ["left 16w epidural"]}),
    ("12 weeks and better", "G6", {"therapies": ["left 12w improved"]}),
    ("12 weeks and nobody wrote whether it helped", "G6", {"therapies": ["left 12w"]}),
    ("30 weeks and better", "G6", {"therapies": ["left 30w improved"]}),
    ("30 weeks and nobody wrote whether it helped", "G6", {"therapies": ["left 30w"]}),
    ("14 weeks without benefit and the Trendelenburg sign persists", "G7", {"therapies": ["left 14w not_improved"]}),
    ("14 weeks without benefit and a full tear", "G7", {
        "therapies": ["left 14w not_improved"], "has": [FULL], "exam": ["left trochanter_tenderness", *NORMAL_LEG]}),
    ("14 weeks without benefit, nothing worse", "G8", {
        "therapies": ["left 14w not_improved"], "exam": ["left trochanter_tenderness", *NORMAL_LEG]}),
    ("11 weeks without benefit", "G4", {"therapies": ["left 11w not_improved"]}),
    ("the Trendelenburg sign was last seen before therapy", "G8", {
        "therapies": ["left 14w not_improved"],
        "exam": ["left trochanter_tenderness", "left trendelenburg -120d", *NORMAL_LEG]}),
    ("strength fell a grade in two months, therapy just begun", "G7", {
        "therapies": ["left 2w"],
        "exam": [*NORMAL_LEG, "left trochanter_tenderness", "left hip_abduction_strength 4.33 -60d",
            "left hip_abduction_strength 3.33 -1d"]}),
    ("strength fell a third of a grade", "G4", {
        "therapies": ["left 2w"],
        "exam": [*NORMAL_LEG, "left trochanter_tenderness", "left hip_abduction_strength 4.33 -60d",
            "left hip_abduction_strength 4 -1d"]}),
    ("strength fell and came back", "G4", {
        "therapies": ["left 2w"],
        "exam": [*NORMAL_LEG, "left trochanter_tenderness", "left hip_abduction_strength 4.33 -90d",
                 "left hip_abduction_strength 3 -60d", "left hip_abduction_strength 4.33 -1d"]}),
    ("26 weeks without benefit", "G9", {"therapies": ["left 26w not_improved"]}),
    ("a course of 30 weeks failed and ended 20 weeks ago", "G9", {"therapies": ["left 50w 20w not_improved"]}),
    ("a course of 8 weeks ended 20 weeks ago", "G3", {"therapies": ["left 28w 20w not_improved"]}),
    ("a gap of 10 weeks lies before the present 4 weeks", "G4", {"therapies": ["left 40w 14w not_improved", "left 4w"]}),
    ("a gap of 5 weeks lies before the present 10 weeks", "G6", {"therapies": ["left 40w 15w", "left 10w improved"]}),
    ("the problem is recorded as resolved", "G10", {"has": [TEAR + " resolved"], "says": [], "exam": []}),
    ("the resolved problem hurts again and is examined", "G3", {"has": [TEAR + " resolved"]}),
    ("better, strong and free of complaint", "G10", {
        "says": [], "therapies": ["left 20w improved"],
        "exam": ["left trochanter_tenderness", "left hip_abduction_strength normal", *NORMAL_LEG]}),
    ("better and strong, but it still hurts", "G6", {
        "therapies": ["left 20w improved"], "exam": ["left trochanter_tenderness", "left hip_abduction_strength normal",
            *NORMAL_LEG]}),
]  # fmt: skip


@pytest.mark.parametrize(("patient", "expected", "change"), STATES, ids=[s[0] for s in STATES])
def test_the_hip_is_in_its_state(patient: str, expected: str, change: dict[str, Any]) -> None:
    assert hip(NO_SPINE, **change).state == expected


@pytest.mark.parametrize("name", [name for name, _ in GUARDS])
def test_every_state_has_an_example(name: str) -> None:
    assert any(expected == name for _, expected, _ in STATES)


CLOCKS = st.builds(
    Clock,
    weeks=st.sampled_from([0.0, 0.9, 1.0, 5.0, 11.9, 12.0, 25.9, 26.0, 80.0]),
    began=st.sampled_from([None, days_ago(100)]),
    helped=st.sampled_from([True, False, None]),
    restarted=st.booleans(),
)
TEARS = st.builds(
    Tear,
    extent=st.sampled_from(["none", "partial", "full", "unknown"]),
    undersurface=st.booleans(),
    retracted=st.booleans(),
    traumatic=st.booleans(),
    fatty=st.sampled_from([None, 0, 2, 4]),
    irreparable=st.booleans(),
)
HIPS = st.builds(
    GlutealHip,
    side=st.sampled_from(["left", "right", None]),
    certainty=st.sampled_from(["confirmed", "clinical", "imaging_only", "none"]),
    neurology_examined=st.booleans(),
    tear=TEARS,
    clock=CLOCKS,
    steroid_injections=st.sampled_from([(), (Injection(kind="trochanteric", source=source(1, "Procedure")),)]),
    weak=st.booleans(),
    trendelenburg_persists=st.booleans(),
    progressive=st.booleans(),
    failed_after_arthroplasty=st.booleans(),
    endangered=st.booleans(),
    repaired=st.booleans(),
    resolved=st.booleans(),
)


@given(HIPS)
def test_every_hip_is_in_exactly_one_state_of_the_table(one: GlutealHip) -> None:
    first = state(one)
    assert first in care().management
    assert next(name for name, guard in GUARDS if guard(one)) == first


@given(HIPS)
def test_an_unrecorded_response_is_no_failure(one: GlutealHip) -> None:
    if one.clock.helped is None and not one.progressive:
        assert state(one) not in ("G7", "G8", "G9")


@given(HIPS)
def test_a_red_flag_stops_every_hip(one: GlutealHip) -> None:
    assert (state(one) == "G0") == one.endangered


THERAPIES = st.builds(
    Therapy,
    kind=st.just("physiotherapy"),
    target=st.sampled_from(["hip", None, "spine"]),
    side=st.sampled_from(["left", "right", "bilateral", None]),
    start=st.sampled_from([None, days_ago(400), days_ago(90), days_ago(5), days_ago(-20)]),
    end=st.sampled_from([None, days_ago(200), days_ago(10)]),
    sessions=st.sampled_from([(), (days_ago(50),), (days_ago(100), days_ago(80), days_ago(10))]),
    qualifying=st.booleans(),
    outcome=st.sampled_from([None, "improved", "not improved", "worse"]),
    completed=st.sampled_from([None, True, False]),
    source=st.just(source(1, "Procedure")),
)
LINES = [
    "left gluteal_tear partial",
    "right gtps",
    "both gluteal_tendinopathy",
    "gluteal_tear full retracted",
    "left gtps resolved",
]


@given(
    st.lists(st.sampled_from(LINES), max_size=3),
    st.lists(THERAPIES, max_size=3),
    st.lists(st.sampled_from([*HIP_EXAM, *NORMAL_LEG, "right trochanter_tenderness", "trendelenburg"]), max_size=6),
    st.lists(st.sampled_from(["left 5w", "right 60w", "20w"]), max_size=2),
)
def test_any_record_places_each_hip_once(
    has: list[str], therapies: list[Therapy], exam: list[str], injections: list[str]
) -> None:
    found = pathways({"has": has, "exam": exam}, therapies=therapies, injections=injections)
    states = [p for p in found if p.state.startswith("G")]
    assert len({p.side for p in states}) == len(states)
    assert all(p.citations and p.rules for p in states)
    named = {"left", "right"} if "both gluteal_tendinopathy" in has else set()
    assert named <= {p.side for p in states}


def test_both_hips_are_placed_apart() -> None:
    case = {**NO_SPINE, "has": ["both gtps"], "exam": [*HIP_EXAM, *NORMAL_LEG]}
    assert [(p.side, p.state) for p in pathways(case)] == [("left", "G3"), ("right", "G1")]


def test_a_diagnosis_without_a_side_takes_that_of_the_complaint() -> None:
    assert hip(NO_SPINE, has=["gluteal_tear partial imaging_confirmed"]).side == "left"


def test_a_healthy_patient_has_no_pathway() -> None:
    assert pathways({"says": ["left knee pain 10w"]}) == ()


@pytest.mark.parametrize("status", ["refuted", "entered-in-error", "past"])
def test_a_diagnosis_that_does_not_stand_has_no_pathway(status: str) -> None:
    assert pathways({"has": [f"left gluteal_tear {status}"]}) == ()


def test_a_gap_between_dated_sessions_restarts_the_count() -> None:
    days = tuple(days_ago(d) for d in (140, 130, 120, 20, 13, 6))
    course = Therapy(kind="physiotherapy", sessions=days, start=days[0], qualifying=True, source=source(1, "Procedure"))
    placed = hip(NO_SPINE, therapies=[course])
    assert placed.state == "G4"
    assert "therapy_gap_restarts" in placed.rules


def test_single_sessions_recorded_one_by_one_are_one_course() -> None:
    visits = [
        Therapy(
            kind="physiotherapy",
            start=days_ago(d),
            end=days_ago(d),
            completed=True,
            qualifying=True,
            source=source(d, "Procedure"),
        )
        for d in (100, 80, 60, 40, 20, 3)
    ]
    assert hip(NO_SPINE, therapies=visits).state == "G6"


@pytest.mark.parametrize(("gap", "state_"), [(42, "G6"), (43, "G4")])
def test_six_weeks_between_sessions_are_no_gap_yet(gap: int, state_: str) -> None:
    days = (days_ago(40 + gap + 30), days_ago(40 + gap), days_ago(40), days_ago(10))
    course = Therapy(kind="physiotherapy", sessions=days, start=days[0], qualifying=True, source=source(1, "Procedure"))
    assert hip(NO_SPINE, therapies=[course]).state == state_


@pytest.mark.parametrize(("last", "state_"), [(42, "G6"), (43, "G3")])
def test_sessions_that_stopped_over_six_weeks_ago_do_not_run_on(last: int, state_: str) -> None:
    days = (days_ago(last + 60), days_ago(last + 30), days_ago(last))
    course = Therapy(kind="physiotherapy", sessions=days, start=days[0], qualifying=True, source=source(1, "Procedure"))
    assert hip(NO_SPINE, therapies=[course]).state == state_


def test_sessions_joined_to_a_course_go_on_to_today() -> None:
    days = tuple(days_ago(d) for d in (90, 70, 45, 20))
    course = Therapy(
        kind="physiotherapy",
        start=days[0],
        end=days[-1],
        sessions=days,
        completed=True,
        qualifying=True,
        source=source(1, "Procedure"),
    )
    assert hip(NO_SPINE, therapies=[course]).state == "G6"


def test_one_dated_entry_with_a_response_stands_for_a_course() -> None:
    entry: dict[str, Any] = {
        "kind": "physiotherapy",
        "start": days_ago(200),
        "end": days_ago(200),
        "sessions": (days_ago(200),),
    }
    failed = Therapy(**entry, completed=True, qualifying=True, outcome="not improved", source=source(1, "Procedure"))
    silent = Therapy(**entry, completed=True, qualifying=True, source=source(1, "Procedure"))
    assert hip(NO_SPINE, therapies=[failed]).state == "G9"
    assert hip(NO_SPINE, therapies=[silent]).state == "G3"


def test_therapy_that_begins_in_the_future_does_not_count() -> None:
    later = Therapy(kind="physiotherapy", start=days_ago(-14), qualifying=True, source=source(1, "Procedure"))
    assert hip(NO_SPINE, therapies=[later]).state == "G3"


def test_after_a_repair_the_weeks_count_from_the_operation() -> None:
    placed = hip(NO_SPINE, therapies=["left 40w not_improved"], operations=[operation("gluteal_repair", 4)])
    assert placed.state == "G4"
    assert "repair_restarts_clock" in placed.rules


# ---- what is advised ------------------------------------------------------------------------------------------------


def test_the_index_case_starts_with_supervised_loading_and_all_that_goes_with_it() -> None:
    placed = hip(SEED)
    assert placed.state == "G3"
    assert placed.side == "left"
    assert placed.advice[:2] == ("supervised_abductor_loading", "load_education")
    assert {"nsaid_if_safe", "single_guided_injection", "repair_after_failure", "cryotherapy"} <= set(placed.advice)
    assert placed.suggestions[0] == "physiotherapy_abductors"
    assert "i1_incidental_adds_nothing" in placed.rules
    assert {"mellor-2018", "brinks-2011"} <= set(placed.citations)


def test_a_failed_partial_undersurface_tear_names_the_trans_tendinous_repair() -> None:
    placed = hip(NO_SPINE, has=[TEAR + " undersurface"], therapies=["left 30w not_improved"])
    assert placed.state == "G9"
    assert "endoscopic_transtendinous" in placed.advice
    assert "repair_by_size" not in placed.advice


def test_a_failed_bursal_tear_does_not_name_it() -> None:
    placed = hip(NO_SPINE, has=[TEAR + " bursal"], therapies=["left 30w not_improved"])
    assert "endoscopic_transtendinous" not in placed.advice
    assert "repair_by_size" in placed.advice


@pytest.mark.parametrize(("grade", "named"), [("fatty_2", False), ("fatty_3", True), ("fatty_4", True)])
def test_fatty_change_of_grade_3_names_the_transfer(grade: str, named: bool) -> None:
    placed = hip(NO_SPINE, has=[f"{FULL} {grade}"], therapies=["left 30w not_improved"])
    assert ("glut_max_transfer" in placed.advice) is named


def test_an_mri_of_the_last_year_is_not_repeated() -> None:
    case = {"therapies": ["left 30w not_improved"]}
    assert "hip_mri" in hip(NO_SPINE, **case).suggestions
    assert "hip_mri" not in hip(NO_SPINE, **case, studies=[study("hip", "MR", 20, "left")]).suggestions
    assert "hip_mri" in hip(NO_SPINE, **case, studies=[study("hip", "MR", 60, "left")]).suggestions
    assert "hip_mri" in hip(NO_SPINE, **case, studies=[study("hip", "MR", 20, "right")]).suggestions


def test_an_unsafe_nsaid_is_held_back_and_replaced() -> None:
    placed = hip(SEED, medications=["apixaban anticoagulant"])
    assert "nsaid" not in placed.suggestions
    assert "topical_nsaid" in placed.suggestions
    assert "topical_or_paracetamol" in placed.advice
    assert [(w.item, w.gate) for w in placed.withheld] == [("nsaid", "nsaid_anticoagulant")]


def test_an_allergic_patient_is_offered_no_nsaid_at_all() -> None:
    placed = hip(SEED, allergies=[allergy("nsaid")])
    assert {"nsaid", "topical_nsaid"}.isdisjoint(placed.suggestions)
    assert {"paracetamol_only"} <= set(placed.advice)
    assert "paracetamol" in placed.suggestions


def test_an_earlier_injection_rules_out_the_next() -> None:
    placed = hip(SEED, injections=["left 60w"])
    assert "no_repeat_steroid" in placed.advice
    assert "guided_peritendinous_injection" not in placed.suggestions
    assert ("steroid", "steroid_given_before") in [(w.item, w.gate) for w in placed.withheld]


def test_under_treatment_one_guided_injection_may_be_offered() -> None:
    assert "guided_peritendinous_injection" in hip(NO_SPINE, therapies=["left 6w"]).suggestions


def test_what_is_ordered_already_is_not_suggested_again() -> None:
    assert "physiotherapy_abductors" in hip(SEED).suggestions
    assert "physiotherapy_abductors" not in hip(SEED, orders=["left physiotherapy"]).suggestions


def test_weak_abductors_beside_an_l5_finding_ask_for_emg() -> None:
    exam = ["left trochanter_tenderness", "left hip_abduction_strength 4"]
    placed = hip({**NO_SPINE, "exam": exam, "shows": ["left moderate lateral_recess_stenosis L4-L5"]})
    assert placed.state == "G1"
    assert {"emg_for_doubt", "abductors_can_be_l5", "examine_neurology"} <= set(placed.advice)
    assert "emg" in placed.suggestions


def test_a_mere_label_comes_after_the_root_that_explains_it() -> None:
    case = {
        "says": ["left lateral_leg pain 26w"],
        "has": ["left gtps"],
        "exam": ["left trochanter_tenderness normal", "left hip_abduction_strength 4", "left great_toe_extension_strength 4",
                 "left ankle_inversion_strength 4", "left straight_leg_raise"],
        "shows": ["left severe foraminal_stenosis L5-S1 Lee:3"],
    }  # fmt: skip
    found = pathways(case)
    assert [p.state for p in found] == ["lumbar_radiculopathy", "G1"]
    assert found[1].suggestions == ("emg",)
    assert "abductors_can_be_l5" in found[1].advice


def test_hip_and_root_are_both_treated() -> None:
    case = {
        "says": ["right lateral_hip pain 20w", "right numbness dorsum_foot 20w"],
        "exam": ["right trochanter_tenderness", "right great_toe_extension_strength 4", "right straight_leg_raise"],
        "has": ["right gtps"],
        "shows": ["right severe lateral_recess_stenosis L4-L5"],
    }
    found = {p.state: p for p in pathways(case)}
    assert set(found) == {"G3", "lumbar_radiculopathy"}
    assert "treat_both" in found["G3"].advice
    assert "i5_both_active" in found["G3"].rules


def test_what_moves_on_leaves_out_what_is_known() -> None:
    assert "full_tear_found" in hip(NO_SPINE).next
    assert "full_tear_found" not in hip(NO_SPINE, has=[FULL]).next


def test_injection_today_and_medicine_ended_are_read_as_such() -> None:
    assert injection("left 0w").given == TODAY
    assert not medicine("ciprofloxacin fluoroquinolone ended 2w").active


def test_failed_abductors_without_a_known_tear_go_to_the_surgeon_first() -> None:
    led = pathways({**NO_SPINE, "has": ["left post_arthroplasty_abductor_failure"]})
    assert [p.state for p in led] == ["post_arthroplasty_abductor_failure", "G3"]
    assert "hip_surgeon_referral" in led[0].suggestions


def test_failed_abductors_with_a_full_tear_are_referred_once() -> None:
    led = pathways({**NO_SPINE, "has": [FULL, "left post_arthroplasty_abductor_failure"]})
    assert [p.state for p in led] == ["G2"]


HIP_OA: dict[str, Any] = {
    "says": ["left groin pain 30w"], "exam": ["left hip_internal_rotation", "both neuro normal"],
    "shows": ["left mild foraminal_stenosis L1-L2"],
}  # fmt: skip


@pytest.mark.parametrize(("told", "offered"), [("", True), (" xray", False), (" severe", True)])
def test_an_x_ray_that_the_record_tells_of_is_not_suggested_again(told: str, offered: bool) -> None:
    hips = [p for p in judge(care_facts({**HIP_OA, "has": [f"left hip_osteoarthritis{told}"]})).pathways if p.side == "left"]
    assert any("hip_xray" in p.suggestions for p in hips) is offered
