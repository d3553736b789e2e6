"""Denials by other means than a "no" before: marks ("fever (-)"), answers after a list, summaries of red flags."""

from __future__ import annotations

from service.reading.clauses import Chunk
from service.reading.item import Item

CONTENT = ("symptom", "problem", "region", "test", "part")
ANSWERS = frozenset({"no", "denied", "denies", "nil", "none", "never", "negative for", "not reported", "not present"})
"""Words that deny what stands before them. "Not" does not: "her pain is not severe"."""
DENYING = frozenset({"absent", "negative", "no"})
SINCE = frozenset({"since", "since yesterday", "since today", "yesterday", "today", "this morning", "overnight"})
LEAST_LISTED = 2
"""So many complaints before the last make a list that one answer can be about."""


def mark_of(item: Item) -> bool | None:
    """Whether a mark or a bare "negative" says that what it stands beside is there: (+) yes, (-) no; None for all else."""
    if item.plus:
        return item.plus != "-"
    return False if item.means("value") == "negative" else None


def marks_lead(piece: Chunk) -> bool:
    """Whether the marks stand before complaints ("(-) fever", "neg: fever") and not after them ("fever (-)")."""
    first = next((i for i in piece.items if mark_of(i) is not None or any(i.is_(k) for k in CONTENT)), None)
    return first is not None and mark_of(first) is not None and not piece.tests


def denied_by_marks(piece: Chunk) -> frozenset[int]:
    """Where complaints stand that the next mark behind them denies: "fever (-) retention (+)" gives the fever."""
    out: set[int] = set()
    waiting: list[Item] = []
    for item in piece.items:
        if item.is_("test") and not item.is_("symptom"):
            waiting = []
        elif item.is_("symptom") or item.is_("problem"):
            waiting += [item]
        elif (item.plus or is_zero(item)) and waiting:
            out |= {i.start for i in waiting if item.plus == "-" or (is_zero(item) and not graded(i))}
            waiting = []
    return frozenset(out)


GRADED = frozenset({"weakness", "weak"})
"""Complaints beside which a number is a grade of strength: the gravest at 0."""


def graded(item: Item) -> bool:
    return item.is_("test") or item.means("symptom") in GRADED


def is_zero(item: Item) -> bool:
    """A bare 0, as forms code a no: "retention 0, fever 0"."""
    return item.number == 0 and not item.unit and item.grade is None and item.scale is None


def sums_up(piece: Chunk) -> bool:
    """Whether a piece says that there are no red flags, and names none: "red flags negative"."""
    last = piece.items[-1]
    return any(red_flags(i) for i in piece.items) and (last.means("value") in DENYING or red_flags(last))


def red_flags(item: Item) -> bool:
    return item.means("section") == "review" and item.word.startswith("red flag")


def tells_since(item: Item) -> bool:
    """Whether a word tells of these days: "since Monday", "this morning"."""
    return item.word in SINCE or item.word.startswith("since ")


def is_there(piece: Chunk) -> bool:
    """Whether a piece says of something that it is there: since when, how long, or "present"."""
    return any(
        i.weeks is not None or i.means("value") in ("present", "positive") or i.is_("affirm") or tells_since(i)
        for i in piece.items
    )


def answered(pieces: list[Chunk]) -> list[Chunk]:
    """Pieces that an answer after their list denies: "red flags (fever, retention): none", "fever, chills, rigors: denied"."""
    out: list[Chunk] = []
    for n, piece in enumerate(pieces):
        if piece.joiner == ")" and bracket_denied(pieces[n:]):
            out += bracket_before(pieces[:n])
        elif denies_all(piece):
            before = bare_before(pieces[:n])
            out += before if len(before) >= LEAST_LISTED or any(i.word == "all" for i in piece.items) else []
    return out


def bracket_denied(pieces: list[Chunk]) -> bool:
    """Whether what follows a bracket is only an answer, and that a no."""
    for piece in pieces:
        if any(i.is_(k) for i in piece.items for k in CONTENT):
            return False
        if answers_no(piece.items):
            return True
        if any(i.means("value") for i in piece.items):
            return False
    return False


def bracket_before(pieces: list[Chunk]) -> list[Chunk]:
    opening = max((n for n, p in enumerate(pieces) if p.joiner == "("), default=len(pieces))
    return [p for p in pieces[max(opening - 1, 0) :] if not is_there(p)]


def denies_all(piece: Chunk) -> bool:
    """Whether a piece ends a list with an answer that can be one to all of it: "none", "denied", "all negative"."""
    last = piece.items[-1]
    several = last.word in ("none", "denied", "denies", "nil") or any(i.word == "all" for i in piece.items)
    return several and bool(bare(Chunk("", piece.items[:1]))) and answers_no(piece.items)


def bare_before(pieces: list[Chunk]) -> list[Chunk]:
    """The complaints without any further word that stand in one list before."""
    out: list[Chunk] = []
    for piece in reversed(pieces):
        if not bare(piece):
            break
        out.append(piece)
        if piece.joiner not in (",", "and", "/"):
            break
    return out


def bare(piece: Chunk) -> bool:
    """Whether a piece names complaints or illnesses and nothing else: no place, side, time or degree."""
    meant = [i for i in piece.items if i.concepts or i.weeks is not None or i.number is not None or i.plus]
    return bool(meant) and all((i.is_("symptom") or i.is_("problem")) and not i.side for i in meant)


def answers_no(tail: list[Item]) -> bool:
    """Whether what follows the last complaint or diagnosis of a piece denies it: a "no" with nothing after it, or "absent"."""
    spoken = [i for i in tail if i.concepts]
    alone = bool(spoken) and spoken[-1].word in ANSWERS
    return alone or any(i.means("value") in DENYING for i in tail)
