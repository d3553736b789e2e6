"""Draft orders and earlier requests as EHRs send them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.facts import Order
from service.reading.orders import ORDER_TYPES, concerns_request, read_administration, read_draft, read_request
from service.reading.references import Shelf
from service.record import Record

TODAY = date(2026, 11, 25)
CPT = "http://www.ama-assn.org/go/cpt"


def service(text: str | None = None, cpt: str | None = None, **elements: Any) -> dict[str, Any]:
    code: dict[str, Any] = {}
    if text:
        code["text"] = text
    if cpt:
        code["coding"] = [{"system": CPT, "code": cpt}]
    return {"resourceType": "ServiceRequest", "id": "o1", "status": "draft", "intent": "order", "code": code, **elements}


def medicine(text: str, **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "draft",
        "medicationCodeableConcept": {"text": text},
        **elements,
    }


def read(*drafts: dict[str, Any], selections: frozenset[str] | None = None) -> tuple[Order, ...]:
    record = Record(hook="order-select", patient_id="1", drafts=drafts, selections=selections)
    return tuple(order for draft in record.drafts for order in read_draft(draft, record, TODAY, Shelf([])).orders)


def test_a_transforaminal_injection_has_class_level_side_and_approach() -> None:
    (order,) = read(service("Left L2-L3 transforaminal ESI", "64483", bodySite=[{"text": "left L2-L3"}]))
    assert (order.reference, order.order_class) == ("ServiceRequest/o1", "lumbar_transforaminal_injection")
    assert (order.levels, order.side, order.approach, order.judged) == (("L2-L3",), "left", "transforaminal", True)


def test_the_sandbox_form_before_a_study_is_chosen_is_an_order_of_no_class() -> None:
    (order,) = read(service(reasonCode=[], code={"coding": [{}]}))
    assert (order.order_class, order.text) == (None, "")
    (order,) = read({"resourceType": "MedicationRequest", "id": "request-123", "status": "draft"})
    assert order.order_class is None


def test_one_text_may_hold_two_orders_with_one_reference() -> None:
    injection, tablets = read(
        service("US-guided trochanteric bursa steroid injection + ibuprofen 600 mg", "20611", bodySite=[{"text": "left"}])
    )
    assert (injection.order_class, injection.side) == ("trochanteric_injection", "left")
    assert injection.qualities >= {"ultrasound_guided", "steroid"}
    assert (tablets.order_class, set(tablets.classes)) == ("nsaid", {"nsaid"})
    assert injection.reference == tablets.reference


@pytest.mark.parametrize(
    ("draft", "order_class"),
    [
        (medicine("Ibuprofen 600 MG"), "nsaid"),
        (medicine("Diclofenac 1 % gel"), "topical_nsaid"),
        (medicine("tramadol 50 mg"), "opioid"),
        (medicine("pregabalin 75 mg"), "gabapentinoid"),
        (medicine("methylprednisolone dose pack"), "systemic_steroid"),
        (
            medicine("triamcinolone 40 mg/mL", dosageInstruction=[{"text": "into left trochanteric bursa"}]),
            "trochanteric_injection",
        ),
        (medicine("amoxicillin 500 mg"), None),
        (
            {"resourceType": "DeviceRequest", "id": "d", "codeCodeableConcept": {"text": "Spinal cord stimulator"}},
            "spinal_cord_stimulator",
        ),
        (service("Injection, large joint", "20610", note=[{"text": "left greater trochanter"}]), "trochanteric_injection"),
        (service("Injection, large joint", "20611", bodySite={"text": "left trochanteric bursa"}), "trochanteric_injection"),
        (service("Trochanteric injection", note=[{"text": "place intratendinous please"}]), "intratendinous_injection"),
        (service("Referral", reasonCode=[{"text": "spine surgery opinion"}]), "spine_surgery_referral"),
        (service("Lumbar spine CT", "72133"), "lumbar_ct"),
        (service("Referral to orthopedics", reasonCode=[{"text": "lumbar stenosis"}]), "spine_surgery_referral"),
        (service("Referral to orthopedics", reasonCode=[{"text": "left hip pain"}]), "hip_surgeon_referral"),
        (service("Ketorolac 60 mg IM injection"), "nsaid"),
        (service("Methylprednisolone dose pack"), "systemic_steroid"),
    ],
)
def test_orders_of_every_kind_are_told(draft: dict[str, Any], order_class: str | None) -> None:
    assert read(draft)[0].order_class == order_class


def test_only_selected_drafts_are_judged() -> None:
    drafts = (service("MRI lumbar spine"), medicine("ibuprofen"))
    assert [o.judged for o in read(*drafts)] == [True, True]
    assert [o.judged for o in read(*drafts, selections=frozenset({"MedicationRequest/m1"}))] == [False, True]
    assert [o.judged for o in read(*drafts, selections=frozenset({"https://ehr/fhir/ServiceRequest/o1"}))] == [True, False]
    assert [o.judged for o in read(*drafts, selections=frozenset())] == [False, False]


def test_what_is_no_order_is_left_alone() -> None:
    assert not {"Medication", "NutritionOrder", "CommunicationRequest"} & set(ORDER_TYPES)


def test_the_resource_of_an_order_is_carried_along_untouched() -> None:
    draft = service("Lumbar spine CT", "72133", category={"text": "Imaging"}, authoredOn="not a date")
    assert read(draft)[0].resource is draft


@pytest.mark.parametrize(
    ("elements", "classes"),
    [
        ({"status": "active"}, ["lumbar_mri"]),
        ({"status": "completed"}, ["lumbar_mri"]),
        ({"status": "revoked"}, []),
        ({"status": "entered-in-error"}, []),
        ({"status": "draft"}, []),
        ({"doNotPerform": True}, []),
    ],
)
def test_earlier_requests_count_unless_withdrawn(elements: dict[str, Any], classes: list[str]) -> None:
    resource = {**service("MRI lumbar spine", authoredOn="2026-03-01"), "status": "active", **elements}
    assert concerns_request(resource)
    assert [r.order_class for r in read_request(resource, TODAY).earlier_requests] == classes


@pytest.mark.parametrize(
    ("name", "site", "given"),
    [
        ("triamcinolone 40 mg/mL", "left trochanteric bursa", [("trochanteric", "left", True)]),
        ("methylprednisolone acetate", "epidural space L4-L5", [("epidural", None, True)]),
        ("triamcinolone 40 mg/mL", "right knee", []),
        ("apixaban 5 mg", "oral", []),
    ],
)
def test_a_steroid_given_into_a_place_is_an_injection(name: str, site: str, given: list[tuple[str, str | None, bool]]) -> None:
    resource = {
        "resourceType": "MedicationAdministration",
        "id": "a",
        "status": "completed",
        "medicationCodeableConcept": {"text": name},
        "effectiveDateTime": "2026-07-01",
        "dosage": {"site": {"text": site}},
    }
    found = read_administration(resource, TODAY, Shelf([])).injections
    assert [(i.kind, i.side, i.steroid) for i in found] == given
    assert all(i.given == date(2026, 7, 1) and i.source.reference == "MedicationAdministration/a" for i in found)
