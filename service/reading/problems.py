"""Condition and FamilyMemberHistory → problems, complaints, signs: by code, by words, by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from service.facts import Activity, FamilyHistory, NotAssessed, Source, Verification
from service.reading.clinical_codes import CHRONIC_CODES, coded, entries_of, families_named, is_family_history
from service.reading.clinical_text import read_clinical_text
from service.reading.coded_problems import of_codes, turned
from service.reading.coding import Code, codes_of, listed, notes_of, text_of
from service.reading.complaints import qualities_of
from service.reading.condition_side import with_side
from service.reading.condition_status import abatement_day, activity_of, onset_of, severity_word, verification_of
from service.reading.dates import day_of
from service.reading.diagnoses import stated_by
from service.reading.erroneous_entries import takes_back
from service.reading.facts_from_words import (
    Setting,
    excerpt,
    family_facts,
    merged,
    problem_facts,
    sign_facts,
    symptom_facts,
)
from service.reading.gleaned import Gleaned
from service.reading.lexicon import lexicon
from service.reading.measurements import measured
from service.reading.references import own_reference
from service.reading.scan import sentences
from service.reading.statements import Statement, statements
from service.record import Resource

CONTENT_KINDS = frozenset({"problem", "symptom", "test", "part"})

QUALITIES_OF_NOTES = frozenset(
    {
        "new",
        "acute",
        "progressive",
        "stable",
        "improving",
        "chronic",
        "night",
        "side_lying",
        "walking",
        "sitting_relief",
        "standing_relief",
        "exertional",
        "worked_up_negative",
        "mechanical",
        "inflammatory",
        "alternating",
        "unexplained",
        "severe",
        "radiating",
    }
)


def concerns(resource: Resource) -> bool:
    """Whether a Condition or FamilyMemberHistory names anything this service knows. Cheap, takes any shape."""
    if resource.get("resourceType") == "FamilyMemberHistory":
        return True
    if resource.get("resourceType") != "Condition":
        return False
    concept = resource.get("code")
    return _names_a_problem(codes_of(concept)) or any(known_words(t) for t in texts_of(concept))


@lru_cache(maxsize=4096)
def _names_a_problem(codes: tuple[Code, ...]) -> bool:
    return any(entries_of(code) for code in codes) or bool(families_named(codes))


def texts_of(concept: Any) -> list[str]:
    """The text and every display of a concept."""
    return [t for t in dict.fromkeys([text_of(concept), *(c.display for c in codes_of(concept))]) if t]


@lru_cache(maxsize=4096)
def known_words(text: str) -> bool:
    """Whether the words hold anything that could be a problem, complaint or sign."""
    return any(c.kind in CONTENT_KINDS for sentence in sentences(text) for item in sentence for c in item.concepts)


def read_condition(condition: Resource, as_of: date, birth: date | None = None) -> Gleaned:
    """Everything a Condition states: one or several problems, complaints and signs. `birth` gives ages of onset their day.

    Entered in error gives nothing. Refuted gives refuted problems, and complaints and signs that are recorded absent.
    """
    verification = verification_of(condition)
    if verification is Verification.ENTERED_IN_ERROR or called_an_error(condition):
        return Gleaned()
    words = wording(condition)
    setting = setting_of(condition, words, as_of, birth, verification)
    gleaned = of_words(words, setting) + of_codes(condition, words, setting)
    gleaned += of_notes(condition, gleaned, setting)
    return merged(quality_notes(with_side(gleaned, condition, setting), condition))


def called_an_error(condition: Resource) -> bool:
    """Whether the note of an entry begins by saying that it is one of a mistake or of another patient."""
    return any(takes_back(sentence) for sentence in sentences(notes_of(condition.get("note")))[:1])


def wording(condition: Resource) -> str:
    """The words of the condition; a place that stands only in bodySite is added."""
    concept = condition.get("code")
    text = next((t for t in texts_of(concept) if known_words(t)), text_of(concept))
    site = text_of(condition.get("bodySite"))
    if site and not any(i.is_("region") for s in sentences(text) for i in s):
        return f"{text} in {site}"
    return text


def setting_of(condition: Resource, words: str, as_of: date, birth: date | None, verification: Verification) -> Setting:
    recorded = day_of(condition.get("recordedDate") or condition.get("dateRecorded"), as_of)
    onset = onset_of(condition, as_of, birth)
    severity = severity_word(condition)
    chronic = any(c.code in CHRONIC_CODES for c in codes_of(condition.get("code")))
    source = Source(reference=own_reference(condition), words=excerpt(words), date=recorded or onset)
    return Setting(
        source=source,
        as_of=as_of,
        recorded=recorded,
        onset=onset,
        activity=activity_of(condition, as_of),
        verification=verification,
        qualities=frozenset(({severity} if severity else set()) | ({"chronic"} if chronic else set())),
        abated=abatement_day(condition, as_of),
    )


def of_words(words: str, setting: Setting) -> Gleaned:
    """Problems, complaints, signs and family history that the words state."""
    out = Gleaned()
    for statement in statements(words):
        out += of_statement(statement, setting, words)
    return out


def of_statement(statement: Statement, setting: Setting, words: str) -> Gleaned:
    found = statement.diagnoses
    complaints = [*statement.complaints, *stated_by(found)]
    asked = any(d.scope.asked for d in found) and not complaints
    why = (NotAssessed(source=setting.source.reference, why="named only as something to be ruled out"),) if asked else ()
    return Gleaned(
        problems=tuple(problem_facts(found, setting)),
        symptoms=tuple(symptom_facts(complaints, setting, words)),
        signs=tuple(turned(sign_facts(statement.signs, setting), setting)),
        measurements=tuple(measured(statement.items, setting.source)),
        family_history=tuple(family_facts(found, setting)),
        not_assessed=why,
    )


def of_notes(condition: Resource, known: Gleaned, setting: Setting) -> Gleaned:
    """Signs, complaints and problems in the notes, with the same source."""
    note = notes_of(condition.get("note"))
    if not note or setting.verification is Verification.REFUTED:
        return Gleaned()
    found = read_clinical_text(note, replace(setting.source, words=excerpt(note)), setting.as_of, setting.recorded)
    kinds = {p.kind for p in known.problems}
    if setting.activity in (Activity.RESOLVED, Activity.INACTIVE):
        return Gleaned(family_history=found.family_history)
    return replace(found, problems=tuple(p for p in found.problems if p.kind not in kinds))


def quality_notes(gleaned: Gleaned, condition: Resource) -> Gleaned:
    """What a note adds to the condition itself: "worse at night", "unchanged for years", "worked up, negative"."""
    note = notes_of(condition.get("note"))
    if not note or known_words(note):
        return gleaned
    items = [i for s in sentences(note) for i in s]
    more = qualities_of(items) & QUALITIES_OF_NOTES
    details = {i.means("detail") for i in items if i.is_("detail")}
    return replace(
        gleaned,
        symptoms=tuple(replace(s, qualities=s.qualities | more | (details & QUALITIES_OF_NOTES)) for s in gleaned.symptoms),
        problems=tuple(
            replace(p, details=p.details | details | (more & {"new", "acute", "chronic", "stable"})) for p in gleaned.problems
        ),
        signs=tuple(
            replace(s, qualities=s.qualities | (more & {"new", "acute", "chronic", "stable", "progressive"}))
            for s in gleaned.signs
        ),
    )


def read_concept(concept: Any, source: Source, as_of: date, recorded: date | None = None) -> Gleaned:
    """A CodeableConcept that names why something is done (reasonCode of an order or encounter): read like a Condition."""
    condition = {"resourceType": "Condition", "code": concept, "recordedDate": recorded.isoformat() if recorded else None}
    found = read_condition(condition, as_of)

    def sourced(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(f, source=source) for f in facts)

    return Gleaned(
        problems=sourced(found.problems),
        symptoms=sourced(found.symptoms),
        signs=sourced(found.signs),
        family_history=sourced(found.family_history),
        not_assessed=tuple(replace(n, source=source.reference) for n in found.not_assessed),
    )


def read_family_history(resource: Resource, as_of: date) -> Gleaned:
    """FamilyMemberHistory → what the relative has. Never a fact about the patient."""
    if resource.get("status") in ("entered-in-error", "health-unknown"):
        return Gleaned()
    relation = text_of(resource.get("relationship")) or None
    source = Source(reference=own_reference(resource), date=day_of(resource.get("date"), as_of))
    found: dict[tuple[str, str], FamilyHistory] = {}
    concepts = [c.get("code") for c in listed(resource.get("condition")) if isinstance(c, Mapping)]
    for concept in [*concepts, {"text": notes_of(resource.get("note"))}]:
        words = text_of(concept)
        here = replace(source, words=excerpt(words))
        kinds = [k for k, _ in is_family_history(concept)]
        kinds += [k for c in coded(concept) if c.table == "problem" for k in lexicon().problems[c.key].kinds]
        kinds += [k for s in statements(words) for d in s.diagnoses if not d.scope.negated for k in d.entry.kinds]
        for kind in kinds:
            found.setdefault((kind, relation or ""), FamilyHistory(kind=kind, relation=relation, source=here))
    return Gleaned(family_history=tuple(found.values()))
