"""Reports of nerve studies (EMG, nerve conduction) that come as DiagnosticReport or Procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from service.facts import Source
from service.reading.coding import all_words, codes_of, notes_of, text_of
from service.reading.dates import day_of, period_of
from service.reading.electrodiagnosis import is_study, read_electrodiagnosis
from service.reading.gleaned import Gleaned
from service.reading.references import Shelf, own_reference
from service.reading.report_words import report_words
from service.reading.services import class_by_code
from service.record import Resource

TYPES = ("DiagnosticReport", "Procedure")
_DATES = ("effectiveDateTime", "performedDateTime", "issued")
_WITHDRAWN = ("entered-in-error", "cancelled", "not-done")


def concerns(resource: Resource) -> bool:
    """Whether a DiagnosticReport or Procedure is a nerve study, by its name or code. Cheap; takes any shape."""
    code = resource.get("code")
    return resource.get("resourceType") in TYPES and (
        is_study(all_words(code)) or class_by_code(codes_of(code)) == "electrodiagnosis"
    )


def read_nerve_study(resource: Resource, as_of: date, binaries: Mapping[str, bytes], shelf: Shelf) -> Gleaned:
    """What the study concluded; attachments that could not be read are said."""
    if str(resource.get("status", "")).lower() in _WITHDRAWN:
        return Gleaned()
    words = report_words(resource, binaries, shelf)
    told = [words.text, words.coded, text_of(resource.get("outcome")), notes_of(resource.get("note"))]
    text = ". ".join(t.rstrip(". ") for t in told if t)
    days = [day_of(resource.get(key), as_of) for key in _DATES]
    start, _ = period_of(resource.get("performedPeriod"), as_of)
    source = Source(reference=own_reference(resource), words=text[:300], date=next((d for d in (*days, start) if d), None))
    return Gleaned(electrodiagnoses=read_electrodiagnosis(text, source) if text else (), not_assessed=words.not_assessed)
