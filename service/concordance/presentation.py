"""Where the complaint points, as far as an order needs to know: back, root or hip."""

from __future__ import annotations

from datetime import date

from service.concordance.gluteal_hip import GLUTEAL, complained, supported_by_examination
from service.concordance.hip_sides import HIPS, Hip, named_sides, on_side
from service.facts import Facts, Problem, Sign, Source, Symptom

HIP_REGIONS = frozenset({"lateral_hip", "groin", "hip"})
HIP_PROBLEMS = (
    *GLUTEAL, "hip_osteoarthritis", "hip_impingement_or_labral_tear", "hip_dysplasia", "femoral_head_necrosis", "snapping_hip",
    "iliopsoas_tendinopathy", "femoral_neck_stress_fracture", "hip_fracture",
)  # fmt: skip
JOINT_PROBLEMS = tuple(k for k in HIP_PROBLEMS if k not in GLUTEAL)
ROOT_PROBLEMS = (
    "lumbar_radiculopathy", "lumbosacral_radiculopathy", "sciatica", "neurogenic_claudication", "cauda_equina_syndrome",
    "conus_lesion", "foot_drop",
)  # fmt: skip
BACK_PROBLEMS = ("low_back_pain", "discogenic_back_pain", "facet_pain", "symptomatic_spondylolisthesis", "vertebral_fracture")
NERVE_PROBLEMS = (
    *ROOT_PROBLEMS, "meralgia_paraesthetica", "femoral_neuropathy", "obturator_neuropathy", "peroneal_neuropathy",
    "sciatic_neuropathy", "superior_gluteal_neuropathy", "tarsal_tunnel", "cluneal_neuralgia", "lumbosacral_plexopathy",
    "diabetic_radiculoplexus_neuropathy", "polyneuropathy", "zoster", "fibromyalgia", "deep_gluteal_syndrome",
)  # fmt: skip
LEG_REGIONS = frozenset({
    "below_knee", "leg", "lateral_leg", "medial_leg", "calf", "foot", "dorsum_foot", "lateral_foot", "sole", "heel",
    "anterior_thigh", "medial_thigh", "posterior_thigh", "medial_knee", "perineum",
})  # fmt: skip
BACK_REGIONS = frozenset({"low_back", "buttock"})
NERVE_KINDS = frozenset({"numbness", "paraesthesia", "claudication", "saddle_numbness", "weakness"})
PAINS = frozenset({"pain", "night_pain"})


def standing(facts: Facts, *kinds: str) -> list[Problem]:
    """Diagnoses of these kinds that stand now."""
    return [
        p for p in facts.problems
        if p.kind in kinds and p.current and p.activity.ongoing and p.verification.counts and p.abated is None
    ]  # fmt: skip


def complaints(facts: Facts) -> list[Symptom]:
    return [s for s in facts.symptoms if complained(s)]


def back_pain(facts: Facts) -> list[Source]:
    """Back pain: as a symptom or as a diagnosis."""
    pains = [s.source for s in complaints(facts) if s.kind in PAINS and "low_back" in s.regions]
    return [*pains, *(p.source for p in standing(facts, *BACK_PROBLEMS))]


def root_sign(sign: Sign) -> bool:
    """An abnormal test that can speak for a root; weak abductors are judged apart."""
    parts = ("_strength", "_reflex", "straight_leg_raise", "slump_test", "femoral_stretch", "sensation_")
    apart = sign.test in ("hip_abduction_strength", "sensation_lateral_hip")
    named = any(part in sign.test for part in parts) or (sign.test == "foot_drop" or sign.test.startswith("muscle_wasting_"))
    return sign.abnormal and named and not apart


def root_hints(facts: Facts) -> list[Source]:
    """Anything in the record that can speak for a root: signs, leg complaints, diagnoses, weak abductors that no supported
    gluteal diagnosis explains."""
    signs = [s.source for s in facts.signs if root_sign(s)]
    weak = [s.source for s in facts.signs if s.test == "hip_abduction_strength" and s.abnormal and not _gluteal(facts, s.side)]
    told = [s.source for s in complaints(facts) if _radiates(s)]
    return [*signs, *weak, *told, *(p.source for p in standing(facts, *ROOT_PROBLEMS))]


def _gluteal(facts: Facts, side: Hip | None) -> bool:
    return any(on_side(p.side, side) for p in standing(facts, *GLUTEAL)) and supported_by_examination(facts, side)


def _radiates(symptom: Symptom) -> bool:
    if symptom.kind in NERVE_KINDS:
        return symptom.kind == "claudication" or not symptom.regions or bool(LEG_REGIONS & set(symptom.regions))
    return symptom.kind in PAINS and bool(LEG_REGIONS & set(symptom.regions))


def points_to_hip(facts: Facts) -> list[Source]:
    """The hip complaint and hip diagnoses, when nothing in the record speaks for a root or the back; else nothing."""
    pains = [s.source for s in complaints(facts) if s.kind in PAINS and HIP_REGIONS & set(s.regions)]
    found = [*pains, *(p.source for p in standing(facts, *HIP_PROBLEMS))]
    return [] if root_hints(facts) or back_pain(facts) or _buttock(facts) else found


def _buttock(facts: Facts) -> bool:
    return any("buttock" in s.regions for s in complaints(facts))


def hip_sides(facts: Facts) -> set[Hip]:
    """The sides of the hip complaints and hip diagnoses."""
    told = [s.side for s in complaints(facts) if HIP_REGIONS & set(s.regions)]
    sides = {side for s in (*told, *(p.side for p in standing(facts, *HIP_PROBLEMS))) for side in named_sides(s)}
    return {side for side in HIPS if side in sides}


def concerns_spine_or_hip(facts: Facts) -> bool:
    """Whether this patient's spine, hip or leg is in question at all."""
    ours = HIP_REGIONS | LEG_REGIONS | BACK_REGIONS | {"lateral_thigh", "thigh", "knee"}
    told = any(ours & set(s.regions) or (s.kind in NERVE_KINDS and not s.regions) for s in complaints(facts))
    coded = standing(facts, *HIP_PROBLEMS, *BACK_PROBLEMS, *NERVE_PROBLEMS, "sacroiliac_pain", "axial_spondyloarthritis")
    return told or bool(coded) or bool(facts.findings)


def spine_weeks(facts: Facts) -> float | None:
    """How long the back or leg has been a complaint, in weeks: the longest that is known. None when nothing is known, or when
    any of it is called chronic."""
    regions = LEG_REGIONS | BACK_REGIONS
    told = [s for s in complaints(facts) if (s.kind in PAINS and regions & set(s.regions)) or s.kind in NERVE_KINDS]
    coded = standing(facts, *BACK_PROBLEMS, *ROOT_PROBLEMS)
    if any("chronic" in s.qualities for s in told) or any("chronic" in p.details for p in coded):
        return None
    known = [*(known_weeks(s, facts.as_of) for s in told), *(known_weeks(p, facts.as_of) for p in coded)]
    lengths = [weeks for weeks in known if weeks is not None]
    return max(lengths, default=None)


def known_weeks(fact: Symptom | Problem, as_of: date) -> float | None:
    """How long a complaint or diagnosis has lasted, when the record says so."""
    if isinstance(fact, Symptom) and fact.weeks is not None:
        return fact.weeks
    return (as_of - fact.onset).days / 7 if fact.onset else None
