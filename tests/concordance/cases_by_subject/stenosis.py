"""Cases: central narrowing, claudication and its vascular double."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.index import INDEX
from tests.concordance.cases_by_subject.record import NORMAL

STENOSIS: list[dict[str, Any]] = [
    {
        "case": "typical claudication with severe central stenosis",
        "who": "74 M",
        "says": ["both leg claudication 60w"],
        "exam": ["both pedal_pulses normal", *NORMAL],
        "shows": {
            "severe central_stenosis L4-L5": "c",
            "moderate central_stenosis L3-L4": "c",
            "mild central_stenosis L2-L3": "p",
        },
    },
    {
        "case": "typical claudication with upper lumbar stenosis",
        "who": "78 F",
        "says": ["both buttock thigh claudication 80w"],
        "exam": ["both pedal_pulses normal"],
        "shows": {"moderate central_stenosis L2-L3 Schizas:C": "c"},
    },
    {
        "case": "coded claudication and an epidural lipomatosis",
        "who": "60 M",
        "has": ["neurogenic_claudication"],
        "shows": {"severe epidural_lipomatosis L5-S1": "c"},
    },
    {
        "case": "claudication, degenerative slip with severe stenosis at its level",
        "who": "70 F",
        "says": ["both leg claudication 50w", "low_back pain 50w"],
        "exam": ["both pedal_pulses normal"],
        "shows": {"spondylolisthesis L4-L5 degenerative Meyerding:1": "c", "severe central_stenosis L4-L5": "c"},
    },
    {
        "case": "claudication with absent pulses",
        "who": "71 M",
        "says": ["both calf claudication 50w"],
        "exam": ["both pedal_pulses"],
        "has": ["both peripheral_artery_disease"],
        "shows": {"moderate central_stenosis L4-L5": "p"},
    },
    {
        "case": "buttock pain on walking, vessels diseased and legs normal: claudication is not excluded",
        "who": "65 M",
        "says": ["both buttock pain 30w walking"],
        "exam": ["both pedal_pulses", *NORMAL],
        "has": ["both peripheral_artery_disease"],
        "shows": {"moderate central_stenosis L3-L4": "p", "mild central_stenosis L2-L3": "ip"},
    },
    {
        "case": "vascular claudication of the calf",
        "who": "70 M",
        "says": ["both calf vascular_claudication 50w"],
        "exam": ["both pedal_pulses", *NORMAL],
        "has": ["both peripheral_artery_disease"],
        "shows": {"mild central_stenosis L4-L5": "ip"},
    },
    {
        "case": "moderate stenosis, hip pain of a supported tear, normal legs except abductors",
        **INDEX,
        "shows": {"moderate central_stenosis L4-L5": "p", "mild central_stenosis L1-L2": "ip"},
    },
    {
        "case": "severe stenosis with signs on both sides takes all roots below",
        "who": "76 F",
        "says": ["both leg pain 80w"],
        "exam": ["both great_toe_extension_strength 4 chronic", "both achilles_reflex"],
        "shows": {"severe central_stenosis L3-L4": "c"},
    },
    {
        "case": "ligament thickening with claudication",
        "who": "70 F",
        "says": ["both leg claudication 50w"],
        "shows": {"ligamentum_flavum_thickening L4-L5": "p"},
    },
    {
        "case": "weak abductors with stenosis at L4-L5 and nothing else recorded",
        "says": ["left lateral_hip pain 10w"],
        "exam": ["left hip_abduction_strength 4"],
        "shows": {"moderate central_stenosis L4-L5": "p", "left mild foraminal_stenosis L2-L3": "ip"},
    },
]
