"""What speaks for and against a finding: only what is of its side, by the tests of its own roots."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.assessment import Evidence, FindingVerdict, Verdict
from service.concordance.judge import judge
from tests.concordance.cases_by_subject.record import study
from tests.concordance.patients import facts


def verdict(shows: str, **told: Any) -> FindingVerdict:
    return judge(facts(shows=[shows], **told)).verdicts[0]


def told(evidence: tuple[Evidence, ...]) -> set[tuple[str, str, str | None]]:
    return {(e.relation, e.subject if e.kind != "symptom" else " ".join(e.regions), e.side) for e in evidence}


BOTH_LEGS = ["left groin pain 20w", "right calf pain 20w"]


def test_pain_of_the_other_leg_says_nothing_of_a_finding_where_both_legs_hurt() -> None:
    left = verdict("left moderate foraminal_stenosis L5-S1", says=BOTH_LEGS)
    right = verdict("right moderate foraminal_stenosis L5-S1", says=BOTH_LEGS)
    assert ("possible_territory", "calf", "right") in told(right.supporting)
    assert not {fact for fact in told((*left.supporting, *left.against)) if fact[2] == "right"}
    assert not {fact for fact in told((*right.supporting, *right.against)) if fact[2] == "left"}
    both = verdict("both moderate foraminal_stenosis L5-S1", says=BOTH_LEGS)
    assert {fact[2] for fact in told((*both.supporting, *both.against)) if fact[1] in ("calf", "groin")} == {"left", "right"}


def test_pain_without_a_side_can_be_of_either_where_both_legs_hurt() -> None:
    says = ["left groin pain 20w", "right groin pain 20w", "calf pain 20w"]
    for side in ("left", "right"):
        supporting = told(verdict(f"{side} moderate lateral_recess_stenosis L5-S1", says=says).supporting)
        assert {fact[0] for fact in supporting if fact[1] == "calf"} == {"primary_root"}


def test_where_the_whole_complaint_is_on_the_other_side_it_is_named_as_such() -> None:
    found = verdict("left moderate lateral_recess_stenosis L5-S1", says=["right calf pain 20w"], exam=["right achilles_reflex"])
    assert {fact for fact in told(found.against) if fact[0] == "opposite_side"} == {
        ("opposite_side", "calf", "right"),
        ("opposite_side", "achilles_reflex", "right"),
    }
    assert not found.supporting or {e.relation for e in found.supporting} <= {"severity"}


def test_a_sign_of_the_other_leg_says_nothing_where_both_legs_are_ill() -> None:
    exam = ["left patellar_reflex", "right achilles_reflex"]
    found = verdict("left moderate lateral_recess_stenosis L5-S1", says=["both leg pain 20w"], exam=exam)
    assert "achilles_reflex" not in {e.subject for e in (*found.supporting, *found.against)}
    assert "patellar_reflex" in {e.subject for e in found.against}


NORMALS: list[tuple[str, str, list[str], set[str]]] = [
    (
        "one root",
        "left moderate foraminal_stenosis L5-S1",
        ["left great_toe_extension_strength normal", "left achilles_reflex normal"],
        {"great_toe_extension_strength"},
    ),
    (
        "two roots in one sleeve",
        "left moderate foraminal_stenosis L5-S1 conjoined",
        ["left great_toe_extension_strength normal", "left achilles_reflex normal"],
        {"great_toe_extension_strength", "achilles_reflex"},
    ),
    (
        "the other leg",
        "left moderate foraminal_stenosis L5-S1",
        ["right great_toe_extension_strength normal"],
        set(),
    ),
    (
        "a finding of no side",
        "moderate central_stenosis L4-L5",
        ["left great_toe_extension_strength normal", "right great_toe_extension_strength normal"],
        {"great_toe_extension_strength"},
    ),
]


@pytest.mark.parametrize(("shows", "exam", "normals"), [n[1:] for n in NORMALS], ids=[n[0] for n in NORMALS])
def test_the_normal_tests_of_each_own_root_speak_against_a_finding(shows: str, exam: list[str], normals: set[str]) -> None:
    found = verdict(shows, says=["left buttock pain 20w", "right buttock pain 20w"], exam=exam)
    assert {e.subject for e in found.against if e.relation == "normal_examination"} == normals


def test_of_a_whole_cauda_the_normal_tests_of_the_highest_root_are_enough() -> None:
    exam = ["both knee_extension_strength normal", "both great_toe_extension_strength normal", "both achilles_reflex normal"]
    found = verdict("severe central_stenosis L2-L3", says=["both leg claudication 40w"], exam=exam)
    assert len(found.primary) > 3
    normals = {e.subject for e in found.against if e.relation == "normal_examination"}
    assert "knee_extension_strength" in normals
    assert normals.isdisjoint({"great_toe_extension_strength", "achilles_reflex"})


@pytest.mark.parametrize(
    ("side", "roots", "relation"),
    [("left", ("L5",), "supporting"), ("left", ("S1",), "against"), ("left", (), "supporting"), ("right", ("L5",), "neither")],
)
def test_a_nerve_study_counts_for_the_roots_and_the_side_it_names(side: str, roots: tuple[str, ...], relation: str) -> None:
    told = study("radiculopathy", side, roots)
    found = verdict("left moderate foraminal_stenosis L5-S1", says=["left leg pain 20w"], **told)
    groups = {"supporting": found.supporting, "against": found.against}
    where = {name for name, group in groups.items() if any(e.kind == "electrodiagnosis" for e in group)}
    assert where == ({relation} if relation != "neither" else set())


WEAK_HIP: dict[str, Any] = {
    "says": ["left lateral_hip pain 20w"],
    "has": ["left gluteal_tear imaging_confirmed"],
    "exam": [
        "left hip_abduction_strength 4",
        "left trochanter_tenderness",
        *(f"left root {root} normal" for root in ("L2", "L3")),
        "left great_toe_extension_strength normal",
        "left ankle_dorsiflexion_strength normal",
    ],
}
GUARDED = [
    ("left moderate foraminal_stenosis L3-L4", True),
    ("both moderate foraminal_stenosis L3-L4", True),
    ("moderate foraminal_stenosis L3-L4", True),
    ("left moderate foraminal_stenosis L2-L3", False),
    ("right moderate foraminal_stenosis L3-L4", False),
    ("left disc_bulge L3-L4 contact=contact", True),
    ("left disc_bulge L3-L4", False),
    ("facet_arthropathy L3-L4", False),
    ("disc_degeneration L4-L5", False),
]


@pytest.mark.parametrize(("shows", "guarded"), GUARDED, ids=[shows for shows, _ in GUARDED])
def test_weak_abductors_keep_what_threatens_a_low_root_of_their_side_from_being_incidental(shows: str, guarded: bool) -> None:
    found = verdict(shows, **WEAK_HIP)
    assert (found.verdict is not Verdict.INCIDENTAL) is guarded, found.rules
    strong = {**WEAK_HIP, "exam": [*WEAK_HIP["exam"][1:], "left hip_abduction_strength normal"]}
    if "L3-L4" in shows and "left" in shows and "contact" not in shows:
        assert verdict(shows, **strong).verdict is Verdict.INCIDENTAL


EITHER = [
    ("left disc_herniation L4-L5 central extrusion", False),
    ("midline disc_herniation L4-L5 extrusion", False),
    ("both severe lateral_recess_stenosis L4-L5", False),
    ("severe central_stenosis L4-L5", False),
    ("left disc_herniation L4-L5 subarticular extrusion", True),
    ("left severe lateral_recess_stenosis L4-L5", True),
]


@pytest.mark.parametrize(("shows", "opposite"), EITHER, ids=[shows for shows, _ in EITHER])
def test_what_lies_in_the_middle_goes_with_either_leg(shows: str, opposite: bool) -> None:
    found = verdict(
        shows,
        says=["right lateral_leg pain 20w"],
        exam=["right great_toe_extension_strength 4", "right straight_leg_raise"],
    )
    assert (found.verdict is Verdict.INCIDENTAL) is opposite, found.rules
    assert any(rule.startswith("opposite_side") for rule in found.rules) is opposite


def test_a_tension_test_decides_with_typical_pain_or_a_severe_look_and_not_alone() -> None:
    exam = ["left straight_leg_raise"]
    for says, shows, rule in (
        (["left calf pain 20w"], "left moderate lateral_recess_stenosis L5-S1", "tension_with_territory"),
        (["left leg pain 20w"], "left disc_herniation L5-S1 subarticular extrusion", "tension_with_territory"),
        (["left leg pain 20w"], "left mild lateral_recess_stenosis L5-S1", "tension_test_alone"),
    ):
        assert verdict(shows, says=says, exam=exam).rules[0] == rule, shows
