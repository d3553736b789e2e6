"""MedicationRequest, MedicationStatement, MedicationAdministration, MedicationDispense and AllergyIntolerance → facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from service.facts import Allergy, Medication, NotAssessed, Source
from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.coding import Code, all_words, codes_of, has_code, listed, text_of
from service.reading.dates import day_of, first_day, period_of
from service.reading.gleaned import Gleaned
from service.reading.outcomes import cues
from service.reading.phrases import Phrases
from service.reading.references import Shelf, own_reference
from service.reading.services import SHORT
from service.record import Resource

TYPES = ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense")
_NOT_TAKEN = ("entered-in-error", "cancelled", "not-taken", "not-done", "draft", "intended", "declined", "preparation")
_ENDED = ("stopped", "completed", "ended")
_SKIPPED_INTENTS = ("proposal", "plan", "option")


class MedicineWords(Entry):
    """A medicine or a class of medicines: its classes (knowledge/medications.toml), names, RxNorm and ATC codes."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    rxnorm: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()


@cache
def _medicines() -> tuple[dict[str, MedicineWords], Phrases, dict[str, str], tuple[tuple[str, str], ...]]:
    table = read_table("medications", MedicineWords, folder=FOLDER / "lexicon")
    rxnorm = {code: identity for identity, m in table.items() for code in m.rxnorm}
    atc = tuple(sorted(((code, identity) for identity, m in table.items() for code in m.atc), key=lambda pair: -len(pair[0])))
    return table, Phrases({i: m.names for i, m in table.items()}), rxnorm, atc


def medicine_classes(name: str, codes: Iterable[Code] = (), route: str = "") -> frozenset[str]:
    """The classes of a medicine, by its name, else by its codes. The route and the form decide between tablet, gel and
    injection: a steroid cream is no systemic steroid, diclofenac gel is a topical NSAID."""
    classes = _classes if len(name) + len(route) <= SHORT else _classes.__wrapped__
    return classes(name, tuple(codes), route)


@lru_cache(maxsize=4096)
def _classes(name: str, codes: tuple[Code, ...], route: str) -> frozenset[str]:
    table = _medicines()[0]
    classes = {klass for identity in _ingredients(name, codes) for klass in table[identity].classes}
    return _by_route(classes, f"{name} {route}")


def _ingredients(name: str, codes: tuple[Code, ...]) -> set[str]:
    """Entries of the table that the name means, else those that its codes mean."""
    _, phrases, rxnorm, atc = _medicines()
    ids = set(phrases.ids(name)) or {rxnorm[c.code] for c in codes if c.system in ("rxnorm", "") and c.code in rxnorm}
    return ids or {identity for c in codes if c.system == "atc" for code, identity in atc if c.code.upper().startswith(code)}


def _by_route(classes: set[str], words: str) -> frozenset[str]:
    said = cues().ids(words)
    if "topical_nsaid" in classes or ("nsaid" in classes and "on_skin" in said):
        classes = (classes - {"nsaid"}) | {"topical_nsaid"}
    if "local_form" in said:
        classes = classes - {"systemic_steroid", "fluoroquinolone", "injected_steroid", "nsaid"}
    if "systemic_steroid" in classes and "injected_form" in said:
        classes = (classes - {"systemic_steroid"}) | {"injected_steroid"}
    if "injected_steroid" in classes:
        classes = classes - {"systemic_steroid"}
    return frozenset(classes)


def concerns(resource: Resource) -> bool:
    """Whether a medication resource may be of a class that matters. One whose name lies in another resource, or that has
    none, is always looked at. Cheap; takes any shape."""
    if resource.get("resourceType") not in TYPES:
        return False
    concept = resource.get("medicationCodeableConcept")
    name, codes = all_words(concept)[:300], codes_of(concept)
    return "medicationReference" in resource or not (name or codes) or _may_matter(name, codes)


@lru_cache(maxsize=4096)
def _may_matter(name: str, codes: tuple[Code, ...]) -> bool:
    return bool(_ingredients(name, codes))


def medicine_of(resource: Resource, shelf: Shelf) -> tuple[str, tuple[Code, ...], str]:
    """Name (text first), codes and route of a medication resource, wherever they stand: inline, contained, referenced."""
    concept = resource.get("medicationCodeableConcept")
    reference = resource.get("medicationReference")
    name, codes = all_words(concept), codes_of(concept)
    if isinstance(reference, Mapping):
        medicine = shelf.look_up(reference, within=resource)
        if medicine is not None:
            more = [medicine.get("code"), *(_ingredient(i) for i in listed(medicine.get("ingredient")))]
            name = "; ".join(filter(None, [name, *(all_words(c) for c in more), text_of(medicine.get("form"))]))
            codes += tuple(code for c in more for code in codes_of(c))
        shown = reference.get("display")
        if isinstance(shown, str) and shown not in name:
            name = "; ".join(filter(None, [name, shown]))
    return name, codes, _route(resource)


