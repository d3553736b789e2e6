"""Where one report says two things of one finding. Both are kept, the worse is used, and it is said (`Contradiction`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from service.facts import Contradiction
from service.reading.report.draft import Draft

_GRADES = {"mild": (0, 0), "mild-moderate": (0, 1), "moderate": (1, 1), "moderate-severe": (1, 2), "severe": (2, 2)}
_OF_ONE_GRADE = frozenset(
    (
        "foraminal_stenosis",
        "lateral_recess_stenosis",
        "central_stenosis",
        "nerve_root_compression",
        "disc_bulge",
        "disc_herniation",
        "spondylolisthesis",
        "facet_arthropathy",
        "ligamentum_flavum_thickening",
        "scoliosis",
    )
)
"""Types with one thing to grade; the discs' height and signal, say, are both degeneration and graded apart."""
_DENIABLE = _OF_ONE_GRADE - {"scoliosis"} | {"synovial_cyst", "annular_fissure", "spondylolysis", "fracture"}
_SIDED = frozenset(("foraminal_stenosis", "lateral_recess_stenosis", "nerve_root_compression", "disc_herniation"))
_OTHER: dict[str | None, Literal["left", "right"]] = {"left": "right", "right": "left"}


def exclude(a: str | None, b: str | None) -> bool:
    """Whether two grades cannot both hold: mild and moderate, but not mild and mild to moderate."""
    if a is None or b is None:
        return False
    (a_low, a_high), (b_low, b_high) = _GRADES[a], _GRADES[b]
    return a_high < b_low or b_high < a_low


def of_grade(worse: Draft, lesser: Draft) -> tuple[Contradiction, ...]:
    """What is to be said when two sentences grade one finding, at most one contradiction."""
    if worse.start == lesser.start or worse.type not in _OF_ONE_GRADE or worse.temporality == "prior":
        return ()
    if (worse.level is None and worse.type != "scoliosis") or not exclude(worse.severity, lesser.severity):
        return ()
    if worse.roots and lesser.roots and set(worse.roots).isdisjoint(lesser.roots):
        return ()
    return (_between("severity", worse, lesser, used=worse.severity, other=lesser.severity),)


def together(*said: Contradiction) -> tuple[Contradiction, ...]:
    """Each contradiction once."""
    return tuple({(c.about, c.used, c.other): c for c in reversed(said)}.values())[::-1]


def with_contradictions(merged: list[Draft], found: Sequence[Draft]) -> list[Draft]:
    """`merged` findings of a report with what its sentences, `found`, say against them: denials and another side."""
    denials: dict[str, dict[str | None, dict[object, Draft]]] = {}
    for f in found:
        if f.negated and f.temporality == "current" and f.type in _DENIABLE:
            said = (f.side, f.section, f.denies_from, f.morphology, f.roots)
            denials.setdefault(f.type, {}).setdefault(f.level, {}).setdefault(said, f)
    impression = [f for f in found if f.section == "impression"]
    sides = _sides(found, impression)
    if not denials and not sides:
        return merged
    summed = {f.type for f in impression if not f.negated}
    out = []
    for f in merged:
        denied = denials.get(f.type)
        if f.negated or not (denied or sides) or f.temporality == "prior":
            out.append(f)
            continue
        here = [*denied.get(f.level, {}).values(), *denied.get(None, {}).values()] if denied else []
        denial = next((d for d in here if _denies(d, f, summed)), None) if here else None
        against = sides.get((f.type, f.level)) if f.side in _OTHER else None
        out.append(_contradicted(f, denial, against, found) if denial or against else f)
    return out


def _contradicted(f: Draft, denial: Draft | None, against: Draft | None, found: Sequence[Draft]) -> Draft:
    said = [_between("presence", f, denial, used="present", other="absent")] if denial is not None else []
    if against is not None:
        here, there = (f, against) if f.side != against.side else (against, _stated(f, against, found))
        said.append(_between("side", here, there, used=f.side, other=_OTHER[f.side]))
    return f.but(contradictions=together(*f.contradictions, *said)) if said else f


def _stated(f: Draft, against: Draft, found: Sequence[Draft]) -> Draft:
    """The sentence of the other section that gives the other side."""
    return next(
        g
        for g in found
        if (g.type, g.level, g.section, g.side) == (f.type, f.level, "findings", _OTHER[against.side]) and not g.negated
    )


def _sides(found: Sequence[Draft], impression: Sequence[Draft]) -> dict[tuple[str, str | None], Draft]:
    """Findings that lie left by the findings and right by the impression, or the reverse, with what the impression says."""
    here: dict[tuple[str, str | None], dict[str | None, set[str | None]]] = {}
    summed = {(f.type, f.level) for f in impression if f.type in _SIDED and f.side in _OTHER and f.level and not f.negated}
    if not summed:
        return {}
    told = [f for f in found if (f.type, f.level) in summed and not f.negated and f.temporality == "current"]
    for f in told:
        here.setdefault((f.type, f.level), {}).setdefault(f.section, set()).add(f.side)
    pair = ({"left"}, {"right"})
    opposite = {key for key, said in here.items() if (said.get("findings"), said.get("impression")) in (pair, pair[::-1])}
    return {(f.type, f.level): f for f in told if f.section == "impression" and (f.type, f.level) in opposite}


def _denies(denial: Draft, f: Draft, summed: set[str]) -> bool:
    """Whether a denial is of this very finding: its level, its side, its kind, and a degree that it has. `summed`: the types
    that the impression states."""
    if denial.type != f.type or denial.start == f.start or denial.denies_from > _degree(f):
        return False
    if denial.side not in (None, f.side) and f.side != "bilateral":
        return False
    if f.type == "disc_herniation" and (denial.morphology not in (None, f.morphology) or "recurrent" in denial.qualities):
        return False
    if f.type == "nerve_root_compression" and (f.contact != "compression" or not _same_roots(denial, f)):
        return False
    if f.type == "fracture" and "chronic" in f.qualities:
        return False
    return denial.level == f.level if denial.level else _denied_in_sum(denial, f, summed)


def _same_roots(a: Draft, b: Draft) -> bool:
    return not a.roots or not b.roots or not set(a.roots).isdisjoint(b.roots)


def _denied_in_sum(denial: Draft, f: Draft, summed: set[str]) -> bool:
    """A denial without a level speaks of all levels in an impression that nowhere states such a finding."""
    return denial.section == "impression" and f.section == "findings" and _degree(f) >= 1 and f.type not in summed


def _degree(f: Draft) -> int:
    """0 mild, 1 moderate or not graded, 2 severe."""
    return 1 if f.severity is None else _GRADES[f.severity][1]


def _between(
    about: Literal["severity", "side", "presence"], a: Draft, b: Draft, *, used: str | None, other: str | None
) -> Contradiction:
    return Contradiction(about=about, used=used, other=other, used_in=a.section, other_in=b.section, words=b.sentence)
