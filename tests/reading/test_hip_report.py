"""Hip and pelvis reports: tears with their details, and what they deny."""

from __future__ import annotations

import pytest

from service.facts import Source
from service.reading.hip_report import read_hip_report
from tests.reading.records import facts, report


def problems(text: str, side: str | None = None) -> dict[str, set[str]]:
    found = read_hip_report(text, Source(reference="DiagnosticReport/h"), side=side).problems  # type: ignore[arg-type]
    return {f"{p.kind}/{p.side}": set(p.details) - {"imaging_confirmed"} for p in found}


@pytest.mark.parametrize(
    ("text", "side", "expected"),
    [
        ("Partial-thickness tear of the left gluteus minimus tendon.", None, {"gluteal_tear/left": {"partial"}}),
        (
            "Partial-thickness undersurface tear of the gluteus minimus.",
            "left",
            {"gluteal_tear/left": {"partial", "undersurface"}},
        ),
        ("Full-thickness gluteus medius tear with 2 cm retraction.", "right", {"gluteal_tear/right": {"full", "retracted"}}),
        ("Full thickness tear of gluteus medius without retraction.", "right", {"gluteal_tear/right": {"full"}}),
        ("Gluteus medius tear, fatty infiltration grade 3.", None, {"gluteal_tear/None": {"fatty_3"}}),
        ("Gluteus medius tendinosis.", "left", {"gluteal_tendinopathy/left": set()}),
        (
            "Bilateral gluteus medius tendinopathy.",
            None,
            {"gluteal_tendinopathy/left": set(), "gluteal_tendinopathy/right": set()},
        ),
        ("Tear of gluteus minimus, gluteus medius intact.", "left", {"gluteal_tear/left": set()}),
        ("Fluid in the trochanteric bursa.", "left", {"gtps/left": set()}),
        ("Severe osteoarthritis of the right hip.", None, {"hip_osteoarthritis/right": {"severe"}}),
        ("Labral tear.", "left", {"hip_impingement_or_labral_tear/left": set()}),
        ("Avascular necrosis of the femoral head.", "left", {"femoral_head_necrosis/left": set()}),
        ("Stress fracture of the femoral neck.", "left", {"femoral_neck_stress_fracture/left": set()}),
        # denied, asked for, or somebody else's
        ("No gluteal tendon tear.", "left", {}),
        ("The gluteus medius and minimus tendons are intact without tear.", "left", {}),
        ("Gluteal tendons: no tear or tendinosis. No bursitis.", "left", {}),
        ("INDICATION: ? gluteus medius tear.", "left", {}),
        ("Clinical history: gluteal tear suspected.\nFINDINGS: Normal.", "left", {}),
        ("Hamstring origins normal.", "left", {}),
        ("", "left", {}),
    ],
)
def test_a_hip_report_confirms_what_it_affirms(text: str, side: str | None, expected: dict[str, set[str]]) -> None:
    assert problems(text, side) == expected


def test_the_side_of_the_study_counts_where_the_sentence_names_none() -> None:
    found = facts(report("Partial-thickness tear of the gluteus minimus tendon.", name="MRI left hip"))
    (tear,) = [p for p in found.problems if p.kind == "gluteal_tear"]
    assert tear.side == "left"
    assert {"partial", "imaging_confirmed"} <= tear.details
    assert tear.source.reference == "DiagnosticReport/dr1"


def test_a_lumbar_report_is_not_read_for_the_hip() -> None:
    assert not [
        p
        for p in facts(report("Gluteus medius tear seen at the edge.", name="MRI lumbar spine")).problems
        if p.kind == "gluteal_tear"
    ]
