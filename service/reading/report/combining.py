"""Groups of attributes joined to entries: one for each side and level that is graded on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.facts import Grade
from service.reading.report.modifiers import EMPTY, Group


@dataclass(slots=True)
class EntryWords:
    """Attributes of one entry of a mention; `level` is the place of its own level item, when the run names one."""

    group: Group
    level: int | None = None
    denied: bool = False


def combined(front: list[Group], back: list[Group]) -> list[EntryWords]:
    out: list[EntryWords] = []
    current = EMPTY
    for group in front:
        if group.severity == "none" and group.side:  # "right none, left moderate stenosis"
            out.append(EntryWords(group.but(severity=None), denied=True))
            continue
        if group.levels and current.levels:
            out.append(EntryWords(current))
            current = group
            continue
        current, out = _add(current, group, out)
    lead = current
    if len(back) > 2 and _of_all(back):
        back = [g.but(side=back[-1].side) for g in back[:-1]]
    for group in back:
        if group.severity == "none":
            if current.severity and group.side is None and not group.levels:
                continue  # "mild narrowing on the left, not significant"
            if current.side and current.severity is None and group.side is None and not group.levels:
                out.append(EntryWords(current, denied=True))  # "right recess none"
                current = EMPTY
                continue
            if not current.empty:
                out.append(EntryWords(current))
            other = {"left": "right", "right": "left"}.get(current.side or "")
            side = group.side or (None if group.levels else other)
            out.append(EntryWords(group.but(severity=None, side=side), denied=True))
            current = EMPTY
            continue
        if (group.levels and current.levels) or (group.fresh and not current.empty):
            out.append(EntryWords(current))
            bare = not group.fresh and group.severity is None and group.side is None and group.grade is None
            severity = lead.severity if bare else group.severity  # "trace slip of L3 on L4 and of L4 on L5"
            current = group.but(zones=lead.zones, side=group.side or lead.side, severity=severity)
            continue
        current, out = _add(current, group, out)
    if not current.empty or not out:
        out.append(EntryWords(current))
    return _levelled(out)


def _of_all(back: Sequence[Group]) -> bool:
    """ "Mild at L3-4 and moderate at L4-5, and bilateral": the last word holds for all."""
    last, before = back[-1], back[:-1]
    alone = last.side == "bilateral" and not (last.severity or last.levels or last.grade)
    return alone and all(g.levels and g.side is None for g in before)


def _levelled(found: list[EntryWords]) -> list[EntryWords]:
    """Each entry with its level item; in "right severe, left moderate L5-S1" the level holds for both."""
    if not [e for e in found if e.group.levels]:
        return found
    out: list[EntryWords] = []
    following = Group()
    for e in reversed(found):
        own = e.group.levels
        levels = own or (() if following.fresh else following.levels)
        following = e.group if levels == own else e.group.but(levels=levels)
        out.append(EntryWords(following, levels[0] if levels else None, e.denied))
    return out[::-1]


def _add(current: Group, group: Group, out: list[EntryWords]) -> tuple[Group, list[EntryWords]]:
    """`group` joined to `current`, or begun anew when it speaks of another side."""
    if current is EMPTY:
        return group, out
    a, b = current.side, group.side
    if a in ("left", "right") and b in ("left", "right") and a != b and not group.lean:
        if group.severity is None and not group.levels and group.grade is None:
            return current.but(side="bilateral"), out
        anew = group.but(zones=group.zones or current.zones, levels=group.levels or current.levels, fresh=False)
        if group.grade is not None and current.grade is not None and not group.grade.scale:
            anew = anew.but(grade=Grade(scale=current.grade.scale, value=group.grade.value))
        return anew, [*out, EntryWords(current)]
    if a == "bilateral" and b in ("left", "right") and group.severity and not group.lean and not current.severity:
        return _joined(current, group).but(side=b), out
    return _joined(current, group), out


def _joined(a: Group, b: Group) -> Group:
    side = a.side
    if side is None or side == "midline":
        side = b.side or side
    elif b.side == "bilateral":
        side = "bilateral"
    return Group(
        severity=b.severity if a.severity is None or b.decides else a.severity,
        side=side,
        lean=a.lean or b.lean,
        zones=a.zones + b.zones,
        grade=a.grade or b.grade,
        mm=a.mm if a.mm is not None else b.mm,
        migration=a.migration or b.migration,
        levels=a.levels + b.levels,
        fresh=a.fresh or (a.empty and b.fresh),
        loose=b.loose if a.severity is None or b.decides else a.loose,
    )
