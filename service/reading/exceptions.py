"""What is taken out of a denial or a summary: "no numbness except the genital area", "5/5 except EHL"."""

from __future__ import annotations

from itertools import pairwise

from service.reading.clauses import Chunk

EXCEPT = frozenset({"except", "except for", "apart from", "aside from", "other than", "besides", "with the exception of", "bar",
                    "save for", "excepting"})  # fmt: skip


def without_exceptions(cut: list[Chunk]) -> tuple[list[Chunk], list[tuple[Chunk, Chunk]]]:
    """The pieces without those that only name a place taken out of a denial ("no numbness except the genital area"), and each
    of those with the piece before it."""
    spared = [(before, piece) for before, piece in pairwise(cut) if is_exception(before, piece)]
    left_out = [id(piece) for _, piece in spared]
    return [piece for piece in cut if id(piece) not in left_out], spared


def is_exception(before: Chunk, piece: Chunk) -> bool:
    if piece.joiner != "but" or piece.word not in EXCEPT or not any(i.is_("symptom") for i in before.items):
        return False
    meant = [i for i in piece.items if i.concepts]
    placed = any(i.is_("region") for i in meant)
    return placed and all(i.is_("region") or i.is_("side") for i in meant) and before.negated


def sided_exceptions(cut: list[Chunk]) -> list[Chunk]:
    """Gives an exception the side of the summary that it is taken from: "left leg 5/5 except ankle dorsiflexion 3/5"."""
    side = ""
    for before, piece in pairwise(cut):
        if piece.joiner == "but" and piece.word in EXCEPT and before.sides[-1:] in (["left"], ["right"]):
            side = before.sides[-1]
        elif piece.joiner not in ("and", ",") or piece.sides or not piece.tests:
            side = ""
        if side and not piece.sides:
            piece.header = side
    return cut


def has_exception(cut: list[Chunk]) -> bool:
    """Whether something is taken out of a summary."""
    return any(piece.joiner == "but" and piece.word in EXCEPT and piece.items for piece in cut)
