"""Cases: diagnoses of hip, nerve, joint and skin that look like a root."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.record import NORMAL, study

MIMICS: list[dict[str, Any]] = [
    {
        "case": "hip arthritis with groin pain, normal legs: L3 foramen is not behind it, L2 keeps its core pain",
        "who": "68 F",
        "says": ["right groin pain 60w"],
        "exam": ["right hip_internal_rotation", *NORMAL],
        "has": ["right hip_osteoarthritis"],
        "shows": {
            "right moderate foraminal_stenosis L3-L4": "i",
            "right moderate foraminal_stenosis L2-L3": "p",
            "right mild lateral_recess_stenosis L5-S1": "i",
        },
    },
    {
        "case": "groin pain without hip signs and with a positive femoral stretch",
        "says": ["right groin anterior_thigh pain 8w"],
        "exam": ["right femoral_stretch", "right patellar_reflex", "right hip_internal_rotation normal"],
        "shows": {"right severe foraminal_stenosis L3-L4": "c"},
    },
    {
        "case": "meralgia: numb outer thigh, no weakness",
        "says": ["left lateral_thigh numbness 20w"],
        "exam": [
            "left tinel_inguinal",
            "left patellar_reflex normal",
            "left femoral_stretch normal",
            "left knee_extension_strength normal",
            "left hip_flexion_strength normal",
        ],
        "has": ["left meralgia_paraesthetica"],
        "shows": {"left mild foraminal_stenosis L2-L3": "i", "left mild lateral_recess_stenosis L4-L5": "p"},
    },
    {
        "case": "peroneal palsy with inversion and abductors spared, without a nerve study",
        "says": ["left dorsum_foot numbness 20w"],
        "exam": [
            "left ankle_dorsiflexion_strength 4",
            "left ankle_eversion_strength 4",
            "left ankle_inversion_strength normal",
            "left hip_abduction_strength normal",
            "left straight_leg_raise normal",
            "left tinel_fibular_neck",
        ],
        "has": ["left peroneal_neuropathy"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "p", "left mild foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "a fresh drop foot that a confirmed and supported peroneal palsy explains is no open flag",
        "says": ["left dorsum_foot numbness 3w"],
        "exam": [
            "left ankle_dorsiflexion_strength 2 new",
            "left ankle_inversion_strength normal",
            "left hip_abduction_strength normal",
            "left tinel_fibular_neck",
            "left straight_leg_raise normal",
        ],
        "has": ["left peroneal_neuropathy"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "p"},
    },
    {
        "case": "peroneal palsy by label, but inversion and abductors are weak: an L5 root",
        "says": ["left lateral_leg pain 20w"],
        "exam": ["left ankle_dorsiflexion_strength 4", "left ankle_inversion_strength 4", "left hip_abduction_strength 4"],
        "has": ["left peroneal_neuropathy"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "c"},
    },
    {
        "case": "peroneal palsy proven by a nerve study",
        "says": ["left foot numbness 20w"],
        "exam": [
            "left ankle_dorsiflexion_strength 4",
            "left ankle_inversion_strength normal",
            "left hip_abduction_strength normal",
        ],
        "more": study("peroneal_neuropathy", "left"),
        "shows": {"left mild lateral_recess_stenosis L4-L5": "ip"},
    },
    {
        "case": "femoral neuropathy with normal adductors",
        "says": ["right anterior_thigh numbness 10w"],
        "exam": ["right knee_extension_strength 4", "right patellar_reflex", "right hip_adduction_strength normal"],
        "has": ["right femoral_neuropathy"],
        "shows": {"right moderate foraminal_stenosis L3-L4": "p", "right mild lateral_recess_stenosis L5-S1": "i"},
    },
    {
        "case": "diabetic radiculoplexus neuropathy with a disc that is often blamed",
        "who": "66 M",
        "says": ["right anterior_thigh pain 8w"],
        "exam": ["right knee_extension_strength 4", "right muscle_wasting_thigh", "right patellar_reflex"],
        "has": ["right diabetic_radiculoplexus_neuropathy", "diabetes"],
        "shows": {"right mild foraminal_stenosis L3-L4": "p", "disc_bulge L3-L4": "i"},
    },
    {
        "case": "plexopathy after radiotherapy by nerve study",
        "says": ["left leg pain 30w"],
        "exam": ["left hip_abduction_strength 4", "left knee_extension_strength 4", "left achilles_reflex"],
        "more": study("plexopathy", "left"),
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "p"},
    },
    {
        "case": "zoster before the rash looked like a root: the herniation stays possible",
        "says": ["left anterior_thigh pain 2w"],
        "has": ["left zoster"],
        "shows": {"left disc_herniation L2-L3 foraminal protrusion": "p"},
    },
    {
        "case": "sacroiliac pain with three provocation tests",
        "says": ["left buttock pain 20w"],
        "exam": ["sacroiliac_provocation", *NORMAL],
        "has": ["left sacroiliac_pain"],
        "shows": {
            "left moderate foraminal_stenosis L3-L4": "i",
            "left mild lateral_recess_stenosis L4-L5": "p",
            "disc_degeneration L4-L5": "i",
        },
    },
    {
        "case": "arthritic knee with an effusion and a mild L4 recess",
        "who": "70 F",
        "says": ["left knee pain 60w"],
        "exam": ["left knee_effusion", *NORMAL],
        "has": ["left knee_osteoarthritis"],
        "shows": {"left mild lateral_recess_stenosis L3-L4": "i", "left mild lateral_recess_stenosis L4-L5": "i"},
    },
    {
        "case": "knee pain by label only, knee jerk lost",
        "says": ["left medial_knee pain 10w"],
        "exam": ["left patellar_reflex", "left femoral_stretch"],
        "has": ["left knee_osteoarthritis"],
        "shows": {"left moderate foraminal_stenosis L3-L4": "c"},
    },
    {
        "case": "polyneuropathy explains lost ankle jerks of both sides",
        "who": "70 M",
        "says": ["both foot numbness 90w"],
        "exam": ["both achilles_reflex", "both ankle_plantarflexion_strength normal"],
        "has": ["both polyneuropathy"],
        "shows": {"left mild lateral_recess_stenosis L5-S1": "p"},
    },
    {
        "case": "a tarsal tunnel against an S1 recess",
        "says": ["right sole numbness 20w"],
        "exam": ["right tinel_tarsal_tunnel", "right achilles_reflex normal", "right ankle_plantarflexion_strength normal"],
        "has": ["right tarsal_tunnel"],
        "shows": {"right mild lateral_recess_stenosis L5-S1": "p", "right mild foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "cluneal neuralgia: buttock pain with a trigger point on the crest",
        "says": ["left buttock pain 40w"],
        "exam": ["left iliac_crest_trigger_point", *NORMAL],
        "has": ["left cluneal_neuralgia"],
        "shows": {"left moderate foraminal_stenosis L2-L3": "i", "modic_change L4-L5 modic2": "i"},
    },
    {
        "case": "facet wear with back and buttock pain on extension",
        "says": ["low_back buttock pain 60w"],
        "exam": ["lumbar_extension_pain", *NORMAL],
        "shows": {"facet_arthropathy L4-L5 moderate": "p", "left mild foraminal_stenosis L2-L3": "p", "hemangioma L3": "i"},
    },
]
