"""The level that a report speaks of at a place: what headings, paragraphs and earlier sentences hand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from service.facts import DISC_LEVELS, Side
from service.reading.report.draft import Draft
from service.reading.report.item import Item
from service.reading.report.levels import LevelWords, vertebrae_between
from service.reading.report.lines import Line
from service.reading.report.linking import is_participle
from service.reading.report.mentions import Mention
from service.reading.report.placing import POINTERS, is_vertebral
from service.reading.report.said import Said
from service.reading.report.scope import Standing
from service.reading.report.sections import is_general

_STANDS_ALONE = frozenset(
    [
        "hemangioma",
        "scoliosis",
        "conus_abnormality",
        "infection_signs",
        "neoplasm_signs",
        "fracture",
        "tarlov_cyst",
        "epidural_lipomatosis",
        "arachnoiditis",
        "transitional_vertebra",
        "schmorl_node",
        "spondylolysis",
    ]
)
MOST_DENIALS_OF_A_LEVEL = 3
_OF_VERTEBRAE = frozenset(("spondylolysis", "fracture", "neoplasm_signs", "hemangioma", "schmorl_node"))
_OF_BONE = frozenset(("fracture", "neoplasm_signs"))
_WHOLE_SPINE = 5
"""Discs from which on a range is the whole spine, and not the level that the next sentences speak of."""
_PARTS = {
    "foraminal_stenosis": "foramen",
    "central_stenosis": "canal",
    "lateral_recess_stenosis": "recess",
    "nerve_root_compression": "root",
}
"""The part that a later sentence may leave out ("the left is clear")."""


@dataclass(slots=True)
class Context:
    """What the lines before hand on. `heading`: levels of the heading that governs; `spoken`: levels of the paragraph,
    `before`: of the line before;
    `side`: the last side that was stated;
    `operated`: levels of the last operation; `broken`: the vertebra of the last fracture or deposit, until a disc is named;
    `sections`: what the report's sections are called, when it has an impression."""

    heading: LevelWords | None = None
    block: bool = False
    spoken: LevelWords | None = None
    before: LevelWords | None = None
    spoken_all: tuple[str, ...] = ()
    spoken_earlier: tuple[str, ...] = ()
    side: Side | None = None
    operated: tuple[str, ...] = ()
    broken: str | None = None
    outside: bool = False
    part: str | None = None
    parts: tuple[str, ...] = ()
    sections: Mapping[str, Literal["findings", "impression"]] = field(default_factory=dict)


def enter(context: Context, line: Line) -> None:
    """Forgets what a new line, block, section or heading ends, and takes up a level heading."""
    passage = line.passage
    if passage.line_start:
        context.before = context.spoken or context.before
        goes_on = line.items and (line.items[0].kind == "dependent" or is_participle(line.items[0]))
        context.spoken = context.before if goes_on else None
        if is_general(passage):
            context.heading, context.block = None, False
        if passage.section == "judged":
            context.heading = None
    if passage.new_block or passage.opens:
        context.heading, context.block, context.spoken = None, False, None
        context.before = None
    if line.heading is not None:
        context.heading, context.spoken = line.heading, None
        context.block = not line.items
        context.outside = line.heading.what == "outside"
        if line.heading.what == "rest":
            context.heading = None
    elif passage.line_start and passage.opens:
        context.outside = False


def remember(context: Context, line: Line, everything: Sequence[Said], stated_here: Sequence[Draft]) -> None:
    """Takes up the levels and parts that `line` spoke of, for the lines after it."""
    levels = _spoken_of(line, stated_here) if "level" in line.kinds else []
    if not levels and any(x.levels is not None and x.levels.what == "all" for x in line.items):
        context.spoken = None  # "the canal is adequate at all levels": what follows is of all as well
    if not levels and any(x.kind == "not" and x.text.endswith(" other") for x in line.items):
        context.spoken = None  # "no other fracture": what follows is of the whole spine
    if levels:
        context.spoken = levels[-1]
        here = tuple(dict.fromkeys([name for each in levels for name in each.names]))
        if here:
            context.spoken_earlier, context.spoken_all = context.spoken_all, here
    if not everything:
        return
    types = [each.mention.type for each in everything]
    if context.broken is not None or not _OF_BONE.isdisjoint(types):
        _remember_broken(context, types, stated_here, levels)
    if "postoperative_change" in types or "spondylolisthesis" in types:
        _remember_places(context, [f for f in stated_here if f.level], said_where=bool(levels))
    parts = [each.mention for each in everything if each.mention.type in _PARTS]
    context.parts = ()
    if parts:
        context.part = _PARTS[parts[-1].type]
        context.parts = tuple(dict.fromkeys([_PARTS[m.type] for m in parts if m.head == parts[-1].head]))
    if len(line.items) > 1 and line.items[1].kind == "colon" and "facet_arthropathy" in types[:1]:
        context.parts = ("facet",)  # "Facet disease: left L2-3, moderate. Right L5-S1, mild."


