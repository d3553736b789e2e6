"""Orders for the hip: one guided injection, no second, none into the tendon; repair after failure, not before."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.judge import judge
from tests.concordance.care_cases import (
    HIP_EXAM,
    NORMAL_LEG,
    SEED,
    TEAR,
    allergy,
    care_facts,
    judged,
    judged_one,
    measured,
    operation,
)

NO_SPINE: dict[str, Any] = {"says": ["left lateral_hip pain 20w"], "exam": [*HIP_EXAM, *NORMAL_LEG], "has": [TEAR]}
FULL = "left gluteal_tear full imaging_confirmed"
SHOT, REPAIR = "left trochanteric_injection", "left gluteal_repair"
OA = "left hip_osteoarthritis"

CASES: list[tuple[str, dict[str, Any], str, str, str | None]] = [
    # injections (S16-S18, I2, I3)
    ("a first injection", {}, SHOT, "first_injection", None),
    ("a second injection on that side", {"injections": ["left 16w"]}, SHOT, "repeat_injection", "warning"),
    ("a second injection years later", {"injections": ["left 200w"]}, SHOT, "repeat_injection", "warning"),
    ("an earlier injection of unknown day", {"injections": ["left"]}, SHOT, "repeat_injection", "warning"),
    ("an earlier injection of unknown side", {"injections": ["30w"]}, SHOT, "repeat_injection", "warning"),
    ("an earlier injection on the other side", {"injections": ["right 16w"]}, SHOT, "first_injection", None),
    ("an earlier injection without steroid", {"injections": ["left 16w no_steroid"]}, SHOT, "first_injection", None),
    ("an earlier epidural", {"injections": ["left 16w epidural"]}, SHOT, "first_injection", None),
    ("a third injection within a year", {"injections": ["left 16w", "left 40w"]}, SHOT, "repeat_injection_many", "critical"),
    ("a third injection, one long ago", {"injections": ["left 16w", "left 80w"]}, SHOT, "repeat_injection", "warning"),
    ("both hips, one had it", {"injections": ["left 16w"]}, "both trochanteric_injection", "repeat_injection", "warning"),
    ("no side named", {"injections": ["left 16w"]}, "trochanteric_injection", "repeat_injection", "warning"),
    ("steroid into the tendon", {}, "left intratendinous_injection", "intratendinous_steroid", "critical"),
    ("steroid into the tendon by its words", {}, SHOT + " intratendinous steroid", "intratendinous_steroid", "critical"),
    ("steroid beside the tendon", {}, SHOT + " peritendinous steroid ultrasound_guided", "first_injection", None),
    ("platelets into the tendon", {}, "left intratendinous_injection platelet_rich_plasma", "treatment_open", None),
    ("platelets", {}, "left platelet_rich_plasma", "treatment_fits", None),
    ("an injection by landmarks", {}, SHOT + " unguided", "injection_without_guidance", "info"),
    ("the other hip", {}, "right trochanteric_injection", "hip_wrong_side", "warning"),
    ("a skin infection", {"has": [TEAR, "local_skin_infection"]}, SHOT, "injection_not_safe", "critical"),
    ("a steroid allergy", {"allergies": [allergy("injected_steroid")]}, SHOT, "injection_not_safe", "critical"),
    ("ritonavir", {"medications": ["ritonavir cyp3a4_inhibitor"]}, SHOT, "injection_better_avoided", "warning"),
    ("a replacement planned in two months", {"operations": [operation("hip_arthroplasty", -8, planned=True)]}, SHOT,
     "injection_better_avoided", "warning"),
    ("a fluoroquinolone", {"medications": ["ciprofloxacin fluoroquinolone"]}, SHOT, "injection_better_avoided", "warning"),
    ("an HbA1c of 9", {"measurements": [measured("hba1c", 9)]}, SHOT, "injection_better_avoided", "warning"),
    ("diabetes", {"has": [TEAR, "diabetes"]}, SHOT, "injection_with_caution", "info"),
    ("an anticoagulant", {"medications": ["apixaban anticoagulant"]}, SHOT, "first_injection", None),
    ("an open red flag", {"says": ["left lateral_hip pain 20w", "fever new 1w"]}, SHOT, "injection_during_red_flag",
     "critical"),
    ("the hip joint with a prosthesis", {"operations": [operation("hip_arthroplasty", 100)]}, "left hip_joint_injection",
     "injection_not_safe", "critical"),
    ("the hip joint", {"has": [OA]}, "left hip_joint_injection", "treatment_open", None),
    ("a diagnostic block of the joint", {}, "left hip_joint_injection diagnostic_block", "diagnostic_block", None),
    ("an injection without any hip complaint", {"says": [], "exam": [], "has": []}, SHOT, "injection_open", None),
    # repair (S19)
    ("repair at the start", {}, REPAIR, "repair_too_early", "warning"),
    ("repair at 6 weeks", {"therapies": ["left 6w"]}, REPAIR, "repair_too_early", "warning"),
    ("repair at 11 weeks without benefit", {"therapies": ["left 11w not_improved"]}, REPAIR, "repair_too_early", "warning"),
    ("repair while improving", {"therapies": ["left 20w improved"]}, REPAIR, "repair_too_early", "warning"),
    ("repair on a plateau", {"therapies": ["left 14w not_improved"], "exam": ["left trochanter_tenderness", *NORMAL_LEG]},
     REPAIR,
     "repair_too_early", "warning"),
    ("repair with a persistent Trendelenburg sign", {"therapies": ["left 14w not_improved"]}, REPAIR, "repair_indicated", None),
    ("repair after 6 months", {"therapies": ["left 27w not_improved"]}, REPAIR, "repair_indicated", None),
    ("repair of a retracted full tear", {"has": [FULL + " retracted"]}, REPAIR, "repair_indicated", None),
    ("repair of a full tear that was not treated", {"has": [FULL]}, REPAIR, "repair_too_early", "warning"),
    ("repair with strength that falls", {"exam": [*NORMAL_LEG, "left trochanter_tenderness",
     "left hip_abduction_strength 5 normal -60d", "left hip_abduction_strength 3.67 -1d"]}, REPAIR, "repair_indicated", None),
    ("repair on imaging alone", {"exam": [*NORMAL_LEG]}, REPAIR, "repair_undiagnosed", "warning"),
    ("repair without any diagnosis", {"says": [], "exam": [], "has": []}, REPAIR, "repair_undiagnosed", "warning"),
    ("repair of a resolved hip", {"says": [], "exam": [], "has": [TEAR + " resolved"]}, REPAIR, "repair_of_resolved",
     "warning"),
    ("repair of the other hip", {"therapies": ["left 27w not_improved"]}, "right gluteal_repair", "hip_wrong_side", "warning"),
    ("repair while a red flag is open", {"says": ["left lateral_hip pain 20w", "fever new 1w"]}, REPAIR,
     "surgery_during_red_flag",
     "warning"),
    ("a bursectomy at the start", {}, "left hip_surgery_other", "repair_too_early", "warning"),
    ("an arthroscopy for the joint", {"has": [TEAR, "left hip_impingement_or_labral_tear"]}, "left hip_surgery_other",
     "surgery_open",
     None),
    ("a replacement", {"has": [OA]}, "left hip_arthroplasty", "surgery_open", None),
    # what fits
    ("physiotherapy", {}, "left physiotherapy", "treatment_fits", None),
    ("shockwave", {}, "left shockwave", "treatment_fits", None),
    ("a hip surgeon's opinion", {}, "left hip_surgeon_referral", "surgeon_referral_fits", None),
    ("physiotherapy while a red flag is open", {"says": ["left lateral_hip pain 20w", "fever new 1w"]}, "left physiotherapy",
     "not_during_red_flag", None),
    ("rheumatology for a stiff back", {"says": ["low_back pain 50w"]}, "rheumatology_referral", "treatment_fits", None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change", "line", "kind", "indicator"), CASES, ids=[c[0] for c in CASES])
def test_the_hip_order_is_judged(what: str, change: dict[str, Any], line: str, kind: str, indicator: str | None) -> None:
    found = judged_one(NO_SPINE, line, **change)
    assert (found.kind, found.indicator) == (kind, indicator)


def test_a_repeat_injection_into_the_tendon_says_both() -> None:
    found = judged_one(NO_SPINE, "left intratendinous_injection", injections=["left 16w"])
    assert found.kind == "intratendinous_steroid"
    assert "repeat_injection" in found.rules


def test_a_repeat_counts_the_earlier_ones_and_cites_them() -> None:
    found = judged_one(NO_SPINE, SHOT, injections=["left 16w", "left 80w"])
    assert found.details["count"] == "2"
    assert [s.reference for s in found.sources] == ["Procedure/52", "Procedure/51"]


def test_exercise_is_offered_instead_of_a_repeat_unless_it_runs() -> None:
    assert judged_one(NO_SPINE, SHOT, injections=["left 16w"]).alternatives == ("physiotherapy_abductors", "shockwave")
    assert judged_one(NO_SPINE, SHOT, injections=["left 16w"], therapies=["left 6w"]).alternatives == ("shockwave",)


def test_early_repair_says_state_and_weeks() -> None:
    found = judged_one(SEED, REPAIR, therapies=["left 6w"])
    assert found.details == {"state": "G4", "weeks": "6"}
    assert found.alternatives == ()
    assert found.remove
    assert judged_one(SEED, REPAIR).alternatives == ("physiotherapy_abductors",)


def test_injection_and_nsaid_of_one_order_are_two_judgements() -> None:
    case = {**NO_SPINE, "who": "72 F", "has": ["left gtps", "ckd_4_or_5", "anticoagulation"]}
    found = judged(case, SHOT, "nsaid", injections=["left 17w"])
    assert [(j.kind, j.indicator) for j in found] == [("repeat_injection", "warning"), ("nsaid_avoid", "warning")]
    assert judge(care_facts(case, injections=["left 17w"])).pathways[0].state == "G3"
