"""Codes and words of a concept in any shape."""

from __future__ import annotations

import pytest

from service.reading.coding import Code, all_words, codes_of, has_code, notes_of, system_name, text_of

CONCEPT = {
    "coding": [{"system": "http://loinc.org", "code": "30679-5", "display": "MR Lumbar spine WO contrast"}],
    "text": "MRI lumbar",
}


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10cm"),
        ("http://hl7.org/fhir/sid/icd-10", "icd10cm"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd10cm"),
        ("http://www.cms.gov/Medicare/Coding/ICD10", "icd10cm"),
        ("http://www.cms.gov/Medicare/Coding/ICD10PCS", "icd10pcs"),
        ("http://snomed.info/sct", "snomed"),
        ("http://snomed.info/sct/731000124108", "snomed"),
        ("2.16.840.1.113883.6.96", "snomed"),
        ("http://loinc.org", "loinc"),
        ("http://www.ama-assn.org/go/cpt", "cpt"),
        ("CPT", "cpt"),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "hcpcs"),
        ("http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"),
        ("http://www.whocc.no/atc", "atc"),
        ("http://dicom.nema.org/resources/ontology/DCM", "dicom"),
        ("urn:oid:1.2.840.114350.1.13", ""),
        (None, ""),
    ],
)
def test_a_code_system_is_known_by_every_usual_name(uri: object, name: str) -> None:
    assert system_name(uri) == name


def test_codes_are_read_from_concepts_codings_and_lists() -> None:
    code = Code("loinc", "30679-5", "MR Lumbar spine WO contrast")
    assert codes_of(CONCEPT) == codes_of([CONCEPT]) == codes_of(CONCEPT["coding"]) == (code,)
    assert codes_of({"coding": {"code": 72148}}) == (Code("", "72148"),)
    assert codes_of({"coding": [{}]}) == codes_of(None) == codes_of("text") == codes_of([None, 7]) == ()
    assert has_code(CONCEPT, "30679-5")
    assert not has_code(CONCEPT, "24968-0")


def test_the_text_is_what_a_clinician_sees_and_displays_stand_in_for_it() -> None:
    assert text_of(CONCEPT) == "MRI lumbar"
    assert text_of({"coding": CONCEPT["coding"]}) == "MR Lumbar spine WO contrast"
    assert text_of("MRI lumbar") == "MRI lumbar"
    assert text_of({"coding": [{}]}) == text_of(None) == text_of(7) == ""
    assert all_words(CONCEPT) == "MRI lumbar; MR Lumbar spine WO contrast"


def test_notes_are_read_from_annotations_and_plain_strings() -> None:
    assert notes_of([{"text": "left side"}, "seen today", None, {"time": "2024"}]) == "left side\nseen today"
    assert notes_of({"text": "one"}) == "one"
