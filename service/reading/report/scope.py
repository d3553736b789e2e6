"""What a sentence says of a mention besides its attributes: denied, doubted, asked, past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from service.reading.report.items import Item, text_of
from service.reading.report.mentions import Mention

LONGEST_DENIAL = 60
"""Items that one "no" can reach over."""
_STARTS_ANEW = frozenset(("severity", "mm", "number", "percent"))


class Standing(NamedTuple):
    """`denied`; `general`: only other, further or new ones are denied; `all_but`: denied but for what the sentence excepts,
    so of no level that it names; `hedged`; `asked`: a question or advice, no finding; `time`: gone, or seen before;
    `course`: stable, new, worse or better; `least`: the degree from which on it is denied, 1 moderate, 2 severe."""

    denied: bool = False
    general: bool = False
    hedged: bool = False
    asked: bool = False
    time: Literal["gone", "before"] | None = None
    all_but: bool = False
    course: str | None = None
    least: int = 0


PLAIN = Standing()
_DENIED = tuple(Standing(denied=True, least=degree) for degree in (0, 1, 2))
_DENIALS = frozenset(("not", "not_after"))
_SPECIAL = frozenset(("asked", "relative", "advice", "complaint", "hedge", "time", "except"))


def standings(items: Sequence[Item], kinds: frozenset[str], found: Sequence[Mention]) -> list[Standing]:
    """The standing of every mention of a sentence, in their order. `kinds`: those of its items."""
    denied = _denied(items, kinds, found)
    if kinds.isdisjoint(_SPECIAL) and "general" not in denied and "new" not in map(text_of, items):
        return [PLAIN if each is None else _DENIED[_least(items, m)] for each, m in zip(denied, found, strict=True)]
    asked_from = min(_first(items, kinds, "asked"), _first(items, kinds, "relative"))
    advice, complaint = _first(items, kinds, "advice"), _first(items, kinds, "complaint")
    has_level, timed = "level" in kinds, "time" in kinds or any(x.text == "new" for x in items)
    out = []
    for k, mention in enumerate(found):
        asked = asked_from < mention.head and not _answered(items, asked_from, mention)
        asked = asked or (advice < mention.head) or (mention.head > complaint and not has_level)
        asked = asked or "relative" in kinds
        asked = asked or (mention.type == "postoperative_change" and mention.head < advice < len(items))
        out.append(
            Standing(
                denied=denied[k] is not None,
                general=denied[k] == "general",
                least=_least(items, mention) if denied[k] == "plain" else 0,
                all_but=denied[k] is not None and "except" in kinds,
                hedged="hedge" in kinds and _hedged(items, mention),
                asked=asked,
                time=_time(items, mention) if timed else None,
                course=_course(items, mention) if timed else None,
            )
        )
    return out


def _answered(items: Sequence[Item], asked_from: int, mention: Mention) -> bool:
    """ "Rule out cauda equina: L5-S1 massive extrusion": after a semicolon, or a colon and a level, comes the answer."""
    between = items[asked_from : mention.first]
    return any(
        x.kind == "semicolon" or (x.kind == "colon" and k + 1 < len(between) and between[k + 1].kind == "level")
        for k, x in enumerate(between)
    )


def _first(items: Sequence[Item], kinds: frozenset[str], kind: str) -> int:
    """The place of the first item of a kind, or the number of items."""
    return next(i for i, x in enumerate(items) if x.kind == kind) if kind in kinds else len(items)


def _denied(items: Sequence[Item], kinds: frozenset[str], found: Sequence[Mention]) -> list[str | None]:
    """For every mention None, "plain" or "general"."""
    spans: list[tuple[int, int, str]] = []
    for i, item in enumerate(items) if not kinds.isdisjoint(_DENIALS) else ():
        if item.kind == "not":
            end = _end_of_bare(items, i) if item.term.bare else _end(items, i)
            spans.append((i, end, "bare" if item.term.bare else "general" if item.term.general else "plain"))
        elif item.kind == "not_after":
            spans.append((_start_before(items, found, i), i, "after"))
    if not spans:
        return ["plain" if mention.clear else None for mention in found]
    out: list[str | None] = []
    for mention in found:
        hits = [
            kind
            for start, end, kind in spans
            if start < mention.head < end or (kind == "after" and start <= mention.head < end)
        ]
        denied = len(set(hits)) > 0
        if mention.clear:
            denied = not any(k == "bare" for k in hits) if hits else True
            if hits and "bare" not in hits:
                denied = True
        out.append(None if not denied else "general" if "general" in hits else "plain")
    return out


_OF_DEGREE = {"significant": 1, "significantly": 1, "moderate": 1, "substantial": 1, "appreciable": 1, "measurable": 1}
_OF_HIGH_DEGREE = {"severe": 2, "severely": 2, "high": 2, "marked": 2, "critical": 2, "advanced": 2}
_DEGREES = _OF_DEGREE | _OF_HIGH_DEGREE


def _least(items: Sequence[Item], mention: Mention) -> int:
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
    cue = items[i].text
    reach = min(len(items), i + LONGEST_DENIAL)
    for j in range(i + 1, reach):
        kind = items[j].kind
        if kind in {"break", "semicolon", "except"} or items[j].text == "?":
            return j
        if kind in ("comma", "dash") and _anew(items, j, listed=_listed(items, j), strict=cue.startswith(("without", "w"))):
            return j
        if kind == "and" and _anew(items, j, listed=True, strict=False):
            return j
        if kind == "dependent" and not _still_denied(items, j):
            return j
        if kind == "copula" and j + 1 < len(items) and _says_how_much(items, j):
            return j
    return reach


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


def _clause(items: Sequence[Item], i: int) -> tuple[int, int]:
    a = i
    while a > 0 and items[a - 1].kind not in ("semicolon", "break"):
        a -= 1
    b = i
    while b + 1 < len(items) and items[b + 1].kind not in ("semicolon", "break"):
        b += 1
    return a, b


def _hedged(items: Sequence[Item], mention: Mention) -> bool:
    a, b = _clause(items, mention.head)
    for j in range(a, min(b, mention.last + 6) + 1):
        if items[j].kind == "hedge":
            if j > mention.last and any(x.kind in ("finding", "process") for x in items[j + 1 : j + 7]):
                continue
            if j > mention.last and items[j - 1].kind == "comma" and any(x.kind == "part" for x in items[j + 1 : j + 7]):
                continue  # "narrowing, possibly touching the root"
            near = j > mention.last or mention.first - j < 12
            if near and (j < mention.first or not any(x.kind in ("finding", "process") for x in items[mention.last + 1 : j])):
                return True
    return False


def _time(items: Sequence[Item], mention: Mention) -> Literal["gone", "before"] | None:
    a, b = _clause(items, mention.head)
    times = {x.value: j for j, x in enumerate(items[a : b + 1], a) if x.kind == "time"}
    if "gone" in times:
        j = times["gone"]
        between = items[min(j, mention.head) : max(j, mention.head)]
        if not any(x.kind in {"not", "dependent", "comma"} and x.text not in ("that",) for x in between):
            return "gone"
        return "gone" if j < mention.head and not any(x.kind in ("comma", "dependent") for x in between) else None
    if "before" in times and not times.keys() & {"stable", "better", "new"}:
        j = times["before"]
        if j > mention.last and items[j - 1].kind in ("comma", "open"):
            return None  # "severe stenosis, previously moderate"
        if "worse" in times:
            return (
                "before" if mention.head < times["worse"] and j < times["worse"] and _enlarges(items, times["worse"]) else None
            )
        now = any(
            x.text in {"is", "are", "now", "remains", "still", "has", "is now", "again", "persists", "is again"}
            for x in items[a : b + 1]
        )
        return None if now else "before"
    return None


def _enlarges(items: Sequence[Item], j: int) -> bool:
    """ "has enlarged into an extrusion": what it was is past."""
    return any(x.kind == "finding" for x in items[j + 1 :])


def _course(items: Sequence[Item], mention: Mention) -> str | None:
    a, b = _clause(items, mention.head)
    for j in range(a, b + 1):
        if items[j].kind == "time" and items[j].value in {"stable", "new", "worse", "better"}:
            between = items[min(j, mention.head) + 1 : max(j, mention.head)]
            if not any(x.kind == "finding" for x in between):
                return items[j].value
        if items[j].text == "new" and 0 <= mention.head - j < 6:
            return "new"
    return None
