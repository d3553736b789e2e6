"""What the words of a value are: no answer at all, the result of each side, or a grade in the words of nurses."""

from __future__ import annotations

import re
from functools import lru_cache

from service.reading.clauses import is_value
from service.reading.item import Item
from service.reading.observed_names import side_of_name, told_by, without_phrases
from service.reading.scan import sentences

_WORD = re.compile(r"[a-z']+|\d+")
BESIDE = frozenset({"patient", "pt", "the", "to", "by", "at", "this", "time", "today", "is", "was", "yet", "answer", "or",
                    "and", "question", "currently", "information", "it", "he", "she", "they"})  # fmt: skip
"""Words beside "unknown" or "not asked" that add nothing."""

LONGEST = 200
"""Characters of the longest value that is one answer, or one result of each side; a longer one is a note."""

PARTLY = re.compile(r"\b(?:not|never|part(?:ly|ially)|nearly|almost|incompletely|mostly)\b", re.I)

_GRADES = (
    (re.compile(r"(?:no|absent) (?:voluntary |active |visible |motor )?(?:movement|contraction)\b"), "0/5"),
    (re.compile(r"(?:flicker|trace)(?:(?: of)? (?:movement|contraction)|/trace)?\Z"), "1/5"),
    (re.compile(r"(?:(?:moves|movement) )?(?:with )?gravity eliminated\b"), "2/5"),
    (re.compile(r"(?:moves |(?:active )?movement )?against gravity (?:and|with|plus) (?:some|moderate)\b"), "4/5"),
    (re.compile(r"(?:moves |(?:active )?movement )?against gravity (?:and|with|plus) full\b"), "5/5"),
    (re.compile(r"(?:moves |(?:active )?movement )?against gravity\b(?! (?:and|with|plus))"), "3/5"),
    (re.compile(r"(?:moves )?against (?:some|moderate|slight) resistance\b"), "4/5"),
    (re.compile(r"(?:moves )?against full resistance\b"), "5/5"),
    (re.compile(r"anti[ -]?gravity\b"), "3/5"),
)
"""The grades of the Medical Research Council in words."""


@lru_cache(maxsize=2048)
def is_no_answer(words: str) -> bool:
    """Whether a value only says that there is none: "Unknown", "Patient declined to answer"."""
    if len(words) > LONGEST or "no_answer" not in told_by(words):
        return False
    rest = without_phrases(words.lower(), "no_answer")
    return all(word in BESIDE for word in _WORD.findall(rest))


@lru_cache(maxsize=1024)
def is_over(words: str) -> bool:
    """Whether words only say that it is over: "Resolved since 2019"."""
    found = told_by(words.lower()[:60])
    first = next(iter(_WORD.findall(words.lower())), "")
    begins = first in ("resolved", "recovered", "fully", "completely", "has", "now", "since", "no")
    return "over" in found and begins and not PARTLY.search(words)


@lru_cache(maxsize=1024)
def nursing_grade(words: str) -> str:
    """The grade that words of a value begin with: "Moves against gravity" is 3/5; an empty string for any other."""
    low = " ".join(words.lower().split())
    return next((grade for pattern, grade in _GRADES if pattern.match(low)), "")


@lru_cache(maxsize=2048)
def by_side(name: str, words: str) -> tuple[str, ...]:
    """The two parts of a value that tells of each side: "L reduced, R normal". Empty when it does not, or when a part holds no
    result of its own ("weaker than on the right")."""
    if len(words) > LONGEST:
        return ()
    cut = sentences(words)
    items = [i for s in cut for i in s]
    marks = [i for i in items if i.means("side") in ("left", "right")]
    if len(cut) > 2 or len(marks) != 2 or {i.means("side") for i in marks} != {"left", "right"} or side_of_name(name):
        return ()
    if any(i.is_("test") or i.is_("region") or i.level or i.is_("symptom") for i in items):
        return ()
    values = [i for i in items if is_value(i)]
    if not values:
        return ()
    side_first = marks[0].start < values[0].start
    at = marks[1].start if side_first else marks[0].end
    parts = words[:at].strip(" ,;/-"), words[at:].strip(" ,;/-.")
    return parts if all(holds_value(part) for part in parts) else ()


def holds_value(words: str) -> bool:
    items: list[Item] = [i for s in sentences(words) for i in s]
    return any(map(is_value, items)) and not any(i.word.startswith(("than", "compared", "to ")) for i in items)
