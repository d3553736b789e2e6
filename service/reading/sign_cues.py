"""The values of a test and the sides they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.reading.clauses import GROUPS, Chunk, is_value, side_of, strong
from service.reading.exam_values import Cues
from service.reading.item import Item


def header_of(chunk: Chunk, sentence: list[Item]) -> str:
    """The side for a chunk without one: its heading, else the only side named before it in the same run of the sentence.

    A summary ("sensation intact") takes only the side that the sentence began with.
    """
    if chunk.header or not chunk.tests:
        return chunk.header
    first_test = chunk.tests[0].start
    before = [i for i in sentence if i.start < first_test]
    cut = max((n for n, i in enumerate(before) if i.is_("but") or i.mark == ";"), default=-1)
    if chunk.joiner in ("but", ";"):
        return ""
    run = before[cut + 1 :]
    if all(t.means("test") in GROUPS for t in chunk.tests):
        if side := side_of_parts(before):
            return side
        return next((run[0].means("side") for i in run[:1] if i.is_("side")), "")
    sides = {side for i in run if (side := i.means("side") or i.side)}
    return sides.pop() if len(sides) == 1 else ""


def side_of_parts(before: list[Item]) -> str:
    """The side of the parts of a leg named right before a summary: "right ankle and toe strength"."""
    if not before or not before[-1].is_("region"):
        return ""
    for item in reversed(before):
        if item.is_("side"):
            return item.means("side")
        if not (item.is_("region") or item.is_("and")):
            return ""
    return ""


def sided_values(chunk: Chunk, source: Chunk | None, header: str) -> Iterator[tuple[list[str], list[Item]]]:
    """The values with the sides they belong to: "left 4/5, right 5/5" gives two, everything else one."""
    valued_items = list(chunk.items) if source is None or source is chunk else [*chunk.items, *source.items]
    marks = [i for i in chunk.items if side_of(i) in ("left", "right") and not i.is_("test")]
    values = [i for i in chunk.items if strong(i) or i.grade is not None or i.scale is not None or i.plus or plain_number(i)]
    if len({side_of(i) for i in marks}) == 2 and len(values) >= 2:
        yield from paired(chunk, marks, values)
        return
    own = chunk.sides or (source.sides if source is not None else [])
    yield ([s for s in own if s != "other"] or ([header] if header else [])), valued_items


def plain_number(item: Item) -> bool:
    return item.measures


def paired(chunk: Chunk, marks: list[Item], values: list[Item]) -> Iterator[tuple[list[str], list[Item]]]:
    side_first = marks[0].start < values[0].start
    rest = [i for i in chunk.items if i not in marks and i not in values]
    for n, mark in enumerate(marks):
        if side_first:
            upto = marks[n + 1].start if n + 1 < len(marks) else float("inf")
            mine = [v for v in values if mark.start < v.start < upto]
        else:
            since = marks[n - 1].start if n else -1
            mine = [v for v in values if since < v.start < mark.start]
        if mine:
            yield [side_of(mark)], [*mine, *rest]


def cues_of(items: Iterable[Item], sides: Iterable[str]) -> Cues:
    """What the items say, gathered. Of several grades the lowest counts."""
    items = list(items)
    cues = Cues(negated=negates(items))
    for item in items:
        if word := item.means("value"):
            cues.words.add(word)
        if item.means("symptom") in ("pain", "numbness"):
            cues.pain = cues.pain or item.means("symptom") == "pain"
        if item.grade is not None:
            cues.grade = item.grade if cues.grade is None else min(cues.grade, item.grade)
        if item.scale is not None:
            cues.scale = item.scale
        cues.plus = cues.plus or item.plus
        if plain_number(item) and counts_more(item, cues):
            cues.number, cues.sign, cues.unit = item.number, item.sign, item.unit
        if item.is_("quality"):
            cues.words.add("~" + item.means("quality"))
        if item.means("detail") == "old":
            cues.words.add("~chronic")
    return cues


SPOKEN_OF = ("test", "symptom", "problem", "part", "region", "but")
COURSE = frozenset({"new", "acute", "progressive", "stable", "chronic"})
LONG = 13
"""Weeks after which a deficit is called long-standing (three months)."""


def course_of(chunk: Chunk, sentence: list[Item]) -> set[str]:
    """What is said of the course of a deficit, beside it and after it: "foot drop, age 5, unchanged", "for 20 years"."""
    last = chunk.items[-1].start if chunk.items else 0
    after = said_after(last, sentence)
    out = {quality for i in after if (quality := i.means("quality")) in COURSE}
    out |= {"chronic"} if any(i.means("detail") == "old" for i in after) else set()
    alone = not any(i.is_("problem") or (i.is_("symptom") and not i.is_("test")) or i.word == "after" for i in chunk.items)
    lasting = any(i.weeks is not None and i.weeks > LONG for i in [*chunk.items, *after])
    return out | ({"chronic"} if alone and lasting else set())


def negates(items: list[Item]) -> bool:
    """Whether a "no" stands before the test or its value, or alone after the name. "SLR positive, no ..." is not negated."""
    judged = [i.start for i in items if is_value(i) or i.is_("test") or i.is_("symptom")]
    values = any(is_value(i) for i in items)
    return any(i.start < max(judged, default=0) or not values for i in items if i.is_("negation"))


def said_after(last: int, sentence: list[Item]) -> list[Item]:
    """The items after the place `last` in parts of the sentence that speak of nothing else."""
    out: list[Item] = []
    part: list[Item] = []
    for item in (i for i in sentence if i.start > last):
        if item.mark == ";" or any(item.is_(kind) for kind in SPOKEN_OF):
            return out
        if item.mark or item.is_("and"):
            out, part = [*out, *part], []
        part.append(item)
    return [*out, *part]


def counts_more(item: Item, cues: Cues) -> bool:
    """Of several numbers one with a sign or unit counts, of bare ones the lowest ("hip flexion 5 4")."""
    if cues.number is None or item.number is None:
        return True
    return bool(item.unit or item.sign) or (not cues.unit and not cues.sign and item.number < cues.number)
