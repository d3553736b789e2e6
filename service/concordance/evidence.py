"""Weighs the clinical picture against one finding: what its roots explain, what they do not, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.concordance.assessment import Evidence, Missing
from service.concordance.examination import ABDUCTOR_TESTS, Completeness
from service.concordance.local_diagnoses import LocalDiagnosis
from service.concordance.picture import NERVE_SIGNS, Complaint, Picture
from service.concordance.roots import NONE, Roots, Threat, disc_level, in_order, neighbours, threatened
from service.concordance.severity import look, looks_severe, severity
from service.concordance.sides import BOTH, Relation, covered, meets, relation
from service.facts import Electrodiagnosis, Finding, Side, Sign
from service.knowledge.models import FindingType, SignEntry
from service.knowledge.tables import knowledge

TENSION = frozenset({"tension", "crossed_tension"})
A2_LEVELS = frozenset({"L3-L4", "L4-L5", "L5-S1"})
ABDUCTOR_LEVELS = A2_LEVELS | {"L2-L3"}
"""Where weak abductors speak for the finding even when a local diagnosis explains them (A2)."""


@dataclass(slots=True)
class Weighed:
    """One finding with everything that speaks for or against it. Built once, then only read by the rules."""

    finding: Finding
    kind: FindingType
    threat: Threat
    picture: Picture
    side: Relation
    severity: float | None
    severe_look: bool
    decisive: list[Evidence] = field(default_factory=list)
    shared: list[Evidence] = field(default_factory=list)
    abductors: list[Evidence] = field(default_factory=list)
    unsided: list[Evidence] = field(default_factory=list)
    secondary: list[Evidence] = field(default_factory=list)
    core: list[Evidence] = field(default_factory=list)
    territory: list[Evidence] = field(default_factory=list)
    adjacent: list[Evidence] = field(default_factory=list)
    vague: list[Evidence] = field(default_factory=list)
    axial: list[Evidence] = field(default_factory=list)
    elsewhere: list[Evidence] = field(default_factory=list)
    far_pain: list[Evidence] = field(default_factory=list)
    opposite: list[Evidence] = field(default_factory=list)
    explained: list[Evidence] = field(default_factory=list)
    normals: list[Evidence] = field(default_factory=list)
    imaging: list[Evidence] = field(default_factory=list)
    proof: list[Evidence] = field(default_factory=list)
    disproof: list[Evidence] = field(default_factory=list)
    claudication: Evidence | None = None
    missing: tuple[Missing, ...] = ()
    examined: Completeness = "not recorded"
    rivals: tuple[LocalDiagnosis, ...] = ()
    outweighed: bool = False

    @property
    def roots(self) -> Roots:
        """The roots whose examination settles the matter: the primary ones, else the secondary."""
        return self.threat.primary or self.threat.secondary

    @property
    def overlaps(self) -> bool:
        """Whether anything of the picture lies in the roots of the finding."""
        return bool(
            self.decisive or self.shared or self.abductors or self.unsided or self.secondary or self.core
            or self.territory or self.vague or self.adjacent or self.claudication or self.proof
        )  # fmt: skip

    @property
    def case_sides(self) -> tuple[str, ...]:
        """The sides on which this finding is to be examined."""
        own = covered(self.finding.side) if self.kind.lateral else frozenset()
        return tuple(sorted(own or self.picture.sides or BOTH))

    def meets_side(self, side: Side | None) -> bool:
        """Whether a fact of this side can be about this finding."""
        return not self.kind.lateral or meets(self.finding.side, side)

    @property
    def threatens_abductors(self) -> bool:
        """Whether A2 holds: it threatens a root at L3-L4, L4-L5 or L5-S1, by its type or by stated contact."""
        by_contact = self.kind.behaviour == "contact" and self.threat.by_root
        return (self.kind.threatens_root or by_contact) and disc_level(self.finding.level) in A2_LEVELS

    @property
    def strength(self) -> float:
        """The weight of unshared signs of primary roots with typical territory, contact and look (table weights)."""
        signs = sum(e.weight for e in self.decisive)
        return signs + (max(e.weight for e in self.core) if self.core else 0) + sum(e.weight for e in self.imaging)


def weigh(finding: Finding, picture: Picture) -> Weighed:
    """Everything that bears on this finding."""
    kind = knowledge().findings.get(finding.type) or knowledge().findings["other"]
    w = Weighed(
        finding=finding,
        kind=kind,
        threat=threatened(finding, picture.spine),
        picture=picture,
        side=_standing(finding, kind, picture),
        severity=severity(finding),
        severe_look=looks_severe(finding),
    )
    _weigh_imaging(w)
    for sign in picture.examination.abnormal:
        _weigh_sign(w, sign)
    for complaint in picture.complaints:
        _weigh_complaint(w, complaint)
    w.axial = [_complaint_evidence("axial_pain", c, NONE, 1.0) for c in picture.axial]
    w.axial += [_complaint_evidence("axial_pain", c, NONE, 0.5) for c in picture.complaints if c.region in kind.axial_regions]
    for study in picture.electrodiagnoses:
        _weigh_study(w, study)
    _weigh_normals(w)
    w.rivals = tuple(
        d for d in picture.supported if w.side == "opposite" or meets(d.problem.side, finding.side) or not kind.lateral
    )
    return w


def _standing(finding: Finding, kind: FindingType, picture: Picture) -> Relation:
    """How the side of the finding stands to the side of the complaint; central findings go with either."""
    if not kind.lateral or finding.side in ("bilateral", "midline") or finding.zone == "central":
        return "same"
    if finding.side is None or not picture.sides:
        return "unknown"
    return "same" if covered(finding.side) & picture.sides else "opposite"


def _fact_side(w: Weighed, side: Side | None) -> Relation:
    """How a sided fact stands to this finding."""
    if not w.kind.lateral or w.finding.side in ("bilateral", "midline") or w.finding.zone == "central":
        return "same"
    return relation(w.finding.side, w.picture.side_of(side))


# ---- the look of the finding ----------------------------------------------------------------------------------------


def _weigh_imaging(w: Weighed) -> None:
    weights = knowledge().weights
    quality = look(w.finding)
    if quality:
        weight = weights["severe_look" if w.severe_look else "moderate_look"]
        w.imaging.append(Evidence(relation="severity", kind="finding", subject=quality, weight=weight, source=w.finding.source))
    if w.finding.contact in ("contact", "displacement", "compression") and w.finding.contact != quality:
        w.imaging.append(
            Evidence(relation="neural_contact", kind="finding", subject=w.finding.contact, source=w.finding.source)
        )


# ---- signs ----------------------------------------------------------------------------------------------------------


def _weigh_sign(w: Weighed, sign: Sign) -> None:
    """Puts one abnormal sign where it belongs: for the finding, for other roots, or on the other side."""
    entry = knowledge().signs[sign.test]
    if entry.kind not in NERVE_SIGNS:
        return
    side = None if entry.kind == "crossed_tension" else sign.side
    stands = _fact_side(w, side)
    primary = entry.primary & w.threat.primary
    secondary = (entry.primary & w.threat.secondary) | (entry.secondary & (w.threat.primary | w.threat.secondary))
    weak = entry.weak & w.threat.primary
    if stands == "opposite":
        if primary or secondary:
            w.opposite.append(_sign_evidence(w, "opposite_side", sign, entry, primary or secondary, 0.0))
    elif primary:
        _weigh_primary(w, sign, entry, primary, unsided=stands == "unknown")
    elif secondary or weak:
        _weigh_secondary(w, sign, entry, secondary or weak)
    elif entry.primary and w.threat.by_root:
        w.elsewhere.append(_sign_evidence(w, "no_overlap", sign, entry, entry.primary, 0.0))


def _weigh_primary(w: Weighed, sign: Sign, entry: SignEntry, roots: Roots, *, unsided: bool) -> None:
    """A sign of a primary root: decisive, unless its side is open or a local diagnosis explains it as well (A1)."""
    weights = knowledge().weights
    weight = weights["tension_test" if entry.kind in TENSION or sign.test in ABDUCTOR_TESTS else "primary_sign"]
    evidence = _sign_evidence(w, "primary_root", sign, entry, roots, weight)
    if any(d.shares and d.explains_sign(sign.test, sign.side, w.picture.examination) for d in w.picture.local):
        w.shared.append(evidence)
        w.explained.append(_sign_evidence(w, "local_explanation", sign, entry, roots, 0.0))
    elif sign.test in ABDUCTOR_TESTS:
        w.abductors.append(evidence)
    elif unsided:
        w.unsided.append(evidence)
    else:
        w.decisive.append(evidence)


def _weigh_secondary(w: Weighed, sign: Sign, entry: SignEntry, roots: Roots) -> None:
    """A sign that only a secondary root explains; far from the level it falls to a supported local diagnosis."""
    near = disc_level(w.finding.level) in ABDUCTOR_LEVELS
    if not near and any(d.explains_sign(sign.test, sign.side, w.picture.examination) for d in w.picture.supported):
        w.explained.append(_sign_evidence(w, "local_explanation", sign, entry, roots, 0.0))
    else:
        w.secondary.append(_sign_evidence(w, "secondary_root", sign, entry, roots, knowledge().weights["secondary_sign"]))


def _sign_evidence(w: Weighed, relation: str, sign: Sign, entry: SignEntry, roots: Iterable[str], weight: float) -> Evidence:
    return Evidence(
        relation=relation,  # type: ignore[arg-type]
        kind="sign",
        subject=sign.test,
        side=w.picture.side_of(sign.side),
        roots=in_order(roots),
        weight=weight,
        detail=_grade(sign.grade),
        source=sign.source,
    )


def _grade(grade: float | None) -> str:
    """The MRC grade as clinicians write it: 3.67 is 4-, 4.33 is 4+."""
    if grade is None:
        return ""
    whole = round(grade)
    return f"{whole}{'-' if grade < whole - 0.1 else '+' if grade > whole + 0.1 else ''}/5"


# ---- complaints -----------------------------------------------------------------------------------------------------


def _weigh_complaint(w: Weighed, complaint: Complaint) -> None:
    """Puts one complaint of hip or leg where it belongs."""
    if not w.threat.by_root:
        return
    stands = _fact_side(w, complaint.side)
    core = complaint.core & w.threat.primary
    possible = (complaint.possible & (w.threat.primary | w.threat.secondary)) | (complaint.core & w.threat.secondary)
    if stands == "opposite":
        if core or possible or complaint.nature == "claudication":
            w.opposite.append(_complaint_evidence("opposite_side", complaint, core or possible, 0.0))
        return
    if complaint.nature == "claudication":
        _weigh_claudication(w, complaint)
    elif core:
        w.core.append(_complaint_evidence("primary_root", complaint, core, knowledge().weights["core_territory"]))
    elif possible and complaint.region and not _is_vague(complaint):
        w.territory.append(
            _complaint_evidence("possible_territory", complaint, possible, knowledge().weights["possible_territory"])
        )
    elif possible or (complaint.region is None and complaint.nature != "vascular" and not complaint.possible):
        w.vague.append(
            _complaint_evidence("possible_territory", complaint, possible, knowledge().weights["possible_territory"])
        )
    elif complaint.core & neighbours(w.threat.primary):
        w.adjacent.append(_complaint_evidence("possible_territory", complaint, complaint.core, 0.0))
    else:
        w.far_pain.append(_complaint_evidence("no_overlap", complaint, complaint.core or complaint.possible, 0.0))


def _is_vague(complaint: Complaint) -> bool:
    """A region without a core root of its own (hip, thigh, leg ...) says little; lateral hip is precise all the same."""
    return not complaint.core and complaint.region not in ("lateral_hip", "knee")


def _weigh_claudication(w: Weighed, complaint: Complaint) -> None:
    typical = w.picture.claudication()
    if typical is not None and w.claudication is None:
        weight = knowledge().weights["claudication"] if w.kind.behaviour == "central" else 1.0
        w.claudication = _complaint_evidence("claudication", typical, w.threat.primary, weight)
    elif typical is None:
        w.vague.append(_complaint_evidence("possible_territory", complaint, w.threat.primary, 0.0))


def _complaint_evidence(relation: str, complaint: Complaint, roots: Iterable[str], weight: float) -> Evidence:
    return Evidence(
        relation=relation,  # type: ignore[arg-type]
        kind=complaint.kind,
        subject=complaint.subject,
        regions=(complaint.region,) if complaint.region else (),
        side=complaint.side,
        roots=in_order(roots),
        weight=weight,
        source=complaint.source,
    )


# ---- nerve studies --------------------------------------------------------------------------------------------------


def _weigh_study(w: Weighed, study: Electrodiagnosis) -> None:
    if not w.threat.by_root or _fact_side(w, study.side) == "opposite":
        return
    named = frozenset(study.roots)
    if study.conclusion == "radiculopathy" and named & w.threat.primary:
        w.proof.append(_study_evidence(study, named & w.threat.primary, knowledge().weights["electrodiagnosis"]))
    elif study.conclusion == "radiculopathy" and (not named or named & w.threat.secondary):
        w.vague.append(_study_evidence(study, named & w.threat.secondary, 1.0))
    else:
        w.disproof.append(_study_evidence(study, named, 0.0))


def _study_evidence(study: Electrodiagnosis, roots: Iterable[str], weight: float) -> Evidence:
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


def _weigh_normals(w: Weighed) -> None:
    """The normal tests of the finding's roots, how far these are examined, and which tests are missing."""
    if not w.threat.by_root:
        return
    exam = w.picture.examination
    asked = in_order(w.roots)[:3] if w.kind.behaviour not in ("diffuse", "conus") else ("L4", "L5", "S1")
    states = {exam.root(root, side) for root in asked for side in w.case_sides}
    w.examined = _overall(states)
    weight = knowledge().weights["normal_test"]
    for sign in exam.normal:
        entry = knowledge().signs[sign.test]
        if entry.primary & w.threat.primary and (sign.side is None or sign.side in w.case_sides):
            w.normals.append(_sign_evidence(w, "normal_examination", sign, entry, entry.primary & w.threat.primary, weight))
    w.missing = _missing(w, asked)


def _overall(states: set[Completeness]) -> Completeness:
    if states == {"normal"}:
        return "normal"
    if "abnormal" in states:
        return "abnormal"
    return "not recorded" if states <= {"not recorded"} else "partly normal"


def _missing(w: Weighed, asked: Iterable[str]) -> tuple[Missing, ...]:
    """The tests of the asked roots that nobody recorded: myotomes first, then reflex, sensation and provocation."""
    cards = knowledge().roots
    tests: list[str] = []
    for root in asked:
        tests += cards[root].myotome[:2]
    for root in asked:
        tests += [t for t in cards[root].reflex if knowledge().signs[t].certainty != "L"]
        tests += (*cards[root].sensation[:1], *cards[root].provocation[:1])
    side = _one_side(w)
    sides = w.case_sides
    absent = [t for t in dict.fromkeys(tests) if not all(w.picture.examination.recorded(t, s) for s in sides)]
    return tuple(Missing(test=t, side=side if knowledge().signs[t].sided else None) for t in absent)


def _one_side(w: Weighed) -> Side | None:
    sides = w.case_sides
    if len(sides) == 1:
        return "left" if sides[0] == "left" else "right"
    return "bilateral" if w.picture.sides == BOTH or w.finding.side == "bilateral" else None
