"""Names that state a healthy function, and the answer no: "Able to pass urine: no" is retention, and never a denial."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from service.facts import Presence
from service.reading.observed_names import told_by, without_phrases
from service.reading.scan import sentences
from service.reading.statements import Statement, statements

_ABILITY = (
    (re.compile(r"\b(?:is |was )?able to\b"), "unable to"),
    (re.compile(r"\bcan(?! no)\b"), "cannot"),
    (re.compile(r"\bcould\b"), "could not"),
    (re.compile(r"\bcontinent\b"), "incontinent"),
    (re.compile(r"\b(?:is |was )?aware of\b"), "not aware of"),
    (re.compile(r"\b(?:feels|does (?:he|she|the patient) feel|do you feel)\b"), "cannot feel"),
)
"""What somebody can do, and how it is said that they cannot."""
_CONTINENCE = re.compile(r"\b(in)?continence\b")
_URINE = re.compile(r"\b(?:urin\w*|bladder)\b")
_BOWEL = re.compile(r"\b(?:bowels?|stool|f(?:a)?ecal|anal)\b")
_ASKED = re.compile(r"[?:.\s]+\Z")
_PRONOUN = re.compile(r"^(?:(?:is|are|was) )?(?:the )?(?:patient|pt|he|she|you)\b ?")


@lru_cache(maxsize=1024)
def states_health(name: str) -> bool:
    """Whether a name states or asks for a healthy function: "Bladder control", "Continent of urine", "Normal voiding"."""
    low = plainly(name)
    if any(i.is_("negation") or i.is_("abated") for s in sentences(low) for i in s):
        return False
    told = told_by(low)
    named = told & {"healthy", "function"} or any(pattern.search(low) for pattern, _ in _ABILITY)
    return bool(named) and "loss" not in told and not any(told_as_a_complaint(s) for s in statements(low))


def told_as_a_complaint(statement: Statement) -> bool:
    """Whether the name alone is a complaint: "loss of bladder control"."""
    return any(not c.denied for c in statement.complaints)


def plainly(name: str) -> str:
    return _PRONOUN.sub("", _ASKED.sub("", " ".join(name.lower().split())))


@lru_cache(maxsize=1024)
def lost(name: str) -> tuple[Statement, ...]:
    """What is stated when the healthy function of a name is not there; nothing when that cannot be told."""
    for text in wordings(plainly(name)):
        told = statements(text)
        wrong = any(map(told_as_a_complaint, told)) or any(r.presence is Presence.PRESENT for s in told for r in s.signs)
        if wrong and not any(c.denied for s in told for c in s.complaints):
            return told
    return ()


def wordings(low: str) -> Iterator[str]:
    """The loss of a function in words that a clinician would use, the closest first."""
    for pattern, loss in _ABILITY:
        if pattern.search(low):
            yield pattern.sub(loss, low)
    if _CONTINENCE.search(low) or "continent" in low:
        yield from (f"{kind} incontinence" for kind, named in (("urinary", _URINE), ("bowel", _BOWEL)) if named.search(low))
    function = without_phrases(low, "healthy")
    if function == low and "sense" not in told_by(low):  # "Bladder function: no" may be meant as no trouble
        return
    if function != low:
        yield f"{function}: abnormal"
    yield from (f"no {function}", f"{function}: reduced", f"{function}: abnormal", f"not {function}")


def kept(name: str) -> tuple[Statement, ...]:
    """What a yes denies: "Continent of urine: yes" is no incontinence. Only of what somebody can do."""
    low = plainly(name)
    able = any(pattern.search(low) for pattern, _ in _ABILITY)
    return lost(name) if able else ()
