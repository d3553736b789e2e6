"""Words of a history → complaints: what, where, on which side, for how long, there or denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from service.reading.carried_denials import ended_lately
from service.reading.claudication import is_leg, tells_claudication
from service.reading.clauses import Chunk, pieces
from service.reading.context import PLAIN, Scope, scopes
from service.reading.exceptions import without_exceptions
from service.reading.injuries import is_of_a_vertebra
from service.reading.item import Item
from service.reading.lexicon import SymptomWords, lexicon
from service.reading.mentions import Mention, mentions, places_of, regions_by_side

NOT_A_DURATION = frozenset({"every", "in", "next", "within", "after", "follow", "review", "aged", "age"})

ALTERED = frozenset({"reduced", "abnormal"})

ADJECTIVES = frozenset({"painful", "sore", "stiff", "weak", "heavy", "tenderness", "burning", "stinging", "stabbing"})
"""Words that are a complaint only of a place."""
OF_THE_BLADDER = "of_the_bladder"
"""Quality of entries that mean something only in a sentence about the bladder: "cannot go"."""
CHART = "symptom_area"
"""Entry of a chart of the body: a complaint only where it says where, and nothing of what is not there."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint of one side. `denied`: recorded as not there. `weeks`, `since`: how long, or since when."""

    kind: str
    regions: tuple[str, ...]
    side: str | None
    denied: bool
    qualities: frozenset[str]
    weeks: float | None
    since: date | None
    scope: Scope
    start: int
    end: int


def read_complaints(sentence: list[Item]) -> list[Complaint]:
    """Every complaint of a sentence, present or denied."""
    claudicates = tells_claudication(sentence)
    if not claudicates and not any(i.is_("symptom") for i in sentence):
        return []
    cut, spared = without_exceptions(pieces(sentence))
    context = scopes(cut)
    found = [c for mention in mentions(cut) for c in of_mention(mention, context, sentence)]
    found += [c for piece in cut for c in unplaced(piece, context, sentence)]
    found += [there for before, place in spared for there in at_exception(found, before, place)]
    found = without_denial_of_emptying(found, sentence)
    return [*found, *at_night(found), *(on_walking(found, sentence, context) if claudicates else ())]


def at_exception(found: list[Complaint], before: Chunk, place: Chunk) -> Iterator[Complaint]:
    """What was denied, there where it was not."""
    starts = {i.start for i in before.items}
    regions = tuple(r for i in place.items if i.is_("region") for r in lexicon().regions[i.means("region")].regions)
    side = place.sides[-1] if place.sides else None
    for c in found:
        if c.denied and c.start in starts:
            there = replace(c, kind=placed_kind(c.kind, regions), regions=regions, side=side, denied=False)
            yield replace(there, scope=replace(c.scope, negated=False))


def without_denial_of_emptying(found: list[Complaint], sentence: list[Item]) -> list[Complaint]:
    """The complaints without the denial that what was well says: "bladder fine until Sunday, now cannot go"."""
    emptying = [c for c in found if c.kind == "urinary_retention"]
    told = any(i.means("symptom") == "cannot_go" for i in sentence) and any(not c.denied for c in emptying)
    return [c for c in found if not (c.denied and c in emptying)] if told else found


def of_mention(mention: Mention, context: dict[int, Scope], sentence: list[Item]) -> Iterator[Complaint]:
    by_side = regions_by_side(mention, sentence)
    if by_side == [(by_side[0][0], ())] and any(p.tests for p in mention.pieces):
        return
    refused = any(i.is_("negation") or i.means("value") == "painless" for i in sentence)
    for item in mention.complaints:
        if item.means("symptom") == CHART and (refused or not by_side[0][1]):
            continue
        entry = lexicon().symptoms[item.means("symptom")]
        scope = context.get(item.start, PLAIN)
        for side, regions in by_side:
            where = "bilateral" if entry.kind != "weakness" and compared(mention) else side
            yield from spelled_out(entry, item, scope, regions, where, around(mention.pieces, sentence))


def compared(mention: Mention) -> bool:
    """Whether one side hurts more than the other, so that both do: "right leg pain worse than left"."""
    return any(i.is_("side") and " than " in f" {i.word}" for p in mention.pieces for i in p.items)


