"""Which roots a finding threatens: level, zone, type, migration and what the report names."""

from __future__ import annotations

import pytest

from service.concordance.roots import Spine, Threat, disc_level, in_order, neighbours, threatened
from tests.concordance.patients import finding

ALL = ("L1", "L2", "L3", "L4", "L5", "S1")
TABLE = [
    # exiting in the foramen
    ("foraminal_stenosis L1-L2", "L1", ""),
    ("foraminal_stenosis L2-L3", "L2", ""),
    ("foraminal_stenosis L3-L4", "L3", ""),
    ("foraminal_stenosis L4-L5", "L4", ""),
    ("foraminal_stenosis L5-S1", "L5", ""),
    ("foraminal_stenosis T12-L1", "T12", ""),
    ("foraminal_stenosis", "", " ".join(ALL)),
    ("foraminal_stenosis L4-L5 conjoined", "L4 L5", ""),
    # traversing in the recess
    ("lateral_recess_stenosis L2-L3", "L3", ""),
    ("lateral_recess_stenosis L5-S1", "S1", ""),
    ("lateral_recess_stenosis", "", " ".join(ALL)),
    ("lateral_recess_stenosis L4-L5 conjoined", "L4 L5", ""),
    # the canal
    ("central_stenosis L3-L4 moderate", "L4", "L5 S1 S2 S3 S4 S5"),
    ("central_stenosis", "", " ".join(ALL)),
    ("epidural_lipomatosis L5-S1", "S1", "S2 S3 S4 S5"),
    # herniations by zone and side
    ("left disc_herniation L4-L5 foraminal", "L4", ""),
    ("left disc_herniation L4-L5 extraforaminal", "L4", ""),
    ("left disc_herniation L4-L5 subarticular", "L5", ""),
    ("left disc_herniation L4-L5", "L5", "L4"),
    ("disc_herniation L4-L5", "L5", "L4"),
    ("disc_herniation L4-L5 central", "L5", "S1 S2 S3 S4 S5"),
    ("midline disc_herniation L4-L5", "L5", "S1 S2 S3 S4 S5"),
    ("both disc_herniation L4-L5", "L5", "S1 S2 S3 S4 S5"),
    ("left disc_herniation L3-L4 subarticular cranial", "L4", "L3"),
    ("left disc_herniation L3-L4 subarticular caudal", "L4", "L5"),
    ("left disc_herniation", "", " ".join(ALL)),
    # slips and pars defects
    ("spondylolisthesis L4-L5 degenerative", "L5", "L4 S1 S2 S3 S4 S5"),
    ("spondylolisthesis L4-L5", "L5", "L4 S1 S2 S3 S4 S5"),
    ("spondylolisthesis L5-S1", "L5", "S1 S2 S3 S4 S5"),
    ("spondylolisthesis L5-S1 isthmic", "L5", "S1"),
    ("spondylolisthesis L5-S1 degenerative", "S1", "L5 S2 S3 S4 S5"),
    ("spondylolisthesis", "", " ".join(ALL)),
    ("spondylolysis L5", "L5", ""),
    ("spondylolysis L4", "L4", ""),
    ("spondylolysis", "", " ".join(ALL)),
    # cysts, compression, scar
    ("left synovial_cyst L4-L5", "L5", ""),
    ("left synovial_cyst L4-L5 foraminal", "L4", ""),
    ("left nerve_root_compression L4-L5", "L5", "L4"),
    ("left nerve_root_compression L4-L5 foraminal", "L4", ""),
    ("left nerve_root_compression L4-L5 subarticular", "L5", ""),
    ("left nerve_root_compression L4-L5 root=L4", "L4", ""),
    ("left nerve_root_compression root=S1", "S1", ""),
    ("left nerve_root_compression", "", " ".join(ALL)),
    ("postoperative_change L4-L5", "L5", "L4"),
    ("postoperative_change", "", " ".join(ALL)),
    ("arachnoiditis", "", "L2 L3 L4 L5 S1 S2 S3 S4 S5"),
    ("conus_abnormality", "", "L2 L3 L4 L5 S1 S2 S3 S4 S5"),
    # what the report says
    ("left disc_herniation L4-L5 subarticular root=S1", "L5 S1", ""),
    ("left disc_herniation L4-L5 subarticular contact=none", "", "L5"),
    ("left foraminal_stenosis L4-L5 contact=none root=L4", "", "L4"),
    ("disc_bulge L4-L5", "", ""),
    ("disc_bulge L4-L5 contact=none", "", ""),
    ("disc_bulge L4-L5 contact=contact", "L5", "L4"),
    ("disc_bulge L4-L5 contact=contact foraminal", "L4", ""),
    ("disc_bulge L4-L5 contact=contact root=L4", "L4", ""),
    ("disc_bulge contact=contact", "", ""),
    ("facet_arthropathy L4-L5 contact=compression", "L5", "L4"),
    ("facet_arthropathy L4-L5", "", ""),
    # the rest
    ("scoliosis L3-L4", "", "L3"),
    ("scoliosis", "", ""),
    ("tarlov_cyst S2 12mm", "", ""),
    ("tarlov_cyst S2 22mm", "", "S2 S3"),
    ("tarlov_cyst S2", "", ""),
    ("modic_change L4-L5", "", ""),
    ("hemangioma L3", "", ""),
    ("other L4-L5", "", ""),
]


