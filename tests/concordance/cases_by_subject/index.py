"""Patients as rows: what the record holds, and for each finding the verdicts that a spine surgeon and a physiatrist both sign.

Letters: c concordant, p possible, i incidental, u urgent, h historical, x excluded; `ip` accepts either. `flags` are the
red flags that must be active, none when left out.
"""

from __future__ import annotations

from typing import Any

HIP = [
    "left trochanter_tenderness",
    "left single_leg_stance_pain",
    "left hip_abduction_strength 4",
    "left trendelenburg",
    "left straight_leg_raise normal",
    "left femoral_stretch normal",
    "left ankle_dorsiflexion_strength normal",
    "left great_toe_extension_strength normal",
    "left hip_flexion_strength normal",
    "left knee_extension_strength normal",
    "left patellar_reflex normal",
    "left achilles_reflex normal",
]
TEAR = "left gluteal_tear partial imaging_confirmed"
HIP_PAIN = "left lateral_hip pain 20w"

INDEX = {"says": [HIP_PAIN], "exam": HIP, "has": [TEAR]}

CASES: list[dict[str, Any]] = [
    # ---- the index case and its neighbours
    {
        "case": "the index patient: a gluteus minimus tear, foraminal narrowing and Modic changes at L2-L3",
        **INDEX,
        "shows": {
            "left moderate foraminal_stenosis L2-L3": "i",
            "right mild foraminal_stenosis L2-L3": "i",
            "modic_change L2-L3 modicmixed": "i",
        },
    },
    {"case": "a bulge without contact in a patient with a tear", **INDEX, "shows": {"disc_bulge L4-L5 mild contact=none": "i"}},
    {
        "case": "greater trochanteric pain that examination supports, mild L2-L3 narrowing",
        "who": "72 F",
        "says": [HIP_PAIN],
        "exam": HIP,
        "has": ["left gtps", "ckd_4_or_5", "anticoagulation"],
        "shows": {"left mild foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "a mother's breast cancer is no flag",
        **INDEX,
        "shows": {"left moderate foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "greater trochanteric pain as a label, but an L5 root on examination",
        "says": ["left buttock lateral_leg dorsum_foot pain 26w"],
        "exam": [
            "left hip_abduction_strength 4",
            "left great_toe_extension_strength 4 stable",
            "left ankle_inversion_strength 4",
            "left straight_leg_raise",
            "left trochanter_tenderness normal",
        ],
        "has": ["left gtps"],
        "shows": {"left severe foraminal_stenosis L5-S1 Lee:3": "c", "left mild foraminal_stenosis L2-L3": "ip"},
    },
    {
        "case": "a foot drop of three days with a large L4-L5 extrusion",
        "says": ["left leg dorsum_foot pain 1w"],
        "exam": ["left ankle_dorsiflexion_strength 2 new", "left hip_abduction_strength 3", "left straight_leg_raise"],
        "shows": {"left severe disc_herniation L4-L5 extrusion contact=compression root=L5": "u"},
        "flags": ["motor_deficit"],
    },
    {
        "case": "an L3 root from an extrusion at L2-L3",
        "says": ["left anterior_thigh medial_knee pain 4w"],
        "exam": ["left knee_extension_strength 3.67", "left patellar_reflex", "left femoral_stretch"],
        "shows": {
            "left severe disc_herniation L2-L3 extrusion caudal contact=compression root=L3": "c",
            "moderate central_stenosis L4-L5": "ip",
        },
    },
    {
        "case": "the right root, but on the other side",
        "says": ["right lateral_leg dorsum_foot pain 8w"],
        "exam": ["right great_toe_extension_strength 4", "right straight_leg_raise"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "i", "disc_bulge L5-S1 mild": "ip"},
    },
    {
        "case": "severe central stenosis beside an arthritic knee, no claudication, normal examination",
        "says": ["right medial_knee pain 40w", "no claudication"],
        "exam": ["right knee_effusion", "both neuro normal"],
        "has": ["right knee_osteoarthritis"],
        "shows": {"severe central_stenosis L4-L5": "ip"},
    },
    {
        "case": "greater trochanteric pain and an L5 root, both true",
        "says": ["right lateral_hip pain 20w", "right dorsum_foot numbness 20w"],
        "exam": ["right trochanter_tenderness", "right great_toe_extension_strength 4", "right straight_leg_raise"],
        "has": ["right gtps"],
        "shows": {"right severe lateral_recess_stenosis L4-L5": "c", "disc_bulge L1-L2 mild": "i"},
    },
    {
        "case": "mechanical back pain and Modic type 1",
        "who": "46 M",
        "says": ["low_back pain 48w mechanical"],
        "exam": ["both neuro normal"],
        "shows": {"modic_change L5-S1 modic1": "p"},
    },
    {
        "case": "a report of another patient, entered in error",
        "says": ["left leg dorsum_foot pain 10w"],
        "exam": ["left great_toe_extension_strength 4"],
        "shows": {
            "right severe disc_herniation L5-S1 extrusion !entered-in-error": "x",
            "left moderate lateral_recess_stenosis L4-L5": "c",
        },
    },
    {
        "case": "leg pain after a discectomy: the old extrusion is history, the scar is not settled",
        "says": ["left leg dorsum_foot pain 20w"],
        "exam": ["left great_toe_extension_strength 4"],
        "shows": {
            "left disc_herniation L4-L5 extrusion severe !resolved": "hx",
            "left postoperative_change L4-L5 moderate": "cp",
        },
    },
    {
        "case": "leg pain and no examination at all",
        "says": ["left leg pain 6w"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "p"},
    },
    {
        "case": "alternating buttock pain with morning stiffness and HLA-B27",
        "who": "34 M",
        "says": ["both buttock low_back pain 150w alternating", "morning_stiffness 150w"],
        "exam": ["hla_b27"],
        "shows": {"disc_bulge L4-L5 mild": "ip"},
    },
    {
        "case": "S1 signs with a mild narrowing of the L5 foramen",
        "says": ["left lateral_foot numbness 12w"],
        "exam": ["left achilles_reflex", "left ankle_plantarflexion_strength 4"],
        "shows": {"left mild foraminal_stenosis L5-S1": "ip"},
    },
    {
        "case": "a synovial cyst on the side of the L5 root",
        "says": ["right lateral_leg pain 14w"],
        "exam": ["right great_toe_extension_strength 4", "right straight_leg_raise"],
        "shows": {"right severe synovial_cyst L4-L5 contact=compression root=L5": "c"},
    },
]
