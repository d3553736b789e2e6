"""The vocabulary as data: every id exists, every code has its check digit or stands in the checked list, phrases are plain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.errors import KnowledgeError
from service.knowledge.loader import FOLDER, read_table, read_toml
from service.reading.clinical_codes import entries_of, families
from service.reading.coding import Code
from service.reading.lexicon import ProblemWords, expand, lexicon
from tests.reading.test_services import luhn, verhoeff

CHECKED = Path(__file__).with_name("icd10cm_checked.tsv")
PHRASE = re.compile(r"[a-z0-9 '/&#\-+()\[\]|.]+")


def ids(table: str) -> set[str]:
    return set(read_toml(FOLDER / f"{table}.toml"))


def titles() -> dict[str, str]:
    lines = CHECKED.read_text(encoding="utf-8").splitlines()
    return {row[0]: row[1] for row in (line.split("\t") for line in lines if not line.startswith("#"))}


def all_snomed() -> list[str]:
    words = lexicon()
    coded = [p.snomed for p in words.problems.values()] + [y.snomed for y in words.symptoms.values()]
    coded += [t.snomed for t in words.tests.values()] + [m.snomed for m in words.measures.values()]
    return sorted({code for codes in coded for code in codes})


def all_loinc() -> list[str]:
    words = lexicon()
    coded = [t.loinc for t in words.tests.values()] + [m.loinc for m in words.measures.values()]
    return sorted({code for codes in coded for code in codes})


def regions_named() -> set[str]:
    words = lexicon()
    named = [r.regions for r in words.regions.values()] + [y.regions for y in words.symptoms.values()]
    return {region for regions in (*named, *(p.regions for p in words.problems.values())) for region in regions}


def test_every_id_of_the_vocabulary_is_an_id_of_the_clinical_tables() -> None:
    words = lexicon()
    assert {k for p in words.problems.values() for k in p.kinds} <= ids("presentations") | ids("comorbidities")
    assert {t for e in words.tests.values() for t in e.tests} <= ids("signs")
    assert regions_named() <= ids("regions")
    symptoms = {s.kind for s in words.symptoms.values()} | {k for s in words.symptoms.values() for k in s.denied}
    assert symptoms | {p.symptom for p in words.problems.values() if p.symptom} <= ids("symptoms")


def test_every_presentation_sign_and_symptom_can_be_read() -> None:
    words = lexicon()
    assert ids("presentations") <= {k for p in words.problems.values() for k in p.kinds}
    sensed = {s for s in ids("signs") if s.startswith("sensation_")}
    assert ids("signs") - sensed <= {t for e in words.tests.values() for t in e.tests}
    assert ids("symptoms") <= {s.kind for s in words.symptoms.values()} | {k for s in words.symptoms.values() for k in s.denied}


@pytest.mark.parametrize("code", all_snomed())
def test_snomed_codes_have_their_check_digit(code: str) -> None:
    assert verhoeff(code)


@pytest.mark.parametrize("code", all_loinc())
def test_loinc_codes_have_their_check_digit(code: str) -> None:
    assert luhn(code)


def test_every_icd_family_is_in_the_checked_list_and_its_side_digit_says_what_the_title_says() -> None:
    known = titles()
    wrong = []
    for family in families():
        codes = [c for c in known if c.startswith(family.stem)]
        wrong += [] if codes else [f"{family.key}: {family.stem} is in no checked code"]
        for code in codes if family.digits or family.side else []:
            side = family.digits.get(code[len(family.stem) : len(family.stem) + 1]) if family.digits else family.side
            title = known[code].lower()
            said = next((s for s in ("bilateral", "right", "left") if s in title), None)
            wrong += [f"{family.key}: {code} ({known[code]}) read as {side}"] if said != side else []
    assert not wrong, "\n".join(wrong)


SIDED = [
    ("M70.62", "gtps", "left"),
    ("M7061", "gtps", "right"),
    ("m70.60", "gtps", None),
    ("M16.0", "hip_osteoarthritis", "bilateral"),
    ("S76.012A", "gluteal_tear", "left"),
    ("G57.13", "meralgia_paraesthetica", "bilateral"),
    ("S72.034A", "hip_fracture", "right"),
    ("M79.605", "leg_pain", "left"),
    ("M21.371", "foot_drop", "right"),
    ("M54.32", "sciatica", "left"),
    ("Z96.641", "hip_arthroplasty", "right"),
]


@pytest.mark.parametrize(("code", "key", "side"), SIDED)
def test_the_side_digit_is_read(code: str, key: str, side: str | None) -> None:
    assert side in {c.side for c in entries_of(Code("icd10cm", code)) if c.key == key}


def test_phrases_are_lower_case_words() -> None:
    words = lexicon()
    phrases = [e.phrases for e in words.tests.values()] + [e.phrases for e in words.problems.values()]
    phrases += [e.phrases for e in words.symptoms.values()] + [e.phrases for e in words.cues.values()]
    phrases += [e.phrases for e in words.regions.values()] + [e.phrases for e in words.measures.values()]
    assert not [phrase for some in phrases for phrase in some if not PHRASE.fullmatch(phrase)]


def test_a_pattern_stands_for_every_wording() -> None:
    assert set(expand("[greater] (trochanter|gt) pain")) == {
        "greater trochanter pain",
        "greater gt pain",
        "trochanter pain",
        "gt pain",
    }


def test_a_misspelt_key_is_refused_with_its_address(tmp_path: Path) -> None:
    (tmp_path / "problems.toml").write_text('[gtps]\nkinds = ["gtps"]\nphrazes = []\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"problems\.toml: gtps\.phrazes"):
        read_table("problems", ProblemWords, folder=tmp_path)
