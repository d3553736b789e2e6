"""Red flags of nerves and cord: cauda equina (R1), motor deficit (R2), cord (R3), post-procedural (R9), bleeding (R10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.concordance.complaints import counts
from service.concordance.examination import ABDUCTOR_TESTS
from service.concordance.picture import Picture
from service.concordance.raised import (
    LONG_STANDING,
    NEW,
    Raised,
    flag,
    recent,
    recent_problem,
    recent_sign,
    started,
)
from service.concordance.root_rules import DISTAL_L5
from service.concordance.roots import CAUDA, NONE
from service.concordance.seen import Seen
from service.concordance.sides import BOTH, covered
from service.concordance.timing import DAYS_PER_WEEK, days_since, within_weeks
from service.facts import Sign, Source, Symptom, Verification
from service.knowledge.tables import knowledge

SADDLE = ("saddle_numbness", "urinary_retention", "urinary_incontinence", "faecal_incontinence", "sexual_dysfunction")
SACRAL = ("anal_tone", "anal_wink", "bulbocavernosus_reflex", "sensation_perineum")
CORD = ("babinski", "clonus", "hyperreflexia", "gait_ataxia", "sensory_level")
RADICULAR_REGIONS = frozenset(
    {
        "posterior_thigh",
        "calf",
        "lateral_leg",
        "medial_leg",
        "dorsum_foot",
        "lateral_foot",
        "sole",
        "heel",
        "foot",
        "leg",
        "below_knee",
    }
)
FEET = frozenset({"foot", "sole", "heel"})
"""Pain of both feet and of nothing else is no sciatica."""
LIMB = frozenset({"leg", "foot", "below_knee", "thigh"})
ARTERIES = "peripheral_artery_disease"
ON_WALKING = frozenset({"walking", "exertional"})
BLOOD = ("anticoagulation", "coagulopathy", "thrombocytopenia")


def of_sign(trigger: str, sign: Sign, *, active: bool) -> Raised:
    """A flag raised by a sign: with its side and the roots that it speaks for."""
    entry = knowledge().signs[sign.test]
    roots = entry.primary or entry.secondary
    return flag(trigger, sign.source, active=active, side=sign.side, roots=roots, wide=entry.secondary)


# ---- R1 -------------------------------------------------------------------------------------------------------------


def cauda_equina(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Saddle, bladder, bowel or sexual trouble that is new, sacral signs, a full bladder, new trouble of both legs."""
    window = knowledge().thresholds["cauda_equina_days"]
    known_cause = any(seen.problems("urinary_retention_known_cause", ever=True))
    for s in seen.symptoms(*SADDLE):
        active = recent(s, seen.facts.as_of, window) and not (s.kind == "urinary_retention" and known_cause)
        yield flag(s.kind, s.source, active=active, roots=CAUDA)
    for sign in picture.examination.abnormal:
        if sign.test in SACRAL:
            yield flag(sign.test, sign.source, active=recent_sign(sign, seen.facts.as_of, window), roots=CAUDA)
    for p in seen.problems("cauda_equina_syndrome"):
        yield flag("cauda_equina_syndrome", p.source, active=recent_problem(p, seen.facts.as_of, window), roots=CAUDA)
    yield from _residual(seen, known_cause=known_cause)
    yield from _both_legs(seen, picture)


def _residual(seen: Seen, *, known_cause: bool) -> Iterator[Raised]:
    limits = knowledge().thresholds
    for m in seen.facts.measurements:
        if m.kind == "pvr" and m.value > limits["cauda_equina_residual"]:
            since = days_since(m.source.date, seen.facts.as_of)
            fresh = since is None or since <= limits["cauda_equina_days"]
            yield flag("residual_volume", m.source, active=fresh and not known_cause, roots=CAUDA)


