"""Problem names and single phrases are read like whole reports."""

from __future__ import annotations

import pytest

from service.reading.report_text import mentions_lumbar_finding, read_report

FRAGMENTS = [
    ("L2-L3 foraminal stenosis", ("foraminal_stenosis", "L2-L3", None, None)),
    ("Severe left L5-S1 foraminal stenosis (Lee 3)", ("foraminal_stenosis", "L5-S1", "left", "severe")),
    ("Modic type 1/2 endplate changes L2-L3", ("modic_change", "L2-L3", None, None)),
    ("Enhancing epidural scar left L4-L5", ("postoperative_change", "L4-L5", "left", None)),
    ("Bilateral sacral alar insufficiency fractures", ("fracture", None, "bilateral", None)),
    ("L1 compression fracture, worse on the left", ("fracture", "L1", None, None)),
    ("T12 haemangioma", ("hemangioma", "T12", None, None)),
    ("Grade 1 anterolisthesis of L4 on L5", ("spondylolisthesis", "L4-L5", None, None)),
]


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS, ids=[text for text, _ in FRAGMENTS])
def test_a_fragment_is_one_finding(text: str, expected: tuple[str | None, ...]) -> None:
    assert [(f.type, f.level, f.side, f.severity) for f in read_report(text)] == [expected]


@pytest.mark.parametrize("text", ["", "Low back pain", "Wrist fracture", "Cervical disc bulge C5-6", "Essential hypertension"])
def test_other_problems_are_not_lumbar_findings(text: str) -> None:
    assert not mentions_lumbar_finding(text)


@pytest.mark.parametrize("text", [text for text, _ in FRAGMENTS])
def test_lumbar_findings_are_recognised(text: str) -> None:
    assert mentions_lumbar_finding(text)
