"""How far a "no" reaches in a list: "no fever, weight loss or night pain", not "no fever, unable to pass urine"."""

from __future__ import annotations

from itertools import pairwise

from service.reading.clauses import Chunk
from service.reading.denials import is_there, tells_since
from service.reading.injuries import tells_of_a_fall

ENDS = ("affirm", "but", "pseudo")
UNABLE = frozenset({"unable", "cannot", "can't", "cant", "could", "couldn't", "not", "hasn't", "has", "struggling", "struggles",
                    "is", "needed", "required"})  # fmt: skip
"""Words that begin a whole statement of what is wrong, which no list of denials holds."""
STATES = frozenset({"now", "today", "has", "is", "states", "says", "reports", "feels", "but", "currently"})
ON_MEDICINE = ("on ", "taking ", "takes ", "long term ", "started ")
ADJECTIVES = frozenset({"numb", "weak", "swollen"})
LEAST_LISTED = 2
"""So many things denied before make a list, which goes on to its end."""
LATELY = frozenset({"new", "progressive", "acute"})
TURNS = frozenset({"until", "till", "before"})
RECENT = frozenset({"today", "yesterday", "this morning", "last night", "now", "this week", "recently"})
BEGINNINGS = frozenset({"yesterday", "this morning", "overnight", "last night", "today"})
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def carries(piece: Chunk, before: Chunk | None, *, negated_side: bool, earlier: int, more: list[Chunk], denies: bool) -> bool:
    """Whether a "no" before still holds for this piece. `before`: the piece before it; `earlier`: how many pieces the "no" has
    held for; `denies`: it was a word like "denies", after which lists are long."""
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
    if stands_alone(piece):
        return False
    second_of_two = earlier < LEAST_LISTED and not more
    if second_of_two and (began_lately(piece) or (not denies and tells_something_new(piece, before))):
        return False
    return denies or earlier >= LEAST_LISTED or not worded_as_there(piece)


def closes_with_or(more: list[Chunk]) -> bool:
    """Whether the list goes on to an "or", which makes it one of denials to its end."""
    return any(later.word in ("or", "nor") for later in more)


def stands_alone(piece: Chunk) -> bool:
    """Whether a piece is a statement of its own wherever it stands: a plus, "cannot void", "now", a measured value."""
    if any(i.plus and i.plus != "-" for i in piece.items) or any(i.word == "known" for i in piece.items):
        return True
    if piece.items[0].word in STATES or (piece.joiner == "," and piece.word == "with"):
        return True
    measured = any(i.is_("measure") for i in piece.items) and any(i.number is not None for i in piece.items)
    return measured or any(i.is_("symptom") and i.word.split()[:1] and i.word.split()[0] in UNABLE for i in piece.items)


def began_lately(piece: Chunk) -> bool:
    """Whether a piece tells of a day on which something began: "since Monday", "since yesterday", "this morning"."""
    named = any(i.word.removeprefix("since ") in BEGINNINGS for i in piece.items)
    return named or any(
        a.word == "since" and (b.word in RECENT or b.word.startswith(DAYS)) for a, b in pairwise(piece.items)
    )


def worded_as_there(piece: Chunk) -> bool:
    """Whether a complaint or diagnosis is worded as a statement, which only a long list of denials holds: "legs weak", "on
    apixaban", "since yesterday"."""
    if is_there(piece):
        return True
    taken = any(i.is_("problem") and i.word.startswith(ON_MEDICINE) for i in piece.items)
    return taken or any(i.is_("symptom") and not ADJECTIVES.isdisjoint(i.word.split()) for i in piece.items)


def tells_something_new(piece: Chunk, before: Chunk | None) -> bool:
    """Whether the second and last of two things is told as new, or as history: "no trauma, new incontinence", not "no new
    numbness, new weakness"."""
    if before is not None and told_as_new(before):
        return False
    complaint = any(i.is_("symptom") for i in piece.items)
    illness = any(i.is_("problem") for i in piece.items)
    recalled = any(i.is_("history") for i in piece.items)
    return (complaint and (told_as_new(piece) or lessened_somewhere(piece))) or (illness and recalled)


def told_as_new(piece: Chunk) -> bool:
    """Whether a piece says "new", "acute" or "progressive"."""
    return any(i.means("quality") in LATELY or i.word.startswith("new ") for i in piece.items)


LESSENED = frozenset({"reduced", "decreased", "diminished", "impaired", "altered", "absent"})


def lessened_somewhere(piece: Chunk) -> bool:
    """Whether a piece says that something is less in a root or on a side: "reduced sensation L5"."""
    placed = any(i.level or i.is_("side") or i.side for i in piece.items)
    return placed and any(i.word.split()[0] in LESSENED for i in piece.items if i.word)


def ended_lately(piece: Chunk) -> bool:
    """Whether a "no" held only until these days: "no incontinence until this morning", "normal until yesterday"."""
    for before, item in pairwise(piece.items):
        if before.word in TURNS and (item.word in RECENT or item.word.startswith(DAYS) or tells_since(item)):
            return True
    return any(i.word.startswith(("until ", "till ")) for i in piece.items)
