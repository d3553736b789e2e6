"""What is ordered or was done: class, levels, side, approach and qualities, by words and by codes."""

from __future__ import annotations

import re

import pytest

from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.coding import Code
from service.reading.medications import MedicineWords
from service.reading.services import LEXICON, ServiceWords, Term, services, vocabulary
from service.reading.spine_levels import levels_in, side_in


@pytest.mark.parametrize(
    ("words", "order_class", "levels", "side"),
    [
        ("Left L2-L3 TFESI", "lumbar_transforaminal_injection", ("L2-L3",), "left"),
        ("L5 selective nerve root block, right", "lumbar_transforaminal_injection", ("L5",), "right"),
        (
            "Transforaminal epidural steroid injection L4/5 and L5/S1 bilateral",
            "lumbar_transforaminal_injection",
            ("L4-L5", "L5-S1"),
            "bilateral",
        ),
        ("Interlaminar ESI L4-5", "lumbar_epidural_injection", ("L4-L5",), None),
        ("Caudal epidural", "lumbar_epidural_injection", (), None),
        ("Lumbar epidural steroid injection", "lumbar_epidural_injection", (), None),
        ("MBB L3, L4, L5 left", "lumbar_facet_injection", ("L3", "L4", "L5"), "left"),
        ("Facet joint injections L4-S1 bilaterally", "lumbar_facet_injection", ("L4-L5", "L5-S1"), "bilateral"),
        ("Radiofrequency ablation of lumbar medial branches", "lumbar_radiofrequency_ablation", (), None),
        ("Intracept, L5 and S1", "basivertebral_nerve_ablation", ("L5", "S1"), None),
        ("Rt SI joint injection under fluoro", "sacroiliac_injection", (), "right"),
        ("Microdiscectomy L5-S1 left", "lumbar_discectomy", ("L5-S1",), "left"),
        ("Laminectomy L3-L5", "lumbar_decompression", ("L3-L4", "L4-L5"), None),
        ("TLIF L4-5", "lumbar_fusion", ("L4-L5",), None),
        ("L4-L5 laminectomy and fusion", "lumbar_fusion", ("L4-L5",), None),
        ("Spinal cord stimulator trial", "spinal_cord_stimulator", (), None),
        ("MRI lumbar spine wo contrast", "lumbar_mri", (), None),
        ("MR L-spine", "lumbar_mri", (), None),
        ("CT lumbar spine", "lumbar_ct", (), None),
        ("X-ray LS spine 2 views", "lumbar_xray", (), None),
        ("MRI hip left", "hip_mri", (), "left"),
        ("XR pelvis AP", "hip_xray", (), None),
        ("Ultrasound right hip", "hip_ultrasound", (), "right"),
        ("MRI sacroiliac joints", "sacroiliac_mri", (), None),
        ("MRI lumbosacral plexus", "plexus_mri", (), None),
        ("Trochanteric bursa injection, left", "trochanteric_injection", (), "left"),
        ("Ultrasound-guided peritendinous corticosteroid injection gluteus medius", "trochanteric_injection", (), None),
        ("Intratendinous steroid injection, gluteus minimus", "intratendinous_injection", (), None),
        ("Intra-articular hip injection", "hip_joint_injection", (), None),
        ("Endoscopic gluteus medius repair left", "gluteal_repair", (), "left"),
        ("Total hip replacement right", "hip_arthroplasty", (), "right"),
        ("Hip arthroscopy with labral repair", "hip_surgery_other", (), None),
        ("Referral to spine surgery", "spine_surgery_referral", (), None),
        ("Ambulatory referral to neurosurgery", "spine_surgery_referral", (), None),
        ("Pain clinic referral", "pain_clinic_referral", (), None),
        ("Refer to orthopaedics re left hip", "hip_surgeon_referral", (), "left"),
        ("Physiotherapy", "physiotherapy", (), None),
        ("PT", "physiotherapy", (), None),
        ("EMG/NCS lower limbs", "electrodiagnosis", (), None),
        ("ESWT left hip", "shockwave", (), "left"),
        ("Rheumatology referral", "rheumatology_referral", (), None),
        # neighbours that do not concern the lumbar spine or the hip
        ("Cervical epidural steroid injection", None, (), None),
        ("C6-C7 interlaminar ESI", None, (), None),
        ("Thoracic T8-T9 medial branch block", None, None, None),
        ("Labour epidural", None, (), None),
        ("MRI brain", None, (), None),
        ("MRI cervical spine", None, (), None),
        ("Left knee injection", None, (), "left"),
        ("Chest X-ray", None, (), None),
        ("CT abdomen", None, (), None),
        ("Complete blood count", None, (), None),
        ("", None, (), None),
    ],
)
def test_a_service_is_told_by_its_words(
    words: str, order_class: str | None, levels: tuple[str, ...] | None, side: str | None
) -> None:
    service = services(words)[0]
    assert (service.order_class, service.side) == (order_class, side)
    assert levels is None or service.levels == levels


@pytest.mark.parametrize(
    ("system", "code", "order_class"),
    [
        ("cpt", "64483", "lumbar_transforaminal_injection"),
        ("cpt", "64483-LT", "lumbar_transforaminal_injection"),
        ("", "62323", "lumbar_epidural_injection"),
        ("cpt", "63030", "lumbar_discectomy"),
        ("loinc", "24968-0", "lumbar_mri"),
        ("snomed", "91251008", "physiotherapy"),
        ("icd10pcs", "0SG1071", "lumbar_fusion"),
        ("icd10pcs", "0SB20ZZ", "lumbar_discectomy"),
        ("cpt", "71046", None),
        ("cpt", "20611", None),  # a large joint: which one, the words must say
        ("loinc", "24968-2", None),  # widely typed, but not a LOINC number
    ],
)
def test_a_service_without_words_is_told_by_its_code(system: str, code: str, order_class: str | None) -> None:
    assert services("", (Code(system, code),))[0].order_class == order_class


