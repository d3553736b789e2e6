"""When to think of axial spondyloarthritis: pack 5.5 and S22. Apart from every lumbar finding."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from service.concordance.gates import newest, present
from service.concordance.gluteal_hip import complained
from service.concordance.presentation import known_weeks
from service.facts import Facts, Problem, Source, Symptom

ONSET_AGE = 45
LONG_WEEKS = 13.0
CRP_RAISED = 10.0
ESR_RAISED = 30.0
BACK_PROBLEMS = ("low_back_pain", "axial_spondyloarthritis", "sacroiliac_pain", "discogenic_back_pain")
FEATURE_PROBLEMS = (
    "psoriasis",
    "inflammatory_bowel_disease",
    "uveitis",
    "enthesitis_or_arthritis",
    "spondyloarthritis_in_family",
)

Advice = Literal["refer", "consider"]


def advised(facts: Facts) -> tuple[Advice, tuple[Source, ...]] | None:
    """Whether to refer (long back pain that began before 45, with a feature) or to consider it (long morning stiffness of the
    back under 45), with the facts; None otherwise. Lateral hip pain alone is no reason."""
    pains = back_pains(facts)
    stiff = [s for s in facts.symptoms if s.kind == "morning_stiffness" and complained(s) and not _short(s)]
    backs: list[Symptom | Problem] = [*pains, *_back_problems(facts)]
    long_young = [s for s in backs if _long(facts, s) and _began_young(facts, s)]
    if long_young and (features := feature_sources(facts, pains)):
        return "refer", (long_young[0].source, *features)
    of_back = [s for s in stiff if _about_back(s)] or (stiff if pains or _back_problems(facts) else [])
    young = facts.patient.age is not None and facts.patient.age < ONSET_AGE
    if of_back and (young or any(_began_young(facts, s) for s in pains)):
        return "consider", tuple(s.source for s in of_back)
    return None


def back_pains(facts: Facts) -> list[Symptom]:
    """Present pain of the low back, or of the buttocks when it alternates or is on both sides."""
    pains = [s for s in facts.symptoms if s.kind in ("pain", "stiffness", "night_pain") and complained(s)]
    return [s for s in pains if "low_back" in s.regions or ("buttock" in s.regions and _alternates(s))]


def _alternates(symptom: Symptom) -> bool:
    return symptom.side == "bilateral" or "alternating" in symptom.qualities


def _about_back(symptom: Symptom) -> bool:
    return bool({"low_back", "buttock"} & set(symptom.regions))


def _short(symptom: Symptom) -> bool:
    """Stiffness that is said to pass within half an hour."""
    return bool({"short", "under_30_minutes"} & symptom.qualities)


def _back_problems(facts: Facts) -> list[Problem]:
    return [p for p in present(facts, *BACK_PROBLEMS) if p.current]


def _long(facts: Facts, fact: Symptom | Problem) -> bool:
    """Three months or more, or called chronic."""
    weeks = known_weeks(fact, facts.as_of)
    words = fact.qualities if isinstance(fact, Symptom) else fact.details
    return (weeks is not None and weeks >= LONG_WEEKS) or "chronic" in words


def _began_young(facts: Facts, fact: Symptom | Problem) -> bool:
    """Began before 45: by birth date and duration, else by the present age."""
    born, weeks = facts.patient.birth_date, known_weeks(fact, facts.as_of)
    if born and weeks is not None:
        return (facts.as_of - timedelta(weeks=weeks) - born).days / 365.25 < ONSET_AGE
    age = facts.patient.age
    return age is not None and age - (weeks or 0.0) / 52.18 < ONSET_AGE


def feature_sources(facts: Facts, pains: list[Symptom]) -> list[Source]:
    """Features of spondyloarthritis in the record."""
    found = [s.source for s in facts.signs if s.test == "hla_b27" and s.abnormal]
    found += [s.source for s in pains if "inflammatory" in s.qualities]
    found += [p.source for p in present(facts, *FEATURE_PROBLEMS)]
    found += [p.source for p in present(facts, "axial_spondyloarthritis")]
    found += [h.source for h in facts.family_history if h.kind in ("axial_spondyloarthritis", "spondyloarthritis_in_family")]
    for kind, raised in (("crp", CRP_RAISED), ("esr", ESR_RAISED)):
        value = newest(facts, kind)
        if value and (value.value >= raised or value.high):
            found.append(value.source)
    return found
