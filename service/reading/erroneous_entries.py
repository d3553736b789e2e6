"""What a note says was entered by mistake, or for another patient: no fact of this one, however it stands in a list."""

from __future__ import annotations

from service.reading.clauses import Chunk
from service.reading.item import Item

ERROR = "entered in error"
CONTENT = ("symptom", "problem", "part", "test")
LIST = frozenset({"and", "/"})
POINTS_BACK = frozenset({"this", "that", "it", "these", "those", "entry", "diagnosis", "problem", "listing", "condition",
                         "entered", "recorded", "added", "listed", "coded", "placed", "put"})  # fmt: skip
"""Words that begin a sentence about the entry named before."""
OF_A_DETAIL = frozenset({"side", "laterality", "date", "level", "dose"})
"""Of what is named before only this was wrong."""


def says_error(items: list[Item]) -> bool:
    return any(i.means("ruled_out") == ERROR for i in items)


def in_error(pieces: list[Chunk]) -> frozenset[int]:
    """The places of what a sentence says was entered in error: the list that the words stand in, or the piece before them
    when they stand alone ("cauda equina syndrome, entered on the wrong chart")."""
    out: set[int] = set()
    for n, piece in enumerate(pieces):
        if not says_error(piece.items):
            continue
        last = n if names(piece.items) or not n else n - 1
        first = last
        while first and pieces[first].joiner in LIST:
            first -= 1
        out |= {i.start for one in pieces[first : last + 1] for i in one.items}
    return frozenset(out)


def takes_back(items: list[Item]) -> bool:
    """Whether a sentence says of what was named just before it that it was an error, and nothing else: "This was entered in
    error."."""
    words = [i.word for i in items if i.word != "the"]
    begins = bool(words) and (words[0] in POINTS_BACK or items[0].means("ruled_out") == ERROR)
    return begins and says_error(items) and not names(items) and OF_A_DETAIL.isdisjoint(words)


def names(items: list[Item]) -> bool:
    return any(i.is_(kind) for i in items for kind in CONTENT)
