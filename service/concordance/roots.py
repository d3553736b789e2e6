"""Which roots a finding threatens: by type, level, zone, migration and what the report says itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from service.concordance.severity import severity
from service.facts import Finding
from service.knowledge.models import Level
from service.knowledge.tables import knowledge

Roots = frozenset[str]
NONE: Roots = frozenset()
CAUDA: Roots = frozenset({"S2", "S3", "S4", "S5"})
"""The roots of saddle, bladder and bowel."""


@dataclass(frozen=True, slots=True)
class Threat:
    """The roots a finding threatens. `primary` explain a sign by themselves, `secondary` only make the finding possible.
    `modifiers` are the ids of modifiers.toml that shaped the sets; `by_root` is false for a finding that threatens none."""

    primary: Roots = NONE
    secondary: Roots = NONE
    modifiers: tuple[str, ...] = ()

    @property
    def by_root(self) -> bool:
        return bool(self.primary or self.secondary)


NO_THREAT = Threat()


@dataclass(frozen=True, slots=True)
class Spine:
    """What of the whole spine changes single findings: a transitional vertebra, pars defects (disc levels), and whether
    severe central stenosis counts for all roots below (claudication or signs on both sides)."""

    transitional: bool = False
    pars_levels: frozenset[str] = frozenset()
    lower_roots: bool = False


@cache
def in_order(roots: Roots) -> tuple[str, ...]:
    """The roots from above downwards."""
    cards = knowledge().roots
    return tuple(sorted(roots, key=lambda r: cards[r].order))


@cache
def neighbours(roots: Roots) -> Roots:
    """The roots one segment above or below, the given ones left out."""
    cards = knowledge().roots
    return frozenset(n for n, card in cards.items() for r in roots if abs(card.order - cards[r].order) == 1) - roots


@cache
def disc_level(level: str | None) -> str | None:
    """The disc level of a finding; a vertebra is taken as the disc below it (`L5` -> `L5-S1`)."""
    levels = knowledge().levels
    if level is None or level in levels:
        return level
    return next((name for name in levels if name.startswith(level + "-")), None)


def threatened(finding: Finding, spine: Spine) -> Threat:
    """The roots of one finding, with every modifier applied."""
    tables = knowledge()
    kind = tables.findings.get(finding.type)
    level = tables.levels.get(disc_level(finding.level) or "")
    threat = BY_BEHAVIOUR[kind.behaviour if kind else "none"](finding, level, spine)
    if finding.roots:
        threat = _name_stated_roots(finding, threat)
    if finding.contact == "none":
        threat = _free_of_contact(threat)
    if spine.transitional:
        threat = _widen_at_transition(threat)
    if threat.primary.isdisjoint(threat.secondary):
        return threat
    return Threat(threat.primary, threat.secondary - threat.primary, threat.modifiers)


# ---- one function for each behaviour of findings.toml ---------------------------------------------------------------


@cache
def _threat(primary: tuple[str, ...], secondary: tuple[str, ...] = (), modifiers: tuple[str, ...] = ()) -> Threat:
    """A threat to roots of a level: the same for every finding there."""
    return Threat(frozenset(primary), frozenset(secondary), modifiers)


@cache
def _unlevelled() -> Threat:
    return Threat(NONE, frozenset({"L1", "L2", "L3", "L4", "L5", "S1"}), ("level_not_stated",))


def _exiting(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if level is None:
        return _unlevelled()
    more = ("far_out",) if finding.zone == "extraforaminal" and level.exiting == "L5" else ()
    if "conjoined" in finding.qualities:
        return _threat((level.exiting, level.traversing), (), ("conjoined_roots",))
    return _threat((level.exiting,), (), more)


def _traversing(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if level is None:
        return _unlevelled()
    if "conjoined" in finding.qualities:
        return _threat((level.exiting, level.traversing), (), ("conjoined_roots",))
    return _threat((level.traversing,))


def _central(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if level is None:
        return _unlevelled()
    if spine.lower_roots and (severity(finding) or 0) >= knowledge().thresholds["severe"]:
        return _threat(level.below, (), ("severe_central",))
    return _threat((level.traversing,), level.below)


def _by_zone(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if finding.zone in ("foraminal", "extraforaminal"):
        threat = _exiting(finding, level, spine)
    elif finding.zone == "central" or finding.side in ("midline", "bilateral"):
        threat = _central(finding, level, spine)
    else:
        threat = _traversing(finding, level, spine)
        if level and finding.zone is None:
            threat = Threat(threat.primary, threat.secondary | {level.exiting}, (*threat.modifiers, "zone_not_stated"))
    return _migrated(finding, level, threat)


def _migrated(finding: Finding, level: Level | None, threat: Threat) -> Threat:
    if level is None or finding.migration is None:
        return threat
    if finding.migration == "cranial":
        return Threat(threat.primary, threat.secondary | {level.exiting}, (*threat.modifiers, "cranial_migration"))
    lower = frozenset(level.below[1:2])
    return Threat(threat.primary, threat.secondary | lower, (*threat.modifiers, "caudal_migration"))


def _slip(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if level is None:
        return _unlevelled()
    isthmic = "isthmic" in finding.qualities or disc_level(finding.level) in spine.pars_levels
    if isthmic:
        return _threat((level.exiting,), (level.traversing,), ("isthmic_listhesis",))
    if "degenerative" not in finding.qualities and level.exiting == "L5":  # the slip of L5 is mostly isthmic
        return _threat((level.exiting,), level.below, ("isthmic_listhesis",))
    return _threat((level.traversing,), (level.exiting, *level.below), ("degenerative_listhesis",))


def _pars(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    return _threat((level.exiting,), (), ("isthmic_listhesis",)) if level else _unlevelled()


def _cyst(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    threat = (_exiting if finding.zone in ("foraminal", "extraforaminal") else _traversing)(finding, level, spine)
    return Threat(threat.primary, threat.secondary, (*threat.modifiers, "synovial_cyst"))


def _compression(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if level is None:
        return NO_THREAT if finding.roots else _unlevelled()
    if finding.zone in ("foraminal", "extraforaminal"):
        return _exiting(finding, level, spine)
    if finding.zone == "subarticular" or finding.roots:
        return _traversing(finding, level, spine) if finding.zone == "subarticular" else NO_THREAT
    return _threat((level.traversing,), (level.exiting,))


def _postoperative(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    return _threat((level.traversing,), (level.exiting,)) if level else _unlevelled()


def _diffuse(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    return Threat(NONE, frozenset({"L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5"}))


def _sacral(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    large = (finding.millimetres or 0) > knowledge().thresholds["tarlov_millimetres"]
    return Threat(NONE, frozenset({"S2", "S3"}), ("large_sacral_cyst",)) if large else NO_THREAT


def _curve(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    return _threat((), (level.exiting,), ("scoliosis_concavity",)) if level else NO_THREAT


def _contact(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    if finding.contact in (None, "none") and not finding.roots:
        return NO_THREAT
    if level is None or finding.roots:
        return NO_THREAT  # the named roots are added below
    if finding.zone in ("foraminal", "extraforaminal"):
        return _exiting(finding, level, spine)
    return _threat((level.traversing,), (level.exiting,))


def _none(finding: Finding, level: Level | None, spine: Spine) -> Threat:
    return NO_THREAT


BY_BEHAVIOUR: dict[str, Callable[[Finding, Level | None, Spine], Threat]] = {
    "exiting": _exiting,
    "traversing": _traversing,
    "central": _central,
    "zone": _by_zone,
    "slip": _slip,
    "pars": _pars,
    "cyst": _cyst,
    "compression": _compression,
    "postoperative": _postoperative,
    "diffuse": _diffuse,
    "conus": _diffuse,
    "sacral": _sacral,
    "curve": _curve,
    "contact": _contact,
    "none": _none,
}


# ---- modifiers that hold for every behaviour ------------------------------------------------------------------------


def _name_stated_roots(finding: Finding, threat: Threat) -> Threat:
    """A root that the report itself names as touched is primary."""
    named = frozenset(r for r in finding.roots if r in knowledge().roots)
    if not named or finding.contact == "none" or named <= threat.primary:
        return threat
    return Threat(threat.primary | named, threat.secondary, (*threat.modifiers, "stated_root"))


def _free_of_contact(threat: Threat) -> Threat:
    """A herniation or stenosis that touches no root can only make itself possible."""
    if not threat.primary:
        return threat
    return Threat(NONE, threat.primary | threat.secondary, (*threat.modifiers, "no_neural_contact"))


def _widen_at_transition(threat: Threat) -> Threat:
    """With a transitional vertebra the numbering may be off by one."""
    if not threat.by_root:
        return threat
    return Threat(threat.primary, threat.secondary | neighbours(threat.primary), (*threat.modifiers, "transitional_vertebra"))
