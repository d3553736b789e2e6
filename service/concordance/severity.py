"""How severe a finding looks, on one scale: words and published grades from 0 (none) to 3 (severe)."""

from __future__ import annotations

from service.facts import Finding
from service.knowledge.tables import knowledge

CONTACT = {"none": 0.0, "contact": 1.0, "displacement": 2.0, "compression": 3.0}
"""Pfirrmann 2004 for a nerve root: the best single descriptor of neural effect."""


def severity(finding: Finding) -> float | None:
    """The worst of what words, grade and stated contact say; None when nothing is said."""
    stated = [value for value in (_by_words(finding), _by_grade(finding)) if value is not None]
    if finding.contact in ("displacement", "compression"):
        stated.append(CONTACT[finding.contact])
    return max(stated, default=None)


def _by_words(finding: Finding) -> float | None:
    if finding.severity is None:
        return None
    return knowledge().severity["words"].values.get(finding.severity)


def _by_grade(finding: Finding) -> float | None:
    if finding.grade is None:
        return None
    scale = knowledge().severity.get(_scale_name(finding))
    if scale is None or scale.measures == "other":
        return None
    return scale.values.get(finding.grade.value.strip().upper())


def _scale_name(finding: Finding) -> str:
    """Two scales share a name: Lee grades foramina and canals, Pfirrmann discs and roots."""
    scale = finding.grade.scale if finding.grade else ""
    if scale == "Lee" and finding.type == "central_stenosis":
        return "Lee-central"
    if scale == "Pfirrmann" and finding.type == "nerve_root_compression":
        return "Pfirrmann-root"
    return scale


def look(finding: Finding, value: float | None) -> str | None:
    """The quality that gives a finding of this severity weight by its look alone (an id of the wording), or None."""
    severe, moderate = knowledge().thresholds["severe"], knowledge().thresholds["moderate"]
    if finding.morphology in ("extrusion", "sequestration"):
        return finding.morphology
    if finding.grade and finding.grade.scale == "Lee" and value == severe:
        return "lee_3"
    if finding.grade and finding.grade.scale == "Schizas" and value == severe:
        return "schizas_c_d"
    if finding.contact in ("compression", "displacement"):
        return finding.contact
    if value is None or value < moderate:
        return None
    return "severe" if value >= severe else "moderate"


def severe_quality(quality: str | None) -> bool:
    """Lee 3, Schizas C-D, extrusion, sequestration, compression or a severe grade in words."""
    return quality not in (None, "moderate", "displacement")
