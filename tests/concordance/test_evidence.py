"""What speaks for and against a finding: only what is of its side, by the tests of its own roots."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Evidence, FindingVerdict, Verdict
from service.concordance.judge import judge
from service.facts import Electrodiagnosis
from tests.concordance.cases_by_subject.record import source, study
from tests.concordance.patients import days_ago, facts


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


def studied(conclusion: str, roots: tuple[str, ...], *, weeks: float) -> dict[str, Any]:
    day = source("Observation/emg", days_ago(7 * weeks))
    return {"electrodiagnoses": (Electrodiagnosis(conclusion=conclusion, side="left", roots=roots, source=day),)}


@pytest.mark.parametrize(("weeks", "proves"), [(1, True), (104, True), (105, False), (300, False)])
def test_a_nerve_study_older_than_two_years_proves_nothing_and_stays_a_hint_of_its_root(weeks: float, proves: bool) -> None:
    told = {"says": ["left leg pain 9w"], **studied("radiculopathy", ("L5", "S2"), weeks=weeks)}
    found = verdict("left severe foraminal_stenosis L5-S1", **told)
    assert ("electrodiagnosis_names_root" in found.rules) is proves
    assert found.verdict is (Verdict.CONCORDANT if proves else Verdict.POSSIBLE)
    (hint,) = [e for e in found.supporting if e.kind == "electrodiagnosis"]
    assert hint.roots == ("L5",)
    assert (found.supporting[0] == hint) is proves, "an old study says less than what the imaging shows"


PLACES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("a hip that nobody says hurts", {"says": []}, {"lateral_hip", "lateral_thigh"}),
    ("a hip that is not numb", {"says": ["no left lateral_hip numbness"]}, {"lateral_hip", "lateral_thigh"}),
    ("a hip that does not hurt", {"says": ["no left lateral_hip pain"]}, {"lateral_thigh"}),
    ("a leg that hurts", {"says": ["left calf pain"]}, {"calf"}),
]


@pytest.mark.parametrize(("given", "places"), [p[1:] for p in PLACES], ids=[p[0] for p in PLACES])
def test_a_diagnosis_hurts_in_its_places_unless_the_patient_denies_the_pain(given: dict[str, Any], places: set[str]) -> None:
    found = verdict("left mild foraminal_stenosis L5-S1", has=["left gtps"], **given)
    assert {r for e in (*found.supporting, *found.against) for r in e.regions} == places


def test_where_a_diagnosis_hurts_the_place_is_as_telling_as_if_the_patient_had_named_it() -> None:
    shows = "left mild foraminal_stenosis L2-L3"
    assert verdict(shows, has=["left gtps"]).rules[0] == "possible_territory"
    assert verdict(shows, says=["left lateral_thigh pain"]).rules[0] == "possible_territory"
    assert verdict(shows, says=["left thigh pain"]).rules[0] == "unspecific_complaint"


HIP_PAIN = [
    ("left gtps", "left trochanter_tenderness", "lateral_hip", "possible_territory"),
    ("right gtps", "right trochanter_tenderness", "hip", "unspecific_complaint"),
    ("left gtps", "left trochanter_tenderness normal", "hip", "unspecific_complaint"),
]


@pytest.mark.parametrize(("has", "sign", "place", "rule"), HIP_PAIN)
def test_hip_pain_is_lateral_only_where_a_gluteal_diagnosis_of_that_hip_is_borne_out(
    has: str, sign: str, place: str, rule: str
) -> None:
    found = verdict("left mild foraminal_stenosis L5-S1", says=["left hip pain"], has=[has], exam=[sign])
    assert {e.regions for e in found.supporting if e.kind == "symptom"} == {(place,)}
    assert found.rules[0] == rule


STIFF = [("stiffness low_back", True), ("stiffness", True), ("stiffness neck_or_arm", False), ("neck_or_arm pain", False)]


@pytest.mark.parametrize(("says", "ours"), STIFF, ids=[says for says, _ in STIFF])
def test_a_stiff_neck_is_no_complaint_of_the_spine_or_leg(says: str, ours: bool) -> None:
    found = verdict("left mild foraminal_stenosis L5-S1", says=[says])
    assert ("no_complaint_recorded" not in found.rules) is ours


NUMB_FEET = [
    ("polyneuropathy", "left achilles_reflex", "primary_root_sign"),
    ("polyneuropathy", "both achilles_reflex", "shared_sign"),
    ("gtps", "both achilles_reflex", "primary_root_sign"),
]


@pytest.mark.parametrize(("has", "sign", "rule"), NUMB_FEET)
def test_a_polyneuropathy_shares_what_is_lost_on_both_sides_and_not_one_ankle_jerk(has: str, sign: str, rule: str) -> None:
    found = verdict("left moderate lateral_recess_stenosis L5-S1", says=["left leg pain"], has=[has], exam=[sign])
    assert found.rules[0] == rule


DISTAL = ["both ankle_dorsiflexion_strength normal", "both great_toe_extension_strength normal"]
JERKS_GONE = ["both achilles_reflex", *DISTAL]
L5_NORMAL = [*DISTAL, "both ankle_inversion_strength normal", "both sensation_dorsum_foot normal"]
UPPER = ["both hip_flexion_strength normal", "both knee_extension_strength normal", "both hip_adduction_strength normal",
         "both patellar_reflex normal"]  # fmt: skip
POLYNEUROPATHY = [
    ("moderate central_stenosis L4-L5", JERKS_GONE, "secondary_root_sign", Verdict.POSSIBLE),
    ("left moderate lateral_recess_stenosis L5-S1", JERKS_GONE, "shared_sign", Verdict.POSSIBLE),
    ("moderate central_stenosis L4-L5", L5_NORMAL, "diffuse_neuropathy_guard", Verdict.POSSIBLE),
    ("moderate central_stenosis L2-L3", [*JERKS_GONE, *UPPER], "secondary_root_sign", Verdict.POSSIBLE),
    ("left mild lateral_recess_stenosis L2-L3", [*JERKS_GONE, *UPPER], "rival_explains_all", Verdict.INCIDENTAL),
]


@pytest.mark.parametrize(("shows", "exam", "rule", "judged"), POLYNEUROPATHY)
def test_a_proven_polyneuropathy_leaves_a_narrow_canal_possible(
    shows: str, exam: list[str], rule: str, judged: Verdict
) -> None:
    study = studied("polyneuropathy", (), weeks=2)
    found = verdict(shows, says=["both foot numbness 70w"], has=["both polyneuropathy"], exam=exam, **study)
    assert rule in found.rules
    assert found.verdict is judged


TOE = "left great_toe_extension_strength normal"
PLEXUS = [
    ("left moderate foraminal_stenosis L5-S1", ["left hip_abduction_strength 4", TOE], "study_places_it_elsewhere"),
    ("left moderate foraminal_stenosis L5-S1", ["left hip_abduction_strength 4"], "shared_sign"),
    ("left moderate foraminal_stenosis L3-L4", ["left knee_extension_strength 4", TOE], "shared_sign"),
]


@pytest.mark.parametrize(("shows", "exam", "rule"), PLEXUS)
def test_a_proven_plexopathy_takes_weak_abductors_from_a_root_and_nothing_else(shows: str, exam: list[str], rule: str) -> None:
    found = verdict(shows, says=["left lateral_hip pain"], exam=exam, **studied("plexopathy", (), weeks=2))
    assert found.rules[0] == rule


def test_a_finding_of_a_kind_that_the_tables_do_not_know_is_judged_like_any_other() -> None:
    patient = facts(says=["left calf pain"], shows=["left disc_bulge L3-L4"])
    (strange,) = judge(replace(patient, findings=(replace(patient.findings[0], type="haemangioma"),))).verdicts
    assert strange.verdict is Verdict.POSSIBLE
    assert strange.citations


WIDE_AND_PRECISE = [
    (["right below_knee pain 6w", "medial_leg numbness"], "primary_root_sign"),
    (["below_knee pain 6w", "medial_leg numbness"], "side_not_stated"),
    (["both below_knee pain 6w", "medial_leg numbness"], "side_not_stated"),
]


@pytest.mark.parametrize(("says", "rule"), WIDE_AND_PRECISE)
def test_a_precise_place_takes_the_side_of_the_wide_one_around_it(says: list[str], rule: str) -> None:
    exam = ["patellar_reflex", "knee_extension_strength 4"]
    assert verdict("right moderate foraminal_stenosis L4-L5", says=says, exam=exam).rules[0] == rule
