"""Imaging: repeats within a year warn, early or misdirected first imaging is told, what is needed passes in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.judge import judge
from service.facts import Sign, Symptom
from tests.concordance.care_cases import BACK_PAIN, L5_LEFT, SEED, care_facts, judged_one, operation, order, study
from tests.concordance.patients import days_ago, source

MRI = [study("lumbar", "MR", 10)]
OLD_MRI = [study("lumbar", "MR", 60)]
XRAY = [study("lumbar", "XR", 10)]
NECK_MRI = [study("cervical", "MR", 10)]
FRESH: dict[str, Any] = {"says": ["low_back pain 3w"]}
CHRONIC: dict[str, Any] = {"says": ["low_back pain 30w"]}
HIP: dict[str, Any] = {**SEED, "shows": []}

CASES: list[tuple[str, dict[str, Any], str, dict[str, Any], str, str | None]] = [
    ("a repeat within a year", BACK_PAIN, "lumbar_mri", {"studies": MRI}, "repeat_imaging", "warning"),
    ("a repeat after more than a year", BACK_PAIN, "lumbar_mri", {"studies": OLD_MRI}, "first_imaging", None),
    ("an MRI after an X-ray", BACK_PAIN, "lumbar_mri", {"studies": XRAY}, "first_imaging", None),
    ("an X-ray after an MRI", BACK_PAIN, "lumbar_xray", {"studies": MRI}, "first_imaging", None),
    ("a repeat X-ray", BACK_PAIN, "lumbar_xray", {"studies": XRAY}, "repeat_imaging", "warning"),
    ("a CT after an MRI", BACK_PAIN, "lumbar_ct", {"studies": MRI}, "ct_after_mri", "info"),
    ("an MRI of the neck before", BACK_PAIN, "lumbar_mri", {"studies": NECK_MRI}, "first_imaging", None),
    ("a repeat with a red flag", {**BACK_PAIN, "says": ["low_back pain 3w", "saddle_numbness new 1w"]}, "lumbar_mri",
     {"studies": MRI},
     "imaging_for_red_flag", None),
    ("a repeat with new weakness", {**L5_LEFT, "exam": ["left great_toe_extension_strength 4 new -2d"]}, "lumbar_mri",
     {"studies": MRI},
     "imaging_for_red_flag", None),
    ("a repeat with old weakness examined again", {**L5_LEFT, "exam": ["left great_toe_extension_strength 4 -2d"]},
     "lumbar_mri",
     {"studies": MRI}, "repeat_imaging", "warning"),
    ("a repeat with strength that fell since", {**L5_LEFT, "exam": ["left great_toe_extension_strength 5 normal -90d",
     "left great_toe_extension_strength 4 -2d"]}, "lumbar_mri", {"studies": MRI}, "imaging_for_red_flag", None),
    ("a repeat with leg pain that began since", {**BACK_PAIN, "says": ["left lateral_leg pain 4w"]}, "lumbar_mri",
     {"studies": MRI},
     "imaging_for_red_flag", None),
    ("a repeat after an operation since", BACK_PAIN, "lumbar_mri", {"studies": MRI, "operations": [operation("discectomy",
     5, None)]},
     "imaging_for_red_flag", None),
    ("back pain of 3 weeks", FRESH, "lumbar_mri", {}, "early_imaging", "info"),
    ("back pain of 3 weeks, X-ray", FRESH, "lumbar_xray", {}, "early_imaging", "info"),
    ("back pain of exactly 6 weeks", {"says": ["low_back pain 6w"]}, "lumbar_mri", {}, "first_imaging", None),
    ("back pain of 30 weeks", CHRONIC, "lumbar_mri", {}, "first_imaging", None),
    ("back pain called chronic", {"says": ["low_back pain chronic 3w"]}, "lumbar_mri", {}, "first_imaging", None),
    ("back pain of unknown length", {"says": ["low_back pain"]}, "lumbar_mri", {}, "first_imaging", None),
    ("back pain of 3 weeks with a deficit that progresses", {**FRESH,
     "exam": ["left knee_extension_strength 4 progressive"]}, "lumbar_mri",
     {}, "imaging_for_red_flag", None),
    ("no complaint at all", {}, "lumbar_mri", {}, "first_imaging", None),
    ("a complaint that points to the hip", HIP, "lumbar_mri", {}, "hip_first", "info"),
    ("hip pain with numb foot", {**HIP, "says": [*SEED["says"], "left numbness dorsum_foot 9w"]}, "lumbar_mri", {},
     "first_imaging", None),
    ("hip pain with back pain", {**HIP, "says": ["left lateral_hip pain 20w", "low_back pain 20w"]}, "lumbar_mri", {},
     "first_imaging", None),
    ("hip pain with weak abductors and no gluteal diagnosis", {"says": ["left lateral_hip pain 9w"],
     "exam": ["left hip_abduction_strength 4"]}, "lumbar_mri", {}, "first_imaging", None),
    ("groin pain", {"says": ["left groin pain 9w"]}, "lumbar_xray", {}, "hip_first", "info"),
    ("an X-ray in pregnancy", {**CHRONIC, "has": ["pregnancy"]}, "lumbar_xray", {}, "radiation_in_pregnancy", "warning"),
    ("an MRI in pregnancy", {**CHRONIC, "has": ["pregnancy"]}, "lumbar_mri", {}, "first_imaging", None),
    ("an X-ray after pregnancy", {**CHRONIC, "has": ["pregnancy resolved"]}, "lumbar_xray", {}, "first_imaging", None),
    ("an MRI of the hip that hurts", SEED, "left hip_mri", {}, "imaging_fits", None),
    ("an MRI of the other hip", SEED, "right hip_mri", {}, "hip_wrong_side", "warning"),
    ("an MRI of both hips", SEED, "both hip_mri", {}, "imaging_fits", None),
    ("EMG of an old weakness", L5_LEFT, "left electrodiagnosis", {}, "electrodiagnosis_fits", None),
    ("EMG in the second week", {"says": ["left numbness dorsum_foot 2w"]}, "left electrodiagnosis", {},
     "electrodiagnosis_early", "info"),
    ("EMG in the third week", {"says": ["left numbness dorsum_foot 3w"]}, "left electrodiagnosis", {},
     "electrodiagnosis_fits", None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "line", "more", "kind", "indicator"), CASES, ids=[c[0] for c in CASES])
def test_the_imaging_order_is_judged(
    what: str, case: dict[str, Any], line: str, more: dict[str, Any], kind: str, indicator: str | None
) -> None:
    found = judged_one(case, line, **more)
    assert (found.kind, found.indicator) == (kind, indicator)


def test_the_hip_radiograph_is_offered_once() -> None:
    assert judged_one(HIP, "lumbar_mri").alternatives == ("hip_xray",)
    assert judged_one(HIP, "lumbar_mri", studies=[study("hip", "XR", 10, "left")]).alternatives == ()
    assert judged_one({**HIP, "has": [*SEED["has"], "pregnancy"]}, "lumbar_mri").alternatives == ()


def test_the_repeat_names_the_day_of_the_study() -> None:
    found = judged_one(BACK_PAIN, "lumbar_mri", studies=MRI)
    assert found.details == {"date": days_ago(70).isoformat(), "weeks": "10"}
    assert found.sources[0].reference == "ImagingStudy/1"


def test_a_symptom_of_known_length_without_onset_counts_as_new() -> None:
    facts = care_facts(BACK_PAIN, studies=MRI)
    new = Symptom(kind="weakness", regions=("leg",), weeks=2, source=source(9, "Condition"))
    assert judged_one(BACK_PAIN, "lumbar_mri", studies=MRI).kind == "repeat_imaging"
    assert judge(replace(facts, symptoms=(new,), orders=(order("lumbar_mri"),))).orders[0].kind == "imaging_for_red_flag"


def test_a_sign_without_a_day_is_not_taken_for_new() -> None:
    assert Sign(test="patellar_reflex", source=source(1, "Observation")).source.date is None
    assert judged_one(L5_LEFT, "lumbar_mri", studies=MRI).kind == "repeat_imaging"
