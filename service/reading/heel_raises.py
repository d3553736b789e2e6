"""Counted heel raises: "can do 10 heel raises on the left but only 2 on the right" is a weak right calf."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from service.facts import Presence
from service.reading.item import COUNTS, Item
from service.reading.sign_reads import SignRead
from service.reading.token_values import SPELLED

TEST = "ankle_plantarflexion_strength"
MOST = 100
ENOUGH = 10
"""So many on one leg are a full calf."""
CLEARLY_FEWER = 0.75
"""A side that manages less than this part of the other is weak."""
FEW = frozenset({"only", "just", "barely", "merely", "maximum", "max"})
NONE = frozenset({"none", "nil", "unable", "zero", "cannot", "can't", "could not", "couldn't", "unable to", "not"})


@dataclass(frozen=True, slots=True)
class Count:
    """How many raises on which side. `few`: the words call it few."""

    number: float
    side: str
    few: bool
    start: int
    end: int


def read_counts(sentence: list[Item]) -> list[SignRead]:
    """The calf on each side by the heel raises that are counted; nothing when none are, or when a count says nothing."""
    at = next((n for n, i in enumerate(sentence) if is_raise(i)), None)
    if at is None:
        return []
    counts = sided(stretch(sentence, at))
    best = max((c.number for c in counts), default=0.0)
    both = {c.side for c in counts} == {"left", "right"}
    return [read for c in counts for read in [of_count(c, best if both else 0.0)] if read is not None]


def is_raise(item: Item) -> bool:
    return item.means("test") == "toe_walk" and any(part in item.word for part in ("raise", "rise", "lift", "raising"))


def stretch(sentence: list[Item], at: int) -> list[Item]:
    """The items around the raises, up to what is said of another test or complaint."""
    other = [n for n, i in enumerate(sentence) if n != at and ((i.is_("test") and not is_raise(i)) or i.is_("symptom"))]
    start = max((n + 1 for n in other if n < at), default=0)
    end = min((n for n in other if n > at), default=len(sentence))
    return sentence[start:end]


def sided(items: list[Item]) -> list[Count]:
    """Numbers with their sides; a number goes with the side after it, or before it when the sides come first."""
    numbers = [(n, value) for n, i in enumerate(items) for value in [counted(items, n)] if value is not None]
    sides = [(n, side) for n, i in enumerate(items) if (side := i.means("side") or i.side) and side != "other"]
    if not numbers or not sides:
        return []
    if len(numbers) == len(sides) == 2 and sides[0][0] < numbers[0][0] and numbers[1][0] < sides[1][0]:  # "R 3 reps vs 20 L"
        pairs = zip(numbers, sides, strict=True)
        return [Count(value, side, said_few(items, n), items[n].start, items[n].end) for (n, value), (_, side) in pairs]
    first = sides[0][0] < numbers[0][0] and not (len(sides) > 1 and len(numbers) == len(sides) == 1)
    out: list[Count] = []
    for (n, value), (upto, _) in pairwise([*numbers, (len(items), 0.0)]):
        before = [s for at, s in sides if at < n]
        after = [s for at, s in sides if n < at < upto]
        side = (before[-1] if first and before else after[0] if after else "") if before or after else ""
        each = ("left", "right") if side == "bilateral" else (side,) if side else ()
        out += [Count(value, one, said_few(items, n), items[n].start, items[n].end) for one in each]
    return out if len({c.side for c in out}) == len(out) else []


def counted(items: list[Item], n: int) -> float | None:
    """A bare number of raises: 10, x10, ten, none. Of "3/10" the first."""
    item = items[n]
    if n and items[n - 1].mark == "/" and items[n - 1].start >= 0 and item.number is not None:
        return None
    counting = not item.concepts and not item.sign and (not item.unit or item.unit in COUNTS)
    if item.number is not None and counting and item.number <= MOST:
        return item.number
    if item.word[:1] == "x" and item.word[1:].isdecimal() and len(item.word) <= 3:
        return float(item.word[1:])
    if item.word in NONE:
        return 0.0
    return SPELLED.get(item.word) if len(item.word) > 2 and item.word not in ("few", "several") else None


def said_few(items: Iterable[Item], n: int) -> bool:
    near = list(items)[max(0, n - 2) : n + 1]
    return any(i.word in FEW for i in near)


def of_count(count: Count, best: float) -> SignRead | None:
    fewer = best > 0 and count.number < best * CLEARLY_FEWER
    if not (fewer or count.few or count.number == 0 or count.number >= ENOUGH):
        return None
    weak = fewer or count.few or count.number < ENOUGH
    presence = Presence.PRESENT if weak else Presence.ABSENT
    return SignRead(TEST, count.side, presence, None, frozenset(), True, False, count.start, count.end)
