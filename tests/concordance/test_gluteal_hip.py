"""What the record says of one hip: strength that falls, how sure the diagnosis is, which hips are placed at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.gluteal_hip import GlutealHip, gluteal_hips
from service.concordance.gluteal_strength import progressive_weakness
from service.facts import Measurement, Sign, Source, Symptom, Therapy
from tests.concordance.care_cases import operation
from tests.concordance.cases_by_subject.record import source
from tests.concordance.patients import days_ago, facts

PAIN = ["left lateral_hip pain 20w"]
TEAR = ["left gluteal_tear imaging_confirmed"]


def force(value: float, days: int, side: Any = "left", kind: str = "abductor_force") -> Measurement:
    day = Source(reference="Observation/1", date=days_ago(days))
    return Measurement(kind=kind, value=value, unit="N", side=side, source=day)


def weak(regions: tuple[str, ...] = ("hip",), **told: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": "weakness", "side": "left", "qualities": frozenset({"progressive"})}
    return {"symptoms": (Symptom(**{**plain, "regions": regions, "source": source("Condition/9"), **told}),)}


STRENGTH: list[tuple[str, dict[str, Any], bool]] = [
    ("nothing recorded", {}, False),
    (
        "a whole grade in four weeks",
        {"exam": ["left hip_abduction_strength 5 -28d", "left hip_abduction_strength 4 -0d"]},
        True,
    ),
    ("a whole grade in less", {"exam": ["left hip_abduction_strength 5 -27d", "left hip_abduction_strength 4 -0d"]}, False),
    ("two thirds", {"exam": ["left hip_abduction_strength 4.67 -40d", "left hip_abduction_strength 4 -0d"]}, False),
    (
        "three thirds as written",
        {"exam": ["left hip_abduction_strength 4.33 -40d", "left hip_abduction_strength 3.33 -0d"]},
        True,
    ),
    ("normal, then 4", {"exam": ["left hip_abduction_strength normal -40d", "left hip_abduction_strength 4 -0d"]}, True),
    ("weak, then 3", {"exam": ["left hip_abduction_strength -40d", "left hip_abduction_strength 3 -0d"]}, False),
    ("regained", {"exam": ["left hip_abduction_strength 3 -40d", "left hip_abduction_strength 5 -0d"]}, False),
    ("of the other hip", {"exam": ["right hip_abduction_strength 5 -40d", "right hip_abduction_strength 4 -0d"]}, False),
    ("one of each hip", {"exam": ["right hip_abduction_strength 5 -40d", "left hip_abduction_strength 4 -0d"]}, False),
    ("of the knee", {"exam": ["left knee_extension_strength 5 -40d", "left knee_extension_strength 4 -0d"]}, False),
    ("undated", {"exam": ["left hip_abduction_strength 5", "left hip_abduction_strength 4 -0d"]}, False),
    ("a fifth of the force", {"measurements": (force(100, 28), force(80, 0))}, True),
    ("less than a fifth", {"measurements": (force(100, 28), force(81, 0))}, False),
    ("a small force, more than a fifth", {"measurements": (force(1, 28), force(0.9, 0))}, False),
    ("a fifth in less than four weeks", {"measurements": (force(100, 27), force(80, 0))}, False),
    ("the force of the other hip", {"measurements": (force(100, 28, "right"), force(80, 0, "right"))}, False),
    ("another value", {"measurements": (force(100, 28, kind="crp"), force(80, 0, kind="crp"))}, False),
    ("no force to lose", {"measurements": (force(0, 28), force(0, 0))}, False),
    ("a sign called progressive", {"exam": ["left hip_abduction_strength 4 progressive"]}, True),
    ("a sign of the other hip", {"exam": ["right hip_abduction_strength 4 progressive"]}, False),
    ("a sign that is normal", {"exam": ["left hip_abduction_strength normal progressive"]}, False),
    ("a knee called progressive", {"exam": ["left knee_extension_strength 4 progressive"]}, False),
    ("a hip said to weaken", weak(), True),
    ("a lateral hip said to weaken", weak(("lateral_hip",)), True),
    ("a leg said to weaken", weak(("leg",)), False),
    ("the other hip said to weaken", weak(side="right"), False),
    ("pain that progresses", weak(kind="pain"), False),
    ("weakness that does not progress", weak(qualities=frozenset({"stable"})), False),
    ("weakness that is over", weak(current=False), False),
]


@pytest.mark.parametrize(("told", "falls"), [s[1:] for s in STRENGTH], ids=[s[0] for s in STRENGTH])
def test_the_abductors_weaken_by_a_grade_a_fifth_or_in_words(told: dict[str, Any], falls: bool) -> None:
    told = dict(told)
    symptoms = told.pop("symptoms", ())
    assert progressive_weakness(replace(facts(**told), symptoms=symptoms), "left") is falls


@pytest.mark.parametrize("status", ["resolved", "inactive", "refuted", "entered-in-error"])
def test_a_weakness_that_is_over_or_refuted_does_not_progress(status: str) -> None:
    assert progressive_weakness(facts(says=["left hip weakness progressive"]), "left")
    assert not progressive_weakness(facts(says=[f"left hip weakness progressive {status}"]), "left")
    assert not progressive_weakness(facts(says=["no left hip weakness progressive"]), "left")


def test_the_worst_grade_of_the_newest_day_counts() -> None:
    day = ["left hip_abduction_strength 5 -40d", "left hip_abduction_strength 5 -0d"]
    assert not progressive_weakness(facts(exam=day), "left")
    assert progressive_weakness(facts(exam=[*day, "left hip_abduction_strength 4 -0d"]), "left")


def hips(**told: Any) -> tuple[GlutealHip, ...]:
    return gluteal_hips(facts(**told), red_flag=False)


TENDER = "left trochanter_tenderness"
CERTAIN = [
    ("seen on a scan, tender", {"has": TEAR, "exam": [TENDER]}, "confirmed"),
    ("seen on a scan, not examined", {"has": TEAR}, "imaging_only"),
    ("a pain syndrome, tender", {"has": ["left gtps"], "exam": [TENDER]}, "clinical"),
    ("a pain syndrome seen on a scan, tender", {"has": ["left gtps imaging_confirmed"], "exam": [TENDER]}, "confirmed"),
    ("a pain syndrome, not examined", {"has": ["left gtps"]}, "none"),
    ("a tear suspected, tender", {"has": ["left gluteal_tear suspected"], "exam": [TENDER]}, "clinical"),
    ("a tear suspected, not examined", {"has": ["left gluteal_tear suspected"]}, "none"),
    ("a tear, the pelvis drops", {"has": TEAR, "exam": ["left trendelenburg"]}, "confirmed"),
    (
        "a tear, the pelvis drops, the trochanter is not tender",
        {"has": TEAR, "exam": ["left trendelenburg", f"{TENDER} normal"]},
        "imaging_only",
    ),
    (
        "a tear, the pelvis drops, the other trochanter is not tender",
        {"has": TEAR, "exam": ["left trendelenburg", "right trochanter_tenderness normal"]},
        "confirmed",
    ),
    ("a tear, the other hip tender", {"has": TEAR, "exam": ["right trochanter_tenderness"]}, "imaging_only"),
]


@pytest.mark.parametrize(("told", "certainty"), [c[1:] for c in CERTAIN], ids=[c[0] for c in CERTAIN])
def test_a_diagnosis_is_as_sure_as_scan_and_hip_signs_make_it(told: dict[str, Any], certainty: str) -> None:
    assert [h.certainty for h in hips(says=PAIN, **told)] == [certainty]


PLACED: list[tuple[str, dict[str, Any], list[str | None]]] = [
    ("pain on the left", {"says": PAIN}, ["left"]),
    ("pain on the left, not tender", {"says": PAIN, "exam": [f"{TENDER} normal"]}, []),
    ("pain on the left, the right not tender", {"says": PAIN, "exam": ["right trochanter_tenderness normal"]}, ["left"]),
    ("pain on both sides", {"says": ["both lateral_hip pain"]}, ["left", "right"]),
    ("pain without a side", {"says": ["lateral_hip pain"]}, [None]),
    ("pain without a side, tender on the left", {"says": ["lateral_hip pain"], "exam": [TENDER]}, [None]),
    ("a diagnosis without a side, pain on the left", {"says": PAIN, "has": ["gtps"]}, ["left"]),
    ("a diagnosis without a side, tender on the right", {"has": ["gtps"], "exam": ["right trochanter_tenderness"]}, ["right"]),
    (
        "a diagnosis without a side, pain left and tender right",
        {"says": PAIN, "has": ["gtps"], "exam": ["right trochanter_tenderness"]},
        ["left", "right"],
    ),
    ("a diagnosis and no side anywhere", {"has": ["gtps"]}, [None]),
    ("tender without pain or diagnosis", {"exam": [TENDER]}, []),
    ("groin pain", {"says": ["left groin pain"]}, []),
    ("pain of the hip at night", {"says": ["left lateral_hip night_pain"]}, ["left"]),
    ("pain of the groin at night", {"says": ["left groin night_pain"]}, []),
]


@pytest.mark.parametrize(("told", "sides"), [p[1:] for p in PLACED], ids=[p[0] for p in PLACED])
def test_a_hip_is_placed_where_diagnosis_or_complaint_name_it(told: dict[str, Any], sides: list[str | None]) -> None:
    assert [h.side for h in hips(**told)] == sides


NEUROLOGY = [
    (["left straight_leg_raise normal", "left patellar_reflex normal"], True),
    (["left straight_leg_raise normal"], False),
    (["left femoral_stretch normal", "left sensation_anterior_thigh normal"], False),
    (["left femoral_stretch normal", "left achilles_reflex normal"], True),
    (["left sensation_dorsum_foot normal", "left slump_test normal"], True),
    (["left hip_abduction_strength 4", "left straight_leg_raise normal"], False),
    (["left sensation_lateral_hip normal", "left straight_leg_raise normal"], False),
    (["right straight_leg_raise normal", "right achilles_reflex normal"], False),
    (["left straight_leg_raise untested", "left achilles_reflex untested"], False),
]


@pytest.mark.parametrize(("exam", "done"), NEUROLOGY, ids=[" and ".join(exam) for exam, _ in NEUROLOGY])
def test_the_nerves_are_examined_by_two_root_tests_one_of_them_low(exam: list[str], done: bool) -> None:
    assert [h.neurology_examined for h in hips(says=PAIN, exam=exam)] == [done]


def test_the_diagnosis_that_says_most_leads() -> None:
    ranked = ["left gtps", "left gluteal_tendinopathy", "left gluteal_tear", "left post_arthroplasty_abductor_failure"]
    for n, kind in enumerate(ranked):
        for has in (ranked[: n + 1], ranked[n::-1]):
            (hip,) = hips(says=PAIN, has=has)
            assert hip.problem is not None
            assert f"left {hip.problem.kind}" == kind
    (hip,) = hips(says=PAIN, has=["left gluteal_tear resolved", "left gtps"])
    assert hip.problem is not None
    assert hip.problem.kind == "gtps"


@pytest.mark.parametrize(("words", "extent"), [("", "unknown"), ("partial", "partial"), ("full", "full"), ("retracted", "full"),
                                               ("full suspected", "unknown"), ("partial suspected", "partial")])  # fmt: skip
def test_the_tear_is_as_large_as_what_is_sure(words: str, extent: str) -> None:
    (hip,) = hips(says=PAIN, has=[f"left gluteal_tear {words}".strip()])
    assert hip.tear.extent == extent


def test_a_pelvis_that_drops_six_weeks_after_treatment_began_persists() -> None:
    def hip(drop: int | None, began: int) -> GlutealHip:
        day = None if drop is None else days_ago(drop)
        sign = Sign(test="trendelenburg", side="left", source=Source(reference="Observation/1", date=day))
        plain = Therapy(kind="physiotherapy", side="left", qualifying=True, source=source("Procedure/1"))
        course = replace(plain, start=days_ago(began))
        (only,) = gluteal_hips(replace(facts(says=PAIN, has=TEAR, therapies=(course,)), signs=(sign,)), red_flag=False)
        return only

    assert hip(0, 42).trendelenburg_persists
    assert not hip(0, 41).trendelenburg_persists
    assert hip(None, 42).trendelenburg_persists
    assert not hip(10, 50).trendelenburg_persists


OVER = [
    ("a resolved tear", {"has": ["left gluteal_tear resolved"]}, True),
    ("a resolved tear that hurts again", {"has": ["left gluteal_tear resolved"], "says": PAIN}, False),
    ("a resolved tear, the other hip hurts", {"has": ["left gluteal_tear resolved"], "says": ["right lateral_hip pain"]}, True),
    ("a resolved tear, still weak", {"has": ["left gluteal_tear resolved"], "exam": ["left hip_abduction_strength 4"]}, False),
    ("an active tear without complaint", {"has": TEAR}, False),
]


@pytest.mark.parametrize(("told", "over"), [o[1:] for o in OVER], ids=[o[0] for o in OVER])
def test_a_hip_is_over_where_nothing_of_it_is_left(told: dict[str, Any], over: bool) -> None:
    assert next(h.resolved for h in hips(**told) if h.side == "left") is over


FAILED = "left gluteal_tear full imaging_confirmed"
REPLACED: list[tuple[str, dict[str, Any], bool]] = [
    ("that hip, as a status", {"has": [FAILED, "left hip_arthroplasty"]}, True),
    ("the other hip, as a status", {"has": [FAILED, "right hip_arthroplasty"]}, False),
    ("a status in error", {"has": [FAILED, "left hip_arthroplasty entered-in-error"]}, False),
    ("that hip, as an operation", {"has": [FAILED], "operations": (operation("hip_arthroplasty", 60, "left"),)}, True),
    ("the other hip, as an operation", {"has": [FAILED], "operations": (operation("hip_arthroplasty", 60, "right"),)}, False),
    ("an operation to come", {"has": [FAILED], "operations": (operation("hip_arthroplasty", -4, planned=True),)}, False),
]


@pytest.mark.parametrize(("told", "failed"), [r[1:] for r in REPLACED], ids=[r[0] for r in REPLACED])
def test_abductors_failed_after_a_replacement_of_that_hip_and_no_other(told: dict[str, Any], failed: bool) -> None:
    (hip,) = hips(says=PAIN, exam=["left hip_abduction_strength 3"], **told)
    assert hip.failed_after_arthroplasty is failed


@pytest.mark.parametrize(("dates", "weeks", "placed"), [
    ("abated", 50, True), ("abated", 55, False), ("recorded", 50, True), ("recorded", 55, False), ("onset", 50, True),
    ("onset", 55, False),
])  # fmt: skip
def test_a_tear_that_healed_more_than_a_year_ago_is_no_longer_followed(dates: str, weeks: int, placed: bool) -> None:
    patient = facts(has=["left gluteal_tear resolved"])
    dated: dict[str, Any] = {dates: days_ago(7 * weeks)}
    healed = replace(patient, problems=(replace(patient.problems[0], **dated),))
    assert [h.side for h in gluteal_hips(healed, red_flag=False)] == (["left"] if placed else [])
