"""One test with its values → what was found, on each side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from service.facts import Presence
from service.reading.body_headings import above_the_legs, of_the_legs
from service.reading.clauses import GROUPS, Chunk, Named, is_value, mode_of, says_alike, side_of
from service.reading.exam_values import Cues, Reading, read_name, read_value
from service.reading.examined_parts import by_level, of_part, sensed, tests_of_roots, whole_tests
from service.reading.item import Item
from service.reading.lexicon import TestWords, lexicon
from service.reading.sign_cues import course_of, cues_of, header_of, sided_values

QUALITIES = frozenset({"new", "acute", "stable", "progressive", "chronic", "mild", "severe"})

# fmt: off
FILLERS = frozenset({
    "across", "again", "all", "along", "and", "appears", "are", "area", "around", "aspect", "at", "be", "bilat",
    "bilaterally", "border", "both", "bulk", "completely", "crease", "dermatomes", "distal", "distally", "entirely",
    "essentially", "exam", "examination", "extremities", "extremity", "for", "found", "function", "grade", "graded",
    "grading", "grossly", "group", "groups", "her", "his", "in", "intact", "is", "key", "le", "leg", "legs", "les", "limb",
    "limbs", "ll", "lls", "lower", "major", "mrc", "muscle", "muscles", "myotomes", "normal", "of", "on", "otherwise",
    "out", "over", "overall", "patch", "power", "proximal", "proximally", "rated", "remains", "score", "still", "strength",
    "tested", "testing", "the", "throughout", "to", "today", "tone", "ue", "was", "were", "with",
})

# fmt: on
FULL_SENSATION = 2.0


@dataclass(frozen=True, slots=True)
class SignRead:
    """One test on one side as the words state it. `own`: the words hold a value, not just the name of a finding.
    `grouped`: it was part of a summary ("neurologically intact") and gives way to what is said of the test itself."""

    test: str
    side: str | None
    presence: Presence
    grade: float | None
    qualities: frozenset[str]
    own: bool
    grouped: bool
    start: int
    end: int
    since: date | None = None


def chunk_reads(named: Named, sentence: list[Item]) -> Iterator[SignRead]:
    """The tests of a chunk on each side it speaks of."""
    parts = places_by_side(named.chunk)
    for part in parts:
        source = part if named.source is named.chunk else named.source
        yield from side_reads(replace(named, chunk=part, source=source) if len(parts) > 1 else named, sentence)


def places_by_side(chunk: Chunk) -> list[Chunk]:
    """A statement about sensation with other places on each side as two: "reduced over the left calf and right sole"."""
    marks = [n for n, i in enumerate(chunk.items) if side_of(i) in ("left", "right")]
    if len(marks) != 2 or len({side_of(chunk.items[n]) for n in marks}) != 2 or not all(map(felt, chunk.tests)):
        return [chunk]
    first, second = marks
    tail = [n for n in range(first, len(chunk.items)) if chunk.items[n].is_("region") or chunk.items[n].level]
    if not any(n < second for n in tail) or not any(n > second for n in tail):
        return [chunk]
    head = chunk.items[:first]
    return [replace(chunk, items=[*head, *chunk.items[first:second]]), replace(chunk, items=[*head, *chunk.items[second:]])]


def felt(test: Item) -> bool:
    return mode_of(test) == "sensation"


def side_reads(named: Named, sentence: list[Item]) -> Iterator[SignRead]:
    chunk = named.chunk
    pair = next((i for i in (named.source or chunk).items if i.pair is not None), None)
    if pair is not None:
        yield from pair_reads(named, pair, sentence)
        return
    course = {f"~{quality}" for quality in course_of(chunk, sentence)}
    for sides, items in sided_values(chunk, named.source, header_of(chunk, sentence)):
        cues = cues_of(items, sides)
        cues.words |= course
        cues.both_sides = "bilateral" in sides or any(map(says_alike, items))
        since = year_of(chunk)
        for test in chunk.tests:
            if test.means("test") not in (*GROUPS, "pulses") or of_everything(test, chunk, named.source or chunk):
                yield from (replace(read, since=since) for read in test_reads(test, cues, sides, named))


def year_of(chunk: Chunk) -> date | None:
    """The middle of the year since which it is said to be so: "foot drop since 1998"."""
    for before, item in pairwise(chunk.items):
        if before.word == "since" and item.number is not None and 1930 <= item.number <= 2100 and not item.unit:
            return date(int(item.number), 7, 1)
    return None


def of_everything(test: Item, chunk: Chunk, source: Chunk) -> bool:
    """Whether a summary is not about something else: "motor: deltoid 5/5" and "arm strength 5/5" say nothing of the legs."""
    place = chunk.items if source is chunk else [*chunk.items, *source.items]
    if any(map(above_the_legs, place)) and not any(map(of_the_legs, place)):
        return False
    value = next((i for i in chunk.items if is_value(i) and i.start > test.start), None)
    if value is None:
        return not any(i.means("scope") == "spine" for i in chunk.items)
    between = [i for i in chunk.items if test.start < i.start < value.start]
    return all(i.is_("side") or i.is_("region") or i.is_("test") or i.level or i.word in FILLERS for i in between)


def pair_reads(named: Named, pair: Item, sentence: list[Item]) -> Iterator[SignRead]:
    """Two grades with a stroke are those of both sides. Without "R/L" before them nobody knows whose: the lower counts."""
    order = next((i.word for i in sentence if i.word in ("r/l", "l/r")), "")
    first, second = pair.pair or (0.0, 0.0)
    own = [s for s in (named.chunk.sides or header_sides(named, sentence)) if s in ("left", "right")]
    if own and not order:
        sided = [(own[-1:], first if second == FULL_SENSATION else min(first, second))]
    elif first == second:
        sided = [(["bilateral"], first)]
    elif order:
        sided = [(["right" if order[0] == "r" else "left"], first), (["left" if order[0] == "r" else "right"], second)]
    else:
        sided = [([], min(first, second))]
    for sides, level in sided:
        for test in named.chunk.tests:
            strength = mode_of(test) in ("strength", "group", "walk")
            alike = {"normal"} if first == second and level == 1 else set()
            cues = Cues(words=set(alike), grade=level if strength else None, scale=None if strength else level)
            yield from test_reads(test, cues, sides, named)


def header_sides(named: Named, sentence: list[Item]) -> list[str]:
    return [side for side in [header_of(named.chunk, sentence)] if side]


def test_reads(item: Item, cues: Cues, sides: list[str], named: Named) -> Iterator[SignRead]:
    key = item.means("test")
    entry = lexicon().tests[key]
    told = cues.words | {f"~{quality}" for quality in entry.qualities}
    cues = replace(cues, words=told, of_a_place=item.word.startswith("dermatom"))
    sides = sides if entry.sided else []
    plural = any(c.both for c in item.concepts) and not {"left", "right"} & set(sides)
    cues = replace(cues, both_sides=cues.both_sides or plural)
    reading = reading_of(item, entry, cues, excepted=named.excepted)
    if reading is None or (reading.hyperreflexia and key == "hyperreflexia"):
        return
    tests = sensed(named, entry.tests) if entry.mode == "sensation" else by_level(named, key, entry.tests)
    if key == "root_tests":
        tests = tests_of_roots(item.word) if reading.presence is not Presence.PRESENT else ()
    whole = tests == entry.tests or (key == "sensory_finding" and tests == ("sensation_leg",))
    if whole:
        tests = of_part(whole_tests(key, tests, reading.presence), key, named.chunk.items)
    grouped = whole and (key in GROUPS or key == "sensory_finding")
    both = entry.sided and cues.both_sides
    yield from spread(tests, lateral(sides, both or grouped), reading, cues, item, grouped=grouped)
    if reading.hyperreflexia:
        yield from spread(("hyperreflexia",), [None], replace(reading, presence=Presence.PRESENT), cues, item, grouped=False)


def reading_of(item: Item, entry: TestWords, cues: Cues, *, excepted: bool) -> Reading | None:
    """What the cues mean for the test; a name that says abnormal by itself needs none, nor does one after "except"."""
    first = entry.tests[0] if entry.tests else ""
    if says_abnormal(item):
        return read_name(cues)
    reading = read_value(entry.mode, cues, first)
    if reading is None and excepted and entry.mode in ("strength", "reflex", "sensation", "pulses", "group"):
        return Reading(Presence.PRESENT)
    return reading


def says_abnormal(item: Item) -> bool:
    """Whether the name alone says abnormal, so that only a "no" before it may turn it: "sensory loss"."""
    key = item.means("test")
    entry = lexicon().tests[key] if key else None
    return entry is not None and (entry.noun or (entry.mode == "provocation" and names_pain(item)))


def names_pain(item: Item) -> bool:
    """Whether the name of a provocation test holds its result: "pain on resisted abduction", "midline tenderness"."""
    return any(word.startswith(("pain", "tender")) for word in item.word.split()) and not item.is_("value")


def lateral(sides: list[str], both: bool) -> list[str | None]:
    if "bilateral" in sides or {"left", "right"} <= set(sides):
        return ["left", "right"]
    if sides:
        return [sides[-1]]
    return ["left", "right"] if both else [None]


def spread(
    tests: Iterable[str], sides: Iterable[str | None], reading: Reading, cues: Cues, item: Item, *, grouped: bool
) -> Iterator[SignRead]:
    qualities = reading.qualities | {w[1:] for w in cues.words if w.startswith("~")} & QUALITIES
    if "severe" in qualities:
        qualities = qualities - {"severe"} | {"marked"}
    for test in tests:
        for side in sides:
            yield SignRead(test, side, reading.presence, reading.grade, qualities, reading.own, grouped, item.start, item.end)
