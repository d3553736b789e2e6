"""How many people of an age without back pain show such a finding; nothing where no benign figure may be shown."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from service.concordance.severity import severity
from service.facts import Finding
from service.knowledge.models import Prevalence
from service.knowledge.tables import knowledge


def prevalence(finding: Finding, age: int | None) -> int | None:
    """The figure in percent for this finding at this age, None when there is none (no age, extrusion, contact, severe)."""
    row = _row(finding) if age is not None else None
    if row is None or age is None:
        return None
    if finding.contact not in (None, "none") or (severity(finding) or 0) >= knowledge().thresholds["severe"]:
        return None
    return _figure(row, age)


def studied_age(finding: Finding, age: int) -> int:
    """The age that the figure for this finding is of: the patient's, outside the ages studied the nearest of them."""
    row = _row(finding)
    return _nearest(row, age) if row else age


def _row(finding: Finding) -> str | None:
    kind = knowledge().findings.get(finding.type)
    if kind is None or kind.prevalence is None:
        return None
    if finding.type == "disc_herniation" and finding.morphology != "protrusion":
        return None
    if finding.type == "spondylolisthesis" and "isthmic" in finding.qualities:
        return None
    if finding.type == "disc_degeneration":
        return next((f"disc_{what}" for what in ("signal_loss", "height_loss") if what in finding.qualities), kind.prevalence)
    return kind.prevalence


@cache
def _nearest(row: str, age: int) -> int:
    ages = knowledge().prevalence[row].ages
    return min(max(age, ages[0]), ages[-1])


@cache
def _figure(row: str, age: int) -> int:
    return at_age(knowledge().prevalence[row], age)


def at_age(row: Prevalence, age: int) -> int:
    """The row at an age: linear between two ages, the nearest end outside."""
    age = min(max(age, row.ages[0]), row.ages[-1])
    points = list(zip(row.ages, row.percent, strict=True))
    for (low, below), (high, above) in pairwise(points):
        if low <= age <= high:
            return round(below + (above - below) * (age - low) / (high - low))
    return row.percent[-1]
