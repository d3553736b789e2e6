"""From the words around a mention to its entries: one for each side and level that is graded on its own."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from service.facts import Grade
from service.reading.report.grades import LEE, SCHIZAS
from service.reading.report.item import Item
from service.reading.report.mentions import Mention
from service.reading.report.modifiers import EMPTY, Group, before, group_of
from service.reading.report.runs import after, resumed

SIDELESS = frozenset(
    ("scoliosis", "spondylolisthesis", "conus_abnormality", "epidural_lipomatosis", "schmorl_node", "fracture", "hemangioma")
)


_ELLIPSIS_ENDS = frozenset(("semicolon", "break", "comma", "not", "process", "part", "finding"))


@dataclass(slots=True)
class EntryWords:
    """Attributes of one entry of a mention; `level` is the place of its own level item, when the run names one."""

    group: Group
    level: int | None = None
    denied: bool = False


NOTHING_SAID = [EntryWords(EMPTY)]
"""The entries of a mention of which nothing is said."""


_SAID_OF_FINDINGS = frozenset((
    "severity", "side", "zone", "grade", "slip", "type", "modic", "mm", "number", "percent", "migration", "level",
    "more", "less",
))  # fmt: skip


def attributed(items: Sequence[Item], kinds: Set[str]) -> bool:
    """Whether a sentence, once of these kinds of items, says anything of degree, side, size or level; else no mention of it
    has anything to be told."""
    return not (_SAID_OF_FINDINGS.isdisjoint(kinds) and _SAID_OF_FINDINGS.isdisjoint([x.kind for x in items]))


def entries(items: Sequence[Item], mention: Mention) -> Sequence[EntryWords]:
    """The entries of one mention, at least one."""
    front = _front(items, mention)
    part = mention.part
    if part is not None and part < mention.head and not mention.elliptic and (middle := _between(items, part, mention.head)):
        front = _together(front, middle)
    back = after(items, mention.last)
    if mention.type == "nerve_root_compression":
        within = _in_brackets(items, mention)
        front = front or within or []
        said_of_it = [g for g in back if not g.fresh and (g.grade is None or g.side is None) and not _of_other_side(g, front)]
        back = said_of_it if within is None else []  # "the L5 root is trapped; mild left"
    elif mention.part is not None and mention.type in _SIDED:
        back += resumed(items, mention.last)
    if not front and not back:
        return NOTHING_SAID
    if len(front) + len(back) < 2 and not (back and back[0].severity == "none"):
        group = front[0] if front else back[0]
        levels = group.levels
        return [EntryWords(_graded(group) if group.grade else group, levels[0] if levels else None)]
    return [EntryWords(_graded(e.group), e.level, e.denied) if e.group.grade else e for e in _combine(front, back)]


_SIDED = frozenset(("foraminal_stenosis", "lateral_recess_stenosis"))


def _of_other_side(group: Group, front: Sequence[Group]) -> bool:
    """ "Severe on the left with compression of the left root, moderate on the right": not of the root."""
    own = front[0].side if front else None
    return group.severity is not None and group.side in ("left", "right") and group.side != own


def _in_brackets(items: Sequence[Item], mention: Mention) -> list[Group] | None:
    """ "Right severe (Lee 3, L4 root distorted), left moderate": the root in brackets is of the side before them. None when
    it stands in none."""
    opened = next((k for k in range(mention.first - 1, -1, -1) if items[k].kind in ("open", "close")), None)
    if opened is None or items[opened].kind == "close":
        return None
    sides = [x.value for x in items[max(0, opened - 4) : opened] if x.kind == "side"]
    return [Group(side=sides[-1])] if sides else []


def _together(front: list[Group], middle: list[Group]) -> list[Group]:
    """Subjects with their predicate, whose degree is that of all ("the left L4-5 and right L5-S1 foramina are mildly
    narrowed")."""
    said = middle[0].severity if len(middle) == 1 and middle[0].side is None else None
    if said is None or len(front) < 2 or any(g.severity for g in front):
        return front + middle
    return [g.but(severity=said) for g in front]


def _front(items: Sequence[Item], mention: Mention) -> list[Group]:
    if mention.elliptic:
        return _elliptic(items, mention)
    if mention.part is None or mention.part == mention.head:
        return before(items, mention.first)
    own = before(items, mention.part)
    shared = before(items, mention.shared) if mention.shared is not None and mention.shared < mention.part else []
    if mention.part < mention.head:
        return _inherit(own, shared, sides=_shares_side(items, mention)) if shared else own
    verb = mention.term.form == "both" and _is_verb(items, mention)
    lead = before(items, mention.head, adverbs=verb)
    if shared:
        places = [g.but(severity=None, grade=None, mm=None) for g in shared]
        own = _inherit(own, places, sides=_shares_side(items, mention) and not own)
    if verb:
        lead = [Group(severity=g.severity) for g in lead if g.severity]
    return _merged_front(lead, own)


def _is_verb(items: Sequence[Item], mention: Mention) -> bool:
    text = items[mention.head].text
    return text.endswith(("ing", "ing on", "ing upon", "s", "s upon", "s on", "es")) and not any(
        x.text == "of" for x in items[mention.head + 1 : mention.head + 2]
    )


def _shares_side(items: Sequence[Item], mention: Mention) -> bool:
    """A side before a list holds for what can have one: "left lateral recess and foraminal stenosis"."""
    return (
        mention.shared is not None
        and items[mention.shared].value in {"foramen", "recess", "facet", "root", "sac"}
        and items[mention.part or 0].value
        in {
            "foramen",
            "recess",
            "facet",
            "root",
        }
    )


def _inherit(own: list[Group], shared: list[Group], *, sides: bool) -> list[Group]:
    if not own:
        return shared if sides else [g.but(side=None, lean=False) for g in shared if g.severity or g.grade][:1]
    if all(g.severity is None for g in own) and len(shared) == 1:
        return [g.but(severity=shared[0].severity) for g in own]
    return own


def _merged_front(lead: list[Group], own: list[Group]) -> list[Group]:
    """ "Mild narrowing of the right exit foramen": degree from the process, side from the part."""
    if len(lead) == 1 and own:
        return [
            g.but(
                severity=g.severity or lead[0].severity,
                side=g.side or lead[0].side,
                mm=g.mm or lead[0].mm,
                grade=g.grade or lead[0].grade,
            )
            for g in own
        ]
    return lead or own


def _between(items: Sequence[Item], part: int, head: int) -> list[Group]:
    """Words between a subject and its predicate: "the foramina are severely narrowed", "foramina on the right are"."""
    start = part + 1
    while start < head and items[start].kind == "part":
        start += 1
    other = next((k for k in range(head - 1, start, -1) if items[k].kind == "process"), None)
    if other is not None:  # "the foramen is narrowed on the left and clear on the right"
        joint = (k for k in range(head - 1, other, -1) if items[k].kind in ("and", "comma", "semicolon"))
        start = next(joint, other) + 1
    words = [x for x in items[start:head] if x.kind in {"severity", "side", "grade"}]
    if not words:
        return []
    if len(words) > 3:
        return _side_by_side(items, start, head)
    if any(x.kind == "part" for x in items[start:head]):
        words = [x for x in words if x.kind == "severity" and x is items[head - 1]]
    group = Group()
    for x in words:
        if x.kind == "severity":
            group = group.but(severity=x.value)
        elif x.kind == "side":
            side = (
                "bilateral" if group.side in ("left", "right") and x.value != group.side and x.value != "midline" else x.value
            )
            group = group.but(side=side, lean=bool(x.term and x.term.lean))
        elif x.kind == "grade":
            group = group.but(grade=x.grade)
    return [] if group.empty else [group]


def _side_by_side(items: Sequence[Item], start: int, end: int) -> list[Group]:
    """ "Foramina: right none, left moderate stenosis"."""
    groups: list[list[int]] = [[]]
    for k in range(start, end):
        if items[k].kind in ("comma", "semicolon", "and", "slash"):
            groups.append([])
        else:
            groups[-1].append(k)
    return [g for g in (group_of(items, places, levelled=False) for places in groups) if not g.empty]


def _elliptic(items: Sequence[Item], mention: Mention) -> list[Group]:
    group = Group()
    for x in reversed(items[: mention.head]):
        if x.kind in {"semicolon", "break", "comma", "not", "process", "part", "finding"} or (
            x.kind == "and" and not group.side
        ):
            break
        if x.kind == "severity" and group.severity is None:
            group = group.but(severity=x.value)
        if x.kind == "side":
            group = group.but(side=x.value)
    return [] if group.empty else [group]


def _combine(front: list[Group], back: list[Group]) -> list[EntryWords]:
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
        side = b.side if b.side not in (None,) else side
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


def _graded(group: Group) -> Group:
    """A Lee or Schizas grade gives the severity that no word gives."""
    if group.grade is None or group.severity is not None:
        return group
    table = {"Lee": LEE, "Schizas": SCHIZAS, "Wildermuth": LEE}.get(group.grade.scale)
    return group if table is None else group.but(severity=table.get(group.grade.value))
