"""Words of an examination → what was examined, on which side, with what result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from service.facts import Presence
from service.reading.body_headings import above_the_legs, heading_part, of_the_legs, under
from service.reading.carried_denials import closes_with_or, lessened_somewhere, stands_alone
from service.reading.clauses import GROUPS, Chunk, Named, chunks, mode_of, pieces, side_of
from service.reading.exceptions import has_exception, sided_exceptions
from service.reading.heel_raises import read_counts
from service.reading.item import Item
from service.reading.sign_reads import SignRead, chunk_reads, says_abnormal

APART = frozenset({"with", "plus", "along with", "together with", "accompanied by", "associated with", "then", "also"})
"""Conjunctions that begin something new rather than go on with a list."""
JOINED = frozenset({"", ",", "and", "/", "("})
LIFTING = ("ankle_dorsiflexion_strength", "great_toe_extension_strength")
"""What a foot drop shows to be weak, whatever a summary says."""
ABDUCTION = "hip_abduction_strength"
FULL_STRENGTH = 5.0


def read_signs(sentence: list[Item], part: Item | None = None) -> list[SignRead]:
    """Every examined item of a sentence. Names without a value come with `own` false when they state a finding. `part`: the
    part of the body that a heading above names ("Upper limbs")."""
    if not any(i.is_("test") for i in sentence):
        return []
    cut = placed_alike([c for piece in sided_exceptions(pieces(sentence)) for c in chunks(without_heading(piece))])
    if (part := heading_part(sentence) or part) is not None:
        cut = [under(part, c) for c in cut]
    reads = [r for named in valued(cut, specific=has_specific(sentence)) for r in chunk_reads(named, sentence)]
    if has_exception(cut) and all(r.presence is Presence.ABSENT for r in reads):
        reads = [r for r in reads if not r.grouped]  # "intact except for known neuropathy": nobody knows of what it is true
    if counts := read_counts(sentence):
        reads = [*(r for r in reads if not overruled(r, counts)), *counts]
    return settled([*reads, *weak_against_resistance(sentence)])


def placed_alike(cut: list[Chunk]) -> list[Chunk]:
    """A place that closes a list is that of the whole list: "normal strength and tone in the upper limbs"."""
    for this, later in pairwise(cut):
        felt = later.tests and all(t.means("test") == "all_sensation" for t in later.tests)
        if felt and later.joiner in (",", "and", "but") and not any(i.is_("region") or i.level for i in later.items):
            later.items += perineal(this)  # "saddle sensation intact to LT, reduced to PP on the left"
    for this, later in reversed(list(pairwise(cut))):
        if later.joiner not in ("and", ",") or later.values or any(i.is_("region") for i in this.items):
            continue
        if this.tests and later.tests and all(t.means("test") in GROUPS for t in this.tests):
            this.items += [i for i in later.items if above_the_legs(i)]
    return cut


def weak_against_resistance(sentence: list[Item]) -> list[SignRead]:
    """ "Resisted abduction painful and weak (4/5)": the test of pain tells of strength as well."""
    at = next((n for n, i in enumerate(sentence) if i.means("test") == "resisted_abduction"), None)
    if at is None:
        return []
    told = list(takewhile(lambda i: not i.is_("test"), sentence[at + 1 :]))
    weak = next((i for i in told if (i.grade is not None and i.grade < FULL_STRENGTH) or i.word.startswith("weak")), None)
    if weak is None or any(i.is_("negation") for i in told):
        return []
    grade = next((i.grade for i in told if i.grade is not None), None)
    sides = [side for i in [*told, sentence[at], *sentence[:at]] if (side := side_of(i)) and side != "other"]
    both: list[str | None] = ["left", "right"] if sides[:1] == ["bilateral"] else [sides[0] if sides else None]
    start, end = sentence[at].start, weak.end
    return [SignRead(ABDUCTION, s, Presence.PRESENT, grade, frozenset(), True, False, start, end) for s in both]


def overruled(read: SignRead, counts: list[SignRead]) -> bool:
    """Whether a count of this side says more than the words around it."""
    if read.test != counts[0].test:
        return False
    return read.side in {c.side for c in counts} or (read.side is None and read.presence is not Presence.PRESENT)


def settled(reads: Iterable[SignRead]) -> list[SignRead]:
    """A summary gives way to what is said of a single test and side; the rest stays."""
    all_reads = list(reads)
    said = {(r.test, r.side) for r in all_reads if not r.grouped}
    said |= {(muscle, side) for test, side in said if test == "foot_drop" for muscle in LIFTING}
    said |= {(test, side) for test, whole in said if whole is None for side in ("left", "right")}
    return [r for r in all_reads if not r.grouped or (r.test, r.side) not in said]


def has_specific(sentence: Iterable[Item]) -> bool:
    """Whether a single test is named, so that a summary may be its heading; tone and bulk are headed by none."""
    return any(key not in GROUPS and key != "other_examination" for item in sentence if (key := item.means("test")))


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
        if not this.chunk.tests and {i.means("value") for i in this.chunk.values} == {"weakness"}:
            before = preceding(named, n)
            this.source = before if before is not None and before.negated else this.source
        if this.source is not None or not this.chunk.tests:
            continue
        heading = specific and all(t.means("test") in GROUPS for t in this.chunk.tests)
        if all(says_abnormal(t) for t in this.chunk.tests):
            before = preceding(named, n) or denied_complaint(named, n)
            this.source = before if before is not None and before.negated else this.chunk
            continue
        this.source = (None if heading else preceding(named, n)) or following(named, n, heading) or all_normal(named, n)
        this.excepted = this.source is None and this.chunk.joiner == "but"
    last: Chunk | None = None
    for this in named:
        if this.chunk.tests and gave_its_value(this, named):
            last = this.chunk
        elif this.chunk.tests:
            last = this.chunk
            yield this
        elif last is not None and this.chunk.joiner == "but" and excepts_a_part(this.chunk, last):
            yield Named(Chunk("but", [*last.tests, *this.chunk.items]), excepted=True)
        elif last is not None and has_result(this.chunk) and sided_or_of_legs(this.chunk, last) and not takes(named, this):
            header = this.chunk.header or last.header
            items = [*last.tests, *place_before(last, this.chunk), *this.chunk.items]
            yield Named(Chunk(this.chunk.joiner, items, header=header), source=this.chunk)


def place_before(last: Chunk, chunk: Chunk) -> list[Item]:
    """The place that goes on to hold for the other side: "perianal sensation intact right, reduced left"."""
    if not all(mode_of(t) == "sensation" for t in last.tests) or any(i.is_("region") or i.level for i in chunk.items):
        return []
    return [i for i in last.items if (i.is_("region") or i.level) and not i.is_("test")]


def perineal(chunk: Chunk) -> list[Item]:
    """The perineum where a statement about sensation names it, which what follows goes on about: "intact to light touch,
    reduced to pinprick"."""
    return [i for i in chunk.items if i.means("region") == "perineum"]


