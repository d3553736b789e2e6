"""Weighs the clinical picture against one finding: what its roots explain, what they do not, what is missing."""

from __future__ import annotations

from functools import cache
from operator import attrgetter

from service.concordance.assessment import Evidence, Missing, Relation
from service.concordance.complaints import Complaint
from service.concordance.examination import ABDUCTOR_TESTS, Completeness, tests_asked, tests_of_any
from service.concordance.picture import Examined, NerveSign, Picture, grade_words
from service.concordance.roots import NONE, Roots, Threat, disc_level, in_order, neighbours, threatened
from service.concordance.severity import look
from service.concordance.sides import BOTH, covered, meets
from service.concordance.weighed import ABDUCTOR_LEVELS, Bearing, Weighed, weightiest
from service.facts import Electrodiagnosis, Finding, Side, Sign
from service.knowledge.models import FindingType
from service.knowledge.tables import knowledge

WHOLE = ("L4", "L5", "S1")
"""The roots asked for where a finding can touch any of them."""
NAME = attrgetter("subject", "source.reference", "roots")
TOUCHING = ("contact", "displacement", "compression")
IN_ORDER = {BOTH: ("left", "right"), frozenset({"left"}): ("left",), frozenset({"right"}): ("right",)}


def weigh(finding: Finding, picture: Picture) -> Weighed:
    """Everything that bears on this finding."""
    kind = picture.tables.findings.get(finding.type) or picture.tables.findings["other"]
    w = _begin(finding, kind, threatened(finding, picture.spine), picture)
    w.imaging = _imaging(w)
    if w.threat.by_root:
        w.bearing = _bearing(w)
    if kind.axial or w.threat.by_root:
        w.axial = _back(w)
    if picture.supported:
        everyone = w.side == "opposite" or not kind.lateral
        w.rivals = tuple(d for d in picture.supported if everyone or meets(d.problem.side, finding.side))
    return w


def _bearing(w: Weighed) -> Bearing:
    """Signs, complaints, nerve studies and examination; worked out once for all findings of the same roots and side."""
    near = disc_level(w.finding.level) in ABDUCTOR_LEVELS
    key = (w.threat.primary, w.threat.secondary, w.own, w.any_side, near, w.kind.behaviour, w.finding.side == "bilateral")
    known: Bearing | None = w.picture.weighed.get(key)
    if known is not None:
        return known
    w.bearing = found = w.picture.weighed[key] = Bearing()
    for sign in w.picture.nerve_signs:
        _weigh_sign(w, sign)
    for complaint in w.picture.complaints:
        _weigh_complaint(w, complaint)
    for study in w.picture.electrodiagnoses:
        _weigh_study(w, study)
    _weigh_examination(w)
    found.supporting, found.against = weightiest(found.facts_for()), weightiest(found.facts_against())
    return found


def _begin(finding: Finding, kind: FindingType, threat: Threat, picture: Picture) -> Weighed:
    """The finding with its sides worked out; nothing weighed yet."""
    either = not kind.lateral or finding.side in ("bilateral", "midline") or finding.zone == "central"
    own = covered(finding.side) if kind.lateral else NONE
    seen = look(finding)
    w = Weighed(
        finding,
        kind,
        threat,
        picture,
        own,
        either,
        "same",
        IN_ORDER[own or picture.sides or BOTH],
        seen.severity,
        seen.quality,
        seen.severe,
    )
    w.side = w.stands(picture.sides)
    return w


# ---- the look of the finding, and the back --------------------------------------------------------------------------


def _imaging(w: Weighed) -> tuple[Evidence, ...]:
    """What the look of the finding and the contact it is said to have weigh by themselves."""
    contact = w.finding.contact if w.finding.contact in TOUCHING and w.finding.contact != w.quality else None
    found = [_look(w, "severity", w.quality)] if w.quality else []
    return (*found, _look(w, "neural_contact", contact)) if contact else tuple(found)


def _look(w: Weighed, relation: Relation, subject: str) -> Evidence:
    key = (relation, subject, id(w.finding.source))
    found = w.picture.said.get(key)
    if found is None:
        severe, moderate = w.picture.tables.weights["severe_look"], w.picture.tables.weights["moderate_look"]
        weight = 0.0 if relation == "neural_contact" else severe if w.severe_look else moderate
        found = Evidence(relation=relation, kind="finding", subject=subject, weight=weight, source=w.finding.source)
        w.picture.said[key] = found
    return found


def _back(w: Weighed) -> tuple[Evidence, ...]:
    """Back pain, and pain elsewhere that such a finding can refer to."""
    found = [_complaint_evidence(w, "axial_pain", c, NONE, 1.0) for c in w.picture.axial]
    if w.kind.axial_regions:
        referred = (c for c in w.picture.complaints if c.region in w.kind.axial_regions)
        found += [_complaint_evidence(w, "axial_pain", c, NONE, 0.5) for c in referred]
    return tuple(found)


# ---- signs ----------------------------------------------------------------------------------------------------------


