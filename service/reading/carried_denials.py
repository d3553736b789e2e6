"""How far a "no" reaches in a list: "no fever, weight loss or night pain", not "no fever, unable to pass urine"."""

from __future__ import annotations

from service.reading.clauses import Chunk
from service.reading.denials import is_there, tells_since
from service.reading.injuries import tells_of_a_fall
from service.reading.item import Item

ENDS = ("affirm", "but", "pseudo")
UNABLE = frozenset({"unable", "cannot", "can't", "cant", "could", "couldn't", "not", "hasn't", "has", "struggling", "struggles",
                    "is", "needed", "required"})  # fmt: skip
"""Words that begin a whole statement of what is wrong, which no list of denials holds."""
STATES = frozenset({"now", "today", "has", "is", "states", "says", "reports", "feels", "but", "currently"})
ON_MEDICINE = ("on ", "taking ", "takes ", "long term ", "started ")
ADJECTIVES = ("numb", "weak", "swollen")
LATELY = frozenset({"new", "progressive", "acute"})
TURNS = frozenset({"until", "till", "before"})
RECENT = frozenset({"today", "yesterday", "this morning", "last night", "now", "this week", "recently"})
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def carries(piece: Chunk, *, negated_side: bool, earlier: int, more: list[Chunk], denies: bool) -> bool:
    """Whether a "no" before still holds for this piece. `earlier`: how many pieces the "no" has held for; `denies`: it was a
    word like "denies", after which lists are long."""
    if tells_of_a_fall(piece):
        return False
    if piece.joiner in (";", "but", ")") or any(i.is_(kind) for i in piece.items for kind in ENDS):
        return False
    if any(i.weeks is not None or i.means("value") in ("present", "positive") for i in piece.items):
        return False
    if piece.joiner == "," and piece.sides and not negated_side:
        return any(later.joiner == "and" for later in more)
    if piece.word in ("or", "nor") or closes_with_or(more):
        return True
    return not (stands_alone(piece) or (earlier < 2 and not more and not denies and tells_something_new(piece)))


def closes_with_or(more: list[Chunk]) -> bool:
    """Whether the list goes on to an "or", which makes it one of denials to its end."""
    return any(later.word in ("or", "nor") for later in more)


def stands_alone(piece: Chunk) -> bool:
    """Whether a piece is a statement of its own: since when, a plus, "cannot", "now", "on warfarin", "numb saddle", a value."""
    if is_there(piece) or any(map(tells_since, piece.items)) or any(i.plus and i.plus != "-" for i in piece.items):
        return True
    if piece.items[0].word in STATES or (piece.joiner == "," and piece.word == "with"):
        return True
    measured = any(i.is_("measure") for i in piece.items) and any(i.number is not None for i in piece.items)
    return measured or any(map(states, piece.items)) or any(i.word == "known" for i in piece.items)


def states(item: Item) -> bool:
    """Whether a complaint or diagnosis is worded as a statement: "unable to void", "legs weak", "on apixaban"."""
    if item.is_("problem") and item.word.startswith(ON_MEDICINE):
        return True
    words = item.word.split()
    if not item.is_("symptom") or not words:
        return False
    adjective = any(w in ADJECTIVES for w in words)
    return adjective or words[0] in UNABLE


def tells_something_new(piece: Chunk) -> bool:
    """Whether the second and last of two things is told as new, or as history: "no trauma, new incontinence"."""
    complaint = any(i.is_("symptom") for i in piece.items)
    illness = any(i.is_("problem") for i in piece.items)
    lately = any(i.means("quality") in LATELY or i.word.startswith("new ") for i in piece.items)
    return (complaint and (lately or lessened_somewhere(piece))) or (illness and any(i.is_("history") for i in piece.items))


LESSENED = frozenset({"reduced", "decreased", "diminished", "impaired", "altered", "absent"})


def lessened_somewhere(piece: Chunk) -> bool:
    """Whether a piece says that something is less at a place or on a side: "reduced sensation L5"."""
    placed = any(i.level or i.is_("region") or i.is_("side") or i.side for i in piece.items)
    return placed and any(i.word.split()[0] in LESSENED for i in piece.items if i.word)


def ended_lately(piece: Chunk) -> bool:
    """Whether a "no" held only until these days: "no incontinence until this morning", "normal until yesterday"."""
    for before, item in zip(piece.items, piece.items[1:], strict=False):
        if before.word in TURNS and (item.word in RECENT or item.word.startswith(DAYS) or tells_since(item)):
            return True
    return any(i.word.startswith(("until ", "till ")) for i in piece.items)
