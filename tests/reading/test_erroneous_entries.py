"""What a note takes back as entered by mistake or for another patient is no fact; what is there beside it stays."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Source
from service.reading.clinical_text import read_clinical_text
from service.reading.problems import read_condition

DAY = date(2026, 11, 20)
TAKEN_BACK = [
    "Cauda equina syndrome on her list belongs to another patient.",
    "The entry \"cauda equina syndrome\" was put on the wrong chart and has since been deleted from the chart.",
    "Cauda equina syndrome (listed by mistake).",
    "CES: coding error.",
    "Cauda equina syndrome, recorded in error.",
    "Problem list: cauda equina syndrome. This entry was a mistake, recorded in error.",
    "Cauda equina syndrome was mistakenly added last spring.",
    "Saddle numbness and urinary retention were documented on the wrong patient.",
    "Spinal metastases, erroneously coded.",
    "Prostate cancer removed from the problem list: wrong patient.",
]
THERE = [
    ("Saddle numbness since Friday; right leg pain had been entered in error.", "saddle_numbness"),
    ("Saddle numbness since Friday, cauda equina syndrome in 2011 was entered in error.", "saddle_numbness"),
    ("New urinary retention. The side was recorded in error.", "urinary_retention"),
    ("A scan of another patient had been filed in error. She has new urinary retention.", "urinary_retention"),
    ("Numb saddle area, put down to piles in error.", "saddle_numbness"),
    ("He went to the wrong clinic with urinary retention.", "urinary_retention"),
]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_an_entry_of_a_mistake_is_no_fact(text: str) -> None:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)
    assert not [p for p in found.problems if p.verification.counts]
    assert not [s for s in found.symptoms if s.presence.there]


@pytest.mark.parametrize(("text", "kind"), THERE)
def test_a_mistake_beside_an_emergency_takes_nothing_from_it(text: str, kind: str) -> None:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)
    assert kind in {s.kind for s in found.symptoms if s.presence.there}


@pytest.mark.parametrize(
    ("note", "stands"),
    [
        ("Entered on the wrong chart.", False),
        ("This entry is of another patient's record.", False),
        ("Right side entered in error, it is the left.", True),
        ("Seen in the emergency room.", True),
    ],
)
def test_the_note_of_a_condition_may_take_it_back(note: str, stands: bool) -> None:
    condition = {"resourceType": "Condition", "id": "1", "code": {"text": "Cauda equina syndrome"}, "note": [{"text": note}]}
    assert any(p.verification.counts for p in read_condition(condition, DAY).problems) is stands
