"""How severe a finding looks, on one scale: words and published grades from 0 (none) to 3 (severe)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from service.facts import Finding, Grade
from service.knowledge.tables import knowledge

CONTACT = {"displacement": 2.0, "compression": 3.0}
"""Pfirrmann 2004 for a nerve root: the best single descriptor of neural effect. Mere contact says nothing of severity."""
NOT_SEVERE = (None, "moderate", "displacement")


@dataclass(frozen=True, slots=True)
class Look:
    """`severity` 0 to 3, None when nothing is said. `quality` is what gives the finding weight by its look alone (an id of the
    wording), or None; `severe`: Lee 3, Schizas C-D, extrusion, sequestration, compression or a severe grade in words."""

    severity: float | None
    quality: str | None
    severe: bool


def look(finding: Finding) -> Look:
    """The worst of what words, grade and stated contact say, and what that weighs."""
    return _look(finding.type, finding.severity, finding.grade, finding.contact, finding.morphology)


def severity(finding: Finding) -> float | None:
    """The severity alone."""
    return look(finding).severity


@lru_cache(maxsize=4096)
def _look(type_: str, word: str | None, grade: Grade | None, contact: str | None, morphology: str | None) -> Look:
    stated = [knowledge().severity["words"].values.get(word or ""), _by_grade(type_, grade), CONTACT.get(contact or "")]
    value = max((v for v in stated if v is not None), default=None)
    quality = _quality(value, grade, contact, morphology)
    return Look(value, quality, quality not in NOT_SEVERE)


def _by_grade(type_: str, grade: Grade | None) -> float | None:
    if grade is None:
        return None
    scale = knowledge().severity.get(_scale_name(type_, grade.scale))
    if scale is None or scale.measures == "other":
        return None
    return scale.values.get(grade.value.strip().upper())


def _scale_name(type_: str, scale: str) -> str:
    """Two scales share a name: Lee grades foramina and canals, Pfirrmann discs and roots."""
    if scale == "Lee" and type_ == "central_stenosis":
        return "Lee-central"
    if scale == "Pfirrmann" and type_ == "nerve_root_compression":
        return "Pfirrmann-root"
    return scale


def _quality(value: float | None, grade: Grade | None, contact: str | None, morphology: str | None) -> str | None:
    severe, moderate = knowledge().thresholds["severe"], knowledge().thresholds["moderate"]
    if morphology in ("extrusion", "sequestration"):
        return morphology
    if grade and grade.scale in ("Lee", "Schizas") and value == severe:
        return "lee_3" if grade.scale == "Lee" else "schizas_c_d"
    if contact in CONTACT:
        return contact
    if value is None or value < moderate:
        return None
    return "severe" if value >= severe else "moderate"
