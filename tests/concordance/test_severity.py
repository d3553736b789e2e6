"""Severity on one scale, what gives a finding weight by its look, and prevalence by age."""

from __future__ import annotations

import pytest

from service.concordance.prevalence import at_age, prevalence, studied_age
from service.concordance.severity import look, severity
from service.knowledge.tables import knowledge
from tests.concordance.patients import finding


@pytest.mark.parametrize(
    ("line", "value", "quality", "severe"),
    [
        ("foraminal_stenosis mild", 1, None, False),
        ("foraminal_stenosis mild-moderate", 1.5, None, False),
        ("foraminal_stenosis moderate", 2, "moderate", False),
        ("foraminal_stenosis moderate-severe", 2.5, "moderate", False),
        ("foraminal_stenosis severe", 3, "severe", True),
        ("foraminal_stenosis", None, None, False),
        ("foraminal_stenosis Lee:0", 0, None, False),
        ("foraminal_stenosis Lee:2", 2, "moderate", False),
        ("foraminal_stenosis Lee:3", 3, "lee_3", True),
        ("foraminal_stenosis mild Lee:3", 3, "lee_3", True),
        ("foraminal_stenosis Wildermuth:2", 2, "moderate", False),
        ("foraminal_stenosis six-point:F", 3, "severe", True),
        ("central_stenosis Lee:2", 2, "moderate", False),
        ("central_stenosis Schizas:A4", 1, None, False),
        ("central_stenosis Schizas:b", 2, "moderate", False),
        ("central_stenosis Schizas:C", 3, "schizas_c_d", True),
        ("lateral_recess_stenosis Bartynski:1", 1, None, False),
        ("nerve_root_compression Pfirrmann:2", 2, "moderate", False),
        ("disc_degeneration Pfirrmann:5", None, None, False),
        ("facet_arthropathy Weishaupt:3", None, None, False),
        ("spondylolisthesis Meyerding:I", 1, None, False),
        ("spondylolisthesis Meyerding:3", 3, "severe", True),
        ("foraminal_stenosis Unknown:9", None, None, False),
        ("foraminal_stenosis Lee:9", None, None, False),
        ("disc_herniation extrusion", None, "extrusion", True),
        ("disc_herniation sequestration mild", 1, "sequestration", True),
        ("disc_herniation protrusion", None, None, False),
        ("disc_herniation contact=contact", None, None, False),
        ("disc_herniation contact=displacement", 2, "displacement", False),
        ("disc_herniation contact=compression", 3, "compression", True),
        ("disc_herniation contact=none", None, None, False),
    ],
)
def test_words_grades_and_contact_make_one_severity(line: str, value: float | None, quality: str | None, severe: bool) -> None:
    one = finding(line, 1)
    assert severity(one) == value
    assert look(one).quality == quality
    assert look(one).severe is severe


@pytest.mark.parametrize(
    ("line", "age", "percent"),
    [
        ("disc_bulge", 50, 60),
        ("disc_bulge", 55, 64),
        ("disc_bulge", 58, 67),
        ("disc_bulge", 18, 30),
        ("disc_bulge", 95, 84),
        ("disc_bulge", None, None),
        ("disc_degeneration", 40, 68),
        ("disc_degeneration signal_loss", 40, 54),
        ("disc_degeneration height_loss", 40, 45),
        ("disc_herniation protrusion", 60, 38),
        ("disc_herniation", 60, None),
        ("disc_herniation extrusion", 60, None),
        ("disc_herniation protrusion contact=contact", 60, None),
        ("disc_herniation protrusion contact=none", 60, 38),
        ("disc_bulge contact=compression", 60, None),
        ("disc_bulge severe", 60, None),
        ("annular_fissure", 30, 20),
        ("facet_arthropathy moderate", 70, 69),
        ("facet_arthropathy severe", 70, None),
        ("spondylolisthesis degenerative", 60, 23),
        ("spondylolisthesis isthmic", 60, None),
        ("modic_change", 60, None),
        ("foraminal_stenosis mild", 60, None),
        ("central_stenosis severe", 60, None),
        ("other", 60, None),
    ],
)
def test_prevalence_is_shown_only_where_a_benign_figure_exists(line: str, age: int | None, percent: int | None) -> None:
    assert prevalence(finding(line, 1), age) == percent


def test_between_two_ages_prevalence_is_linear_and_outside_it_is_the_nearest_end() -> None:
    row = knowledge().prevalence["facet_degeneration"]
    assert [at_age(row, age) for age in (10, 20, 25, 30, 65, 80, 101)] == [4, 4, 6, 9, 60, 83, 83]
    assert [studied_age(finding("disc_bulge", 1), age) for age in (10, 19, 20, 55, 80, 81)] == [20, 20, 20, 55, 80, 80]
