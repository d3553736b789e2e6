"""Attachments of every usual kind, broken ones and bombs."""

from __future__ import annotations

import io
import time
import zlib
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from service.reading.attachments import MAX_TEXT, html_text, read_attachment
from tests.reading.records import attached

WORDS = "Disc bulge at L4-L5."


def pdf(words: str) -> bytes:
    """A one-page PDF that says these words."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "attachment",
    [
        attached(WORDS),
        attached(WORDS, "text/plain; charset=utf-8"),
        attached(WORDS.encode("utf-16"), "text/plain"),
        attached(WORDS, ""),
        attached(WORDS, "application/octet-stream"),
        attached(
            f"<html><head><style>p {{}}</style></head><body><p>{WORDS}</p><script>x()</script></body></html>", "text/html"
        ),
        attached(f"<div>{WORDS}</div>", "text/plain"),
        attached("{\\rtf1\\ansi " + WORDS + "\\par}", "text/plain"),
        attached(pdf(WORDS), "application/pdf"),
        attached(pdf(WORDS), "text/plain"),
        {"data": "\n".join([attached(WORDS)["data"][:8], attached(WORDS)["data"][8:]])},
        {"url": "https://ehr.example/fhir/Binary/7"},
        {"url": "https://elsewhere.example/fhir/Binary/7?x=1"},
        {"url": "Binary/7"},
    ],
    ids=lambda a: str(a.get("contentType", a.get("url", "no type"))),
)
def test_the_words_of_an_attachment_are_read_whatever_it_is(attachment: dict[str, Any]) -> None:
    binaries = {"https://ehr.example/fhir/Binary/7": WORDS.encode(), "Binary/7": WORDS.encode()}
    assert read_attachment(attachment, binaries).text == WORDS


def test_text_in_an_old_encoding_keeps_its_letters() -> None:
    assert read_attachment(attached("Œdème à L4-L5".encode("cp1252")), {}).text == "Œdème à L4-L5"


@pytest.mark.parametrize(
    "attachment",
    [
        None,
        7,
        {},
        {"data": ""},
        {"data": "not base64 !"},
        {"data": 7},
        {"url": "https://ehr.example/fhir/Binary/8"},
        attached(b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        attached(b"\x00\x01\x02\x03" * 50, "application/dicom"),
        attached(b"%PDF-1.7 and no more", "application/pdf"),
        attached(pdf(""), "application/pdf"),
        {"data": "A" * 6_000_000},
    ],
    ids=lambda a: str(a)[:40],
)
def test_what_cannot_be_read_has_a_reason(attachment: Any) -> None:
    read = read_attachment(attachment, {})
    assert read.text == ""
    assert read.problem


def test_a_pdf_that_would_swell_to_gigabytes_is_refused_in_time() -> None:
    bomb = pdf(WORDS).replace(b"stream", b"stream")
    swollen = zlib.compress(b" " * 200_000_000, 9)
    at = bomb.index(b"stream")
    head = bomb[: bomb.rindex(b"<<", 0, at)]
    body = head + b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(swollen) + swollen + b"\nendstream\nendobj\n"
    started = time.process_time()
    read_attachment(attached(body + b"%%EOF", "application/pdf"), {})
    assert time.process_time() - started < 5


def test_endless_text_is_cut() -> None:
    assert len(read_attachment(attached("Disc bulge L4-L5. " * 100_000), {}).text) <= MAX_TEXT


def test_html_keeps_one_line_for_each_block() -> None:
    assert html_text("<p>L4-L5:</p><ul><li>bulge</li><li>no stenosis</li></ul>").splitlines() == [
        "L4-L5:",
        "bulge",
        "no stenosis",
    ]
    assert html_text("<table><tr><td>L4-L5</td><td>bulge</td></tr></table>").split() == ["L4-L5", "bulge"]


@pytest.mark.parametrize("markup", ["<" * 100_000, "<div>" * 50_000, "&#x0;" * 1000, "<p" + " a=b" * 50_000])
def test_hostile_markup_is_read_in_time(markup: str) -> None:
    started = time.process_time()
    html_text(markup)
    assert time.process_time() - started < 1
