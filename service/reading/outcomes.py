"""What became of a treatment, and the other cue words of treatments (lexicon/treatments.toml)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.phrases import Phrase, Phrases

Outcome = Literal["improved", "not improved", "worse"]


class CueWords(Entry):
    """Words with one bearing on a treatment: its outcome, whether it was given, its form."""

    words: tuple[str, ...]


@cache
def cues() -> Phrases:
    """The compiled cue words of lexicon/treatments.toml."""
    return Phrases({i: c.words for i, c in read_table("treatments", CueWords, folder=FOLDER / "lexicon").items()})


def outcome_in(text: str) -> Outcome | None:
    """What became of it. "No improvement", "temporary relief only", "failed" are `not improved`."""
    found = cues().find(text)
    said = {identity for phrase in found for identity in phrase.ids}
    if "worse" in said and not any(_negated(found, n) for n, phrase in enumerate(found) if "worse" in phrase.ids):
        return "worse"
    good = [n for n, phrase in enumerate(found) if "improved" in phrase.ids]
    if "not_improved" in said or any(_negated(found, n) for n in good):
        return "not improved"
    return "improved" if good else None


def _negated(found: list[Phrase], n: int) -> bool:
    """Whether a negator stands shortly before the n-th phrase."""
    here = found[n].start
    return any("negator" in phrase.ids and here - phrase.end <= 30 for phrase in found[:n])
