"""Red flags of the whole body: cancer (R4), infection (R5), septic hip (R12), and what is only named (R8, R13)."""

from __future__ import annotations

from collections.abc import Iterator

from service.concordance.picture import Picture, counts_as_imaging
from service.concordance.raised import LONG_STANDING, Raised, flag, started
from service.concordance.seen import Seen
from service.concordance.timing import DAYS_PER_MONTH, days_since, within_months
from service.facts import Measurement, Source, Symptom
from service.knowledge.tables import knowledge

BLOODSTREAM_RISKS = ("injecting_drug_use", "bacteraemia", "dialysis")
IMMUNE_RISKS = ("immunosuppression", "steroid_use")
INFECTION_RISKS = (*BLOODSTREAM_RISKS, *IMMUNE_RISKS)
NAMED_RISKS = (*INFECTION_RISKS, "opioid_use_disorder", "diabetes")
IMMUNE_CLASSES = frozenset({"systemic_steroid", "immunosuppressant", "methotrexate"})
SEPTIC_REGIONS = frozenset({"groin", "hip", "lateral_hip", "buttock", "anterior_thigh", "thigh", "low_back"})


# ---- R4 -------------------------------------------------------------------------------------------------------------


def cancer(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Cancer that spreads to bone with new or undated pain, imaging that looks like tumour, a known spinal tumour."""
    new_pain = next((s for s in seen.pains() if _new_pain(s, seen)), None)
    for p in seen.problems("cancer", ever=True):
        yield flag("cancer_with_new_pain" if new_pain else "cancer_history", p.source, active=new_pain is not None)
    for p in seen.problems("spinal_malignancy"):
        yield flag("spinal_malignancy", p.source, active=True)
    for f in seen.facts.findings:
        if f.type == "neoplasm_signs" and counts_as_imaging(f):
            yield flag("tumour_on_imaging", f.source, active=True)
    for p in seen.problems("cancer_other", ever=True):
        yield flag("cancer_other", p.source, active=False)
    for s in seen.symptoms("night_pain", "weight_loss"):
        yield flag(s.kind, s.source, active=False)
    for relative in seen.facts.family_history:
        if relative.kind in ("cancer", "cancer_other"):
            yield flag("cancer_in_family", relative.source, active=False)


def _new_pain(symptom: Symptom, seen: Seen) -> bool:
    """Begun within a year, or without any date; "unexplained" counts whatever its age."""
    if "unexplained" in symptom.qualities:
        return True
    if symptom.qualities & LONG_STANDING and symptom.onset is None and symptom.weeks is None:
        return False
    since = started(symptom, seen.facts.as_of) if symptom.onset or symptom.weeks is not None else None
    return since is None or since <= knowledge().thresholds["cancer_pain_months"] * DAYS_PER_MONTH


# ---- R5 -------------------------------------------------------------------------------------------------------------


def infection(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Fever, a high CRP, or a lower one with a risk of infection, beside pain of spine or hip; imaging; known infection."""
    for f in seen.facts.findings:
        if f.type == "infection_signs" and counts_as_imaging(f):
            yield flag("infection_on_imaging", f.source, active=True)
    for p in seen.problems("spinal_infection", "psoas_abscess"):
        yield flag(p.kind, p.source, active=True)
    for p in seen.problems(*NAMED_RISKS):
        yield flag(p.kind, p.source, active=False)
    if seen.painful or picture.recorded:
        yield from _fever(seen)
        yield from _laboratory(seen)
        yield from _night_pain(seen)


def _fever(seen: Seen) -> Iterator[Raised]:
    limits = knowledge().thresholds
    for m in seen.facts.measurements:
        if m.kind == "temperature" and m.value >= limits["fever"] and _fresh(m, seen):
            yield flag("fever", m.source, active=True)
    for s in seen.symptoms("fever"):
        since = started(s, seen.facts.as_of)
        yield flag("fever", s.source, active=since is None or since <= limits["infection_days"])


def _laboratory(seen: Seen) -> Iterator[Raised]:
    limits = knowledge().thresholds
    markers = [m for m in seen.facts.measurements if m.kind in ("crp", "esr") and _fresh(m, seen)]
    if not markers:
        return
    risk, entered = infection_risk(seen), germs_entered(seen)
    for m in markers:
        if m.kind == "crp" and m.value >= limits["crp_high"]:
            yield flag("high_crp", m.source, active=True)
        elif raised(m):
            slight = m.kind == "crp" and m.value <= limits["crp_floor_immune"]
            told = entered if slight else risk
            yield flag("raised_marker_with_risk" if told else "raised_marker", m.source, active=told is not None)


def raised(m: Measurement) -> bool:
    """Whether an inflammation marker is above its reference, by the laboratory's own flag or by the threshold."""
    return m.high is True or (m.high is None and m.value > knowledge().thresholds[f"{m.kind}_raised"])


def _night_pain(seen: Seen) -> Iterator[Raised]:
    nightly = [*seen.symptoms("night_pain"), *[s for s in seen.painful if "night" in s.qualities and s.kind == "pain"]]
    if nightly and infection_risk(seen):
        yield flag("night_pain_with_risk", nightly[0].source, active=True)


def infection_risk(seen: Seen) -> Source | None:
    """What makes an infection of the spine likely: needles, blood stream, dialysis, immune suppression, a recent procedure."""
    weakened = [p.source for p in seen.problems(*IMMUNE_RISKS)]
    weakened += [m.source for m in seen.facts.medications if m.active and m.classes & IMMUNE_CLASSES]
    return germs_entered(seen) or next(iter(weakened), None)


def germs_entered(seen: Seen) -> Source | None:
    """How germs may have come to the spine or hip: needles, the blood stream, dialysis, a recent procedure."""
    for p in seen.problems(*BLOODSTREAM_RISKS):
        return p.source
    months = knowledge().thresholds["procedure_months"]
    done = [(i.given, i.source) for i in seen.facts.injections if i.kind != "other"]
    done += [(o.done, o.source) for o in seen.facts.operations if not o.planned]
    return next((source for day, source in done if within_months(day, seen.facts.as_of, months)), None)


def _fresh(m: Measurement, seen: Seen) -> bool:
    since = days_since(m.source.date, seen.facts.as_of)
    return since is None or since <= knowledge().thresholds["infection_days"]


# ---- R12, R8, R13 ---------------------------------------------------------------------------------------------------


def septic_hip(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """A septic hip, or a replaced hip that hurts with fever."""
    for p in seen.problems("septic_hip"):
        yield flag("septic_hip", p.source, active=True)
    replaced = [p.source for p in seen.problems("hip_arthroplasty")]
    replaced += [o.source for o in seen.facts.operations if o.kind == "hip_arthroplasty" and not o.planned]
    feverish = any(r.flag.active for r in _fever(seen))
    if replaced and feverish and seen.pains(SEPTIC_REGIONS):
        yield flag("replaced_hip_with_fever", replaced[0], active=True)


def information(seen: Seen, picture: Picture) -> Iterator[Raised]:
    """Polymyalgia, stones and the like are named; they forbid nothing."""
    for p in seen.problems("polymyalgia_rheumatica", "renal_colic", "endometriosis"):
        yield flag(p.kind, p.source, active=False)
