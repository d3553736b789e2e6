"""Words of a sensory examination that mean something else alone: LT for light touch beside left, two modalities at once."""

from __future__ import annotations

from collections.abc import Iterable

from service.reading.item import Item

LIGHT_TOUCH = "lighttouch"
SENSORY = frozenset(
    {"sensation", "sensory", "sens", "sensate", "pin", "pinprick", "pp", "dermatome", "dermatomes", "dermatomal", "touch",
     "hypoesthesia", "hypesthesia", "neuro", "neurological", "neurologic"}
)  # fmt: skip
RESULTS = frozenset(
    {"reduced", "decreased", "diminished", "absent", "intact", "normal", "impaired", "altered", "decrease", "loss", "lost",
     "less", "dull", "present", "preserved", "symmetric", "equal", "abnormal", "blunted", "wnl"}
)  # fmt: skip
PARTNERS = frozenset({"pp", "pin", "pinprick", "temperature", "temp", "vibration", "proprioception", "jps", "sharp"})
LINKS = frozenset({"and", "/", "&", "or", "+"})
LEADS_ON = frozenset({"over", "in", "at", "of", "along", "on", "throughout", "bilaterally", "bilat", "b/l", "to", "across"})
SIDES = frozenset({"left", "right", "l", "r", "rle", "lle", "bilateral", "bilaterally", "both", "b/l"})
ENDS = frozenset({".", ";"})


def told_apart(tokens: list[Item]) -> list[Item]:
    """The tokens with "lt" made light touch where it stands for it. Everywhere else it is the left side."""
    return [
        Item(t.start, t.end, t.place, word=LIGHT_TOUCH) if t.word == "lt" and is_touch(tokens, n) else t
        for n, t in enumerate(tokens)
    ]


def is_touch(tokens: list[Item], n: int) -> bool:
    """Whether "lt" is light touch: beside pinprick, as what is felt ("to LT over"), or the result of a clause that names
    its side elsewhere. "Decreased sensation lt calf" and "lt 4/5, rt 5/5" speak of the left."""
    before, after = word(tokens, n - 1), word(tokens, n + 1)
    if after == "sensation" or paired(tokens, n):
        return True
    clause = clause_around(tokens, n)
    sensed = not SENSORY.isdisjoint(clause)
    joins = after in LEADS_ON or after in LINKS or not after or tokens[n + 1].mark != ""
    if before == "to" and (sensed or word(tokens, n - 2) in RESULTS) and (joins or after in SIDES | RESULTS):
        return True
    sided = not SIDES.isdisjoint(clause) and "rt" not in clause
    judged = before in RESULTS or after in RESULTS
    rooted = any(t.level for t in tokens[n + 1 : n + 5]) or (after in RESULTS and word(tokens, n + 2) in LEADS_ON)
    if sided and judged and (sensed or rooted or (before in RESULTS and after in SIDES)):
        return after in RESULTS or after in SIDES or after in LEADS_ON
    return sensed and after in RESULTS and "rt" not in clause and not of_a_place(tokens, n)


def of_a_place(tokens: list[Item], n: int) -> bool:
    """Whether the side could be that of what follows the result ("sensation: lt reduced foot")."""
    return word(tokens, n + 2) not in LEADS_ON and bool(word(tokens, n + 2) or (n + 2 < len(tokens) and tokens[n + 2].level))


def paired(tokens: list[Item], n: int) -> bool:
    """Whether a modality is joined to it: "LT/PP", "pin and LT"."""
    follows = (word(tokens, n + 1) in LINKS or mark(tokens, n + 1) == ",") and word(tokens, n + 2) in PARTNERS
    leads = word(tokens, n - 2) in PARTNERS
    listed = mark(tokens, n - 1) == "," and word(tokens, n + 1) in RESULTS | LEADS_ON | SIDES
    return follows or (leads and (word(tokens, n - 1) in LINKS or listed))


def word(tokens: list[Item], n: int) -> str:
    return tokens[n].word if 0 <= n < len(tokens) else ""


def mark(tokens: list[Item], n: int) -> str:
    return tokens[n].mark if 0 <= n < len(tokens) else ""


def clause_around(tokens: list[Item], n: int) -> set[str]:
    """The other words of the same sentence or part of it."""
    start = max((i + 1 for i in range(max(0, n - 20), n) if tokens[i].mark in ENDS), default=max(0, n - 20))
    end = next((i for i in range(n, min(n + 20, len(tokens))) if tokens[i].mark in ENDS), min(n + 20, len(tokens)))
    return {side for i in range(start, end) if i != n for side in (tokens[i].word, tokens[i].means("side")) if side}


def joined(found: Iterable[Item]) -> list[Item]:
    """Two modalities with "and" or a stroke between them as one: "decreased light touch and pinprick over the groin". When a
    result follows at once, the second has one of its own."""
    out: list[Item] = []
    items = list(found)
    n = 0
    while n < len(items):
        if out and n + 1 < len(items) and links(out[-1], items[n], items[n + 1]) and goes_on(items, n):
            out[-1] = spanning(out[-1], items[n + 1])
            n += 2
            continue
        if n + 1 < len(items) and specifies(out, items, n):
            n += 2
            continue
        out.append(items[n])
        n += 1
    return out


def links(first: Item, between: Item, second: Item) -> bool:
    both = sensory(first) and second.means("test") == "all_sensation"
    return both and (between.is_("and") or between.mark in ("/", "&", ",")) and between.word != "with"


def sensory(item: Item) -> bool:
    return item.means("test") in ("all_sensation", "sensory_finding")


def specifies(before: list[Item], items: list[Item], n: int) -> bool:
    """Whether a modality after a comma only says how a named place was felt: "dermatome L5, light touch: reduced"."""
    if items[n].mark != "," or items[n + 1].means("test") != "all_sensation":
        return False
    following = items[n + 2] if n + 2 < len(items) else None
    if following is not None and not (following.mark == ":" or following.is_("value")):
        return False
    for places, item in enumerate(reversed(before)):
        if not (item.level or item.is_("region") or item.is_("side")):
            return places > 0 and item.means("test") == "all_sensation"
    return False


def goes_on(items: list[Item], n: int) -> bool:
    """Whether a place follows, or anything after "and" but a result: "decreased touch and pin normal" has two results."""
    following = items[n + 2] if n + 2 < len(items) else None
    if items[n].mark == ",":
        placed = following is not None and (following.is_("side") or following.is_("region") or following.level)
        return bool(placed or (following is not None and following.word in LEADS_ON))
    return items[n - 1].means("test") != "sensory_finding" or following is None or not following.is_("value")


def spanning(first: Item, last: Item) -> Item:
    """One item from the first to the last, with the meaning of the first. Items are shared, so none is changed."""
    return Item(first.start, last.end, first.place, first.concepts, first.meanings, word=first.word, side=first.side)
