"""Observation → signs, measurements, complaints: examination, vital signs, laboratory, nerve studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from service.facts import Measurement, NotAssessed, Sign, Source
from service.reading.clinical_codes import coded, side_by_code
from service.reading.clinical_text import read_clinical_text
from service.reading.coding import codes_of, filed_as, listed, text_of
from service.reading.dates import day_of
from service.reading.denied_questions import without_denied
from service.reading.electrodiagnosis import is_study, read_electrodiagnosis
from service.reading.exam_statements import Reads, stated, untested
from service.reading.facts_from_words import Setting, excerpt, family_facts, lateral, problem_facts, sign_facts, symptom_facts
from service.reading.gleaned import Gleaned
from service.reading.item import Item
from service.reading.labels import plain_label
from service.reading.lexicon import lexicon
from service.reading.measurements import measure_of, measured, read_measurement
from service.reading.notes import read_prose
from service.reading.observed_value import Value, note_of, value_of
from service.reading.references import own_reference
from service.reading.scan import sentences
from service.reading.templates import filled_in
from service.record import Resource

KINDS = frozenset({"test", "measure", "symptom", "problem", "part", "section"})

FILLING = frozenset({"of", "disease", "disorder", "note", "notes", "narrative", "comment", "text", "summary", "details"})
SHORTEST_PROSE = 8
"""Spaces between the words of the shortest value that is read as a note."""
NOT_OURS = ("entered-in-error", "cancelled")

RATES = ("/min", "/minute", "/mn", "bpm")
"""Units of a pulse or of breathing: no examination of ours, whatever its name."""


def concerns(resource: Resource) -> bool:
    """Whether an Observation is one of examination, vital signs, laboratory or nerve study that we know. Any shape."""
    if resource.get("resourceType") != "Observation" or is_imaging(resource):
        return False
    if named(resource.get("code")):
        return True
    if any(named(part.get("code")) for part in listed(resource.get("component")) if isinstance(part, Mapping)):
        return True
    worded = "valueString" in resource or "valueCodeableConcept" in resource
    return worded and known_name(value_of(resource).words)


def named(concept: Any) -> bool:
    """Whether the code or its words are known."""
    return bool(measure_of(concept) or coded(concept)) or known_name(text_of(concept)) or is_study(text_of(concept))


@lru_cache(maxsize=4096)
def known_name(text: str) -> bool:
    return any(c.kind in KINDS for s in sentences(text) for i in s for c in i.concepts)


def is_imaging(resource: Resource) -> bool:
    """Imaging findings as Observations are read with the reports."""
    return "imaging" in filed_as(resource)


def read_observation(observation: Resource, as_of: date) -> Gleaned:
    """Everything an Observation states. What was named but not understood is listed in `not_assessed`."""
    if observation.get("status") in NOT_OURS or is_imaging(observation):
        return Gleaned()
    name, words = full_name(observation), in_words(observation)
    source = Source(reference=own_reference(observation), words=excerpt(words), date=day_seen(observation, as_of))
    setting = Setting(source=source, as_of=as_of, recorded=source.date)
    if is_study(f"{name} {source.words}") and (studies := read_electrodiagnosis(words, source)):
        return Gleaned(electrodiagnoses=studies)
    heading, value = own_heading(name), value_of(observation).words
    if value and (heading or holds_form(value)):
        return read_clinical_text(f"{heading or name}: {value}", source, as_of, source.date)
    if value and is_prose(value) and not tested(name):
        told = read_prose(f"{name}: {value}", source, as_of, source.date)
        return with_body_side(told, observation) + of_note(observation, setting)
    out = of_part(observation, name, setting, own=True)
    for component in listed(observation.get("component")):
        if isinstance(component, Mapping):
            out += of_part(component, component_name(component, name), setting, own=False)
    return with_body_side(once(out), observation) + of_note(observation, setting)


def own_heading(name: str) -> str:
    """The heading that an Observation is named by when what it holds is not of this patient today: "Family history"."""
    first = next(iter(sentences(name)), [])
    if not first or not all(i.word in FILLING for i in first[1:]):
        return ""
    named = "family" if first[0].is_("family") else first[0].means("section")
    return {"family": "Family history", "plan": "Plan", "past": "PMH"}.get(named, "")


def holds_form(words: str) -> bool:
    """Whether a value in words is a form that was filled in, or questions with their answers."""
    form = filled_in(words)
    return form.text != words or bool(without_denied(words)[1])


def is_prose(words: str) -> bool:
    """Whether a value is a note of several sentences rather than the result of one test."""
    return len(sentences(words)) > 1 and words.count(" ") >= SHORTEST_PROSE


def day_seen(observation: Resource, as_of: date) -> date | None:
    """The day of the examination: effective[x], else issued."""
    period = observation.get("effectivePeriod")
    spanned = (period.get("end") or period.get("start")) if isinstance(period, Mapping) else None
    when = observation.get("effectiveDateTime") or observation.get("effectiveInstant") or spanned or observation.get("issued")
    return day_of(when, as_of)


def full_name(resource: Mapping[str, Any]) -> str:
    """The name, from text or displays, with the place of bodySite when the name holds no side or region of its own."""
    concept = resource.get("code")
    name = text_of(concept)
    if not known_name(name):
        name = next((c.display for c in codes_of(concept) if c.display and known_name(c.display)), name)
    return plain_label(name) or next((words_of_entry(c.key) for c in coded(concept) if c.table == "test"), "")


def words_of_entry(key: str) -> str:
    return next(iter(lexicon().tests[key].phrases), "")


def component_name(component: Mapping[str, Any], parent: str) -> str:
    """A component that names no test of its own ("Left", "MRC grade") takes the name of its parent."""
    own = full_name(component)
    side = side_of_name(parent)
    if side and tested(own) and not side_of_name(own):
        own = f"{side} {own}"
    if of_a_root(own) or (tested(own) and sums_up(parent)):
        return own
    has_test = any(i.is_("test") or i.is_("measure") or i.is_("symptom") for s in sentences(own) for i in s)
    specific = has_test and any(
        i.means("test") not in ("all_strength", "all_reflexes", "all_sensation", "") for s in sentences(own) for i in s
    )
    return own if specific or (has_test and not parent) else f"{parent} {own}"


@lru_cache(maxsize=4096)
def side_of_name(name: str) -> str:
    """The one side that a name speaks of, else an empty string."""
    sides = {side for s in sentences(name) for i in s if (side := i.means("side") or i.side)} - {"other"}
    return sides.pop() if len(sides) == 1 else ""


def tested(name: str) -> bool:
    return any(i.is_("test") for s in sentences(name) for i in s)


def of_a_root(name: str) -> bool:
    """Whether a name is that of the test of one root ("Myotome L5"): the parent adds nothing to it."""
    return any(i.level for s in sentences(name) for i in s) and tested(name)


def sums_up(name: str) -> bool:
    """Whether a name is that of the whole neurological examination: a part that is normal does not make it so."""
    found = {i.means("test") for s in sentences(name) for i in s if i.is_("test")}
    return bool(found) and found <= {"neuro_exam", "all_neuro", "motor_and_sensory"}


def in_words(resource: Mapping[str, Any]) -> str:
    """Name and value (or the components') as a clinician would write them."""
    value = value_of(resource)
    parts = [in_words(c) for c in listed(resource.get("component")) if isinstance(c, Mapping)]
    name = full_name(resource)
    whole = f"{name}: {value.words}" if name and value.words else name or value.words
    return "; ".join(p for p in (whole, *parts) if p)


def of_part(part: Mapping[str, Any], name: str, setting: Setting, *, own: bool) -> Gleaned:
    """One name and its value. `own` is false for components."""
    value = value_of(part)
    key = measure_of(part.get("code")) or measure_in(name)
    if key and value.number is not None:
        return read_measurement(part, key, value.number, value.unit, setting.source)
    if own and not value.words and part.get("component"):
        return Gleaned()
    reads = untested(name) if value.absent_reason else stated(name, value)
    out = Gleaned(
        signs=tuple(sign_facts(reads.signs, setting)),
        symptoms=tuple(symptom_facts(reads.complaints, setting, f"{name} {value.words}")),
        problems=tuple(problem_facts(reads.diagnoses, setting)),
        family_history=tuple(family_facts(reads.diagnoses, setting)),
        measurements=measured_in(f"{name}: {value.words}", setting.source) if value.words else (),
    )
    return out + unread(name, value, reads, out, setting)


def measured_in(text: str, source: Source) -> tuple[Measurement, ...]:
    """The measurements of all sentences."""
    return tuple(m for s in sentences(text) for m in measured(s, source)) if names_measure(text) else ()


@lru_cache(maxsize=4096)
def names_measure(text: str) -> bool:
    return any(i.is_("measure") for s in sentences(text) for i in s)


@lru_cache(maxsize=4096)
def measure_in(name: str) -> str:
    return next((k for s in sentences(name) for i in s if (k := i.means("measure")) and i.word != "t"), "")


def unread(name: str, value: Value, reads: Reads, out: Gleaned, setting: Setting) -> Gleaned:
    """Says what was named and not understood."""
    reference = setting.source.reference
    if value.absent_reason:
        return Gleaned(not_assessed=(NotAssessed(source=reference, why=f"not examined: {value.absent_reason}"),))
    if out or value.unit.lower().endswith(RATES) or not (reads.unclear or measure_in(name)):
        return Gleaned()
    why = "the value could not be understood" if value.words else "no value is recorded"
    return Gleaned(not_assessed=(NotAssessed(source=reference, why=why),))


def once(out: Gleaned) -> Gleaned:
    """Each sign once; a sign abnormal in one component stays abnormal."""
    signs: dict[tuple[str, str | None], Sign] = {}
    for sign in out.signs:
        known = signs.get((sign.test, sign.side))
        if known is None or (sign.abnormal and not known.abnormal):
            signs[(sign.test, sign.side)] = sign
    return replace(out, signs=tuple(signs.values())) if len(signs) < len(out.signs) else out


def with_body_side(out: Gleaned, observation: Resource) -> Gleaned:
    """bodySite gives the side that the words left open."""
    site = observation.get("bodySite")
    if site is None:
        return out
    items: list[Item] = [i for s in sentences(text_of(site)) for i in s]
    side = side_by_code(site) or next((i.means("side") or i.side for i in items if i.means("side") or i.side), None)
    if side == "bilateral":
        doubled = [replace(s, side=lr) if s.side is None else s for s in out.signs for lr in ("left", "right")]
        return replace(out, signs=tuple(dict.fromkeys(doubled)))
    side = lateral(side)
    if side != "left" and side != "right":
        return out
    return replace(
        out,
        signs=tuple(replace(s, side=s.side or side) for s in out.signs),
        symptoms=tuple(replace(s, side=s.side or side) for s in out.symptoms),
        problems=tuple(replace(p, side=p.side or side) for p in out.problems),
        measurements=tuple(replace(m, side=m.side or side) if m.kind == "abductor_force" else m for m in out.measurements),
    )


def of_note(observation: Resource, setting: Setting) -> Gleaned:
    """Signs and complaints that stand in the note, and what it adds."""
    note = note_of(observation)
    if not note:
        return Gleaned()
    reader = read_prose if is_prose(note) else read_clinical_text
    return reader(note, replace(setting.source, words=excerpt(note)), setting.as_of, setting.recorded)