def sided_or_of_legs(chunk: Chunk, last: Chunk) -> bool:
    """Whether a result without a test is that of another side, or of the legs after the arms: "strength: UE 5/5, LE 5/5"."""
    if chunk.sides or not any(map(above_the_legs, last.items)):
        return bool(chunk.sides)
    return any(map(of_the_legs, chunk.items)) and not any(i.is_("symptom") for i in chunk.items)


def excepts_a_part(chunk: Chunk, last: Chunk) -> bool:
    """Whether a region or root is taken out of a summary: "sensation intact apart from left L5"."""
    if chunk.values or any(i.is_("symptom") for i in chunk.items):
        return False
    sensed = all(t.means("test") == "all_sensation" for t in last.tests) and any(i.is_("region") for i in chunk.items)
    summed = all(t.means("test") in ("all_sensation", "all_strength") for t in last.tests) and any(i.level for i in chunk.items)
    return sensed or summed


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
    kinds = families(named[n].chunk)
    for later in named[n + 1 :]:
        chunk = later.chunk
        closing = chunk.joiner == ")" and (not chunk.tests or names_strength(chunk))
        if not (chunk.joiner in JOINED or closing) or (chunk.tests and chunk.word in APART):
            return None
        if chunk.tests and chunk.joiner == "(":
            if has_result(chunk):
                return None
            continue  # another name of the muscle: "foot inversion (tibialis posterior), strength 5/5"
        if not chunk.tests and chunk.values:
            return chunk if may_answer(chunk, kinds) else None
        if heading or (chunk.tests and has_result(chunk) and chunk.value_first):
            return None
        if chunk.tests and has_result(chunk):
            return chunk if kinds & families(chunk) or (says_normal(chunk) and "finding" not in kinds) else None
    return None


