"""Where histories and examinations hide: documents, questionnaires, clinical impressions. Text in, facts out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from service.facts import NotAssessed, Source
from service.reading.attachments import read_attachment
from service.reading.clinical_text import read_clinical_text, read_denied
from service.reading.coding import all_words, codes_of, listed, notes_of, text_of
from service.reading.dates import day_of, period_of
from service.reading.gleaned import Gleaned
from service.reading.questionnaires import answers, denied_questions
from service.reading.references import own_reference
from service.reading.report_words import narrative
from service.reading.services import terms_in
from service.reading.told_medicines import read_told_medicines
from service.reading.treatment_history import read_treatment_text
from service.record import Resource

TYPES = ("DocumentReference", "QuestionnaireResponse", "ClinicalImpression", "Composition", "Communication")
MOST_SECTIONS, DEEPEST_SECTION = 60, 5
"""Sections of a Composition that are read, and how deep they may lie in one another."""
NOT_A_REPORT = "a radiology report written as a Composition is not read; send it as a DiagnosticReport"
_DEAD = ("entered-in-error", "superseded", "cancelled")
_IMAGING_TYPES = ("18748-4", "18726-0", "68604-8", "lp29684-5", "18747-6", "18755-9")
_RADIOLOGY = re.compile(r"\b(?:radiolog\w*|imaging|mri|ct|x-?ray|scan) (?:report|study|result)|diagnostic imaging\b", re.I)


def concerns(resource: Resource) -> bool:
    """Whether a resource is a note of a kind that we read and that stands."""
    dead = str(resource.get("status", "")).lower() in _DEAD or str(resource.get("docStatus", "")).lower() in _DEAD
    return resource.get("resourceType") in TYPES and not dead


def is_imaging_report(resource: Resource) -> bool:
    """Whether a DocumentReference holds a radiology report rather than a note."""
    if resource.get("resourceType") != "DocumentReference":
        return False
    concepts = [resource.get("type"), *listed(resource.get("category"))]
    named = {c.code.lower() for concept in concepts for c in codes_of(concept)}
    words = "; ".join(map(all_words, concepts))
    modality = terms_in(words) & {"mri", "ct", "xray", "ultrasound"}
    return not named.isdisjoint(_IMAGING_TYPES) or bool(_RADIOLOGY.search(words)) or bool(modality)


def as_report(document: Resource) -> dict[str, Any]:
    """A radiology report held as a document, in the shape of a DiagnosticReport."""
    attachments = [c.get("attachment") for c in listed(document.get("content")) if isinstance(c, Mapping)]
    named = [
        document.get("type"),
        {"text": document.get("description")} if isinstance(document.get("description"), str) else None,
    ]
    words = "; ".join(filter(None, (all_words(n) for n in named)))
    codes = listed(document["type"].get("coding")) if isinstance(document.get("type"), Mapping) else []
    context = document.get("context")
    start, _ = period_of(context.get("period"), date.max) if isinstance(context, Mapping) else (None, None)
    return {
        "resourceType": "DocumentReference",
        "id": document.get("id"),
        "status": document.get("docStatus", "final"),
        "code": {"text": words, "coding": codes},
        "category": document.get("category"),
        "effectiveDateTime": start.isoformat() if start else document.get("date"),
        "presentedForm": [a for a in attachments if isinstance(a, Mapping)],
        "text": document.get("text"),
    }


def read_note(resource: Resource, as_of: date, binaries: Mapping[str, bytes]) -> Gleaned:
    """Complaints, signs, problems and treatments that a note tells. Attachments that cannot be read are said."""
    reference = own_reference(resource)
    day = _day(resource, as_of)
    texts, notes = _texts(resource, binaries)
    found = Gleaned(not_assessed=tuple(NotAssessed(source=reference, why=why) for why in notes))
    for question in denied_questions(resource):
        found += read_denied(question, Source(reference=reference, words=question[:300], date=day), as_of, day)
    for text in texts:
        source = Source(reference=reference, words=text[:300], date=day)
        found += read_prose(text, source, as_of, day)
    return found


def read_prose(text: str, source: Source, as_of: date, day: date | None) -> Gleaned:
    """Everything that the words of a note tell, written on `day`."""
    found = read_clinical_text(text, source, as_of, day)
    found += read_treatment_text(text, source, as_of, recorded=day)
    return found + read_told_medicines(text, source, as_of, recorded=day)


def note_texts(resource: Resource, binaries: Mapping[str, bytes]) -> list[str]:
    """The texts of a note, as far as they can be read."""
    return _texts(resource, binaries)[0]


def _day(resource: Resource, as_of: date) -> date | None:
    written = [resource.get(k) for k in ("authored", "effectiveDateTime", "date", "sent")]
    start, _ = period_of(resource.get("effectivePeriod"), as_of)
    return next((d for d in [*(day_of(w, as_of) for w in written), start] if d), None)


def _texts(resource: Resource, binaries: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    kind = resource.get("resourceType")
    texts: list[str] = []
    problems: list[str] = []
    if kind == "DocumentReference":
        for content in listed(resource.get("content")):
            read = read_attachment(content.get("attachment") if isinstance(content, Mapping) else None, binaries)
            texts += [read.text] if read.text else []
            problems += [] if read.text else [read.problem]
    elif kind == "QuestionnaireResponse":
        texts = ["\n".join(line for answer in answers(resource) if (line := answer.line))]
    elif kind == "ClinicalImpression":
        texts = ["\n".join(_impression(resource))]
    elif kind == "Composition":
        if _of_imaging(resource):
            return [], [NOT_A_REPORT]
        texts = list(islice(_sections(resource), MOST_SECTIONS))
    else:
        payload = [p.get("contentString") for p in listed(resource.get("payload")) if isinstance(p, Mapping)]
        texts = [t for t in payload if isinstance(t, str)]
    texts = [t for t in dict.fromkeys(texts) if t.strip()]
    if not texts and (told := narrative(resource)):
        return [told], []
    return texts, problems if not texts else []


def _sections(holder: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """The words of every section of a Composition, each under its title: "Family history: ..."."""
    for section in listed(holder.get("section")) if depth < DEEPEST_SECTION else ():
        if not isinstance(section, Mapping):
            continue
        title, words = section.get("title") or text_of(section.get("code")), narrative(section)
        if words.strip():
            yield f"{title}:\n{words}" if isinstance(title, str) and title.strip() else words
        yield from _sections(section, depth + 1)


def _of_imaging(composition: Resource) -> bool:
    """Whether a Composition is a radiology report."""
    concepts = [composition.get("type"), *listed(composition.get("category"))]
    named = {c.code.lower() for concept in concepts for c in codes_of(concept)}
    return not named.isdisjoint(_IMAGING_TYPES) or bool(_RADIOLOGY.search("; ".join(map(all_words, concepts))))


def _impression(resource: Resource) -> Iterator[str]:
    for key in ("description", "summary"):
        if isinstance(resource.get(key), str):
            yield resource[key]
    for finding in listed(resource.get("finding")):
        if isinstance(finding, Mapping) and (words := text_of(finding.get("itemCodeableConcept"))):
            yield f"{words}."
        if isinstance(finding, Mapping) and isinstance(finding.get("basis"), str):
            yield f"{finding['basis']}."
    for investigation in listed(resource.get("investigation")):
        if isinstance(investigation, Mapping) and (words := text_of(investigation.get("code"))):
            yield f"{words}."
    if note := notes_of(resource.get("note")):
        yield note
