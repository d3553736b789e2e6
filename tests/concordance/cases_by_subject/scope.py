"""Cases: what is outside the automatic verdict, and doubts about the record."""

from __future__ import annotations

from typing import Any

from service.facts import Operation, Study
from tests.concordance.cases_by_subject.index import INDEX, TEAR
from tests.concordance.cases_by_subject.record import L5_LEFT, source
from tests.concordance.patients import days_ago

SCOPE: list[dict[str, Any]] = [
    {
        "case": "pregnant, with the index picture",
        **INDEX,
        "who": "31 F",
        "has": [TEAR, "pregnancy"],
        "shows": {"left moderate foraminal_stenosis L2-L3": "p", "disc_bulge L4-L5": "p"},
    },
    {
        "case": "a fused spine, with the index picture",
        **INDEX,
        "has": [TEAR, "lumbar_fusion_status"],
        "shows": {"left moderate foraminal_stenosis L2-L3": "p"},
    },
    {
        "case": "a discectomy three years ago: the report before it is history",
        "says": ["left leg dorsum_foot pain 20w"],
        "exam": ["left great_toe_extension_strength 4"],
        "more": {
            "operations": (Operation(kind="discectomy", levels=("L4-L5",), done=days_ago(1100), source=source("Procedure/1")),)
        },
        "shows": {"left disc_herniation L4-L5 extrusion superseded": "h", "left postoperative_change L4-L5": "cp"},
    },
    {
        "case": "arachnoiditis with leg signs",
        "says": ["both leg pain 90w"],
        "exam": ["left achilles_reflex"],
        "shows": {"arachnoiditis": "p"},
    },
    {
        "case": "a transitional vertebra shifts the numbers",
        "says": ["left lateral_leg pain 9w"],
        "exam": L5_LEFT,
        "shows": {
            "transitional_vertebra": "i",
            "left moderate lateral_recess_stenosis L5-S1": "cp",
            "left moderate lateral_recess_stenosis L4-L5": "c",
        },
    },
    {
        "case": "an older study is context, a prior statement is history",
        "says": ["left lateral_leg pain 9w"],
        "exam": L5_LEFT,
        "shows": {"left moderate lateral_recess_stenosis L4-L5 older": "h", "left disc_herniation L4-L5 extrusion prior": "h"},
    },
    {
        "case": "a refuted finding",
        "says": ["left lateral_leg pain 9w"],
        "exam": L5_LEFT,
        "shows": {"left disc_herniation L4-L5 !refuted": "x"},
    },
    {
        "case": "narrowing at many levels without a level",
        "says": ["left lateral_leg pain 9w"],
        "exam": L5_LEFT,
        "shows": {"left moderate foraminal_stenosis": "p"},
    },
    {
        "case": "a hedged reading is judged at low confidence",
        "says": ["left lateral_leg pain 9w"],
        "exam": L5_LEFT,
        "shows": {"left moderate lateral_recess_stenosis L4-L5 hedged": "c"},
    },
    {
        "case": "a finding of no known kind",
        **INDEX,
        "shows": {"other L4-L5": "p"},
    },
    {
        "case": "hip pain without a precise place, of a supported tear",
        **INDEX,
        "says": ["left hip pain 20w"],
        "shows": {"left moderate foraminal_stenosis L2-L3": "i"},
    },
    {
        "case": "a reported hip MRI belongs to the record",
        **INDEX,
        "more": {"studies": (Study(region="hip", modality="MR", side="left", source=source("ImagingStudy/1")),)},
        "shows": {"left moderate foraminal_stenosis L2-L3": "i"},
    },
]
