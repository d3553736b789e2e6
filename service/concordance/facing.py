"""How the facts of the patient stand to a finding by their side: worked out once for all findings of the same side."""

from __future__ import annotations

from dataclasses import dataclass

from service.concordance.complaints import Complaint
from service.concordance.examination import LEFT, LEFT_RIGHT, RIGHT
from service.concordance.picture import NerveSign, Picture
from service.concordance.sides import BOTH, Relation, covered
from service.facts import Electrodiagnosis

IN_ORDER = {BOTH: LEFT_RIGHT, frozenset(LEFT): LEFT, frozenset(RIGHT): RIGHT}


@dataclass(slots=True, eq=False)
class Facing:
    """The signs, complaints and nerve studies that can be about a finding of a side, each with how it stands to it.

    `side` is how the finding stands to the complaint. What is of the other side is listed only where the whole complaint is.
    `case_sides` are the sides on which the finding is to be examined.
    """

    side: Relation
    case_sides: tuple[str, ...]
    signs: list[tuple[NerveSign, Relation]]
    complaints: list[tuple[Complaint, Relation]]
    studies: list[Electrodiagnosis]


def facing(picture: Picture, own: frozenset[str], any_side: bool) -> Facing:
    """What faces a finding. `own` are the sides of a lateral one, empty when it states none; `any_side`: it takes either."""
    found = picture.faced.get((own, any_side))
    if found is None:
        found = picture.faced[own, any_side] = _facing(picture, own, any_side)
    return found


def _facing(picture: Picture, own: frozenset[str], any_side: bool) -> Facing:
    def stands(sides: frozenset[str]) -> Relation:
        if any_side:
            return "same"
        if not own or not sides:
            return "unknown"
        return "opposite" if own.isdisjoint(sides) else "same"

    side = stands(picture.sides)
    every = side == "opposite"
    signs = [(n, stands(n.sides)) for n in picture.nerve_signs]
    complaints = [(c, stands(covered(c.side) or picture.open_sides)) for c in picture.complaints]
    return Facing(
        side=side,
        case_sides=IN_ORDER[own or picture.sides or BOTH],
        signs=[told for told in signs if every or told[1] != "opposite"],
        complaints=[told for told in complaints if every or told[1] != "opposite"],
        studies=[s for s in picture.electrodiagnoses if stands(covered(s.side) or picture.open_sides) != "opposite"],
    )
