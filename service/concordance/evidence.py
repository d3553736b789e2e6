"""Weighs the clinical picture against one finding: its look, its side, and how the picture bears on its roots."""

from __future__ import annotations

from service.concordance.assessment import Evidence, Relation, made
from service.concordance.bearing import (
    NO_BEARING,
    SUBJECT,
    Bearing,
    add_complaints,
    add_examination,
    add_signs,
    add_studies,
    weightiest,
)
from service.concordance.facing import Facing, facing
from service.concordance.picture import Picture
from service.concordance.roots import NONE, disc_level, in_order, threatened
from service.concordance.severity import look
from service.concordance.sides import BOTH, covered, meets
from service.concordance.weighed import ABDUCTOR_LEVELS, Weighed
from service.facts import Finding, Side

WHOLE = ("L4", "L5", "S1")
"""The roots asked for where a finding can touch any of them."""
TOUCHING = ("contact", "displacement", "compression")


def weigh(finding: Finding, picture: Picture) -> Weighed:
    """Everything that bears on this finding."""
    kind = picture.tables.findings.get(finding.type) or picture.tables.findings["other"]
    threat = threatened(finding, picture.spine)
    either = not kind.lateral or finding.side in ("bilateral", "midline") or finding.zone == "central"
    faced = facing(picture, covered(finding.side) if kind.lateral else NONE, either)
    by_root = threat.by_root
    w = Weighed(finding, kind, threat, by_root, picture, look(finding), faced.side, faced.case_sides, NO_BEARING)
    if w.look.quality or finding.contact:
        w.imaging = _imaging(w)
    if by_root:
        w.bearing = _bearing(w, faced)
    if kind.axial or by_root:
        w.axial = _back(w)
    if picture.supported:
        everyone = w.side == "opposite" or not kind.lateral
        w.rivals = tuple(d for d in picture.supported if everyone or meets(d.problem.side, finding.side))
    return w


def _bearing(w: Weighed, faced: Facing) -> Bearing:
    """Signs, complaints, nerve studies and examination; worked out once for all findings of the same roots and side."""
    picture, threat, behaviour = w.picture, w.threat, w.kind.behaviour
    near, bilateral = disc_level(w.finding.level) in ABDUCTOR_LEVELS, w.finding.side == "bilateral"
    key = (threat.primary, threat.secondary, id(faced), near, behaviour, bilateral)
    known = picture.bearings.get(key)
    if known is not None:
        return known
    found = picture.bearings[key] = Bearing()
    add_signs(found, faced, threat, near=near)
    add_complaints(found, faced, threat, picture.walking, central=behaviour == "central")
    if faced.studies:
        add_studies(found, faced, threat, picture.facts.as_of)
    asked = WHOLE if behaviour in ("diffuse", "conus") else in_order(w.roots)[:3]
    add_examination(
        found, picture.examination, threat, asked=asked, sides=faced.case_sides, side=_asked_side(w)
    )
    found.cited = tuple(sorted(set(map(SUBJECT, found.signs_for()))))
    found.supporting, found.against = weightiest(found.facts_for()), weightiest(found.facts_against())
    return found


def _asked_side(w: Weighed) -> Side | None:
    if len(w.case_sides) == 1:
        return "left" if w.case_sides[0] == "left" else "right"
    return "bilateral" if w.picture.sides == BOTH or w.finding.side == "bilateral" else None


# ---- the look of the finding, and the back --------------------------------------------------------------------------


def _imaging(w: Weighed) -> tuple[Evidence, ...]:
    """What the look of the finding and the contact it is said to have weigh by themselves."""
    quality, contact = w.look.quality, w.finding.contact
    found = (_look(w, "severity", quality),) if quality else ()
    if contact is None or contact not in TOUCHING or contact == quality:
        return found
    return (*found, _look(w, "neural_contact", contact))


def _look(w: Weighed, relation: Relation, subject: str) -> Evidence:
    weights = w.picture.tables.weights
    weight = 0.0 if relation == "neural_contact" else weights["severe_look" if w.look.severe else "moderate_look"]
    return made(Evidence, (relation, "finding", subject, (), None, (), weight, "", w.finding.source))


def _back(w: Weighed) -> tuple[Evidence, ...]:
    """Back pain, and pain elsewhere that such a finding can refer to."""
    regions = w.kind.axial_regions
    if not regions:
        return w.picture.back
    return (*w.picture.back, *[e for e in w.picture.referred if e.regions[0] in regions])
