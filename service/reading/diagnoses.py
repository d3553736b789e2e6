"""Words → diagnoses and comorbidities, with side, details, doubt, past and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from service.reading.clauses import Chunk, pieces
from service.reading.complaints import Complaint, around, how_long, named_day, qualities_of
from service.reading.context import PLAIN, Scope, scopes
from service.reading.item import Item
from service.reading.lexicon import ProblemWords, lexicon

NEAR = 5
"""So many words away a word still changes the meaning of a diagnosis ("breast cancer screening")."""
AS_DETAILS = frozenset({"new", "acute", "chronic", "severe", "mild", "moderate", "stable", "progressive", "improving"})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis as the words name it. `key` is its lexicon entry; `scope` tells whether it is affirmed, and for whom.

    `complains`: it states a complaint too, which its words do not already name. `lasts`: the year named is only its beginning
    ("since 2009"). `ago`: the stretch of time lies between it and now ("15 years ago")."""

    key: str
    entry: ProblemWords
    side: str | None
    details: frozenset[str]
    qualities: frozenset[str]
    complains: bool
    weeks: float | None
    since: date | None
    scope: Scope
    start: int
    end: int
    lasts: bool = False
    ago: bool = False


def read_diagnoses(sentence: list[Item]) -> list[Diagnosis]:
    """Every diagnosis of a sentence, also negated ones and those of relatives: `scope` tells."""
    if not any(i.is_("problem") or i.is_("part") for i in sentence):
        return []
    cut = pieces(sentence)
    context = scopes(cut)
    found: dict[str, Diagnosis] = {}
    for key, item, piece in named(cut):
        entry = lexicon().problems[key]
        if any(abs(i.place - item.place) <= NEAR and key in unless_of(i) for i in sentence):
            continue
        one = Diagnosis(
            key,
            entry,
            side_near(item, piece, sentence, axial=entry.regions == ("low_back",)),
            details_of(entry, piece, sentence) | roots_named(entry, item, sentence),
            qualities_of(around([piece], sentence)),
            bool(entry.symptom) and not item.is_("symptom"),
            *how_long(piece.items),
            context.get(item.start, PLAIN),
            item.start,
            item.end,
            any(before.word in ("since", "from") and named_day(i) for before, i in pairwise(piece.items)),
            any(i.word in ("ago", "back", "previously", "earlier") for i in piece.items),
        )
        known = found.get(key)
        kept = one if known is None or better(one, known) else known
        roots = {d for other in (one, known or one) for d in other.details if d.startswith("root_")}
        found[key] = replace(kept, details=kept.details | roots)
    return outranked(list(found.values()))


def unless_of(item: Item) -> list[str]:
    return [c.id for c in item.concepts if c.kind == "unless"]


def named(cut: list[Chunk]) -> Iterator[tuple[str, Item, Chunk]]:
    """Diagnoses named by one phrase, and those named by two ("tear of the gluteus minimus")."""
    parts: dict[str, tuple[Item, Chunk]] = {}
    for piece in cut:
        for item in piece.items:
            for concept in item.concepts:
                if concept.kind == "problem":
                    yield concept.id, item, piece
                elif concept.kind == "part":
                    parts.setdefault(concept.id, (item, piece))
    for key in dict.fromkeys(part.partition(".")[0] for part in parts):
        found = [parts.get(f"{key}.{n}") for n in range(len(lexicon().problems[key].together))]
        if all(found):
            item, piece = next(f for f in found if f is not None)
            yield key, item, piece


def better(one: Diagnosis, other: Diagnosis) -> bool:
    """An affirmed mention counts before a negated one, a sided before an unsided one."""
    return (not one.scope.negated, one.side is not None) > (not other.scope.negated, other.side is not None)


def outranked(found: list[Diagnosis]) -> list[Diagnosis]:
    """A named cancer makes the unspecific word beside it superfluous, a lumbosacral radiculopathy the lumbar one."""
    keys = {d.key for d in found}
    drop = set()
    if keys & {"cancer", "myeloma", "cancer_other"}:
        drop |= {"cancer_history"}
    if keys & {"cancer", "myeloma", "spinal_malignancy"}:
        drop |= {"cancer_other"}
    if "femoral_neck_stress_fracture" in keys:
        drop |= {"hip_fracture"}
    return [d for d in found if d.key not in drop]


def side_near(item: Item, piece: Chunk, sentence: list[Item], *, axial: bool) -> str | None:
    """The side in the same piece (the nearest of two), else the only one of the sentence."""
    if item.side:
        return item.side
    marks = [(abs(i.start - item.start), side) for i in piece.items if (side := i.means("side") or i.side) and side != "other"]
    if marks:
        return min(marks)[1]
    if axial:
        return None
    others = {side for i in sentence if (side := i.means("side") or i.side) and side != "other"}
    return others.pop() if len(others) == 1 else piece.header or None


def details_of(entry: ProblemWords, piece: Chunk, sentence: list[Item]) -> frozenset[str]:
    items = piece.items if len(sentence) > 30 else sentence
    words = {i.means("detail") for i in items if i.is_("detail")}
    words |= qualities_of(around([piece], sentence)) & AS_DETAILS
    return frozenset(entry.details) | words


def roots_named(entry: ProblemWords, item: Item, sentence: list[Item]) -> set[str]:
    """The roots that a radiculopathy is said to be of: every root named near it ("L4 and L5 radiculopathy"); where only a disc
    is named ("L5/S1 radiculopathy"), both roots of its name."""
    if "radiculopathy" not in "".join(entry.kinds):
        return set()
    near = [i.level.replace("/", "-") for i in sentence if i.level and abs(i.place - item.place) <= NEAR]
    roots = [level for level in near if "-" not in level] or [root for level in near for root in level.split("-")]
    return {f"root_{root.lower()}" for root in roots}


def stated_by(found: Iterable[Diagnosis]) -> list[Complaint]:
    """The complaint that a diagnosis states as well: sciatica is leg pain."""
    return [
        Complaint(d.entry.symptom, d.entry.regions, None if d.entry.regions == ("low_back",) else d.side,
                  d.scope.negated or d.scope.ruled_out, d.qualities, d.weeks, d.since, d.scope, d.start, d.end)
        for d in found
        if d.complains and d.entry.symptom and not d.scope.asked and not d.scope.family
    ]  # fmt: skip