def names_strength(chunk: Chunk) -> bool:
    """Whether a chunk only says what its grade is one of: "strength grade 4/5"."""
    return all(t.means("test") == "all_strength" for t in chunk.tests)


def says_normal(chunk: Chunk) -> bool:
    """Whether the only value is "normal", which every kind of test can be: "knee extension and patellar reflex normal"."""
    return not chunk.negated and {i.means("value") for i in chunk.values} == {"normal"}


def preceding(named: list[Named], n: int) -> Chunk | None:
    """The value of the chunk before when it stood before its test: "absent knee and ankle jerks", "no clonus or foot drop"."""
    before, this = named[n - 1] if n else None, named[n].chunk
    if before is not None and before.source is not None and before.source.negated and says_itself(this, named[n + 1 :]):
        return None
    if before is None or before.source is None or this.joiner not in JOINED or this.joiner == "(":
        return None
    if not before.source.tests and not before.source.negated:
        return before.source if this.word == "with" else None
    if this.word in APART and not all(t.means("test") in GROUPS for t in before.source.tests):
        return None
    if not before.source.value_first:
        return None
    if before.source.negated and (not before.source.values or not before.source.tests):
        return before.source if listed_with_or(named, n) or not own_sides(this) else None
    return before.source if families(this) & families(before.source) else None


def denied_complaint(named: list[Named], n: int) -> Chunk | None:
    """The denial of a complaint that a list carries on to this finding: "no saddle numbness or leg weakness"."""
    this = named[n]
    if this.chunk.joiner not in ("and", ",", "/") or says_itself(this.chunk, named[n + 1 :]):
        return None
    for before in reversed(named[max(0, n - MOST_BEFORE) : n]):
        if before.chunk.tests or before.chunk.values:
            return None
        if before.chunk.negated:
            listed = this.chunk.word in ("or", "nor") or closes_with_or([o.chunk for o in named[n + 1 :]])
            long = any(i.word.startswith("den") for i in before.chunk.items)
            return before.chunk if listed or long else None
        if before.chunk.joiner not in ("and", ",", "/"):
            return None
    return None


MOST_BEFORE = 12


def says_itself(this: Chunk, more: list[Named]) -> bool:
    """Whether a finding after a denied one is told to be there: "no foot drop at the last visit, today foot drop", "no foot
    drop, reduced sensation L5"."""
    if this.word in ("or", "nor") or closes_with_or([later.chunk for later in more]):
        return False
    return stands_alone(this) or (lessened_somewhere(this) and not more)


def all_normal(named: list[Named], n: int) -> Chunk | None:
    """The "normal" that stands before a list of summaries, when all that is said in it is normal: "normal power, reflexes and
    sensation"."""
    first = next((o.chunk for o in named if o.chunk.tests), None)
    summed = all(t.means("test") in GROUPS for o in named for t in o.chunk.tests)
    listed = all(o.chunk.joiner in JOINED - {"("} and o.chunk.word not in APART for o in named)
    if not n or first is None or not (summed and listed and first.value_first and says_normal(first)):
        return None
    others = [o.chunk for o in named if o.chunk is not first]
    return None if any(c.values or c.negated or any(i.is_("symptom") for i in c.items) for c in others) else first


ANSWERS = frozenset({"absent", "present", "positive", "negative", "no", "not_tested"})


def may_answer(chunk: Chunk, kinds: set[str]) -> bool:
    """Whether values that stand alone can be the result of tests named before: "no weakness" is none of "foot drop"."""
    if chunk.negated:
        return False
    words = {i.means("value") for i in chunk.items}
    return kinds != {"finding"} or bool(words & ANSWERS) or any(i.plus for i in chunk.items)


def own_sides(chunk: Chunk) -> bool:
    return any(side_of(i) for i in chunk.items)


def listed_with_or(named: list[Named], n: int) -> bool:
    """Whether a denied list goes on to an "or": "no clonus, left foot drop or ataxia"."""
    for later in named[n:]:
        if later.chunk.word in ("or", "nor"):
            return True
        if later.chunk.joiner != ",":
            return False
    return False


FAMILIES = {"group": "strength", "walk": "strength", "tenderness": "finding"}
"""Kinds of test that may stand in one list with one value."""


def families(chunk: Chunk) -> set[str]:
    modes = [mode_of(t) or "" for t in chunk.tests]
    return {FAMILIES.get(mode, mode) for mode in modes}
