"""What a sentence denies: how far a "no" reaches, and what is denied after it is named."""

from __future__ import annotations

from collections.abc import Sequence, Set

from service.reading.report.item import Item
from service.reading.report.mentions import Mention

_CONDITIONS = frozenset(("if", "unless", "should", "provided"))
"""What is denied after these is only supposed: "may explain the pain if the hip is negative"."""
LONGEST_DENIAL = 60
"""Items that one "no" can reach over."""
_STARTS_ANEW = frozenset(("severity", "mm", "number", "percent"))
DENIALS = frozenset(("not", "not_after"))


def denials(items: Sequence[Item], kinds: Set[str], found: Sequence[Mention]) -> list[str | None]:
    """For every mention None, "plain" or "general"."""
    if DENIALS.isdisjoint(kinds):
        return ["plain" if mention.clear else None for mention in found]
    spans = _spans(items, found)
    out: list[str | None] = []
    for mention in found:
        hits = [kind for start, end, kind in spans if start < mention.head < end]
        denied = "bare" not in hits if mention.clear else bool(hits) and not _troubled(items, mention, spans)
        out.append(None if not denied else "general" if "general" in hits else "plain")
    return out


def _spans(items: Sequence[Item], found: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """What each denial reaches over, the places before its first and after its last item, and of what kind it is."""
    out: list[tuple[int, int, str]] = []
    for i, item in enumerate(items):
        if item.kind == "not":
            end = _end_of_bare(items, i) if item.term.bare else _end(items, i)
            out.append((i, end, "bare" if item.term.bare else "general" if item.term.general else "plain"))
        elif item.kind == "not_after" and not any(x.text in _CONDITIONS for x in items[:i]):
            out.append((_start_before(items, found, i) - 1, i, "after"))
    return out


def _troubled(items: Sequence[Item], mention: Mention, spans: Sequence[tuple[int, int, str]]) -> bool:
    """ "No complication identified at the L4-S1 fusion" denies what the unknown word says, not the operation."""
    if mention.type != "postoperative_change":
        return False
    start = max((s for s, end, _ in spans if s < mention.head < end), default=mention.head)
    return any(x.kind in ("word", "process") for x in items[max(start, 0) : mention.first])


_OF_DEGREE = {"significant": 1, "significantly": 1, "moderate": 1, "substantial": 1, "appreciable": 1, "measurable": 1}
_OF_HIGH_DEGREE = {"severe": 2, "severely": 2, "high": 2, "marked": 2, "critical": 2, "advanced": 2}
_DEGREES = _OF_DEGREE | _OF_HIGH_DEGREE


def least_denied(items: Sequence[Item], mention: Mention) -> int:
    """What "no significant ..." and "no severe ..." leave open: 1 what is mild, 2 what is moderate."""
    least = 0
    for k in range(mention.head, -1, -1):
        item = items[k]
        if item.kind in {"not", "severity"} and item.text != "no":
            least = max([least, *(_DEGREES.get(word, 0) for word in item.text.split())])
        if item.kind in {"not", "semicolon", "break"}:
            break
    return least


def _end(items: Sequence[Item], i: int) -> int:
    """Where the denial that starts at `i` ends."""
    strict = items[i].text.startswith("w")  # "without", "w/o"
    reach = min(len(items), i + LONGEST_DENIAL)
    for j in range(i + 1, reach):
        if items[j].kind in _MAY_END and _ends_at(items, j, strict=strict):
            return j
    return reach


_MAY_END = frozenset(("colon", "break", "semicolon", "except", "comma", "dash", "and", "dependent", "copula", "hedge"))


def _ends_at(items: Sequence[Item], j: int, *, strict: bool) -> bool:
    kind = items[j].kind
    if kind == "colon":
        return j + 1 < len(items) and items[j + 1].kind == "severity" and items[j + 1].value != "none"
    if kind == "comma" or kind == "dash":
        return _anew(items, j, listed=_listed(items, j), strict=strict)
    if kind == "and":
        return _anew(items, j, listed=True, strict=False)
    if kind == "dependent":
        return not _still_denied(items, j)
    if kind == "copula":
        return j + 1 < len(items) and _says_how_much(items, j)
    return kind != "hedge" or items[j].text == "?"


def _says_how_much(items: Sequence[Item], j: int) -> bool:
    return (
        items[j + 1].kind == "severity"
        and items[j + 1].value != "none"
        and not any(x.kind == "process" for x in items[j + 2 : j + 4])
    )


def _still_denied(items: Sequence[Item], j: int) -> bool:
    """ "No herniation causing compression" denies both; "no herniation, with mild stenosis" only one."""
    if items[j].text in {
        "which",
        "that",
        "where",
        "likely",
        "mostly",
        "probably",
        "suggesting",
        "secondary to",
        "due to",
        "from",
    }:
        return items[j].text == "from"
    following = items[j + 1 : j + 5]
    return not any(x.kind in {"severity", "mm", "level", "not"} or x.text in ("a", "an") for x in following)


def _listed(items: Sequence[Item], j: int) -> bool:
    """Whether an "or"/"nor" still follows before anything new: then the comma is one of a list."""
    for x in items[j + 1 : j + LONGEST_DENIAL]:
        if x.kind == "or":
            return True
        if x.kind in {"severity", "break", "semicolon", "copula", "not"}:
            return False
    return False


def _anew(items: Sequence[Item], j: int, *, listed: bool, strict: bool) -> bool:
    """Whether a new statement begins after the connector at `j`."""
    following = items[j + 1 : j + 5]
    if not following:
        return False
    first = following[0]
    if first.kind == "and" and strict and not listed and items[j].kind == "comma":
        return True  # "without herniation, and small nodes indent the endplates"
    if first.kind == "and" or first.kind == "or":
        return _anew(items, j + 1, listed=listed, strict=False)
    if (
        first.kind in _STARTS_ANEW
        or first.text in {"a", "an", "there", "there is", "there are", "its"}
        or first.kind == "copula"
    ):
        return True
    if first.kind == "level":
        return not _only_levels(items, j + 1)
    if first.kind in {"side", "filler", "zone"} and not listed:
        return any(x.kind in ("severity", "copula") for x in following) or (
            first.kind == "side" and first.value in ("left", "right")
        )
    if first.kind == "process" and first.term.form == "both" and first.text.endswith("ing"):
        return not listed and first.text not in ("narrowing", "thickening")
    if first.kind == "part" and any(x.kind == "copula" or (x.kind == "process" and x.value == "clear") for x in following):
        return True
    return strict and not listed


def _only_levels(items: Sequence[Item], j: int) -> bool:
    """Nothing but levels follows: ", at L4-5" ends the same statement."""
    return not any(x.kind in {"process", "finding", "part"} for x in items[j:])


def _end_of_bare(items: Sequence[Item], i: int) -> int:
    """ "not" reaches the end of its verb phrase."""
    seen = False
    for j in range(i + 1, len(items)):
        kind = items[j].kind
        if kind in {"break", "except", "semicolon", "dependent", "comma", "not"}:
            return j
        if kind == "and" and seen:
            return j
        seen = seen or kind in ("process", "finding")
    return len(items)


def _start_before(items: Sequence[Item], found: Sequence[Mention], i: int) -> int:
    """Where the statement that "is not seen" at `i` denies begins."""
    heads = {m.head for m in found}
    start, seen = i, False
    for j in range(i - 1, -1, -1):
        kind = items[j].kind
        if kind in {"semicolon", "break", "except", "not", "dependent"}:
            break
        if kind == "comma" and seen and not any(x.kind == "or" for x in items[j:i]):
            break
        if kind == "and" and seen and any(x.kind == "copula" for x in items[:j]):
            break
        seen = seen or j in heads
        start = j
    return start
