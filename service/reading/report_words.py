"""The words of a DiagnosticReport, wherever they stand: conclusion, attachments, conclusion codes, narrative."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.facts import NotAssessed
from service.reading.attachments import MAX_TEXT, html_text, read_attachment
from service.reading.coding import listed, text_of
from service.reading.references import Shelf, own_reference
from service.reading.report_text import mentions_lumbar_finding
from service.record import Resource

_SPACES = re.compile(r"\W+")
_LINES = re.compile(r"\n|(?<=[a-z)])\.\s")
_ELSEWHERE = re.compile(
    r"\b(?:tear|tendin|bursitis|labr(?:um|al)|effusion|osteoarth|arthrosis|fracture|atroph|necrosis|oedema|edema"
    r"|radiculopath|neuropath|plexopath|myopath|denervat)",
    re.I,
)
"""What narratives of reports of the hip and of nerve studies tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportWords:
    """`text` is one report to read, with line breaks kept; `coded` the words of conclusion codes, for when the text says
    nothing; `not_assessed` the attachments that could not be read."""

    text: str
    coded: str = ""
    not_assessed: tuple[NotAssessed, ...] = ()


def report_words(report: Resource, binaries: Mapping[str, bytes], shelf: Shelf) -> ReportWords:
    """All words of a report, each part once. The narrative is mostly generated from the rest: beside other words it counts
    only where it tells of findings that they do not hold."""
    parts: list[str] = []
    notes: list[NotAssessed] = []
    for attachment in listed(report.get("presentedForm")):
        read = read_attachment(_with_data(attachment, shelf), binaries)
        if read.text:
            parts.append(read.text)
        else:
            notes.append(NotAssessed(source=own_reference(report), why=read.problem))
    conclusion = report.get("conclusion")
    summed_up = conclusion.strip() if isinstance(conclusion, str) else ""
    told = narrative(report)
    if told and _adds(told, "\n".join([*parts, summed_up])):
        parts.append(told)
    if summed_up:
        parts.append(f"IMPRESSION: {summed_up}" if parts else summed_up)
    text = "\n\n".join(_distinct(parts))[:MAX_TEXT]
    return ReportWords(text=text, coded=_coded(report), not_assessed=() if text else tuple(notes))


def _adds(told: str, known: str) -> bool:
    """Whether a narrative holds a finding in a line that the other words of the report do not hold."""
    if not known.strip():
        return True
    plain = _plain(known)
    new = [line for line in _LINES.split(told) if line.strip() and _plain(line) not in plain]
    return any(mentions_lumbar_finding(line) or _ELSEWHERE.search(line) for line in new)


def _coded(report: Resource) -> str:
    words = [text_of(c) for c in listed(report.get("conclusionCode"))]
    return ". ".join(dict.fromkeys(w for w in words if w))


def narrative(resource: Resource) -> str:
    """The words of `text.div`, or nothing."""
    text = resource.get("text")
    div = text.get("div") if isinstance(text, Mapping) else None
    return html_text(div) if isinstance(div, str) else ""


def _distinct(parts: list[str]) -> list[str]:
    """The parts without those that another part holds word for word. Longest first, so that the full report leads."""
    kept: list[str] = []
    for part in sorted(dict.fromkeys(parts), key=len, reverse=True):
        plain = _plain(part)
        if not any(plain in _plain(other) for other in kept):
            kept.append(part)
    return kept


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.removeprefix("IMPRESSION:").lower()).strip()


def _with_data(attachment: object, shelf: Shelf) -> object:
    """An attachment whose url leads to a Binary in the record, with that Binary's data."""
    if isinstance(attachment, Mapping) and "data" not in attachment and isinstance(attachment.get("url"), str):
        binary = shelf.look_up(attachment["url"])
        if binary is not None and binary.get("resourceType") == "Binary":
            return {
                **attachment,
                "data": binary.get("data"),
                "contentType": binary.get("contentType", attachment.get("contentType")),
            }
    return attachment
