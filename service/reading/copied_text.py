"""Text that was copied into a note from an older one: history, not today's examination."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from service.reading.dates import MONTH, ago, either_order, last_day, whole_year

_COPIED = (
    r"(?:copied|copy|carried|pulled|pasted|imported|copied and pasted)\b[^:\]\n]{0,70}"
    r"|(?:previous|prior|last|old|earlier)\s+(?:note|letter|visit|clinic|encounter|consultation|entry"
    r"|assessment|exam\w*|review)"
    r"\b[^:\]\n]{0,50}"
    r"|(?:previous|old|earlier)\s+notes\b[^:\]\n]{0,50}|(?:note|letter|entry|extract)\s+(?:of|from|dated)\b[^:\]\n]{0,50}"
)
_OPENS = re.compile(
    rf"(?:^|(?<=\n)"
    rf"|(?<=[.;!?]\s))[ \t]*(?P<bracket>\[)?[ \t]*[-=_*#]{{0,6}}[ \t]?(?P<said>{_COPIED})(?::"
    rf"|[ \t]?[-=_*#]{{3,}})|(?P<inside>\[)[ \t]*(?P<also>{_COPIED}):",
    re.I,
)
_HINT = re.compile(
    r"\b(?:copied|copy|carried|pulled|pasted|imported|note|letter|visit|clinic|encounter|entry"
    r"|review|exam\w*|assessment|consultation|extract|notes)\b[^:\]\n]{0,70}(?::|[-=_*#]{3,})",
    re.I,
)
_ENDS = re.compile(
    r"\n[ \t]*\n|\n[ \t]*[-=_*]{3,}|\b(?:end of copied|today|now|currently|current|this visit"
    r"|interval|on examination today|update)\b(?=[^.\n]{0,25}[:(]| )",
    re.I,
)
_DAY = re.compile(
    r"\b(?:(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>(?:19|20)?\d\d)|(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)"
    rf"|(?P<worded>(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})[a-z]{{0,6}}\.?,?\s+(?:19|20)\d\d)|(?P<year>(?:19|20)\d\d))\b",
    re.I,
)
OLD = timedelta(days=42)
"""So much older than the note a copied text must be to count as history; what was copied from last week may still be so."""


class Old(NamedTuple):
    """Words copied from long ago. `closed`: a bracket, a ruled line or a blank line says where they end."""

    words: str
    closed: bool


class Copies(NamedTuple):
    """The text without what was copied from long ago, and that."""

    text: str
    old: tuple[Old, ...]


def without_copies(text: str, written: date) -> Copies:
    """Cuts out what says that it was copied, and from when, if that is long before `written`. What was copied from a recent or
    an unknown day stays. Linear in the length of the text."""
    if not _HINT.search(text):
        return Copies(text, ())
    kept: list[str] = []
    old: list[Old] = []
    done = 0
    for opening in _OPENS.finditer(text):
        if opening.start() < done:
            continue
        said = opening["said"] or opening["also"] or ""
        kept.append(text[done : opening.start()])
        if _is_old(said, written):
            end = _end(text, opening)
            old.append(Old(text[opening.end() : end].strip(" ]\n"), text[end : end + 1] in ("]", "\n")))
            kept.append("\n")
            done = end + (text[end : end + 1] == "]")
        else:  # the day of the copied note is not the day that anything began
            kept.append(" " if _DAY.search(said) else opening[0])
            done = opening.end()
    return Copies("".join(kept) + text[done:], tuple(old))


def _end(text: str, opening: re.Match[str]) -> int:
    """Where a copied text ends: at its bracket, else at a blank line or where today begins."""
    if opening["bracket"] or opening["inside"]:
        closing = text.find("]", opening.end(), opening.end() + 5000)
        if closing >= 0:
            return closing
    ends = _ENDS.search(text, opening.end())
    return ends.start() if ends else len(text)


def _is_old(said: str, written: date) -> bool:
    days = [d for m in _DAY.finditer(said) if (d := _latest(m))]
    days += [d] if (d := ago(said, written)) else []
    return bool(days) and max(days) < written - OLD


def _latest(m: re.Match[str]) -> date | None:
    """The latest day that a written date can mean: 3/12/2015 may be of March or December."""
    if not m["a"]:
        return last_day(m["iso"] or m["year"] or re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", m["worded"] or "").replace(",", ""))
    return max(either_order(m["a"], m["b"], whole_year(m["y"])), default=None)
