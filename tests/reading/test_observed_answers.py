"""Observations whose value is no result, whose name asks for a healthy function, or whose name speaks of another day."""

from __future__ import annotations

from typing import Any

import pytest

from service.facts import Presence
from service.reading.gleaned import Gleaned
from tests.reading.test_examination import read, seen

NO = {"valueCodeableConcept": {"text": "No"}}
FALSE = {"valueBoolean": False}
GONE = {"valueString": "Absent"}


def told(found: Gleaned) -> set[tuple[str, bool]]:
    return {(s.kind, s.presence is Presence.PRESENT) for s in found.symptoms}


LOST: list[tuple[str, dict[str, Any], str]] = [
    ("Able to urinate", NO, "urinary_retention"),
    ("Can pass water", FALSE, "urinary_retention"),
    ("Awareness of bladder fullness", GONE, "urinary_retention"),
    ("Bladder sensation", NO, "urinary_retention"),
    ("Desire to void", GONE, "urinary_retention"),
    ("Continent of urine?", FALSE, "urinary_incontinence"),
    ("Urinary continence", NO, "urinary_incontinence"),
    ("Control of bladder", NO, "urinary_incontinence"),
    ("Bladder function normal", FALSE, "urinary_retention"),
    ("Normal bowel function", NO, "faecal_incontinence"),
    ("Normal feeling when wiping", NO, "saddle_numbness"),
    ("Can feel when wiping", FALSE, "saddle_numbness"),
]


@pytest.mark.parametrize(("name", "value", "kind"), LOST, ids=[n for n, _, _ in LOST])
def test_a_healthy_function_that_is_not_there_is_a_complaint_and_no_denial(name: str, value: dict[str, Any], kind: str) -> None:
    assert told(read(name, **value)) == {(kind, True)}


def test_lost_feeling_may_be_a_sign() -> None:
    assert seen(read("Perineal sensation normal?", **NO)) == {("sensation_perineum", None, "present", None)}


def test_a_function_answered_with_no_may_be_meant_either_way_and_is_said() -> None:
    found = read("Bladder function", **NO)
    assert not found.symptoms
    assert [n.deficit for n in found.not_assessed] == [True]


@pytest.mark.parametrize(
    ("name", "kind"), [("Continent of urine", "urinary_incontinence"), ("Able to pass urine", "urinary_retention")]
)
def test_what_somebody_can_do_denies_that_they_cannot(name: str, kind: str) -> None:
    assert told(read(name, valueBoolean=True)) == {(kind, False)}


def test_an_n_that_answers_a_question_is_a_no() -> None:
    assert {s.abnormal for s in read("Perianal sensation normal?", valueString="N").signs} == {True}
    assert not read("Perianal sensation", valueString="N").signs


def test_a_normal_summary_that_does_not_hold_may_be_a_deficit() -> None:
    found = read("Leg strength normal", **NO)
    assert not found.signs
    assert [n.deficit for n in found.not_assessed] == [True]


@pytest.mark.parametrize("name", ["Loss of bladder control", "Bladder symptoms", "Urinary incontinence", "Unable to void"])
def test_a_complaint_answered_with_no_is_denied(name: str) -> None:
    assert {there for _, there in told(read(name, **NO))} == {False}


ASKED = ["Saddle numbness", "Faecal incontinence", "Urinary retention", "Weakness", "Weight loss", "Loss of bladder control?"]
NO_ANSWERS = ["Not asked", "Unknown", "Patient declined", "n/a", "Unsure", "Unable to assess at this time", "Not documented."]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("words", NO_ANSWERS)
def test_what_nobody_answered_is_neither_there_nor_denied(name: str, words: str) -> None:
    assert not read(name, valueString=words).symptoms


def test_a_test_that_could_not_be_done_was_not_done() -> None:
    assert seen(read("Right EHL", valueString="UTA")) == {("great_toe_extension_strength", "right", "not tested", None)}
    assert seen(read("Right ankle jerk", valueString="Missing")) != {("achilles_reflex", "right", "absent", None)}


OTHER_DAYS = [
    ("Goal: right hip abduction strength", "5/5"),
    ("Target straight leg raise", "negative"),
    ("Baseline reflexes", "2+"),
    ("Preoperative motor strength", "5/5"),
    ("Left quadriceps strength, previous visit", "3/5"),
    ("Pre-procedure sensation", "intact"),
]


@pytest.mark.parametrize(("name", "words"), OTHER_DAYS)
def test_a_goal_or_an_earlier_normal_is_nothing_of_today(name: str, words: str) -> None:
    assert not read(name, valueString=words).signs


def test_what_was_wrong_before_a_treatment_and_what_is_compared_stays() -> None:
    (weak,) = read("Baseline left EHL strength", valueString="3/5").signs
    assert weak.grade == 3.0
    found = read("Left EHL strength compared to previous visit", valueString="3/5")
    assert {(s.test, s.abnormal) for s in found.signs} == {("great_toe_extension_strength", True)}


