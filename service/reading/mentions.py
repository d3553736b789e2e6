"""Which complaint and which regions of a sentence belong together."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.reading.clauses import Chunk, mode_of
from service.reading.examined_parts import DERMATOMES
from service.reading.item import Item
from service.reading.lexicon import lexicon

LISTED = frozenset({"", "and", ",", "/", "(", ")"})

BLOCKING = frozenset({"reflex", "provocation", "walk"})

OF_THEIR_PLACE = frozenset({"finding", "walk", "group", "provocation", "reflex", "motion"})

JUDGED = frozenset({"normal", "painless", "non_tender", "full", "limited"})

WORDS_OF_TENDERNESS = frozenset({"tender", "non_tender", "palpation"})


@dataclass(slots=True)
class Mention:
    """Complaint words and regions that belong together, while a sentence is read."""

    complaints: list[Item] = field(default_factory=list)
    places: list[tuple[Item, str]] = field(default_factory=list)
    pieces: list[Chunk] = field(default_factory=list)


def placed_items(piece: Chunk) -> list[Item]:
    """The words of pain, numbness ... of a piece, unless they are the result of a test there."""
    out = []
    for item in piece.items:
        key = item.means("symptom")
        if key and lexicon().symptoms[key].placed and not blocked(piece, item):
            out.append(item)
    return out


TOUCHED = frozenset({"lateral_hip", "buttock", "low_back", "groin"})
"""Places that are called sore when they are pressed."""


def blocked(piece: Chunk, item: Item) -> bool:
    modes = {mode_of(t) for t in piece.tests if t is not item}
    if modes & BLOCKING or ("strength" in modes and item.means("symptom") == "weakness"):
        return True
    sore = item.word == "sore" and (bool(piece.tests) or any(i.means("region") in TOUCHED for i in piece.items))
    about_tenderness = item.word == "tenderness" or sore or any(i.means("value") in WORDS_OF_TENDERNESS for i in piece.items)
    return about_tenderness and not any(i.word == "pain" for i in piece.items)


def mentions(cut: list[Chunk]) -> list[Mention]:
    """Joins pieces: "buttock and leg pain", "pain in buttock, thigh and calf", "numbness and tingling in the foot"."""
    out: list[Mention] = []
    waiting = Mention()
    spared = False
    for n, piece in enumerate(cut):
        complaints, places = placed_items(piece), places_of(piece)
        listed = spared and piece.joiner in ("and", "/") and not complaints
        beyond, goes_on = not_reached(piece)
        spared = bool(beyond) or goes_on or listed
        if listed or (beyond and not complaints):
            continue  # "not into the groin or foot"
        if complaints and places:
            out.append(join(waiting, complaints, places, piece))
            waiting = Mention()
        elif places:
            if any(i.means("value") in JUDGED for i in piece.items) or no_radiation(piece) or examines(piece):
                continue
            further = piece.joiner in LISTED or (piece.joiner == "but" and not_only(cut[n - 1]))
            if out and not waiting.places and further and not goes_forward(cut, n):
                join_to(out[-1], [], places, piece)
            else:
                waiting = join(waiting, [], places, piece)
        elif complaints:
            if waiting.places or place_follows(cut, n) or not out or piece.joiner not in LISTED:
                waiting = join(waiting, complaints, [], piece)
                if waiting.places:
                    out.append(waiting)
                    waiting = Mention()
            else:
                join_to(out[-1], complaints, [], piece)
    if waiting.complaints:
        out.append(waiting)
    return [m for m in out if m.complaints]


def not_only(piece: Chunk) -> bool:
    """Whether what follows is one more place: "not only in the hip but down the leg"."""
    return any(i.word.startswith("not only") or i.word in ("not just", "just", "only") for i in piece.items)


def examines(piece: Chunk) -> bool:
    """Whether a piece tells of a test, so that its place is that of the test: "antalgic gait favouring the left leg"."""
    return any(mode_of(t) in OF_THEIR_PLACE and not t.is_("region") for t in piece.tests)


def no_radiation(piece: Chunk) -> bool:
    """ "No radiation below the knee" places nothing."""
    return piece.negated and any(i.means("quality") == "radiating" for i in piece.items)


def join(mention: Mention, complaints: list[Item], places: list[tuple[Item, str]], piece: Chunk) -> Mention:
    join_to(mention, complaints, places, piece)
    return mention


def join_to(mention: Mention, complaints: list[Item], places: list[tuple[Item, str]], piece: Chunk) -> None:
    mention.complaints += complaints
    mention.places += places
    mention.pieces.append(piece)


def goes_forward(cut: list[Chunk], n: int) -> bool:
    """Whether regions wait for a complaint after them: "(hip pain and) buttock numbness" yes, "calf, numb foot" no."""
    for later in cut[n + 1 :]:
        if later.joiner not in LISTED or later.negated:
            return False
        complaints, places = placed_items(later), places_of(later)
        if complaints:
            return not places or places[0][0].start < complaints[0].start
        if not places:
            return False
    return False


def place_follows(cut: list[Chunk], n: int) -> bool:
    """Whether the next piece brings the place of a complaint without one: "numbness and tingling in the foot"."""
    for later in cut[n + 1 : n + 3]:
        complaints, places = placed_items(later), places_of(later)
        if later.joiner not in LISTED:
            return False
        if places:
            return not complaints or complaints[0].start < places[0][0].start
        if not complaints:
            return False
    return False


def places_of(piece: Chunk) -> list[tuple[Item, str]]:
    """The regions of a piece with the side said before each (or after all of them)."""
    out: list[tuple[Item, str]] = []
    side = piece.header
    spared, _ = not_reached(piece)
    for item in piece.items:
        own = item.means("side") or item.side
        if own and own != "other":
            side = own
        if item.is_("region") and item.start not in spared:
            out.append((item, side))
    late = [s for s in piece.sides if s != "other"]
    if out and late and not any(s for _, s in out):
        out = [(item, late[-1]) for item, _ in out]
    return out


REACHING = frozenset({
    "crossing", "cross", "crosses", "midline", "the", "a", "in", "into", "to", "at", "reaching", "reach", "reaches",
    "extending", "extend", "extends", "extension", "going", "go", "goes", "gone", "radiating", "radiation", "radiate",
    "radiates", "spreading", "spread", "spreads", "involving", "involve", "involves", "affecting", "felt", "down",
    "far", "beyond", "past", "below", "above", "over", "any", "of", "passing", "pass", "passes", "travelling",
    "traveling", "as", "anything", "does", "do", "medial", "so",
})  # fmt: skip
"""Words that may stand between a "not" and the place that a complaint does not reach."""
SPARING = frozenset({"sparing", "spares", "spare", "spared", "excluding", "excludes", "nothing", "never"})


def not_reached(piece: Chunk) -> tuple[frozenset[int], bool]:
    """Where the places of a piece stand that a complaint does not reach: "not below the knee", "sparing the foot";
    and whether the piece ends before it named one ("not crossing the midline").

    A "no" before the complaint itself denies that, and the place is then the one where it is denied."""
    out: set[int] = set()
    denies = False
    told = any(i.is_("symptom") for i in piece.items)
    seen = not told
    for item in piece.items:
        if item.is_("symptom") and not item.is_("region"):
            seen, denies = True, False
        elif (item.is_("negation") or item.word in SPARING) and seen:
            denies = True
        elif item.is_("region"):
            out |= {item.start} if denies else set()
        elif denies and not (item.word in REACHING or item.is_("side") or item.means("quality") == "radiating"):
            denies = False
    return frozenset(out), denies


def regions_by_side(mention: Mention, sentence: list[Item]) -> list[tuple[str | None, tuple[str, ...]]]:
    """Regions grouped by side. A side said once holds for the other regions too, save for the back, which needs its own."""
    sides = [s for _, s in mention.places if s]
    stated = [s for piece in mention.pieces for s in piece.sides if s != "other"]
    only = sides[0] if len(set(sides)) == 1 else stated[0] if len(set(stated)) == 1 else ""
    only = only or leading_side(mention, sentence) or ("bilateral" if all_of_both(mention) else "")
    grouped: dict[str | None, list[str]] = {}
    for n, (item, side) in enumerate(mention.places):
        regions = lexicon().regions[item.means("region")].regions
        axial = regions == ("low_back",) and len(mention.places) > 1
        own = side_just_before(item, mention) if axial else side or only
        grouped.setdefault(own or None, []).extend(regions)
        del n
    if not grouped:
        return [(only or None, root_regions(mention))]
    return [(side, tuple(dict.fromkeys(regions))) for side, regions in grouped.items()]


PAIRED = ("legs", "feet", "lower limbs", "lower extremities", "calves", "thighs", "shins", "waist down", "waist")
"""Ends of words for a part of the body that speak of both sides."""


def all_of_both(mention: Mention) -> bool:
    """Whether every place is named in the plural and no side is, so that it is that of both legs: "legs numb". Legs that are
    heavy or tired are no matter of sides."""
    heavy = any(lexicon().symptoms[i.means("symptom")].qualities for i in mention.complaints)
    return bool(mention.places) and not heavy and all(item.word.endswith(PAIRED) for item, _ in mention.places)


def root_regions(mention: Mention) -> tuple[str, ...]:
    """Where the pain of a named root is felt, when no other place is named ("L5 pain"); a disc level names none."""
    roots = [i.level.upper() for p in mention.pieces for i in p.items if i.level and "-" not in i.level and "/" not in i.level]
    return tuple(dict.fromkeys(region for root in roots for region in DERMATOMES.get(root, ())))


def side_just_before(item: Item, mention: Mention) -> str:
    for piece in mention.pieces:
        for other in piece.items:
            if other.is_("side") and other.end <= item.start <= other.end + 2:
                return other.means("side")
    return ""


def leading_side(mention: Mention, sentence: list[Item]) -> str:
    """The side an earlier piece of the sentence named, when it names only one."""
    first = min((p.items[0].start for p in mention.pieces if p.items), default=0)
    earlier = {i.means("side") for i in sentence if i.start < first and i.is_("side")} - {"other"}
    return earlier.pop() if len(earlier) == 1 and len(mention.places) > 0 and mention.pieces[0].joiner in ("and", ",") else ""
