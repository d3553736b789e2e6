"""Rules of order hooks: orders missing, half filled in, misshapen, already active, of unknown kinds."""

from __future__ import annotations

from collections.abc import Iterator

from service.conformance.calls import Change, drop, put, refusals, together, varied
from service.conformance.hook_names import ORDER_HOOKS
from service.conformance.rule import check
from service.conformance.target import Document, Target


def each_order(change_order: Change) -> Change:
    """A change of every draft order."""

    def change(request: Document) -> None:
        for entry in request["context"].get("draftOrders", {}).get("entry", []):
            change_order(entry["resource"])

    return change


@check("Q9")
def order_hooks_do_without_orders(target: Target) -> Iterator[str]:
    neither = together(drop("context", "selections"), drop("context", "draftOrders"))
    yield from refusals(
        varied(
            target,
            {
                "without selections": drop("context", "selections"),
                "without draftOrders": drop("context", "draftOrders"),
                "neither (the sandbox's second click)": neither,
            },
            *ORDER_HOOKS,
        )
    )


def misshapen(resource: Document) -> None:
    """What the public sandbox does: an object where a list belongs, a coding without a code."""
    resource["category"] = {"coding": [{}]}
    if "code" in resource:
        resource["code"] = {"coding": [{}]}
    resource["reasonCode"] = {"text": "back pain"}


@check("Q10")
def invalid_fhir_is_read_as_far_as_it_goes(target: Target) -> Iterator[str]:
    def old_order(resource: Document) -> None:
        resource["resourceType"] = "MedicationOrder"

    orders = {
        "category as an object, a coding without code": each_order(misshapen),
        "a DSTU2 MedicationOrder": each_order(old_order),
        "an order without code, status and intent": each_order(
            lambda r: [r.pop(k, None) for k in ("code", "status", "intent")]
        ),
        "an order that is only a type": each_order(lambda r: [r.pop(k) for k in list(r) if k != "resourceType"]),
    }
    sent = varied(
        target,
        {
            "birthDate no date, name no list": put(
                "prefetch",
                "patient",
                value={
                    "resourceType": "Patient",
                    "id": "check-patient-1",
                    "birthDate": "unknown",
                    "name": {"family": "x"},
                    "gender": 3,
                },
            )
        },
    )
    if any(s.hook in ORDER_HOOKS for s in target.open_services()):
        sent += varied(target, orders, *ORDER_HOOKS)
    yield from refusals(sent)


@check("Q11")
def orders_already_active_are_taken(target: Target) -> Iterator[str]:
    bundle = {
        f"a Bundle of type {t}": put("context", "draftOrders", "type", value=t) for t in ("transaction", "searchset", "x")
    }
    yield from refusals(
        varied(
            target,
            bundle
            | {
                "a Bundle without type": drop("context", "draftOrders", "type"),
                "orders with status active": each_order(put("status", value="active")),
            },
            *ORDER_HOOKS,
        )
    )


@check("Q12")
def what_is_no_order_is_left_alone(target: Target) -> Iterator[str]:
    def add(*resources: Document) -> Change:
        return lambda r: r["context"]["draftOrders"]["entry"].extend({"resource": one} for one in resources)

    yield from refusals(
        varied(
            target,
            {
                "a Medication among the orders": add({"resourceType": "Medication", "id": "med", "code": {"text": "x"}}),
                "order types of other trades": add(
                    {"resourceType": "NutritionOrder", "id": "n"}, {"resourceType": "VisionPrescription", "id": "v"}
                ),
                "a selection that is no draft": put("context", "selections", value=["ServiceRequest/elsewhere"]),
            },
            *ORDER_HOOKS,
        )
    )
