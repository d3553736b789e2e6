"""The windows of the red flags: the last day and the last value inside, and the first outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from service.concordance.judge import judge
from service.facts import Injection, Medication, Operation, Patient, Problem, Source, Symptom
from service.knowledge.tables import knowledge
from tests.concordance.cases_by_subject.record import measured, source, takes
from tests.concordance.patients import TODAY, days_ago, facts

BACK = ["low_back pain 30w"]
STENOSIS = ["left mild foraminal_stenosis L2-L3"]


def began(kind: str, days: int, **told: Any) -> Symptom:
    return Symptom(kind=kind, onset=days_ago(days), source=source("Condition/9"), **told)


def complaint(kind: str, days: int, **told: Any) -> dict[str, Any]:
    """Beside old back pain a complaint that began so many days ago."""
    return {"symptoms": (*facts(says=BACK).symptoms, began(kind, days, **told))}


def listed(kind: str, days: int, **told: Any) -> dict[str, Any]:
    """Beside old back pain a diagnosis that began so many days ago."""
    return {"says": BACK, "problems": (Problem(kind=kind, onset=days_ago(days), source=source("Condition/9"), **told),)}


def steroid(days: int) -> Medication:
    return Medication(
        name="prednisolone",
        classes=frozenset({"systemic_steroid"}),
        start=days_ago(days),
        source=source("MedicationRequest/1"),
    )


def injected(days: int) -> dict[str, Any]:
    return {"injections": (Injection(kind="epidural", given=days_ago(days), source=source("Procedure/1")),)}


def valued(kind: str, value: float, unit: str, days: int = 0) -> dict[str, Any]:
    told = measured(kind, value, unit)["measurements"][0]
    return {"measurements": (replace(told, source=Source(reference="Observation/9", date=days_ago(days))),)}


def value(kind: str, number: float, unit: str) -> dict[str, Any]:
    return {"says": BACK, **valued(kind, number, unit)}


def new_pain(who: str) -> dict[str, Any]:
    return {"who": who, "says": ["low_back pain 2w"]}


def man(age: int) -> dict[str, Any]:
    return {"says": BACK, "has": ["smoking"], "patient": Patient(reference="Patient/1", age=age, sex="male")}


def row(name: str, what: str, inside: dict[str, Any], outside: dict[str, Any]) -> Any:
    return pytest.param(what, inside, outside, id=name)


ACTIVE = [
    row(
        "saddle numbness of 30 days",
        "saddle_numbness",
        complaint("saddle_numbness", 30),
        complaint("saddle_numbness", 31),
    ),
    row(
        "slack sphincter seen 30 days ago",
        "anal_tone",
        {"says": BACK, "exam": ["anal_tone -30d"]},
        {"says": BACK, "exam": ["anal_tone -31d"]},
    ),
    row(
        "cauda equina syndrome of 30 days",
        "cauda_equina_syndrome",
        listed("cauda_equina_syndrome", 30),
        listed("cauda_equina_syndrome", 31),
    ),
    row(
        "cauda equina syndrome called chronic",
        "cauda_equina_syndrome",
        listed("cauda_equina_syndrome", 3),
        listed("cauda_equina_syndrome", 3, details=frozenset({"chronic"})),
    ),
    row(
        "more than 200 mL left in the bladder",
        "residual_volume",
        value("pvr", 201, "mL"),
        value("pvr", 200, "mL"),
    ),
    row(
        "residual volume of 30 days ago",
        "residual_volume",
        {"says": BACK, **valued("pvr", 400, "mL", 30)},
        {"says": BACK, **valued("pvr", 400, "mL", 31)},
    ),
    row(
        "sciatica of both legs for 30 days",
        "bilateral_sciatica",
        complaint("pain", 30, regions=("calf",), side="bilateral"),
        complaint("pain", 31, regions=("calf",), side="bilateral"),
    ),
    row(
        "severe weakness first seen six weeks ago",
        "severe_weakness",
        {"says": BACK, "exam": ["left knee_extension_strength 2 -42d"]},
        {"says": BACK, "exam": ["left knee_extension_strength 2 -43d"]},
    ),
    row(
        "strength that fell by a whole grade",
        "falling_strength",
        {"says": BACK, "exam": ["left knee_extension_strength 4 -3d", "left knee_extension_strength 5 -60d"]},
        {"says": BACK, "exam": ["left knee_extension_strength 4.33 -3d", "left knee_extension_strength 5 -60d"]},
    ),
    row(
        "pain of twelve months with cancer",
        "cancer_with_new_pain",
        {"has": ["cancer"], "symptoms": (began("pain", 365, regions=("low_back",)),)},
        {"has": ["cancer"], "symptoms": (began("pain", 366, regions=("low_back",)),)},
    ),
    row(
        "38 degrees",
        "fever",
        value("temperature", 38.0, "Cel"),
        value("temperature", 37.9, "Cel"),
    ),
    row(
        "fever of 30 days ago",
        "fever",
        {"says": BACK, **valued("temperature", 39.0, "Cel", 30)},
        {"says": BACK, **valued("temperature", 39.0, "Cel", 31)},
    ),
    row("fever for 30 days", "fever", complaint("fever", 30), complaint("fever", 31)),
    row("CRP of 50", "high_crp", value("crp", 50, "mg/L"), value("crp", 49.9, "mg/L")),
    row(
        "raised CRP three months after an injection",
        "raised_marker_with_risk",
        {"says": BACK, **valued("crp", 11, "mg/L"), **injected(91)},
        {"says": BACK, **valued("crp", 11, "mg/L"), **injected(92)},
    ),
    row(
        "vertebral fracture of twelve weeks",
        "vertebral_fracture",
        listed("vertebral_fracture", 84),
        listed("vertebral_fracture", 85),
    ),
    row(
        "a fall from a ladder twelve weeks ago",
        "major_trauma",
        complaint("pain", 84, regions=("low_back",), qualities=frozenset({"major_trauma"})),
        complaint("pain", 85, regions=("low_back",), qualities=frozenset({"major_trauma"})),
    ),
    row(
        "new back pain at 70 with osteoporosis",
        "new_pain_with_two_risks",
        {"who": "70 F", "says": ["low_back pain 2w"], "has": ["osteoporosis"]},
        {"who": "69 F", "says": ["low_back pain 2w"], "has": ["osteoporosis"]},
    ),
    row(
        "new back pain of twelve weeks with two risks",
        "new_pain_with_two_risks",
        {"who": "70 F", "says": ["low_back pain 12w"], "has": ["osteoporosis"]},
        {"who": "70 F", "says": ["low_back pain 13w"], "has": ["osteoporosis"]},
    ),
    row(
        "more than three months of prednisolone",
        "new_pain_with_two_risks",
        {"says": ["low_back pain 2w"], "has": ["osteoporosis"], "medications": (steroid(92),)},
        {"says": ["low_back pain 2w"], "has": ["osteoporosis"], "medications": (steroid(91),)},
    ),
    row(
        "aneurysm of 5.5 cm",
        "large_aneurysm",
        value("aaa_diameter", 5.5, "cm"),
        value("aaa_diameter", 5.4, "cm"),
    ),
    row(
        "a complication of six weeks",
        "postprocedural_complication",
        listed("postprocedural_complication", 42),
        listed("postprocedural_complication", 43),
    ),
    row(
        "severe leg pain six weeks after an operation",
        "trouble_after_procedure",
        {**complaint("pain", 1, regions=("calf",), side="left", qualities=frozenset({"severe"})), "operations": "42"},
        {**complaint("pain", 1, regions=("calf",), side="left", qualities=frozenset({"severe"})), "operations": "43"},
    ),
    row(
        "severe leg pain from the day of the operation on",
        "trouble_after_procedure",
        {**complaint("pain", 20, regions=("calf",), side="left", qualities=frozenset({"severe"})), "operations": "20"},
        {**complaint("pain", 21, regions=("calf",), side="left", qualities=frozenset({"severe"})), "operations": "20"},
    ),
    row(
        "numb leg for two weeks on an anticoagulant",
        "anticoagulated_deficit",
        {**complaint("numbness", 14, regions=("leg",), side="left"), **takes("apixaban", "anticoagulant")},
        {**complaint("numbness", 15, regions=("leg",), side="left"), **takes("apixaban", "anticoagulant")},
    ),
]
NAMED = [
    row("aneurysm of 3 cm", "aneurysm", value("aaa_diameter", 3, "cm"), value("aaa_diameter", 2.9, "cm")),
    row("CRP over 10", "raised_marker", value("crp", 10.1, "mg/L"), value("crp", 10, "mg/L")),
    row("ESR over 30", "raised_marker", value("esr", 31, "mm/h"), value("esr", 30, "mm/h")),
    row("a smoker of 65", "aortic_risk", man(65), man(64)),
    row("70 with new back pain", "high_age", new_pain("70 F"), new_pain("69 F")),
]


def raised(told: dict[str, Any], *, active: bool) -> set[str]:
    told = dict(told)
    symptoms, problems = told.pop("symptoms", ()), told.pop("problems", ())
    patient, operated = told.pop("patient", None), told.pop("operations", None)
    if operated:
        done = Operation(kind="discectomy", done=days_ago(int(operated)), source=source("Procedure/1"))
        told["operations"] = (done,)
    made = facts(shows=STENOSIS, **told)
    made = replace(made, symptoms=symptoms or made.symptoms, problems=(*made.problems, *problems))
    made = replace(made, patient=patient or made.patient)
    assessment = judge(made)
    return {f.what for f in (assessment.red_flags if active else assessment.risk_factors)}


@pytest.mark.parametrize(("what", "inside", "outside"), ACTIVE)
def test_a_flag_is_open_up_to_its_limit_and_not_beyond(what: str, inside: dict[str, Any], outside: dict[str, Any]) -> None:
    assert what in raised(inside, active=True)
    assert what not in raised(outside, active=True)


@pytest.mark.parametrize(("what", "inside", "outside"), NAMED)
def test_a_risk_is_named_from_its_limit_on(what: str, inside: dict[str, Any], outside: dict[str, Any]) -> None:
    assert what in raised(inside, active=False)
    assert what not in raised(outside, active=False)


PRESENT_ONLY = [
    "cauda_equina_syndrome", "conus_lesion", "spinal_malignancy", "spinal_infection", "psoas_abscess", "septic_hip",
    "vertebral_fracture", "acute_limb_ischaemia", "postprocedural_complication", "aortic_aneurysm", "immunosuppression",
    "injecting_drug_use", "dialysis", "bacteraemia", "renal_colic", "polymyalgia_rheumatica", "steroid_use",
]  # fmt: skip


@pytest.mark.parametrize("kind", PRESENT_ONLY)
def test_a_diagnosis_that_is_over_raises_nothing_and_names_no_risk(kind: str) -> None:
    present = Problem(kind=kind, source=source("Condition/9"))
    told = facts(says=BACK, shows=STENOSIS)
    assert {f.source for f in _both(replace(told, problems=(present,)))} == {present.source}
    assert not _both(replace(told, problems=(replace(present, current=False),)))
    for status in ("resolved", "inactive"):
        over = replace(present, activity=status_of(status))
        assert not _both(replace(told, problems=(over,)))


def status_of(word: str) -> Any:
    return facts(has=[f"cancer {word}"]).problems[0].activity


def _both(patient: Any) -> list[Any]:
    assessment = judge(patient)
    return [*assessment.red_flags, *assessment.risk_factors]


def test_cancer_and_brittle_bones_of_the_past_stay_on_record() -> None:
    for kind in ("cancer", "cancer_other", "osteoporosis", "fragility_fracture"):
        assert _both(facts(says=BACK, has=[f"{kind} resolved"])), kind


def test_a_diagnosis_without_onset_is_as_old_as_its_record() -> None:
    for days, open_ in ((30, True), (31, False)):
        told = Problem(kind="cauda_equina_syndrome", recorded=days_ago(days), source=source("Condition/9"))
        noted = replace(told, recorded=None, source=Source(reference="Condition/9", date=days_ago(days)))
        for problem in (told, noted):
            flags = judge(replace(facts(says=BACK), problems=(problem,))).red_flags
            assert bool(flags) is open_


def test_a_flag_carries_its_day_and_the_sources_of_trigger_and_flag() -> None:
    flag = judge(facts(says=BACK, exam=["anal_tone -7d"])).red_flags[0]
    assert flag.date == TODAY - timedelta(days=7)
    tables = knowledge()
    assert set(flag.citations) == {*tables.triggers["anal_tone"].cites, *tables.red_flags["cauda_equina"].cites}
