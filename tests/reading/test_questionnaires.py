"""Forms: what a group of questions is titled holds for the questions in it."""

from __future__ import annotations

from typing import Any

import pytest

from service.reading.questionnaires import answers


def form(title: str, question: str, answer: dict[str, Any]) -> dict[str, Any]:
    group = {"text": title, "item": [{"text": question, "answer": [answer]}]}
    return {"resourceType": "QuestionnaireResponse", "item": [{"text": "Examination", "item": [group]}]}


@pytest.mark.parametrize(
    ("title", "question", "answer", "line"),
    [
        ("Left leg", "Knee extension power (MRC)", {"valueString": "4/5"}, "Left leg: Knee extension power (MRC): 4/5."),
        ("Right lower limb", "Ankle jerk", {"valueString": "absent, right"}, "Ankle jerk: absent, right."),
        ("RLE", "EHL", {"valueInteger": 4}, "RLE: EHL: 4."),
        ("Both legs", "Knee jerks", {"valueString": "brisk"}, "Both legs: Knee jerks: brisk."),
        ("Left leg", "Right ankle jerk", {"valueString": "normal"}, "Right ankle jerk: normal."),
        ("Left leg pain since when", "Ankle jerk", {"valueString": "normal"}, "Ankle jerk: normal."),
        ("General", "Ankle jerk", {"valueString": "normal"}, "Ankle jerk: normal."),
    ],
)
def test_a_title_that_is_a_limb_gives_its_side(title: str, question: str, answer: dict[str, Any], line: str) -> None:
    assert [a.line for a in answers(form(title, question, answer))] == [line]
