"""Which rules speak about which class of order."""

from __future__ import annotations

from service.concordance import hip_orders, imaging_orders, medication_orders, spine_orders
from service.concordance.said import Case, Said
from service.facts import Order

KNOWN = frozenset({*spine_orders.CLASSES, *imaging_orders.CLASSES, *hip_orders.CLASSES, *medication_orders.CLASSES})


def said_of(order: Order, case: Case) -> list[Said]:
    """Everything that is to be said of an order of a known class."""
    return [*hip_orders.wrong_hip(order, case), *_by_class(order, case)]


def _by_class(order: Order, case: Case) -> list[Said]:
    kind = order.order_class
    if kind in spine_orders.CLASSES:
        return spine_orders.spine_order(order, case)
    if kind in imaging_orders.CLASSES:
        return imaging_orders.imaging_order(order, case)
    if kind in medication_orders.CLASSES:
        return medication_orders.medication_order(order, case)
    return hip_orders.hip_order(order, case)
