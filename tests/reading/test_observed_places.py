"""Observations that say where: bodySite, components that name a place, joints and tendons that a parent names."""

from __future__ import annotations

from typing import Any

import pytest

from service.facts import Presence
from service.reading.examination import concerns, read_observation
from tests.reading.test_examination import DAY, observation, read, seen

Seen = set[tuple[str, str | None, str, float | None]]
STRONG = {"valueString": "5/5"}


def at(place: str, **more: Any) -> dict[str, Any]:
    return {"bodySite": {"text": place}, **more}


def part(name: str, words: str) -> dict[str, Any]:
    return {"code": {"text": name}, "valueString": words}


AT_A_PLACE: list[tuple[str, dict[str, Any], Seen]] = [
    ("Muscle strength", at("Right quadriceps", valueString="4/5"), {("knee_extension_strength", "right", "present", 4.0)}),
    ("Muscle strength", at("Left iliopsoas", **STRONG), {("hip_flexion_strength", "left", "absent", 5.0)}),
    ("Muscle strength", at("Structure of right lower limb", valueString="3/5"), {("leg_strength", "right", "present", 3.0)}),
    ("Manual muscle test", at("Right peronei", valueString="2/5"), {("ankle_eversion_strength", "right", "present", 2.0)}),
    ("Deep tendon reflex", at("Right patellar tendon", valueString="0"), {("patellar_reflex", "right", "present", None)}),
    ("Reflexes", at("Left Achilles tendon", valueString="2+"), {("achilles_reflex", "left", "absent", None)}),
    ("Light touch", at("Right sole", valueString="reduced"), {("sensation_sole", "right", "present", None)}),
    ("Sensation", at("Perianal region", valueString="normal"), {("sensation_perineum", None, "absent", None)}),
    ("Pinprick", at("S4 dermatome", valueString="absent"), {("sensation_perineum", None, "present", None)}),
    ("Tenderness", at("Right greater trochanter", valueBoolean=True), {("trochanter_tenderness", "right", "present", None)}),
    ("Foot drop", at("Right foot", valueBoolean=True), {("foot_drop", "right", "present", None)}),
    ("Reflex", at("Right ankle", valueString="absent"), {("achilles_reflex", "right", "present", None)}),
]


@pytest.mark.parametrize(("name", "more", "expected"), AT_A_PLACE, ids=[f"{n} {m['bodySite']}"[:60] for n, m, _ in AT_A_PLACE])
def test_what_is_found_at_a_place_is_found_there_only(name: str, more: dict[str, Any], expected: Seen) -> None:
    assert concerns(observation(name, **more))
    assert seen(read(name, **more)) == expected


ABOVE_THE_LEGS = ["Left deltoid", "Right forearm", "Both hands", "Upper limbs", "Neck", "Left triceps", "Face", "Thumb"]
SUMMED = [("Muscle strength", "5/5"), ("Sensation", "normal"), ("Tendon reflexes", "2+"), ("Neurological exam", "normal")]


@pytest.mark.parametrize("place", ABOVE_THE_LEGS)
@pytest.mark.parametrize(("name", "words"), SUMMED)
def test_what_is_found_above_the_legs_says_nothing_of_them(name: str, words: str, place: str) -> None:
    assert not read(name, **at(place, valueString=words)).signs
    assert not read(name, **at(place, valueString="reduced")).signs


def test_a_place_that_is_not_known_is_not_the_whole_leg() -> None:
    found = read("Muscle strength", **at("Left popliteus", **STRONG))
    assert not found.signs
    assert found.not_assessed


@pytest.mark.parametrize("place", ["Right ankle", "Right thigh", "Right foot"])
def test_a_weakness_of_a_part_without_a_test_of_its_own_is_one_of_the_leg(place: str) -> None:
    assert {(s.side, s.abnormal) for s in read("Muscle strength", **at(place, valueString="3/5")).signs} == {("right", True)}


def test_what_is_told_of_one_leg_in_sentences_is_not_told_of_the_other() -> None:
    told = "Strength 4/5 throughout. Sensation reduced over the sole. Reflexes 2+ in knee and ankle."
    found = read("Physical findings", **at("Right leg", valueString=told))
    assert {s.side for s in found.signs} == {"right"}


def test_a_summary_holds_for_the_side_of_its_place() -> None:
    found = read("Muscle weakness", **at("Right leg", valueBoolean=False))
    assert {(s.side, s.presence) for s in found.signs} == {("right", Presence.ABSENT)}
    assert not read("Muscle weakness", **at("Right arm", valueBoolean=True)).signs


@pytest.mark.parametrize(
    ("place", "kind"), [("Perineum", "saddle_numbness"), ("Perianal skin", "saddle_numbness"), ("Left hand", "numbness")]
)
def test_numbness_is_that_of_its_place(place: str, kind: str) -> None:
    assert [s.kind for s in read("Numbness", **at(place, valueBoolean=True)).symptoms] == [kind]


def test_the_side_in_the_words_counts_before_that_of_the_place() -> None:
    found = read("Straight leg raise", **at("Left leg", valueString="positive on the right"))
    assert seen(found) == {("straight_leg_raise", "right", "present", None)}


IN_PARTS: list[tuple[str, list[dict[str, Any]], Seen]] = [
    (
        "Hip strength",
        [part("Extension", "5/5"), part("Adduction", "4/5")],
        {("hip_extension_strength", None, "absent", 5.0), ("hip_adduction_strength", None, "present", 4.0)},
    ),
    (
        "Right knee power",
        [part("Flexion", "4/5"), part("Extension", "5/5")],
        {("knee_flexion_strength", "right", "present", 4.0), ("knee_extension_strength", "right", "absent", 5.0)},
    ),
    ("Shoulder strength", [part("Abduction", "5/5"), part("Adduction", "4/5")], set()),
    ("Wrist power", [part("Extension strength", "3/5")], set()),
    (
        "Reflex examination",
        [part("Ankle left", "2+"), part("Knee left", "0"), part("Triceps left", "2+")],
        {("achilles_reflex", "left", "absent", None), ("patellar_reflex", "left", "present", None)},
    ),
    ("Dermatomes", [part("C7", "normal"), part("T8", "normal")], set()),
    (
        "Manual muscle test",
        [part("Muscle", "Tibialis posterior"), part("Side", "Right"), part("Grade", "3/5")],
        {("ankle_inversion_strength", "right", "present", 3.0)},
    ),
    ("Manual muscle test", [part("Body site", "Right biceps"), part("Grade", "5/5")], set()),
    ("Manual muscle test", [part("Muscle", "EHL"), part("Muscle", "Deltoid"), part("Grade", "5/5")], set()),
    ("Ankle jerk", [part("Laterality", "Right"), part("Result", "absent")], {("achilles_reflex", "right", "present", None)}),
    ("Strength", [part("Left", "5/5"), part("Right", "4/5")], set()),
]


@pytest.mark.parametrize(("name", "parts", "expected"), IN_PARTS, ids=[f"{n} {p[0]['code']}"[:60] for n, p, _ in IN_PARTS])
def test_components_are_read_with_what_their_parent_names(name: str, parts: list[dict[str, Any]], expected: Seen) -> None:
    place = {"bodySite": {"text": "Upper limbs"}} if name == "Strength" else {}
    assert seen(read_observation(observation(name, component=parts, **place), DAY)) == expected
