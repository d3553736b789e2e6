"""Images, reports and Observations tied together; lumbar told from the rest; every place a report's words can stand."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

import pytest

from service.facts import Activity, Verification
from tests.reading.records import (
    CPT,
    DCM,
    ICD,
    LOINC,
    SCT,
    Json,
    attached,
    condition,
    facts,
    images,
    observation,
    report,
    stated,
)

EXTRUSION = "Left paracentral disc extrusion at L4-L5."
FOUND = [("disc_herniation", "L4-L5", "left")]
XHTML = (
    "<div xmlns='http://www.w3.org/1999/xhtml'><p>MRI lumbar spine</p><p>Left paracentral disc extrusion at L4-L5.</p></div>"
)
RTF = r"{\rtf1\ansi\deff0 {\fonttbl {\f0 Arial;}}\f0 Left paracentral disc extrusion at L4-L5.\par}"


@pytest.mark.parametrize(
    "elements",
    [
        {"conclusion": EXTRUSION},
        {"presentedForm": [attached(EXTRUSION)]},
        {"presentedForm": attached(EXTRUSION)},
        {"presentedForm": [attached(XHTML, "text/html")]},
        {"presentedForm": [attached(RTF, "application/rtf")]},
        {"presentedForm": [attached(EXTRUSION.encode("utf-16"), "text/plain")]},
        {"presentedForm": [{"url": "Binary/b1", "contentType": "text/plain"}]},
        {"text": {"status": "generated", "div": XHTML}},
        {"conclusionCode": [{"text": EXTRUSION}]},
        {"result": [{"reference": "Observation/o1"}]},
        {"conclusion": EXTRUSION, "presentedForm": [attached(f"FINDINGS: {EXTRUSION}")]},
    ],
    ids=lambda e: "+".join(e),
)
def test_a_report_is_read_wherever_its_words_stand_and_once(elements: dict[str, Any]) -> None:
    result = observation("Disc L4-L5", valueString="left paracentral disc extrusion")
    beside = [result] if "result" in elements else []
    found = facts(report(**elements), *beside, binaries={"Binary/b1": EXTRUSION.encode()})
    assert stated(found) == FOUND
    (finding,) = [f for f in found.findings if not f.negated]
    assert finding.source.reference == "DiagnosticReport/dr1"
    assert "extrusion" in finding.source.words
    assert (finding.studied, finding.modality) == (date(2026, 10, 2), "MR")


def test_a_report_longer_than_is_read_is_told_so() -> None:
    found = facts(report(conclusion=EXTRUSION + " The conus is normal." * 6_000))
    assert stated(found) == FOUND
    assert any("characters of the report were read" in n.why for n in found.not_assessed)


def test_an_attachment_that_cannot_be_read_is_said() -> None:
    for form in (
        {"url": "https://ehr/Binary/9"},
        {"data": "%%%", "contentType": "text/plain"},
        attached(b"%PDF-1.4 broken", "application/pdf"),
    ):
        found = facts(report(presentedForm=[form]))
        assert [n.source for n in found.not_assessed if n.source == "DiagnosticReport/dr1"]
        assert stated(found) == []


NAMES: list[tuple[Json, str | None]] = [
    ({"text": "MRI lumbar spine"}, "lumbar"),
    ({"text": "MR L-SPINE WO"}, "lumbar"),
    ({"coding": [{"system": LOINC, "code": "30679-5"}]}, "lumbar"),
    ({"coding": [{"system": CPT, "code": "72148"}]}, "lumbar"),
    ({"coding": [{"system": SCT, "code": "241645008"}]}, "lumbar"),
    ({"text": "CT lumbar spine"}, "lumbar"),
    ({"text": "MRI whole spine"}, "lumbar"),
    ({"text": "MRI hip left"}, "hip"),
    ({"coding": [{"system": LOINC, "code": "36488-5", "display": "MR Hip - left WO contrast"}]}, "hip"),
    ({"text": "XR pelvis"}, "pelvis"),
    ({"text": "MRI sacroiliac joints"}, "sacroiliac"),
    ({"text": "MRI cervical spine"}, "cervical"),
    ({"text": "MRI thoracic spine"}, "thoracic"),
    ({"text": "MRI right knee"}, "knee"),
]


@pytest.mark.parametrize(("code", "region"), NAMES, ids=lambda v: str(v)[:50])
def test_the_region_of_a_report_is_told_by_code_and_by_words(code: Json, region: str | None) -> None:
    found = facts(report("Normal study.", code=code))
    assert [s.region for s in found.studies] == [region]


@pytest.mark.parametrize("name", ["MRI cervical spine", "MRI right knee", "CT head"])
def test_reports_of_other_regions_state_no_lumbar_findings(name: str) -> None:
    assert stated(facts(report("Small left paracentral disc protrusion, mild canal narrowing.", name=name))) == []


@pytest.mark.parametrize("name", ["CT abdomen and pelvis", "MRI pelvis", "MRI left hip"])
def test_a_neighbouring_report_that_mentions_the_lumbar_spine_is_read_but_does_not_lead(name: str) -> None:
    mri = report("Severe left foraminal stenosis at L5-S1.", "old", "2026-01-10")
    found = facts(mri, report("Disc bulge at L4-L5 is noted.", "new", "2026-11-01", name=name))
    assert set(stated(found)) == {("foraminal_stenosis", "L5-S1", "left"), ("disc_bulge", "L4-L5", None)}
    assert not any(f.older for f in found.findings)


@pytest.mark.parametrize(
    ("study", "elements"),
    [
        (images(), {"imagingStudy": [{"reference": "ImagingStudy/st1"}]}),
        (images(), {"imagingStudy": {"reference": "https://pacs.example/fhir/ImagingStudy/st1/_history/1"}}),
        (images(basedOn=[{"reference": "ServiceRequest/s"}]), {"basedOn": [{"reference": "ServiceRequest/s"}]}),
        (images(), {}),  # the same day and region
    ],
)
def test_a_report_is_tied_to_its_images(study: Json, elements: Json) -> None:
    found = facts(study, report(EXTRUSION, **elements))
    assert [(s.region, s.reported, s.source.reference) for s in found.studies] == [("lumbar", True, "ImagingStudy/st1")]
    assert stated(found) == FOUND


def test_an_unnamed_report_takes_region_and_day_from_its_images() -> None:
    unnamed = report(
        EXTRUSION, code={"text": "Report"}, imagingStudy=[{"reference": "ImagingStudy/st1"}], effectiveDateTime=None
    )
    found = facts(images(), unnamed)
    assert [(f.modality, f.studied) for f in found.findings] == [("MR", date(2026, 10, 2))]


def test_images_without_a_report_are_said() -> None:
    found = facts(images(day="2026-03-03"))
    assert [(s.region, s.reported) for s in found.studies] == [("lumbar", False)]
    assert [n.why for n in found.not_assessed] == ["MR lumbar of 3 March 2026: images, but no report in the record"]


def test_images_of_the_knee_without_a_report_are_nobodys_business() -> None:
    assert not facts(images(description="MR KNEE")).not_assessed


def test_body_site_and_modality_of_the_series_tell_what_a_bare_study_shows() -> None:
    series = [{"uid": "1.2", "modality": {"system": DCM, "code": "CT"}, "bodySite": {"system": SCT, "code": "122496007"}}]
    bare = images(description="", modality="", series=series)
    del bare["modality"]
    assert [(s.region, s.modality) for s in facts(bare).studies] == [("lumbar", "CT")]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_report_is_kept_as_entered_in_error(status: str) -> None:
    found = facts(report(EXTRUSION, status=status))
    assert [f.verification for f in found.findings] == [Verification.ENTERED_IN_ERROR]
    assert found.studies == ()


MISTAKEN = images("wrong", status="entered-in-error")
RELIABLE = [
    ("nothing linked, two studies of the day", (MISTAKEN, images("right")), {}),
    ("nothing linked, only the mistaken study", (MISTAKEN,), {}),
    ("linked to the other", (MISTAKEN, images("right")), {"imagingStudy": [{"reference": "ImagingStudy/right"}]}),
    ("linked to both", (MISTAKEN, images("right")),
     {"imagingStudy": [{"reference": "ImagingStudy/wrong"}, {"reference": "ImagingStudy/right"}]}),
    ("the same request", (images("wrong", status="entered-in-error", basedOn=[{"reference": "ServiceRequest/1"}]),),
     {"basedOn": [{"reference": "ServiceRequest/1"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("studies", "elements"), [r[1:] for r in RELIABLE], ids=[r[0] for r in RELIABLE])
def test_a_mistaken_study_does_not_take_a_good_report_of_the_day_with_it(
    studies: tuple[Json, ...], elements: dict[str, Any]
) -> None:
    found = facts(*studies, report(EXTRUSION, **elements))
    assert stated(found) == FOUND
    assert found.findings[0].verification is Verification.CONFIRMED


def div(words: str, status: str = "additional") -> dict[str, Any]:
    return {"text": {"status": status, "div": f"<div xmlns='http://www.w3.org/1999/xhtml'>{words}</div>"}}


NARRATIVES = [
    ("a further finding", "Severe right foraminal stenosis at L5/S1.", [*FOUND, ("foraminal_stenosis", "L5-S1", "right")]),
    ("the same and a further one", f"<p>Findings:</p><ul><li>{EXTRUSION}</li><li>Facet arthropathy at L3-L4.</li></ul>",
     [("disc_herniation", "L4-L5", "left"), ("facet_arthropathy", "L3-L4", None)]),
    ("the same again", f"<h3>MRI lumbar spine</h3><p>Status: final</p><p>{EXTRUSION}</p>", FOUND),
    ("headings of a server", "<h1>Diagnostic report</h1><table><tr><td>Status</td><td>final</td></tr></table>", FOUND),
    ("what was asked", "<p>Clinical question: spinal stenosis at L2-L3?</p>", FOUND),
]  # fmt: skip


@pytest.mark.parametrize("status", ["additional", "generated", "extensions"])
@pytest.mark.parametrize(("words", "expected"), [n[1:] for n in NARRATIVES], ids=[n[0] for n in NARRATIVES])
def test_the_narrative_beside_a_conclusion_is_read_for_what_it_adds_and_says_nothing_twice(
    words: str, expected: list[tuple[str, str | None, str | None]], status: str
) -> None:
    assert sorted(stated(facts(report(EXTRUSION, **div(words, status)))), key=str) == sorted(expected, key=str)


def test_a_narrative_is_read_beside_an_attachment_too() -> None:
    found = facts(report(None, presentedForm=[attached(EXTRUSION)], **div("<p>Left foraminal stenosis at L3-L4.</p>")))
    assert sorted(stated(found), key=str) == sorted([*FOUND, ("foraminal_stenosis", "L3-L4", "left")], key=str)


def test_a_report_on_images_entered_in_error_is_entered_in_error() -> None:
    found = facts(images(status="entered-in-error"), report(EXTRUSION, imagingStudy=[{"reference": "ImagingStudy/st1"}]))
    assert [f.verification for f in found.findings] == [Verification.ENTERED_IN_ERROR]


@pytest.mark.parametrize("status", ["final", "amended", "corrected", "appended", "unknown", "FINAL", None])
def test_a_report_that_stands_counts_whatever_its_status_is_called(status: str | None) -> None:
    assert stated(facts(report(EXTRUSION, status=status))) == FOUND


def test_a_preliminary_report_counts_and_is_marked() -> None:
    found = facts(report(EXTRUSION, status="preliminary"))
    assert all("preliminary" in f.qualities for f in found.findings)


def test_a_registered_report_without_words_is_said() -> None:
    found = facts(report(status="registered"))
    assert [n.why for n in found.not_assessed] == ["MR lumbar of 2 October 2026: the report is registered but not yet written"]
    assert [s.reported for s in found.studies] == [False]


def test_a_radiology_report_sent_as_a_document_is_a_report() -> None:
    document = {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "type": {
            "coding": [{"system": LOINC, "code": "18748-4", "display": "Diagnostic imaging study"}],
            "text": "MRI lumbar spine",
        },
        "date": "2026-10-02T08:00:00Z",
        "content": [{"attachment": attached(EXTRUSION)}],
    }
    found = facts(document)
    assert stated(found) == FOUND
    assert found.findings[0].source.reference == "DocumentReference/d1"


def test_a_laboratory_report_is_left_alone() -> None:
    lab = report("Disc herniation L4-L5.", category=[{"coding": [{"code": "LAB"}]}], code={"text": "Basic metabolic panel"})
    assert facts(lab).findings == ()


@pytest.mark.parametrize(
    "elements",
    [
        {"valueString": "left disc extrusion"},
        {"valueCodeableConcept": {"text": "left disc extrusion"}},
        {"component": [{"code": {"text": "Left"}, "valueString": "disc extrusion"}]},
    ],
)
def test_an_imaging_observation_of_its_own_is_read(elements: Json) -> None:
    imaging = [{"coding": [{"code": "imaging"}]}]
    found = facts(observation("Disc L4-L5", category=imaging, effectiveDateTime="2026-10-02", **elements))
    assert stated(found) == FOUND


def test_an_imaging_observation_that_is_absent_states_nothing() -> None:
    imaging = [{"coding": [{"code": "imaging"}]}]
    for value in (
        {"valueBoolean": False},
        {"valueCodeableConcept": {"text": "Absent"}},
        {"dataAbsentReason": {"text": "unknown"}},
    ):
        assert stated(facts(observation("Disc extrusion L4-L5 left", category=imaging, **value))) == []


@pytest.mark.parametrize(
    ("text", "icd", "site", "expected"),
    [
        ("Left L2-L3 foraminal stenosis", None, None, ("foraminal_stenosis", "L2-L3", "left")),
        ("Foraminal stenosis", None, "Left L2-L3", ("foraminal_stenosis", "L2-L3", "left")),
        ("Spinal stenosis of lumbar region", "M48.061", None, ("central_stenosis", None, None)),
        ("", "M48.061", None, ("central_stenosis", None, None)),
        ("", "M4806", None, ("central_stenosis", None, None)),
        ("", "M51.26", "L4-L5", ("disc_herniation", "L4-L5", None)),
        ("", "M99.73", None, ("foraminal_stenosis", None, None)),
        ("", "M47.26", None, ("foraminal_stenosis", None, None)),
        ("", "M47.816", None, ("facet_arthropathy", None, None)),
        ("", "M43.16", None, ("spondylolisthesis", None, None)),
    ],
)
def test_a_problem_list_states_findings_by_words_or_code(
    text: str, icd: str | None, site: str | None, expected: tuple[str, str | None, str | None]
) -> None:
    code: Json = {"coding": [{"system": ICD, "code": icd}]} if icd else {}
    place: Json = {"bodySite": [{"text": site}]} if site else {}
    listed = condition(text, code={**code, **({"text": text} if text else {})}, **place)
    assert stated(facts(listed)) == [expected]


@pytest.mark.parametrize("icd", ["M54.50", "M17.11", "M70.62", "M48.02", "M50.20"])
def test_other_diagnoses_are_no_lumbar_findings(icd: str) -> None:
    assert facts(condition("", code={"coding": [{"system": ICD, "code": icd}]})).findings == ()


@pytest.mark.parametrize(
    ("elements", "activity", "verification"),
    [
        ({}, Activity.ACTIVE, Verification.CONFIRMED),
        ({"clinicalStatus": {"coding": [{"code": "resolved"}]}}, Activity.RESOLVED, Verification.CONFIRMED),
        ({"clinicalStatus": {"text": "Inactive"}}, Activity.INACTIVE, Verification.CONFIRMED),
        ({"abatementDateTime": "2025-01"}, Activity.RESOLVED, Verification.CONFIRMED),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, Activity.ACTIVE, Verification.REFUTED),
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, Activity.ACTIVE, Verification.ENTERED_IN_ERROR),
        ({"verificationStatus": {"coding": [{"code": "differential"}]}}, Activity.ACTIVE, Verification.DIFFERENTIAL),
    ],
)
def test_a_listed_finding_carries_its_status(elements: Json, activity: Activity, verification: Verification) -> None:
    (finding,) = facts(condition("Left L4-L5 disc extrusion", **elements)).findings
    assert (finding.activity, finding.verification) == (activity, verification)


@pytest.mark.parametrize(
    ("study", "conclusions"),
    [
        (report("Findings consistent with left L5 radiculopathy.", name="EMG left lower limb"), ["radiculopathy"]),
        (report("Normal study.", name="Nerve conduction studies and EMG"), ["normal"]),
        (report(name="EMG", presentedForm=[attached("Left superior gluteal neuropathy.")]), ["superior_gluteal_neuropathy"]),
        (report("Left L5 radiculopathy.", name="EMG", status="entered-in-error"), []),
        (report("Left L5 radiculopathy.", name="MRI lumbar spine"), []),
    ],
)
def test_a_nerve_study_is_read_as_one_and_not_as_images(study: Json, conclusions: list[str]) -> None:
    found = facts(study)
    assert [e.conclusion for e in found.electrodiagnoses] == conclusions
    assert not found.electrodiagnoses or found.studies == ()


SUMMARY = """DISCHARGE SUMMARY
MRI brain: normal.
MRI LS SPINE: L4-L5 mild disc bulge. L5-S1 moderate right foraminal stenosis. No canal stenosis.
COURSE: pain at L3-L4 on the left, physiotherapy."""
IN_A_NOTE = {("disc_bulge", "L4-L5", None), ("foraminal_stenosis", "L5-S1", "right"), ("central_stenosis", None, None)}


def summary(text: str) -> Json:
    content = [{"attachment": {"contentType": "text/plain", "data": b64encode(text.encode()).decode()}}]
    named = {"type": {"text": "Discharge summary"}, "date": "2026-11-10T10:00:00Z", "status": "current"}
    return {"resourceType": "DocumentReference", "id": "d1", **named, "content": content}


def test_a_note_tells_what_its_heading_of_images_holds_up_to_the_next_heading() -> None:
    found = facts(summary(SUMMARY))
    assert {(f.type, f.level, f.side) for f in found.findings} == IN_A_NOTE


def test_a_note_is_not_asked_for_findings_where_a_report_is_there() -> None:
    found = facts(summary(SUMMARY), report(EXTRUSION))
    assert stated(found) == FOUND
