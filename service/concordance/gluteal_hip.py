"""One hip and its gluteal tendons, as the record shows them: the inputs of the state table (pack 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from service.concordance.gluteal_strength import progressive_weakness
from service.concordance.hip_sides import HIPS, Hip, about, named_sides, on_side
from service.concordance.therapy_clock import Clock, clock
from service.facts import Facts, Injection, Problem, Sign, Symptom, Verification
from service.knowledge.tables import knowledge

ABDUCTOR_FAILURE = "post_arthroplasty_abductor_failure"
GLUTEAL = ("gluteal_tear", "gluteal_tendinopathy", "gtps", ABDUCTOR_FAILURE)
LOCAL_SIGNS = (
    "trochanter_tenderness",
    "single_leg_stance_pain",
    "resisted_abduction_pain",
    "resisted_external_derotation_pain",
)
SUPPORTING = frozenset({*LOCAL_SIGNS, "trendelenburg"})
DANGERS = ("femoral_neck_stress_fracture", "hip_fracture", "septic_hip")
DISTAL = (
    "ankle_dorsiflexion_strength", "great_toe_extension_strength", "ankle_inversion_strength", "ankle_eversion_strength",
    "ankle_plantarflexion_strength", "leg_strength",
)  # fmt: skip
LOW_ROOT_TESTS = (*DISTAL, "straight_leg_raise", "slump_test", "achilles_reflex", "medial_hamstring_reflex", "patellar_reflex")
RESOLVED_MONTHS = 12
PERSISTENT = timedelta(weeks=6)

Certainty = Literal["confirmed", "clinical", "imaging_only", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tear:
    """What is known of the tear. `extent` is the worst that is stated; `fatty` the grade 0..4."""

    extent: Literal["none", "partial", "full", "unknown"] = "none"
    undersurface: bool = False
    retracted: bool = False
    traumatic: bool = False
    fatty: int | None = None
    irreparable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class GlutealHip:
    """The inputs of the state table for one hip. `side` is None when no side is known at all. `failed_after_arthroplasty`: a
    full tear with weak abductors in a replaced hip."""

    side: Hip | None
    problem: Problem | None = None
    certainty: Certainty = "none"
    neurology_examined: bool = False
    tear: Tear = field(default_factory=Tear)
    clock: Clock = field(default_factory=Clock)
    steroid_injections: tuple[Injection, ...] = ()
    weak: bool = False
    trendelenburg_persists: bool = False
    progressive: bool = False
    failed_after_arthroplasty: bool = False
    endangered: bool = False
    repaired: bool = False
    resolved: bool = False


def gluteal_hips(facts: Facts, *, red_flag: bool) -> tuple[GlutealHip, ...]:
    """Every hip with a gluteal problem, or with a complaint that could be one; left before right."""
    return tuple(gluteal_hip(facts, side, red_flag=red_flag) for side in _sides(facts))


def gluteal_hip(facts: Facts, side: Hip | None, *, red_flag: bool) -> GlutealHip:
    """What the record says of the hip on `side`."""
    problems = [p for p in gluteal_problems(facts) if on_side(p.side, side)]
    repaired = max((o.done for o in facts.operations if _is_repair(o.kind) and o.done and on_side(o.side, side)), default=None)
    time = clock(facts, side, since=repaired)
    weak = any(s.abnormal for s in signs(facts, "hip_abduction_strength", side))
    tear = _tear(problems)
    return GlutealHip(
        side=side,
        problem=_leading(problems),
        certainty=certainty(facts, problems, side),
        neurology_examined=neurology_examined(facts, side),
        tear=tear,
        clock=time,
        steroid_injections=steroid_injections(facts, side),
        weak=weak,
        trendelenburg_persists=_trendelenburg_persists(facts, side, time),
        progressive=progressive_weakness(facts, side),
        failed_after_arthroplasty=weak and tear.extent == "full" and _after_arthroplasty(facts, problems, side),
        endangered=red_flag or _endangered(facts, side),
        repaired=repaired is not None,
        resolved=_resolved(facts, problems, side, time, weak=weak),
    )


def gluteal_problems(facts: Facts) -> list[Problem]:
    """Gluteal diagnoses that count: current ones, and those that resolved within the last year."""
    known = [p for p in facts.problems if p.kind in GLUTEAL and p.verification.counts]
    return [p for p in known if (p.current and _active(p)) or _lately_resolved(p, facts.as_of)]


def _active(problem: Problem) -> bool:
    return problem.activity.ongoing and problem.abated is None


def _lately_resolved(problem: Problem, as_of: date) -> bool:
    ended = problem.abated or problem.recorded or problem.onset
    recent = ended is None or (as_of - ended).days <= RESOLVED_MONTHS * 30.5
    return not _active(problem) and recent


def _sides(facts: Facts) -> tuple[Hip | None, ...]:
    """The hips to place. A diagnosis without a side takes that of the complaint or the hip signs."""
    problems = gluteal_problems(facts)
    named = {side for p in problems for side in named_sides(p.side)}
    if any(p.side is None for p in problems) or not problems:
        told = {s for c in hip_complaints(facts) for s in named_sides(c.side)}
        told |= {s.side for s in facts.signs if s.test in LOCAL_SIGNS and s.abnormal and s.side} if problems or told else set()
        named |= {side for side in told if problems or _could_be_gluteal(facts, side)}
    if not named and (problems or any(_could_be_gluteal(facts, None) for _ in hip_complaints(facts))):
        return (None,)
    return tuple(side for side in HIPS if side in named)


def hip_complaints(facts: Facts) -> list[Symptom]:
    """Current lateral hip pain."""
    return [s for s in facts.symptoms if s.kind in ("pain", "night_pain") and "lateral_hip" in s.regions and complained(s)]


def complained(symptom: Symptom) -> bool:
    """Whether a symptom is a present, standing complaint."""
    stands = symptom.activity.ongoing and symptom.verification.counts
    return symptom.presence.there and symptom.current and stands


def _could_be_gluteal(facts: Facts, side: Hip | None) -> bool:
    """Lateral hip pain without a diagnosis, unless the trochanter was found not tender."""
    tender = signs(facts, "trochanter_tenderness", side)
    return not tender or any(s.abnormal for s in tender)


def signs(facts: Facts, test: str, side: Hip | None) -> list[Sign]:
    """Recorded results of a test that can be about this side, oldest first; what could not be tested is left out."""
    found = [s for s in facts.signs if s.test == test and on_side(s.side, side) and s.presence.tested]
    return latest_day(found)


def latest_day(found: Iterable[Sign]) -> list[Sign]:
    """The results of the newest day; undated ones count as of that day."""
    known = list(found)
    if len(known) < 2:
        return known
    newest = max((s.source.date for s in known if s.source.date), default=None)
    return [s for s in known if s.source.date in (None, newest)]


def _leading(problems: list[Problem]) -> Problem | None:
    """The diagnosis that says most: active before resolved, tear before tendinopathy before pain syndrome."""
    ranked = sorted(problems, key=lambda p: (not _active(p), _rank(p)))
    return ranked[0] if ranked else None


def _rank(problem: Problem) -> int:
    return (ABDUCTOR_FAILURE, "gluteal_tear", "gluteal_tendinopathy", "gtps").index(problem.kind)


def _confirmed(problem: Problem) -> bool:
    return problem.verification is Verification.CONFIRMED and "suspected" not in problem.details


def certainty(facts: Facts, problems: list[Problem], side: Hip | None) -> Certainty:
    """How sure the gluteal diagnosis is: imaging or a label alone is not enough, it needs a supporting hip sign."""
    on_imaging = any(_confirmed(p) and (p.kind != "gtps" or "imaging_confirmed" in p.details) for p in problems)
    if problems and supported_by_examination(facts, side):
        return "confirmed" if on_imaging else "clinical"
    return "imaging_only" if on_imaging else "none"


def supported_by_examination(facts: Facts, side: Hip | None) -> bool:
    """One of the hip signs of the pack's S6. With a trochanter that is not tender a Trendelenburg sign alone does not do."""
    recorded = {s.test for s in facts.signs if s.test in SUPPORTING}
    if any(s.abnormal for test in LOCAL_SIGNS if test in recorded for s in signs(facts, test, side)):
        return True
    if "trendelenburg" not in recorded:
        return False
    not_tender = any(s.normal for s in signs(facts, "trochanter_tenderness", side))
    return not not_tender and any(s.abnormal for s in signs(facts, "trendelenburg", side))