def _spoken_of(line: Line, stated_here: Sequence[Draft]) -> list[LevelWords]:
    """The levels that later sentences may be about: not the whole spine, and no stretch of vertebrae."""
    levels = [x.levels for x in line.items if x.levels is not None and x.levels.what in {"disc", "rest", "outside"}]
    if not levels or max([len(each.names) for each in levels]) < 2:
        return levels
    bony = bool(stated_here) and _OF_VERTEBRAE.issuperset([f.type for f in stated_here])  # "the pars from L1 to L4 are intact"
    return [each for each in levels if len(each.names) < (2 if bony else _WHOLE_SPINE)]


def _remember_broken(
    context: Context, types: Sequence[str], stated_here: Sequence[Draft], levels: Sequence[LevelWords]
) -> None:
    """The one vertebra that a sentence tells broken or replaced: "this level" after it is that of the vertebra."""
    names = set[str]()
    if not _OF_BONE.isdisjoint(types):
        names = {f.level for f in stated_here if f.type in _OF_BONE and f.level and not f.negated}
    if len(names) == 1:
        context.broken = names.pop()
    elif levels or names:
        context.broken = None


def _remember_places(context: Context, stated_here: Sequence[Draft], *, said_where: bool) -> None:
    """The levels of an operation; and that of a slip, when the sentence did not name it itself."""
    operated = tuple([f.level for f in stated_here if f.type == "postoperative_change" and f.level])
    context.operated = operated or context.operated
    slip = next((f.level for f in stated_here if f.type == "spondylolisthesis"), None)
    if slip is not None and not said_where:
        context.spoken, context.spoken_all = LevelWords("disc", (slip,), 0), (slip,)


def levels_of(
    levels: LevelWords | None, mention: Mention, stand: Standing, lines: Sequence[Line], n: int, context: Context
) -> tuple[str | None, ...]:
    if mention.type == "scoliosis":
        return (None,)
    if mention.type == "neoplasm_signs" and mention.first and lines[n].items[mention.first - 1].text == "by":
        return (None,)
    if levels is not None:
        if levels.what == "disc" and mention.type == "fracture" and _of_processes(lines[n].items):
            return vertebrae_between(levels.names)
        if levels.what == "disc" and mention.type == "spondylolysis" and len(levels.names) > 1:
            return vertebrae_between(levels.names)
        if levels.what == "disc" and mention.type == "transitional_vertebra":
            return tuple(name if name in DISC_LEVELS else name.split("-")[0] for name in levels.names)
        if levels.what in ("disc", "body"):
            if _pointed(lines[n].items, levels, mention, context):
                return context.heading.names if context.heading is not None else levels.names
            if mention.type == "spondylolisthesis" and levels.names == ("S1",):
                return ("L5-S1",)  # "anterolisthesis on S1"
            below = mention.type in ("spondylolisthesis", "foraminal_stenosis", "disc_degeneration")
            return tuple([_slip(name) for name in levels.names]) if below else levels.names
        if levels.what not in ("here", "those"):
            return (None,)
    if stand.general or (mention.term.general and mention.type == "postoperative_change"):
        return (None,)
    known = context.heading if context.heading is not None and context.heading.what in ("disc", "body") else None
    if known is not None and _heading_governs(lines, n, mention, stand, context):
        return known.names
    if stand.denied and context.operated and levels is None and _recurs(lines[n].items, mention):
        return context.operated
    if levels is not None and levels.what == "here" and context.broken is not None and mention.type == "central_stenosis":
        return (context.broken,)
    said = context.spoken or (context.before if levels is not None else None)
    if said is None or said.what not in ("disc", "body"):
        return (None,)
    if said.what == "body" and not is_vertebral(mention.type):
        return (None,)
    if levels is not None:
        return _those(context) if levels.what == "those" else said.names
    if (
        mention.type in _STANDS_ALONE
        or (mention.type == "spondylolisthesis" and stand.denied)
        or (
            stand.denied
            and not mention.elliptic
            and (not _followed_by_level(lines, n) or _sums_up(lines[n].items))
            and not _definite(lines[n].items, mention)
        )
    ):
        return (None,)
    return said.names


