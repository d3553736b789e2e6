"""Neurogenic claudication in the words of a note: what must be read as it, and what looks alike and is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.facts import Source
from service.reading.clinical_text import read_clinical_text

CORPUS = Path(__file__).with_name("claudication_phrasings.tsv")
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize(("words", "told"), ROWS, ids=[words for words, _ in ROWS])
def test_claudication_is_read_where_it_is_told_and_only_there(words: str, told: str) -> None:
    found = read_clinical_text(words, Source(reference="DocumentReference/1"), date(2026, 11, 20)).symptoms
    assert any(s.kind == "claudication" and s.presence.there for s in found) is (told == "yes")
