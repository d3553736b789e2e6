"""From the words around a mention to its entries: one for each side and level that is graded on its own."""

from __future__ import annotations

from collections.abc import Sequence, Set

from service.reading.report.combining import EntryWords, combined
from service.reading.report.grades import LEE, SCHIZAS
from service.reading.report.item import Item
from service.reading.report.mentions import Mention
from service.reading.report.modifiers import EMPTY, Group, before, group_of
from service.reading.report.runs import after, resumed

SIDELESS = frozenset(
    ("scoliosis", "spondylolisthesis", "conus_abnormality", "epidural_lipomatosis", "schmorl_node", "fracture", "hemangioma")
)
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
    return [EntryWords(_graded(e.group), e.level, e.denied) if e.group.grade else e for e in combined(front, back)]


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


def _graded(group: Group) -> Group:
    """A Lee or Schizas grade gives the severity that no word gives."""
    if group.grade is None or group.severity is not None:
        return group
    table = {"Lee": LEE, "Schizas": SCHIZAS, "Wildermuth": LEE}.get(group.grade.scale)
    return group if table is None else group.but(severity=table.get(group.grade.value))
