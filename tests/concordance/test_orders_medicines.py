"""Medicines: an NSAID by its gate, an opioid or gabapentinoid by what it would treat."""

from __future__ import annotations

from typing import Any

import pytest

from tests.concordance.care_cases import BACK_PAIN, L5_LEFT, SEED, TEAR, allergy, judged_one, measured

ELSEWHERE: dict[str, Any] = {"says": ["neck_or_arm pain 5w"]}
CASES: list[tuple[str, dict[str, Any], str, dict[str, Any], str, str, str | None]] = [
    ("an NSAID that is safe", SEED, "nsaid", {}, "concordant", "nsaid_fits", None),
    ("an allergy", SEED, "nsaid", {"allergies": [allergy("nsaid")]}, "unsafe", "nsaid_blocked", "critical"),
    ("an allergy, complaint elsewhere", ELSEWHERE, "nsaid", {"allergies": [allergy("nsaid")]}, "unsafe", "nsaid_blocked",
     "critical"),
    ("a kidney, complaint elsewhere", ELSEWHERE, "nsaid", {"measurements": [measured("egfr", 20)]}, "concordant",
     "nsaid_fits", None),
    ("a kidney", SEED, "nsaid", {"measurements": [measured("egfr", 20)]}, "unsafe", "nsaid_avoid", "warning"),
    ("an anticoagulant", SEED, "nsaid", {"medications": ["apixaban anticoagulant"]}, "unsafe", "nsaid_avoid", "warning"),
    ("lithium", SEED, "nsaid", {"medications": ["lithium lithium"]}, "discordant", "nsaid_interaction", "warning"),
    ("a kidney at 45", SEED, "nsaid", {"measurements": [measured("egfr", 45)]}, "uncertain", "nsaid_caution", "info"),
    ("a topical NSAID with a bad kidney", SEED, "topical_nsaid", {"measurements": [measured("egfr", 20)]}, "concordant",
     "nsaid_fits", None),
    ("a topical NSAID with an allergy", SEED, "topical_nsaid", {"allergies": [allergy("nsaid")]}, "unsafe",
     "nsaid_blocked", "critical"),
    ("an opioid for a tendon", SEED, "opioid", {}, "discordant", "opioid_for_tendon", "warning"),
    ("an opioid with another source of pain", {**SEED, "has": [TEAR, "left hip_osteoarthritis"]}, "opioid", {}, "uncertain",
     "opioid_open", None),
    ("an opioid for a tendon not yet supported", {**SEED, "exam": []}, "opioid", {}, "uncertain", "opioid_open", None),
    ("an opioid for a root", L5_LEFT, "opioid", {}, "uncertain", "opioid_open", None),
    ("an opioid with a use disorder", {**SEED, "has": [TEAR, "opioid_use_disorder"]}, "opioid", {}, "unsafe",
     "opioid_use_disorder",
     "warning"),
    ("a gabapentinoid for a tendon", SEED, "gabapentinoid", {}, "discordant", "gabapentinoid_without_root", "warning"),
    ("a gabapentinoid for a root", L5_LEFT, "gabapentinoid", {}, "uncertain", "gabapentinoid_fits", None),
    ("a gabapentinoid beside nerve pain", {**SEED, "has": [TEAR, "polyneuropathy"]}, "gabapentinoid", {}, "uncertain",
     "gabapentinoid_fits", None),
    ("a gabapentinoid for back pain", BACK_PAIN, "gabapentinoid", {}, "uncertain", "gabapentinoid_fits", None),
    ("steroid tablets with a fluoroquinolone", L5_LEFT, "systemic_steroid",
     {"medications": ["ciprofloxacin fluoroquinolone"]}, "unsafe",
     "steroid_tablets_not_safe", "warning"),
    ("steroid tablets with diabetes", {**L5_LEFT, "has": ["diabetes"]}, "systemic_steroid", {}, "uncertain",
     "steroid_tablets_open", None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "line", "more", "judgement", "kind", "indicator"), CASES, ids=[c[0] for c in CASES])
def test_the_medicine_is_judged(
    what: str, case: dict[str, Any], line: str, more: dict[str, Any], judgement: str, kind: str, indicator: str | None
) -> None:
    found = judged_one(case, line, **more)
    assert (found.judgement, found.kind, found.indicator) == (judgement, kind, indicator)


def test_the_card_names_the_fact_and_offers_what_is_safe() -> None:
    found = judged_one(SEED, "nsaid", medications=["apixaban anticoagulant"])
    gate = "nsaid_anticoagulant"
    assert found.details == {"gate": gate, "gates": gate, "fact": "an anticoagulant"}
    assert found.alternatives == ("topical_nsaid", "paracetamol")
    assert judged_one(SEED, "nsaid", allergies=[allergy("nsaid")]).alternatives == ("paracetamol",)


def test_in_pregnancy_neither_form_is_offered() -> None:
    assert judged_one({**SEED, "has": [TEAR, "pregnancy"]}, "nsaid").alternatives == ("paracetamol",)
