"""Imaging and nerve studies: pack 7a (repeat), A8 (first lumbar imaging), 5.3 (pregnancy) and 7b."""

from __future__ import annotations

from datetime import date, timedelta

from service.concordance.gates import radiation_gates
from service.concordance.gluteal_pathway import XRAY_LASTS_DAYS, imaged
from service.concordance.gluteal_strength import progressive_weakness
from service.concordance.hip_sides import HIPS, Hip
from service.concordance.presentation import (
    LEG_REGIONS,
    NERVE_KINDS,
    PAINS,
    complaints,
    concerns_spine_or_hip,
    hip_sides,
    known_weeks,
    points_to_hip,
    root_sign,
    spine_weeks,
)
from service.concordance.said import Case, Said, flagged, held
from service.facts import Facts, Order, Sign, Study, Symptom

LUMBAR = {"lumbar_mri": "MR", "lumbar_ct": "CT", "lumbar_xray": "XR"}
OTHER = ("hip_mri", "hip_xray", "hip_ultrasound", "sacroiliac_mri", "plexus_mri", "electrodiagnosis")
CLASSES = (*LUMBAR, *OTHER)
RADIATING = ("lumbar_ct", "lumbar_xray", "hip_xray")
REPEAT = timedelta(days=365)
EARLY_WEEKS = 6.0
EMG_WEEKS = 3.0
NEW = frozenset({"new", "progressive", "acute", "sudden", "worsening"})


def imaging_order(order: Order, case: Case) -> list[Said]:
    """What is to be said of an imaging order or a nerve study."""
    kind = order.order_class or ""
    pregnant = radiation_gates(case.facts) if kind in RADIATING else ()
    if pregnant:
        return [held("radiation_in_pregnancy", pregnant)]
    if kind == "electrodiagnosis":
        return [_nerve_study(case.facts)]
    if kind in OTHER:
        return [Said(rule="imaging_fits" if concerns_spine_or_hip(case.facts) else "first_imaging")]
    return [_lumbar(order, case)]


def _lumbar(order: Order, case: Case) -> Said:
    facts, modality = case.facts, LUMBAR[order.order_class or ""]
    if case.flagged:
        return flagged("imaging_for_red_flag", case.red_flags)
    before = latest_study(facts, (modality,))
    if before:
        changed = changed_since(facts, before.done)
        if changed:
            return Said(rule="imaging_for_red_flag", sources=tuple(s.source for s in changed))
        return Said(rule="repeat_imaging", sources=(before.source,), details=_when(facts, before))
    if modality == "CT" and (mri := latest_study(facts, ("MR",))) and not changed_since(facts, mri.done):
        return Said(rule="ct_after_mri", sources=(mri.source,), details=_when(facts, mri))
    return _first(facts)


def latest_study(facts: Facts, modalities: tuple[str, ...]) -> Study | None:
    """The newest lumbar study of these modalities within 12 months, None when there is none."""
    done = [
        s for s in facts.studies
        if s.region == "lumbar" and s.modality in modalities and s.done and timedelta() <= facts.as_of - s.done <= REPEAT
    ]  # fmt: skip
    return max(done, key=lambda s: s.done or date.min, default=None)


def _when(facts: Facts, study: Study) -> dict[str, str]:
    if study.done is None:
        return {}
    return {"date": study.done.isoformat(), "weeks": str((facts.as_of - study.done).days // 7)}


def changed_since(facts: Facts, day: date | None) -> list[Sign | Symptom]:
    """New deficits since that day: called new or progressive, graded worse than before, or a nerve complaint that began after.
    An examination that was merely written down later is not new."""
    if day is None:
        return []
    signs = [s for s in facts.signs if root_sign(s) and s.qualities & NEW and (s.source.date is None or s.source.date > day)]
    worse = [s for s in facts.signs if root_sign(s) and _worse_than_before(facts, s, day)]
    told = [s for s in complaints(facts) if _nerve_complaint(s) and _began_after(facts, s, day)]
    operated = any(o.done and o.done > day and not o.planned and o.kind != "gluteal_repair" for o in facts.operations)
    weaker = any(progressive_weakness(facts, side) for side in HIPS) and bool(told or signs or worse)
    return [*signs, *worse, *told] if not operated or weaker else [*signs, *worse, *told, *complaints(facts)]


def _worse_than_before(facts: Facts, sign: Sign, day: date) -> bool:
    """Abnormal after the study, and normal or a grade stronger in an examination before it."""
    if sign.source.date is None or sign.source.date <= day:
        return False
    earlier = [s for s in facts.signs if s.test == sign.test and s.side == sign.side and s.source.date and s.source.date <= day]
    graded = any(s.grade is not None and sign.grade is not None and s.grade - sign.grade >= 1 for s in earlier)
    return graded or (bool(earlier) and all(s.normal for s in earlier))


def _nerve_complaint(symptom: Symptom) -> bool:
    return symptom.kind in NERVE_KINDS or (symptom.kind in PAINS and bool(LEG_REGIONS & set(symptom.regions)))


def _began_after(facts: Facts, symptom: Symptom, day: date) -> bool:
    if symptom.onset is None and symptom.weeks is not None:
        return (facts.as_of - timedelta(weeks=symptom.weeks)) > day
    return (symptom.onset is not None and symptom.onset > day) or bool({"new", "progressive"} & symptom.qualities)


def _first(facts: Facts) -> Said:
    """A8: no card but for a short complaint without deficit that progresses, or one that points to the hip."""
    hip = points_to_hip(facts)
    if hip:
        sides: tuple[Hip | None, ...] = tuple(hip_sides(facts)) or (None,)
        done = any(imaged(facts, side, "XR", XRAY_LASTS_DAYS) for side in sides)
        return Said(rule="hip_first", sources=tuple(hip), alternatives=() if done or radiation_gates(facts) else None)
    weeks = spine_weeks(facts)
    progressive = any(root_sign(s) and "progressive" in s.qualities for s in facts.signs)
    if weeks is not None and weeks < EARLY_WEEKS and not progressive:
        return Said(rule="early_imaging", details={"weeks": str(int(weeks))})
    return Said(rule="first_imaging")


def _nerve_study(facts: Facts) -> Said:
    """Weakness or numbness that is known to be younger than three weeks is too young for a needle study."""
    told = [known_weeks(s, facts.as_of) for s in complaints(facts) if _nerve_complaint(s)]
    weeks = [w for w in told if w is not None]
    if weeks and max(weeks) < EMG_WEEKS:
        return Said(rule="electrodiagnosis_early", details={"weeks": str(int(max(weeks)))})
    return Said(rule="electrodiagnosis_fits" if concerns_spine_or_hip(facts) else "first_imaging")
