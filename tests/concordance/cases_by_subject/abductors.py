"""Cases: weak abductors: tendon, nerve or L5."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.index import HIP, HIP_PAIN, INDEX, TEAR
from tests.concordance.cases_by_subject.record import NORMAL, study

ABDUCTORS: list[dict[str, Any]] = [
    {
        "case": "the index patient with every L5 and S1 test normal: L4-L5 stays possible",
        **INDEX,
        "exam": [*HIP, "left root L5 normal", "left root S1 normal"],
        "shows": {
            "left moderate lateral_recess_stenosis L4-L5": "p",
            "left mild foraminal_stenosis L5-S1": "p",
            "left moderate foraminal_stenosis L3-L4": "p",
            "left moderate lateral_recess_stenosis L2-L3": "p",
            "right moderate lateral_recess_stenosis L4-L5": "i",
            "disc_degeneration L4-L5": "i",
            "facet_arthropathy L4-L5 severe": "i",
        },
    },
    {
        "case": "a nerve study places the weakness in the superior gluteal nerve",
        **INDEX,
        "has": [],
        "more": study("superior_gluteal_neuropathy", "left"),
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "i"},
    },
    {
        "case": "the same nerve study, but weak great-toe extension",
        "says": [HIP_PAIN],
        "exam": ["left hip_abduction_strength 4", "left great_toe_extension_strength 4"],
        "more": study("superior_gluteal_neuropathy", "left"),
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "cp"},
    },
    {
        "case": "a tear seen on MRI that no examination supports",
        "says": [HIP_PAIN],
        "has": [TEAR],
        "shows": {"left moderate foraminal_stenosis L2-L3": "p", "modic_change L2-L3 modic2": "i"},
    },
    {
        "case": "weak abductors, typical leg pain below the knee, tender nowhere at the hip",
        "says": ["left lateral_leg dorsum_foot pain 12w"],
        "exam": ["left hip_abduction_strength 4"],
        "shows": {"left severe lateral_recess_stenosis L4-L5": "c"},
    },
    {
        "case": "tendinopathy with pain down to the lateral thigh and a severe L5 foramen, normal examination",
        "says": ["left lateral_hip lateral_thigh pain 14w"],
        "exam": ["left trochanter_tenderness", *NORMAL],
        "has": ["left gluteal_tendinopathy"],
        "shows": {"left severe foraminal_stenosis L5-S1": "p", "left mild foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "lateral hip pain of a supported tendinopathy, normal strength: the L4 foramen is not behind it",
        "says": ["left lateral_hip pain 14w"],
        "exam": ["left trochanter_tenderness", *NORMAL],
        "has": ["left gtps"],
        "shows": {"left mild foraminal_stenosis L4-L5": "i", "left moderate lateral_recess_stenosis L4-L5": "i"},
    },
    {
        "case": "abductor failure after hip replacement",
        "says": ["right lateral_hip pain 60w"],
        "exam": ["right trendelenburg", "right hip_abduction_strength 3.67", "right root L5 normal"],
        "has": ["right post_arthroplasty_abductor_failure", "right hip_arthroplasty"],
        "shows": {"right moderate lateral_recess_stenosis L4-L5": "p", "right moderate foraminal_stenosis L2-L3": "ip"},
    },
    {
        "case": "hip arthritis with a Trendelenburg gait",
        "who": "68 F",
        "says": ["right groin buttock pain 60w"],
        "exam": ["right hip_internal_rotation", "right trendelenburg", "right root L2 normal", "right root L3 normal"],
        "has": ["right hip_osteoarthritis"],
        "shows": {"right moderate lateral_recess_stenosis L4-L5": "p", "right mild foraminal_stenosis L3-L4": "p"},
    },
]
