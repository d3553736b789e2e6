"""Results of another day: "power was 5/5 last week, today EHL 3/5", "neurologically intact preoperatively"."""

from __future__ import annotations

import re

from service.facts import Presence
from service.reading.item import Item
from service.reading.sign_reads import SignRead

_EARLIER = re.compile(
    r"(?<!unlike )(?<!since )(?<!since the )(?<!than )(?<!to )\blast (?:visit|review|appointment|week|month|year|clinic|seen)\b"
    r"|\b(?:previous|prior|earlier|old) (?:visit|exam\w*|review|clinic|assessment)\b|\bpre ?operatively\b"
    r"|\b(?:on|until|till) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:in|from|until|till) (?:19|20)\d\d\b"
)
_WITH_NOW = re.compile(r"\b(?:yesterday|initially|(?:on|at) (?:admission|discharge|presentation))\b")
"""What is earlier only beside a "now" or "today" in the sentence: of itself it may be the day of the note."""
NOW = frozenset({"now", "today", "currently", "present", "presently", "this morning"})


def of_today(reads: list[SignRead], sentence: list[Item]) -> list[SignRead]:
    """The reads without normal summaries that the words before them, or in their own clause, put on an earlier day. The result
    of a single test stays: of the same test something is mostly said of today."""
    if not any(map(_sums_up, reads)):
        return reads
    words = " ".join([i.word for i in sentence])
    changed = any(i.word in NOW for i in sentence)
    if not (_EARLIER.search(words) or (changed and _WITH_NOW.search(words))):
        return reads
    return [r for r in reads if not (_sums_up(r) and _was_earlier(sentence, r, changed=changed))]


def _sums_up(read: SignRead) -> bool:
    return read.grouped and read.presence is Presence.ABSENT


def _was_earlier(sentence: list[Item], read: SignRead, *, changed: bool) -> bool:
    told: list[str] = []
    for item in sentence:
        if item.word in NOW:
            if item.start > read.start:
                break
            told = []
        if item.start > read.end and (item.mark in (",", ";", ".") or item.is_("but")):
            break
        told.append(item.word)
    words = " ".join(told)
    return bool(_EARLIER.search(words) or (changed and _WITH_NOW.search(words)))
