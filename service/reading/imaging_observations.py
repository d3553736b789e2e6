"""Observations that state imaging findings: each becomes a sentence as a report would say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from service.reading.coding import all_words, filed_as, has_code, listed, notes_of, text_of
from service.reading.report_text import mentions_lumbar_finding
from service.reading.spine_levels import levels_in
from service.record import Resource

_OTHER_CATEGORIES = ("exam", "vital-signs", "laboratory", "survey", "social-history", "activity", "therapy")
_ABSENT = ("2667000", "absent", "neg", "n", "no", "260415000", "nd", "272519000", "rid28473")
_PRESENT = ("52101004", "present", "pos", "y", "yes", "260373001", "rid28472")


def concerns(resource: Resource) -> bool:
    """Whether an Observation states what images show: filed as imaging, derived from a study, or naming a lumbar finding
    while not filed as something else. Cheap; takes any shape."""
    if resource.get("resourceType") != "Observation":
        return False
    filed = filed_as(resource)
    if "imaging" in filed:
        return True
    if not filed.isdisjoint(_OTHER_CATEGORIES):
        return False
    words = f"{all_words(resource.get('code'))}: {_value_words(resource)}"
    return len(words) > 4 and names_lumbar_finding(words[:400])


@lru_cache(maxsize=4096)
def names_lumbar_finding(words: str) -> bool:
    """`mentions_lumbar_finding` for short names, remembered: problem lists and panels repeat them."""
    return mentions_lumbar_finding(words)


def observation_sentences(observation: Resource) -> tuple[str, ...]:
    """ "Left L2-L3 foraminal stenosis: moderate." for the Observation, each of its components, and its notes."""
    place = text_of(observation.get("bodySite"))
    out = [_sentence(observation, place)]
    name = text_of(observation.get("code"))
    where = name if levels_in(name) else place
    out += [_sentence(c, where) for c in listed(observation.get("component")) if isinstance(c, Mapping)]
    out.append(notes_of(observation.get("note")))
    return tuple(dict.fromkeys(s for s in out if s))


def _sentence(part: Mapping[str, Any], place: str) -> str:
    name = text_of(part.get("code"))
    if place and place.lower() not in name.lower():
        name = f"{place}: {name}" if name else place
    if part.get("dataAbsentReason"):
        return ""
    value = part.get("valueCodeableConcept")
    if part.get("valueBoolean") is False or has_code(value, *_ABSENT) or text_of(value).lower() in _ABSENT:
        return f"No {name}." if name else ""
    if part.get("valueBoolean") is True or has_code(value, *_PRESENT):
        return f"{name}."
    words = _value_words(part)
    if not words:
        return ""
    if name.rpartition(": ")[2].lower() in ("left", "right", "bilateral", "both"):
        return f"{name} {words}."
    return f"{name}: {words}." if name and not _title(name) else f"{words}."


def _title(name: str) -> bool:
    """Whether a name is only a heading ("Impression", "MR Lumbar spine findings"), not a finding."""
    return name.strip().lower().split(" ")[-1] in (
        "impression",
        "findings",
        "finding",
        "conclusion",
        "narrative",
        "report",
        "text",
        "interpretation",
    )


def _value_words(part: Mapping[str, Any]) -> str:
    text = part.get("valueString")
    quantity = part.get("valueQuantity")
    words = [text.strip().rstrip(".") if isinstance(text, str) else "", text_of(part.get("valueCodeableConcept"))]
    if isinstance(quantity, Mapping) and quantity.get("value") is not None:
        words.append(f"{quantity['value']} {quantity.get('unit', '')}".strip())
    interpretation = text_of(part.get("interpretation"))
    return "; ".join(filter(None, [*words, interpretation if not any(words) else ""]))
