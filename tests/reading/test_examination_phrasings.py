"""The corpus of examination phrasings: at least 250, at least 97 % read exactly right, what is read wrong is listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.facts import Presence, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.lexicon import lexicon

CORPUS = Path(__file__).with_name("examination_phrasings.tsv")
STATES = {"abn": Presence.PRESENT, "norm": Presence.ABSENT, "nt": Presence.NOT_TESTED}
SUMMARIES = {"motor": "all_strength", "reflexes": "all_reflexes", "sens": "all_sensation", "neuro": "neuro_exam"}
SIDES: dict[str, tuple[str | None, ...]] = {"L": ("left",), "R": ("right",), "B": ("left", "right"), "-": (None,)}
SHARE = 0.97

Meaning = dict[tuple[str, str | None], tuple[Presence, float | None]]


def rows() -> list[tuple[str, str]]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [(words, meaning) for words, _, meaning in (line.partition("\t") for line in lines if line and line[0] != "#")]


def meaning_of(written: str) -> Meaning:
    out: Meaning = {}
    for part in [] if written == "nothing" else written.split(";"):
        stated, _, without = part.partition("!")
        test, side, state, *grade = stated.split()
        tests = lexicon().tests[SUMMARIES[test]].tests if test in SUMMARIES else (test,)
        left_out = {(without.split()[0], s) for s in SIDES[without.split()[1]]} if without else set()
        for key in [(t, s) for t in tests for s in SIDES[side]]:
            if key not in left_out:
                out[key] = (STATES[state], float(grade[0]) if grade else None)
    return out


def read(words: str) -> Meaning:
    found = read_clinical_text(words.replace("\\n", "\n"), Source(reference="Observation/1"), date(2026, 11, 20))
    return {(s.test, s.side): (s.presence, s.grade) for s in found.signs}


def right(expected: Meaning, found: Meaning) -> bool:
    """The same tests, sides and states; grades where the corpus names one."""
    if expected.keys() != found.keys():
        return False
    return all(found[k][0] is state and grade in (None, found[k][1]) for k, (state, grade) in expected.items())


@pytest.fixture(scope="module")
def failures() -> list[str]:
    return [f"{words!r}: {read(words)}" for words, meaning in rows() if not right(meaning_of(meaning), read(words))]


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    words = [w for w, _ in rows()]
    assert len(words) >= 250
    assert len(words) == len(set(words))


def test_at_least_97_percent_is_read_exactly_right(failures: list[str]) -> None:
    share = 1 - len(failures) / len(rows())
    print(f"{share:.1%} of {len(rows())} phrasings read right; wrong:", *failures, sep="\n  ")
    assert share >= SHARE, "\n".join(failures)


def test_nothing_that_was_found_abnormal_is_read_as_normal() -> None:
    wrong = []
    for words, meaning in rows():
        expected, found = meaning_of(meaning), read(words)
        abnormal = [key for key, (state, _) in expected.items() if state is Presence.PRESENT]
        wrong += [words for key in abnormal if found.get(key, (Presence.PRESENT,))[0] is Presence.ABSENT]
    assert not wrong
