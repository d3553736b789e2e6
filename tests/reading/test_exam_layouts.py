"""Tables, series, exceptions, then and now: each written layout says what its plain statements say, and no more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.facts import Source
from service.reading.clinical_text import read_clinical_text
from service.reading.exam_layouts import spelled_out

DAY = date(2026, 11, 25)
STRENGTHS = {
    "HF": "hip_flexion_strength",
    "KE": "knee_extension_strength",
    "DF": "ankle_dorsiflexion_strength",
    "EHL": "great_toe_extension_strength",
    "PF": "ankle_plantarflexion_strength",
}


def abnormal(text: str) -> set[tuple[str, str | None]]:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY)
    return {(s.test, s.side) for s in found.signs if s.abnormal}


def normal(text: str) -> set[tuple[str, str | None]]:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY)
    return {(s.test, s.side) for s in found.signs if s.normal}


TOE, ANKLE, DORSUM = "great_toe_extension_strength", "ankle_dorsiflexion_strength", "sensation_dorsum_foot"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Power\n     HF KE DF EHL PF\nRight 5  5  5  4   5\nLeft  5  5  5  5   5", {(TOE, "right")}),
        ("Power  HF KE DF EHL PF\nL 5 5 4 4 5\nR 5 5 5 5 5", {(TOE, "left"), (ANKLE, "left")}),
        ("Muscle    Right   Left\nQuads     5/5     5/5\nEHL       5/5     3/5", {(TOE, "left")}),
        ("Muscle | L | R\n--- | --- | ---\nQuads | 5/5 | 5/5\nEHL | 5/5 | 3/5", {(TOE, "right")}),
        ("Strength\n\nLeft\nRight\n\nKnee extension\n5/5\n5/5\n\nEHL\n4/5\n5/5", {(TOE, "left")}),
        ("Reflexes\n   Knee Ankle\nR  2+   2+\nL  2+   0", {("achilles_reflex", "left")}),
        ("Light touch\n  L4 L5 S1\nR N  N  N\nL N  ↓  N", {(DORSUM, "left"), ("sensation_lateral_leg", "left")}),
        ("Myotomes\n  L2 L3 L4 L5 S1\nR 5 5 5 4+ 5\nL 5 5 5 5 5", {(TOE, "right")}),
        ("Power (HF/KE/DF/EHL/PF): R 5/5/5/4/5, L 5/5/5/5/5", {(TOE, "right")}),
        ("HF/KE/DF/EHL/PF: R 5 5 5 5 5 / L 5 5 5 3 5", {(TOE, "left")}),
        ("Right: L3 5 L4 5 L5 3 S1 5. Left: L3 5 L4 5 L5 5 S1 5.", {(TOE, "right")}),
        ("L4: R 5 / L 5. L5: R 5 / L 4.", {(TOE, "left")}),
        ("EHL 4 vs 5 (L vs R).", {(TOE, "left")}),
        ("RLE 5/5 except DF 4/5 and EHL 4/5. LLE 5/5.", {(TOE, "right"), (ANKLE, "right")}),
        ("L EHL 4/5\n\" DF 4/5\nR EHL 5/5\n\" DF 5/5", {(TOE, "left"), (ANKLE, "left")}),
        ("Ⓡ EHL 4/5, Ⓛ EHL 5/5", {(TOE, "right")}),
        ("Right EHL was 5/5 in spring, now 4/5.", {(TOE, "right")}),
        ("Right EHL was 3/5 in spring, now 5/5.", set()),
        ("Right EHL 4/5 -> 5/5 over six weeks.", set()),
    ],
)  # fmt: skip
def test_a_layout_says_which_side_and_which_muscle(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert abnormal(text) == expected


@pytest.mark.parametrize("weak", STRENGTHS)
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("layout", ["rows", "columns", "series", "cells"])
def test_one_weak_muscle_is_found_wherever_it_stands_in_a_table(weak: str, side: str, layout: str) -> None:
    grades = {s: {m: "3" if (m, s) == (weak, side) else "5" for m in STRENGTHS} for s in ("right", "left")}
    if layout == "rows":
        text = "Motor\n  " + " ".join(STRENGTHS) + "".join(f"\n{s.title()} " + " ".join(grades[s].values()) for s in grades)
    elif layout == "columns":
        text = "Motor  Right  Left" + "".join(f"\n{m}  {grades['right'][m]}/5  {grades['left'][m]}/5" for m in STRENGTHS)
    elif layout == "series":
        text = "/".join(STRENGTHS) + ": R " + "/".join(grades["right"].values()) + ", L " + "/".join(grades["left"].values())
    else:
        text = "Right\nLeft\n\n" + "\n\n".join(f"{m}\n{grades['right'][m]}/5\n{grades['left'][m]}/5" for m in STRENGTHS)
    assert abnormal(text) == {(STRENGTHS[weak], side)}
    assert len(normal(text)) == 2 * len(STRENGTHS) - 1


@pytest.mark.parametrize(
    "text",
    [
        "He has pain in both legs.\nRight leg worse than left.",
        "Plan: right L4-5 injection\nReview in 6 weeks",
        "Examination:\nRight EHL 5/5\nLeft EHL 5/5",
        "left Trendelenburg, slump negative",
        "Right Left\nand then nothing of the kind",
        "MRI 3/5/2026: unchanged.",
        "Knee and ankle jerks present.",
    ],
)
def test_what_is_no_layout_stays_as_written(text: str) -> None:
    assert spelled_out(text).strip() == text


@given(st.text(alphabet="RL5/4 HKEDF|:\n\"-+↓abc.", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    spelled_out(text)


def test_long_notes_are_spelled_out_in_linear_time() -> None:
    for piece in ("R 5 5 4 5 5\n", "EHL | 4/5 | 5/5\n", "HF/KE/DF: R 5/5/5 ", "Right Left\n", "L4: R 5 / L ", "was 4/5 "):
        spelled_out(piece * 5000)
