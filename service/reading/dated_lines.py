"""Lines of a note that tell of an earlier day: "12/03: R EHL 4/5. / Today: EHL 5/5." → the day of every place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta

from service.reading.dates import either_order, whole_year

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_LINE = re.compile(
    r"^[ \t]*(?:[-*•][ \t]*)?(?:"
    r"(?:(?:on|visit|review|seen|clinic|exam(?:ination)?)\s+)?(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}|\d{2}))?"
    r"(?=\s*[:–-]\s)"
    r"|(?P<past>previous(?:ly)?|last (?:visit|time|seen|review|clinic|appointment|exam\w*)|initial(?:ly| exam\w*)?"
    rf"|at presentation|on admission|pre-?op(?:erative(?:ly)?)?|(?:at )?baseline|(?:in|last) (?:{_MONTHS}))(?=\s*:)"
    r"|(?P<now>today|now|currently|current(?: exam\w*)?|at present|this visit|on review today|post-?op(?:erative(?:ly)?)?"
    r"|o/?e|on examination|exam(?:ination)?|objective|impression|assessment|plan|pmhx?|hpi|history)\b"
    r")",
    re.I | re.M,
)
EARLIER = timedelta(days=30)
"""About so long before a note its "previously" was, where no day is named."""
LEAST_DIGITS = 2


class Days:
    """The day that each place of a text speaks of; None where it is that of the text itself."""

    def __init__(self, text: str, written: date) -> None:
        self.starts: list[int] = []
        self.days: list[date | None] = []
        for found in _LINE.finditer(text) if "\n" in text else ():
            day = None if found["now"] else written - EARLIER if found["past"] else _day(found, written)
            if found["now"] or found["past"] or day is not None:
                self.starts.append(found.start())
                self.days.append(day)

    def at(self, offset: int) -> date | None:
        """The earlier day that the words at this place tell of. Without a line of today beside it none is earlier."""
        n = bisect_right(self.starts, offset) - 1
        return self.days[n] if n >= 0 and None in self.days else None


def _day(found: re.Match[str], written: date) -> date | None:
    """The latest day before `written` that "12/03" or "12/03/25" can mean, day first or month first."""
    one, two, year = found["day"], found["month"], found["year"]
    if year is None and len(two) < LEAST_DIGITS:  # "4/5:" is a grade
        return None
    years = [whole_year(year)] if year else [written.year, written.year - 1]
    return max((d for y in years for d in either_order(one, two, y) if d < written), default=None)
