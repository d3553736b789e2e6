"""How the picture bears on the roots that a finding threatens: every sign, complaint and nerve study put where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter

from service.concordance.assessment import Evidence, Missing, made
from service.concordance.complaints import Complaint
from service.concordance.examination import ABDUCTOR_TESTS, Completeness, Examination, tests_asked
from service.concordance.facing import Facing
from service.concordance.picture import NerveSign, grade_words
from service.concordance.reach import own_tests, pain_says, regions_say, signs_say
from service.concordance.roots import Roots, Threat, in_order
from service.concordance.timing import within_months
from service.facts import Electrodiagnosis, Side, Sign
from service.knowledge.tables import knowledge

WEIGHT, SUBJECT = (itemgetter(Evidence._fields.index(name)) for name in ("weight", "subject"))


@dataclass(slots=True, eq=False)
class Bearing:
    """How the picture bears on roots of a side: the same for every finding that threatens them there.

    The fields sort the picture: signs that decide, are shared with a local diagnosis (A1), are weak abductors, lack a side, or
    belong to a secondary root; complaints in core, possible, vague and adjacent territory; and what points elsewhere or is
    of the other side. `localising` are the roots that signs prove elsewhere: weak abductors and what a local diagnosis
    explains as well prove none. `cited` are the signs whose sources a verdict names. `supporting` and `against` are all of
    it, weightiest first. Filled by the functions below, then only read.
    """

    decisive: tuple[Evidence, ...] = ()
    shared: tuple[Evidence, ...] = ()
    abductors: tuple[Evidence, ...] = ()
    unsided: tuple[Evidence, ...] = ()
    secondary: tuple[Evidence, ...] = ()
    core: tuple[Evidence, ...] = ()
    territory: tuple[Evidence, ...] = ()
    adjacent: tuple[Evidence, ...] = ()
    vague: tuple[Evidence, ...] = ()
    elsewhere: tuple[Evidence, ...] = ()
    localising: frozenset[str] = frozenset()
    far_pain: tuple[Evidence, ...] = ()
    opposite: tuple[Evidence, ...] = ()
    explained: tuple[Evidence, ...] = ()
    normals: tuple[Evidence, ...] = ()
    proof: tuple[Evidence, ...] = ()
    disproof: tuple[Evidence, ...] = ()
    claudication: Evidence | None = None
    missing: tuple[Missing, ...] = ()
    examined: Completeness = "not recorded"
    cited: tuple[str, ...] = ()
    supporting: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether a sign, a complaint or a nerve study lies in the roots."""
        signs = self.decisive or self.shared or self.abductors or self.unsided or self.secondary
        pain = self.core or self.territory or self.vague or self.adjacent
        return bool(signs or pain or self.claudication or self.proof)

    def signs_for(self) -> list[Evidence]:
        """The signs that speak for the roots, apart from those without a side."""
        return [*self.decisive, *self.shared, *self.abductors, *self.secondary]

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


# ---- signs ----------------------------------------------------------------------------------------------------------


def add_signs(b: Bearing, facing: Facing, threat: Threat, *, near: bool) -> None:
    """Puts each abnormal sign where it belongs: for the finding, for other roots, or on the other side. `near`: the finding
    is at a level from which the abductors are reached."""
    says = signs_say(threat.primary, threat.secondary)
    for nerve, side in facing.signs:
        told = says.get(nerve.sign.test)
        if told is None:
            if side != "opposite":
                b.elsewhere += nerve.elsewhere
                b.localising |= nerve.localises
        elif side == "opposite":
            b.opposite += (nerve.says("opposite_side", told.roots, 0.0),)
        elif told.tier == "primary":
            _add_primary(b, nerve, told.roots, unsided=side == "unknown")
        else:
            _add_secondary(b, nerve, told.roots, near=near)


def _add_primary(b: Bearing, nerve: NerveSign, roots: tuple[str, ...], *, unsided: bool) -> None:
    """A sign of a primary root: decisive, unless its side is open or a local diagnosis explains it as well (A1)."""
    evidence = nerve.says("primary_root", roots, nerve.weight)
    if nerve.shared:
        b.shared += (evidence,)
        if nerve.supported:
            b.explained += (nerve.says("local_explanation", roots, 0.0),)
    elif nerve.sign.test in ABDUCTOR_TESTS:
        b.abductors += (evidence,)
    elif unsided:
        b.unsided += (evidence,)
    else:
        b.decisive += (evidence,)


def _add_secondary(b: Bearing, nerve: NerveSign, roots: tuple[str, ...], *, near: bool) -> None:
    """A sign that only a secondary root explains; far from the level it falls to a supported local diagnosis."""
    if nerve.supported and not near:
        b.explained += (nerve.says("local_explanation", roots, 0.0),)
    else:
        b.secondary += (nerve.says("secondary_root", roots, knowledge().weights["secondary_sign"]),)


