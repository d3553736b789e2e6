"""Confidence tells how complete and consistent the evidence is, never how severe a finding looks (A10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.judge import judge
from service.facts import Contradiction
from tests.concordance.cases_by_subject.index import HIP, HIP_PAIN, TEAR
from tests.concordance.cases_by_subject.record import study
from tests.concordance.patients import facts

LEG = ["left lateral_leg pain 20w"]
WHOLE_L5 = [
    "left great_toe_extension_strength 4", "left ankle_dorsiflexion_strength 4", "left sensation_dorsum_foot",
    "left straight_leg_raise",
]  # fmt: skip
RECESS = "left moderate lateral_recess_stenosis L4-L5"
FORAMEN = "left moderate foraminal_stenosis L2-L3"
L2 = ["left hip_flexion_strength normal", "left femoral_stretch normal"]

ROWS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("all tests of the root recorded, all agree", {"says": LEG, "exam": WHOLE_L5}, RECESS, "concordant", "high"),
    ("one test of the root recorded", {"says": LEG, "exam": WHOLE_L5[:1]}, RECESS, "concordant", "moderate"),
    (
        "a normal test among the abnormal ones",
        {"says": LEG, "exam": [*WHOLE_L5[:3], "left straight_leg_raise normal"]},
        RECESS,
        "concordant",
        "moderate",
    ),
    (
        "more normal than abnormal tests, two abnormal",
        {
            "says": LEG,
            "exam": [
                *WHOLE_L5[:2],
                "left straight_leg_raise normal",
                "left sensation_dorsum_foot normal",
                "left slump_test normal",
            ],
        },
        RECESS,
        "concordant",
        "moderate",
    ),
    (
        "more normal than abnormal tests, one abnormal",
        {"says": LEG, "exam": [WHOLE_L5[0], "left straight_leg_raise normal", "left sensation_dorsum_foot normal"]},
        RECESS,
        "concordant",
        "low",
    ),
    (
        "as many normal as abnormal tests",
        {"says": LEG, "exam": [WHOLE_L5[0], "left straight_leg_raise normal"]},
        RECESS,
        "concordant",
        "moderate",
    ),
    (
        "a nerve study beside normal tests",
        {
            "says": LEG,
            "exam": ["left straight_leg_raise normal", "left sensation_dorsum_foot normal"],
            **study("radiculopathy", "left", ("L5",)),
        },
        RECESS,
        "concordant",
        "moderate",
    ),
    (
        "severity changes nothing",
        {"says": LEG, "exam": WHOLE_L5},
        "left severe lateral_recess_stenosis L4-L5",
        "concordant",
        "high",
    ),
    ("a hedged reading", {"says": LEG, "exam": WHOLE_L5}, RECESS + " hedged", "concordant", "low"),
    (
        "a herniation without more words",
        {"says": LEG, "exam": WHOLE_L5},
        "left disc_herniation L4-L5",
        "concordant",
        "moderate",
    ),
    (
        "a herniation that is called an extrusion",
        {"says": LEG, "exam": WHOLE_L5},
        "left disc_herniation L4-L5 extrusion",
        "concordant",
        "high",
    ),
    (
        "a herniation that touches the root",
        {"says": LEG, "exam": WHOLE_L5},
        "left disc_herniation L4-L5 contact=contact",
        "concordant",
        "high",
    ),
    ("no level", {"says": LEG, "exam": WHOLE_L5}, "left foraminal_stenosis", "possible", "low"),
    ("no level, but a root", {"says": LEG, "exam": WHOLE_L5}, "left nerve_root_compression root=L5", "concordant", "high"),
    (
        "claudication with normal pulses and examination",
        {"says": ["both leg claudication 60w"], "exam": ["both pedal_pulses normal", "both root L5 normal"]},
        "severe central_stenosis L4-L5",
        "concordant",
        "high",
    ),
    (
        "claudication with normal pulses, legs not examined",
        {"says": ["both leg claudication 60w"], "exam": ["both pedal_pulses normal"]},
        "severe central_stenosis L4-L5",
        "concordant",
        "moderate",
    ),
    (
        "claudication without pulses recorded",
        {"says": ["both leg claudication 60w"], "exam": ["both root L5 normal"]},
        "severe central_stenosis L4-L5",
        "concordant",
        "moderate",
    ),
    ("possible and examined", {"says": LEG, "exam": ["left root L5 normal"]}, RECESS, "possible", "moderate"),
    ("possible and half examined", {"says": LEG, "exam": ["left straight_leg_raise normal"]}, RECESS, "possible", "moderate"),
    ("possible and not examined", {"says": LEG}, RECESS, "possible", "low"),
    ("possible without a root", {"says": ["low_back pain 20w"]}, "disc_degeneration L4-L5", "possible", "moderate"),
    (
        "incidental, examined, explained elsewhere",
        {"says": [HIP_PAIN], "exam": HIP, "has": [TEAR]},
        FORAMEN,
        "incidental",
        "high",
    ),
    ("incidental and examined, nothing explains it", {"says": [HIP_PAIN], "exam": L2}, FORAMEN, "incidental", "moderate"),
    (
        "incidental and half examined, explained elsewhere",
        {"says": [HIP_PAIN], "exam": ["left trochanter_tenderness", L2[0]], "has": [TEAR]},
        FORAMEN,
        "incidental",
        "moderate",
    ),
    (
        "incidental and not examined, explained elsewhere",
        {"says": [HIP_PAIN], "exam": ["left trochanter_tenderness"], "has": [TEAR]},
        FORAMEN,
        "incidental",
        "low",
    ),
    ("incidental on the other side", {"says": ["right lateral_hip pain 9w"]}, FORAMEN, "incidental", "high"),
    (
        "incidental on the other side, where it would fit",
        {"says": ["right lateral_leg pain"], "exam": ["right great_toe_extension_strength 4"]},
        RECESS,
        "incidental",
        "low",
    ),
    ("incidental without a root", {"says": [HIP_PAIN]}, "modic_change L4-L5", "incidental", "high"),
    ("incidental without a root, nothing placed", {"says": ["limp"]}, "modic_change L4-L5", "incidental", "moderate"),
    ("weak abductors, distal L5 normal", {"says": [HIP_PAIN], "exam": HIP, "has": [TEAR]}, RECESS, "possible", "low"),
    (
        "weak abductors of a tear, distal L5 not examined",
        {"says": [HIP_PAIN], "exam": ["left hip_abduction_strength 4", "left trochanter_tenderness"], "has": [TEAR]},
        RECESS,
        "possible",
        "moderate",
    ),
    (
        "a nerve study places weak abductors elsewhere",
        {"says": [HIP_PAIN], "exam": HIP, **study("superior_gluteal_neuropathy", "left")},
        RECESS,
        "incidental",
        "moderate",
    ),
]


@pytest.mark.parametrize(("name", "patient", "line", "verdict", "confidence"), ROWS, ids=[row[0] for row in ROWS])
def test_confidence_follows_the_record(name: str, patient: dict[str, Any], line: str, verdict: str, confidence: str) -> None:
    (judged,) = judge(facts(**patient, shows=[line])).verdicts
    assert (judged.verdict.value, judged.confidence.value) == (verdict, confidence), judged.rules


def test_a_transitional_vertebra_lowers_what_threatens_a_root_and_nothing_else() -> None:
    shows = [RECESS, "modic_change L4-L5", "transitional_vertebra"]
    first, second, _ = judge(facts(says=LEG, exam=WHOLE_L5, shows=shows)).verdicts
    assert first.confidence.value == "low"
    assert second.confidence.value == "high"


DOUBTS = [("severity", "moderate"), ("side", "low"), ("presence", "low")]


@pytest.mark.parametrize(("about", "sure"), DOUBTS)
def test_a_report_that_contradicts_itself_makes_less_sure(about: Any, sure: str) -> None:
    patient = facts(says=LEG, exam=WHOLE_L5, shows=[RECESS])
    doubt = Contradiction(about=about, used=None, other=None)
    doubted = replace(patient, findings=(replace(patient.findings[0], contradictions=(doubt,)),))
    (verdict,) = judge(doubted).verdicts
    assert (verdict.verdict, verdict.confidence) == ("concordant", sure)
