"""What notes tell in passing: nerve studies, places that a complaint does not reach, slips, earlier grades in questions."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Presence, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.gleaned import Gleaned
from service.reading.questionnaires import Answer

DAY = date(2026, 11, 25)


def read(words: str) -> Gleaned:
    return read_clinical_text(words, Source(reference="DocumentReference/1", date=DAY), DAY, DAY)


STUDIES = [
    ("EMG last week: left peroneal neuropathy at the knee, no root lesion", {("peroneal_neuropathy", (), "left")}),
    ("Nerve conduction confirmed a right femoral neuropathy.", {("femoral_neuropathy", (), "right")}),
    ("Neurophysiology: acute right S1 radiculopathy", {("radiculopathy", ("S1",), "right")}),
    ("EMG 06/2026 - superior gluteal neuropathy R", {("superior_gluteal_neuropathy", (), "right")}),
    ("Plan: EMG for peroneal neuropathy", set()),
    ("Please arrange EMG, left peroneal neuropathy", set()),
    ("EMG: ?S1 radiculopathy", set()),
    ("EMG suggests a possible S1 radiculopathy", set()),
    ("EMG may show an S1 radiculopathy", set()),
    ("EMG 2014: S1 radiculopathy left", set()),
    ("EMG three years ago: S1 radiculopathy left", set()),
    ("Brother's EMG showed a peroneal neuropathy", set()),
    ("EMG normal", set()),
    ("Left S1 radiculopathy", set()),
]


@pytest.mark.parametrize(("words", "expected"), STUDIES, ids=[w for w, _ in STUDIES])
def test_a_nerve_study_told_with_a_firm_result_counts_and_a_plan_a_doubt_or_an_old_one_does_not(
    words: str, expected: set[tuple[str, tuple[str, ...], str]]
) -> None:
    assert {(e.conclusion, e.roots, e.side) for e in read(words).electrodiagnoses} == expected


PLACES = [
    ("Numb outer thigh, not below the knee", {"lateral_thigh"}),
    ("Numb outer thigh, never crossing the midline or front of thigh", {"lateral_thigh"}),
    ("Numbness of the lateral thigh, sparing the front of thigh and lower leg", {"lateral_thigh"}),
    ("Tingling in the calf which does not extend into the foot", {"calf"}),
    ("Pain in the buttock, nothing below the knee", {"buttock"}),
    ("Pain in the buttock and below the knee", {"buttock", "below_knee"}),
    ("Pain is not only in the hip but down the leg", {"hip", "leg"}),
    ("Pain not as bad in the leg", {"leg"}),
    ("Numb foot, never had this before", {"foot"}),
]


@pytest.mark.parametrize(("words", "expected"), PLACES, ids=[w for w, _ in PLACES])
def test_a_place_that_a_complaint_does_not_reach_is_none_of_its_places(words: str, expected: set[str]) -> None:
    there = [s for s in read(words).symptoms if s.presence is Presence.PRESENT]
    assert {region for s in there for region in s.regions} == expected


FALLS = [
    ("Degenerative slip L3/4", False),
    ("Known L4/5 slip, stable", False),
    ("MRI: G2 lytic slip L5/S1", False),
    ("8 mm slip", False),
    ("No slip on flexion views", False),
    ("Slipped her disc at twenty", False),
    ("Slipped on ice, back pain since", True),
    ("A slip in the shower on Monday", True),
    ("Slip on the stairs, L4/5 disc known", True),
]


@pytest.mark.parametrize(("words", "fell"), FALLS, ids=[w for w, _ in FALLS])
def test_a_vertebra_that_slips_is_no_fall(words: str, fell: bool) -> None:
    assert any(s.kind == "trauma" for s in read(words).symptoms) is fell
    assert not read(words).not_assessed


ANSWERS = [
    ("Left hip flexion (it was 3/5 in spring)", "4/5", "Left hip flexion: 4/5."),
    ("Left hip flexion, improved from 2/5 in May", "4-/5", "Left hip flexion: 4-/5."),
    ("Left hip flexion (it was 3/5 in spring)", "unchanged", "Left hip flexion (it was 3/5 in spring): unchanged."),
    ("Straight leg raise left", "40", "Straight leg raise left: 40."),
]


@pytest.mark.parametrize(("question", "answer", "line"), ANSWERS, ids=[q + a for q, a, _ in ANSWERS])
def test_an_earlier_grade_in_a_question_does_not_stand_for_the_answer(question: str, answer: str, line: str) -> None:
    assert Answer(question, answer, False).line == line
