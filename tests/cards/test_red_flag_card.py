"""Critical cards: what was found in three lines, what is still to do, and no more than that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cards.models import Card
from service.concordance.assessment import Assessment, RedFlag
from service.facts import Facts, Measurement, Sign, Source, Study
from tests.cards.patients import TODAY, facts, rendered, source

NOTE = source("DocumentReference/1", "cannot pass water since noon, numb around the anus")
SCAN = source("DocumentReference/1", "bladder holds 600 ml")
CHART = source("Observation/8", "residual volume: 600 mL")


def flag(what: str, where: Source, kind: str = "cauda_equina", **given: Any) -> RedFlag:
    return RedFlag(flag=kind, what=what, active=True, source=where, **given)


def card(*flags: RedFlag, known: Facts | None = None, factors: tuple[RedFlag, ...] = ()) -> Card:
    return rendered(Assessment(red_flags=flags, risk_factors=factors), known or facts()).cards[0]


def lines(shown: Card) -> list[str]:
    return [line for line in (shown.detail or "").splitlines() if line.startswith("- ")]


def found(shown: Card) -> list[str]:
    return [line for line in (shown.detail or "").split("**Do now**")[0].splitlines() if line.startswith("- ")]


def test_one_passage_that_tells_of_two_signs_is_quoted_once() -> None:
    both = card(flag("urinary_retention", NOTE), flag("saddle_numbness", NOTE))
    assert found(both) == [
        "- Saddle numbness and new urinary retention: “cannot pass water since noon, numb around the anus” "
        "(DocumentReference/1, 2026-11-20)"
    ]


def test_a_number_that_stands_in_two_places_is_shown_once() -> None:
    volumes = tuple(Measurement(kind="pvr", value=600, unit="mL", source=place) for place in (SCAN, CHART))
    shown = card(flag("residual_volume", SCAN), flag("residual_volume", CHART), known=facts(measurements=volumes))
    assert len(found(shown)) == 1
    weak = (flag("severe_weakness", SCAN, "motor_deficit"), flag("severe_weakness", CHART, "motor_deficit"))
    assert len(found(card(*weak))) == 2


def test_more_than_three_findings_are_named_and_not_quoted() -> None:
    many = ["anal_tone", "saddle_numbness", "bilateral_sciatica", "urinary_retention", "faecal_incontinence"]
    shown = card(*(flag(what, source(f"Condition/{n}", f"told {n}")) for n, what in enumerate(many)))
    assert len(found(shown)) == 3
    assert "Saddle numbness" in found(shown)[0]
    assert "Also: reduced anal tone and sciatica of both legs." in (shown.detail or "")


def test_what_is_on_record_is_not_asked_for() -> None:
    asked = "Examine and record now: perineal sensation, anal tone, post-void residual volume and leg strength."
    assert asked in (card(flag("urinary_retention", NOTE)).detail or "")
    signs = tuple(Sign(test=test, source=source(f"Observation/{test}")) for test in ("anal_tone", "sensation_perineum"))
    volume = Measurement(kind="pvr", value=600, unit="mL", source=CHART)
    half = card(flag("urinary_retention", NOTE), known=facts(signs=signs, measurements=(volume,)))
    assert "Examine and record now: leg strength." in (half.detail or "")
    old = Sign(test="anal_tone", source=Source(reference="Observation/3", date=date(2026, 10, 1)))
    assert asked in (card(flag("urinary_retention", NOTE), known=facts(signs=(old,))).detail or "")


def test_what_was_imaged_lately_is_named_and_what_long_ago_is_not() -> None:
    lately = Study(region="lumbar", modality="MR", done=date(2026, 11, 12), source=source("ImagingStudy/1"))
    long_ago = Study(region="lumbar", modality="CT", done=date(2025, 11, 12), source=source("ImagingStudy/2"))
    detail = card(flag("urinary_retention", NOTE), known=facts(studies=(lately, long_ago))).detail or ""
    assert "On record already: lumbar MRI (2026-11-12). Image again" in detail
    assert "On record" not in (card(flag("urinary_retention", NOTE), known=facts(studies=(long_ago,))).detail or "")


FRACTURES = [
    ("new_pain_with_two_risks", "Possible fracture", "X-ray of the painful part", "bed rest"),
    ("femoral_neck_stress_fracture", "Left hip or femoral fracture on record: no weight", "orthopaedics", "X-ray"),
    ("fracture_on_imaging", "Fracture of spine or sacrum on record", "walking as pain allows", "X-ray"),
    ("vertebral_fracture", "Fracture of spine or sacrum on record", "osteoporosis", "weight on that leg"),
    ("bisphosphonate_thigh_pain", "Left thigh pain on a bisphosphonate", "whole femur, both sides", "osteoporosis"),
    ("major_trauma", "Major trauma", "until the images are read", "bed rest"),
    ("leg_length_rotation", "Left leg shortened and rotated", "X-ray of hip and pelvis now", "bed rest"),
]


@pytest.mark.parametrize(("what", "title", "says", "silent"), FRACTURES, ids=[row[0] for row in FRACTURES])
def test_a_fracture_card_knows_what_is_known(what: str, title: str, says: str, silent: str) -> None:
    shown = card(flag(what, source("Condition/2", "told"), "fracture", side="left"))
    assert shown.summary.startswith(title)
    assert says in (shown.detail or "")
    assert silent not in (shown.detail or "")
    assert ("bisphosphonate" in (shown.detail or "").lower()) is (what == "bisphosphonate_thigh_pain")


def test_a_fracture_that_was_seen_needs_no_image_to_be_found() -> None:
    what = ("fracture_on_imaging", "new_pain_with_two_risks")
    shown = card(*(flag(one, source(f"Condition/{one}", one), "fracture") for one in what))
    assert shown.summary.startswith("Fracture of spine or sacrum on record")
    assert "X-ray" not in (shown.detail or "")


TUMOURS = [
    ("cancer_with_new_pain", "Cancer in the record with new pain"),
    ("tumour_on_imaging", "Imaging suspicious of tumour"),
    ("spinal_malignancy", "Spinal tumour on record"),
]


@pytest.mark.parametrize(("what", "title"), TUMOURS, ids=[what for what, _ in TUMOURS])
def test_cancer_is_in_the_record_only_where_it_is(what: str, title: str) -> None:
    assert card(flag(what, source("Condition/5", "told"), "cancer")).summary.startswith(title)


@pytest.mark.parametrize("place", ["DocumentReference/1", "Condition/1"])
def test_where_a_fact_stands_is_told_by_its_source_alone(place: str) -> None:
    detail = card(flag("conus_lesion", source(place, "myelopathy?"), "cord_signs")).detail or ""
    assert "problem list" not in detail
    assert f"({place}, {TODAY.isoformat()})" in detail


def test_a_side_that_one_of_the_facts_leaves_open_is_still_named() -> None:
    weak = flag("severe_weakness", SCAN, "motor_deficit", side="left")
    drop = flag("foot_drop", CHART, "motor_deficit")
    assert card(weak, drop).summary.startswith("New or worsening left weakness")


def test_what_raised_the_flag_is_no_risk_factor_beside_it() -> None:
    risk = RedFlag(flag="fracture", what="vertebral_fracture", active=False, source=source("Condition/9", "L2 fracture"))
    shown = card(flag("vertebral_fracture", source("Condition/2", "L1 fracture"), "fracture"), factors=(risk,))
    assert "Also in the record" not in (shown.detail or "")
    assert lines(shown)
