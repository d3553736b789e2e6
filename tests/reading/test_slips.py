"""Red flags that were written with one letter wrong are read; other words stay what they are."""

from __future__ import annotations

from datetime import date

import pytest

from service.facts import Source
from service.reading.clinical_text import read_clinical_text
from service.reading.slips import as_meant, one_letter_apart

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Sadle area fine, saddle anesthesa since Monday", "saddle_numbness"),
        ("Perianal numbnesss", "saddle_numbness"),
        ("Nubmness of the perinuem", "saddle_numbness"),
        ("Urinray retenton", "urinary_retention"),
        ("Fecal incontinnence", "faecal_incontinence"),
        ("Weaknes of the left leg", "weakness"),
    ],
)
def test_a_slip_of_one_letter_loses_no_red_flag(words: str, kind: str) -> None:
    found = read_clinical_text(words, Source(reference="DocumentReference/1"), DAY, DAY).symptoms
    assert any(s.kind == kind and s.presence.there for s in found)


@pytest.mark.parametrize(
    "word",
    ["intention", "attention", "detention", "retentive", "peroneal", "continence", "numbers", "weekend", "weakness", "ladder"],
)
def test_other_words_stay_what_they_are(word: str) -> None:
    assert as_meant(word) == word


def test_one_letter_apart_is_one_letter() -> None:
    near = ["numness", "numbnes", "nubmness", "numbnesss", "nombness", "numbness"]
    assert all(one_letter_apart(word, "numbness") for word in near)
    assert not any(one_letter_apart(word, "numbness") for word in ["numnes", "number", "nnumbnesss", "bumness", "wellness"])
