"""The rules for a finding's standing (error, past) and for one that threatens no root, each one clinical question."""

from __future__ import annotations

from service.concordance.assessment import HIGH, LOW, MODERATE, Verdict
from service.concordance.complaints import counts
from service.concordance.examination import ABDUCTOR_TESTS
from service.concordance.picture import counts_as_imaging
from service.concordance.reason import Reason, Rule, incidental, possible
from service.concordance.weighed import Weighed
from service.facts import Finding, Verification
from service.knowledge.tables import knowledge

# ---- standing: is it a finding of this patient, now? ----------------------------------------------------------------


def not_this_patients(finding: Finding) -> Reason | None:
    """Refuted or entered in error: it counts for nothing."""
    if finding.verification is Verification.ENTERED_IN_ERROR:
        return Reason("entered_in_error", Verdict.EXCLUDED, HIGH)
    if finding.verification is Verification.REFUTED:
        return Reason("refuted", Verdict.EXCLUDED, HIGH)
    return None


def belongs_to_the_past(finding: Finding) -> Reason | None:
    """Resolved, before an operation at its level, told of an earlier study, or of a study that a newer one replaces."""
    if not finding.activity.ongoing:
        return Reason("resolved", Verdict.HISTORICAL, HIGH)
    if finding.superseded:
        return Reason("before_operation", Verdict.HISTORICAL, HIGH)
    if finding.temporality == "prior":
        return Reason("prior_statement", Verdict.HISTORICAL, MODERATE)
    return Reason("older_study", Verdict.HISTORICAL, MODERATE) if finding.older else None


def standing(finding: Finding) -> Reason | None:
    """The reason why a finding is not judged against the present complaint, or None when it is."""
    return None if counts_as_imaging(finding) else not_this_patients(finding) or belongs_to_the_past(finding)


# ---- findings that threaten no root ---------------------------------------------------------------------------------


def nothing_to_compare(w: Weighed) -> Reason | None:
    """No complaint is recorded: what can hurt the back is possible, the rest incidental at low confidence."""
    if w.picture.recorded:
        return None
    rule = "no_complaint_non_root"
    return possible(rule, LOW) if w.kind.axial else incidental(rule, LOW)


def axial_pain(w: Weighed) -> Reason | None:
    """Back pain, and a finding that may add to it."""
    return possible("axial_pain") if w.kind.axial and w.axial else None


def ligament_in_claudication(w: Weighed) -> Reason | None:
    """Thick ligament narrows the canal: with claudication it is possible."""
    walks = w.picture.walking is not None
    narrow = w.finding.type in ("ligamentum_flavum_thickening", "facet_arthropathy")
    return possible("ligament_in_claudication", LOW) if walks and narrow else None


def no_axial_pain(w: Weighed) -> Reason | None:
    """No back pain is recorded, and the finding causes neither leg signs nor hip pain."""
    return incidental("no_axial_pain")


NON_ROOT_RULES: tuple[Rule, ...] = (nothing_to_compare, axial_pain, ligament_in_claudication, no_axial_pain)


# ---- guards: what forbids `incidental` ------------------------------------------------------------------------------


def weak_abductors_guard(w: Weighed) -> Reason | None:
    """A root-threatening finding at L3-L4, L4-L5 or L5-S1 while the abductors of its side are weak (A2)."""
    if not w.threatens_abductors:
        return None
    weak = [s for s in w.picture.examination.abnormal if s.test in ABDUCTOR_TESTS]
    if any(w.meets_side(w.picture.side_of(s.side)) for s in weak):
        return possible("weak_abductors_guard", LOW)
    return None


def pregnancy_guard(w: Weighed) -> Reason | None:
    """Pregnancy is outside the automatic verdict."""
    return possible("pregnancy_guard", LOW) if w.picture.pregnant else None


def operated_guard(w: Weighed) -> Reason | None:
    """An operated lumbar spine is outside the automatic verdict."""
    return possible("operated_guard", LOW) if w.picture.operated else None


def unread_examination_guard(w: Weighed) -> Reason | None:
    """What could not be read may tell of a deficit of the roots: until somebody reads it nothing that threatens one is
    incidental."""
    return possible("unread_examination_guard", LOW) if w.by_root and w.picture.unread else None


def unsided_sign_guard(w: Weighed) -> Reason | None:
    """A sign of the finding's root of which nobody knows the side may be that of this side: it is not given to the side of
    the complaint at the cost of the other, unless that complaint lies where the root is felt."""
    if not w.by_root or w.side != "opposite" or any(e.kind == "symptom" and e.roots for e in w.bearing.opposite):
        return None
    signs, primary = knowledge().signs, w.threat.primary
    lost = [s for s in w.picture.examination.abnormal if s.side is None and signs[s.test].sided]
    fits = any(signs[s.test].shows_loss and signs[s.test].primary & primary for s in lost)
    return possible("unsided_sign_guard", LOW) if fits else None


def tumour_guard(w: Weighed) -> Reason | None:
    """A spinal tumour is outside the automatic verdict."""
    return possible("tumour_guard", LOW) if w.picture.tumour else None


def never_incidental_guard(w: Weighed) -> Reason | None:
    """Signs of infection or tumour, a changed conus, and what the tables do not know are never called incidental."""
    return possible("never_incidental_guard", LOW) if w.kind.never_incidental else None


def recent_fracture_guard(w: Weighed) -> Reason | None:
    """A fracture that the report does not call old is not incidental while anything hurts in back, pelvis or hip."""
    old = w.finding.qualities & {"chronic", "old", "healed", "stable", "remote"}
    if w.finding.type != "fracture" or old:
        return None
    return possible("recent_fracture_guard", LOW)


def walking_pain_guard(w: Weighed) -> Reason | None:
    """Pain on walking with a narrowed canal may be claudication, also where vessels or a hip could explain it."""
    if w.kind.behaviour != "central" or (w.look.severity or 2) < knowledge().thresholds["moderate"]:
        return None
    walking = [s for s in w.picture.facts.symptoms if counts(s) and "walking" in s.qualities and set(s.regions) != {"knee"}]
    return possible("walking_pain_guard", LOW) if walking else None


def diffuse_neuropathy_guard(w: Weighed) -> Reason | None:
    """A polyneuropathy and a narrow canal both make feet numb and ankle jerks fade on both sides: where what it explains lies
    in roots that the canal threatens, neither is told from the other (A1)."""
    if w.kind.behaviour not in ("central", "slip") or all(d.problem.kind != "polyneuropathy" for d in w.picture.local):
        return None
    shared = [*w.bearing.territory, *w.bearing.vague, *w.bearing.adjacent, *w.bearing.explained]
    return possible("diffuse_neuropathy_guard", LOW) if shared else None


INCIDENTAL_GUARDS: tuple[Rule, ...] = (
    weak_abductors_guard,
    walking_pain_guard,
    diffuse_neuropathy_guard,
    never_incidental_guard,
    recent_fracture_guard,
    pregnancy_guard,
    operated_guard,
    unread_examination_guard,
    unsided_sign_guard,
    tumour_guard,
)
