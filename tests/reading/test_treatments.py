"""What was done about it: therapy, injections, operations, from Procedures and from words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.facts import Source
from service.reading.gleaned import Gleaned
from service.reading.outcomes import outcome_in
from service.reading.treatment_history import in_month, read_treatment_text
from service.reading.treatments import concerns, join_courses, read_procedure

TODAY = date(2026, 11, 25)


def procedure(text: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": "Procedure", "id": "p", "status": "completed", "code": {"text": text}, **elements}


def test_running_physiotherapy_has_a_start_and_no_end() -> None:
    resource = procedure("supervised physical therapy, left hip", status="in-progress", performedPeriod={"start": "2026-08-01"})
    (therapy,) = read_procedure(resource, TODAY).therapies
    assert (therapy.kind, therapy.target, therapy.side, therapy.start, therapy.end) == (
        "physiotherapy",
        "hip",
        "left",
        date(2026, 8, 1),
        None,
    )
    assert therapy.qualifying


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("no improvement", "not improved"),
        ("without benefit", "not improved"),
        ("only temporary relief", "not improved"),
        ("failed conservative treatment", "not improved"),
        ("pain persists", "not improved"),
        ("much better", "improved"),
        ("good response", "improved"),
        ("worse after six sessions", "worse"),
        ("no worse", None),
        ("attended six sessions", None),
        ("", None),
    ],
)
def test_the_outcome_of_a_treatment_is_read(words: str, outcome: str | None) -> None:
    assert outcome_in(words) == outcome


def test_an_injection_has_side_site_guidance_placement_and_day() -> None:
    resource = procedure(
        "Ultrasound-guided corticosteroid injection, trochanteric bursa",
        bodySite=[{"text": "left hip"}],
        performedDateTime="2026-07-26T09:30:00+01:00",
        outcome={"text": "short-lived relief"},
    )
    (injection,) = read_procedure(resource, TODAY).injections
    assert (injection.kind, injection.side, injection.steroid) == ("trochanteric", "left", True)
    assert (injection.guidance, injection.placement) == ("ultrasound", "bursal")
    assert (injection.given, injection.outcome) == (date(2026, 7, 26), "not improved")


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        ("Left L4-L5 transforaminal epidural steroid injection", "transforaminal", "L4-L5"),
        ("Caudal epidural steroid injection", "epidural", None),
        ("L3, L4 medial branch blocks", "medial_branch", "L3"),
        ("Facet joint injection L4-5", "facet", "L4-L5"),
        ("Right hip intra-articular steroid injection", "hip_joint", None),
        ("SI joint injection", "sacroiliac", None),
    ],
)
def test_every_kind_of_injection_is_told(text: str, kind: str, level: str | None) -> None:
    (injection,) = read_procedure(procedure(text), TODAY).injections
    assert (injection.kind, injection.level) == (kind, level)


@pytest.mark.parametrize(
    ("text", "kind", "levels"),
    [
        ("left L4-L5 discectomy", "discectomy", ("L4-L5",)),
        ("Posterior lumbar fusion L4-S1", "fusion", ("L4-L5", "L5-S1")),
        ("L3-L4 laminectomy", "decompression", ("L3-L4",)),
        ("Left total hip arthroplasty", "hip_arthroplasty", ()),
        ("Repair of gluteus medius tendon", "gluteal_repair", ()),
    ],
)
def test_every_kind_of_operation_is_told_with_its_levels(text: str, kind: str, levels: tuple[str, ...]) -> None:
    (operation,) = read_procedure(procedure(text, performedDateTime="2023-05-02"), TODAY).operations
    assert (operation.kind, operation.levels, operation.done, operation.planned) == (kind, levels, date(2023, 5, 2), False)


def test_an_operation_that_lies_ahead_is_planned() -> None:
    (operation,) = read_procedure(procedure("Left total hip arthroplasty", status="preparation"), TODAY).operations
    assert (operation.planned, operation.done) == (True, None)


@pytest.mark.parametrize("status", ["not-done", "entered-in-error"])
def test_what_was_not_done_counts_for_nothing(status: str) -> None:
    gleaned = read_procedure(procedure("left L4-L5 discectomy", status=status), TODAY)
    assert not gleaned.operations


@pytest.mark.parametrize("text", ["Colonoscopy", "Cervical discectomy and fusion C5-C6", "Appendectomy", "Plain chest X-ray"])
def test_other_procedures_are_left_alone(text: str) -> None:
    assert read_procedure(procedure(text), TODAY) == Gleaned()
    assert not concerns(procedure("Colonoscopy"))


def test_dated_sessions_become_one_course() -> None:
    sessions = [
        read_procedure(procedure("Physical therapy session", id=str(n), performedDateTime=day), TODAY).therapies[0]
        for n, day in enumerate(("2026-09-01", "2026-09-08", "2026-10-30"))
    ]
    (course,) = join_courses(sessions)
    assert (course.start, course.end, len(course.sessions)) == (date(2026, 9, 1), date(2026, 10, 30), 3)
    assert join_courses(reversed(sessions)) == (course,)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Trochanteric steroid injection left 4 months ago.", "injections"),
        ("S/p L4-L5 discectomy 2021.", "operations"),
        ("Completed 8 weeks of physiotherapy without improvement.", "therapies"),
        ("She had an epidural steroid injection in March 2026.", "injections"),
        ("Underwent right total hip replacement in 2019.", "operations"),
        ("R GT bursa CSI by rheumatology in April, good relief.", "injections"),
    ],
)
def test_a_history_tells_of_treatments(text: str, what: str) -> None:
    gleaned = read_treatment_text(text, Source(reference="DocumentReference/1"), TODAY)
    assert len(getattr(gleaned, what)) == 1


def test_a_month_without_a_year_is_the_last_one_of_that_name() -> None:
    assert [in_month(f"injected in {month}", date(2026, 11, 25)) for month in ("August", "Dec", "Nov", "August 2024")] == [
        date(2026, 8, 15),
        date(2025, 12, 15),
        date(2026, 11, 15),
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Plan: refer to physiotherapy.",
        "Consider trochanteric injection if no better.",
        "No prior spinal surgery or physiotherapy.",
        "She has not had an epidural injection.",
        "Never had a discectomy.",
        "Declined epidural injection.",
        "Discussed hip replacement.",
        "Physiotherapy.",
        "For L GT bursa CSI in January.",
        "L GT bursa CSI would be an option if exercises have not helped.",
    ],
)
def test_plans_advice_and_denials_are_no_treatments(text: str) -> None:
    gleaned = read_treatment_text(text, Source(reference="DocumentReference/1"), TODAY)
    assert (gleaned.therapies, gleaned.injections, gleaned.operations) == ((), (), ())


def test_an_unreadable_date_leaves_the_treatment_without_one() -> None:
    (injection,) = read_procedure(
        procedure("trochanteric steroid injection", performedString="some time back"), TODAY
    ).injections
    assert injection.given is None


@pytest.mark.parametrize(
    "elements",
    [
        {"bodySite": [{"text": "right wrist"}]},
        {"reasonCode": [{"text": "knee osteoarthritis"}]},
        {"note": [{"text": "for neck pain"}]},
    ],
)
def test_physiotherapy_for_another_part_of_the_body_is_left_out(elements: dict[str, Any]) -> None:
    assert read_procedure(procedure("Physical therapy", **elements), TODAY).therapies == ()


def test_physiotherapy_for_hip_and_knee_counts() -> None:
    (therapy,) = read_procedure(procedure("Physical therapy", note=[{"text": "hip and knee strengthening"}]), TODAY).therapies
    assert therapy.target == "hip"
