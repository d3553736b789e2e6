"""What one hip in its state is advised and offered: each piece of advice with the hip for which it does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Pathway
from service.concordance.judge import judge
from service.facts import EarlierRequest, Electrodiagnosis
from tests.concordance.care_cases import HIP_EXAM, NORMAL_LEG, TEAR, care_facts, operation, study
from tests.concordance.patients import source

Case = dict[str, Any]
HIP: Case = {"says": ["left lateral_hip pain 20w"], "exam": [*HIP_EXAM, *NORMAL_LEG], "has": [TEAR]}
LABEL: Case = {"says": ["left lateral_hip pain 20w"], "has": ["left gtps"]}
WEAK = ["left hip_abduction_strength 4"]
RECESS = ["left moderate lateral_recess_stenosis L4-L5"]
L2 = ["left moderate foraminal_stenosis L2-L3"]
SCAN = study("hip", "MR", 20, "left")
FAILED = ["left 30w not_improved"]
MONTHS = ["left 20w not_improved"]


def with_(case: Case, **more: Any) -> Case:
    return {**case, **more}


def hip(case: Case) -> Pathway:
    return next(p for p in judge(care_facts(case)).pathways if p.state.startswith("G"))


def nerve_study(side: Any) -> dict[str, Any]:
    return {"electrodiagnoses": (Electrodiagnosis(conclusion="normal", side=side, source=source(1, "Observation")),)}


ADVICE: list[tuple[str, Case, str, bool]] = [
    ("a label, no hip sign", with_(LABEL), "examine_gluteal_tests", True),
    ("a tear on a scan, no hip sign", with_(HIP, exam=NORMAL_LEG), "examine_gluteal_tests", True),
    ("tender, the nerves not examined", with_(HIP, exam=HIP_EXAM), "examine_gluteal_tests", False),
    ("tender, the nerves not examined", with_(HIP, exam=HIP_EXAM), "examine_neurology", True),
    ("a label, the nerves normal", with_(LABEL, exam=NORMAL_LEG), "examine_neurology", False),
    ("a label", with_(LABEL), "hip_xray_first", True),
    ("a label, X-rayed", with_(LABEL, studies=[study("hip", "XR", 20, "left")]), "hip_xray_first", False),
    ("a label, the pelvis X-rayed", with_(LABEL, studies=[study("pelvis", "XR", 20)]), "hip_xray_first", False),
    ("a label, X-rayed on the other side", with_(LABEL, studies=[study("hip", "XR", 20, "right")]), "hip_xray_first", True),
    ("a label, the spine X-rayed", with_(LABEL, studies=[study("lumbar", "XR", 20)]), "hip_xray_first", True),
    ("a label, an MRI", with_(LABEL, studies=[study("hip", "MR", 20, "left")]), "hip_xray_first", True),
    ("a label, X-rayed two years ago", with_(LABEL, studies=[study("hip", "XR", 104, "left")]), "hip_xray_first", False),
    ("a label, X-rayed before that", with_(LABEL, studies=[study("hip", "XR", 105, "left")]), "hip_xray_first", True),
    ("a label in pregnancy", with_(LABEL, has=["left gtps", "pregnancy"]), "hip_xray_first", False),
    ("a label, weak", with_(LABEL, exam=WEAK), "hip_mri_for_weakness", True),
    ("a label, strong", with_(LABEL), "hip_mri_for_weakness", False),
    ("a label, weak, seen on MRI", with_(LABEL, exam=WEAK, studies=[SCAN]), "hip_mri_for_weakness", False),
    ("the other hip seen", with_(LABEL, exam=WEAK, studies=[study("hip", "MR", 20, "right")]), "hip_mri_for_weakness", True),
    ("a tear known from a scan, weak", with_(HIP, exam=WEAK), "hip_mri_for_weakness", False),
    ("a label, weak", with_(LABEL, exam=WEAK), "abductors_can_be_l5", True),
    ("a label, strong", with_(LABEL), "abductors_can_be_l5", False),
    ("a label, weak, a recess at L4-L5", with_(LABEL, exam=WEAK, shows=RECESS), "emg_for_doubt", True),
    ("the same with a nerve study", with_(LABEL, exam=WEAK, shows=RECESS, **nerve_study("left")), "emg_for_doubt", False),
    ("a study of the other leg", with_(LABEL, exam=WEAK, shows=RECESS, **nerve_study("right")), "emg_for_doubt", True),
    ("a label, strong, a recess at L4-L5", with_(LABEL, shows=RECESS), "emg_for_doubt", False),
    (
        "a label, weak, a recess on the other side",
        with_(LABEL, exam=WEAK, shows=["right moderate lateral_recess_stenosis L4-L5"]),
        "emg_for_doubt",
        False,
    ),
    (
        "a label, weak, a foramen of L2",
        with_(LABEL, exam=WEAK, shows=["left moderate foraminal_stenosis L2-L3"]),
        "emg_for_doubt",
        False,
    ),
    ("failed, no scan", with_(HIP, therapies=FAILED), "hip_mri_current", True),
    ("failed, a scan", with_(HIP, therapies=FAILED, studies=[study("hip", "MR", 50, "left")]), "hip_mri_current", False),
    ("failed, an old scan", with_(HIP, therapies=FAILED, studies=[study("hip", "MR", 53, "left")]), "hip_mri_current", True),
    ("twelve weeks and better", with_(HIP, therapies=["left 20w improved"]), "record_response", False),
    ("twelve weeks, nobody wrote whether better", with_(HIP, therapies=["left 20w"]), "record_response", True),
    ("repaired", with_(HIP, operations=[operation("gluteal_repair", 10)]), "follow_surgeon_protocol", True),
    ("not repaired", with_(HIP), "follow_surgeon_protocol", False),
    (
        "repaired, in therapy since",
        with_(HIP, operations=[operation("gluteal_repair", 10)], therapies=["left 6w"]),
        "follow_surgeon_protocol",
        False,
    ),
    ("beside an incidental finding", with_(HIP, shows=L2), "keep_gluteal_pathway", True),
    ("beside nothing", with_(HIP), "keep_gluteal_pathway", False),
    (
        "a label beside an incidental finding",
        with_(LABEL, exam=NORMAL_LEG, shows=["left moderate foraminal_stenosis L2-L3"]),
        "keep_gluteal_pathway",
        False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "key", "given"), [a[1:] for a in ADVICE], ids=[f"{a[0]}: {a[2]}" for a in ADVICE])
def test_advice_is_given_where_it_applies(told: Case, key: str, given: bool) -> None:
    assert (key in hip(told).advice) is given


def requested(kind: str, side: Any = "left", *, active: bool = True) -> dict[str, Any]:
    told = EarlierRequest(order_class=kind, side=side, active=active, source=source(1, "ServiceRequest"))
    return {"earlier_requests": [told]}


OFFERED: list[tuple[str, Case, str, bool]] = [
    ("a label", with_(LABEL), "hip_xray", True),
    ("a label, X-rayed", with_(LABEL, studies=[study("hip", "XR", 20, "left")]), "hip_xray", False),
    ("a label, X-rayed long ago", with_(LABEL, studies=[study("hip", "XR", 105, "left")]), "hip_xray", True),
    ("a label in pregnancy", with_(LABEL, has=["left gtps", "pregnancy"]), "hip_xray", False),
    ("an X-ray asked for", with_(LABEL, **requested("hip_xray")), "hip_xray", False),
    ("an X-ray of the other hip asked for", with_(LABEL, **requested("hip_xray", "right")), "hip_xray", True),
    ("an X-ray no longer asked for", with_(LABEL, **requested("hip_xray", active=False)), "hip_xray", True),
    ("an MRI asked for", with_(LABEL, **requested("hip_mri")), "hip_xray", True),
    ("a label, strong", with_(LABEL), "hip_mri", False),
    ("a label, weak", with_(LABEL, exam=WEAK), "hip_mri", True),
    ("a tear known from a scan, weak", with_(HIP, exam=WEAK), "hip_mri", False),
    ("a tear known from a scan, failed", with_(HIP, therapies=FAILED), "hip_mri", True),
    ("a label, weak, a recess at L4-L5", with_(LABEL, exam=WEAK, shows=RECESS), "emg", True),
    ("a label, weak", with_(LABEL, exam=WEAK), "emg", False),
    ("starting", with_(HIP), "nsaid", True),
    ("starting, on an anticoagulant", with_(HIP, medications=["apixaban anticoagulant"]), "nsaid", False),
    ("starting, on an anticoagulant", with_(HIP, medications=["apixaban anticoagulant"]), "topical_nsaid", True),
    ("starting, on an anticoagulant", with_(HIP, medications=["apixaban anticoagulant"]), "paracetamol", False),
    ("starting, pregnant", with_(HIP, has=[TEAR, "pregnancy"]), "paracetamol", True),
    ("starting, pregnant", with_(HIP, has=[TEAR, "pregnancy"]), "topical_nsaid", False),
]


@pytest.mark.parametrize(("told", "key", "given"), [o[1:] for o in OFFERED], ids=[f"{o[0]}: {o[2]}" for o in OFFERED])
def test_what_can_be_ordered_is_offered_where_it_is_of_use(told: Case, key: str, given: bool) -> None:
    assert (key in hip(told).suggestions) is given


RULES: list[tuple[str, Case, str, bool]] = [
    ("a label", with_(LABEL), "diagnosis_needs_examination", True),
    ("tender, the nerves not examined", with_(HIP, exam=HIP_EXAM), "diagnosis_needs_examination", False),
    ("tender, the nerves not examined", with_(HIP, exam=HIP_EXAM), "neurology_needed", True),
    ("a label, the nerves normal", with_(LABEL, exam=NORMAL_LEG), "neurology_needed", False),
    ("starting", with_(HIP), "neurology_needed", False),
    ("begun again after a gap", with_(HIP, therapies=["left 40w 30w", "left 5w"]), "therapy_gap_restarts", True),
    ("in one run", with_(HIP, therapies=["left 5w"]), "therapy_gap_restarts", False),
    ("repaired", with_(HIP, operations=[operation("gluteal_repair", 10)]), "repair_restarts_clock", True),
    (
        "repaired after therapy",
        with_(HIP, operations=[operation("gluteal_repair", 10)], therapies=["left 40w 30w"]),
        "therapy_gap_restarts",
        False,
    ),
    ("a full course that ended", with_(HIP, therapies=["left 40w 20w not_improved"]), "failed_course_stands", True),
    ("a course that goes on", with_(HIP, therapies=MONTHS), "failed_course_stands", False),
    ("failing, the pelvis drops", with_(HIP, therapies=MONTHS), "trendelenburg_persistent", True),
    ("failing and weaker", with_(HIP, exam=[*HIP_EXAM, *NORMAL_LEG, "left hip_abduction_strength 4 progressive"]),
     "progressive_weakness_any_time", True),
    ("failing", with_(HIP, therapies=MONTHS), "progressive_weakness_any_time", False),
    ("twelve weeks, nobody wrote whether better", with_(HIP, therapies=["left 20w"]), "response_not_recorded", True),
    ("twelve weeks and better", with_(HIP, therapies=["left 20w improved"]), "response_not_recorded", False),
    ("starting", with_(HIP), "response_not_recorded", False),
    ("six months and better", with_(HIP, therapies=["left 26w improved"]), "improving_beyond_26_weeks", True),
    ("nearly six months and better", with_(HIP, therapies=["left 25w improved"]), "improving_beyond_26_weeks", False),
    ("injected before", with_(HIP, injections=["left 30w"]), "previous_injection_same_side", True),
    ("the other hip injected", with_(HIP, injections=["right 30w"]), "previous_injection_same_side", False),
    ("failed, injected before", with_(HIP, injections=["left 30w"], therapies=FAILED), "previous_injection_same_side", False),
    ("beside an incidental finding", with_(HIP, shows=L2), "i1_incidental_adds_nothing", True),
    ("beside nothing", with_(HIP), "i1_incidental_adds_nothing", False),
    ("beside nothing", with_(HIP), "i5_both_active", False),
]  # fmt: skip


@pytest.mark.parametrize(("told", "rule", "fired"), [r[1:] for r in RULES], ids=[f"{r[0]}: {r[2]}" for r in RULES])
def test_the_rules_that_led_there_are_named(told: Case, rule: str, fired: bool) -> None:
    found = hip(told)
    assert found.rules[:2] == (found.state, "one_state_per_hip")
    assert (rule in found.rules) is fired


NEXT: list[tuple[str, Case, str, bool]] = [
    ("a label", with_(LABEL), "hip_signs_recorded", True),
    ("tender", with_(HIP, exam=HIP_EXAM), "hip_signs_recorded", False),
    ("tender", with_(HIP, exam=HIP_EXAM), "neurology_recorded", True),
    ("a label, the nerves normal", with_(LABEL, exam=NORMAL_LEG), "neurology_recorded", False),
    ("twelve weeks", with_(HIP, therapies=["left 20w"]), "response_recorded", True),
    ("twelve weeks and better", with_(HIP, therapies=["left 20w improved"]), "response_recorded", False),
    ("starting", with_(HIP), "weakness_progresses", True),
    (
        "a plateau",
        with_(HIP, exam=["left trochanter_tenderness", *NORMAL_LEG], therapies=MONTHS),
        "trendelenburg_persists",
        True,
    ),
]


@pytest.mark.parametrize(("told", "key", "open_"), [n[1:] for n in NEXT], ids=[f"{n[0]}: {n[2]}" for n in NEXT])
def test_what_would_move_the_patient_on_is_what_is_not_known_yet(told: Case, key: str, open_: bool) -> None:
    assert (key in hip(told).next) is open_


def test_the_hip_that_is_replaced_keeps_its_problem_and_side() -> None:
    found = hip(HIP)
    assert found.problem is not None
    assert (found.side, found.problem.kind) == ("left", "gluteal_tear")
    unsided = judge(replace(care_facts({"has": ["gtps"]}), findings=())).pathways
    assert [(p.side, p.problem and p.problem.kind) for p in unsided] == [(None, "gtps")]
