"""What else lateral hip pain with weak abductors can be, as far as the record does not exclude it."""

from __future__ import annotations

from collections.abc import Callable

from service.concordance.local_diagnoses import GLUTEAL_TENDON
from service.concordance.picture import Picture
from service.concordance.root_rules import DISTAL_L5
from service.concordance.sides import BOTH, covered, meets
from service.facts import Facts, Side

HIP_PAIN = frozenset({"lateral_hip", "hip", "lateral_thigh", "buttock"})
HIP_TESTS = ("hip_internal_rotation", "hip_log_roll")


def differential(facts: Facts, picture: Picture) -> tuple[tuple[str, ...], Side | None]:
    """Presentations that a clinician must think of, and the side; empty without lateral hip pain and weak abductors."""
    side = _affected(picture)
    if side is None:
        return (), None
    sides = covered(side) or BOTH
    listed = {d.problem.kind for d in picture.local}
    return tuple(
        kind for kind, excluded in EXCLUDED.items() if kind not in listed and not excluded(facts, picture, sides)
    ), side


def _affected(picture: Picture) -> Side | None:
    """The side of hip pain with weak abductors."""
    hurts: set[Side | None] = {
        picture.side_of(c.side) for c in picture.complaints if c.region in HIP_PAIN and c.nature in ("pain", "sensory")
    }
    hurts |= {d.problem.side for d in picture.local if "lateral_hip" in d.entry.regions}
    weak = [s for s in ("left", "right") if picture.examination.weak_abductors((s,)) and any(meets(s, h) for h in hurts)]
    if not hurts or not weak:
        return None
    return (
        "bilateral" if len(weak) == 2 and picture.side is None else picture.side or ("left" if weak[0] == "left" else "right")
    )


def _root_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    """Two distal L5 muscles and a tension test normal, or a nerve study that found no radiculopathy."""
    exam = picture.examination
    distal = sum(exam.is_normal(test, sides) for test in DISTAL_L5) >= 2 and not any(
        exam.is_abnormal(t, sides) for t in DISTAL_L5
    )
    tension = any(exam.is_normal(test, sides) for test in ("straight_leg_raise", "slump_test"))
    return (distal and tension) or _study(picture, sides, frozenset({"superior_gluteal_neuropathy", "normal"}))


def _nerve_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    return _study(picture, sides, frozenset({"radiculopathy", "normal", "plexopathy"}))


def _plexus_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    """A normal distal examination and knee jerk, or a nerve study that found something else."""
    exam = picture.examination
    normal = (
        any(exam.is_normal(t, sides) for t in DISTAL_L5)
        and exam.is_normal("patellar_reflex", sides)
        and exam.is_normal("achilles_reflex", sides)
    )
    return normal or _study(picture, sides, frozenset({"radiculopathy", "normal", "superior_gluteal_neuropathy"}))


def _hip_joint_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    return any(picture.examination.is_normal(test, sides) for test in HIP_TESTS)


def _stress_fracture_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    """An MRI of this hip or of the pelvis has been reported, or has shown the tear."""
    seen = any(
        s.region in ("hip", "pelvis") and s.modality == "MR" and s.reported and _side_meets(s.side, sides)
        for s in facts.studies
    )
    tear = any(d.problem.kind in GLUTEAL_TENDON and "imaging_confirmed" in d.problem.details for d in picture.local)
    return seen or tear or picture.examination.is_normal("hop_or_fulcrum_test", sides)


def _no_arthroplasty(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    """Abductor failure after hip replacement needs a replaced hip of this side."""
    replaced = [p.side for p in facts.problems if p.kind == "hip_arthroplasty" and p.verification.counts]
    replaced += [o.side for o in facts.operations if o.kind == "hip_arthroplasty" and not o.planned]
    return not any(_side_meets(side, sides) for side in replaced)


def _myopathy_excluded(facts: Facts, picture: Picture, sides: frozenset[str]) -> bool:
    """One-sided weakness, or normal hip flexion, is no myopathy."""
    both = all(picture.examination.weak_abductors((s,)) for s in BOTH)
    return not both or picture.examination.is_normal("hip_flexion_strength", sides)


def _side_meets(side: Side | None, sides: frozenset[str]) -> bool:
    return not covered(side) or bool(covered(side) & sides)


def _study(picture: Picture, sides: frozenset[str], conclusions: frozenset[str]) -> bool:
    return any(e.conclusion in conclusions and _side_meets(e.side, sides) for e in picture.electrodiagnoses)


EXCLUDED: dict[str, Callable[[Facts, Picture, frozenset[str]], bool]] = {
    "lumbosacral_radiculopathy": _root_excluded,
    "superior_gluteal_neuropathy": _nerve_excluded,
    "lumbosacral_plexopathy": _plexus_excluded,
    "hip_osteoarthritis": _hip_joint_excluded,
    "femoral_neck_stress_fracture": _stress_fracture_excluded,
    "post_arthroplasty_abductor_failure": _no_arthroplasty,
    "myopathy": _myopathy_excluded,
}
"""Each cause, in the order shown, and the question whether the record excludes it."""