NO_STRENGTH = [
    ("Hip flexion ROM right", 5),
    ("Active knee extension", 0),
    ("Knee extension lag", 0),
    ("Pain on knee flexion", 5),
    ("Hip adduction pain VAS", 3),
    ("Hip extension repetitions", 5),
    ("NIHSS right leg motor", 0),
    ("Best motor response", 5),
    ("Calf raises right", 5),
    ("Straight leg raise reps", 10),
]


@pytest.mark.parametrize(("name", "number"), NO_STRENGTH)
def test_a_range_a_score_and_a_count_are_no_grade_of_strength(name: str, number: int) -> None:
    assert not read(name, valueInteger=number).signs


def test_less_than_full_strength_is_weak_and_at_least_so_much_is_not_known() -> None:
    less = read("Right EHL strength", valueQuantity={"value": 5, "comparator": "<", "unit": "/5"})
    assert seen(less) == {("great_toe_extension_strength", "right", "present", None)}
    assert not read("Right EHL strength", valueQuantity={"value": 4, "comparator": ">=", "unit": "/5"}).signs
    assert not read("Straight leg raise left", valueQuantity={"value": 90, "comparator": "<", "unit": "deg"}).signs


IN_WORDS = [
    ("Right EHL", "No movement", ("great_toe_extension_strength", "right", "present", 0.0)),
    ("Motor strength RLE", "Moves against gravity", ("leg_strength", "right", "present", 3.0)),
    ("Left quadriceps", "antigravity", ("knee_extension_strength", "left", "present", 3.0)),
    ("Heel walk right", "Fail", ("ankle_dorsiflexion_strength", "right", "present", None)),
    ("Toe walk right", "Pass", ("ankle_plantarflexion_strength", "right", "absent", None)),
]


@pytest.mark.parametrize(("name", "words", "sign"), IN_WORDS)
def test_strength_in_the_words_of_nurses(name: str, words: str, sign: tuple[str, str, str, float | None]) -> None:
    assert seen(read(name, valueString=words)) == {sign}


@pytest.mark.parametrize(
    ("words", "left", "right"),
    [
        ("R normal, L absent", "present", "absent"),
        ("2/2 left, 1/2 right", "absent", "present"),
        ("intact L; absent R", "absent", "present"),
    ],
)
def test_each_side_has_its_own_result_of_the_same_test(words: str, left: str, right: str) -> None:
    found = {(test, side, presence) for test, side, presence, _ in seen(read("Perianal sensation", valueString=words))}
    assert found == {("sensation_perineum", "left", left), ("sensation_perineum", "right", right)}


def test_a_result_that_is_awaited_is_none() -> None:
    assert read("Right EHL strength", valueString="5/5", status="registered") == Gleaned()


def test_a_value_beside_a_reason_for_having_none_reassures_nobody() -> None:
    absent = {"dataAbsentReason": {"text": "not performed"}}
    assert not read("Right EHL strength", valueString="5/5", **absent).signs
    assert not read("Saddle numbness", valueBoolean=False, **absent).symptoms
    assert seen(read("Right EHL strength", valueString="2/5", **absent)) == {
        ("great_toe_extension_strength", "right", "present", 2.0)
    }


def test_a_note_that_corrects_counts_before_the_value() -> None:
    wrong = read("Right EHL strength", valueString="5/5", note=[{"text": "Should be 2/5"}])
    assert seen(wrong) == {("great_toe_extension_strength", "right", "present", 2.0)}
    assert not read("Right EHL strength", valueString="5/5", note=[{"text": "Recorded in error"}]).signs


def test_what_is_over_is_not_there() -> None:
    assert not read("Foot drop", valueString="Resolved").signs
    assert not read("Foot drop, right", valueBoolean=True, note=[{"text": "Fully recovered since March"}]).signs
    assert read("Foot drop, right", valueBoolean=True, note=[{"text": "Partly resolved"}]).signs
    (numb,) = read("Saddle numbness", valueBoolean=True, note=[{"text": "Resolved in 2019"}]).symptoms
    assert not numb.current


def test_an_anaesthetic_is_no_loss_of_feeling() -> None:
    assert not read("Spinal anaesthesia", valueBoolean=True).signs
    assert not read("Anaesthesia type", valueString="Spinal").signs


def test_lost_feeling_of_the_bladder_is_none_of_the_legs() -> None:
    found = read("Bladder sensation", valueString="Reduced")
    assert not found.signs
    assert told(found) == {("urinary_retention", True)}
    assert told(read("Erectile function", valueString="Impaired")) == {("sexual_dysfunction", True)}


def test_what_was_seen_of_somebody_else_is_not_the_patient() -> None:
    who = {"subject": {"reference": "Patient/1"}, "focus": [{"reference": "RelatedPerson/2"}]}
    assert read("Foot drop", valueBoolean=True, **who) == Gleaned()
