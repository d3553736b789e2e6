"""How far an Observation may be believed today: goals, results of an earlier day, notes that correct, values with a reason for
their absence. What is in doubt reassures nobody: it is kept only where it alarms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.facts import Activity, NotAssessed
from service.reading.clinical_text import read_clinical_text
from service.reading.exam_statements import stated
from service.reading.facts_from_words import Setting, excerpt, sign_facts
from service.reading.gleaned import Gleaned
from service.reading.notes import read_prose
from service.reading.observed_names import tested, told_by, without_phrases
from service.reading.observed_value import Value, note_of
from service.reading.scan import sentences
from service.reading.value_wording import is_over
from service.record import Resource

SHORTEST_PROSE = 8
"""Spaces between the words of the shortest value that is read as a note."""


def is_prose(words: str) -> bool:
    """Whether a value is a note of several sentences rather than the result of one test."""
    return len(sentences(words)) > 1 and words.count(" ") >= SHORTEST_PROSE


def of_another(observation: Resource) -> bool:
    """Whether it was seen of somebody else than the patient: a fetus, a donor, a relative (`focus`)."""
    focus: Any = observation.get("focus")
    first = focus[0] if isinstance(focus, list) and focus else focus
    reference = first.get("reference") if isinstance(first, dict) else None
    subject = observation.get("subject")
    own = subject.get("reference") if isinstance(subject, dict) else None
    person = isinstance(reference, str) and reference.startswith(("Patient/", "RelatedPerson/", "Group/"))
    return person and own is not None and reference != own


def of_today(out: Gleaned, name: str) -> Gleaned:
    """What holds today of an Observation whose name speaks of another day: nothing of a goal or of the last
    visit; of what was found before a treatment only what was wrong already."""
    told = told_by(name)
    if "goal" in told:
        return replace(out, signs=(), symptoms=(), measurements=())
    if "earlier" in told:
        return replace(out, signs=())
    if "before" in told:
        return replace(out, signs=tuple(s for s in out.signs if s.abnormal))
    return out


def in_doubt(out: Gleaned, why: str, setting: Setting) -> Gleaned:
    """What alarms of facts that are in doubt; that they are is said."""
    said = NotAssessed(source=setting.source.reference, why=why)
    return replace(
        out,
        signs=tuple(s for s in out.signs if s.abnormal),
        symptoms=tuple(s for s in out.symptoms if not s.presence.not_there),
        not_assessed=(*out.not_assessed, said),
    )


def with_note(out: Gleaned, observation: Resource, name: str, setting: Setting) -> Gleaned:
    """The facts with what the note says of them: that they were entered wrongly, that it is over, or something more."""
    note = note_of(observation)
    if not note:
        return out
    if "mistaken" in told_by(note):
        return corrected(out, name, note, setting)
    if is_over(note):
        gone = tuple(replace(s, activity=Activity.INACTIVE, current=False) if s.presence.there else s for s in out.symptoms)
        return replace(out, signs=tuple(s for s in out.signs if not s.abnormal), symptoms=gone)
    reader = read_prose if is_prose(note) else read_clinical_text
    return out + reader(note, replace(setting.source, words=excerpt(note)), setting.as_of, setting.recorded)


def corrected(out: Gleaned, name: str, note: str, setting: Setting) -> Gleaned:
    """What a note puts right: "Actually 3/5, entered wrongly". Where it does not say what it was, the value is in doubt."""
    words = without_phrases(note, "mistaken")
    reads = stated(name, Value(words=words)) if tested(name) and words else None
    if reads is not None and reads.signs:
        return replace(out, signs=tuple(sign_facts(reads.signs, setting)))
    return in_doubt(out, "the note says that it was entered by mistake", setting)
