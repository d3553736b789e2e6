"""Builds orders, therapy, injections and medicines from short lines, beside `patients.py`.

order("left tfesi L2-L3 diagnostic_block")     therapy("left 20w not_improved"), "left 40w to 10w"
injection("left 16w"), "left 4w no_steroid"                             medicine("apixaban anticoagulant"), "ended 2w"
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, cast

from service.concordance.assessment import OrderJudgement
from service.concordance.judge import judge
from service.facts import (
    Allergy,
    Facts,
    Injection,
    Measurement,
    Medication,
    Operation,
    Order,
    Side,
    Source,
    Study,
    Therapy,
)
from service.knowledge.loader import FOLDER, read_toml
from tests.concordance.patients import SIDES, days_ago, facts, source

CLASSES = read_toml(FOLDER / "orders.toml")
SHORT = {
    "tfesi": "lumbar_transforaminal_injection",
    "esi": "lumbar_epidural_injection",
    "facet": "lumbar_facet_injection",
    "rfa": "lumbar_radiofrequency_ablation",
    "bvn": "basivertebral_nerve_ablation",
    "discectomy": "lumbar_discectomy",
    "decompression": "lumbar_decompression",
    "fusion": "lumbar_fusion",
    "stimulator": "spinal_cord_stimulator",
}
OUTCOMES = {"improved": "improved", "not_improved": "not improved", "worse": "worse"}

HIP_EXAM = ("left trochanter_tenderness", "left single_leg_stance_pain", "left hip_abduction_strength 4", "left trendelenburg")
NORMAL_LEG = (
    "left straight_leg_raise normal",
    "left femoral_stretch normal",
    "left ankle_dorsiflexion_strength normal",
    "left great_toe_extension_strength normal",
    "left hip_flexion_strength normal",
    "left knee_extension_strength normal",
    "left patellar_reflex normal",
    "left achilles_reflex normal",
)
TEAR = "left gluteal_tear partial imaging_confirmed"
SEED: dict[str, Any] = {
    "says": ["left lateral_hip pain 20w", "no low_back pain"],
    "exam": [*HIP_EXAM, *NORMAL_LEG],
    "has": [TEAR],
    "shows": [
        "left moderate foraminal_stenosis L2-L3",
        "right mild foraminal_stenosis L2-L3",
        "midline modic_change L2-L3 modicmixed",
    ],
}
"""The index case: a gluteus minimus tear with three lumbar findings that do not explain it."""
L5_LEFT: dict[str, Any] = {
    "says": ["left lateral_leg pain 26w"],
    "exam": ["left great_toe_extension_strength 4", "left straight_leg_raise", "left achilles_reflex normal"],
    "shows": ["left severe lateral_recess_stenosis L4-L5", "left mild foraminal_stenosis L2-L3"],
}
"""A left L5 root that a finding at L4-L5 explains."""
BACK_PAIN: dict[str, Any] = {
    "says": ["low_back pain 48w"],
    "exam": ["both neuro normal"],
    "shows": ["midline modic_change L5-S1 modic1", "facet_arthropathy L4-L5"],
}


def _words(line: str) -> tuple[list[str], Side | None]:
    words = line.split()
    side = next((SIDES[w] for w in words if w in SIDES), None)
    return [w for w in words if w not in SIDES], side


def _weeks(words: Iterable[str]) -> list[float]:
    return [float(w[:-1]) for w in words if w.endswith("w") and w[:-1].replace(".", "").isdigit()]


def order(line: str, n: int = 1) -> Order:
    words, side = _words(line)
    words = [SHORT.get(w, w) for w in words]
    kind = next((w for w in words if w in CLASSES), None)
    levels = tuple(w for w in words if w[0] in "TLS" and w[1:2].isdigit())
    approach = next((w for w in words if w in ("interlaminar", "caudal", "transforaminal")), None)
    rest = frozenset(words) - {kind, approach, *levels, "background"}
    return Order(
        reference=f"ServiceRequest/order-{n}",
        order_class=kind,
        levels=levels,
        side=side,
        approach=approach,
        qualities=frozenset(w for w in rest if w),
        text=line,
        judged="background" not in words,
        source=source(n, "ServiceRequest"),
    )


def therapy(line: str, n: int = 1) -> Therapy:
    """`20w` began 20 weeks ago; a second number is how long ago it ended."""
    words, side = _words(line)
    weeks = _weeks(words)
    outcome = next((OUTCOMES[w] for w in words if w in OUTCOMES), None)
    return Therapy(
        kind="physiotherapy",
        target="spine" if "spine" in words else None,
        side=side,
        start=days_ago(7 * weeks[0]),
        end=days_ago(7 * weeks[1]) if len(weeks) > 1 else None,
        qualifying="passive" not in words,
        outcome=cast(Literal["improved", "not improved", "worse"] | None, outcome),
        source=source(n, "Procedure"),
    )


def injection(line: str, n: int = 1) -> Injection:
    words, side = _words(line)
    weeks = _weeks(words)
    return Injection(
        kind=next((w for w in words if w in ("epidural", "hip_joint")), "trochanteric"),
        side=side,
        steroid=False if "no_steroid" in words else True if "steroid" in words else None,
        given=days_ago(7 * weeks[0]) if weeks else None,
        source=source(50 + n, "Procedure"),
    )


def medicine(line: str, n: int = 1) -> Medication:
    words, _ = _words(line)
    ended = _weeks(words)
    return Medication(
        name=words[0],
        classes=frozenset(words[1:]) - {"ended", *(w for w in words if w.endswith("w"))},
        active=not ended,
        end=days_ago(7 * ended[0]) if ended else None,
        source=source(n, "MedicationRequest"),
    )


def measured(kind: str, value: float, days: float = 5) -> Measurement:
    return Measurement(kind=kind, value=value, unit="", source=source(70, "Observation", days_ago(days)))


def allergy(*classes: str) -> Allergy:
    return Allergy(classes=frozenset(classes), source=source(1, "AllergyIntolerance"))


def operation(kind: str, weeks: float | None = None, side: Side | None = "left", *, planned: bool = False) -> Operation:
    done = days_ago(7 * weeks) if weeks is not None else None
    return Operation(kind=kind, side=side, done=done, planned=planned, source=source(60, "Procedure"))


def study(region: str, modality: str, weeks: float, side: Side | None = None) -> Study:
    done = days_ago(7 * weeks)
    return Study(region=region, modality=modality, side=side, done=done, source=Source(reference="ImagingStudy/1", date=done))


def care_facts(case: dict[str, Any], **more: Any) -> Facts:
    """Facts of a case; lists of short lines for orders, therapies, injections and medications."""
    readers: dict[str, Any] = {"orders": order, "therapies": therapy, "injections": injection, "medications": medicine}
    given = {**case, **more}
    for key, reader in readers.items():
        if key in given:
            given[key] = tuple(reader(x, n) if isinstance(x, str) else x for n, x in enumerate(given[key], 1))
    for key in ("measurements", "allergies", "operations", "studies", "family_history", "earlier_requests"):
        if key in given:
            given[key] = tuple(given[key])
    return facts(**given)


def judged(case: dict[str, Any], *orders: str, **more: Any) -> tuple[OrderJudgement, ...]:
    return judge(care_facts(case, orders=orders, **more)).orders


def judged_one(case: dict[str, Any], line: str, **more: Any) -> OrderJudgement:
    return judged(case, line, **more)[0]
