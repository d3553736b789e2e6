"""Draft orders and earlier requests: what is being ordered, where, how. The EHR's own resource is carried along untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from service.facts import EarlierRequest, Order, Source
from service.reading import treatments
from service.reading.aspirin_dose import is_analgesic_aspirin
from service.reading.coding import Code, all_words, codes_of, listed, notes_of, text_of
from service.reading.dates import first_day
from service.reading.gleaned import Gleaned
from service.reading.medications import medicine_classes, medicine_of
from service.reading.mending import mend
from service.reading.references import Shelf, own_reference, plain
from service.reading.services import Service, class_by_code, services, terms_in
from service.reading.withdrawn_orders import wanted
from service.record import Record, Resource

ORDER_TYPES = ("ServiceRequest", "MedicationRequest", "DeviceRequest", "ProcedureRequest", "ReferralRequest", "MedicationOrder")
_MEDICINES = ("nsaid", "topical_nsaid", "opioid", "gabapentinoid", "systemic_steroid")
_DOSE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:mg|mcg|g|ml|%)\b|\btablets?\b|\bcapsules?\b", re.I)
_CODE_KEYS = ("code", "codeCodeableConcept")
_NOT_STANDING = ("entered-in-error", "revoked", "cancelled")


def read_draft(draft: Resource, record: Record, as_of: date, shelf: Shelf) -> Gleaned:
    """One Order or more for a draft of a kind that we know; `judged` when it was selected, or nothing was."""
    return read_order(draft, as_of, shelf, judged=_selected(draft, record.selections))


def _selected(draft: Resource, selections: frozenset[str] | None) -> bool:
    if selections is None:
        return True
    return own_reference(draft) in {plain(s) for s in selections} or own_reference(draft).partition("/")[2] in selections


def read_order(draft: Resource, as_of: date, shelf: Shelf, *, judged: bool) -> Gleaned:
    """What one draft orders. A draft without a code or text is an Order without a class: nothing was chosen yet."""
    mended = mend(draft)
    resource = mended.resource
    source = Source(
        reference=own_reference(draft), words=order_text(resource, shelf), date=first_day(resource.get("authoredOn")) or as_of
    )
    base = Order(reference=own_reference(draft), text=source.words, judged=judged, resource=draft, source=source)
    if resource.get("doNotPerform") is True:
        return Gleaned(orders=(replace(base, judged=False),))
    if resource.get("resourceType") in ("MedicationRequest", "MedicationOrder"):
        orders = _medicine_orders(resource, base, shelf)
    else:
        orders = _service_orders(resource, base)
    return Gleaned(orders=orders, not_assessed=mended.left_out)


def order_text(resource: Resource, shelf: Shelf) -> str:
    """The words of an order as the clinician sees them."""
    if resource.get("resourceType") in ("MedicationRequest", "MedicationOrder"):
        return text_of(resource.get("medicationCodeableConcept")) or medicine_of(resource, shelf)[0]
    return next((t for key in _CODE_KEYS if (t := text_of(resource.get(key)))), "")


def _parts(resource: Resource) -> tuple[str, tuple[Code, ...], str]:
    """Name, codes and place of an order: order details and notes speak for the name where the code says little."""
    names = [all_words(resource.get(key)) for key in _CODE_KEYS]
    details = [all_words(resource.get("orderDetail")), all_words(resource.get("performerType"))]
    category = text_of(resource.get("category"))
    codes = tuple(c for key in (*_CODE_KEYS, "orderDetail") for c in codes_of(resource.get(key)))
    sites = listed(resource.get("bodySite"))
    site = "; ".join(filter(None, [all_words(sites), *(c.code for c in codes_of(sites) if not c.display)]))
    text = "; ".join(dict.fromkeys(n for n in [*names, *details] if n))
    return (f"{text}; {category}" if category and "referral" in category.lower() else text), codes, site


def services_of(resource: Resource) -> tuple[Service, ...]:
    """Every service of a ServiceRequest. When its name says too little ("Injection, large joint", "Referral"), the note and
    the reason may say which."""
    text, codes, site = _parts(resource)
    if class_by_code(codes) is None:
        text = wanted(text)
    found = services(text, codes, site)
    if found[0].order_class is None and (text or codes):
        reason = "; ".join(filter(None, [notes_of(resource.get("note")), all_words(resource.get("reasonCode"))]))
        if reason and _vague(found[0], codes):
            fuller = services(text, codes, "; ".join(filter(None, [site, reason[:500]])))
            return fuller if fuller[0].order_class else found
    return found


def _vague(service: Service, codes: tuple[Code, ...]) -> bool:
    """Whether the name is of a kind that needs a place to be understood."""
    return bool(
        service.terms & {"injection", "referral", "hip_operation", "mri", "ct", "xray", "ultrasound", "surgery", "orthopaedics"}
    )


def _service_orders(resource: Resource, base: Order) -> tuple[Order, ...]:
    note_terms = terms_in(notes_of(resource.get("note"))[:2000])
    out = []
    for service in services_of(resource):
        qualities = service.qualities
        if service.family in ("spine_injection", "hip_injection"):
            qualities |= {q for q in ("steroid", "intratendinous", "peritendinous", "repeat") if q in note_terms}
        order_class = service.order_class
        if order_class == "trochanteric_injection" and "intratendinous" in qualities:
            order_class = "intratendinous_injection"
        out.append(
            replace(
                base,
                order_class=order_class,
                levels=service.levels,
                side=service.side,
                approach=service.approach,
                qualities=qualities | ({"urgent"} if resource.get("priority") in ("urgent", "asap", "stat") else set()),
            )
        )
    medicines = _medicines_beside(base)
    if all(order.order_class is None for order in out):
        medicines = medicines or _medicines_in(base, base.text)
        return medicines or tuple(out)
    return (*out, *medicines)


def _medicines_in(base: Order, words: str) -> tuple[Order, ...]:
    """A medicine ordered as a service: the order of that medicine."""
    classes = medicine_classes(words) | ({"nsaid"} if is_analgesic_aspirin(words, {}) else set())
    kind = next((c for c in _MEDICINES if c in classes), None)
    return (replace(base, order_class=kind, classes=classes - {"nsaid_allergen"}),) if kind else ()


def _medicines_beside(base: Order) -> tuple[Order, ...]:
    """Medicines named in the text of a service order with a dose, or as a part of their own ("... + ibuprofen 600 mg")."""
    out = []
    for part in re.split(r"\s*(?:\+|;|,|\band\b|&)\s*", base.text):
        classes = medicine_classes(part)
        kind = next((c for c in _MEDICINES if c in classes), None)
        if (
            kind
            and (_DOSE.search(part) or kind in ("nsaid", "topical_nsaid"))
            and not terms_in(part) & {"injection", "steroid"}
        ):
            out.append(replace(base, order_class=kind, classes=classes))
    return tuple(out)


def _medicine_orders(resource: Resource, base: Order, shelf: Shelf) -> tuple[Order, ...]:
    name, codes, route = medicine_of(resource, shelf)
    classes = medicine_classes(name, codes, route) - {"nsaid_allergen"}
    classes |= {"nsaid"} if is_analgesic_aspirin(name, resource) else set()
    order_class = next((c for c in _MEDICINES if c in classes), None)
    text = base.text or (codes[0].display or codes[0].code if codes else "")
    order = replace(base, order_class=order_class, classes=classes, text=text)
    if classes & {"injected_steroid", "systemic_steroid"}:
        where = services(f"{name} injection", (), "; ".join(filter(None, [route, text_of(resource.get("reasonCode"))])))[0]
        if (
            where.order_class
            and where.family in ("spine_injection", "hip_injection")
            and (route or terms_in(name) & {"injection"})
        ):
            return (
                replace(
                    order,
                    order_class=where.order_class,
                    side=where.side,
                    levels=where.levels,
                    approach=where.approach,
                    qualities=where.qualities | {"steroid"},
                ),
            )
    return (order,)


def read_administration(resource: Resource, as_of: date, shelf: Shelf) -> Gleaned:
    """A steroid given into a named place ("triamcinolone, left trochanteric bursa") is an injection, like its Procedure."""
    if str(resource.get("status", "")).lower() in (*_NOT_STANDING, "not-done", "unknown"):
        return Gleaned()
    name, codes, route = medicine_of(resource, shelf)
    if not medicine_classes(name, codes, f"{route} injection") & {"injected_steroid"}:
        return Gleaned()
    period = resource.get("effectivePeriod")
    day = resource.get("effectiveDateTime") or (period.get("start") if isinstance(period, Mapping) else None)
    given = {"text": f"{name} injection; {route}"}
    as_procedure = {
        "resourceType": "MedicationAdministration",
        "id": resource.get("id"),
        "code": given,
        "performedDateTime": day,
    }
    return Gleaned(injections=treatments.read_procedure({**as_procedure, "note": resource.get("note")}, as_of).injections)


def concerns_request(resource: Resource) -> bool:
    """Whether an earlier ServiceRequest is of a class that we know. Cheap; takes any shape."""
    return resource.get("resourceType") in ("ServiceRequest", "DeviceRequest") and any(
        s.order_class for s in services_of(resource)
    )


def read_request(resource: Resource, as_of: date) -> Gleaned:
    """Requests already in the record: imaging, therapy, referrals, injections."""
    status = str(resource.get("status", "")).lower()
    if status in _NOT_STANDING or status == "draft" or resource.get("doNotPerform") is True:
        return Gleaned()
    day = first_day(resource.get("authoredOn")) or first_day(resource.get("occurrenceDateTime")) or _start(resource)
    source = Source(reference=own_reference(resource), words=order_text(resource, Shelf(())), date=day)
    return Gleaned(
        earlier_requests=tuple(
            EarlierRequest(
                order_class=s.order_class, side=s.side, requested=day, active=status not in ("completed",), source=source
            )
            for s in services_of(resource)
            if s.order_class
        )
    )


def _start(resource: Resource) -> date | None:
    period: Any = resource.get("occurrencePeriod")
    return first_day(period.get("start")) if isinstance(period, Mapping) else None
