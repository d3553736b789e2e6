"""Orders as different EHRs and countries word them: sides by a letter, needles into discs and tendons, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from service.facts import Order
from service.reading.aspirin_dose import is_analgesic_aspirin
from service.reading.orders import read_order
from service.reading.references import Shelf
from service.reading.service_side import side_of_service
from service.reading.services import services
from service.reading.withdrawn_orders import wanted
from tests.reading.test_orders import TODAY, medicine, service


def orders(draft: dict[str, Any]) -> tuple[Order, ...]:
    return read_order(draft, TODAY, Shelf([]), judged=True).orders


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("L S1 root block", "left"),
        ("S1 root block R", "right"),
        ("TFESI at L4/5 L", "left"),
        ("R L3/4 TFESI", "right"),
        ("L3-4 L foraminal injection", "left"),
        ("R. troch bursa inj", "right"),
        ("L-sided SIJ block", "left"),
        ("L+R L5 SNRB", "bilateral"),
        ("R/L facet L4/5", "bilateral"),
        ("r hip injection", "right"),
        ("Infiltration L4/5 links", "left"),
        ("infiltration foraminale L4 droite", "right"),
        ("Bloqueo radicular S1 izquierdo", "left"),
        ("Infiltrazione S1 destra", "right"),
        ("ISG-Infiltration beidseits", "bilateral"),
        # letters that are no side
        ("L4 root block", None),
        ("L 4/5 epidural", None),
        ("L4 - L5 epidural", None),
        ("L4 L5 facets", None),
        ("X-ray L spine", None),
        ("MRI L/S spine", None),
        ("CT T & L spine", None),
        ("MRI C, T, L spine", None),
        ("R/O fracture, X-ray pelvis", None),
        ("infiltration de l'épaule", None),
        ("Left hip, R/O tear", "left"),
    ],
)
def test_a_side_is_told_by_a_letter_or_in_another_language(words: str, side: str | None) -> None:
    assert side_of_service(words) == side


@pytest.mark.parametrize(
    ("words", "order_class"),
    [
        ("Balloon kyphoplasty L3", "vertebral_augmentation"),
        ("Vertebroplastie L1", "vertebral_augmentation"),
        ("Discogram L3/4", "intradiscal_procedure"),
        ("Intradiscal methylene blue L5-S1", "intradiscal_procedure"),
        ("O2-O3 ozone L4/5 disc", "intradiscal_procedure"),
        ("PRP to the lumbar disc", "intradiscal_procedure"),
        ("PRP gluteus minimus left", "platelet_rich_plasma"),
        ("Stem cells L4-5 disc", "intradiscal_procedure"),
        ("Spinal injection", "spinal_injection"),
        ("Cortisone shot, low back", "spinal_injection"),
        ("Lumbar prolotherapy", "spinal_injection"),
        ("PRT L5/S1 rechts", "lumbar_transforaminal_injection"),
        ("Periradikuläre Infiltration LWK 4/5", "lumbar_transforaminal_injection"),
        ("CT-gesteuerte PRT", "lumbar_transforaminal_injection"),
        ("Infiltration radiculaire S1", "lumbar_transforaminal_injection"),
        ("ESI TF right L4/5", "lumbar_transforaminal_injection"),
        ("Infiltration péridurale L3-L4", "lumbar_epidural_injection"),
        ("Peridurale Infiltration LWS", "lumbar_epidural_injection"),
        ("Infiltrazione epidurale L5-S1", "lumbar_epidural_injection"),
        ("Facettengelenksinfiltration L5/S1", "lumbar_facet_injection"),
        ("Infiltración facetaria L5-S1", "lumbar_facet_injection"),
        ("Facettendenervierung L4/5", "lumbar_radiofrequency_ablation"),
        ("RF facets L3-L5", "lumbar_radiofrequency_ablation"),
        ("Infiltration sacro-iliaque gauche", "sacroiliac_injection"),
        ("Infiltration trochantérienne droite", "trochanteric_injection"),
        ("Interspinous spacer L3/4", "lumbar_decompression"),
        # what is none of these
        ("Trigger point injection, low back", None),
        ("Spinal block for caesarean", None),
        ("Vitamin B12 injection", None),
        ("Lumbar puncture", None),
        ("PRT", None),
        ("MRI lumbar spine", "lumbar_mri"),
        ("Cervical discography C5/6", None),
    ],
)
def test_spine_procedures_are_known_by_many_names(words: str, order_class: str | None) -> None:
    assert services(words)[0].order_class == order_class


def test_a_german_vertebra_is_a_level() -> None:
    assert services("PRT LWK 3/4 links")[0].levels == ("L3-L4",)


@pytest.mark.parametrize(
    ("words", "order_class"),
    [
        ("Triamcinolone into right gluteus minimus tendon", "intratendinous_injection"),
        ("Cortisone in the torn gluteal tendon", "intratendinous_injection"),
        ("Intra-tendon depomedrone, abductor", "intratendinous_injection"),
        ("Steroid within tendon substance, glute med", "intratendinous_injection"),
        ("Steroid injection into the gluteus medius tear", "intratendinous_injection"),
        ("Intratendinous rather than peritendinous steroid, gluteus medius", "intratendinous_injection"),
        ("Not peritendinous but intratendinous steroid, gluteus medius", "intratendinous_injection"),
        ("Peritendinous steroid, gluteus medius, not intratendinous", "trochanteric_injection"),
        ("Steroid around the gluteus medius, avoiding intratendinous placement", "trochanteric_injection"),
        ("Steroid to GT bursa, do not inject into the tendon", "trochanteric_injection"),
        ("Steroid into the tendon sheath, gluteus medius", "trochanteric_injection"),
        ("Steroid in the gluteus medius tendon region", "trochanteric_injection"),
        ("Steroid into the bursa under the gluteus medius tendon", "trochanteric_injection"),
    ],
)
def test_steroid_into_a_tendon_is_told_from_steroid_beside_it(words: str, order_class: str) -> None:
    assert services(words)[0].order_class == order_class


def test_the_note_of_an_order_may_forbid_the_tendon_or_ask_for_it() -> None:
    name = "Left trochanteric injection, triamcinolone"
    assert orders(service(name, note=[{"text": "not into the tendon"}]))[0].order_class == "trochanteric_injection"
    assert orders(service(name, note=[{"text": "into the tendon please"}]))[0].order_class == "intratendinous_injection"


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("Lumbar epidural not indicated", [None]),
        ("CANCELLED: right L5 SNRB", [None]),
        ("Facet injection L4/5 was refused by the patient", [None]),
        ("No ESI", [None]),
        ("L4/5 ESI no longer required; physiotherapy", ["physiotherapy"]),
        ("Kyphoplasty contraindicated - refer to physiotherapy", ["physiotherapy"]),
        # an order that mentions a refusal of something else stands
        ("L5 TFESI as physiotherapy was declined", ["lumbar_transforaminal_injection"]),
        ("Patient declined surgery - ESI L4/5", ["lumbar_epidural_injection"]),
        ("TFESI right L5 (NSAIDs contraindicated)", ["lumbar_transforaminal_injection"]),
        ("ESI L4/5, no known allergies", ["lumbar_epidural_injection"]),
        ("No red flags, ESI L4/5", ["lumbar_epidural_injection"]),
        ("ESI L4/5 - do not delay", ["lumbar_epidural_injection"]),
        ("Stop warfarin before L4/5 ESI", ["lumbar_epidural_injection"]),
        ("No relief so far, L5 TFESI", ["lumbar_transforaminal_injection"]),
    ],
)
def test_a_refused_service_is_no_order_and_a_refusal_of_another_leaves_it(words: str, classes: list[str | None]) -> None:
    assert [o.order_class for o in orders(service(words))] == classes


def test_a_refusal_in_words_does_not_outweigh_a_code() -> None:
    assert orders(service("TFESI declined?", "64483"))[0].order_class == "lumbar_transforaminal_injection"


def test_a_long_text_is_left_as_it_is() -> None:
    text = "ESI cancelled " + "x" * 400
    assert wanted(text) == text


@pytest.mark.parametrize(
    ("name", "dosage", "analgesic"),
    [
        ("Aspirin 900 mg", {}, True),
        ("Acetylsalicylic acid 1 g three times a day", {}, True),
        ("Aspirin 300 mg tablets", {"text": "2 tablets QDS"}, True),
        ("Aspirin 325 mg", {"asNeededBoolean": True}, True),
        ("Aspirin 325 mg", {"timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}}, True),
        ("Aspirin", {"doseAndRate": [{"doseQuantity": {"value": 600, "unit": "mg"}}]}, True),
        ("Aspirin 75 mg", {"text": "once daily"}, False),
        ("Aspirin 81 mg EC", {}, False),
        ("Aspirin 100 mg", {"text": "1-0-0"}, False),
        ("Aspirin 325 mg", {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}, False),
        ("Aspirin", {}, False),
        ("Paracetamol 1 g", {"text": "four times daily"}, False),
    ],
)
def test_aspirin_against_pain_is_an_nsaid_and_against_clots_none(name: str, dosage: dict[str, Any], analgesic: bool) -> None:
    draft = medicine(name, dosageInstruction=[dosage])
    assert is_analgesic_aspirin(name, draft) is analgesic
    assert (orders(draft)[0].order_class == "nsaid") is analgesic


@pytest.mark.parametrize(
    "words",
    [
        "Right L3/4 and L4/5 facet injections under X-ray",
        "Right L4/5, L5/S1 facet joint block, X-ray screening",
        "Right L4/5 and L5/S1 facet injections with X-ray guidance",
        "Right L4/5 and L5/S1 facet injections using an image intensifier",
        "Right L4/5 and L5/S1 facet injections, CT guided",
        "Right facet injections L4/5 and L5/S1 in the X-ray department",
    ],
)
def test_a_needle_guided_by_an_image_is_no_order_of_an_image(words: str) -> None:
    (found,) = services(words)
    assert (found.order_class, found.side) == ("lumbar_facet_injection", "right")


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("Right facet injections L4/5 + lumbar X-ray", {"lumbar_facet_injection", "lumbar_xray"}),
        ("X-ray control lumbar spine after fusion", {"lumbar_xray"}),
        ("MRI lumbar spine and right L5 root block", {"lumbar_transforaminal_injection", "lumbar_mri"}),
    ],
)
def test_an_image_ordered_beside_a_needle_is_one(words: str, classes: set[str]) -> None:
    assert {s.order_class for s in services(words)} == classes
