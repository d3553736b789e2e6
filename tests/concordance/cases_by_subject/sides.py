"""Cases: left, right, both and not stated."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.record import L5_LEFT

SIDES: list[dict[str, Any]] = [
    {
        "case": "everything on the left, findings on both sides",
        "says": ["left lateral_leg pain 10w"],
        "exam": L5_LEFT,
        "shows": {
            "both moderate lateral_recess_stenosis L4-L5": "c",
            "right severe foraminal_stenosis L5-S1": "i",
            "moderate central_stenosis L4-L5": "c",
        },
    },
    {
        "case": "bilateral complaint and a finding of one side",
        "says": ["both lateral_leg pain 60w"],
        "exam": ["left great_toe_extension_strength 4 chronic"],
        "shows": {"left moderate lateral_recess_stenosis L4-L5": "c", "right moderate lateral_recess_stenosis L4-L5": "p"},
    },
    {
        "case": "the report states no side",
        "says": ["left lateral_leg pain 10w"],
        "exam": L5_LEFT,
        "shows": {"moderate foraminal_stenosis L5-S1": "p"},
    },
    {
        "case": "a central extrusion goes with either side",
        "says": ["left lateral_leg pain 10w"],
        "exam": L5_LEFT,
        "shows": {"midline disc_herniation L4-L5 central extrusion": "c"},
    },
    {
        "case": "the examiner wrote no side, the complaint has one",
        "says": ["right lateral_leg pain 10w"],
        "exam": ["great_toe_extension_strength 4"],
        "shows": {"right moderate lateral_recess_stenosis L4-L5": "c", "left moderate lateral_recess_stenosis L4-L5": "i"},
    },
    {
        "case": "pain of the right hip, foraminal narrowing on the left",
        "says": ["right lateral_hip pain 9w"],
        "exam": ["right trochanter_tenderness"],
        "has": ["right gtps"],
        "shows": {"left severe foraminal_stenosis L4-L5": "i"},
    },
]
