"""The rules for a finding that threatens roots, in the order in which they are asked. Each answers one clinical question."""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.assessment import LOW, MODERATE, Evidence
from service.concordance.examination import ABDUCTOR_TESTS
from service.concordance.local_diagnoses import LocalDiagnosis
from service.concordance.picture import worst_central_stenosis
from service.concordance.reach import felt_in, segments
from service.concordance.reason import Reason, Rule, concordant, incidental, possible
from service.concordance.sides import meets
from service.concordance.weighed import Weighed
from service.knowledge.tables import knowledge

TENSION = frozenset(
    {"straight_leg_raise", "crossed_straight_leg_raise", "slump_test", "femoral_stretch", "crossed_femoral_stretch"}
)
DISTAL_L5 = ("great_toe_extension_strength", "ankle_dorsiflexion_strength", "ankle_inversion_strength")
HIP_REGIONS = frozenset({"buttock", "lateral_hip", "groin", "hip"})
CAPPED = frozenset({"postoperative", "diffuse", "conus"})
"""Behaviours that imaging alone cannot tie to one root: at most possible, unless the report names contact with a root."""


def no_complaint_recorded(w: Weighed) -> Reason | None:
    """Without any complaint nothing is concordant, and what threatens a root is not incidental (A4)."""
    return None if w.picture.recorded else possible("no_complaint_recorded", LOW)


def opposite_side(w: Weighed) -> Reason | None:
    """Every sided complaint and sign is on the other side; where the roots would fit there, laterality is asked."""
    if w.side != "opposite":
        return None
    mirrored = any(e.kind == "sign" for e in w.bearing.opposite)
    return incidental("opposite_side_mirrored", LOW) if mirrored else incidental("opposite_side")


# ---- concordant -----------------------------------------------------------------------------------------------------


def scar_or_disc(w: Weighed) -> Reason | None:
    """After surgery, in arachnoiditis and at the conus imaging cannot name the root that hurts."""
    if w.kind.behaviour not in CAPPED:
        return None
    touched = w.finding.contact in ("displacement", "compression") or w.finding.roots
    return possible("scar_or_disc", MODERATE) if not touched and w.bearing.overlaps else None


def outweighed(w: Weighed) -> Reason | None:
    """A mild finding beside a clearly worse one that threatens the same root on the same side."""
    if not w.outweighed or not w.bearing.decisive or w.look.severity is None or w.look.severity > 1 or w.imaging:
        return None
    narrowing = w.kind.behaviour in ("exiting", "traversing", "central", "contact")
    return possible("outweighed", MODERATE) if narrowing else None


def electrodiagnosis_names_root(w: Weighed) -> Reason | None:
    """A nerve study shows a radiculopathy of a primary root."""
    return concordant("electrodiagnosis_names_root") if w.bearing.proof and w.side != "unknown" else None


def primary_root_sign(w: Weighed) -> Reason | None:
    """A muscle, reflex or dermatome of a primary root has failed on this side, and no local diagnosis explains it."""
    lost = [e for e in w.bearing.decisive if e.subject not in TENSION]
    return concordant("primary_root_sign") if lost else None


def tension_with_territory(w: Weighed) -> Reason | None:
    """The right tension test is positive, with typical pain or a severe look; not where nobody wrote what hurts."""
    if w.bearing.decisive and not w.picture.inferred and w.strength >= knowledge().weights["decisive"]:
        return concordant("tension_with_territory")
    return None


def abductors_with_territory(w: Weighed) -> Reason | None:
    """Weak abductors prove L5 only with typical pain below the hip, no local diagnosis and no normal distal L5 examination."""
    if not w.bearing.abductors:
        return None
    below = [e for e in w.bearing.core if e.kind == "symptom" and not HIP_REGIONS.issuperset(e.regions)]
    if not below or distal_l5_normal(w):
        return None
    strength = w.bearing.abductors[0].weight + below[0].weight
    return concordant("abductors_with_territory", MODERATE) if strength >= knowledge().weights["decisive"] else None


def claudication_with_stenosis(w: Weighed) -> Reason | None:
    """Typical neurogenic claudication is the objective sign of moderate or severe central stenosis at any level (A11)."""
    if w.bearing.claudication is None or w.kind.behaviour not in ("central", "slip"):
        return None
    seen = w.look.severity if w.kind.behaviour == "central" else worst_central_stenosis(w.picture.facts, w.finding.level)
    if (seen or 0) < knowledge().thresholds["moderate"]:
        return None
    pulses = any(w.picture.examination.is_normal("pedal_pulses", (side,)) for side in ("left", "right"))
    return concordant("claudication_with_stenosis", None if pulses else MODERATE)


# ---- between --------------------------------------------------------------------------------------------------------


PLEXUS = "lumbosacral_plexopathy"
DIFFUSE = frozenset({PLEXUS, "diabetic_radiculoplexus_neuropathy", "polyneuropathy"})
"""A plexus lies beside its roots, a radiculoplexus neuropathy takes them in, and a polyneuropathy takes the ends of all
nerves: none leaves the sign of a root to one nerve (A1). A plexus alone may explain weak abductors (A2)."""