def _weigh_sign(w: Weighed, nerve: NerveSign) -> None:
    """Puts one abnormal sign where it belongs: for the finding, for other roots, or on the other side."""
    entry, threat = nerve.entry, w.threat
    if nerve.reach.isdisjoint(threat.primary) and nerve.reach.isdisjoint(threat.secondary):
        if entry.primary and w.stands(nerve.sides) != "opposite":
            _point_elsewhere(w, nerve)
        return
    primary = entry.primary & threat.primary
    secondary = NONE if primary else _secondary(nerve, threat)
    if w.stands(nerve.sides) == "opposite":
        if w.side == "opposite" and (primary or secondary):
            w.bearing.opposite.append(_sign_evidence(w, "opposite_side", nerve, primary or secondary, 0.0))
    elif primary:
        _weigh_primary(w, nerve, primary)
    elif secondary:
        _weigh_secondary(w, nerve, secondary)
    elif entry.primary:
        _point_elsewhere(w, nerve)


def _point_elsewhere(w: Weighed, nerve: NerveSign) -> None:
    """A sign of other roots; it localises these unless a local diagnosis explains it as well."""
    w.bearing.elsewhere.append(_sign_evidence(w, "no_overlap", nerve, nerve.entry.primary, 0.0))
    if not nerve.shared and nerve.sign.test not in ABDUCTOR_TESTS:
        w.bearing.localising |= nerve.entry.primary


def _secondary(nerve: NerveSign, threat: Threat) -> Roots:
    """The roots by which a sign only makes the finding possible."""
    entry = nerve.entry
    shared = (entry.primary & threat.secondary) | (entry.secondary & threat.primary) | (entry.secondary & threat.secondary)
    return shared or entry.weak & threat.primary


def _weigh_primary(w: Weighed, nerve: NerveSign, roots: Roots) -> None:
    """A sign of a primary root: decisive, unless its side is open or a local diagnosis explains it as well (A1)."""
    evidence = _sign_evidence(w, "primary_root", nerve, roots, nerve.weight)
    if nerve.shared:
        w.bearing.shared.append(evidence)
        if nerve.supported:
            w.bearing.explained.append(_sign_evidence(w, "local_explanation", nerve, roots, 0.0))
    elif nerve.sign.test in ABDUCTOR_TESTS:
        w.bearing.abductors.append(evidence)
    elif w.stands(nerve.sides) == "unknown":
        w.bearing.unsided.append(evidence)
    else:
        w.bearing.decisive.append(evidence)


def _weigh_secondary(w: Weighed, nerve: NerveSign, roots: Roots) -> None:
    """A sign that only a secondary root explains; far from the level it falls to a supported local diagnosis."""
    if nerve.supported and disc_level(w.finding.level) not in ABDUCTOR_LEVELS:
        w.bearing.explained.append(_sign_evidence(w, "local_explanation", nerve, roots, 0.0))
    else:
        weight = w.picture.tables.weights["secondary_sign"]
        w.bearing.secondary.append(_sign_evidence(w, "secondary_root", nerve, roots, weight))


def _sign_evidence(w: Weighed, relation: Relation, nerve: NerveSign, roots: Roots, weight: float) -> Evidence:
    """The evidence of this sign; the same one for every finding to which it says the same."""
    key = (relation, id(nerve), roots)
    found = w.picture.said.get(key)
    if found is None:
        sign = nerve.sign
        found = Evidence(relation, "sign", sign.test, (), nerve.side, in_order(roots), weight, nerve.detail, sign.source)
        w.picture.said[key] = found
    return found


# ---- complaints -----------------------------------------------------------------------------------------------------


def _weigh_complaint(w: Weighed, complaint: Complaint) -> None:
    """Puts one complaint of hip or leg where it belongs."""
    threat = w.threat
    touches = not (complaint.reach.isdisjoint(threat.primary) and complaint.reach.isdisjoint(threat.secondary))
    core = complaint.core & threat.primary if touches else NONE
    possible = _possible(complaint, threat) if touches and not core else NONE
    if w.stands(covered(complaint.side) or w.picture.open_sides) == "opposite":
        if w.side == "opposite" and (touches or complaint.nature == "claudication"):
            w.bearing.opposite.append(_complaint_evidence(w, "opposite_side", complaint, core or possible, 0.0))
    elif complaint.nature == "claudication":
        _weigh_claudication(w, complaint)
    elif core:
        weight = w.picture.tables.weights["core_territory"]
        w.bearing.core.append(_complaint_evidence(w, "primary_root", complaint, core, weight))
    elif possible or complaint.placeless:
        place = w.bearing.vague if complaint.vague else w.bearing.territory
        weight = w.picture.tables.weights["possible_territory"]
        place.append(_complaint_evidence(w, "possible_territory", complaint, possible, weight))
    elif not complaint.core.isdisjoint(neighbours(threat.primary)):
        w.bearing.adjacent.append(_complaint_evidence(w, "possible_territory", complaint, complaint.core, 0.0))
    else:
        w.bearing.far_pain.append(_complaint_evidence(w, "no_overlap", complaint, complaint.core or complaint.possible, 0.0))