# ---- complaints -----------------------------------------------------------------------------------------------------


def add_complaints(b: Bearing, facing: Facing, threat: Threat, walking: Complaint | None, *, central: bool) -> None:
    """Puts each complaint of hip or leg where it belongs. `walking` is claudication that no vascular disease explains as well,
    `central` a finding that narrows the canal."""
    weights, says = knowledge().weights, regions_say(threat.primary, threat.secondary)
    for c, side in facing.complaints:
        tier, roots = says[c.region] if c.region else pain_says(c.core, c.possible, threat.primary, threat.secondary)
        if side == "opposite":
            if tier in ("core", "possible") or c.nature == "claudication":
                b.opposite += (c.says("opposite_side", roots if tier in ("core", "possible") else (), 0.0),)
        elif c.nature == "claudication":
            _add_claudication(b, c, walking, in_order(threat.primary), central=central)
        elif tier == "core":
            told = c.kind == "symptom"  # where a diagnosis would hurt keeps a root in question, and proves none
            b.core += (c.says("primary_root", roots, weights["core_territory"] if told else 0.0),)
        elif tier == "possible" or c.placeless:
            pain = c.says("possible_territory", roots, weights["possible_territory"])
            if c.vague:
                b.vague += (pain,)
            else:
                b.territory += (pain,)
        elif tier == "adjacent":
            b.adjacent += (c.says("possible_territory", roots, 0.0),)
        else:
            b.far_pain += (c.says("no_overlap", roots, 0.0),)


def _add_claudication(b: Bearing, c: Complaint, walking: Complaint | None, roots: tuple[str, ...], *, central: bool) -> None:
    """Neurogenic claudication; where vessels explain it as well it is a vague complaint."""
    if walking is None:
        b.vague += (c.says("possible_territory", roots, 0.0),)
    elif b.claudication is None:
        b.claudication = walking.says("claudication", roots, knowledge().weights["claudication"] if central else 1.0)


# ---- nerve studies --------------------------------------------------------------------------------------------------


def add_studies(b: Bearing, facing: Facing, threat: Threat, as_of: date) -> None:
    """Puts each nerve study where it belongs: for the finding (it names a primary root), about it in general, or against it.
    One that is older than an examination may be proves nothing of today: it stays a hint."""
    months = knowledge().thresholds["recent_months"]
    for study in facing.studies:
        named = frozenset(r for r in study.roots if r in knowledge().roots)
        stale = study.source.date is not None and not within_months(study.source.date, as_of, months)
        if study.conclusion == "radiculopathy" and (primary := named & threat.primary):
            if stale:
                b.vague += (_study_evidence(study, primary, 1.0),)
            else:
                b.proof += (_study_evidence(study, primary, knowledge().weights["electrodiagnosis"]),)
        elif study.conclusion == "radiculopathy" and (not named or named & threat.secondary):
            b.vague += (_study_evidence(study, named & threat.secondary, 1.0),)
        else:
            b.disproof += (_study_evidence(study, named, 0.0),)


def _study_evidence(study: Electrodiagnosis, roots: Roots, weight: float) -> Evidence:
    return Evidence(
        relation="electrodiagnosis",
        kind="electrodiagnosis",
        subject=study.conclusion,
        side=study.side,
        roots=in_order(roots),
        weight=weight,
        source=study.source,
    )


# ---- what was examined ----------------------------------------------------------------------------------------------


def add_examination(
    b: Bearing, exam: Examination, threat: Threat, *, asked: tuple[str, ...], sides: tuple[str, ...], side: Side | None
) -> None:
    """The normal tests of the finding's roots on the sides to be examined, how far the `asked` roots are examined there, and
    which of their tests are missing (to be asked for on `side`)."""
    found, own = exam.normal_of[sides], own_tests(threat.primary)
    weight = knowledge().weights["normal_test"]
    b.normals = tuple([_normal(sign, roots, weight) for test, roots in own.items() if test in found for sign in found[test]])
    b.examined = _overall({exam.root(root, s) for root in asked for s in sides})
    done = exam.recorded_on[sides]
    b.missing = tuple([_wanted(test, side) for test in tests_asked(asked) if test not in done])


def _normal(sign: Sign, roots: tuple[str, ...], weight: float) -> Evidence:
    detail = grade_words(sign.grade) if sign.grade is not None else ""
    return made(Evidence, ("normal_examination", "sign", sign.test, (), sign.side, roots, weight, detail, sign.source))


def _overall(states: set[Completeness]) -> Completeness:
    if states == {"normal"}:
        return "normal"
    if "abnormal" in states:
        return "abnormal"
    return "not recorded" if states == {"not recorded"} else "partly normal"


@cache
def _wanted(test: str, side: Side | None) -> Missing:
    return Missing(test=test, side=side if knowledge().signs[test].sided else None)
