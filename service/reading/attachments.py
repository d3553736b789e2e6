"""Text out of an Attachment: plain, HTML, RTF or PDF, inline (base64) or fetched before (Record.binaries), within limits."""

from __future__ import annotations

import base64
import binascii
import html
import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from selectolax.lexbor import LexborHTMLParser
from striprtf.striprtf import rtf_to_text

from service.errors import ConcordanceError

MAX_BYTES = 4_000_000
MAX_TEXT = 200_000
MAX_PAGES = 60
MAX_TAGS = 8_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLOCK = re.compile(r"<(?:br|hr|/p|/div|/tr|/li|/h[1-6]|/table|/section|/td|/th|/title)\b[^<>]{0,200}>", re.I)
_BLANKS = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\s*\n\s*\n\s*(?:\n\s*)*")
_CHARSET = re.compile(r"charset=[\"']?([\w.-]{2,20})", re.I)


class UnreadableAttachmentError(ConcordanceError):
    """The attachment cannot be turned into text; the message says why, in plain words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """The text of an attachment, or why there is none (`problem`)."""

    text: str = ""
    problem: str = ""


def read_attachment(attachment: Any, binaries: Mapping[str, bytes]) -> Attached:
    """The text of a FHIR Attachment (`data`, else `url` looked up in `binaries`). Never raises."""
    if not isinstance(attachment, Mapping):
        return Attached(problem="the attachment is not an object")
    try:
        content, kind = _content(attachment, binaries)
        return Attached(text=tidy(_text(content, kind)))
    except UnreadableAttachmentError as e:
        return Attached(problem=e.message)


STRUCK_OUT = ("s", "del", "strike")
"""What its author struck out is no longer said."""


def html_text(markup: str) -> str:
    """The words of an HTML or XHTML fragment (a Narrative's `div`), one block a line, without scripts and styles."""
    markup = _BLOCK.sub(lambda m: "\n" + m[0], markup[: MAX_TEXT * 5])
    if markup.count("<") > MAX_TAGS:  # deep nesting costs a real parser quadratic time; only the tags are taken out then
        return tidy(html.unescape(_TAG.sub(" ", markup)))
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "head", *STRUCK_OUT])
    return tidy(tree.body.text(separator="") if tree.body else "")


def tidy(text: str) -> str:
    """Blanks squeezed, at most one empty line in a row, cut at MAX_TEXT characters."""
    text = text[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _LINES.sub("\n\n", _BLANKS.sub(" ", text)).strip()


def _content(attachment: Mapping[str, Any], binaries: Mapping[str, bytes]) -> tuple[bytes, str]:
    kind = attachment.get("contentType")
    kind = kind.lower() if isinstance(kind, str) else ""
    data, url = attachment.get("data"), attachment.get("url")
    if isinstance(data, str) and data.strip():
        return _decoded(data), kind
    if isinstance(url, str) and url:
        found = binaries.get(url) or binaries.get(_binary_reference(url))
        if found is None:
            raise UnreadableAttachmentError("the attachment is held elsewhere and could not be fetched")
        return _bounded(found), kind
    raise UnreadableAttachmentError("the attachment is empty")


def _binary_reference(url: str) -> str:
    return "/".join(url.split("?")[0].rstrip("/").split("/")[-2:])


def _decoded(data: str) -> bytes:
    if len(data) > MAX_BYTES * 4 // 3 + 4:
        raise UnreadableAttachmentError("the attachment is larger than 4 MB")
    compact = re.sub(r"\s+", "", data)
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as e:
        raise UnreadableAttachmentError("the attachment's data are not base64") from e


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise UnreadableAttachmentError("the attachment is larger than 4 MB")
    return content


def _text(content: bytes, kind: str) -> str:
    """By what the bytes are first, since content types are often wrong; by the content type second."""
    head = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf") or "pdf" in kind:
        return _pdf(content)
    if head.startswith(b"{\\rtf"):
        return _rtf(content)
    if kind.startswith(("image/", "audio/", "video/")) or (
        b"\x00" in content[:400] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise UnreadableAttachmentError("the attachment is not text")
    text = _characters(content, kind)
    return html_text(text) if "html" in kind or re.match(rb"<(!doctype html|html|div|body|p|table|head|\?xml)", head) else text


def _characters(content: bytes, kind: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    named = _CHARSET.search(kind)
    for charset in (named[1] if named else "utf-8", "utf-8"):
        try:
            return content.decode(charset).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _rtf(content: bytes) -> str:
    try:
        return str(rtf_to_text(content[: MAX_TEXT * 5].decode("cp1252", errors="replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as e:
        raise UnreadableAttachmentError("the RTF of the attachment could not be read") from e


def _pdf(content: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    out: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableAttachmentError("the PDF of the attachment is encrypted")
        for page in reader.pages[:MAX_PAGES]:
            out.append(page.extract_text())
            if sum(map(len, out)) > MAX_TEXT:
                break
    except UnreadableAttachmentError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
        NotImplementedError,
    ) as e:
        raise UnreadableAttachmentError("the PDF of the attachment could not be read") from e
    text = "\n".join(out)
    if not text.strip():
        raise UnreadableAttachmentError("the PDF of the attachment holds no text (a scan?)")
    return text
