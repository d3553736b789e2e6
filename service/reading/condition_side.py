"""The side of a Condition, from its words, its codes and its body site; and which of two complaints is the more precise."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from service.facts import NotAssessed, Symptom
from service.reading.clinical_codes import coded, side_by_code
from service.reading.coding import text_of
from service.reading.facts_from_words import (
    Setting,
    lateral,
)
from service.reading.gleaned import Gleaned
from service.reading.scan import sentences
from service.record import Resource


def with_side(gleaned: Gleaned, condition: Resource, setting: Setting) -> Gleaned:
    """bodySite gives the side that words left open; a code that contradicts the words gives way, which is said.

    A complaint that the code names less precisely than the words (hip pain, lateral hip pain) is left out.
    """
    place = condition.get("bodySite")
    said = [i for s in sentences(text_of(place)) for i in s if i.means("side")] if place else []
    site = side_by_code(place) or (said[0].means("side") if said else None)
    by_words = sides_named(text_of(condition.get("code")))
    by_code = {c.side for c in coded(condition.get("code")) if c.side}
    stated = site or (next(iter(by_words)) if len(by_words) == 1 else None)
    conflict = stated in ("left", "right") and by_code and stated not in by_code and "bilateral" not in by_code
    why = (
        NotAssessed(source=setting.source.reference, why="its code and its words name different sides; the words were taken"),
    )
    fill = stated or (next(iter(by_code)) if len(by_code) == 1 else None)
    if fill is None:  # neither words, codes nor place name a side
        return replace(gleaned, symptoms=precise(gleaned.symptoms)) if len(gleaned.symptoms) > 1 else gleaned
    return replace(
        gleaned,
        problems=tuple(replace(p, side=lateral(stated) if conflict else p.side or lateral(fill)) for p in gleaned.problems),
        symptoms=precise(
            tuple(
                replace(s, side=lateral(stated) if conflict and s.side else s.side or (lateral(fill) if sided(s) else None))
                for s in gleaned.symptoms
            )
        ),
        signs=tuple(replace(s, side=s.side or (fill if fill in ("left", "right") else None)) for s in gleaned.signs),  # type: ignore[arg-type]
        not_assessed=gleaned.not_assessed + (why if conflict else ()),
    )


@lru_cache(maxsize=4096)
def sides_named(text: str) -> frozenset[str]:
    """Every side that the words name."""
    return frozenset(side for sentence in sentences(text) for i in sentence if (side := i.means("side") or i.side))


def sided(symptom: Symptom) -> bool:
    return bool(symptom.regions) and symptom.regions != ("low_back",) and symptom.kind != "saddle_numbness"


def precise(symptoms: tuple[Symptom, ...]) -> tuple[Symptom, ...]:
    """Without the vaguer of two complaints of one kind: by words "lateral hip", by code "hip"."""
    return tuple(s for s in symptoms if not any(vaguer(s, other) for other in symptoms if other is not s))


WITHIN = {
    "hip": frozenset({"lateral_hip", "groin", "buttock"}),
    "thigh": frozenset({"anterior_thigh", "medial_thigh", "lateral_thigh", "posterior_thigh"}),
    "knee": frozenset({"medial_knee"}),
    "foot": frozenset({"dorsum_foot", "lateral_foot", "sole", "heel"}),
    "below_knee": frozenset({"medial_leg", "lateral_leg", "calf", "foot", "dorsum_foot", "lateral_foot", "sole", "heel"}),
}

WITHIN["leg"] = WITHIN["thigh"] | WITHIN["below_knee"] | {"thigh", "below_knee", "knee", "medial_knee"}


def vaguer(one: Symptom, other: Symptom) -> bool:
    """Whether the other complaint says the same more precisely: a smaller region, a side."""
    if one.kind != other.kind or one.presence != other.presence:
        return False
    if one.regions == other.regions:
        return one.side is None and other.side is not None
    same_side = one.side in (None, other.side)
    nested = len(one.regions) == 1 and bool(WITHIN.get(one.regions[0], frozenset()) & set(other.regions))
    return same_side and (nested or (not one.regions and bool(other.regions)))
