"""Red flags of bone and vessels: fracture (R6) and vascular (R7)."""

from __future__ import annotations

from collections.abc import Iterator

from service.concordance.picture import Picture, counts_as_imaging
from service.concordance.raised import LONG_STANDING, Raised, flag, problem_day, started
from service.concordance.seen import Seen
from service.concordance.timing import DAYS_PER_WEEK, days_since, within_months
from service.facts import Finding, Medication, Source, Symptom
from service.knowledge.tables import knowledge

FRACTURES = ("vertebral_fracture", "sacral_insufficiency_fracture", "femoral_neck_stress_fracture", "hip_fracture")
BONE_REGIONS = frozenset(
    {
        "low_back",
        "mid_back",
        "buttock",
        "groin",
        "hip",
        "lateral_hip",
        "thigh",
        "anterior_thigh",
        "medial_thigh",
        "lateral_thigh",
        "posterior_thigh",
    }
)
THIGH = frozenset({"thigh", "anterior_thigh", "medial_thigh", "lateral_thigh", "posterior_thigh", "groin"})
OLD = frozenset({"chronic", "old", "healed", "stable", "remote"})
FRESH = frozenset({"acute", "subacute", "oedema", "edema", "new", "pathological", "insufficiency", "unhealed"})


# ---- R6 -------------------------------------------------------------------------------------------------------------


def fracture(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Major trauma, a fresh fracture, new pain with two risks, thigh pain on a bisphosphonate, a shortened leg."""
    yield from _trauma(seen)
    yield from _diagnosed(seen)
    yield from _seen(seen, picture)
    yield from _by_risks(seen)
    yield from _bisphosphonate(seen)
    for sign in picture.examination.abnormal:
        if sign.test in ("leg_length_rotation", "hop_or_fulcrum_test"):
            yield flag(sign.test, sign.source, active=sign.test == "leg_length_rotation", side=sign.side)


def _trauma(seen: Seen) -> Iterator[Raised]:
    days = knowledge().thresholds["trauma_weeks"] * DAYS_PER_WEEK
    for s in seen.facts.symptoms:
        if "major_trauma" in s.qualities and s in (*seen.painful, *seen.symptoms("trauma")):
            since = started(s, seen.facts.as_of)
            yield flag("major_trauma", s.source, active=since is None or since <= days, side=s.side)


def _diagnosed(seen: Seen) -> Iterator[Raised]:
    days = knowledge().thresholds["fracture_weeks"] * DAYS_PER_WEEK
    for p in seen.problems(*FRACTURES):
        since = days_since(problem_day(p), seen.facts.as_of)
        old = bool(p.details & OLD) or (since is not None and since > days)
        yield flag(p.kind, p.source, active=not old, side=p.side)


def _seen(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """A fracture on imaging: fresh when the report says so, or when it says nothing and something speaks for it."""
    for f in seen.facts.findings:
        if f.type == "fracture" and counts_as_imaging(f) and not f.qualities & OLD:
            yield flag("fracture_on_imaging", f.source, active=_looks_fresh(f, seen, picture), side=f.side)


def _looks_fresh(finding: Finding, seen: Seen, picture: Picture) -> bool:
    if finding.qualities & FRESH:
        return True
    new = any(_new(s, seen) for s in seen.pains(BONE_REGIONS))
    return new or picture.examination.is_abnormal("spinal_percussion_tenderness")


def _by_risks(seen: Seen) -> Iterator[Raised]:
    risks = list(_risks(seen))
    new = [s for s in seen.pains(BONE_REGIONS) if s.kind in ("pain", "night_pain") and _new(s, seen)]
    if new and len({what for what, _ in risks}) >= 2:
        yield flag("new_pain_with_two_risks", new[0].source, active=True, side=new[0].side)
    for what, source in risks:
        if source is not None and (what != "age" or new):
            yield flag("high_age" if what == "age" else what, source, active=False)


def _risks(seen: Seen) -> Iterator[tuple[str, Source | None]]:
    age = seen.facts.patient.age
    if age is not None and age >= knowledge().thresholds["fracture_age"]:
        yield "age", Source(reference=seen.facts.patient.reference)
    for p in seen.problems("osteoporosis", "fragility_fracture", ever=True):
        yield p.kind, p.source
    for p in seen.problems("steroid_use"):
        yield "long_term_steroids", p.source
    for m in seen.facts.medications:
        if _long_steroid(m, seen):
            yield "long_term_steroids", m.source
    for s in seen.facts.symptoms:
        if "minor_trauma" in s.qualities and s in (*seen.painful, *seen.symptoms("trauma")):
            yield "minor_trauma", s.source


def _long_steroid(m: Medication, seen: Seen) -> bool:
    if not m.active or "systemic_steroid" not in m.classes or m.start is None:
        return False
    return not within_months(m.start, seen.facts.as_of, knowledge().thresholds["steroid_months"])


def _new(symptom: Symptom, seen: Seen) -> bool:
    """New pain: said to be new, or begun within the window. Without any date it is not called new."""
    if symptom.qualities & LONG_STANDING:
        return False
    if symptom.onset is None and symptom.weeks is None:
        return bool(symptom.qualities & {"new", "acute", "sudden"})
    since = started(symptom, seen.facts.as_of)
    return since is not None and since <= knowledge().thresholds["fracture_weeks"] * DAYS_PER_WEEK


def _bisphosphonate(seen: Seen) -> Iterator[Raised]:
    prescribed = any(m.active and "bisphosphonate" in m.classes for m in seen.facts.medications)
    taken = prescribed or any(True for _ in seen.problems("bisphosphonate_use"))
    for s in seen.pains(THIGH) if taken else ():
        if s.regions and s.kind == "pain":
            yield flag("bisphosphonate_thigh_pain", s.source, active=True, side=s.side)
            return


# ---- R7 -------------------------------------------------------------------------------------------------------------


def vascular(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """A pulsatile mass, a large or painful aneurysm, an ischaemic leg; smaller signs of vessel disease are named."""
    limits = knowledge().thresholds
    if picture.examination.is_abnormal("pulsatile_mass"):
        yield flag("pulsatile_mass", _source_of(picture, "pulsatile_mass"), active=True)
    for p in seen.problems("acute_limb_ischaemia"):
        yield flag("acute_limb_ischaemia", p.source, active=True, side=p.side)
    for m in seen.facts.measurements:
        if m.kind == "aaa_diameter" and m.value >= limits["aneurysm"]:
            large = m.value >= limits["aneurysm_urgent"]
            yield flag("large_aneurysm" if large else "aneurysm", m.source, active=large)
    for p in seen.problems("aortic_aneurysm"):
        painful = bool(p.details & {"symptomatic", "ruptured", "large", "acute"})
        yield flag("large_aneurysm" if painful else "aneurysm", p.source, active=painful)
    yield from _vessel_risks(seen, picture)


def _vessel_risks(seen: Seen, picture: Picture) -> Iterator[Raised]:
    limits = knowledge().thresholds
    if picture.examination.is_abnormal("pedal_pulses"):
        yield flag("absent_pulses", _source_of(picture, "pedal_pulses"), active=False)
    man = seen.facts.patient.sex == "male" and (seen.facts.patient.age or 0) >= limits["vascular_age"]
    for p in seen.problems("smoking"):
        if man and picture.axial:
            yield flag("aortic_risk", p.source, active=False)


def _source_of(picture: Picture, test: str) -> Source:
    return next(s.source for s in picture.examination.abnormal if s.test == test)
