"""What a normal summary includes, and shorthand that names a level or a part of the leg."""

from __future__ import annotations

import pytest

from service.reading.exam_layouts import spelled_out


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("Legs normal incl. hip flexion, KJ/AJ", "Legs normal, hip flexion normal, KJ normal, AJ normal"),
        ("Neuro intact including EHL 5/5, femoral stretch neg", "Neuro intact, EHL 5/5, femoral stretch neg"),
        ("Disc on the left at 4/5 was missed", "Disc on the left at L4/5 was missed"),
        ("Tingling on the outside of the right thigh", "Tingling on the right lateral thigh"),
        # what stays
        ("Recess stenosis, EHL at 4/5", "Recess stenosis, EHL at 4/5"),
        ("Ankle power at 4/5", "Ankle power at 4/5"),
        ("Pain less than left", "Pain less than left"),
    ],
)
def test_shorthand_is_spelled_out(written: str, spelled: str) -> None:
    assert spelled_out(written).strip() == spelled
