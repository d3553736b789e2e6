"""Observation → signs, measurements, complaints: examination, vital signs, laboratory, nerve studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from service.facts import Measurement, NotAssessed, Sign, Source
from service.reading.body_site import at_site, not_ours, placed_name, says_where, site_of, wider_name
from service.reading.clinical_codes import coded
from service.reading.clinical_text import read_clinical_text
from service.reading.coding import filed_as, listed, text_of
from service.reading.dates import day_of
from service.reading.denied_questions import without_denied
from service.reading.electrodiagnosis import is_study, read_electrodiagnosis
from service.reading.exam_statements import Reads, stated, untested
from service.reading.facts_from_words import Setting, excerpt, family_facts, problem_facts, sign_facts, symptom_facts
from service.reading.gleaned import Gleaned
from service.reading.measurements import measure_of, measured, read_measurement
from service.reading.notes import read_prose
from service.reading.observed_names import component_name, full_name, known_name, of_upper_roots, tested
from service.reading.observed_standing import in_doubt, is_prose, of_another, of_today, with_note
from service.reading.observed_value import Value, value_of
from service.reading.references import own_reference
from service.reading.scan import sentences
from service.reading.templates import filled_in
from service.record import Resource

FILLING = frozenset({"of", "disease", "disorder", "note", "notes", "narrative", "comment", "text", "summary", "details"})
NOT_OURS = ("entered-in-error", "cancelled", "registered")
"""Without a result, or with none that holds: "registered" is one that is still awaited."""

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
    site, name = site_of(resource), text_of(resource.get("code"))
    if site.placed and not site.above and known_name(placed_name(name, site, name)):  # "Reflex" of the left ankle
        return True
    worded = "valueString" in resource or "valueCodeableConcept" in resource
    return worded and known_name(value_of(resource).words)


def named(concept: Any) -> bool:
    """Whether the code or its words are known."""
    return bool(measure_of(concept) or coded(concept)) or known_name(text_of(concept)) or is_study(text_of(concept))


def is_imaging(resource: Resource) -> bool:
    """Imaging findings as Observations are read with the reports."""
    return "imaging" in filed_as(resource)


def read_observation(observation: Resource, as_of: date) -> Gleaned:
    """Everything an Observation states. What was named but not understood is listed in `not_assessed`."""
    if observation.get("status") in NOT_OURS or is_imaging(observation) or of_another(observation):
        return Gleaned()
    words, site = in_words(observation), site_of(observation)
    unplaced = full_name(observation)
    name = placed_name(unplaced, site, words)
    source = Source(reference=own_reference(observation), words=excerpt(words), date=day_seen(observation, as_of))
    setting = Setting(source=source, as_of=as_of, recorded=source.date)
    if is_study(f"{name} {source.words}") and (studies := read_electrodiagnosis(words, source)):
        return Gleaned(electrodiagnoses=studies)
    heading, value = own_heading(unplaced), value_of(observation).words
    if value and (heading or holds_form(value)):
        return read_clinical_text(f"{heading or name}: {value}", source, as_of, source.date)
    if value and is_prose(value) and not tested(name):
        out = read_prose(f"{name}: {value}", source, as_of, source.date)
    else:
        out = of_parts(observation, name, setting)
        if not out.signs and site.placed and not site.above and name != unplaced:  # "Muscle strength" of the thigh
            wider = of_parts(observation, wider_name(unplaced, site), setting)
            out = replace(wider, signs=abnormal) if (abnormal := tuple(s for s in wider.signs if s.abnormal)) else out
    return with_note(of_today(at_site(out, site, unplaced, words), name), observation, name, setting)


def of_parts(observation: Resource, name: str, setting: Setting) -> Gleaned:
    """What the value states, and the components that do more than say where."""
    out = of_part(observation, name, setting, own=True)
    for component in listed(observation.get("component")):
        if isinstance(component, Mapping) and not says_where(component):
            out += of_part(component, component_name(component, name), setting, own=False)
    return once(out)


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


def day_seen(observation: Resource, as_of: date) -> date | None:
    """The day of the examination: effective[x], else issued."""
    period = observation.get("effectivePeriod")
    spanned = (period.get("end") or period.get("start")) if isinstance(period, Mapping) else None
    when = observation.get("effectiveDateTime") or observation.get("effectiveInstant") or spanned or observation.get("issued")
    return day_of(when, as_of)


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
    if of_upper_roots(name):
        return not_ours(setting.source)
    reads = untested(name) if value.absent_reason and not value.words else stated(name, value)
    out = Gleaned(
        signs=tuple(sign_facts(reads.signs, setting)),
        symptoms=tuple(symptom_facts(reads.complaints, setting, f"{name} {value.words}")),
        problems=tuple(problem_facts(reads.diagnoses, setting)),
        family_history=tuple(family_facts(reads.diagnoses, setting)),
        measurements=measured_in(f"{name}: {value.words}", setting.source) if value.words else (),
    )
    out += unread(name, value, reads, out, setting)
    return in_doubt(out, "it has a value and a reason for having none", setting) if value.absent_reason and value.words else out


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
    if value.absent_reason and not value.words:
        return Gleaned(not_assessed=(NotAssessed(source=reference, why=f"not examined: {value.absent_reason}"),))
    if out or value.unit.lower().endswith(RATES) or not (reads.unclear or measure_in(name)):
        return Gleaned()
    why = "the value could not be understood" if value.words else "no value is recorded"
    return Gleaned(not_assessed=(NotAssessed(source=reference, why=why, deficit=reads.deficit),))


def once(out: Gleaned) -> Gleaned:
    """Each sign once; a sign abnormal in one component stays abnormal."""
    signs: dict[tuple[str, str | None], Sign] = {}
    for sign in out.signs:
        known = signs.get((sign.test, sign.side))
        if known is None or (sign.abnormal and not known.abnormal):
            signs[(sign.test, sign.side)] = sign
    return replace(out, signs=tuple(signs.values())) if len(signs) < len(out.signs) else out