def study_places_it_elsewhere(w: Weighed) -> Reason | None:
    """A nerve study places the weakness outside the roots, and the distal examination is normal (A2)."""
    abductors_alone = all(e.subject in ABDUCTOR_TESTS for e in w.bearing.shared)
    proven = [d for d in w.picture.proven if d.problem.kind not in DIFFUSE or (abductors_alone and d.problem.kind == PLEXUS)]
    signs = [*w.bearing.shared, *w.bearing.abductors, *w.bearing.secondary] if proven else []
    if not signs or _more_than(w) or not distal_l5_normal(w):
        return None
    return incidental("study_places_it_elsewhere", MODERATE) if _all_explained(w, signs, proven) else None


def study_proves_nerve(w: Weighed) -> Reason | None:
    """A nerve study explains every sign of the finding's roots by a peripheral nerve."""
    if not w.bearing.shared or not w.picture.proven:
        return None
    signs = [*w.bearing.shared, *w.bearing.secondary]
    if _more_than(w) or any(e.subject in ABDUCTOR_TESTS for e in signs):
        return None
    nerves = [d for d in w.picture.proven if d.problem.kind not in DIFFUSE]
    proven = [d for d in nerves if not d.entry.contradicted_by & _abnormal_tests(w)]
    return incidental("study_proves_nerve", MODERATE) if _all_explained(w, signs, proven) else None


def shared_sign(w: Weighed) -> Reason | None:
    """The signs of the primary root are explained by a local diagnosis as well: at most possible (A1, A2)."""
    if not w.bearing.shared:
        return None
    only_abductors = all(e.subject in ABDUCTOR_TESTS for e in w.bearing.shared)
    return possible("shared_sign", LOW if only_abductors and distal_l5_normal(w) else None)


def side_not_stated(w: Weighed) -> Reason | None:
    """The sign fits, but the side of the finding or of the sign is not stated."""
    open_side = w.bearing.unsided or (w.bearing.proof and w.side == "unknown")
    return possible("side_not_stated", LOW) if open_side else None


def tension_test_alone(w: Weighed) -> Reason | None:
    """A tension test of the right group without more."""
    return possible("tension_test_alone") if w.bearing.decisive else None


def weak_abductors_alone(w: Weighed) -> Reason | None:
    """Weak abductors as the only sign of the root; with a normal distal examination at low confidence (A2)."""
    if not w.bearing.abductors:
        return None
    return possible("weak_abductors", LOW if distal_l5_normal(w) else MODERATE)


def secondary_root_sign(w: Weighed) -> Reason | None:
    """Only a secondary root of the finding explains the sign."""
    if not w.bearing.secondary:
        return None
    abductors_only = all(e.subject in ABDUCTOR_TESTS for e in w.bearing.secondary)
    return possible("weak_abductors_secondary" if abductors_only else "secondary_root_sign", LOW)


def core_territory(w: Weighed) -> Reason | None:
    """Pain or numbness typical of a primary root, without a sign of it."""
    return possible("core_territory") if w.bearing.core else None


def claudication_without_grade(w: Weighed) -> Reason | None:
    """Claudication with a narrowing that is mild, of open grade, or not central."""
    return possible("claudication_without_grade") if w.bearing.claudication else None


def localised_elsewhere(w: Weighed) -> Reason | None:
    """Signs of roots two or more segments away explain the pain that merely can come from this finding (hard mismatch)."""
    pain = [*w.bearing.territory, *w.bearing.vague, *w.bearing.adjacent]
    roots = w.bearing.localising
    if not pain or not roots or w.look.severe or segments(w.roots, roots) < knowledge().thresholds["hard_mismatch_segments"]:
        return None
    if all(_felt_from(e, roots) for e in pain):
        return incidental("localised_elsewhere", MODERATE if w.bearing.examined == "normal" else LOW)
    return None


def pain_of_supported_rival(w: Weighed) -> Reason | None:
    """Pain that can come from the roots, these examined and normal, and a supported local diagnosis explains it (A12)."""
    pain = [*w.bearing.territory, *w.bearing.vague, *w.bearing.adjacent]
    if not pain or w.bearing.examined != "normal" or not explained(w, pain):
        return None
    felt = [*w.bearing.territory, *[e for e in w.bearing.vague if not _weakness_explained(w, e)]]
    if w.look.severe and felt:
        return possible("severe_look_with_territory", LOW)
    return incidental("pain_of_supported_rival", MODERATE)


def possible_territory(w: Weighed) -> Reason | None:
    """Pain that can come from the roots, and nothing that settles the question."""
    if not w.bearing.territory and not w.bearing.vague:
        return None
    return possible("possible_territory" if w.bearing.territory else "unspecific_complaint", MODERATE)


