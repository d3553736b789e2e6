"""Which finding can be behind which open red flag: urgent, while every other is possible."""

from __future__ import annotations

from typing import Any

import pytest

from service.concordance.assessment import Verdict
from service.concordance.judge import judge
from tests.concordance.cases_by_subject.record import measured
from tests.concordance.patients import facts

CAUDA = {"says": ["low_back pain 1w", "saddle_numbness 0w"]}
DROP = {"says": ["left leg pain 1w"], "exam": ["left foot_drop new"]}
CORD = {"says": ["low_back pain 10w"], "exam": ["left babinski"]}
TUMOUR = {"says": ["low_back pain 10w"], "has": ["spinal_malignancy"]}
FEVER = {"says": ["low_back pain 3w"], **measured("temperature", 39, "Cel")}
FALL = {"says": ["low_back pain major_trauma 0w"]}
AORTA = {"says": ["low_back pain 3w"], "exam": ["pulsatile_mass"]}
HIP = {"says": ["left groin pain 3w"], "has": ["left septic_hip"]}

ROWS: list[tuple[dict[str, Any], str, str]] = [
    # cauda equina: what fills the canal
    (CAUDA, "severe central_stenosis L4-L5", "u"),
    (CAUDA, "central_stenosis L4-L5", "u"),
    (CAUDA, "mild central_stenosis L4-L5", "p"),
    (CAUDA, "moderate epidural_lipomatosis L5-S1", "u"),
    (CAUDA, "disc_herniation L4-L5 central", "u"),
    (CAUDA, "left disc_herniation L4-L5 extrusion", "u"),
    (CAUDA, "mild disc_herniation L4-L5 central", "p"),
    (CAUDA, "mild disc_herniation L4-L5 central extrusion", "u"),
    (CAUDA, "left disc_herniation L4-L5 foraminal extrusion", "p"),
    (CAUDA, "left disc_herniation L4-L5 extraforaminal extrusion", "p"),
    (CAUDA, "spondylolisthesis L4-L5 Meyerding:3", "u"),
    (CAUDA, "spondylolisthesis L4-L5 Meyerding:1", "p"),
    (CAUDA, "spondylolisthesis L4-L5", "p"),
    (CAUDA, "conus_abnormality", "u"),
    (CAUDA, "arachnoiditis", "u"),
    (CAUDA, "left severe foraminal_stenosis L4-L5", "p"),
    (CAUDA, "left moderate lateral_recess_stenosis S1-S2", "u"),
    (CAUDA, "modic_change L4-L5 modic1", "p"),
    (CAUDA, "disc_bulge L4-L5", "p"),
    # motor deficit: what threatens its roots on its side
    (DROP, "left moderate lateral_recess_stenosis L4-L5", "u"),
    (DROP, "left moderate foraminal_stenosis L5-S1", "u"),
    (DROP, "right moderate lateral_recess_stenosis L4-L5", "p"),
    (DROP, "moderate central_stenosis L3-L4", "u"),
    (DROP, "left moderate foraminal_stenosis L4-L5", "p"),
    (DROP, "left severe foraminal_stenosis L4-L5", "u"),
    (DROP, "left severe foraminal_stenosis L2-L3", "p"),
    (DROP, "disc_degeneration L4-L5", "p"),
    # cord signs: the conus, and what narrows the canal beside it
    (CORD, "conus_abnormality", "u"),
    (CORD, "severe central_stenosis T12-L1", "u"),
    (CORD, "severe central_stenosis L1-L2", "u"),
    (CORD, "mild central_stenosis L1-L2", "p"),
    (CORD, "severe central_stenosis L4-L5", "p"),
    (CORD, "disc_herniation T12-L1 central extrusion", "u"),
    (CORD, "left moderate foraminal_stenosis L1-L2", "p"),
    # tumour, infection, fracture
    (TUMOUR, "neoplasm_signs L2", "u"),
    (TUMOUR, "fracture L2", "u"),
    (TUMOUR, "fracture L2 old", "p"),
    (TUMOUR, "severe central_stenosis L4-L5", "p"),
    (FEVER, "infection_signs L4-L5", "u"),
    (FEVER, "modic_change L4-L5 modic1", "u"),
    (FEVER, "modic_change L4-L5 modicmixed", "u"),
    (FEVER, "modic_change L4-L5", "u"),
    (FEVER, "modic_change L4-L5 modic2", "p"),
    (FEVER, "modic_change L4-L5 modic3", "p"),
    (FEVER, "disc_degeneration L4-L5", "p"),
    (FALL, "fracture L1", "u"),
    (FALL, "fracture L1 healed", "p"),
    (FALL, "neoplasm_signs L2", "u"),
    (FALL, "disc_bulge L4-L5", "p"),
    # vessels and hip: nothing of the spine
    (AORTA, "severe central_stenosis L4-L5", "p"),
    (HIP, "left severe foraminal_stenosis L2-L3", "p"),
]


@pytest.mark.parametrize(("patient", "line", "verdict"), ROWS, ids=[f"{row[1]} {n}" for n, row in enumerate(ROWS)])
def test_a_finding_is_urgent_only_where_it_can_be_behind_the_flag(patient: dict[str, Any], line: str, verdict: str) -> None:
    (judged,) = judge(facts(**patient, shows=[line])).verdicts
    assert judged.verdict is {"u": Verdict.URGENT, "p": Verdict.POSSIBLE}[verdict], judged.rules
    assert ("red_flag_substrate" in judged.rules) is (verdict == "u")
    assert ("red_flag_open" in judged.rules) is (verdict == "p")
