"""Walks over the sentences of a report and states its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from service.reading.report.contact import placed_roots, sided_roots, with_contact
from service.reading.report.context import Context, enter, levels_of, remember
from service.reading.report.draft import Draft
from service.reading.report.item import Item
from service.reading.report.items import Itemizer
from service.reading.report.lines import Line, line_of
from service.reading.report.said import Said, said
from service.reading.report.sections import Passage, passages

_IT = frozenset(("it", "this", "which", "these"))
_VAGUE = frozenset(("rest", "many", "lower"))
"""Levels without a number: what is denied there may be stated at a level with one."""
_SECTIONS: dict[str, Literal["findings", "impression"]] = {"found": "findings", "judged": "impression"}


IN_THE_HEAD = 6
"""Sentences among which the indication stands, with or without a heading."""


def read(text: str) -> list[Draft]:
    """Every finding of every sentence, repeated ones included, in the order of the text."""
    itemizer = Itemizer()
    lines = [line_of(text, p, itemizer) for p in passages(text)]
    summed = "judged" in [line.passage.section for line in lines]
    context = Context(sections=_SECTIONS if summed else {})
    out: list[Draft] = []
    last: list[Draft] = []
    for n, line in enumerate(lines):
        enter(context, line)
        if line.items:
            found = _findings(text, lines, n, context, last)
            out += last
            last = found
    return out + last


def _findings(text: str, lines: list[Line], n: int, context: Context, before: list[Draft]) -> list[Draft]:
    """The findings of line `n`. "It touches the root" is noted on those of the sentence `before`."""
    line = lines[n]
    if "side" in line.kinds:
        _that_side(line, context)
    if n < IN_THE_HEAD and _asks(text, line.passage) and _of_no_level(context, line.items):  # the report answers it
        return []
    everything = said(line, context.part, () if line.passage.line_start else context.parts)
    out = _placed(text, lines, n, context, everything) if everything else []
    if out and "nerve_root_compression" in [each.mention.type for each in everything]:
        items = line.items
        out = with_contact(placed_roots(sided_roots(out, single=not any(x.term.many for x in items if x.value == "root"))))
        if items[0].text in _IT:
            before[:] = with_contact(before, out)
    remember(context, line, everything, out)
    return out


def _placed(text: str, lines: list[Line], n: int, context: Context, everything: Sequence[Said]) -> list[Draft]:
    """What line `n` says, with its place in the text and at each level that it is of."""
    passage = lines[n].passage
    elsewhere = (passage.outside or context.outside) and not _says_lumbar(lines[n].items)
    past = passage.section == "past"
    start, end = passage.tokens[0].start, _end(text, passage)
    section = context.sections.get(passage.section)
    where = {"sentence": text[start:end], "start": start, "end": end, "section": section}
    out: list[Draft] = []
    for each in everything:
        levels, finding = each.levels, each.finding
        if levels is None and (elsewhere or (each.mention.type in _DOUBTED and _of_none(each, context))):
            continue
        if finding.negated and levels is not None and levels.what in _VAGUE:
            finding = finding.but(denies_from=9)
        if past:
            finding = finding.but(temporality="prior", negated=False)
        out += [finding.at(level, where) for level in levels_of(levels, each.mention, each.standing, lines, n, context)]
    return out


_DOUBTED = frozenset(("disc_degeneration", "spondylolysis"))
"""What may be said of something else where no level is named."""


def _of_none(each: Said, context: Context) -> bool:
    return _of_a_broken_body(each, context) or _whole_pars(each, context)


def _of_a_broken_body(each: Said, context: Context) -> bool:
    """ "L1: superior endplate fracture. Height loss unchanged.": the height of a vertebra, not of a disc."""
    if each.mention.term.value != "lose" or each.mention.part is not None:
        return False
    heading = context.heading
    return context.broken is not None if heading is None else heading.what == "body"


SAME = "same"
"""What the lexicon calls the side spoken of before."""


def _that_side(line: Line, context: Context) -> None:
    """ "Mildly narrowed on that side": the side that was stated last, in this sentence or before it. Such a sentence is no
    stock one."""
    sides = [i for i, x in enumerate(line.items) if x.kind == "side" and x.value in ("left", "right", SAME)]
    for i in sides:
        item = line.items[i]
        if item.value != SAME:
            context.side = "left" if item.value == "left" else "right"
            continue
        named = item.copy()
        named.kind, named.value = ("side", context.side) if context.side else ("filler", "")
        line.items = [*line.items[:i], named, *line.items[i + 1 :]]
        line.stock = None


def _whole_pars(each: Said, context: Context) -> bool:
    """ "The right pars is intact": of a level that is not said, so that it denies none."""
    clear = each.mention.clear and each.mention.type == "spondylolysis" and context.heading is None
    return clear and each.finding.side is not None


def _asks(text: str, passage: Passage) -> bool:
    return "?" in text[passage.tokens[0].start : _end(text, passage)]


def _of_no_level(context: Context, items: Sequence[Item]) -> bool:
    named = any(x.levels is not None and not _is_of_pain(items, i) for i, x in enumerate(items))
    return context.heading is None and context.spoken is None and not named


_PAIN = frozenset(("distribution", "dermatome", "dermatomal", "radiculopathy", "radicular", "pain", "sciatica", "symptoms"))


def _is_of_pain(items: Sequence[Item], i: int) -> bool:
    """ "R L5 distribution pain, ?disc prolapse": the root that hurts, no level of a finding."""
    return i + 1 < len(items) and not _PAIN.isdisjoint(items[i + 1].text.split())


def _says_lumbar(items: Sequence[Item]) -> bool:
    return any(x.text.startswith(("lumbar", "lumbosacral", "lss")) for x in items)


def _end(text: str, passage: Passage) -> int:
    """Where the sentence ends, with the mark that closes it."""
    end = passage.tokens[-1].end
    return end + 1 if end < len(text) and text[end] in ".?!" else end