def neurology_examined(facts: Facts, side: Hip | None) -> bool:
    """Two or more root tests of the leg, one of them of L4 to S1: the roots that also lift the hip."""
    tests, ours = root_tests(), about(side)
    tested = {s.test for s in facts.signs if s.side in ours and s.test in tests and s.presence.tested}
    return len(tested) >= 2 and not tested.isdisjoint(LOW_ROOT_TESTS)


@cache
def root_tests() -> frozenset[str]:
    """The tests that examine roots of the leg; weak abductors and numbness over the hip are judged apart."""
    parts = ("_strength", "_reflex", "straight_leg_raise", "slump_test", "femoral_stretch")
    apart = {"hip_abduction_strength", "sensation_lateral_hip"}
    named = {t for t in knowledge().signs if t.startswith("sensation_") or any(part in t for part in parts)}
    return frozenset(named - apart)


def _tear(problems: list[Problem]) -> Tear:
    sure = [p for p in problems if p.verification is Verification.CONFIRMED]
    details = {d for p in problems for d in p.details}
    firm = {d for p in sure if "suspected" not in p.details for d in p.details}
    torn = any(p.kind == "gluteal_tear" for p in problems)
    extent: Literal["none", "partial", "full", "unknown"] = "unknown" if torn else "none"
    if "full" in firm or "retracted" in firm:
        extent = "full"
    elif "partial" in details:
        extent = "partial"
    grades = [int(d[-1]) for d in details if d.startswith("fatty_") and d[-1].isdigit()]
    return Tear(
        extent=extent,
        undersurface="undersurface" in details,
        retracted="retracted" in firm,
        traumatic="acute" in firm and "traumatic" in firm,
        fatty=max(grades, default=None),
        irreparable="irreparable" in details,
    )


