"""Labels of Observations: a scale is no value, a side may be written in another language, a root's test has its own name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.facts import Presence
from service.reading.examination import read_observation
from service.reading.labels import plain_label

DAY = date(2026, 11, 20)
TOE = "great_toe_extension_strength"

SCALES = [
    "EHL (MRC 0-5)", "EHL [0-5]", "EHL (0 to 5)", "EHL 0..5", "EHL, MRC grade 0-5", "EHL (0–5 scale)", "EHL (/5)", "EHL x/5",
    "EHL (0/5 - 5/5)", "EHL out of 5", "EHL (0 = none, 5 = full)", "EHL strength (MRC scale 0–5)",
]  # fmt: skip
VALUES: list[tuple[dict[str, Any], float]] = [
    ({"valueInteger": 4}, 4),
    ({"valueQuantity": {"value": 4, "unit": "{score}"}}, 4),
    ({"valueString": "4-"}, 3.67),
    ({"valueString": "4/5"}, 4),
    ({"valueCodeableConcept": {"text": "MRC 4"}}, 4),
    ({"valueCodeableConcept": {"text": "4"}}, 4),
    ({"valueInteger": 5}, 5),
    ({"valueInteger": 0}, 0),
]


def component(label: str, **value: Any) -> dict[str, Any]:
    return {"code": {"text": label}, **value}


def examined(*components: dict[str, Any], site: str | None = None) -> dict[str, Any]:
    place = {"bodySite": {"text": site}} if site else {}
    return {
        "resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "Neurological examination"},
        "component": list(components), **place,
    }  # fmt: skip


def signs(observation: dict[str, Any]) -> set[tuple[str, str | None, Presence, float | None]]:
    return {(s.test, s.side, s.presence, s.grade) for s in read_observation(observation, DAY).signs}


@pytest.mark.parametrize("label", SCALES)
def test_the_scale_of_a_label_is_never_taken_for_the_grade(label: str) -> None:
    for value, grade in VALUES:
        presence = Presence.ABSENT if grade == 5 else Presence.PRESENT
        assert signs(examined(component(label, **value), site="Right lower limb")) == {(TOE, "right", presence, grade)}, value


@pytest.mark.parametrize("label", ["Left EHL 4/5", "EHL 0/5 left", "L4/5 dermatome", "Knee flexion 0-130 degrees", "EHL"])
def test_a_label_without_a_scale_stays_as_it_is(label: str) -> None:
    assert plain_label(label) == label


@pytest.mark.parametrize(
    ("right", "left"), [("dext.", "sin."), ("re.", "li."), ("rechts", "links"), ("(right)", "(left)"), ("droit", "gauche")]
)
def test_each_side_of_a_label_keeps_its_value(right: str, left: str) -> None:
    found = signs(examined(component(f"EHL {right}", valueInteger=4), component(f"EHL {left} (0-5)", valueInteger=5)))
    assert found == {(TOE, "right", Presence.PRESENT, 4), (TOE, "left", Presence.ABSENT, 5)}


def test_the_test_of_one_root_is_not_the_whole_examination() -> None:
    found = signs(
        examined(
            component("Myotome L5", valueInteger=4),
            component("Dermatome L5, light touch", valueCodeableConcept={"text": "hypaesthesia"}),
            component("Dermatome L4, pinprick", valueCodeableConcept={"text": "normal"}),
            component("Sensation S1", valueString="reduced"),
            site="Left lower limb",
        )
    )
    abnormal = {(test, side) for test, side, presence, _ in found if presence is Presence.PRESENT}
    normal = {(test, side) for test, side, presence, _ in found if presence is Presence.ABSENT}
    felt = {"sensation_dorsum_foot", "sensation_lateral_leg", "sensation_lateral_foot", "sensation_sole", "sensation_calf"}
    assert abnormal == {(test, "left") for test in {TOE, *felt}}
    assert normal == {("sensation_medial_leg", "left")}


def test_walking_on_heels_that_is_possible_is_normal_and_not_possible_is_weak() -> None:
    can, cannot = ({"valueCodeableConcept": {"text": words}} for words in ("possible", "not possible"))
    found = signs(examined(component("Toe walking", **can), component("Heel walking", **cannot), site="Right leg"))
    assert found == {
        ("ankle_plantarflexion_strength", "right", Presence.ABSENT, None),
        ("ankle_dorsiflexion_strength", "right", Presence.PRESENT, None),
    }


def test_a_normal_component_leaves_the_others_unsaid() -> None:
    found = signs(examined(component("Sensation", valueString="normal"), site="Left leg"))
    assert {test.partition("_")[0] for test, *_ in found} == {"sensation"}
