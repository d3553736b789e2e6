"""Level and side of a lumbar order, set against the findings that count (pack 7c)."""

from __future__ import annotations

from collections.abc import Sequence

from service.concordance.assessment import EXPLAINING, FindingVerdict
from service.concordance.hip_sides import named_sides
from service.concordance.order_targets import Target, disc_levels, target
from service.concordance.said import Said
from service.facts import Order

WRONG_LEVEL = ("wrong_level", "wrong_level_and_side")
MISPLACED = ("wrong_side", "wrong_level", "wrong_level_and_side", "extra_side", "extra_level")


def level_of(v: FindingVerdict) -> str | None:
    return next(iter(disc_levels([v.finding.level])), None) if v.finding.level else None


def level_fits(v: FindingVerdict, reach: Target) -> bool:
    """Whether the order reaches the finding: a transforaminal one by its root, others by the level."""
    if reach.roots:
        return bool(reach.roots & {*v.primary, *v.secondary})
    return not reach.levels or level_of(v) is None or level_of(v) in reach.levels


def side_fits(v: FindingVerdict, reach: Target) -> bool:
    sides = set(named_sides(v.finding.side))
    return not reach.sides or not sides or bool(sides & reach.sides)


def place(order: Order, relevant: Sequence[FindingVerdict]) -> Said:
    """Sets level and side of the order against the findings that count. The most certain ones come first."""
    ranked = sorted(relevant, key=lambda v: v.verdict not in EXPLAINING)
    reach = target(order)
    fitting = [v for v in ranked if level_fits(v, reach) and side_fits(v, reach)]
    if not fitting or beside_the_point(fitting, ranked):
        return _misplaced(order, reach, ranked)
    extra = _extra(order, reach, fitting)
    if extra:
        return extra
    explaining = [v for v in fitting if v.verdict in EXPLAINING]
    return Said(rule="fits_finding" if explaining else "may_fit_finding", related=tuple(explaining or fitting))


def beside_the_point(fitting: Sequence[FindingVerdict], ranked: Sequence[FindingVerdict]) -> bool:
    """Whether the order goes only with what merely may explain the presentation, while a finding that explains it lies
    elsewhere (pack 7c sets the order's roots against the findings that are concordant)."""
    explained = any(v.verdict in EXPLAINING and level_of(v) is not None for v in ranked)
    return explained and not any(v.verdict in EXPLAINING for v in fitting)


def _misplaced(order: Order, reach: Target, ranked: Sequence[FindingVerdict]) -> Said:
    ranked = [v for v in ranked if v.verdict in EXPLAINING] or ranked  # what explains is the place to be, wherever it is
    beside = [v for v in ranked if side_fits(v, reach) and reach.roots and level_of(v) in disc_levels(order.levels)]
    if beside:
        return Said(rule="other_root_at_level", related=tuple(beside), details=right_place(beside))
    at_level = [v for v in ranked if level_fits(v, reach)]
    on_the_side = [v for v in ranked if side_fits(v, reach)]
    if at_level:
        return _elsewhere("wrong_side", at_level, reach, level=False)
    if on_the_side:
        return _elsewhere("wrong_level", on_the_side, reach, side=False)
    return _elsewhere("wrong_level_and_side", ranked, reach)


def _elsewhere(rule: str, findings: Sequence[FindingVerdict], reach: Target, *, level: bool = True, side: bool = True) -> Said:
    """What fits is elsewhere. A correction is offered only to a finding that explains the presentation, and not to the level of
    a root that leaves through another foramen."""
    details = right_place(findings, level=level, side=side)
    sure = any(v.verdict in EXPLAINING for v in findings)
    correctable = sure and not (reach.roots and "right_level" in details)
    return Said(rule=rule, related=tuple(findings), details=details, alternatives=None if correctable else ())


def _extra(order: Order, reach: Target, fitting: Sequence[FindingVerdict]) -> Said | None:
    """Both sides ordered where only one has such a finding; or a further level that has none."""
    lateral = [set(named_sides(v.finding.side)) for v in fitting]
    covered = set().union(*lateral)
    if len(reach.sides) == 2 and all(lateral) and len(covered) == 1:
        return _elsewhere("extra_side", fitting, reach, level=False)
    if order.order_class == "lumbar_epidural_injection" or any(level_of(v) is None for v in fitting):
        return None
    if reach.roots:
        reached = {root for v in fitting for root in (*v.primary, *v.secondary)}
        idle = reach.roots - reached
    else:
        idle = reach.levels - {level_of(v) or "" for v in fitting}
    if not idle or len(reach.roots or reach.levels) < 2:
        return None
    return _elsewhere("extra_level", fitting, reach, side=False)


def points_elsewhere(placed: Said) -> bool:
    """Whether the level is held to be wrong for the sake of findings that merely may explain the presentation: no reason to
    treat their level instead."""
    return placed.rule in WRONG_LEVEL and not any(v.verdict in EXPLAINING for v in placed.related)


def right_place(findings: Sequence[FindingVerdict], *, level: bool = True, side: bool = True) -> dict[str, str]:
    """The level and side of the leading findings, for the words and for a correction; only where they are unequivocal."""
    best = [v for v in findings if v.verdict in EXPLAINING] or list(findings)
    sides = {v.finding.side for v in best}
    levels = {level_of(v) for v in best}
    out: dict[str, str] = {}
    if side and len(sides) == 1 and (only := sides.pop()) in ("left", "right"):
        out["right_side"] = str(only)
    if level and len(levels) == 1 and (disc := levels.pop()):
        out["right_level"] = disc
    return out
