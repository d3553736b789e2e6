"""Cases: back pain alone, hip pain alone, and no complaint at all."""

from __future__ import annotations

from typing import Any

from tests.concordance.cases_by_subject.index import INDEX
from tests.concordance.cases_by_subject.record import BACK, L5_LEFT, NORMAL

BACK_ONLY: list[dict[str, Any]] = [
    {
        "case": "back pain alone, normal examination: what can hurt the back is possible, mild stenosis is not behind it",
        "says": [*BACK, "no left leg pain", "no right leg pain"],
        "exam": NORMAL,
        "shows": {
            "disc_degeneration L4-L5": "p",
            "annular_fissure L4-L5": "p",
            "disc_herniation L5-S1 protrusion midline": "p",
            "spondylolisthesis L4-L5 degenerative": "p",
            "left mild foraminal_stenosis L4-L5": "ip",
            "mild central_stenosis L3-L4": "ip",
            "hemangioma L2": "i",
            "tarlov_cyst S2 8mm": "i",
        },
    },
    {
        "case": "no back pain, only hip pain: nothing that hurts the back explains it",
        **INDEX,
        "shows": {
            "modic_change L5-S1 modic1": "i",
            "disc_degeneration L5-S1": "i",
            "annular_fissure L4-L5": "i",
            "schmorl_node L2-L3": "i",
            "scoliosis": "i",
            "transitional_vertebra": "i",
            "fracture L1 chronic": "i",
        },
    },
    {
        "case": "coded back pain",
        "has": ["low_back_pain"],
        "shows": {"modic_change L4-L5 modic1": "p", "disc_bulge L4-L5": "p"},
    },
    {
        "case": "a patient without any recorded complaint",
        "who": "50 M",
        "shows": {"left severe foraminal_stenosis L5-S1": "p", "disc_degeneration L4-L5": "ip", "hemangioma L3": "ip"},
    },
    {
        "case": "a weak great toe but no complaint in the record",
        "who": "50 M",
        "exam": L5_LEFT,
        "shows": {"left severe foraminal_stenosis L5-S1": "p"},
    },
]