def test_the_words_win_when_a_code_says_another_kind_of_thing() -> None:
    code = (Code("cpt", "72148"),)
    assert services("MRI left hip", code)[0].order_class == "hip_mri"
    assert services("Imaging as discussed", code)[0].order_class == "lumbar_mri"


def test_a_joint_code_takes_its_joint_from_words_or_body_site() -> None:
    code = (Code("cpt", "20611"),)
    assert services("Large joint injection", code, "left greater trochanter")[0].order_class == "trochanteric_injection"
    assert services("Large joint injection", code, "hip joint")[0].order_class == "hip_joint_injection"
    assert services("Large joint injection", code, "left knee")[0].order_class is None


def test_several_services_in_one_text_are_told_apart_with_their_own_sides() -> None:
    spine, hip = services("MRI of the lumbar spine and left hip")
    assert (spine.order_class, spine.side) == ("lumbar_mri", None)
    assert (hip.order_class, hip.side) == ("hip_mri", "left")
    assert [s.order_class for s in services("left trochanteric injection, PT")] == ["trochanteric_injection", "physiotherapy"]
    assert [s.order_class for s in services("MRI lumbar spine with and without contrast")] == ["lumbar_mri"]


@pytest.mark.parametrize(
    ("words", "qualities"),
    [
        ("US-guided trochanteric bursa steroid injection", {"ultrasound_guided", "steroid", "bursal"}),
        ("Diagnostic L5 nerve root block with lidocaine only", {"diagnostic_block"}),
        ("Repeat lumbar epidural steroid injection under fluoroscopy", {"repeat", "steroid", "fluoroscopy_guided"}),
        ("CT-guided L5 nerve root injection", {"ct_guided"}),
        ("MRI lumbar spine with gadolinium", {"with_contrast"}),
        ("MRI lumbar spine without contrast", set()),
    ],
)
def test_qualities_of_a_service_are_read(words: str, qualities: set[str]) -> None:
    assert services(words)[0].qualities == qualities


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("L4-L5", ("L4-L5",)),
        ("L4/5", ("L4-L5",)),
        ("L45", ("L4-L5",)),
        ("L5S1", ("L5-S1",)),
        ("L5–S1", ("L5-S1",)),
        ("l5/s1", ("L5-S1",)),
        ("L2 through L5", ("L2-L3", "L3-L4", "L4-L5")),
        ("L4/L5/S1", ("L4-L5", "L5-S1")),
        ("L3-L4-L5-S1", ("L3-L4", "L4-L5", "L5-S1")),
        ("T12-L1", ("T12-L1",)),
        ("S1", ("S1",)),
        ("L5 and S1", ("L5", "S1")),
        ("L9-L10", ()),
        ("5 mg L", ()),
        ("C5-C6", ()),
        ("HL4-5x", ()),
    ],
)
def test_levels_are_read_in_every_notation(words: str, levels: tuple[str, ...]) -> None:
    assert levels_in(words) == levels


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("left hip", "left"),
        ("LT", "left"),
        ("right-sided", "right"),
        ("B/L", "bilateral"),
        ("left and right", "bilateral"),
        ("hip", None),
    ],
)
def test_sides_are_read_in_every_notation(words: str, side: str | None) -> None:
    assert side_in(words) == side


def luhn(loinc: str) -> bool:
    digits, check = loinc.split("-")
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits))]
    return (10 - sum(d // 10 + d % 10 for d in doubled) % 10) % 10 == int(check)


D5 = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
      [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
      [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
      [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
      [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]]  # fmt: skip
TURN = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]


def verhoeff(sctid: str) -> bool:
    check = 0
    for n, digit in enumerate(reversed(sctid)):
        value = int(digit)
        for _ in range(n % 8):
            value = TURN[value]
        check = D5[check][value]
    return check == 0


def lexicon_codes(system: str) -> list[str]:
    tables: list[Entry] = [
        *read_table("terms", Term, folder=LEXICON).values(),
        *read_table("orders", ServiceWords, folder=LEXICON).values(),
    ]
    return sorted({code for entry in tables for code in getattr(entry, system, ())})


@pytest.mark.parametrize("code", lexicon_codes("loinc"))
def test_every_loinc_number_of_the_lexicon_has_the_right_check_digit(code: str) -> None:
    assert luhn(code)


@pytest.mark.parametrize("code", lexicon_codes("snomed"))
def test_every_snomed_id_of_the_lexicon_has_the_right_check_digit(code: str) -> None:
    assert verhoeff(code)


def test_every_other_code_of_the_lexicon_has_the_form_of_its_system() -> None:
    assert all(re.fullmatch(r"\d{5}", code) for code in lexicon_codes("cpt"))
    assert all(re.fullmatch(r"[A-Z]\d{4}", code) for code in lexicon_codes("hcpcs"))
    assert all(re.fullmatch(r"[0-9A-HJ-NP-Z]{4,7}", code) for code in lexicon_codes("icd10pcs"))


class Named(Entry):
    name: str


def test_every_class_and_term_that_the_lexicon_names_exists() -> None:
    known = vocabulary()
    orders = read_table("orders", Named)
    assert set(known.classes) <= set(orders)
    named = {t for c in known.classes.values() for t in (*(t for need in c.needs for t in need), *c.unless)}
    assert named <= {*known.terms, "level"}
    medicines = {c for m in read_table("medications", MedicineWords, folder=FOLDER / "lexicon").values() for c in m.classes}
    assert medicines == set(read_table("medications", Named))
