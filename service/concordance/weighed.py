"""One finding with everything that speaks for or against it: what the rules read."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter

from service.concordance.assessment import Evidence, Missing
from service.concordance.examination import Completeness
from service.concordance.local_diagnoses import LocalDiagnosis
from service.concordance.picture import Picture
from service.concordance.roots import Roots, Threat, disc_level
from service.concordance.sides import Relation, meets
from service.facts import Finding, Side
from service.knowledge.models import FindingType

WEIGHT = attrgetter("weight")
A2_LEVELS = frozenset({"L3-L4", "L4-L5", "L5-S1"})
ABDUCTOR_LEVELS = A2_LEVELS | {"L2-L3"}
"""Where weak abductors speak for the finding even when a local diagnosis explains them (A2)."""


@dataclass(slots=True, eq=False)
class Bearing:
    """How the picture bears on roots of a side: the same for every finding that threatens them there.

    The lists sort the picture: signs that decide, are shared with a local diagnosis (A1), are weak abductors, lack a side, or
    belong to a secondary root; complaints in core, possible, vague and adjacent territory; and what points elsewhere or is
    of the other side. `localising` are the roots that signs prove elsewhere: weak abductors and what a local diagnosis
    explains as well prove none. `supporting` and `against` are all of it, weightiest first. Filled by `evidence`, then only
    read.
    """

    decisive: list[Evidence] = field(default_factory=list)
    shared: list[Evidence] = field(default_factory=list)
    abductors: list[Evidence] = field(default_factory=list)
    unsided: list[Evidence] = field(default_factory=list)
    secondary: list[Evidence] = field(default_factory=list)
    core: list[Evidence] = field(default_factory=list)
    territory: list[Evidence] = field(default_factory=list)
    adjacent: list[Evidence] = field(default_factory=list)
    vague: list[Evidence] = field(default_factory=list)
    elsewhere: list[Evidence] = field(default_factory=list)
    localising: frozenset[str] = frozenset()
    far_pain: list[Evidence] = field(default_factory=list)
    opposite: list[Evidence] = field(default_factory=list)
    explained: list[Evidence] = field(default_factory=list)
    normals: list[Evidence] = field(default_factory=list)
    proof: list[Evidence] = field(default_factory=list)
    disproof: list[Evidence] = field(default_factory=list)
    claudication: Evidence | None = None
    missing: tuple[Missing, ...] = ()
    examined: Completeness = "not recorded"
    supporting: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether a sign, a complaint or a nerve study lies in the roots."""
        signs = self.decisive or self.shared or self.abductors or self.unsided or self.secondary
        pain = self.core or self.territory or self.vague or self.adjacent
        return bool(signs or pain or self.claudication or self.proof)

    def facts_for(self) -> list[Evidence]:
        """What speaks for the roots."""
        signs = [*self.proof, *self.decisive, *self.shared, *self.abductors, *self.unsided, *self.secondary]
        walking = [self.claudication] if self.claudication else []
        return [*signs, *self.core, *self.territory, *self.vague, *walking]

    def facts_against(self) -> list[Evidence]:
        """What speaks against them."""
        elsewhere = [*self.opposite, *self.elsewhere, *self.far_pain, *self.adjacent]
        return [*elsewhere, *self.explained, *self.disproof, *self.normals]


def weightiest(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Weightiest first; what weighs the same keeps the order of the picture, which is that of no fact."""
    return tuple(sorted(evidence, key=WEIGHT, reverse=True))


NO_BEARING = Bearing()
"""For a finding that threatens no root; never filled."""


@dataclass(slots=True)
class Weighed:
    """Built once by `evidence.weigh`, then only read.

    `own` are the sides of a lateral finding, empty when it states none; `any_side` is true for one that goes with either.
    `side` is how it stands to the complaint; `case_sides` are the sides on which it is to be examined.
    """

    finding: Finding
    kind: FindingType
    threat: Threat
    picture: Picture
    own: frozenset[str]
    any_side: bool
    side: Relation
    case_sides: tuple[str, ...]
    severity: float | None
    quality: str | None
    severe_look: bool
    bearing: Bearing = NO_BEARING
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
        by_contact = self.kind.behaviour == "contact" and self.threat.by_root
        return (self.kind.threatens_root or by_contact) and disc_level(self.finding.level) in A2_LEVELS

    @property
    def strength(self) -> float:
        """The weight of unshared signs of primary roots, with typical territory and the look (table weights)."""
        signs, core = self.bearing.decisive, self.bearing.core
        return sum(e.weight for e in signs) + (core[0].weight if core else 0) + sum(e.weight for e in self.imaging)

    def meets_side(self, side: Side | None) -> bool:
        """Whether a fact of this side can be about this finding."""
        return not self.kind.lateral or meets(self.finding.side, side)

    def stands(self, sides: frozenset[str]) -> Relation:
        """How a fact of these sides stands to the finding."""
        if self.any_side:
            return "same"
        if not self.own or not sides:
            return "unknown"
        return "opposite" if self.own.isdisjoint(sides) else "same"
