"""Radiology report text → the findings that it states."""

from __future__ import annotations

import re

from service.facts import StatedFinding
from service.reading.report.merging import merged
from service.reading.report.reader import read

LONGEST = 100_000
"""Characters of a report that are looked at: some thirty printed pages, so that no text can hold a request up."""


def read_report(text: str) -> tuple[StatedFinding, ...]:
    """The findings of a report, one for each type, level and side, in the order of the text.

    Any text is accepted, a whole report or a fragment ("Severe left L5-S1 foraminal stenosis (Lee 3)"). Denied findings are
    kept as `negated`, those of an older study as `prior`; indications, questions, recommendations, relatives and other
    body regions are left out. What findings and impression repeat is one finding; where they contradict, both are kept
    when one denies the other, and the worse grade is used.
    """
    return merged(read(text[:LONGEST]))


_SPINE = re.compile(
    r"\b(?:l[1-5]\b|t1[12]\b|sacral\b|sacrum\b|l\d ?[-/]|lumb|lumbo|spin|spondyl|vertebr|dis[ck]s?\b|dis[ck]o|forami"
    r"|neurofor|facet|thecal|cauda|conus"
    r"|modic|schmorl|tarlov|nerve root|annul|listhesis|anterolisth|retrolisth|scolio|lateral recess|ligamentum|endplate"
    r"|end plate|pars\b)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:cervical|thoracic|neck|c\d ?[-/] ?c?\d)", re.IGNORECASE)
_LUMBAR = re.compile(r"\b(?:l\d|lumb|lumbo)", re.IGNORECASE)


def mentions_lumbar_finding(text: str) -> bool:
    """Whether a short text (a problem's name, say) speaks of a finding of the lumbar spine, present or denied. Cheap."""
    if not _SPINE.search(text) or (_ELSEWHERE.search(text) and not _LUMBAR.search(text)):
        return False
    return any(f.type != "other" for f in read_report(text[:4000]))
