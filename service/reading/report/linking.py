"""Which parts a process governs: "canal and foraminal stenosis", "narrowing of the canal", "the foramina are narrowed"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from service.reading.report.item import Item
from service.reading.report.vocabulary import compounds

_THIN = frozenset(("filler", "severity", "side", "zone", "mm", "number", "level", "percent", "grade", "slip"))
_GRADING = frozenset(("severity", "grade", "slip"))
_LISTS = frozenset(("and", "or", "comma", "slash"))
_WALLS = frozenset(("semicolon", "break"))
_NO_STENOSIS = frozenset(("disc", "disc_space", "facet"))
"""Parts that are narrowed, but of which nobody says stenosis: "facet hypertrophy, stenosis"."""
_MANY = 14
_PASSED = frozenset(("which", "that", "with", "from", "probably", "likely", "mostly"))
"""Dependent words that may stand between a subject and what is said of it."""
_WITHIN = frozenset(("in", "within", "inside", "at"))
_PARTICIPLES = frozenset(
    ("encroaching", "compressing", "indenting", "abutting", "contacting", "touching", "impinging", "displacing", "effacing")
)


def governed(items: Sequence[Item], i: int, taken: Collection[int]) -> tuple[list[int], bool]:
    """Places of the parts that the process at `i` governs, nearest reading first, and whether the part is only understood
    ("the left is clear"). `taken`: the places of the parts that a process before has taken hold of."""
    labelled = _labelled(items, i) if i > 3 else None
    if labelled is not None and _fitting(items, i, [labelled]):
        return [labelled], True
    form = items[i].term.form
    if form == "done":
        return _done(items, i, taken)
    if form == "both" and is_participle(items[i]):
        objects = _fitting(items, i, _list_after(items, i))
        if objects:
            return objects, False
    tight = _fitting(items, i, _list_before(items, i, tight=True))
    if tight:
        return tight, False
    after = _fitting(items, i, _list_after(items, i))
    if after:
        return after, False
    shared = _shared_object(items, i)
    if shared:
        return shared, False
    if form == "noun" or form == "both":
        before, elliptic = _subject(items, i, taken)
        return _fitting(items, i, before), elliptic
    return [], False


def _labelled(items: Sequence[Item], i: int) -> int | None:
    """ "Foramina: severe left stenosis of the L3 root; right patent": the label that opens the line, for a clause after a
    semicolon that names no part itself."""
    label = None
    for k in (0, 1, 2):
        if items[k].kind == "part":
            label = k
            break
    if label is None or items[label + 1].kind != "colon":
        return None
    wall = next((k for k in range(i - 1, label, -1) if items[k].kind == "semicolon"), None)
    if wall is None:
        return None
    end = next((k for k in range(i, len(items)) if items[k].kind == "semicolon"), len(items))
    return None if any(x.kind in ("part", "finding") for x in items[wall:end]) else label


def is_participle(item: Item) -> bool:
    """Whether what an item takes hold of stands after it, whatever stands before ("..., encroaching upon the canals", "the
    facet narrows the foramen")."""
    if item.term.form != "both":
        return False
    verb = item.text.split()[0]
    return verb in _PARTICIPLES or (verb.endswith("s") and not verb.endswith(("ss", "sis", "ngs", "nts", "ons")))


def _fitting(items: Sequence[Item], i: int, parts: list[int]) -> list[int]:
    """`parts` when the process can happen to at least one of them."""
    if not parts:
        return parts
    possible = compounds(items[i].value)
    never = _NO_STENOSIS if items[i].text.startswith("sten") else ()
    for k in parts:
        if items[k].value in possible and items[k].value not in never:
            return parts
    return []


def _shared_object(items: Sequence[Item], i: int) -> list[int]:
    """ "abuts but does not displace the root": the object stands after the second verb."""
    for j in range(i + 1, min(i + 5, len(items))):
        if items[j].kind == "process" and j > i + 1:
            return _fitting(items, i, _list_after(items, j))
        if items[j].kind not in {"break", "and", "or", "not", "severity", "filler", "comma", "slash"}:
            break
    return []


def elided(items: Sequence[Item], i: int) -> str | None:
    """ "Moderate narrowing of the left and mild narrowing of the right foramen": the part that the process at `i` leaves to
    the same process after it."""
    sided = False
    for j in range(i + 1, min(i + 8, len(items))):
        kind = items[j].kind
        sided = sided or (kind == "side" and items[j - 1].text in {"the", "of"})
        if kind == "process":
            parts = _list_after(items, j) if sided and items[j].value == items[i].value else []
            return items[parts[0]].value if parts else None
        if kind not in {"filler", "side", "and", "comma", "severity"}:
            return None
    return None


def _done(items: Sequence[Item], i: int, taken: Collection[int]) -> tuple[list[int], bool]:
    before = items[i - 1] if i else None
    attributive = before is None or (before.kind not in {"copula", "not", "part"} and before.value != "bilateral")
    if attributive and not (before is not None and before.kind == "severity" and i > 1 and items[i - 2].kind == "copula"):
        after = _list_after(items, i, near=True)
        if _fitting(items, i, after):
            return after, False
    parts, elliptic = _subject(items, i, taken)
    return _fitting(items, i, parts), elliptic


def _list_before(items: Sequence[Item], i: int, *, tight: bool) -> list[int]:
    """A coordinated list of parts that ends before `i`; `tight`: nothing but thin words between it and `i`."""
    out: list[int] = []
    j, connected = i - 1, True
    while j >= 0 and i - j < 40:
        item = items[j]
        if item.kind == "part":
            if not connected and not (item.value == "disc" or items[j + 1].kind == "part"):
                break
            out.append(j)
            connected = False
        elif item.kind in _LISTS:
            if not out and tight and item.kind != "slash":
                break
            connected = True
        elif item.kind in _THIN or (item.kind == "word" and not out and not tight):
            if item.kind == "level" and connected and out:
                break
            if out and item.kind in _GRADING and items[j + 1].kind in _LISTS:
                break  # "left foramen mild, right foramen clear": the first is told of already
        else:
            break
        j -= 1
    return out[::-1]


def _list_after(items: Sequence[Item], i: int, *, near: bool = False) -> list[int]:
    """A coordinated list of parts after `i` ("of the canal, lateral recesses or foramina")."""
    out: list[int] = []
    j, connected, thin = i + 1, True, 0
    while j < len(items) and j - i < 40:
        item = items[j]
        if item.kind == "part":
            if not connected and (items[j - 1].kind not in ("part", "filler") or items[j - 1].text in _WITHIN):
                break
            if out and _begins_another(items, j):
                break
            if not out and _owned_by_next(items, j) and items[i].value != "clear" and not near:
                break
            out.append(j)
            connected, thin = False, 0
        elif item.kind in _LISTS:
            if not out:
                break
            connected = True
        elif (
            item.kind in _THIN
            or (item.kind in ("open", "close") and not near)
            or (item.kind == "word" and not out and not near)
        ):
            thin += 1
            if (
                thin > (3 if near else 6)
                or (near and item.kind not in {"side", "severity", "filler", "level"} and not _is_stretch(item))
                or (near and item.text in {"at", "in", "on", "noted", "seen"})
            ):
                break
        elif (
            item.kind == "word" and out and items[j - 1].kind == "part" and items[j + 1 : j + 2] and items[j + 1].kind in _LISTS
        ):
            pass  # "the thecal sacc and both exit canals"
        elif item.kind == "dependent" and item.text == "with" and out:
            connected = True
        else:
            break
        j += 1
    return out


def _misspelt(items: Sequence[Item], j: int) -> bool:
    """An unknown word between a part and the next of a list: "the thecal sakc and both exit canals"."""
    return items[j - 1].kind == "part" and j + 1 < len(items) and items[j + 1].kind in _LISTS


def _is_stretch(item: Item) -> bool:
    """ "Desiccated lower lumbar discs": a stretch of the spine between the word and its part."""
    return item.levels is not None and item.levels.what in {"lower", "many", "all"}


def _begins_another(items: Sequence[Item], j: int) -> bool:
    """Whether the part at `j` has its own process or verb after it ("and foraminal stenosis", ", the foramina are patent")."""
    k = j + 1
    while k < len(items) and k - j < 6:
        kind = items[k].kind
        if kind == "filler" and items[k].text == "the" and not items[j].adjective:
            return False  # the next noun phrase
        if (
            kind == "colon"
            or (kind == "copula" and _predicated(items, k))
            or (kind == "process" and (items[k].form_is_noun or items[k].value == "clear"))
        ):
            return not (kind == "process" and items[k - 1].kind in _LISTS)
        if kind in {"part", "slash", "and", "or"} and items[j].adjective:
            k += 1
            continue
        if kind not in {"filler", "severity", "side", "part"}:
            return False
        k += 1
    return False


def _predicated(items: Sequence[Item], k: int) -> bool:
    """Whether something is said after the copula at `k`; "is identified" says nothing."""
    return any(x.kind in ("process", "severity") for x in items[k + 1 : k + 4])


def _owned_by_next(items: Sequence[Item], j: int) -> bool:
    """The part directly before another noun of process is that one's ("narrowing, facet arthropathy")."""
    k = j + 1
    while k < len(items) and items[k].kind == "part":
        k += 1
    return (
        k < len(items) and items[k].kind == "process" and items[k].form_is_noun and items[j].value in compounds(items[k].value)
    )


def _subject(items: Sequence[Item], i: int, taken: Collection[int]) -> tuple[list[int], bool]:
    """The subject of a predicate at `i`: the nearest list of parts before it. Elliptic when only a side stands there."""
    sided = walled = foreign = commas = False
    j, steps = i - 1, 0
    while j >= 0 and steps < _MANY:
        item = items[j]
        if item.kind == "part":
            if item.text.startswith("lumbar") and item.adjective and items[i].value == "clear":
                return [], False  # "Lumbar spine: preserved heights"
            if item.value in compounds(items[i].value):
                return _list_before(items, j + 1, tight=True), walled or (j in taken and items[i].form_is_noun)
            if item.value not in {"disc", "disc_space", "elsewhere", "vertebra"} and not (sided and commas):
                return [], False
            foreign = foreign or item.value in ("elsewhere", "vertebra")
        elif item.kind in _WALLS or item.kind == "comma":
            commas = commas or item.kind == "comma"
            if item.kind in _WALLS and not sided:
                return [], False
            walled = walled or (sided and item.kind in _WALLS)
        elif item.kind == "side":
            sided = True
        elif item.kind in ("process", "finding") and sided and (commas or any(x.kind == "copula" for x in items[j:i])):
            walled = True  # "the left recess is narrowed by hypertrophy, the right is clear"
        elif walled:
            pass
        elif (item.kind == "finding" and (items[i].value == "clear" or not _predicates(items, j, i))) or (
            item.kind == "dependent" and item.text not in _PASSED and not _excepts(items, j)
        ):
            return [], False
        j -= 1
        steps += 1
    return [], sided and j < 0 and not foreign and not any(x.kind == "word" for x in items[:i])


def _excepts(items: Sequence[Item], j: int) -> bool:
    """ "Foramina patent at all levels except left L5-S1, where there is moderate narrowing": the subject goes on."""
    return items[j].text.startswith("where") and any(x.kind == "except" for x in items[:j])


def _predicates(items: Sequence[Item], j: int, i: int) -> bool:
    """A finding that is itself a predicate ("is uncovered and reduced in height") may stand between."""
    return (
        j > 0
        and items[j - 1].kind in {"copula", "severity", "and"}
        and any(items[k].kind in ("and", "comma") for k in range(j, i))
    )
