"""What people cannot do any more, in words: the side is never lost or doubled; an old deficit is not a new one."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Presence, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.gleaned import Gleaned
from service.reading.problems import read_condition

DAY = date(2026, 11, 20)
WRITTEN = {"right": ("right", "R", "rt", "Right"), "left": ("left", "L", "lt", "Left")}


def read(text: str) -> Gleaned:
    return read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)


SIGNS = {
    "Cannot walk on heel {}": "ankle_dorsiflexion_strength",
    "Unable to stand on {} toes": "ankle_plantarflexion_strength",
    "{} heel raise fatigues early": "ankle_plantarflexion_strength",
    "Only 2 single leg heel raises on the {}": "ankle_plantarflexion_strength",
    "Decreased pin {} S1": "sensation_lateral_foot",
    "Decreased light touch and pinprick over the {} sole": "sensation_sole",
    "Reduced pinprick, {} inguinal crease": "sensation_groin",
    "Sensation to LT decreased over {} lateral foot": "sensation_lateral_foot",
    "{} calf atrophy": "muscle_wasting_calf",
    "Wasting of the {} calf": "muscle_wasting_calf",
    "{} EHL 4/5": "great_toe_extension_strength",
    "{} foot drop": "foot_drop",
    "SI compression and thigh thrust reproduce {} buttock pain": "sacroiliac_provocation",
}


@pytest.mark.parametrize(("words", "test"), SIGNS.items(), ids=list(SIGNS))
def test_a_sign_has_exactly_the_side_that_is_written(words: str, test: str) -> None:
    for side, spellings in WRITTEN.items():
        for spelled in spellings:
            found = [s for s in read(words.format(spelled) + ".").signs if s.test == test]
            assert [(s.side, s.presence) for s in found] == [(side, Presence.PRESENT)], words.format(spelled)


COMPLAINTS = {
    "Neuralgia of {} leg": ("pain", "leg"),
    "{} leg neuritis": ("pain", "leg"),
    "Difficulty lifting {} foot": ("weakness", "foot"),
    "Cannot pick up the {} foot": ("weakness", "foot"),
    "Tripping over her {} toes": ("weakness", "foot"),
    "Drags {} leg": ("weakness", "leg"),
    "Burning {} foot": ("pain", "foot"),
    "Disturbance of skin sensation, {} foot": ("numbness", "foot"),
    "{} leg neuropathy": ("paraesthesia", "leg"),
    "{} leg paralysis": ("weakness", "leg"),
}


@pytest.mark.parametrize(("words", "meant"), COMPLAINTS.items(), ids=list(COMPLAINTS))
def test_a_listed_problem_in_plain_words_is_a_complaint_of_its_leg(words: str, meant: tuple[str, str]) -> None:
    for side, spellings in WRITTEN.items():
        for spelled in spellings:
            condition = {"resourceType": "Condition", "id": "c", "code": {"text": words.format(spelled)}}
            found = [s for s in read_condition(condition, DAY).symptoms if s.kind == meant[0]]
            assert [(s.side, meant[1] in s.regions) for s in found] == [(side, True)], words.format(spelled)


COURSES = [
    ("Old left foot drop since polio, age 6, unchanged.", {"chronic", "stable"}),
    ("Left foot drop for 12 years.", {"chronic"}),
    ("Left foot drop since 2004.", {"chronic"}),
    ("Residual left foot drop after knee injury.", {"chronic"}),
    ("Left foot drop, longstanding, no progression.", {"chronic", "stable"}),
    ("Known left foot drop, now worse since Monday.", {"chronic", "progressive", "new"}),
    ("New left foot drop.", {"new"}),
    ("Left foot drop for 2 weeks.", set()),
    ("Left foot drop since this year's operation.", set()),
    ("Back pain for 12 years and left foot drop.", set()),
    ("Left foot drop, chronic back pain.", set()),
    ("Left foot drop after 10 years of back pain.", set()),
]


@pytest.mark.parametrize(("words", "course"), COURSES, ids=[w for w, _ in COURSES])
def test_what_is_said_of_the_course_belongs_to_the_deficit_it_is_said_of(words: str, course: set[str]) -> None:
    (drop,) = [s for s in read(words).signs if s.test == "foot_drop"]
    assert drop.side == "left"
    assert drop.qualities & {"chronic", "stable", "progressive", "new"} == course


COMPARED = [
    ("Right leg pain worse than left.", "bilateral"),
    ("Left leg pain more than the right.", "bilateral"),
    ("Right leg weaker than the left.", "right"),
]


@pytest.mark.parametrize(("words", "side"), COMPARED, ids=[w for w, _ in COMPARED])
def test_pain_that_is_worse_than_that_of_the_other_side_is_on_both(words: str, side: str) -> None:
    assert {s.side for s in read(words).symptoms} == {side}
