"""Words of an examination → what was examined, on which side, with what result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.facts import Presence
from service.reading.clauses import Chunk, chunks, is_value, mode_of, pieces, side_of, strong
from service.reading.exam_values import Cues, Reading, read_name, read_value
from service.reading.lexicon import TestWords, lexicon
from service.reading.scan import Item

GROUPS = frozenset(
    {
        "all_strength",
        "all_reflexes",
        "all_sensation",
        "neuro_exam",
        "neuro_deficit",
        "motor_and_sensory",
        "all_neuro",
        "strength_word",
        "gait",
    }
)
MOTOR = {
    "L1": "hip_flexion_strength",
    "L2": "hip_flexion_strength",
    "L3": "knee_extension_strength",
    "L4": "ankle_dorsiflexion_strength",
    "L5": "great_toe_extension_strength",
    "S1": "ankle_plantarflexion_strength",
    "S2": "toe_flexion_strength",
}
DERMATOMES = {
    "L1": ("groin",),
    "L2": ("anterior_thigh",),
    "L3": ("medial_knee", "medial_thigh"),
    "L4": ("medial_leg",),
    "L5": ("dorsum_foot", "lateral_leg"),
    "S1": ("lateral_foot", "sole", "calf"),
    "S2": ("posterior_thigh",),
    "S3": ("perineum",),
    "S4": ("perineum",),
    "S5": ("perineum",),
}
ORDER = tuple(DERMATOMES)
SENSED = frozenset(
    {
        "buttock",
        "lateral_hip",
        "groin",
        "anterior_thigh",
        "medial_thigh",
        "lateral_thigh",
        "posterior_thigh",
        "medial_knee",
        "medial_leg",
        "lateral_leg",
        "calf",
        "dorsum_foot",
        "lateral_foot",
        "sole",
        "heel",
        "foot",
        "leg",
        "perineum",
    }
)
WIDER = {"thigh": "anterior_thigh", "below_knee": "leg", "knee": "medial_knee"}
QUALITIES = frozenset({"new", "acute", "stable", "progressive", "chronic", "mild", "severe"})
# fmt: off
FILLERS = frozenset({
    "again", "all", "and", "appears", "are", "at", "be", "bilat", "bilaterally", "both", "bulk", "completely",
    "dermatomes", "distal", "distally", "entirely", "essentially", "exam", "examination", "extremities", "extremity",
    "for", "found", "function", "grade", "graded", "grading", "grossly", "group", "groups", "her", "his", "in", "intact",
    "is", "key", "le", "leg", "legs", "les", "limb", "limbs", "ll", "lls", "lower", "major", "mrc", "muscle", "muscles",
    "myotomes", "normal", "of", "on", "otherwise", "out", "overall", "power", "proximal", "proximally", "rated",
    "remains", "score", "still", "strength", "tested", "testing", "the", "throughout", "to", "today", "tone", "ue", "was",
    "were", "with",
})
# fmt: on
FULL_SENSATION = 2.0
JOINED = frozenset({"", ",", "and", "/", "("})


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


@dataclass(slots=True)
class Named:
    """A chunk and, once known, the chunk that its value comes from."""

    chunk: Chunk
    source: Chunk | None = None
    pending: bool = False
    excepted: bool = False


def read_signs(sentence: list[Item]) -> list[SignRead]:
    """Every examined item of a sentence. Names without a value come with `own` false when they state a finding."""
    if not any(i.is_("test") for i in sentence):
        return []
    cut = [c for piece in pieces(sentence) for c in chunks(without_heading(piece))]
    reads = [r for named in valued(cut, specific=has_specific(sentence)) for r in chunk_reads(named, sentence)]
    return settled(reads)


def settled(reads: Iterable[SignRead]) -> list[SignRead]:
    """A summary gives way to what is said of a single test and side; the rest stays."""
    all_reads = list(reads)
    said = {(r.test, r.side) for r in all_reads if not r.grouped}
    said |= {(test, side) for test, whole in said if whole is None for side in ("left", "right")}
    return [r for r in all_reads if not r.grouped or (r.test, r.side) not in said]


def has_specific(sentence: Iterable[Item]) -> bool:
    return any(key and key not in GROUPS for item in sentence if (key := item.means("test")))


def without_heading(piece: Chunk) -> Chunk:
    """Of "Power hip flexion 5/5" and "strength 5/5 in hip flexion" the first word is a heading when a muscle follows."""
    later = [i for i in piece.items if i.means("test") == "all_sensation"][1:]
    piece.items = [i for i in piece.items if i not in later]
    tests = piece.tests
    specific = [t for t in tests if t.means("test") not in GROUPS and mode_of(t) not in ("tenderness",)]
    if len(tests) > len(specific) and specific and not any(t.means("test") == "all_sensation" for t in tests):
        piece.items = [i for i in piece.items if not (i.is_("test") and i.means("test") in GROUPS)]
    return piece


def valued(cut: list[Chunk], *, specific: bool) -> Iterator[Named]:
    """Gives every chunk with a test its value: its own, that of the next in a list, or that of the one before."""
    named = [Named(c, source=c if has_result(c) else None) for c in cut]
    for n, this in enumerate(named):
        if this.source is not None or not this.chunk.tests:
            continue
        heading = specific and all(t.means("test") in GROUPS for t in this.chunk.tests)
        if all(says_abnormal(t) for t in this.chunk.tests):
            before = preceding(named, n)
            this.source = before if before is not None and before.negated else this.chunk
            continue
        this.source = (None if heading else preceding(named, n)) or following(named, n, heading)
        this.excepted = this.source is None and this.chunk.joiner == "but"
    last: Chunk | None = None
    for this in named:
        if this.chunk.tests and gave_its_value(this, named):
            last = this.chunk
        elif this.chunk.tests:
            last = this.chunk
            yield this
        elif last is not None and has_result(this.chunk) and this.chunk.sides and not takes(named, this):
            yield Named(Chunk(this.chunk.joiner, [*last.tests, *this.chunk.items], header=last.header), source=this.chunk)


def gave_its_value(this: Named, named: list[Named]) -> bool:
    """Whether a summary was the heading of muscles named after it: "decreased strength with hip abduction"."""
    if any(t.means("test") not in ("all_strength", "all_reflexes", "strength_word") for t in this.chunk.tests):
        return False
    modes = {"all_reflexes": "reflex"}.get(this.chunk.tests[0].means("test"), "strength")
    return any(o.source is this.chunk and o is not this and mode_of(o.chunk.tests[0]) == modes for o in named if o.chunk.tests)


def takes(named: list[Named], this: Named) -> bool:
    """Whether a chunk of values alone already gave its value to a list of tests before it."""
    return any(other.source is this.chunk for other in named if other is not this)


def has_result(chunk: Chunk) -> bool:
    return bool(chunk.values) or (chunk.negated and bool(chunk.tests))


def following(named: list[Named], n: int, heading: bool) -> Chunk | None:
    """The value of the next chunks of a list: "EHL, TA and peronei 5/5"."""
    for later in named[n + 1 :]:
        chunk = later.chunk
        if chunk.joiner not in JOINED:
            return None
        if not chunk.tests and chunk.values:
            return chunk
        if heading or (chunk.tests and has_result(chunk) and chunk.value_first):
            return None
        if chunk.tests and has_result(chunk):
            return chunk
    return None


def preceding(named: list[Named], n: int) -> Chunk | None:
    """The value of the chunk before when it stood before its test: "absent knee and ankle jerks", "no clonus or foot drop"."""
    before = named[n - 1] if n else None
    if before is None or named[n].chunk.joiner not in JOINED or before.source is None:
        return None
    return before.source if before.source.value_first or not before.source.tests else None


def chunk_reads(named: Named, sentence: list[Item]) -> Iterator[SignRead]:
    chunk = named.chunk
    pair = next((i for i in (named.source or chunk).items if i.pair is not None), None)
    if pair is not None:
        yield from pair_reads(named, pair, sentence)
        return
    for sides, items in sided_values(chunk, named.source, header_of(chunk, sentence)):
        cues = cues_of(items, sides)
        cues.both_sides = "bilateral" in sides or any(i.word.startswith(("symmetr", "equal")) for i in items)
        for test in chunk.tests:
            if test.means("test") not in GROUPS or of_everything(test, chunk):
                yield from test_reads(test, cues, sides, named)


def of_everything(test: Item, chunk: Chunk) -> bool:
    """Whether a summary is not about something else that we do not know: "motor: deltoid 5/5" says nothing of the legs."""
    value = next((i for i in chunk.items if is_value(i) and i.start > test.start), None)
    if value is None:
        return not any(i.means("scope") == "spine" for i in chunk.items)
    between = [i for i in chunk.items if test.start < i.start < value.start]
    return all(i.is_("side") or i.is_("region") or i.is_("test") or i.word in FILLERS for i in between)


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
        return next((run[0].means("side") for i in run[:1] if i.is_("side")), "")
    sides = {side for i in run if (side := i.means("side") or i.side)}
    return sides.pop() if len(sides) == 1 else ""


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
    return item.number is not None and not item.concepts


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
    return cues


def negates(items: list[Item]) -> bool:
    """Whether a "no" stands before the test or its value, or alone after the name. "SLR positive, no ..." is not negated."""
    judged = [i.start for i in items if is_value(i) or i.is_("test") or i.is_("symptom")]
    values = any(is_value(i) for i in items)
    return any(i.start < max(judged, default=0) or not values for i in items if i.is_("negation"))


def counts_more(item: Item, cues: Cues) -> bool:
    """Of several numbers one with a sign or unit counts, of bare ones the lowest ("hip flexion 5 4")."""
    if cues.number is None or item.number is None:
        return True
    return bool(item.unit or item.sign) or (not cues.unit and not cues.sign and item.number < cues.number)


def test_reads(item: Item, cues: Cues, sides: list[str], named: Named) -> Iterator[SignRead]:
    key = item.means("test")
    entry = lexicon().tests[key]
    reading = reading_of(item, entry, cues, excepted=named.excepted)
    if reading is None or (reading.hyperreflexia and key == "hyperreflexia"):
        return
    tests = sensed(named, entry.tests) if entry.mode == "sensation" else by_level(named, key, entry.tests)
    whole = tests == entry.tests or (key == "sensory_finding" and tests == ("sensation_leg",))
    if whole:
        tests = whole_tests(key, tests, reading.presence)
    grouped = whole and (key in GROUPS or key == "sensory_finding")
    both = cues.both_sides or (any(c.both for c in item.concepts) and not {"left", "right"} & set(sides))
    yield from spread(tests, lateral(sides, both or grouped), reading, cues, item, grouped=grouped)
    if reading.hyperreflexia:
        yield from spread(("hyperreflexia",), [None], replace(reading, presence=Presence.PRESENT), cues, item, grouped=False)


def reading_of(item: Item, entry: TestWords, cues: Cues, *, excepted: bool) -> Reading | None:
    """What the cues mean for the test; a name that says abnormal by itself needs none, nor does one after "except"."""
    first = entry.tests[0] if entry.tests else ""
    if says_abnormal(item):
        return read_name(cues)
    reading = read_value(entry.mode, cues, first)
    if reading is None and excepted and entry.mode in ("strength", "reflex", "sensation", "pulses"):
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


def whole_tests(key: str, tests: tuple[str, ...], presence: Presence) -> tuple[str, ...]:
    """What a summary says: normal, that every part is; abnormal, only that something is (weak legs, numb somewhere)."""
    if presence is Presence.PRESENT:
        weak = key in ("all_strength", "strength_word", "motor_and_sensory")
        numb = key in ("all_sensation", "sensory_finding")
        unclear = key in ("neuro_exam", "neuro_deficit", "all_neuro", "gait")
        return ("leg_strength",) if weak else ("sensation_leg",) if numb else () if unclear else tests
    parts = {"strength_word": "all_strength", "sensory_finding": "all_sensation"}.get(key)
    return lexicon().tests[parts].tests if parts else tests


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


def sensed(named: Named, default: tuple[str, ...]) -> tuple[str, ...]:
    """The regions that a statement about sensation names, by words or by dermatome; else all of the leg."""
    items = [*named.chunk.items, *(named.source.items if named.source and named.source is not named.chunk else [])]
    regions = [r for i in items if i.is_("region") for r in lexicon().regions[i.means("region")].regions]
    regions += [r for level in roots_in(items) for r in DERMATOMES[level]]
    regions = [WIDER.get(r, r) for r in regions]
    named_tests = tuple(dict.fromkeys(f"sensation_{r}" for r in regions if r in SENSED))
    if set(named_tests) <= {"sensation_leg"} and default:
        return default
    return named_tests or default or ("sensation_leg",)


def by_level(named: Named, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """ "L5 myotome 4/5" is the great toe."""
    levels = roots_in(named.chunk.items) if key == "all_strength" else []
    return tuple(dict.fromkeys(MOTOR[r] for r in levels if r in MOTOR)) or default


def roots_in(items: Iterable[Item]) -> list[str]:
    """The roots that items name: "L5", "L4-S1", "L5/S1"."""
    out: list[str] = []
    for item in items:
        parts = item.level.upper().replace("/", "-").split("-") if item.level else []
        parts = [p if p[:1].isalpha() else parts[0][0] + p for p in parts if p]
        known = [p for p in parts if p in ORDER]
        if len(known) == 2 and "-" in item.level:
            known = list(ORDER[min(map(ORDER.index, known)) : max(map(ORDER.index, known)) + 1])
        out += known
    return list(dict.fromkeys(out))
