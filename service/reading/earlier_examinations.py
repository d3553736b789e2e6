"""Results of another day: "power was 5/5 last week, today EHL 3/5", "neurologically intact preoperatively"."""

from __future__ import annotations

import re

from service.facts import Presence
from service.reading.item import Item
from service.reading.sign_reads import SignRead

_EARLIER = re.compile(
    r"\b(?:last (?:visit|review|appointment|week|month|year|clinic|seen|night|exam\w*)|yesterday|initially|baseline"
    r"|(?:previous|prior|earlier|old) (?:visit|exam\w*|review|clinic|neuro\w*|assessment)"
    r"|(?:on|at|since) (?:admission|discharge|presentation|first visit)|pre ?op\w*|preoperative\w*|before (?:the |her |his )?"
    r"(?:surgery|operation|injection|procedure|fall)"
    r"|(?:on|until|till) (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:in|from|until|till) (?:19|20)\d\d)\b"
)
NOW = frozenset({"now", "today", "currently", "present", "presently", "this morning"})


def of_today(reads: list[SignRead], sentence: list[Item]) -> list[SignRead]:
    """The reads without normal summaries that the words before them, or in their own clause, put on an earlier day. The result
    of a single test stays: of the same test something is mostly said of today."""
    if not any(map(_sums_up, reads)):
        return reads
    words = [i.word for i in sentence]
    if not _EARLIER.search(" ".join(words)):
        return reads
    return [r for r in reads if not (_sums_up(r) and _was_earlier(sentence, r))]


def _sums_up(read: SignRead) -> bool:
    return read.grouped and read.presence is Presence.ABSENT


def _was_earlier(sentence: list[Item], read: SignRead) -> bool:
    told: list[str] = []
    for item in sentence:
        if item.word in NOW:
            if item.start > read.start:
                break
            told = []
        if item.start > read.end and (item.mark in (",", ";", ".") or item.is_("but")):
            break
        told.append(item.word)
    return bool(_EARLIER.search(" ".join(told)))
