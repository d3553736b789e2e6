"""The examples: requests with the answer each must get and the reason why. Tests, playground and documentation in one.

A folder holds `request.json`, `response.json` and `why.md`, whose first lines give a title, the day the request was
written for and the HTTP status of the answer. `load(name, today=...)` moves every date by as many days as lie between, so
no example grows stale.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from service.errors import ConcordanceError

FOLDER = Path(__file__).parent
ISO_DATE = re.compile(r"(?<![\d-])(\d{4}-\d{2}-\d{2})(?![\d-])")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example. `as_of` is the day its dates belong to, `status` the HTTP status of `response`."""

    name: str
    title: str
    as_of: date
    status: int
    why: str
    request: dict[str, Any]
    response: dict[str, Any]

    @property
    def hook(self) -> str:
        """The hook of the request."""
        return str(self.request["hook"])


@cache
def names() -> tuple[str, ...]:
    """The names of all examples, in order."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/request.json")))


def load(name: str, *, today: date | None = None) -> Example:
    """The example, with its dates moved to `today` when that is given. Raises ConcordanceError for an unknown name."""
    if name not in names():
        raise ConcordanceError(f"there is no example {name!r}", hint=f"one of: {', '.join(names())}")
    folder = FOLDER / name
    head, why = read_why(folder / "why.md")
    written = date.fromisoformat(head["as_of"])
    answer = folder / "response.json"
    return Example(
        name=name,
        title=head["title"],
        as_of=today or written,
        status=int(head["status"]),
        why=why,
        request=moved(json.loads((folder / "request.json").read_text(encoding="utf-8")), written, today),
        response=moved(json.loads(answer.read_text(encoding="utf-8")), written, today) if answer.exists() else {},
    )


def read_why(path: Path) -> tuple[dict[str, str], str]:
    """The `key: value` lines between two `---`, and the text below them."""
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.strip().splitlines()), text.strip()


def moved(value: Any, written: date, today: date | None) -> Any:
    """`value` with each ISO date in its strings moved by the days from `written` to `today`."""
    days = timedelta(0) if today is None else today - written
    if not days:
        return value
    if isinstance(value, str):
        return ISO_DATE.sub(lambda m: shifted(m[1], days), value)
    if isinstance(value, list):
        return [moved(item, written, today) for item in value]
    if isinstance(value, dict):
        return {key: moved(item, written, today) for key, item in value.items()}
    return value


def shifted(text: str, days: timedelta) -> str:
    """One date moved; what is no date of the calendar stays."""
    try:
        return (date.fromisoformat(text) + days).isoformat()
    except (ValueError, OverflowError):
        return text
