"""One finding with everything that speaks for or against it: what the rules read."""

from __future__ import annotations

from dataclasses import dataclass

from service.concordance.assessment import Evidence
from service.concordance.bearing import Bearing
from service.concordance.local_diagnoses import LocalDiagnosis
from service.concordance.picture import Picture
from service.concordance.roots import Roots, Threat, disc_level
from service.concordance.severity import Look
from service.concordance.sides import Relation, meets
from service.facts import Finding, Side
from service.knowledge.models import FindingType

A2_LEVELS = frozenset({"L3-L4", "L4-L5", "L5-S1"})
ABDUCTOR_LEVELS = A2_LEVELS | {"L2-L3"}
"""Where weak abductors speak for the finding even when a local diagnosis explains them (A2)."""


@dataclass(slots=True)
class Weighed:
    """Built once by `evidence.weigh`, then only read.

    `by_root`: it threatens a root. `side` is how it stands to the complaint, `case_sides` are those on which it is to be
    examined.
    """

    finding: Finding
    kind: FindingType
    threat: Threat
    by_root: bool
    picture: Picture
    look: Look
    side: Relation
    case_sides: tuple[str, ...]
    bearing: Bearing
    imaging: tuple[Evidence, ...] = ()
    axial: tuple[Evidence, ...] = ()
    rivals: tuple[LocalDiagnosis, ...] = ()
    outweighed: bool = False

    @property
    def roots(self) -> Roots:
        """The roots whose examination settles the matter: the primary ones, else the secondary."""
        return self.threat.primary or self.threat.secondary

    @property
    def threatens_abductors(self) -> bool:
        """Whether A2 holds: it threatens a root at L3-L4, L4-L5 or L5-S1, by its type or by stated contact."""
        by_contact = self.kind.behaviour == "contact" and self.by_root
        return (self.kind.threatens_root or by_contact) and disc_level(self.finding.level) in A2_LEVELS

    @property
    def strength(self) -> float:
        """The weight of unshared signs of primary roots, with typical territory and the look (table weights)."""
        signs, core = self.bearing.decisive, self.bearing.core
        return sum(e.weight for e in signs) + (core[0].weight if core else 0) + sum(e.weight for e in self.imaging)

    def meets_side(self, side: Side | None) -> bool:
        """Whether a fact of this side can be about this finding."""
        return not self.kind.lateral or meets(self.finding.side, side)