@pytest.mark.parametrize(("line", "primary", "secondary"), TABLE, ids=[row[0] for row in TABLE])
def test_a_finding_threatens_these_roots(line: str, primary: str, secondary: str) -> None:
    threat = threatened(finding(line, 1), Spine())
    assert in_order(threat.primary) == tuple(primary.split())
    assert in_order(threat.secondary) == tuple(secondary.split())
    assert threat.by_root is bool(primary or secondary)


@pytest.mark.parametrize(
    ("line", "spine", "primary", "secondary", "modifier"),
    [
        ("central_stenosis L4-L5 severe", Spine(lower_roots=True), "L5 S1 S2 S3 S4 S5", "", "severe_central"),
        ("central_stenosis L4-L5 Schizas:D", Spine(lower_roots=True), "L5 S1 S2 S3 S4 S5", "", "severe_central"),
        ("central_stenosis L4-L5 moderate", Spine(lower_roots=True), "L5", "S1 S2 S3 S4 S5", ""),
        ("central_stenosis L4-L5 severe", Spine(), "L5", "S1 S2 S3 S4 S5", ""),
        ("spondylolisthesis L4-L5", Spine(pars_levels=frozenset({"L4-L5"})), "L4", "L5", "isthmic_listhesis"),
        (
            "spondylolisthesis L3-L4",
            Spine(pars_levels=frozenset({"L4-L5"})),
            "L4",
            "L3 L5 S1 S2 S3 S4 S5",
            "degenerative_listhesis",
        ),
        ("left lateral_recess_stenosis L4-L5", Spine(transitional=True), "L5", "L4 S1", "transitional_vertebra"),
        ("modic_change L4-L5", Spine(transitional=True), "", "", ""),
        ("left foraminal_stenosis L5-S1 extraforaminal", Spine(), "L5", "", "far_out"),
        ("left disc_herniation L5-S1 foraminal", Spine(), "L5", "", ""),
        ("left disc_herniation L4-L5 extraforaminal", Spine(), "L4", "", ""),
        ("left disc_herniation L3-L4 cranial", Spine(), "L4", "L3", "cranial_migration"),
        ("left disc_herniation L3-L4 caudal", Spine(), "L4", "L3 L5", "caudal_migration"),
        ("left disc_herniation L4-L5 subarticular root=S1", Spine(), "L5 S1", "", "stated_root"),
        ("left disc_herniation L4-L5 subarticular root=L5", Spine(), "L5", "", ""),
        ("left disc_herniation L4-L5 subarticular contact=none", Spine(), "", "L5", "no_neural_contact"),
        ("left synovial_cyst L4-L5", Spine(), "L5", "", "synovial_cyst"),
        ("scoliosis L3-L4", Spine(), "", "L3", "scoliosis_concavity"),
        ("tarlov_cyst S2 22mm", Spine(), "", "S2 S3", "large_sacral_cyst"),
        ("foraminal_stenosis", Spine(), "", "L1 L2 L3 L4 L5 S1", "level_not_stated"),
        ("foraminal_stenosis L4-L5 conjoined", Spine(), "L4 L5", "", "conjoined_roots"),
        ("lateral_recess_stenosis L4-L5 conjoined", Spine(), "L4 L5", "", "conjoined_roots"),
    ],
)
def test_what_changes_the_roots_is_named(line: str, spine: Spine, primary: str, secondary: str, modifier: str) -> None:
    threat = threatened(finding(line, 1), spine)
    assert in_order(threat.primary) == tuple(primary.split())
    assert in_order(threat.secondary) == tuple(secondary.split())
    assert modifier in threat.modifiers if modifier else threat.modifiers in ((), ("zone_not_stated",))


def test_a_vertebra_is_taken_as_the_disc_below_it() -> None:
    assert [disc_level(v) for v in ("L5", "L4", "T12", "S1", "L4-L5", "S3", None)] == [
        "L5-S1", "L4-L5", "T12-L1", "S1-S2", "L4-L5", None, None,
    ]  # fmt: skip


def test_neighbours_are_one_segment_away() -> None:
    assert in_order(neighbours(frozenset({"L5"}))) == ("L4", "S1")
    assert in_order(neighbours(frozenset({"L4", "L5"}))) == ("L3", "S1")
    assert neighbours(frozenset()) == frozenset()


def test_nothing_is_threatened_by_default() -> None:
    assert not Threat().by_root
    assert Threat(secondary=frozenset({"L5"})).by_root