def _possible(complaint: Complaint, threat: Threat) -> Roots:
    """The roots from which the pain can come, though it is typical of none of the primary ones."""
    return (complaint.possible & threat.primary) | (complaint.reach & threat.secondary)


def _weigh_claudication(w: Weighed, complaint: Complaint) -> None:
    """Neurogenic claudication; where vessels explain it as well it is a vague complaint."""
    typical = w.picture.walking
    if typical is None:
        w.bearing.vague.append(_complaint_evidence(w, "possible_territory", complaint, w.threat.primary, 0.0))
    elif w.bearing.claudication is None:
        weight = w.picture.tables.weights["claudication"] if w.kind.behaviour == "central" else 1.0
        w.bearing.claudication = _complaint_evidence(w, "claudication", typical, w.threat.primary, weight)


def _complaint_evidence(w: Weighed, relation: Relation, complaint: Complaint, roots: Roots, weight: float) -> Evidence:
    """The evidence of this complaint; the same one for every finding to which it says the same."""
    key = (relation, id(complaint), roots, weight)
    found = w.picture.said.get(key)
    if found is None:
        c, place = complaint, (complaint.region,) if complaint.region else ()
        found = Evidence(relation, c.kind, c.subject, place, c.side, in_order(roots), weight, "", c.source)
        w.picture.said[key] = found
    return found


# ---- nerve studies --------------------------------------------------------------------------------------------------


def _weigh_study(w: Weighed, study: Electrodiagnosis) -> None:
    """A nerve study for the finding (it names a primary root), about it in general, or against it."""
    if w.stands(covered(study.side) or w.picture.open_sides) == "opposite":
        return
    named = frozenset(r for r in study.roots if r in knowledge().roots)
    if study.conclusion == "radiculopathy" and named & w.threat.primary:
        w.bearing.proof.append(_study_evidence(study, named & w.threat.primary, w.picture.tables.weights["electrodiagnosis"]))
    elif study.conclusion == "radiculopathy" and (not named or named & w.threat.secondary):
        w.bearing.vague.append(_study_evidence(study, named & w.threat.secondary, 1.0))
    else:
        w.bearing.disproof.append(_study_evidence(study, named, 0.0))


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


def _weigh_examination(w: Weighed) -> None:
    """The normal tests of the finding's roots, how far these are examined, and which tests are missing."""
    asked = in_order(w.roots)[:3] if w.kind.behaviour not in ("diffuse", "conus") else WHOLE
    wanted_side = _asked_side(w)
    key = (w.threat.primary, asked, w.case_sides, wanted_side)
    found = w.picture.examined.get(key)
    if found is None:
        found = w.picture.examined[key] = _examined(w, asked, wanted_side)
    w.bearing.examined, w.bearing.normals, w.bearing.missing = found


def _examined(w: Weighed, asked: tuple[str, ...], side: Side | None) -> Examined:
    exam, primary, signs = w.picture.examination, w.threat.primary, w.picture.tables.signs
    states = {exam.root(root, s) for root in asked for s in w.case_sides}
    own = tests_of_any(frozenset(in_order(primary)[:1]) if len(primary) > 3 else primary)  # of a whole cauda one root is enough
    normals = [
        _normal(w, sign, signs[test].primary & primary)
        for test in own & exam.normal_tests
        for sign in exam.normal_by_test[test]
        if sign.side is None or sign.side in w.case_sides
    ]
    normals.sort(key=NAME)
    return _overall(states), normals, _missing(w, asked, side)


def _normal(w: Weighed, sign: Sign, roots: Roots) -> Evidence:
    key = ("normal_examination", id(sign), roots)
    found = w.picture.said.get(key)
    if found is None:
        weight, grade = w.picture.tables.weights["normal_test"], grade_words(sign.grade)
        found = Evidence("normal_examination", "sign", sign.test, (), sign.side, in_order(roots), weight, grade, sign.source)
        w.picture.said[key] = found
    return found


def _overall(states: set[Completeness]) -> Completeness:
    if states == {"normal"}:
        return "normal"
    if "abnormal" in states:
        return "abnormal"
    return "not recorded" if states <= {"not recorded"} else "partly normal"


def _missing(w: Weighed, asked: tuple[str, ...], side: Side | None) -> tuple[Missing, ...]:
    """The tests of the asked roots that nobody recorded on a side to be examined."""
    exam, sides = w.picture.examination, w.case_sides
    done = exam.recorded_on[sides[0]]
    if len(sides) == 2:
        done = done & exam.recorded_on[sides[1]]
    return tuple(_wanted(test, side) for test in tests_asked(asked) if test not in done)


def _asked_side(w: Weighed) -> Side | None:
    if len(w.case_sides) == 1:
        return "left" if w.case_sides[0] == "left" else "right"
    return "bilateral" if w.picture.sides == BOTH or w.finding.side == "bilateral" else None


@cache
def _wanted(test: str, side: Side | None) -> Missing:
    return Missing(test=test, side=side if knowledge().signs[test].sided else None)
