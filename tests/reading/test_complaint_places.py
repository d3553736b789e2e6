"""Where it hurts, in the words of a note: regions and side of one complaint."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.facts import Source
from service.reading.clinical_text import read_clinical_text

CORPUS = Path(__file__).with_name("complaint_places.tsv")
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize(("words", "meaning"), ROWS, ids=[words for words, _ in ROWS])
def test_the_place_of_a_complaint_is_read_as_told(words: str, meaning: str) -> None:
    kind, *regions, side = meaning.split()
    found = read_clinical_text(words, Source(reference="DocumentReference/1"), date(2026, 11, 20)).symptoms
    told = [(set(s.regions), s.side or "-") for s in found if s.kind == kind]
    assert told == [(set(regions), side)]


@pytest.mark.parametrize("words", ["Burning on passing urine.", "Burning ++.", "Stabbing at times."])
def test_burning_without_a_place_is_no_complaint_of_back_or_leg(words: str) -> None:
    assert not read_clinical_text(words, Source(reference="DocumentReference/1"), date(2026, 11, 20)).symptoms