def unplaced(piece: Chunk, context: dict[int, Scope], sentence: list[Item]) -> Iterator[Complaint]:
    for item in piece.items:
        key = item.means("symptom")
        if not key or lexicon().symptoms[key].placed:
            continue
        entry = lexicon().symptoms[key]
        if OF_THE_BLADDER in entry.qualities and not any(map(names_the_bladder, sentence)):
            continue
        side = next((s for s in [item.side, *piece.sides] if s and s != "other"), "bilateral" if entry.both else None)
        scope = context.get(item.start, PLAIN)
        regions = entry.regions or (hurt_regions(piece) if entry.kind == "trauma" else ())
        near = around([piece], sentence, passing="gait_disturbance" if entry.kind == "giving_way" else "")
        yield from spelled_out(entry, item, scope, regions, side, near, piece=piece)


def names_the_bladder(item: Item) -> bool:
    return any(word in item.word for word in ("bladder", "urin", "incontinence")) and "stress" not in item.word


def hurt_regions(piece: Chunk) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for item, _ in places_of(piece) for r in lexicon().regions[item.means("region")].regions))


def spelled_out(
    entry: SymptomWords, item: Item, scope: Scope, regions: tuple[str, ...], side: str | None, near: list[Item],
    *, piece: Chunk | None = None,
) -> Iterator[Complaint]:  # fmt: skip
    if entry.kind == "urinary_retention":  # a residual is urine here, not what is left of an illness
        near = [i for i in near if i.word != "residual"]
    qualities = (frozenset(entry.qualities) - {OF_THE_BLADDER}) | qualities_of(near)
    if entry.kind == "trauma" and piece is not None and from_height(item, piece):
        qualities = qualities - {"minor_trauma"} | {"major_trauma"}
    if entry.kind == "trauma" and piece is not None and is_of_a_vertebra(item, piece):
        return
    if "ignored" in qualities or scope.asked or scope.family or (item.word in ADJECTIVES and not regions):
        return
    denied = scope.negated or scope.ruled_out or "absent" in entry.qualities
    if piece is not None and entry.denied and any(i.means("value") == "normal" for i in piece.items):
        denied = not ended_lately(piece)
    if "denied_only" in qualities and not denied:
        altered = piece is not None and any(i.means("value") in ALTERED for i in piece.items)
        if not altered or entry.placed:
            return
    kinds = entry.denied if denied and entry.denied else (entry.kind,)
    if not denied and item.means("symptom") == "double_incontinence" and len(item.word.split()) > 1:
        kinds = entry.denied
    weeks, since = how_long(near)
    for kind in kinds:
        place = (
            regions
            if kind in ("trauma", "pain", "numbness", "paraesthesia", "weakness", "stiffness", "saddle_numbness")
            else ()
        )
        yield Complaint(
            placed_kind(kind, place),
            place,
            side,
            denied,
            qualities - {"denied_only", "absent"},
            weeks,
            since,
            scope,
            item.start,
            item.end,
        )


LOW = frozenset({"standing", "own", "chair", "bed", "stool", "sofa", "sitting"})
DOWNWARD = frozenset({"from", "off", "down", "through", "out"})
TALL = {"m": 1.0, "metres": 1.0, "meters": 1.0, "metre": 1.0, "meter": 1.0, "feet": 3.0, "ft": 3.0, "foot": 3.0, "steps": 5.0}
"""From so many of each a fall is one from a height."""


def from_height(item: Item, piece: Chunk) -> bool:
    """Whether a fall was one from a height or down stairs: "fell from a 3 m ladder", "fell 10 feet", not "from standing"."""
    after = [i for i in piece.items if i.start >= item.start]
    if any(i.word in LOW for i in after):
        return False
    going = next((i.place for i in after if not DOWNWARD.isdisjoint(i.word.split())), None)
    if going is not None and any(i.is_("height") and i.place > going for i in after):
        return True
    return any(far(i, after[n + 1 :]) for n, i in enumerate(after))


def far(item: Item, following: list[Item]) -> bool:
    unit = item.unit or (following[0].word if following else "")
    return item.number is not None and unit in TALL and item.number >= TALL[unit]


def placed_kind(kind: str, regions: tuple[str, ...]) -> str:
    """Numbness or tingling of the perineum is saddle numbness."""
    return "saddle_numbness" if kind in ("numbness", "paraesthesia") and "perineum" in regions else kind


