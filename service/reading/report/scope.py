"""What a sentence says of a mention besides its attributes: denied, doubted, asked, past."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from service.reading.report.denial import DENIALS, denials, least_denied
from service.reading.report.item import Item
from service.reading.report.mentions import Mention


@dataclass(frozen=True, slots=True)
class Standing:
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
_SPECIAL = frozenset(("asked", "relative", "advice", "complaint", "hedge", "time", "except"))
_PLAINLESS = _SPECIAL | DENIALS
"""Without one of these a sentence states what it mentions, and of what is called patent or normal the denial."""


def standings(items: Sequence[Item], kinds: Set[str], found: Sequence[Mention]) -> list[Standing]:
    """The standing of every mention of a sentence, in their order. `kinds`: those of its items."""
    texts = frozenset([x.text for x in items])
    changed = not texts.isdisjoint(_NOW) and not texts.isdisjoint(("was", "were"))
    if _PLAINLESS.isdisjoint(kinds) and "new" not in texts and not changed:
        return [_DENIED[least_denied(items, m)] if m.clear else PLAIN for m in found]
    denied = denials(items, kinds, found)
    if _SPECIAL.isdisjoint(kinds) and "general" not in denied and "new" not in texts and not changed:
        return [PLAIN if each is None else _DENIED[least_denied(items, m)] for each, m in zip(denied, found, strict=True)]
    asked_from = min(_first(items, kinds, "asked"), _first(items, kinds, "relative"))
    advice, complaint = _first(items, kinds, "advice"), _first(items, kinds, "complaint")
    has_level, timed = "level" in kinds, "time" in kinds or "new" in texts or changed
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
                least=least_denied(items, mention) if denied[k] == "plain" else 0,
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


def _first(items: Sequence[Item], kinds: Set[str], kind: str) -> int:
    """The place of the first item of a kind, or the number of items."""
    return next(i for i, x in enumerate(items) if x.kind == kind) if kind in kinds else len(items)


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
    if _was_so(items, mention):
        return "before"
    a, b = _clause(items, mention.head)
    times = {x.value: j for j, x in enumerate(items[a : b + 1], a) if x.kind == "time"}
    if "gone" in times:
        j = times["gone"]
        if mention.head < j and items[j].text in _RELIEVES:
            return None  # "the laminectomy has relieved the stenosis"
        between = items[min(j, mention.head) : max(j, mention.head)]
        if not any(x.kind in {"not", "dependent", "comma"} and x.text not in ("that",) for x in between):
            return "gone"
        if mention.head < j and _still_its_own(between):
            return "gone"
        return "gone" if j < mention.head and not any(x.kind in ("comma", "dependent") for x in between) else None
    if "before" in times and "better" in times and _only_a_bulge_is_left(items, mention, times["better"]):
        return "gone"
    if "before" in times and not times.keys() & {"stable", "better", "new"}:
        j = times["before"]
        if j == mention.head - 1 and items[mention.head].term.form == "done":
            return "before"  # "formerly effaced, is now open"
        if any(x.kind in ("comma", "open") for x in items[mention.last + 1 : j]):
            return None  # "severe stenosis, previously moderate"
        if not _COMPARED.isdisjoint(x.text for x in items[max(0, j - 2) : j]):
            return None  # "a slip, unaltered from the pre-op scan"
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


def _only_a_bulge_is_left(items: Sequence[Item], mention: Mention, regressed: int) -> bool:
    """ "The prolapse seen previously has regressed, and there is only a shallow residual bulge"."""
    if mention.type != "disc_herniation" or mention.head > regressed or "regressed" not in items[regressed].text:
        return False
    after = items[regressed + 1 :]
    return any(x.text.startswith("only") for x in after) and any(x.value == "disc_bulge" for x in after)


_NOW = frozenset(("is now", "are now", "now"))


def _was_so(items: Sequence[Item], mention: Mention) -> bool:
    """ "The canal, which was severely narrowed here, is now adequate"."""
    said = next((k for k in range(mention.head - 1, mention.first, -1) if items[k].kind not in ("severity", "filler")), None)
    if said is None or items[said].text not in ("was", "were") or items[said - 1].text not in ("which", "that"):
        return False
    return any(x.text in _NOW for x in items[mention.head :])


_COMPARED = frozenset(("from", "since", "than", "with", "versus", "vs", "to"))
_RELIEVES = frozenset(("has relieved", "have relieved", "has abolished", "have abolished"))
_TOLD_OF_IT = frozenset(("which", "that", "from"))


def _still_its_own(between: Sequence[Item]) -> bool:
    """ "The cyst arising from the joint, seen in 2023, is no longer identified": nothing between but what is told of it."""
    commas = [k for k, x in enumerate(between) if x.kind == "comma"]
    if commas and commas[-1] == len(between) - 1:  # "the protrusion, causing stenosis, has resolved"
        return len(commas) < 3 and not any(x.kind == "not" for x in between)
    told = all(x.kind not in ("dependent", "not") or x.text in _TOLD_OF_IT for x in between)
    return told and not commas and not any(x.kind in ("process", "finding") for x in between[1:])


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
