"""Cards on a terminal: a panel each, coloured by indicator, Markdown tables drawn as tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

COLOURS = {"info": "blue", "warning": "yellow", "critical": "red"}
MOST_PROBLEMS = 10
CELL = re.compile(r"(?<!\\)\|")


def print_answer(body: Any, console: Console) -> None:
    """The cards of a response, or the OperationOutcome of an error, or that there is nothing to say."""
    if not isinstance(body, dict) or "cards" not in body:
        console.print(Panel(Text(outcome_text(body)), title="not answered", border_style="red"))
        return
    for card in body["cards"]:
        console.print(panel(card))
    if not body["cards"]:
        console.print("No card: nothing to say.")
    gaps = (body.get("extension") or {}).get("org.lumbarconcordance.assessment", {}).get("notAssessed", [])
    for gap in gaps[:MOST_PROBLEMS]:
        console.print(Text(f"could not be read: {gap.get('source')}: {gap.get('why')}", style="dim"))


def outcome_text(body: Any) -> str:
    """What an OperationOutcome says, or the body itself."""
    issues = body.get("issue", []) if isinstance(body, dict) else []
    texts = [issue.get("details", {}).get("text", "") for issue in issues if isinstance(issue, dict)]
    return "\n".join(text for text in texts if text) or str(body)


def panel(card: dict[str, Any]) -> Panel:
    """One card."""
    colour = COLOURS.get(card.get("indicator", ""), "white")
    parts: list[RenderableType] = [Text(card.get("summary", ""), style=f"bold {colour}"), Text()]
    parts += blocks(card.get("detail", ""))
    for suggestion in card.get("suggestions", ()):
        mark = " (recommended)" if suggestion.get("isRecommended") else ""
        parts.append(Text(f"▸ {suggestion.get('label', '')}{mark}", style="green"))
    reasons = [reason.get("display", "") for reason in card.get("overrideReasons", ())]
    if reasons:
        parts.append(Text("set aside because: " + " · ".join(reasons), style="dim"))
    parts += [Text(f"{link.get('label')}: {link.get('url')}", style="dim") for link in card.get("links", ())]
    title = Text(f"{card.get('indicator')} · {card.get('source', {}).get('label', '')}", style=colour)
    return Panel(Group(*parts), title=title, title_align="left", border_style=colour)


def blocks(markdown: str) -> Iterator[RenderableType]:
    """Markdown as rich text, its tables as tables."""
    for block in re.split(r"\n{2,}", markdown):
        lines = block.split("\n")
        if len(lines) > 2 and lines[0].startswith("|") and set(lines[1]) <= set("|- :"):
            yield drawn(lines)
        elif block.strip():
            yield Markdown(block)


def drawn(lines: list[str]) -> Table:
    """A Markdown table as a rich one."""
    head, _, *rows = [[cell.strip() for cell in CELL.split(line.strip())[1:-1]] for line in lines]
    out = Table(show_lines=True, expand=True)
    for n, name in enumerate(head):
        out.add_column(name, ratio=(3, 2, 5)[n] if len(head) == 3 else 1)
    for row in rows:
        out.add_row(*(inline(cell) for cell in row))
    return out


def inline(cell: str) -> Text:
    """A cell's text: bold as bold, escapes and entities as what they stand for."""
    text = Text()
    for n, part in enumerate(cell.split("**")):
        text.append(html.unescape(re.sub(r"\\([^\w\s])", r"\1", part)), style="bold" if n % 2 else "")
    return text