def _ingredient(value: Any) -> Any:
    return value.get("itemCodeableConcept") if isinstance(value, Mapping) else None


def _route(resource: Resource) -> str:
    words = []
    for dosage in [*listed(resource.get("dosageInstruction")), *listed(resource.get("dosage"))]:
        if isinstance(dosage, Mapping):
            text = dosage.get("text")
            words += [all_words(dosage.get("route")), all_words(dosage.get("site")), text if isinstance(text, str) else ""]
    return "; ".join(filter(None, words))


def read_medication(resource: Resource, as_of: date, shelf: Shelf) -> Gleaned:
    """The medicine, when it belongs to a class that matters; a note when its name cannot be found."""
    status = str(resource.get("status", "")).lower()
    if status in _NOT_TAKEN or resource.get("doNotPerform") is True or resource.get("intent") in _SKIPPED_INTENTS:
        return Gleaned()
    name, codes, route = medicine_of(resource, shelf)
    source = own_reference(resource)
    if not name and not any(c.code for c in codes):
        return Gleaned(not_assessed=(NotAssessed(source=source, why="the medicine is not named in the record"),))
    classes = medicine_classes(name, codes, route) - {"nsaid_allergen"}
    if not classes:
        return Gleaned()
    start, end = _taken(resource, as_of)
    ended = status in _ENDED or (end is not None and end < as_of)
    return Gleaned(
        medications=(
            Medication(
                name=text_of(resource.get("medicationCodeableConcept")) or name or codes[0].code,
                classes=classes,
                active=not ended,
                start=start,
                end=end,
                source=Source(reference=source, words=name, date=start),
            ),
        )
    )


def _taken(resource: Resource, as_of: date) -> tuple[date | None, date | None]:
    """From when to when, as far as any element tells."""
    starts: list[date | None] = []
    ends: list[date | None] = []
    periods = [resource.get("effectivePeriod")]
    for dosage in listed(resource.get("dosageInstruction")):
        timing = dosage.get("timing") if isinstance(dosage, Mapping) else None
        repeat = timing.get("repeat") if isinstance(timing, Mapping) else None
        periods.append(repeat.get("boundsPeriod") if isinstance(repeat, Mapping) else None)
    for period in periods:
        start, end = period_of(period, as_of)
        starts.append(start)
        ends.append(end)
    starts += [first_day(resource.get(key)) for key in ("effectiveDateTime", "authoredOn", "dateAsserted", "whenHandedOver")]
    dispense = resource.get("dispenseRequest")
    if isinstance(dispense, Mapping):
        ends.append(day_of(_end(dispense.get("validityPeriod")), as_of) if str(resource.get("status")) in _ENDED else None)
    return next((s for s in starts if s), None), next((e for e in ends if e), None)


def _end(period: Any) -> Any:
    return period.get("end") if isinstance(period, Mapping) else None


def concerns_allergy(resource: Resource) -> bool:
    return resource.get("resourceType") == "AllergyIntolerance"


def read_allergy(resource: Resource) -> Gleaned:
    """The allergy by medicine class. Refuted, entered-in-error, resolved and inactive ones do not stand."""
    verification, clinical = resource.get("verificationStatus"), resource.get("clinicalStatus")
    if has_code(verification, "refuted", "entered-in-error") or has_code(clinical, "resolved", "inactive"):
        return Gleaned()
    if text_of(verification).lower() in ("refuted", "entered in error") or text_of(clinical).lower() in (
        "resolved",
        "inactive",
    ):
        return Gleaned()
    concepts = [resource.get("code")]
    concepts += [r.get("substance") for r in listed(resource.get("reaction")) if isinstance(r, Mapping)]
    words = "; ".join(filter(None, map(all_words, concepts)))
    classes = medicine_classes(words, [code for c in concepts for code in codes_of(c)])
    if "nsaid_allergen" in classes:
        classes = (classes - {"nsaid_allergen"}) | {"nsaid"}
    if "injected_steroid" in classes:
        classes |= {"systemic_steroid"}
    if not classes:
        return Gleaned()
    return Gleaned(allergies=(Allergy(classes=classes, source=Source(reference=own_reference(resource), words=words)),))