def adjacent_territory(w: Weighed) -> Reason | None:
    """Pain typical of a neighbouring root that nothing explains: pain alone never excludes a root."""
    if not w.bearing.adjacent or w.bearing.elsewhere or explained(w, w.bearing.adjacent):
        return None
    return possible("adjacent_territory", LOW)


def back_pain(w: Weighed) -> Reason | None:
    """Back pain with a finding that can cause it (herniation, slip, pars defect, scar), or that looks severe."""
    if w.axial and (w.kind.axial or (w.look.severe and not w.picture.complaints)):
        return possible("axial_pain")
    return None


# ---- incidental -----------------------------------------------------------------------------------------------------


def rival_explains_all(w: Weighed) -> Reason | None:
    """No overlap, the roots examined and normal, and supported local diagnoses explain the whole complaint."""
    if w.bearing.examined == "normal" and w.rivals and explained(w, w.bearing.far_pain + w.bearing.adjacent):
        return incidental("rival_explains_all")
    return None


def no_overlap_examined(w: Weighed) -> Reason | None:
    """No overlap, and the roots are examined and normal."""
    return incidental("no_overlap_examined", MODERATE) if w.bearing.examined == "normal" else None


def explained_elsewhere(w: Weighed) -> Reason | None:
    """No overlap; other roots or a supported local diagnosis explain the complaint, but the roots are not examined (A4)."""
    studied = any(e.subject == "radiculopathy" and e.roots for e in w.bearing.disproof)
    if w.bearing.elsewhere or studied or (w.rivals and explained(w, w.bearing.far_pain + w.bearing.adjacent)):
        partly = w.bearing.examined == "partly normal"
        return incidental("explained_elsewhere", MODERATE if partly else LOW)
    return None


ROOT_RULES: tuple[Rule, ...] = (
    no_complaint_recorded,
    opposite_side,
    scar_or_disc,
    outweighed,
    electrodiagnosis_names_root,
    primary_root_sign,
    claudication_with_stenosis,
    tension_with_territory,
    abductors_with_territory,
    study_places_it_elsewhere,
    study_proves_nerve,
    shared_sign,
    side_not_stated,
    tension_test_alone,
    weak_abductors_alone,
    secondary_root_sign,
    core_territory,
    claudication_without_grade,
    localised_elsewhere,
    back_pain,
    pain_of_supported_rival,
    possible_territory,
    adjacent_territory,
    rival_explains_all,
    no_overlap_examined,
    explained_elsewhere,
)
"""Where none of them speaks, nothing explains the complaint and the roots are not examined: `reason.first` leaves the finding
possible, which is not enough to call it incidental."""


# ---- what the rules ask ---------------------------------------------------------------------------------------------


def distal_l5_normal(w: Weighed) -> bool:
    """Whether the distal L5 muscles are recorded normal on the finding's side, none of them abnormal."""
    exam, sides = w.picture.examination, w.case_sides
    if any(exam.is_abnormal(test, sides) for test in (*DISTAL_L5, "foot_drop")):
        return False
    return all(any(exam.is_normal(test, (side,)) for test in DISTAL_L5) for side in sides)


def explained(w: Weighed, pain: Sequence[Evidence]) -> bool:
    """Whether supported local diagnoses explain every one of these complaints; one without a place goes with any of them."""
    return all(any(_explains(d, e) for d in w.rivals) for e in pain)


def _explains(diagnosis: LocalDiagnosis, e: Evidence) -> bool:
    if not e.regions:
        return e.kind == "symptom" and meets(diagnosis.problem.side, e.side)
    return all(diagnosis.explains_pain(region, e.side) for region in e.regions)


def _weakness_explained(w: Weighed, e: Evidence) -> bool:
    """Whether a leg that gives way is only what its weak muscles make of it, each explained by a supported local diagnosis."""
    if e.subject not in ("giving_way", "weakness") or e.regions:
        return False
    weak = [n for n in w.picture.nerve_signs if n.entry.kind == "motor" and meets(n.side, e.side)]
    return bool(weak) and all(n.supported for n in weak)


def _more_than(w: Weighed) -> bool:
    """Whether something beside shared and secondary signs points to the roots; that a diagnosis would hurt there does not."""
    core = any(e.kind != "problem" for e in w.bearing.core)
    return bool(w.bearing.decisive or w.bearing.unsided or core)


def _all_explained(w: Weighed, signs: Sequence[Evidence], diagnoses: Sequence[LocalDiagnosis]) -> bool:
    exam = w.picture.examination
    return all(any(d.explains_sign(e.subject, e.side, exam) for d in diagnoses) for e in signs)


def _abnormal_tests(w: Weighed) -> frozenset[str]:
    sides = frozenset(w.case_sides)
    return frozenset(s.test for s in w.picture.examination.abnormal if s.side is None or s.side in sides)


def _felt_from(pain: Evidence, roots: frozenset[str]) -> bool:
    """Whether one of the roots can be felt in the region of this pain; an unplaced complaint goes with any root."""
    return all(felt_in(region) & roots for region in pain.regions)


