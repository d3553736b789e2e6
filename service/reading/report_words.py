"""The words of a DiagnosticReport, wherever they stand: conclusion, attachments, conclusion codes, narrative."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.facts import NotAssessed
from service.reading.attachments import MAX_TEXT, html_text, read_attachment
from service.reading.coding import listed, text_of
from service.reading.references import Shelf, own_reference
from service.record import Resource

_SPACES = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportWords:
    """`text` is one report to read, with line breaks kept; `coded` the words of conclusion codes, for when the text says
    nothing; `not_assessed` the attachments that could not be read."""

    text: str
    coded: str = ""
    not_assessed: tuple[NotAssessed, ...] = ()


def report_words(report: Resource, binaries: Mapping[str, bytes], shelf: Shelf) -> ReportWords:
    """All words of a report, each part once. The narrative counts only where nothing else was written, since servers
    generate it from the rest."""
    parts: list[str] = []
    notes: list[NotAssessed] = []
    for attachment in listed(report.get("presentedForm")):
        read = read_attachment(_with_data(attachment, shelf), binaries)
        if read.text:
            parts.append(read.text)
        else:
            notes.append(NotAssessed(source=own_reference(report), why=read.problem))
    conclusion = report.get("conclusion")
    if isinstance(conclusion, str) and conclusion.strip():
        parts.append(f"IMPRESSION: {conclusion.strip()}" if parts else conclusion.strip())
    text = "\n\n".join(_distinct(parts))[:MAX_TEXT]
    return ReportWords(text=text or narrative(report), coded=_coded(report), not_assessed=() if text else tuple(notes))


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
