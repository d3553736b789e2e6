"""Walks over the passages of a report and states its findings: the levels that headings and paragraphs hand on, and the
standing and attributes of every mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.facts import DISC_LEVELS, StatedFinding
from service.reading.report.attribution import entries
from service.reading.report.contact import sided_roots, with_contact
from service.reading.report.items import Item, Itemizer
from service.reading.report.levels import LevelWords
from service.reading.report.mentions import Mention, continued, mentions
from service.reading.report.placing import is_vertebral, names_of, placed
from service.reading.report.scope import Standing, standings
from service.reading.report.sections import Passage, passages
from service.reading.report.statement import stated

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


_PARTS = {
    "foraminal_stenosis": "foramen",
    "central_stenosis": "canal",
    "lateral_recess_stenosis": "recess",
    "nerve_root_compression": "root",
}
"""The part that a later sentence may leave out ("the left is clear")."""


@dataclass(slots=True)
class Context:
    """What the lines before hand on. `heading`: levels of the heading that governs; `spoken`: levels of the paragraph."""

    heading: LevelWords | None = None
    block: bool = False
    spoken: LevelWords | None = None
    spoken_all: tuple[str, ...] = ()
    outside: bool = False
    part: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    passage: Passage
    items: list[Item]
    heading: LevelWords | None
    offset: int


def read(text: str) -> list[StatedFinding]:
    """Every finding of every sentence, repeated ones included, in the order of the text."""
    itemizer = Itemizer()
    lines = [_line(p, itemizer) for p in passages(text)]
    context = Context()
    out: list[StatedFinding] = []
    for n, line in enumerate(lines):
        _enter(context, line)
        if line.passage.section in ("asked", "advice"):
            continue
        out += _findings(text, lines, n, context)
    return out


def _line(passage: Passage, itemizer: Itemizer) -> _Line:
    if passage.section in ("asked", "advice"):
        return _Line(passage, [], None, 0)
    items = itemizer.items(passage.tokens)
    heading, end = _level_heading(items, passage)
    return _Line(passage, items[end:] if heading is not None else items, heading, end)


def _level_heading(items: Sequence[Item], passage: Passage) -> tuple[LevelWords | None, int]:
    """ "L4-L5:", "At L4/5 level -", "L4-5 (the last mobile level):", or levels alone on a line."""
    i = 0
    while i < len(items) and i < 3 and items[i].text in ("at", "level", "the", "levels", "disc", "on", "dash"):
        i += 1
    levels = items[i].levels if i < len(items) else None
    if levels is None or levels.what in ("here", "those", "many", "all", "lower"):
        return None, 0
    j = i + 1
    bracketed = False
    while j < len(items) and j < i + 16:
        if items[j].kind == "colon" or (items[j].kind == "dash" and not bracketed and j + 1 < len(items)):
            return levels, j + 1
        if items[j].kind == "open":
            bracketed = True
        elif items[j].kind == "close":
            bracketed = False
        elif not bracketed and items[j].text not in (
            "level",
            "levels",
            "disc",
            "disc space",
            "intervertebral disc",
            "discs",
            "segment",
            "interspace",
            "comma",
            ",",
            "and",
        ):
            return None, 0
        j += 1
    alone = j >= len(items) and passage.line_start and passage.ends_line
    return (levels, len(items)) if alone else (None, 0)


def _enter(context: Context, line: _Line) -> None:
    """Forgets what a new line, block, section or heading ends, and takes up a level heading."""
    passage = line.passage
    if passage.line_start:
        context.spoken = None
    if passage.new_block or passage.opens:
        context.heading, context.block, context.spoken = None, False, None
    if passage.section == "judged" and passage.line_start:
        context.heading = None
    if line.heading is not None:
        context.heading, context.spoken = line.heading, None
        context.block = not line.items
        context.outside = line.heading.what == "outside"
        if line.heading.what == "rest":
            context.heading = None
    elif passage.line_start and passage.opens:
        context.outside = False


def _findings(text: str, lines: Sequence[_Line], n: int, context: Context) -> list[StatedFinding]:
    line = lines[n]
    items = line.items
    if not items:
        return []
    found = mentions(items, context.part)
    if not found and not line.passage.line_start:
        found = [m for part in context.parts for m in continued(items, part)]
    if not found:
        _remember(context, items, found, [])
        return []
    standing = standings(items, found)
    places = placed(items, found)
    sentence = _sentence(text, line.passage)
    out: list[StatedFinding] = []
    outside = (line.passage.outside or context.outside) and not _says_lumbar(items)
    for mention, stand, place in zip(found, standing, places, strict=True):
        if stand.asked or (outside and place is None):
            continue
        for entry in entries(items, mention):
            at = (
                entry.level if entry.level is not None and entry.level != place and _own(items, entry.level, mention) else place
            )
            levels = _with_earlier(items, mention, at)
            if levels is not None and levels.what == "outside":
                continue
            out += [
                stated(mention, stand, entry, level, line.passage, items, sentence)
                for level in _levels(levels, mention, stand, lines, n, context)
            ]
    if any(f.type == "nerve_root_compression" for f in out):
        out = with_contact(sided_roots(out, single=not any(x.value == "root" and x.many for x in items)))
    _remember(context, items, found, out)
    return out


def _says_lumbar(items: Sequence[Item]) -> bool:
    return any(x.text.startswith(("lumbar", "lumbosacral", "lss")) for x in items)


def _with_earlier(items: Sequence[Item], mention: Mention, at: int | None) -> LevelWords | None:
    """The levels at `at`; in "stenosis, as well as at L3-L4" those that the sentence named before count too."""
    levels = items[at].levels if at is not None else None
    if at is None or levels is None or not any(x.text == "as well as" for x in items[mention.last + 1 : at]):
        return levels
    earlier = next((x.levels for x in reversed(items[: mention.first]) if x.levels and x.levels.what == levels.what), None)
    return levels if earlier is None else LevelWords(levels.what, earlier.names + levels.names, levels.end)


def _own(items: Sequence[Item], place: int, mention: Mention) -> bool:
    levels = items[place].levels
    return levels is not None and (levels.what == "disc" or (levels.what == "body" and is_vertebral(mention.type)))


def _levels(
    levels: LevelWords | None, mention: Mention, stand: Standing, lines: Sequence[_Line], n: int, context: Context
) -> tuple[str | None, ...]:
    before = lines[n].items[mention.first - 1].text if mention.first else ""
    if mention.type == "scoliosis" or (mention.type == "neoplasm_signs" and before == "by"):
        return (None,)
    if levels is not None and levels.what in ("disc", "body"):
        return (
            tuple(_slip(name) for name in names_of(levels))
            if mention.type in ("spondylolisthesis", "foraminal_stenosis")
            else names_of(levels)
        )
    if levels is not None and levels.what not in ("here", "those"):
        return (None,)
    if stand.general:
        return (None,)
    known = context.heading if context.heading is not None and context.heading.what in ("disc", "body") else None
    if known is not None and _heading_governs(lines, n, mention, stand, context):
        return names_of(known)
    said = context.spoken
    if said is None or said.what not in ("disc", "body"):
        return (None,)
    if said.what == "body" and not is_vertebral(mention.type):
        return (None,)
    if levels is not None:
        return context.spoken_all if levels.what == "those" else names_of(said)
    if (
        mention.type in _STANDS_ALONE
        or (mention.type == "spondylolisthesis" and stand.denied)
        or (
            stand.denied
            and not mention.elliptic
            and not _followed_by_level(lines, n)
            and not _definite(lines[n].items, mention)
        )
    ):
        return (None,)
    return names_of(said)


def _slip(name: str | None) -> str | None:
    """A slip of one vertebra, and the foramen of one root, is at the disc below it."""
    return next((d for d in DISC_LEVELS if name and d.startswith(f"{name}-")), name)


def _definite(items: Sequence[Item], mention: Mention) -> bool:
    """A side or a named root refers to what was spoken of; a bare "no stenosis" closes the report."""
    return any(
        x.kind == "side" or x.roots or "recurrent" in x.text or x.text == "residual"
        for x in items[max(0, mention.first - 4) : mention.last + 1]
    ) or (mention.clear and (mention.type != "central_stenosis" or any(x.text == "the" for x in items[:2])))


def _heading_governs(lines: Sequence[_Line], n: int, mention: Mention, stand: Standing, context: Context) -> bool:
    """A heading governs its own line, and the lines below it when it stands alone or more headings follow."""
    k = n
    while k > 0 and lines[k].heading is None and not lines[k].passage.line_start:
        k -= 1
    if lines[k].heading is not None:
        return not (mention.type in ("conus_abnormality", "scoliosis", "infection_signs") and stand.denied)
    if mention.type in _STANDS_ALONE and (not context.block or stand.denied):
        return False
    if context.block:
        return True
    return not stand.denied or _heading_follows(lines, n)


def _heading_follows(lines: Sequence[_Line], n: int) -> bool:
    for line in lines[n + 1 : n + 8]:
        if line.passage.new_block or line.passage.opens:
            return line.heading is not None
        if line.heading is not None:
            return True
    return False


def _followed_by_level(lines: Sequence[_Line], n: int) -> bool:
    """Whether the paragraph goes on with another level after this sentence."""
    for line in lines[n + 1 : n + 4]:
        if line.passage.opens:
            return False
        if line.heading is not None:
            return not line.passage.new_block
        if any(x.kind == "level" and x.levels is not None and x.levels.what == "disc" for x in line.items[:4]):
            return True
        if line.passage.line_start:
            return False
    return False


def _remember(context: Context, items: Sequence[Item], found: Sequence[Mention], stated_here: Sequence[StatedFinding]) -> None:
    levels = [x.levels for x in items if x.levels is not None and x.levels.what in ("disc", "rest", "outside")]
    if levels:
        context.spoken = levels[-1]
        context.spoken_all = tuple(dict.fromkeys(name for each in levels for name in each.names))
    slips = [f.level for f in stated_here if f.type == "spondylolisthesis" and f.level]
    if slips and not levels:
        context.spoken, context.spoken_all = LevelWords("disc", (slips[0],), 0), (slips[0],)
    parts = [m for m in found if m.type in _PARTS]
    if parts:
        context.part = _PARTS[parts[-1].type]
        context.parts = tuple(dict.fromkeys(_PARTS[m.type] for m in parts if m.head == parts[-1].head))
    elif found:
        context.parts = ()


def _sentence(text: str, passage: Passage) -> tuple[str, int, int]:
    start, end = passage.tokens[0].start, passage.tokens[-1].end
    if end < len(text) and text[end] in ".?!":
        end += 1
    return text[start:end], start, end