def _is_repair(kind: str) -> bool:
    return kind == "gluteal_repair"


def steroid_injections(facts: Facts, side: Hip | None) -> tuple[Injection, ...]:
    """Trochanteric injections of this side that held steroid or did not say; newest last."""
    given = [i for i in facts.injections if i.kind == "trochanteric" and i.steroid is not False and on_side(i.side, side)]
    return tuple(sorted((i for i in given if i.given is None or i.given <= facts.as_of), key=lambda i: i.given or date.min))


def _trendelenburg_persists(facts: Facts, side: Hip | None, time: Clock) -> bool:
    """Still there six weeks or more after treatment began; an undated sign is today's."""
    if time.began is None:
        return False
    present = [s.source.date or facts.as_of for s in signs(facts, "trendelenburg", side) if s.abnormal]
    return any(day - time.began >= PERSISTENT for day in present)


def _after_arthroplasty(facts: Facts, problems: list[Problem], side: Hip | None) -> bool:
    """Whether the hip is a replaced one: the operation, the status after it, or a diagnosis that names it."""
    replaced = any(o.kind == "hip_arthroplasty" and not o.planned and on_side(o.side, side) for o in facts.operations)
    replaced |= any(p.kind == "hip_arthroplasty" and p.verification.counts and on_side(p.side, side) for p in facts.problems)
    named = any(p.kind == ABDUCTOR_FAILURE and _confirmed(p) for p in problems)
    return replaced or named or any("post_arthroplasty" in p.details for p in problems)


def _endangered(facts: Facts, side: Hip | None) -> bool:
    """A fracture or infection of the hip, known or suspected, that stands."""
    return any(
        p.kind in DANGERS and p.current and _active(p) and p.verification.counts and on_side(p.side, side)
        for p in facts.problems
    )


def _resolved(facts: Facts, problems: list[Problem], side: Hip | None, time: Clock, *, weak: bool) -> bool:
    """Recorded as over, or improved with normal strength; and no complaint of this hip."""
    if any(on_side(c.side, side) for c in hip_complaints(facts)) or weak:
        return False
    if problems and not any(_active(p) for p in problems):
        return True
    strong = any(s.normal for s in signs(facts, "hip_abduction_strength", side))
    return (
        bool(problems) and time.helped is True and strong and not any(s.abnormal for s in signs(facts, "trendelenburg", side))
    )