def _both_legs(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Sciatica or weakness of both legs: active only when said or dated to be new; for long it is a risk factor."""
    window = knowledge().thresholds["cauda_equina_days"]
    pains = [s for s in seen.pains(RADICULAR_REGIONS) if s.kind == "pain" and s.side]
    leg = [s for s in pains if not FEET.issuperset(s.regions)]
    if _of_both(leg):
        radicular = [s for s in leg if not of_vessels(s, picture)]
        new = [s for s in radicular if s.qualities & NEW or _dated_within(s.onset, s.weeks, seen, window)]
        fresh = _of_both(new) and not any(s.qualities & LONG_STANDING for s in new)
        yield flag(
            "bilateral_sciatica", (new or leg)[0].source, active=fresh, side="bilateral", roots=frozenset({"L5", "S1", "S2"})
        )
    failing = _failing(seen)
    lately = [s for s in failing if _newly_failing(s, seen)]
    if _of_both(failing):
        source = (lately or failing)[0].source
        roots = frozenset({"L5", "S1", "S2"})
        yield flag("bilateral_weakness", source, active=_of_both(lately), side="bilateral", roots=roots)
    weak_right = {s.test for s in picture.examination.abnormal if s.side == "right"}  # one without a side is of either leg
    for sign in picture.examination.abnormal:
        entry = knowledge().signs[sign.test]
        if entry.kind == "motor" and sign.side == "left" and sign.test in weak_right:
            said_new = any(s.side == "bilateral" and s.source.reference == sign.source.reference for s in lately)
            fresh = bool(sign.qualities & NEW) or said_new
            yield flag(
                "bilateral_weakness", sign.source, active=fresh, side="bilateral", roots=knowledge().signs[sign.test].primary
            )


def _of_both(told: list[Symptom]) -> bool:
    """Whether they are complaints of the left and of the right."""
    return NONE.union(*[covered(s.side) for s in told]) == BOTH


def of_vessels(pain: Symptom, picture: Picture) -> bool:
    """Pain on walking that standing still eases, or that a supported disease of the leg arteries explains: claudication of
    vessels and no sciatica, however it grows. Pain that came suddenly is not put down to it."""
    if not pain.qualities & ON_WALKING or pain.qualities & {"sudden", "acute"}:
        return False
    territory = knowledge().presentations[ARTERIES].regions
    typical = "standing_relief" in pain.qualities and "sitting_relief" not in pain.qualities
    if typical and territory.issuperset(pain.regions):
        return True
    rivals = [d for d in picture.supported if d.problem.kind == ARTERIES]
    return any(all(d.explains_pain(region, pain.side) for region in pain.regions) for d in rivals)


def _failing(seen: Seen) -> list[Symptom]:
    """Weakness or giving way of a leg, with its side. Legs that are heavy are no weak ones, unless it is new."""
    told = [s for s in seen.symptoms("weakness", "giving_way") if "heavy" not in s.qualities or _newly_failing(s, seen)]
    return [s for s in told if s.side and (s.kind == "giving_way" or not LIMB.isdisjoint(s.regions))]


def _newly_failing(s: Symptom, seen: Seen) -> bool:
    """New or getting worse, or begun or first recorded within the window. Legs that grow heavy or tired on walking are the
    slow trouble of a narrow canal, and legs that give way need a date or a word."""
    window = knowledge().thresholds["cauda_equina_days"]
    if s.qualities & LONG_STANDING and not s.qualities & NEW:
        return False
    if s.qualities & NEW or _dated_within(s.onset, s.weeks, seen, window):
        return True
    slow = s.kind == "giving_way" or s.qualities & {"heavy", "walking", "sitting_relief", "exertional"}
    return not slow and recent(s, seen.facts.as_of, window)


def _dated_within(onset: date | None, weeks: float | None, seen: Seen, days: float) -> bool:
    since = days_since(onset, seen.facts.as_of) if onset else None if weeks is None else weeks * 7
    return since is not None and since <= days


# ---- R2 -------------------------------------------------------------------------------------------------------------


def motor_deficit(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """MRC 3 or less or a foot drop that is new, or a fall of one grade between dated examinations."""
    for sign in picture.examination.abnormal:
        if knowledge().signs[sign.test].kind not in ("motor",) or _nerve_explains(sign, picture):
            continue
        if _falling(sign, seen) or (_severe(sign) and _is_new(sign, seen)):
            what = "falling_strength" if not _severe(sign) else "foot_drop" if sign.test == "foot_drop" else "severe_weakness"
            yield of_sign(what, sign, active=not _abductors_only(sign, picture))
        elif _severe(sign):
            yield of_sign("severe_weakness", sign, active=False)


def _severe(sign: Sign) -> bool:
    if sign.test == "foot_drop":
        return sign.grade is None or sign.grade <= knowledge().thresholds["motor_grade"]
    return sign.grade is not None and sign.grade <= knowledge().thresholds["motor_grade"]


def _series(sign: Sign, seen: Seen) -> list[Sign]:
    """All records of this test on this side, those that state none too, oldest first; undated ones last."""
    same = [s for s in seen.results(sign.test) if s.side is None or s.side == sign.side]
    return sorted(same, key=lambda s: (s.source.date is None, s.source.date or date.min)) if len(same) > 1 else same


def _is_new(sign: Sign, seen: Seen) -> bool:
    """Begun or first recorded as severe within six weeks; undated counts as new unless the record calls it old."""
    limits = knowledge().thresholds
    if sign.qualities & NEW:
        return True
    if sign.qualities & LONG_STANDING:
        return False
    firsts = [s.source.date for s in _series(sign, seen) if s.abnormal and _severe(s) and s.source.date]
    if firsts and not within_weeks(min(firsts), seen.facts.as_of, limits["motor_weeks"]):
        return False
    problem_days = [p.onset for p in seen.problems("foot_drop") if p.onset] if sign.test == "foot_drop" else []
    return not problem_days or within_weeks(max(problem_days), seen.facts.as_of, limits["motor_weeks"])


def _falling(sign: Sign, seen: Seen) -> bool:
    """The latest grade is at least one below an earlier one, or the record calls the loss progressive."""
    if "progressive" in sign.qualities or "worsening" in sign.qualities:
        return True
    if sign.grade is None or sign.source.date is None:
        return False
    earlier = [_grade(s) for s in _series(sign, seen) if s.source.date and s.source.date < sign.source.date]
    known = [g for g in earlier if g is not None]
    return bool(known) and max(known) - sign.grade >= knowledge().thresholds["motor_fall"]


def _grade(sign: Sign) -> float | None:
    return 5.0 if sign.normal and sign.grade is None else sign.grade


def _abductors_only(sign: Sign, picture: Picture) -> bool:
    """Weak abductors alone, a supported tear or a proven nerve injury, and a normal distal L5: no root deficit."""
    if sign.test not in ABDUCTOR_TESTS:
        return False
    sides = covered(sign.side) or BOTH
    local = any(d.supported and d.explains_sign(sign.test, sign.side, picture.examination) for d in picture.local)
    return local and all(any(picture.examination.is_normal(t, (s,)) for t in DISTAL_L5) for s in sides)


def _nerve_explains(sign: Sign, picture: Picture) -> bool:
    """A confirmed and supported local diagnosis explains the deficit: the flag is closed (rule 5 of the red flags)."""
    return sign.test not in ABDUCTOR_TESTS and any(
        d.supported
        and d.problem.verification is Verification.CONFIRMED
        and d.explains_sign(sign.test, sign.side, picture.examination)
        for d in picture.local
    )


# ---- R3 -------------------------------------------------------------------------------------------------------------


def cord_signs(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Signs of the cord or conus."""
    for sign in picture.examination.abnormal:
        if sign.test in CORD:
            yield flag(sign.test, sign.source, active=not sign.qualities & LONG_STANDING, side=sign.side)
    for p in seen.problems("conus_lesion"):
        yield flag("conus_lesion", p.source, active=True)


# ---- R9, R10 --------------------------------------------------------------------------------------------------------


def post_procedural(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """A new deficit, fever or severe pain within six weeks of an operation or injection at spine or hip."""
    weeks = knowledge().thresholds["post_procedure_weeks"]
    for p in seen.problems("postprocedural_complication"):
        yield flag("postprocedural_complication", p.source, active=recent_problem(p, seen.facts.as_of, weeks * 7))
    done = sorted((day, source) for day, source in _procedures(seen) if within_weeks(day, seen.facts.as_of, weeks))
    if not done:
        return
    day = done[-1][0]
    for s in filter(counts, seen.facts.symptoms):
        worse = s.kind == "fever" or "severe" in s.qualities or s.kind in ("weakness", "numbness")
        if worse and _began_after(s, day, seen):
            yield flag("trouble_after_procedure", s.source, active=True, side=s.side)
    for sign in picture.examination.abnormal:
        if knowledge().signs[sign.test].kind in ("motor", "reflex", "sphincter") and sign.qualities & NEW:
            yield of_sign("deficit_after_procedure", sign, active=True)


def _procedures(seen: Seen) -> Iterator[tuple[date, str]]:
    for o in seen.facts.operations:
        if o.done and not o.planned:
            yield o.done, o.source.reference
    for i in seen.facts.injections:
        if i.given and i.kind != "other":
            yield i.given, i.source.reference


def _began_after(s: Symptom, day: date, seen: Seen) -> bool:
    """Whether a complaint began after the procedure. Without a day of its own it must be called new in a record made since."""
    if s.onset is not None:
        return s.onset >= day
    if s.weeks is not None:
        return s.weeks * DAYS_PER_WEEK <= (days_since(day, seen.facts.as_of) or 0)
    told = s.recorded or s.source.date
    return bool(s.qualities & NEW) and not s.qualities & LONG_STANDING and (told is None or told >= day)


def anticoagulated_deficit(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Anticoagulated, with an acute neurological deficit: an epidural haematoma until shown otherwise."""
    if _thinned(seen) is None:
        return
    days = knowledge().thresholds["acute_days"]
    for sign in picture.examination.abnormal:
        acute = sign.qualities & {"new", "acute", "sudden", "progressive"} or (
            _severe(sign) and _is_new(sign, seen) and _acute_complaint(seen, days)
        )
        if (
            knowledge().signs[sign.test].kind in ("motor", "reflex", "sensory", "sphincter")
            and acute
            and not _nerve_explains(sign, picture)
        ):
            yield of_sign("anticoagulated_deficit", sign, active=True)
    for s in seen.symptoms("weakness", "numbness", "saddle_numbness", "urinary_retention"):
        if s.onset or s.weeks is not None or s.qualities & NEW:
            since = started(s, seen.facts.as_of)
            if recent(s, seen.facts.as_of, days) and (since is None or since <= days):
                yield flag("anticoagulated_deficit", s.source, active=True, side=s.side)


def _acute_complaint(seen: Seen, days: float) -> bool:
    return any((since := started(s, seen.facts.as_of)) is not None and since <= days for s in seen.pains())


def _thinned(seen: Seen) -> Source | None:
    """The medicine or condition that keeps the blood from clotting."""
    for p in seen.problems(*BLOOD):
        return p.source
    return next((m.source for m in seen.facts.medications if m.active and "anticoagulant" in m.classes), None)
