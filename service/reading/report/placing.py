"""Which level a mention is at: its own words, else what the sentence, the heading or the paragraph speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.report.item import Item
from service.reading.report.mentions import Mention

_FILL = frozenset(
    (
        "filler",
        "copula",
        "open",
        "close",
        "severity",
        "side",
        "zone",
        "word",
        "mm",
        "number",
        "migration",
        "time",
        "hedge",
        "grade",
        "slip",
        "percent",
        "type",
        "modic",
        "not_after",
    )
)
_VERTEBRAL = frozenset(
    (
        "fracture",
        "hemangioma",
        "schmorl_node",
        "neoplasm_signs",
        "spondylolysis",
        "transitional_vertebra",
        "tarlov_cyst",
        "postoperative_change",
        "other",
        "infection_signs",
        "conus_abnormality",
    )
)


POINTERS = frozenset(
    (
        "noticeably",
        "notably",
        "mainly",
        "most",
        "most marked",
        "most pronounced",
        "most severe",
        "most significant",
        "worst",
        "worst at",
        "particularly",
        "especially",
        "mostly",
        "most prominent",
        "most notable",
        "most notably",
        "largest",
        "largest at",
        "greatest",
        "greatest at",
        "maximal",
        "most evident",
        "predominantly",
        "most conspicuous",
        "most obvious",
        "most advanced",
        "open",
        "noticebly",
        "noteceably",
        "notceably",
        "notecibly",
        "predominant",
        "where",
        "including",
    )
)


def is_vertebral(type_: str) -> bool:
    """Whether a bare vertebra can be the level of such a finding."""
    return type_ in _VERTEBRAL


def placed(items: Sequence[Item], found: Sequence[Mention]) -> list[int | None]:
    """For every mention the place of the level item it belongs to, None when the sentence names none for it."""
    levels = [i for i, x in enumerate(items) if x.kind == "level"]
    heads = sorted({m.first for m in found} | {m.head for m in found})
    return [_place(items, levels, heads, m) for m in found]


def _place(items: Sequence[Item], levels: Sequence[int], heads: Sequence[int], mention: Mention) -> int | None:
    if len(levels) > 1 and (others := _all_others(items, levels, mention)) is not None:
        return others
    usable = [i for i in levels if _usable(items, i, mention)]
    if not usable:
        return None
    if len(usable) > 1:
        usable = _without_summaries(items, usable, mention)
    inside = [i for i in usable if mention.first <= i <= mention.last]
    if inside:
        apart = _own_clause(items, inside, mention)
        if apart is not None:
            return apart
        if _after_another(items, inside, mention):
            usable, inside = [i for i in usable if i > mention.head], []
    if inside:
        excepted = any(x.kind == "except" for x in items[inside[0] : inside[-1]])
        last = excepted or mention.head == mention.first or _what(items, inside[-1]) == "rest"
        return inside[-1] if last else inside[0]
    left = right = None
    for i in usable:
        if i < mention.first:
            left = i
        elif right is None:
            right = i
    if right is None:
        return None if left is not None and _denied_apart(items, left, mention) else left
    unspecific = mention.term.general or (mention.effect == "degenerate" and mention.part is None)
    between = items[mention.last + 1 : right] if unspecific else []
    if unspecific and left is None and any(x.kind == "dependent" for x in between):
        return None  # "background degenerative change with a bulge at L4-5"
    if unspecific and items[right - 1].kind == "colon" and any(h > right for h in heads):
        return None  # "degenerative changes elsewhere: L3-L4 mild bulge"
    if left is not None and _in_phrase(items, left, mention.first):
        return left
    bony = mention.type in ("schmorl_node", "hemangioma") and left is not None and _what(items, left) == "disc"
    if bony and _what(items, right) == "body" and not _walled(items, mention.last, right):
        return right  # "dry discs at L4-5, and nodes that indent the endplates of L2"
    if _leads(items, right):
        return left
    if _attached(items, mention.last, right) and not any(mention.last < h < right for h in heads):
        return right
    if left is None:
        return right if not _walled(items, mention.last, right) else None
    if _opens_clause(items, left, mention, right, heads):
        return right
    if _depends(items, left, mention.first) or _leads(items, left) or _said_without(items, left, mention):
        return left
    return right if not _walled(items, mention.last, right) and _joined_to(items, mention, right) else left


def _all_others(items: Sequence[Item], levels: Sequence[int], mention: Mention) -> int | None:
    """ "Foramina: L4/5 narrowed; all others normal": the levels not named before, in a clause of its own."""
    for i in reversed(levels):
        if i < mention.first and _what(items, i) == "rest":
            walls = [k for k in range(i) if items[k].kind in ("semicolon", "break")]
            apart = any(items[k].kind in ("semicolon", "break") for k in range(i, mention.first))
            return i if walls and not apart else None
    return None


def _own_clause(items: Sequence[Item], inside: Sequence[int], mention: Mention) -> int | None:
    """ "Disc spaces: L2/3 markedly reduced, L4/5 mildly reduced": the level after the last comma, of a label that holds for
    both."""
    comma = next((k for k in range(mention.head, mention.first, -1) if items[k].kind in ("comma", "semicolon")), None)
    if comma is None or inside[0] > comma or not any(x.kind == "process" for x in items[inside[0] : comma]):
        return None
    return next((i for i in inside if i > comma), None)


def _after_another(items: Sequence[Item], inside: Sequence[int], mention: Mention) -> bool:
    """ "Discs: mild desiccation at L3-4, moderate desiccation at L4-5": under one label, but in the clause of another level."""
    comma = next((k for k in range(mention.head, mention.first, -1) if items[k].kind in ("comma", "semicolon")), None)
    if comma is None or inside[-1] > comma or mention.first + 1 >= len(items) or items[mention.first + 1].kind != "colon":
        return False
    return any(x.kind == "process" for x in items[mention.first : inside[0]])


def _opens_clause(items: Sequence[Item], left: int, mention: Mention, right: int, heads: Sequence[int]) -> bool:
    """ "A bulge at L4-5, and loss of height with a vacuum at L5-S1": the level before closed what stood before it."""
    closed = left > 1 and items[left - 1].text == "at" and any(h < left for h in heads)
    listed = [x.kind for x in items[left + 1 : left + 3]] == ["comma", "and"]
    beyond = {x.kind for x in items[mention.last + 1 : right]}
    return closed and listed and beyond.isdisjoint(("comma", "semicolon", "break", "and", "not"))


def _said_without(items: Sequence[Item], left: int, mention: Mention) -> bool:
    """ "A bulge at L3-4 without stenosis, and a protrusion at L5-S1": what is missing there is missing at L3-4."""
    return any(x.kind == "not" and x.text.startswith("w") for x in items[left + 1 : mention.first])


def _denied_apart(items: Sequence[Item], left: int, mention: Mention) -> bool:
    """ "A cleft in L3, and there is no mass": what is denied after a vertebra is denied of the whole spine."""
    whole = mention.type in ("neoplasm_signs", "infection_signs", "fracture")
    between = items[left + 1 : mention.first]
    denied = next((k for k, x in enumerate(between) if x.kind == "not"), None)
    apart = denied is not None and (_what(items, left) == "body" or any(x.kind == "and" for x in between[:denied]))
    return whole and apart


def _without_summaries(items: Sequence[Item], usable: list[int], mention: Mention) -> list[int]:
    """ "Multilevel bulges, noticeably at L4-L5": the named level counts where the sentence points to it."""
    everywhere = next((i for i in usable if i > mention.last and _what(items, i) == "all"), None)
    if everywhere is not None and _attached(items, mention.last, everywhere) and everywhere == usable[-1]:
        return [everywhere]
    beside = max((i for i in usable if i < mention.first), default=None)
    if beside is not None and items[beside].text == "otherwise":
        return [beside]  # "mild L5-S1 narrowing, otherwise the foramina are clear"
    named = [i for i in usable if _what(items, i) in ("disc", "body")]
    if not named or len(named) == len(usable):
        return usable
    right = min((i for i in named if i > mention.last), default=None)
    pointed = right is not None and any(x.text in POINTERS for x in items[mention.last + 1 : right])
    led = min(named) < mention.first
    return named if pointed or led or (right is not None and _attached(items, mention.last, right)) else usable


def _what(items: Sequence[Item], i: int) -> str:
    levels = items[i].levels
    return "" if levels is None else levels.what


def _usable(items: Sequence[Item], i: int, mention: Mention) -> bool:
    levels = items[i].levels
    if levels is None or (levels.what == "rest" and i > mention.last and items[i].text == "otherwise"):
        return False  # "mild arthropathy, otherwise unremarkable"
    if levels.what == "body" and mention.type == "foraminal_stenosis":
        return mention.first - 3 <= i <= mention.head and (i > mention.first or _in_phrase(items, i, mention.first))
    if levels.what == "body" and not is_vertebral(mention.type):
        return mention.type in {
            "central_stenosis",
            "spondylolisthesis",
            "disc_degeneration",
            "facet_arthropathy",
            "arachnoiditis",
            "modic_change",
            "epidural_lipomatosis",
        } and not _behind(items, i)
    return not (levels.what == "body" and _behind(items, i))


_ELSEWHERE = frozenset(("behind", "to", "toward", "towards", "midbody", "below", "above", "as", "far"))


def _behind(items: Sequence[Item], i: int) -> bool:
    """ "behind the body of L5", "to the L3 pedicle": a place, not the level of a finding."""
    near = [x.text for x in items[max(0, i - 3) : i]]
    return not _ELSEWHERE.isdisjoint(near) or "behind" in [x.text for x in items[max(0, i - 5) : i]]


def _leads(items: Sequence[Item], i: int) -> bool:
    """Whether the level at `i` opens a statement: "L4-5:", ", L5-S1 shows", "and at L4-5 there is"."""
    k = i - 1
    while k >= 0 and items[k].kind == "filler" and items[k].text in {"at", "the", "in"}:
        k -= 1
    opens = k < 0 or items[k].kind in {"semicolon", "break", "comma", "and", "colon", "time"}
    n = i + 1
    while n < len(items) and (items[n].text in {"level", "levels", "disc"} or items[n].kind in ("open", "close")):
        n += 1
    if n >= len(items):
        return k < 0
    follower = items[n]
    if k < 0:
        return True
    if follower.kind == "colon":
        return True
    if not opens:
        return False
    if items[k].kind == "comma" and follower.kind == "comma":
        return not any(x.kind in ("process", "finding") for x in items[k - 3 : k]) or items[i - 1].text == "at"
    return follower.kind in {"copula", "severity", "side", "finding", "not", "part", "mm", "zone"} or follower.text in {
        "there is",
        "there are",
        "there",
        "the",
        "a",
        "an",
        "demonstrates",
        "shows",
        "minimal",
        "small",
        "diffuse",
        "broad based",
    }


def _in_phrase(items: Sequence[Item], left: int, first: int) -> bool:
    """ "the L4-5 disc bulge": the level stands inside the noun phrase."""
    before = items[left - 1] if left else None
    if _what(items, left) == "body" and first == left + 1:
        return True  # "L2 and L3 kyphoplasty"
    if before is not None and (before.text in {"at", "of", "in", "on", "to", "from"} or before.kind in ("process", "finding")):
        return False
    return (
        all(
            x.kind in {"severity", "side", "zone", "part", "filler", "word", "mm"} and x.text not in ("at", "level")
            for x in items[left + 1 : first]
        )
        and first - left <= 5
    )


def _attached(items: Sequence[Item], last: int, right: int) -> bool:
    """Nothing but fillers between a mention and the level after it."""
    for x in items[last + 1 : right]:
        if x.kind not in _FILL and not (x.kind in ("comma", "dash") and _parenthetic(items, last, right)):
            return False
    return True


def _parenthetic(items: Sequence[Item], last: int, right: int) -> bool:
    return (
        any(
            x.text
            in {
                "at",
                "noted",
                "involving",
                "mainly",
                "noticeably",
                "most marked",
                "worst",
                "particularly",
                "mostly",
                "worst at",
                "of",
            }
            for x in items[last + 1 : right]
        )
        and right - last <= 8
    )


def _walled(items: Sequence[Item], last: int, right: int) -> bool:
    return any(x.kind in ("semicolon", "break") for x in items[last + 1 : right])


def _depends(items: Sequence[Item], left: int, first: int) -> bool:
    """Whether the mention hangs on what stands at the level before it ("at L4-5 with facet arthropathy")."""
    for k in range(first, left, -1):
        if items[k].kind == "dependent" or (items[k].kind == "process" and items[k].text.endswith("ing")):
            return True
        if items[k].kind in {"and", "semicolon", "break"} and any(x.kind == "comma" for x in items[k - 1 : k]):
            return False
    return False


def _joined_to(items: Sequence[Item], mention: Mention, right: int) -> bool:
    """ "bulge and facet arthropathy at L4-5": only list words between the mentions up to the level."""
    return not any(x.kind in {"dependent", "semicolon", "break", "not"} for x in items[mention.last + 1 : right])
