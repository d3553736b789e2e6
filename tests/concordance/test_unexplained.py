"""Signs of a root that no finding explains, and examinations that are worth asking for."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.judge import judge
from tests.concordance.patients import facts

L5_LOST = ["left great_toe_extension_strength 4", "left ankle_inversion_strength 4"]
L5_FOUND = "left moderate foraminal_stenosis L5-S1"
HIGHER = "left mild foraminal_stenosis L2-L3"
OTHER_SIDE = "right moderate foraminal_stenosis L5-S1"
HURTS = ["left lateral_leg pain"]


def told(**given: Any) -> tuple[tuple[str, ...], str | None]:
    assessment = judge(facts(**given))
    assert (assessment.unexplained != ()) or "unexplained_signs" not in assessment.notes
    return assessment.unexplained, assessment.unexplained_side


OPEN = [
    ("signs of L5 and a narrowing of L2", {"exam": L5_LOST, "shows": [HIGHER]}, ("L5",), "left"),
    ("signs of L5 and a narrowing of the other L5", {"exam": L5_LOST, "shows": [OTHER_SIDE]}, ("L5",), "left"),
    (
        "signs of L5 on the left and a narrowing that explains the right",
        {"exam": ["right great_toe_extension_strength 4", "left ankle_inversion_strength 4"], "shows": [OTHER_SIDE]},
        ("L5",),
        "left",
    ),
    ("signs that L3 and L4 share", {"exam": ["left patellar_reflex"], "shows": [L5_FOUND]}, ("L3", "L4"), "left"),
]
SETTLED = [
    ("a finding of that root", {"exam": L5_LOST, "shows": [L5_FOUND]}),
    ("no finding at all", {"exam": L5_LOST, "shows": []}),
    ("one numb place", {"exam": ["left sensation_dorsum_foot"], "shows": [HIGHER]}),
    ("weak abductors", {"exam": ["left hip_abduction_strength 4"], "shows": [HIGHER]}),
    ("both ankle jerks lost", {"exam": ["left achilles_reflex", "right achilles_reflex"], "shows": [HIGHER]}),
    ("nothing lost", {"exam": ["both neuro normal"], "shows": [HIGHER]}),
    (
        "a palsy of the peroneal nerve",
        {"exam": ["left ankle_dorsiflexion_strength 4", "left ankle_inversion_strength normal", "left tinel_fibular_neck"],
         "has": ["left peroneal_neuropathy"], "shows": [HIGHER]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "roots", "side"), [o[1:] for o in OPEN], ids=[o[0] for o in OPEN])
def test_signs_that_no_finding_explains_are_told(given: dict[str, Any], roots: tuple[str, ...], side: str) -> None:
    assert told(says=HURTS, **given) == (roots, side)


@pytest.mark.parametrize("given", [s[1] for s in SETTLED], ids=[s[0] for s in SETTLED])
def test_signs_that_are_explained_or_too_few_are_not(given: dict[str, Any]) -> None:
    assert told(says=HURTS, **given) == ((), None)


def test_a_hip_explains_only_part_while_signs_stay_open() -> None:
    hip: dict[str, Any] = {"has": ["left gtps"], "says": ["left lateral_hip pain"], "shows": [HIGHER]}
    supported = ["left trochanter_tenderness", "left single_leg_stance_pain", "left resisted_abduction_pain"]
    both = judge(facts(exam=[*supported, *L5_LOST], **hip)).notes
    assert both[:2] == ("unexplained_signs", "explains_part")
    alone = judge(facts(exam=[*supported, "both neuro normal"], **hip)).notes
    assert "non_lumbar_explanation" in alone
    assert "unexplained_signs" not in alone


def asked(**given: Any) -> set[str]:
    return {m.test for v in judge(facts(**given)).verdicts for m in v.missing}


INTIMATE = {"anal_tone", "anal_wink", "bulbocavernosus_reflex", "sensation_perineum"}
CENTRAL: dict[str, Any] = {"has": ["neurogenic_claudication"], "shows": ["severe epidural_lipomatosis L5-S1"]}


@pytest.mark.parametrize("says", ["both leg pain 9w", "low_back pain 9w", "left heel pain 9w"])
def test_nobody_examines_the_perineum_for_a_leg_a_back_or_a_heel(says: str) -> None:
    found = asked(says=[says], **CENTRAL)
    assert found
    assert not found & INTIMATE


@pytest.mark.parametrize("says", ["saddle_numbness 20w", "urinary_retention new 1w", "perineum pain 9w"])
def test_trouble_of_saddle_or_bladder_is_examined_there(says: str) -> None:
    assert asked(says=["low_back pain", says], **CENTRAL) & INTIMATE


def test_a_groin_is_asked_for_feeling_and_strength_but_for_no_cremasteric_reflex() -> None:
    found = asked(says=["left groin pain"], shows=["left moderate foraminal_stenosis L1-L2"])
    assert "sensation_groin" in found
    assert "cremasteric_reflex" not in found


def test_what_raised_a_flag_does_not_speak_against_what_can_cause_it() -> None:
    patient = facts(
        says=["left posterior_thigh pain", "saddle_numbness new 1w"], exam=["left achilles_reflex"],
        shows=["left disc_herniation L5-S1 extrusion"],
    )  # fmt: skip
    (verdict,) = judge(patient).verdicts
    assert verdict.verdict == "urgent"
    assert not [e for e in verdict.against if e.subject == "saddle_numbness"]


PARS = ["both spondylolysis L5", "spondylolisthesis L5-S1", "left mild foraminal_stenosis L5-S1"]


def test_pars_defects_of_both_sides_make_no_second_leg_ill() -> None:
    states = [(p.state, p.side) for p in judge(facts(says=HURTS, exam=L5_LOST, shows=PARS)).pathways]
    assert states.count(("lumbar_radiculopathy", "left")) == 1
    assert [side for state, side in states if state == "lumbar_radiculopathy"] == ["left"]