def _pointed(items: Sequence[Item], levels: LevelWords, mention: Mention, context: Context) -> bool:
    """ "L3-L4, L4-L5: bulges, noticeably at L4-L5, encroaching the canals": of the heading's levels one is pointed to."""
    heading = context.heading
    if heading is None or heading.what != levels.what or not set(levels.names) < set(heading.names):
        return False
    at = next((k for k, x in enumerate(items) if x.levels is levels), None)
    if at is None or not any(x.text in POINTERS for x in items[max(0, at - 2) : at]):
        return False
    after = [x.text for x in items[at + 1 : mention.first]]
    return "where" not in after or "," in after[after.index("where") :]


def _those(context: Context) -> tuple[str, ...]:
    """The levels that "both of these" are: of the last sentence that named several, else of the last two that named one."""
    if len(context.spoken_all) > 1:
        return context.spoken_all
    return tuple(dict.fromkeys((*context.spoken_earlier, *context.spoken_all)))


def _sums_up(items: Sequence[Item]) -> bool:
    """ "No herniation, no fissure, no slip, no pars defect": so many denials speak of the whole spine."""
    return sum(x.kind == "not" for x in items) > MOST_DENIALS_OF_A_LEVEL


def _of_processes(items: Sequence[Item]) -> bool:
    """ "Fractures of the L1-L3 transverse processes" are of vertebrae."""
    named = ("transverse", "spinous", "transverse processes", "spinous processes")
    return any(x.text in named or x.text.startswith("tp") for x in items)


def _slip(name: str | None) -> str | None:
    """A slip of one vertebra, the foramen of one root, and the disc called by one vertebra ("the L4 disc") are below it."""
    return next((d for d in DISC_LEVELS if name and d.startswith(f"{name}-")), name)


def _definite(items: Sequence[Item], mention: Mention) -> bool:
    """A side or a named root refers to what was spoken of; a bare "no stenosis" closes the report."""
    near = items[max(0, mention.first - 4) : mention.last + 1]
    return (
        any(x.kind == "side" or x.roots for x in near)
        or any(x.kind == "side" for x in items[mention.last + 1 : mention.last + 4])
        or _recurs(items, mention)
        or (mention.clear and (mention.type != "central_stenosis" or any(x.text == "the" for x in items[:2])))
    )


def _recurs(items: Sequence[Item], mention: Mention) -> bool:
    """ "No residual or recurrent disc herniation" is said of where the operation was."""
    near = items[max(0, mention.first - 4) : mention.last + 1]
    return any("recurrent" in x.text or x.text == "residual" for x in near)


def _heading_governs(lines: Sequence[Line], n: int, mention: Mention, stand: Standing, context: Context) -> bool:
    """A heading governs its own line, and the lines below it when it stands alone or more headings follow."""
    k = n
    while k > 0 and lines[k].heading is None and not lines[k].passage.line_start:
        k -= 1
    if lines[k].heading is not None:
        return not (stand.denied and (mention.type in _STANDS_ALONE or mention.type == "postoperative_change"))
    if mention.type in _STANDS_ALONE and (not context.block or stand.denied):
        return False
    if context.block:
        return True
    return not stand.denied or _heading_follows(lines, n)


def _heading_follows(lines: Sequence[Line], n: int) -> bool:
    for line in lines[n + 1 : n + 8]:
        if line.passage.new_block or line.passage.opens:
            return line.heading is not None
        if line.heading is not None:
            return True
    return False


def _followed_by_level(lines: Sequence[Line], n: int) -> bool:
    """Whether the paragraph goes on with another level after this sentence."""
    for line in lines[n + 1 : n + 4]:
        if line.passage.opens:
            return False
        if line.heading is not None:
            return not line.passage.new_block
        cord = any(x.value == "cord" or x.text.startswith("conus") for x in line.items[:4])
        if not cord and any(x.levels is not None and x.levels.what == "disc" for x in line.items[:4]):
            return True
        if line.passage.line_start:
            return False
    return False
