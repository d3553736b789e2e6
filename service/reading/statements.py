"""Sentences with what each states: signs, complaints, diagnoses.

Problem lists and examination templates say the same few hundred things, and one chart is read at every hook of a visit. So what
short texts state is remembered, as words only: nothing of it tells whose record they stood in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from service.reading.complaints import Complaint, read_complaints
from service.reading.diagnoses import Diagnosis, read_diagnoses
from service.reading.item import Item
from service.reading.scan import SHORT, sentences
from service.reading.sign_reads import SignRead
from service.reading.signs import read_signs

MOST_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: its items, and what it states."""

    items: list[Item]
    signs: tuple[SignRead, ...]
    complaints: tuple[Complaint, ...]
    diagnoses: tuple[Diagnosis, ...]


def statements(text: str) -> tuple[Statement, ...]:
    """The sentences of a text with what they state. A pure function of the text."""
    return _short(text) if len(text) <= SHORT else _read(text)


@lru_cache(maxsize=MOST_REMEMBERED)
def _short(text: str) -> tuple[Statement, ...]:
    return _read(text)


def _read(text: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(s, tuple(read_signs(s)), tuple(read_complaints(s)), tuple(read_diagnoses(s))) for s in sentences(text)
    )
