"""What sounds like an emergency and is none: forms, consent, teaching, other people, old notes. And the true one beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.facts import Activity, Presence, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.examination import read_observation
from service.reading.gleaned import Gleaned
from service.reading.notes import read_note
from service.reading.questionnaires import answers

DAY = date(2026, 11, 20)
CORPUS = Path(__file__).with_name("false_alarms.tsv")
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def there(found: Gleaned) -> set[str]:
    return {s.kind for s in found.symptoms if s.presence is Presence.PRESENT and s.current}


def denied(found: Gleaned) -> set[str]:
    return {s.kind for s in found.symptoms if s.presence is Presence.ABSENT}


def read(text: str) -> Gleaned:
    return read_clinical_text(text.replace("\\n", "\n"), Source(reference="DocumentReference/1"), DAY, DAY)


@pytest.mark.parametrize(("words", "meaning"), ROWS, ids=[r[0][:60] for r in ROWS])
def test_a_form_or_a_talk_raises_no_alarm_and_what_is_there_does(words: str, meaning: str) -> None:
    found = read(words)
    for part in meaning.split():
        assert (part[1:] in there(found), part[1:] in denied(found)) == (part[0] == "+", part[0] == "-"), part


def response(question: str, answer: dict[str, Any]) -> Gleaned:
    item = {"linkId": "1", "text": question, "answer": [answer]}
    resource = {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "item": [item]}
    return read_note({**resource, "authored": "2026-11-20"}, DAY, {})


LIST = "Do you have any of these: saddle numbness, rigors, and/or bowel accidents?"


@pytest.mark.parametrize(
    "answer",
    [
        {"valueBoolean": False},
        {"valueString": "No"},
        {"valueString": "never"},
        {"valueString": "None of the above"},
        {"valueInteger": 0},
        {"valueCoding": {"system": "http://loinc.org", "code": "LA32-8"}},
        {"valueCoding": {"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "N", "display": "No"}},
    ],
)
def test_a_no_denies_everything_that_the_question_lists(answer: dict[str, Any]) -> None:
    found = response(LIST, answer)
    assert not there(found)
    assert denied(found) == {"saddle_numbness", "fever", "faecal_incontinence"}


@pytest.mark.parametrize(
    "answer",
    [{"valueBoolean": True}, {"valueString": "Yes"}, {"valueCoding": {"system": "http://loinc.org", "code": "LA33-6"}}],
)
def test_a_yes_affirms_it(answer: dict[str, Any]) -> None:
    assert "saddle_numbness" in there(response("Numbness between the legs or around the genitals", answer))


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ("Can you feel when you wipe yourself?", "No", "saddle_numbness"),
        ("Are you able to pass urine normally?", "No", "urinary_retention"),
        ("Do you have normal bladder control?", "No", "urinary_incontinence"),
        ("Has the saddle numbness gone?", "No", "saddle_numbness"),
        ("Rigors or night sweats", "No, but saddle numbness since Monday", "saddle_numbness"),
        ("Which of these apply: rigors, saddle numbness", "saddle numbness", "saddle_numbness"),
    ],
)
def test_a_no_to_what_is_normal_and_what_follows_a_no_are_heard(question: str, answer: str, kind: str) -> None:
    found = response(question, {"valueString": answer})
    assert kind in there(found)
    assert "fever" not in there(found)


def test_a_choice_among_listed_answers_affirms_only_the_choice() -> None:
    assert not there(response("Which of the following apply: rigors, saddle numbness", {"valueString": "tiredness"}))


def test_answers_are_found_in_groups_within_groups() -> None:
    inner = {"linkId": "2", "text": "Rigors?", "answer": [{"valueBoolean": False}]}
    group = {"linkId": "1", "item": [{"linkId": "1.1", "item": [inner]}]}
    assert answers({"resourceType": "QuestionnaireResponse", "item": [group]})[0] == ("Rigors", "", True)


def observation(name: str, value: str | bool) -> Gleaned:
    kind = "valueBoolean" if isinstance(value, bool) else "valueString"
    resource = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": name}, kind: value}
    return read_observation({**resource, "effectiveDateTime": "2026-11-20"}, DAY)


@pytest.mark.parametrize(
    ("name", "value", "kinds"),
    [
        ("Family history", "Mother had saddle numbness", set()),
        ("Family history of disorder", "Brother: left foot drop", set()),
        ("Saddle numbness", "[ ] Yes [x] No", set()),
        ("Saddle numbness", "[x] Yes [ ] No", {"saddle_numbness"}),
        ("Saddle numbness or rigors", False, set()),
        ("Systems review", "Rigors or sweats? No. Saddle numbness? Yes", {"saddle_numbness"}),
    ],
)
def test_an_observation_of_a_relative_or_with_a_form_is_read_so(name: str, value: str | bool, kinds: set[str]) -> None:
    found = observation(name, value)
    assert there(found) == kinds
    assert not [s for s in found.signs if s.abnormal]


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("Discitis in 2008.", True),
        ("Discitis 2008, cured.", True),
        ("Had discitis 12 years ago.", True),
        ("Residual stiffness since discitis in 2008.", True),
        ("PMH discitis 2008", True),
        ("Discitis.", False),
        ("Discitis in October 2026.", False),
        ("Discitis since 2008.", False),
        ("Discitis 3 weeks ago.", False),
    ],
)
def test_an_infection_of_a_year_long_past_is_over(words: str, over: bool) -> None:
    (found,) = [p for p in read(words).problems if p.kind == "spinal_infection"]
    assert (found.activity is Activity.INACTIVE) is over


@pytest.mark.parametrize(
    ("words", "injects"),
    [
        ("Never injected drugs.", False),
        ("Has never used iv heroin.", False),
        ("Injects heroin.", True),
        ("Never stopped injecting heroin.", True),
    ],
)
def test_who_never_injected_drugs_has_no_such_risk(words: str, injects: bool) -> None:
    found = [p for p in read(words).problems if p.kind == "injecting_drug_use"]
    assert any(p.verification.counts for p in found) is injects


@pytest.mark.parametrize(
    ("words", "dropped"),
    [
        ("[Copied from note 04/05/2019: right foot drop.] Today: power 5/5.", False),
        ("Foot drop in 2009, recovered.", False),
        ("Wife present, she has a foot drop.", False),
        ("Risks explained including foot drop.", False),
        ("[ ] foot drop", False),
        ("[x] foot drop", True),
        ("Foot drop [ ] left [ ] right", False),
        ("Foot drop [ ] left [x] right", True),
        ("Wife present, he has a foot drop.", True),
        ("Foot drop since yesterday, consent signed.", True),
    ],
)
def test_a_foot_drop_is_one_of_this_patient_and_of_today(words: str, dropped: bool) -> None:
    assert any(s.test == "foot_drop" and s.abnormal for s in read(words).signs) is dropped


@pytest.mark.parametrize(
    ("words", "reduced"),
    [
        ("Anal tone [ ] normal [x] reduced", True),
        ("Anal tone [x] normal [ ] reduced", False),
        ("Anal tone [ ] normal [ ] reduced", False),
        ("Consent for examination given, anal tone reduced.", True),
    ],
)
def test_the_ticked_result_of_a_test_is_its_result(words: str, reduced: bool) -> None:
    assert any(s.test == "anal_tone" and s.abnormal for s in read(words).signs) is reduced


@pytest.mark.parametrize("mark", ["[ ] ", "? ", "_", "numb y/n ", "rigors or chills: no. ", "[copied note: ", "no" + " " * 300])
def test_forms_without_end_take_no_time(mark: str) -> None:
    read((mark * 60_000)[:60_000])
