"""What must not wait, in the words of patients and clinicians, beside what only sounds like it: denied, or a warning."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from service.facts import Presence, Source, Symptom
from service.reading.clinical_text import read_clinical_text

DAY = date(2026, 11, 20)
CORPUS = Path(__file__).with_name("emergency_phrasings.tsv")
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]

THERE = {
    "Unable to pass urine since yesterday": "urinary_retention",
    "Cannot feel herself wiping": "saddle_numbness",
    "Weakness of both legs since Monday": "weakness",
    "Bowel accident this morning": "faecal_incontinence",
    "Fell from a ladder today": "trauma",
}
NOT_THERE = {
    "Neg for rigors, weight loss": ("fever", "weight_loss"),
    "(-) night pain": ("night_pain",),
    "Red flags (rigors, weight loss): none": ("fever", "weight_loss"),
    "Denies fever or night pain": ("fever", "night_pain"),
}
WARNED = (
    "Return precautions discussed: saddle numbness, retention, bowel accidents, weak legs",
    "Discussed red flags: retention",
)


def read(text: str) -> tuple[Symptom, ...]:
    return read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY).symptoms


def there(text: str) -> set[str]:
    return {s.kind for s in read(text) if s.presence is Presence.PRESENT and s.current}


def denied(text: str) -> set[str]:
    return {s.kind for s in read(text) if s.presence is Presence.ABSENT}


@pytest.mark.parametrize(("words", "meaning"), ROWS, ids=[r[0][:50] for r in ROWS])
def test_an_emergency_is_read_as_it_is_told_and_a_quiet_note_raises_none(words: str, meaning: str) -> None:
    for part in meaning.split():
        kind, _, quality = part[1:].partition("@")
        assert (kind in there(words), kind in denied(words)) == (part[0] == "+", part[0] == "-"), part
        assert not quality or any(quality in s.qualities for s in read(words) if s.kind == kind), part


def test_what_is_there_is_there_beside_what_is_denied_and_what_is_warned_of_in_any_order() -> None:
    wrong = []
    for (emergency, kind), (denial, kinds) in ((e, d) for e in THERE.items() for d in NOT_THERE.items()):
        for warning in WARNED:
            for parts in permutations((emergency, denial, warning)):
                for joiner in (". ", ".\n"):
                    text = joiner.join(parts)
                    if there(text) - {"falls"} != {kind} or not set(kinds) <= denied(text):
                        wrong.append(f"{text}: {there(text)}")
    assert not wrong, "\n".join(wrong)
