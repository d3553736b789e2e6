"""Cases: the silent neighbour of each rule, one fact away from where it fires."""

from __future__ import annotations

from typing import Any

from service.facts import NotAssessed, Operation
from tests.concordance.cases_by_subject.index import HIP, HIP_PAIN, INDEX, TEAR
from tests.concordance.cases_by_subject.record import L5_LEFT, NORMAL, source, study
from tests.concordance.patients import days_ago

LEG = ["left lateral_leg pain 20w"]
L5_RECESS = "left moderate lateral_recess_stenosis L4-L5"
FORAMEN = "left moderate foraminal_stenosis L2-L3"

NEIGHBOURS: list[dict[str, Any]] = [
    {
        "case": "a straight leg raise without typical pain",
        "says": ["left groin pain 9w"],
        "exam": ["left straight_leg_raise"],
        "shows": {"left mild lateral_recess_stenosis L4-L5": "p", "left severe lateral_recess_stenosis L5-S1": "c"},
    },
    {
        "case": "a straight leg raise and a slump test without typical pain",
        "says": ["left groin pain 9w"],
        "exam": ["left straight_leg_raise", "left slump_test"],
        "shows": {"left mild lateral_recess_stenosis L4-L5": "c"},
    },
    {
        "case": "a crossed straight leg raise speaks for the side of the complaint",
        "says": LEG,
        "exam": ["right crossed_straight_leg_raise"],
        "shows": {L5_RECESS: "c", "right moderate lateral_recess_stenosis L4-L5": "i"},
    },
    {
        "case": "a mild finding beside one of the other side",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left mild lateral_recess_stenosis L4-L5": "c", "right severe foraminal_stenosis L5-S1": "i"},
    },
    {
        "case": "a mild finding beside a worse one of another root",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left mild lateral_recess_stenosis L4-L5": "c", "left severe foraminal_stenosis L4-L5": "p"},
    },
    {
        "case": "a mild finding beside one that is mild as well",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left mild lateral_recess_stenosis L4-L5": "c", "left mild foraminal_stenosis L5-S1": "c"},
    },
    {
        "case": "a mild finding that the report says touches the root is not outweighed",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left mild lateral_recess_stenosis L4-L5 contact=contact": "c", "left severe foraminal_stenosis L5-S1": "c"},
    },
    {
        "case": "an ungraded finding is not outweighed",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left lateral_recess_stenosis L4-L5": "c", "left severe foraminal_stenosis L5-S1": "c"},
    },
    {
        "case": "scar that the report says displaces the root",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {
            "left postoperative_change L4-L5 contact=displacement": "c",
            "left postoperative_change L4-L5 contact=contact": "p",
        },
    },
    {
        "case": "scar that the report ties to a root",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"left postoperative_change L4-L5 root=L5": "c"},
    },
    {
        "case": "arachnoiditis that nothing points to, after an operation on the other side of the body",
        "says": [HIP_PAIN],
        "exam": [*HIP, "left root L5 normal", "left root S1 normal"],
        "has": [TEAR],
        "shows": {"arachnoiditis": "p"},
    },
    {
        "case": "a tear of the other hip explains nothing",
        "says": [HIP_PAIN],
        "exam": ["right trochanter_tenderness"],
        "has": ["right gluteal_tear"],
        "shows": {FORAMEN: "p"},
    },
    {
        "case": "a provisional diagnosis is no support",
        "says": [HIP_PAIN],
        "exam": ["left trochanter_tenderness"],
        "has": ["left gluteal_tear provisional"],
        "shows": {FORAMEN: "p"},
    },
    {
        "case": "a diagnosis of the past is no support",
        "says": [HIP_PAIN],
        "exam": ["left trochanter_tenderness"],
        "has": ["left gluteal_tear past"],
        "shows": {FORAMEN: "p"},
    },
    {
        "case": "a diagnosis that is over is no support",
        "says": [HIP_PAIN],
        "exam": ["left trochanter_tenderness"],
        "has": ["left gluteal_tear resolved"],
        "shows": {FORAMEN: "p"},
    },
    {
        "case": "a diagnosis without a side takes that of the complaint",
        "says": [HIP_PAIN],
        "exam": ["left trochanter_tenderness"],
        "has": ["gluteal_tear"],
        "shows": {FORAMEN: "i"},
    },
    {
        "case": "hip pain of a tear and calf pain that nothing explains",
        "says": [HIP_PAIN, "left calf pain 9w"],
        "exam": ["left trochanter_tenderness"],
        "has": ["left gluteal_tear"],
        "shows": {FORAMEN: "p"},
    },
    {
        "case": "a superior gluteal nerve study of the other side",
        "says": [HIP_PAIN],
        "exam": HIP,
        "more": study("superior_gluteal_neuropathy", "right"),
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "a superior gluteal nerve study without a side",
        "says": [HIP_PAIN],
        "exam": HIP,
        "more": study("superior_gluteal_neuropathy"),
        "shows": {L5_RECESS: "i", "left moderate foraminal_stenosis L3-L4": "i"},
    },
    {
        "case": "a superior gluteal nerve study and typical L5 pain",
        "says": [HIP_PAIN, *LEG],
        "exam": HIP,
        "more": study("superior_gluteal_neuropathy", "left"),
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "a superior gluteal nerve study, distal L5 not examined",
        "says": [HIP_PAIN],
        "exam": ["left hip_abduction_strength 4"],
        "more": study("superior_gluteal_neuropathy", "left"),
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "an operated spine with the same nerve study",
        "says": [HIP_PAIN],
        "exam": HIP,
        "more": {
            **study("superior_gluteal_neuropathy", "left"),
            "operations": (Operation(kind="fusion", done=days_ago(900), source=source("Procedure/1")),),
        },
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "an examination in words that could not be understood",
        **INDEX,
        "more": {"not_assessed": (NotAssessed(source="DocumentReference/1", why="not understood", deficit=True),)},
        "shows": {FORAMEN: "p", "mild disc_bulge L4-L5": "i"},
    },
    {
        "case": "an attachment that could not be read says nothing of an examination",
        **INDEX,
        "more": {"not_assessed": (NotAssessed(source="DocumentReference/1", why="the PDF is encrypted"),)},
        "shows": {FORAMEN: "i"},
    },
    {
        "case": "a planned operation is none",
        **INDEX,
        "more": {"operations": (Operation(kind="fusion", planned=True, done=days_ago(-9), source=source("Procedure/1")),)},
        "shows": {FORAMEN: "i"},
    },
    {
        "case": "an operation at the hip is none of the spine",
        **INDEX,
        "more": {"operations": (Operation(kind="hip_other", done=days_ago(900), source=source("Procedure/1")),)},
        "shows": {FORAMEN: "i"},
    },
    {
        "case": "a peroneal nerve study, but inversion is weak",
        "says": ["left foot numbness 20w"],
        "exam": ["left ankle_dorsiflexion_strength 4", "left ankle_inversion_strength 4"],
        "more": study("peroneal_neuropathy", "left"),
        "shows": {L5_RECESS: "c"},
    },
    {
        "case": "a peroneal nerve study of the other leg",
        "says": ["left foot numbness 20w"],
        "exam": ["left ankle_dorsiflexion_strength 4"],
        "more": study("peroneal_neuropathy", "right"),
        "shows": {L5_RECESS: "c"},
    },
    {
        "case": "a nerve study names a root of the other leg",
        "says": LEG,
        "more": study("radiculopathy", "right", ("L5",)),
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "a nerve study names no root",
        "says": ["left groin pain 30w"],
        "more": study("radiculopathy", "left"),
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "a nerve study names a secondary root",
        "says": ["left groin pain 30w"],
        "more": study("radiculopathy", "left", ("L4",)),
        "shows": {"left disc_herniation L4-L5 protrusion": "p", L5_RECESS: "i"},
    },
    {
        "case": "a nerve study names the root, the report no side",
        "says": LEG,
        "more": study("radiculopathy", "left", ("L5",)),
        "shows": {"moderate lateral_recess_stenosis L4-L5": "p", "moderate central_stenosis L4-L5": "c"},
    },
    {"case": "a normal nerve study settles nothing", "says": LEG, "more": study("normal", "left"), "shows": {L5_RECESS: "p"}},
    {
        "case": "typical pain of the neighbouring root, examined and unexplained",
        "says": LEG,
        "exam": NORMAL,
        "shows": {"left moderate lateral_recess_stenosis L3-L4": "p", "left moderate lateral_recess_stenosis L2-L3": "i"},
    },
    {
        "case": "typical pain of the neighbouring root with signs that explain it",
        "says": LEG,
        "exam": [*L5_LEFT, "left root S2 normal"],
        "shows": {"left moderate foraminal_stenosis L3-L4": "i"},
    },
    {
        "case": "typical pain of the neighbouring root that a peroneal palsy explains",
        "says": ["left dorsum_foot pain 20w"],
        "exam": ["left tinel_fibular_neck", *NORMAL],
        "has": ["left peroneal_neuropathy"],
        "shows": {"left moderate lateral_recess_stenosis L3-L4": "i"},
    },
    {
        "case": "L5 signs and a severe L2 foramen below buttock pain",
        "says": ["left buttock lateral_leg pain 20w"],
        "exam": L5_LEFT,
        "shows": {"left severe foraminal_stenosis L2-L3": "p", "left moderate foraminal_stenosis L3-L4": "ip", FORAMEN: "i"},
    },
    {
        "case": "L5 signs do not explain groin pain",
        "says": ["left groin lateral_leg pain 20w"],
        "exam": L5_LEFT,
        "shows": {"left moderate foraminal_stenosis L3-L4": "p"},
    },
    {
        "case": "a severe look keeps pain that a rival explains possible",
        "says": ["left lateral_hip pain 20w"],
        "exam": ["left trochanter_tenderness", *NORMAL],
        "has": ["left gtps"],
        "shows": {"left severe foraminal_stenosis L4-L5 Lee:3": "p", "left moderate foraminal_stenosis L4-L5 Lee:2": "i"},
    },
    {
        "case": "back pain alone with a severe narrowing",
        "says": ["low_back pain 20w"],
        "exam": NORMAL,
        "shows": {"left severe foraminal_stenosis L4-L5": "p", "left moderate foraminal_stenosis L4-L5": "i"},
    },
    {
        "case": "back pain beside hip pain with a severe narrowing that nothing else points to",
        "says": ["low_back pain 20w", "left knee pain 9w"],
        "exam": ["left knee_effusion", *NORMAL],
        "has": ["left knee_osteoarthritis"],
        "shows": {"left severe foraminal_stenosis L5-S1": "i"},
    },
    {"case": "a fracture that is not called old", **INDEX, "shows": {"fracture L1": "p", "fracture L2 remote": "i"}},
    {
        "case": "a spinal tumour that is known and treated elsewhere",
        **INDEX, "has": [TEAR, "spinal_malignancy"],
        "shows": {FORAMEN: "p"},
        "flags": ["cancer"],
    },
    {
        "case": "a fused spine that was entered in error",
        **INDEX, "has": [TEAR, "lumbar_fusion_status entered-in-error"],
        "shows": {FORAMEN: "i"},
    },
    {"case": "a pregnancy that is over", **INDEX, "has": [TEAR, "pregnancy resolved"], "shows": {FORAMEN: "i"}},
    {
        "case": "claudication with a slip whose level shows only mild stenosis",
        "says": ["both leg claudication 50w"],
        "shows": {
            "spondylolisthesis L4-L5 degenerative": "p",
            "mild central_stenosis L4-L5": "p",
            "severe central_stenosis L3-L4": "c",
        },
    },
    {
        "case": "claudication with lateral narrowing only",
        "says": ["both leg claudication 50w"],
        "shows": {"both severe lateral_recess_stenosis L4-L5": "p", "severe central_stenosis L4-L5 older": "h"},
    },
    {
        "case": "claudication and facet wear",
        "says": ["both leg claudication 50w"],
        "shows": {"facet_arthropathy L4-L5": "p", "hemangioma L3": "i"},
    },
    {
        "case": "a bilateral finding beside one of the left",
        "says": LEG,
        "exam": L5_LEFT,
        "shows": {"both moderate foraminal_stenosis L5-S1": "c", "left moderate foraminal_stenosis L5-S1": "c"},
    },
    {
        "case": "weak abductors without a side in a patient whose complaint has one",
        "says": [HIP_PAIN],
        "exam": ["hip_abduction_strength 4"],
        "shows": {"left mild foraminal_stenosis L4-L5": "p", "right mild foraminal_stenosis L4-L5": "i"},
    },
    {
        "case": "weak abductors with typical pain, but the distal muscles are strong",
        "says": LEG,
        "exam": ["left hip_abduction_strength 4", "left great_toe_extension_strength normal"],
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "weak abductors with buttock pain",
        "says": ["left buttock pain 9w"],
        "exam": ["left hip_abduction_strength 4"],
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "weak abductors with typical pain and a tear on the list",
        "says": LEG,
        "exam": ["left hip_abduction_strength 4"],
        "has": ["left gluteal_tear"],
        "shows": {L5_RECESS: "p"},
    },
    {
        "case": "pain of the arm and neck only",
        "says": ["neck_or_arm pain 9w"],
        "shows": {L5_RECESS: "p", "disc_degeneration L4-L5": "p"},
    },
    {"case": "a limp only", "says": ["limp"], "shows": {L5_RECESS: "p", "modic_change L4-L5 modic1": "i"}},
    {
        "case": "pain without a place beside a supported tear",
        "says": ["left pain 9w", HIP_PAIN],
        "exam": HIP,
        "has": [TEAR],
        "shows": {FORAMEN: "i"},
    },
    {
        "case": "a coded radiculopathy beside a supported tear",
        "says": [HIP_PAIN],
        "exam": HIP,
        "has": [TEAR, "left lumbar_radiculopathy"],
        "shows": {FORAMEN: "p"},
    },
]
