"""Which findings a sentence mentions: words that are a finding, and parts with what happens to them.

"Mild narrowing of the canal and foramina" and "the canal and foramina are mildly narrowed" name the same two findings: a
process is tied to the parts it governs, before it or after it as its form asks (`linking`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from service.reading.report.item import Item
from service.reading.report.linking import elided, governed
from service.reading.report.modic_mentions import names_modic
from service.reading.report.no_findings import is_none
from service.reading.report.vocabulary import NO_TERM, Term, compounds

DISC_FINDINGS = ("disc_herniation", "disc_bulge", "annular_fissure")
_BESIDE_DISC = frozenset(
    ("zone", "and", "or", "comma", "slash", "dash", "mm", "number", "severity", "side", "percent", "filler")
)


@dataclass(slots=True)
class Mention:
    """One finding as mentioned: its head (the item that negation meets), the part it is of, and the span of items."""

    type: str
    term: Term
    head: int
    part: int | None
    first: int
    last: int
    shared: int | None = None
    effect: str = ""
    clear: bool = False
    elliptic: bool = False


MOST_HEADS = 60
"""Findings of one sentence; what names more is none."""
_HEADS = frozenset(("finding", "process", "modic", "type", "grade"))


def mentions(items: list[Item], carried: str | None) -> list[Mention]:
    """The mentions of one sentence in order. `carried` is the part the sentence before spoke of ("the left is clear").
    Parts that only say where a finding lies are replaced among the `items`."""
    parts: list[int] = []
    heads: list[int] = []
    adjectives: list[int] = []
    for i, item in enumerate(items):
        if item.kind == "part":
            parts.append(i)
            if item.adjective or item.value == "recess":
                adjectives.append(i)
        elif item.kind in _HEADS:
            heads.append(i)
    if adjectives:
        _zones(items, adjectives)
    del heads[MOST_HEADS:]
    out: list[Mention] = []
    taken: set[int] = set()
    for i in heads:
        item = items[i]
        if item.kind == "process":
            out += _of_process(items, i, carried, taken)
        elif item.kind == "finding":
            if is_none(items, i) or (item.term.general and _heads(items, i)):
                continue
            broken_pars = item.value == "fracture" and any(x.value == "pars" for x in items[max(0, i - 8) : i])
            out.append(Mention("spondylolysis" if broken_pars else item.value, item.term, i, None, i, i))
        elif names_modic(items, i):
            out.append(Mention("modic_change", BY_GRADE, i, None, i, i))
        elif item.kind == "grade" and _grades_disc(items, i):
            out.append(Mention("disc_degeneration", BY_GRADE, i, None, i, i))
        elif item.kind == "grade" and _grades_canal(items, i):
            out.append(Mention("central_stenosis", BY_GRADE, i, None, i, i))
    if len(parts) > len(taken):
        out += _labels(items, parts, taken)
        _midlines(items, adjectives, taken)
    if len(out) > 1:
        out.sort(key=_span_of)
    return out


def without_worn(items: Sequence[Item], found: list[Mention]) -> list[Mention]:
    """ "Destruction of the endplates with loss of the disc space", "endplate oedema of a discitis": without those of wear."""
    if not _DESTROYED.isdisjoint([x.text for x in items]):
        return [m for m in found if m.part is None or m.type not in _LOOKS_WORN]
    infected = any(m.type == "infection_signs" for m in found) and not any(x.kind == "not" for x in items)
    return [m for m in found if m.type != "modic_change" or "modic" in items[m.head].text] if infected else found


_DESTROYED = frozenset(("destruction", "destroyed", "destructive", "erosion", "erosions", "erosive"))
_LOOKS_WORN = frozenset(("modic_change", "disc_degeneration", "fracture"))
"""What the changes beside destroyed endplates are not."""
_span_of = attrgetter("first", "last")


BY_GRADE = Term(kind="finding", finding="modic_change", words=())
"""The term of a finding that only its grade names: Modic 1, Pfirrmann V, Schizas C."""
_CLAUSE_ENDS = frozenset(("comma", "semicolon", "break"))
_LABELS = {
    "foramen": "foraminal_stenosis",
    "canal": "central_stenosis",
    "recess": "lateral_recess_stenosis",
    "facet": "facet_arthropathy",
}


def _zones(items: list[Item], adjectives: Sequence[int]) -> None:
    """ "Left foraminal disc protrusion": an adjective of place beside a disc finding is a zone, not a part."""
    for i in adjectives:
        item = items[i]
        j = i + 1
        while j < len(items) and (
            items[j].kind in _BESIDE_DISC or (items[j].kind == "part" and (items[j].adjective or items[j].value == "disc"))
        ):
            j += 1
        if j < len(items) and items[j].kind == "finding" and items[j].value in DISC_FINDINGS:
            items[i] = _zone(item)


def _zone(part: Item) -> Item:
    """The zone or side that an adjective of place says, of no part that anything happens to."""
    item = part.copy()
    zone = {"foramen": "foraminal", "recess": "subarticular"}.get(item.value)
    if zone is not None:
        item.kind, item.value = "zone", zone
    elif item.text.startswith("central"):
        item.kind, item.value = "side", "midline"
    else:
        item.kind = "filler"
    return item


def _midlines(items: list[Item], adjectives: Sequence[int], taken: Collection[int]) -> None:
    """ "central" that no process has taken for the canal says where the finding lies."""
    for i in adjectives:
        item = items[i]
        if item.adjective and i not in taken and item.kind == "part":
            items[i] = _zone(item)


def _of_process(items: Sequence[Item], i: int, carried: str | None, taken: set[int]) -> list[Mention]:
    term, effect = items[i].term, items[i].value
    made = compounds(effect)
    parts, elliptic = governed(items, i, taken)
    if not parts and elliptic and carried is not None:
        type_ = made.get(carried)
        if type_ is not None:
            return [Mention(type_, term, i, None, i, i, None, effect, effect == "clear", elliptic=True)]
    if not parts and term.form != "done":
        shared = elided(items, i)
        type_ = made.get(shared) if shared is not None else None
        if type_ is not None:
            return [Mention(type_, term, i, None, i, i, effect=effect)]
    if not parts and term.form != "done" and (again := _taken_up(items, i, made)) is not None:
        return [Mention(again, term, i, None, i, i, effect=effect)]
    out = []
    for k in parts:
        type_ = made.get(items[k].value)
        if type_ is None or (type_ == "fracture" and any(x.value == "schmorl_node" for x in items)):
            continue  # nodes that indent an endplate break nothing
        first, last = (i, k) if i < k else (k, i)
        if elliptic and any(x.kind == "semicolon" for x in items[k:i]):
            first = i  # "Foramina: severe left; right patent": what stands between is of the other side
        out.append(Mention(type_, term, i, k, first, last, parts[0], effect, effect == "clear", elliptic))
        taken.add(k)
    if out or parts:
        return out
    if effect == "lose" and not term.alone:
        term = next((x.term for x in reversed(items[:i]) if x.kind == "process" and x.value == "lose"), term)
    worn = effect == "degenerate" and _heads(items, i)
    if term.alone and not worn and not _of_a_vertebra(items, i, term.alone):
        out.append(Mention(term.alone, term, i, None, i, i, effect=effect))
    return out


def _heads(items: Sequence[Item], i: int) -> bool:
    """ "Degenerative changes elsewhere: L3-L4 mild bulge": the title of what follows, by itself no finding."""
    colon = next((k for k in range(i + 1, min(i + 5, len(items))) if items[k].kind == "colon"), None)
    return colon is not None and i < 3 and any(x.kind in ("finding", "process") for x in items[colon + 1 :])


def _taken_up(items: Sequence[Item], i: int, made: Mapping[str, str]) -> str | None:
    """ "Disc space severely narrowed at L5-S1; mild narrowing at L4-L5": the same process after a semicolon, of the same part
    at another level."""
    wall = next((k for k in range(i - 1, max(i - 5, -1), -1) if items[k].kind in ("semicolon", "except")), None)
    if wall is None or not any(x.kind == "level" for x in items[i + 1 : i + 4]):
        return None
    before = [k for k in range(wall) if items[k].kind == "process" and items[k].value == items[i].value]
    part = next((x.value for x in reversed(items[: before[-1]]) if x.kind == "part"), None) if before else None
    return made.get(part) if part is not None else None


_NO_DISC = frozenset(("vertebra", "elsewhere", "facet", "endplate"))


def _of_a_vertebra(items: Sequence[Item], i: int, alone: str) -> bool:
    """Whether the loss at `i` is that of a broken vertebra, or of another part of the same clause."""
    if alone != "disc_degeneration":
        return False
    start = end = i
    while start > 0 and items[start - 1].kind not in _CLAUSE_ENDS:
        start -= 1
    while end < len(items) and items[end].kind not in _CLAUSE_ENDS:
        end += 1
    clause = items[start:end]
    others = _NO_DISC - {"endplate"} if "modic" in [x.kind for x in clause] else _NO_DISC
    return not others.isdisjoint([x.value for x in clause if x.kind == "part"]) or "fracture" in [x.value for x in items]


def _labels(items: Sequence[Item], parts: Sequence[int], taken: set[int]) -> list[Mention]:
    """ "Foramina: mild left, none right" and "left foramen moderate": a part that no process has taken, with only a severity
    after it."""
    out = []
    for i in parts:
        item = items[i]
        type_ = _LABELS.get(item.value)
        if type_ is None or item.kind != "part" or i in taken or not _only_graded(items, i):
            continue
        if item.adjective and items[i + 1].kind not in ("colon", "dash"):
            continue
        taken.add(i)
        out.append(Mention(type_, item.term, i, i, i, i, effect="narrow"))
        further = _graded_again(items, i)
        if further is not None:
            out.append(Mention(type_, item.term, i, i, i, further, effect="narrow"))
    return out


def _graded_again(items: Sequence[Item], i: int) -> int | None:
    """The comma before a second grade of the label at `i`: "recess grade 3 right with a compressed root, grade 2 left"."""
    between = False
    for j in range(i + 1, len(items) - 1):
        between = between or items[j].kind == "dependent"
        if between and items[j].kind == "comma" and items[j + 1].kind in ("grade", "slip"):
            return j
    return None


_WORN_DISC = frozenset(("3", "4", "5"))


def _grades_disc(items: Sequence[Item], i: int) -> bool:
    """ "Pfirrmann IV" by itself is a worn disc; beside words for one, or for a root, it is only their grade."""
    grade = items[i].grade
    if grade is None or grade.scale != "Pfirrmann" or grade.value not in _WORN_DISC:
        return False
    return not any(x.value in ("disc_degeneration", "root", "degenerate", "dry", "lose") for x in items)


def _grades_canal(items: Sequence[Item], i: int) -> bool:
    """ "Schizas C" by itself is a narrow canal; beside words for it, it is only their grade."""
    grade = items[i].grade
    if grade is None or grade.scale != "Schizas" or grade.value == "A":
        return False
    return not any(x.value in ("canal", "central_stenosis", "sac", "narrow") for x in items)


def continued(items: Sequence[Item], carried: str) -> list[Mention]:
    """ "Foramina: severe right at L5-S1. Mild left at L5-S1.": a sentence of nothing but degree, side and level goes on
    about the part of the one before."""
    kinds = {x.kind for x in items}
    plain = kinds <= {"severity", "side", "level", "filler", "comma", "and", "copula"}
    if not plain or "severity" not in kinds or not kinds & {"side", "level"} or carried not in _LABELS:
        return []
    i = next(n for n, x in enumerate(items) if x.kind == "severity")
    opens = i == 0 or items[0].kind in ("side", "level")
    return [Mention(_LABELS[carried], NO_TERM, 0, None, 0, -1, effect="narrow")] if opens else []


def _only_graded(items: Sequence[Item], i: int) -> bool:
    """A colon, dash or copula and then a severity, before any other finding."""
    graded = marked = False
    for j in range(i + 1, min(i + 10, len(items))):
        kind = items[j].kind
        if kind == "severity" or (kind in ("grade", "slip") and items[j].value != "Modic"):
            graded = True
            marked = marked or kind != "severity"
            break
        if kind in {"colon", "dash", "copula", "semicolon"}:
            marked = True
        elif kind not in {"side", "filler", "open", "close", "comma", "part", "slash", "level"} or (
            kind == "part" and items[j].value not in _LABELS
        ):
            return False
    if not graded:
        return False
    bare = j == i + 1 and i > 0 and items[i - 1].kind == "side"
    marked = marked or (bare and (j + 1 == len(items) or items[j + 1].kind in ("comma", "semicolon")))
    following = [x.kind for x in items[j + 1 : j + 4]]
    return marked and not (following and following[0] in {"process", "part", "finding"})