def around(near: list[Chunk], sentence: list[Item], *, passing: str = "") -> list[Item]:
    """The items of the pieces and what follows without a complaint of its own (", worse at night, for 3 weeks").

    `passing` is a complaint that only says the same in other words: "legs gave way, cannot stand since noon"."""
    last = max((i.start for p in near for i in p.items), default=0)
    first = min((i.start for p in near for i in p.items), default=0)
    out = []
    for item in sentence:
        another = speaks_of_another(item) and not (passing and item.means("symptom") == passing)
        if item.start > last and (item.is_("but") or item.mark == ";" or another):
            break
        if item.start >= first:
            out.append(item)
    early = [i for i in sentence if i.start < first and (i.weeks is not None or i.is_("quality"))]
    return [*(early if only_complaint_before(sentence, first) else []), *out]


def speaks_of_another(item: Item) -> bool:
    return item.is_("symptom") or item.is_("problem") or item.is_("test")


def only_complaint_before(sentence: Iterable[Item], first: int) -> bool:
    """Whether nothing else was complained of before: "5 month history of left hip pain"."""
    return not any(i.start < first and speaks_of_another(i) for i in sentence)


RELIEVED = frozenset({"eases", "eased", "ease", "relieved", "settles", "resolves", "stops", "gone", "goes", "better", "relief"})
RELIEFS = frozenset({"standing_relief", "sitting_relief"})


def qualities_of(near: Iterable[Item]) -> frozenset[str]:
    """What is said of the course, the circumstances and the relief: "gone after 2 minutes standing still" is relief too, "not
    eased by sitting" is none."""
    found, eased, refused = set[str](), False, False
    for item in near:
        quality = item.means("quality")
        if item.word in RELIEVED or quality in RELIEFS:
            eased, refused = not refused, False
        if quality == "at_standstill" and eased:
            found.add("standing_relief")
        elif quality not in RELIEFS or eased:
            found.add(quality)
        refused = item.is_("negation") or (refused and not item.mark)
    return frozenset(found - {"", "at_standstill"})


def how_long(near: list[Item]) -> tuple[float | None, date | None]:
    """The first duration that is one of the complaint, and the day named."""
    weeks, since = None, None
    for n, item in enumerate(near):
        before = near[n - 1].word if n else ""
        if item.weeks is not None and weeks is None and before not in NOT_A_DURATION:
            weeks = item.weeks
        since = since or named_day(item)
    return weeks, since


def named_day(item: Item) -> date | None:
    """The middle of a year or month that is named ("since March 2026", "2019")."""
    if item.month is not None:
        return date(*item.month, 15)
    if item.number is not None and 1950 <= item.number <= 2100 and not item.unit:
        return date(int(item.number), 7, 1)
    return None


def at_night(found: list[Complaint]) -> Iterator[Complaint]:
    """Pain at night, unless it is lying on that side that hurts."""
    for c in found:
        if c.kind == "pain" and not c.denied and "night" in c.qualities and "side_lying" not in c.qualities:
            yield replace(c, kind="night_pain")


OF_LEGS = frozenset({"pain", "numbness", "paraesthesia", "weakness", "giving_way"})


def on_walking(found: list[Complaint], sentence: list[Item], context: dict[int, Scope]) -> list[Complaint]:
    """The claudication that a sentence tells, beside the complaint it is told of; none where it is named, or denied."""
    if any(c.kind in ("claudication", "vascular_claudication") for c in found):
        return []
    told = [c for c in found if c.kind in OF_LEGS]
    base = next((c for c in told if not c.denied), None)
    if base is not None:
        return [replace(base, kind="claudication", regions=())]
    leg = next(i for i in sentence if is_leg(i))
    scope = context.get(leg.start, PLAIN)
    if told or scope.negated or scope.ruled_out or scope.asked or scope.family:
        return []
    side, qualities, (weeks, since) = side_told(sentence), qualities_of(sentence), how_long(sentence)
    return [Complaint("claudication", (), side, False, qualities, weeks, since, scope, leg.start, leg.end)]


def over_two(sentence: list[Item], following: list[Item]) -> list[Complaint]:
    """The claudication that two sentences tell together: "Both legs ache. Worse on walking, he has to sit down."."""
    if any(i.is_("region") for i in following) or not any(map(is_leg, sentence)) or tells_claudication(sentence):
        return []
    both = [*sentence, *following]
    told = read_complaints(sentence) if tells_claudication(both) else []
    found = any(c.kind in OF_LEGS and not c.denied for c in told)
    return on_walking(told, both, {}) if found else []


def side_told(sentence: list[Item]) -> str | None:
    return next((s for i in sentence if (s := i.means("side") or i.side) and s != "other"), None)
