"""What one sentence says, whatever stands around it: mentions with their standing, attributes and own levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.reading.report.attribution import NOTHING_SAID, SIDELESS, attributed, entries
from service.reading.report.combining import EntryWords
from service.reading.report.draft import Draft
from service.reading.report.ellipsis import ORDINALS
from service.reading.report.item import Item, text_of
from service.reading.report.levels import LevelWords
from service.reading.report.lines import Line
from service.reading.report.mentions import Mention, continued, mentions, without_worn
from service.reading.report.modifiers import EMPTY
from service.reading.report.placing import is_vertebral, placed
from service.reading.report.scope import Standing, standings
from service.reading.report.statement import stated
from service.reading.report.stock import Stock


@dataclass(slots=True)
class Said:
    """One entry of one mention: `finding` as far as the sentence gives it, `levels` those it names for it."""

    mention: Mention
    standing: Standing
    levels: LevelWords | None
    finding: Draft


_KNOWN: Stock[tuple[str, bool, str | None, tuple[str, ...]], tuple[tuple[Said, ...], Sequence[Item]]] = Stock()


_OTHERS = frozenset(("other", "remaining", "other exit", "remaining exit"))
_THERE = frozenset(("there is", "there are", "there"))
_TOLD = frozenset(("finding", "process", "modic", "part", "grade"))
"""Without one of these a sentence mentions nothing."""


def said(line: Line, part: str | None, parts: tuple[str, ...]) -> tuple[Said, ...]:
    """Everything a sentence says. `part` is what the sentence before spoke of, `parts` what this one may go on about.

    Reading a sentence tells zones from parts, which the `line` then holds. A stock sentence is another one after other
    sentences, so those are part of its key.
    """
    if line.stock is None:
        return _said(line, part, parts)
    key = (line.stock, line.heading is not None, part, parts)
    known = _KNOWN.get(key)
    if known is not None:
        everything, line.items = known
        return everything
    everything = _said(line, part, parts)
    _KNOWN.keep(key, (everything, line.items))
    return everything


def _sided(items: Sequence[Item], each: Sequence[Said]) -> tuple[Said, ...]:
    """ "RIGHT: L4-5 moderate foraminal stenosis", "On the right, a defect of the pars", "On the right there is ...": a
    side that opens the line is that of what follows, up to another side."""
    at = 0
    while at < 3 and at + 1 < len(items) and items[at].kind == "filler":
        at += 1
    if items[at].kind != "side" or items[at].value not in ("left", "right") or len(items) < at + 3:
        return tuple(each)
    if items[at + 1].kind not in ("colon", "comma") and items[at + 1].text not in _THERE:
        return tuple(each)
    end = len(items)
    if items[at + 1].kind != "colon":
        end = next((k for k in range(at + 1, end) if items[k].kind == "side"), end)
    side = items[at].value
    return tuple(replace(x, finding=x.finding.but(side=side)) if _may_have(x) and x.mention.head < end else x for x in each)


def _may_have(each: Said) -> bool:
    return each.finding.side is None and each.mention.type not in (*SIDELESS, "central_stenosis")


def _said(line: Line, part: str | None, parts: tuple[str, ...]) -> tuple[Said, ...]:
    items, kinds = list(line.items), line.kinds
    line.items = items
    found = [] if _TOLD.isdisjoint(kinds) else mentions(items, part)
    if not found:
        found = [m for p in parts for m in continued(items, p)]
    if "word" in kinds or "infection_signs" in [m.type for m in found]:
        found = without_worn(items, found)
    if not found:
        return ()
    standing = standings(items, kinds, found)
    places = placed(items, found) if "level" in kinds else [None] * len(found)
    told = attributed(items, kinds)
    out: list[Said] = []
    for mention, stand, place in zip(found, standing, places, strict=True):
        if stand.asked:
            continue
        entered = entries(items, mention) if told else NOTHING_SAID
        if place is not None and len(entered) == 1 and entered[0].level is not None:
            entered = _with_the_rest(items, place, entered)
        for entry in entered:
            levels = _levels(items, mention, stand, place, entry)
            if levels is None or levels.what != "outside" or mention.type == "transitional_vertebra":
                out.append(Said(mention, stand, levels, stated(mention, stand, entry, items)))
    if len(found) > 1 and "annular_fissure" in [m.type for m in found]:
        out = _beside_fissure(items, out)
    return _sided(items, out)


_BESIDE = frozenset(("associated", "accompanying", "superimposed", "overlying", "corresponding"))


def _beside_fissure(items: Sequence[Item], each: list[Said]) -> list[Said]:
    """ "A left paracentral annular fissure with a small associated protrusion": the protrusion lies where the fissure does."""
    for k, (fissure, disc) in enumerate(pairwise(each)):
        if fissure.mention.type != "annular_fissure" or disc.mention.type != "disc_herniation":
            continue
        place = disc.mention.first
        beside = not _BESIDE.isdisjoint(x.text for x in items[max(0, place - 3) : place])
        found = disc.finding
        if beside and found.side is None and found.zone is None and not found.negated:
            same = found.but(side=fissure.finding.side, zone=fissure.finding.zone)
            each[k + 1] = replace(disc, finding=same)
    return each


def _levels(
    items: Sequence[Item], mention: Mention, standing: Standing, place: int | None, entry: EntryWords
) -> LevelWords | None:
    """The levels that the sentence names for one entry of a mention whose own level item is at `place`."""
    if standing.all_but or (mention.part and items[mention.part - 1].text in _OTHERS):
        return LevelWords("rest", (), 0)  # "the other foramina are patent": of no level that was spoken of
    own = entry.level is not None and entry.level != place and _own(items, entry.level, mention)
    at = entry.level if own else place
    return None if at is None else _with_earlier(items, mention, at)


def _with_the_rest(items: list[Item], place: int, told: Sequence[EntryWords]) -> Sequence[EntryWords]:
    """ "The L4/5 and L5/S1 discs are narrowed, the former markedly": the other one is narrowed as well."""
    named, own = items[place].levels, told[0].level
    if named is None or own is None or own == place or items[own].text not in ORDINALS or (one := items[own].levels) is None:
        return told
    rest = tuple(name for name in named.names if name not in one.names)
    if not rest:
        return told
    other = items[place].copy()  # the items of a stock sentence are shared
    other.levels = LevelWords(named.what, rest, named.end)
    items[place] = other
    return [EntryWords(EMPTY), *told]


def _with_earlier(items: Sequence[Item], mention: Mention, at: int) -> LevelWords | None:
    """The levels at `at`; in "stenosis, as well as at L3-L4" those that the sentence named before count too."""
    levels = items[at].levels
    if levels is not None and any(x.text.startswith("where") for x in items[at + 1 : mention.first]):
        return LevelWords(levels.what, levels.names[-1:], levels.end)  # "at L3/4 and L4/5, where there is also a tear"
    if levels is not None and at < mention.first and any(x.text in _CAUSES for x in items[at + 1 : mention.first]):
        return _of_all_before(items, at)
    if levels is None or "as well as" not in map(text_of, items[mention.last + 1 : at]):
        return levels
    earlier = next((x.levels for x in reversed(items[: mention.first]) if x.levels and x.levels.what == levels.what), None)
    return levels if earlier is None else LevelWords(levels.what, earlier.names + levels.names, levels.end)


_CAUSES = frozenset(("due to", "owing to", "secondary to", "because of", "as a result of"))
_LISTING = frozenset(("and", "comma", "severity", "filler", "side", "level"))


def _of_all_before(items: Sequence[Item], at: int) -> LevelWords | None:
    """ "The canal is moderately stenosed at L3/4 and mildly at L2/3 owing to bulging": what causes it is at both."""
    last = items[at].levels
    names: tuple[str, ...] = ()
    for k in range(at, -1, -1):
        each = items[k].levels
        if items[k].kind not in _LISTING or (each is not None and last is not None and each.what != last.what):
            break
        names = (*each.names, *names) if each is not None else names
    return last if last is None else LevelWords(last.what, tuple(dict.fromkeys(names)), last.end)


def _own(items: Sequence[Item], place: int, mention: Mention) -> bool:
    levels = items[place].levels
    return levels is not None and (levels.what == "disc" or (levels.what == "body" and is_vertebral(mention.type)))


def forget() -> None:
    """Empties the memory of what stock sentences say; for measuring."""
    _KNOWN.clear()
