"""Cases: each root from L1 to S2, and what a report can say of it."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.record import L5_LEFT, NORMAL, study

ROOTS: list[dict[str, Any]] = [
    {
        "case": "L1: groin numbness with a foraminal herniation at L1-L2",
        "says": ["left groin pain 6w"],
        "exam": ["left sensation_groin", "left hip_flexion_strength 4"],
        "shows": {"left disc_herniation L1-L2 foraminal protrusion": "c", "left mild foraminal_stenosis L4-L5": "ip"},
    },
    {
        "case": "L2: weak hip flexion and a positive femoral stretch with a foraminal narrowing at L2-L3",
        "says": ["right groin anterior_thigh pain 9w"],
        "exam": ["right hip_flexion_strength 4", "right femoral_stretch", "right sensation_anterior_thigh"],
        "shows": {"right moderate foraminal_stenosis L2-L3": "c", "right moderate foraminal_stenosis L5-S1": "i"},
    },
    {
        "case": "an upper lumbar herniation with buttock and thigh pain, nothing examined",
        "says": ["left buttock anterior_thigh pain 5w"],
        "shows": {"left disc_herniation L2-L3 extrusion": "p"},
    },
    {
        "case": "L3: far lateral herniation at L3-L4",
        "says": ["left anterior_thigh pain 3w"],
        "exam": ["left knee_extension_strength 4", "left patellar_reflex"],
        "shows": {"left disc_herniation L3-L4 extraforaminal extrusion": "c"},
    },
    {
        "case": "L4: paracentral extrusion at L3-L4 with weak knee extension and a lost knee jerk",
        "says": ["left anterior_thigh medial_leg pain 5w"],
        "exam": ["left knee_extension_strength 4", "left patellar_reflex", "left sensation_medial_leg"],
        "shows": {
            "left disc_herniation L3-L4 subarticular extrusion severe": "c",
            "left mild lateral_recess_stenosis L5-S1": "i",
        },
    },
    {
        "case": "L4: far lateral herniation at L4-L5 takes the exiting, not the traversing root",
        "says": ["right anterior_thigh medial_leg pain 4w"],
        "exam": ["right patellar_reflex", "right knee_extension_strength 4"],
        "shows": {
            "right disc_herniation L4-L5 extraforaminal extrusion": "c",
            "right moderate lateral_recess_stenosis L4-L5": "ip",
        },
    },
    {
        "case": "L5: isthmic slip of L5 pinches the exiting root",
        "says": ["left low_back lateral_leg dorsum_foot pain 40w"],
        "exam": L5_LEFT,
        "shows": {
            "spondylolisthesis L5-S1 isthmic Meyerding:1": "c",
            "spondylolysis L5": "cp",
            "left severe foraminal_stenosis L5-S1": "c",
        },
    },
    {
        "case": "L5: degenerative slip of L4 with a traversing root",
        "says": ["right lateral_leg pain 30w"],
        "exam": ["right great_toe_extension_strength 4"],
        "shows": {"spondylolisthesis L4-L5 degenerative Meyerding:1": "c", "right moderate lateral_recess_stenosis L4-L5": "c"},
    },
    {
        "case": "S1: paracentral extrusion at L5-S1",
        "says": ["left buttock posterior_thigh calf sole pain 6w"],
        "exam": ["left achilles_reflex", "left ankle_plantarflexion_strength 4", "left straight_leg_raise"],
        "shows": {"left disc_herniation L5-S1 subarticular extrusion": "c", "left mild foraminal_stenosis L3-L4": "i"},
    },
    {
        "case": "S1: straight leg raise and typical pain, the rest of the examination normal",
        "says": ["left posterior_thigh calf pain 6w"],
        "exam": ["left straight_leg_raise", "left achilles_reflex normal", "left ankle_plantarflexion_strength normal"],
        "shows": {"left disc_herniation L5-S1 subarticular protrusion moderate": "c"},
    },
    {
        "case": "typical L5 pain, examined and normal",
        "says": ["left lateral_leg dorsum_foot pain 10w"],
        "exam": NORMAL,
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "p", "left mild foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "a coded radiculopathy without examination",
        "says": ["left leg pain 12w"],
        "has": ["left lumbar_radiculopathy"],
        "shows": {"left moderate foraminal_stenosis L4-L5": "p", "right moderate foraminal_stenosis L4-L5": "i"},
    },
    {
        "case": "sciatica without an examination does not name a level",
        "has": ["right sciatica"],
        "shows": {"right disc_herniation L5-S1 protrusion": "p", "right disc_herniation L4-L5 protrusion": "p"},
    },
    {
        "case": "a mild narrowing beside a clearly worse one of the same root",
        "says": ["left lateral_leg dorsum_foot pain 10w"],
        "exam": L5_LEFT,
        "shows": {"left severe foraminal_stenosis L5-S1 Lee:3": "c", "left mild lateral_recess_stenosis L4-L5": "cp"},
    },
    {
        "case": "a herniation that touches no root is not concordant",
        "says": ["left lateral_leg pain 10w"],
        "exam": L5_LEFT,
        "shows": {"left disc_herniation L4-L5 protrusion contact=none": "p"},
    },
    {
        "case": "a bulge that touches the root counts as a root finding",
        "says": ["left lateral_leg pain 10w"],
        "exam": L5_LEFT,
        "shows": {"left disc_bulge L4-L5 contact=contact": "c", "left disc_bulge L3-L4 mild": "i"},
    },
    {
        "case": "the report names the compressed root",
        "says": ["left calf pain 5w"],
        "exam": ["left achilles_reflex"],
        "shows": {"left nerve_root_compression L5-S1 root=S1": "c", "right nerve_root_compression L5-S1 root=S1": "i"},
    },
    {
        "case": "a nerve study proves the L5 root",
        "says": ["left lateral_leg pain 30w"],
        "more": study("radiculopathy", "left", ("L5",)),
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "c", "left moderate lateral_recess_stenosis L2-L3": "ip"},
    },
    {
        "case": "S2: numbness of the back of the thigh with a lumbarised first sacral vertebra",
        "says": ["left posterior_thigh pain 8w"],
        "exam": ["left sensation_posterior_thigh"],
        "shows": {"left moderate lateral_recess_stenosis S1-S2": "c"},
    },
    {
        "case": "a caudal fragment at L3-L4 reaches the L5 root",
        "says": ["left lateral_leg pain 4w"],
        "exam": ["left great_toe_extension_strength 4"],
        "shows": {"left disc_herniation L3-L4 subarticular sequestration caudal": "p"},
    },
    {
        "case": "a radiculopathy that is named after its root speaks for that root and for no other",
        "says": ["right calf pain 9w"],
        "exam": ["right achilles_reflex", "right straight_leg_raise", "right root L2 normal", "right root L3 normal"],
        "has": ["right lumbar_radiculopathy root_s1"],
        "shows": {"right mild lateral_recess_stenosis L5-S1": "c", "right severe foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "the same without the root's name and without signs leaves the upper roots in question",
        "says": [],
        "has": ["right lumbar_radiculopathy"],
        "shows": {"right severe foraminal_stenosis L2-L3": "p", "right moderate foraminal_stenosis L4-L5": "p"},
    },
    {
        "case": "a radiculopathy named after L3, unexamined: the neighbouring root stays in question",
        "says": [],
        "has": ["right lumbar_radiculopathy root_l3"],
        "shows": {"right moderate foraminal_stenosis L3-L4": "p", "right moderate foraminal_stenosis L4-L5": "p"},
    },
]
