"""GitHub-flavoured Markdown: escaping what others wrote, tables, lists. The only place that decides what is safe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST_QUOTE = 200
"""Patient text beyond this many characters is cut with an ellipsis: a card is read in seconds."""

SPECIAL = re.compile(r"([\\`*_\[\]|~<>&@])")
ENTITY = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
LINKED = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|javascript|data|vbscript|file)(?=:)|\b(www)(?=\.)")
BLOCK_START = re.compile(r"^(?:([-+=#])|(\d+)([.)]))")
ZERO_WIDTH_JOIN = "\u2060"


def plain(text: str, *, limit: int = LONGEST_QUOTE) -> str:
    """One line of text that somebody else wrote, without control, direction or zero-width characters, cut at `limit`."""
    line = " ".join((text if text.isprintable() else _visible(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _visible(text: str) -> str:
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")


def escape(text: str, *, limit: int = LONGEST_QUOTE) -> str:
    """`text` as it must stand in a card's detail so that it shows as written: no markup, HTML, link or table cell of its own.

    Web addresses would be made links without any markup, so a word joiner is put into them.
    """
    line = LINKED.sub(lambda m: m[0] + ZERO_WIDTH_JOIN, plain(text, limit=limit))
    line = SPECIAL.sub(lambda m: ENTITY.get(m[1], "\\" + m[1]), line)
    return BLOCK_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already (`escape` has dealt with the bars in what others wrote)."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list, one item a line."""
    return "\n".join(f"- {item}" for item in items)


def paragraphs(*parts: str) -> str:
    """The parts that are not empty, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)
