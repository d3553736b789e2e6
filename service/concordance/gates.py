"""What holds a treatment back: pack 5.3 (NSAID), 5.4 (steroid injection) and radiation in pregnancy.

A gate answers with `Withheld`, naming the fact. `knowledge/gates.toml` says how firmly each gate holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Literal

from service.concordance.assessment import RedFlag, Withheld
from service.concordance.hip_sides import on_side
from service.facts import Facts, Measurement, Medication, Operation, Problem, Side, Source
from service.knowledge.care import care

Action = Literal["block", "avoid", "warn", "caution"]
FIRMNESS: tuple[Action, ...] = ("block", "avoid", "warn", "caution")

VALUES_LAST = timedelta(days=730)
FLUOROQUINOLONE = timedelta(days=30)
ARTHROPLASTY = timedelta(days=92)
LIFELONG = frozenset({
    "gi_bleed_or_ulcer", "nsaid_allergy", "asthma_with_nasal_polyps", "heart_failure", "myocardial_infarction_or_stroke",
    "cirrhosis", "ckd_4_or_5", "ckd_3", "diabetes", "coagulopathy", "glaucoma", "hip_arthroplasty", "hypertension",
})  # fmt: skip
"""Comorbidities that count even when the record calls them resolved: a healed ulcer still bleeds again."""


def action(gate: str) -> Action:
    """How firmly a gate holds."""
    return care().gates[gate].action


def firmest(held: Iterable[Withheld]) -> Action | None:
    """The firmest action among the gates that hold, None when none does."""
    found = {action(w.gate) for w in held}
    return next((a for a in FIRMNESS if a in found), None)


def nsaid_gates(facts: Facts, *, ordered: str | None = None) -> tuple[Withheld, ...]:
    """What speaks against an oral NSAID, firmest first. `ordered`: the name of the NSAID ordered, which is no duplicate of
    itself."""
    found: list[tuple[str, Source | None]] = [
        *(("nsaid_allergy", s) for s in _allergies(facts, {"nsaid", "nsaid_allergen"})),
        *_problems(facts, "nsaid_allergy", "nsaid_allergy", "asthma_with_nasal_polyps"),
        *_kidney(facts),
        *_problems(facts, "nsaid_bleeding", "gi_bleed_or_ulcer"),
        *_medicines(facts, "nsaid_anticoagulant", "anticoagulant"),
        *_problems(facts, "nsaid_anticoagulant", "anticoagulation"),
        *_medicines(facts, "nsaid_antiplatelet", "antiplatelet"),
        *_problems(facts, "nsaid_antiplatelet", "antiplatelet_use"),
        *_problems(facts, "nsaid_heart", "heart_failure", "myocardial_infarction_or_stroke"),
        *_problems(facts, "nsaid_liver_or_platelets", "cirrhosis", "thrombocytopenia", "coagulopathy"),
        *_problems(facts, "nsaid_pregnancy", "pregnancy"),
        *_triple(facts),
        *_medicines(facts, "nsaid_lithium", "lithium"),
        *_medicines(facts, "nsaid_methotrexate", "methotrexate"),
        *_medicines(facts, "nsaid_ssri", "ssri"),
        *_duplicate(facts, ordered),
        *_age(facts),
        *_blood_pressure(facts),
    ]
    return _held("nsaid", found)


def topical_nsaid_gates(facts: Facts) -> tuple[Withheld, ...]:
    """What speaks against a topical NSAID."""
    return _held("topical_nsaid", [
        *(("topical_nsaid_allergy", s) for s in _allergies(facts, {"nsaid", "nsaid_allergen", "topical_nsaid"})),
        *_problems(facts, "topical_nsaid_allergy", "nsaid_allergy"),
        *_problems(facts, "topical_nsaid_pregnancy", "pregnancy"),
    ])  # fmt: skip


def radiation_gates(facts: Facts) -> tuple[Withheld, ...]:
    """Pregnancy, before X-rays, CT and fluoroscopy of pelvis and spine."""
    return _held("radiation", _problems(facts, "radiation_pregnancy", "pregnancy"))


def steroid_gates(
    facts: Facts, red_flags: Iterable[RedFlag], *, side: Side | None, spinal: bool = False, joint: bool = False
) -> tuple[Withheld, ...]:
    """What speaks against a steroid injection, firmest first. `spinal`: a needle in the spinal canal or foramen; `joint`: into
    the hip joint. Earlier injections are `previous_injection`."""
    found: list[tuple[str, Source | None]] = [
        *_problems(facts, "steroid_skin_infection", "local_skin_infection"),
        *_problems(facts, "steroid_infection", "bacteraemia", "septic_hip", "spinal_infection", "psoas_abscess"),
        *(("steroid_red_flag", f.source) for f in red_flags if f.active and f.flag in NEVER_INJECT),
        *(("steroid_allergy", s) for s in _allergies(facts, {"systemic_steroid", "injected_steroid", "local_anaesthetic"})),
        *(_prosthesis(facts, side) if joint else ()),
        *_medicines(facts, "steroid_cyp3a4", "cyp3a4_inhibitor"),
        *(() if spinal else _planned_arthroplasty(facts, side)),
        *_fluoroquinolone(facts),
        *_diabetes(facts),
        *_problems(facts, "steroid_pregnancy", "pregnancy"),
        *(_bleeding_at_spine(facts) if spinal else ()),
        *_problems(facts, "steroid_immunosuppression", "immunosuppression"),
        *_medicines(facts, "steroid_immunosuppression", "immunosuppressant"),
        *_problems(facts, "steroid_glaucoma", "glaucoma"),
    ]
    return _held("steroid", found)


NEVER_INJECT = frozenset({"infection", "fracture", "cancer", "septic_hip", "post_procedural"})
"""Red flags (red_flags.toml) that forbid an injection of steroid."""


def _held(item: str, found: Sequence[tuple[str, Source | None]]) -> tuple[Withheld, ...]:
    """One entry per gate, the first fact that holds it, firmest gates first."""
    if not found:
        return ()
    first: dict[str, Withheld] = {}
    for gate, source in found:
        first.setdefault(gate, Withheld(item=item, gate=gate, source=source))
    return tuple(sorted(first.values(), key=lambda w: FIRMNESS.index(action(w.gate))))


@cache
def _lifelong(kind: str) -> bool:
    return kind in LIFELONG


def present(facts: Facts, *kinds: str) -> list[Problem]:
    """Comorbidities that stand. Refuted ones never do; of resolved ones only those that stay for life."""
    return [
        p for p in facts.problems
        if p.kind in kinds and p.verification.counts and "suspected" not in p.details
        and (p.activity.ongoing or _lifelong(p.kind))
    ]  # fmt: skip


def _problems(facts: Facts, gate: str, *kinds: str) -> list[tuple[str, Source | None]]:
    return [(gate, p.source) for p in present(facts, *kinds)]


def in_use(facts: Facts, medicine_class: str) -> list[Medication]:
    """Medicines of a class that are in use on the day."""
    return [
        m for m in facts.medications if medicine_class in m.classes and m.active and (m.end is None or m.end >= facts.as_of)
    ]


def _medicines(facts: Facts, gate: str, medicine_class: str) -> list[tuple[str, Source | None]]:
    return [(gate, m.source) for m in in_use(facts, medicine_class)]


def _allergies(facts: Facts, classes: set[str]) -> Iterator[Source]:
    return (a.source for a in facts.allergies if a.classes & classes)


def newest(facts: Facts, kind: str) -> Measurement | None:
    """The newest value of a kind, not older than two years; an undated value counts as the oldest."""
    known = [
        m for m in facts.measurements if m.kind == kind and (not m.source.date or facts.as_of - m.source.date <= VALUES_LAST)
    ]
    return max(known, key=lambda m: (m.source.date is not None, m.source.date or facts.as_of), default=None)


def _kidney(facts: Facts) -> list[tuple[str, Source | None]]:
    found = _problems(facts, "nsaid_kidney", "ckd_4_or_5", "dialysis")
    rate = newest(facts, "egfr")
    if rate and rate.value < 30:
        found.append(("nsaid_kidney", rate.source))
    found += _problems(facts, "nsaid_kidney_caution", "ckd_3")
    if rate and 30 <= rate.value < 60:
        found.append(("nsaid_kidney_caution", rate.source))
    return found


def _triple(facts: Facts) -> list[tuple[str, Source | None]]:
    pressure, water = in_use(facts, "ace_or_arb"), in_use(facts, "diuretic")
    return [("nsaid_triple", pressure[0].source)] if pressure and water else []


def _duplicate(facts: Facts, ordered: str | None) -> list[tuple[str, Source | None]]:
    """Another NSAID by mouth in use. The one ordered again is a renewal."""
    others = [m for m in in_use(facts, "nsaid") if not ordered or m.name.casefold() not in ordered.casefold()]
    return [("nsaid_duplicate", m.source) for m in others]


def _age(facts: Facts) -> list[tuple[str, Source | None]]:
    old = facts.patient.age is not None and facts.patient.age >= 75
    return [("nsaid_age", Source(reference=facts.patient.reference))] if old else []


def _blood_pressure(facts: Facts) -> list[tuple[str, Source | None]]:
    systolic = newest(facts, "systolic")
    found: list[tuple[str, Source | None]] = [
        ("nsaid_blood_pressure", p.source) for p in present(facts, "hypertension") if "severe" in p.details
    ]
    return found + ([("nsaid_blood_pressure", systolic.source)] if systolic and systolic.value >= 160 else [])


def _prosthesis(facts: Facts, side: Side | None) -> list[tuple[str, Source | None]]:
    coded = [p.source for p in present(facts, "hip_arthroplasty") if on_side(p.side, side)]
    done = [o.source for o in facts.operations if o.kind == "hip_arthroplasty" and not o.planned and on_side(o.side, side)]
    return [("steroid_prosthesis", s) for s in (*coded, *done)]


def _planned_arthroplasty(facts: Facts, side: Side | None) -> list[tuple[str, Source | None]]:
    planned = [o for o in facts.operations if o.kind == "hip_arthroplasty" and _soon(o, facts) and on_side(o.side, side)]
    asked = [r for r in facts.earlier_requests if r.order_class == "hip_arthroplasty" and r.active and on_side(r.side, side)]
    drafted = [o for o in facts.orders if o.order_class == "hip_arthroplasty" and on_side(o.side, side)]
    sources = [*(o.source for o in planned), *(r.source for r in asked), *(o.source for o in drafted)]
    return [("steroid_arthroplasty", source) for source in sources]


def _soon(operation: Operation, facts: Facts) -> bool:
    return operation.planned and (operation.done is None or facts.as_of <= operation.done <= facts.as_of + ARTHROPLASTY)


def _fluoroquinolone(facts: Facts) -> list[tuple[str, Source | None]]:
    """In use, or ended or begun within 30 days."""
    return [
        ("steroid_fluoroquinolone", m.source) for m in facts.medications if "fluoroquinolone" in m.classes and _lately(m, facts)
    ]


def _lately(medicine: Medication, facts: Facts) -> bool:
    last = medicine.end or (None if medicine.active else medicine.start)
    if last is None:
        return medicine.active
    return facts.as_of - last <= FLUOROQUINOLONE


def _diabetes(facts: Facts) -> list[tuple[str, Source | None]]:
    haemoglobin = newest(facts, "hba1c")
    if haemoglobin and haemoglobin.value > 8:
        return [("steroid_diabetes_uncontrolled", haemoglobin.source)]
    return _problems(facts, "steroid_diabetes", "diabetes")


def _bleeding_at_spine(facts: Facts) -> list[tuple[str, Source | None]]:
    return [
        *_medicines(facts, "steroid_anticoagulant_spine", "anticoagulant"),
        *_problems(facts, "steroid_anticoagulant_spine", "anticoagulation", "coagulopathy", "thrombocytopenia"),
        *_medicines(facts, "steroid_antiplatelet_spine", "antiplatelet"),
        *_problems(facts, "steroid_antiplatelet_spine", "antiplatelet_use"),
    ]
