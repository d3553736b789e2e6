"""Repeated statements of one finding become one: the findings and the impression of a report speak of the same discs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from service.facts import Side, StatedFinding
from service.reading.report.contradictions import exclude, of_grade, together, with_contradictions
from service.reading.report.draft import Draft

T = TypeVar("T")
_SEVERITIES = (None, "mild", "mild-moderate", "moderate", "moderate-severe", "severe")
_MORPHOLOGIES = (None, "protrusion", "extrusion", "sequestration")
_PAIR: tuple[Side, Side] = ("left", "right")
_place_of = attrgetter("start", "end")
_CONTACTS = (None, "none", "contact", "displacement", "compression")


def merged(found: Sequence[Draft]) -> tuple[StatedFinding, ...]:
    """One finding for each type, level, side, denial and time; the earliest words are kept, the worse grade is used."""
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for f in found:
        type_ = f.type
        kind = _kind(f) if type_ == "other" else None
        groups.setdefault((type_, f.level, f.negated, f.temporality, kind), []).append(f)
    out: list[Draft] = []
    for group in groups.values():
        out += group if len(group) == 1 else _by_side(group)
    out = _once_in_a_spine(_without_levelless_repeats(out))
    out = with_contradictions(_roots_placed(out), found)
    return tuple([f.final() for f in sorted(out, key=_place_of)])


def _kind(f: Draft) -> object:
    return tuple(sorted(f.qualities - {"stable", "new", "worse", "better"}))


def _by_side(group: list[Draft]) -> list[Draft]:
    """Joined by side; a statement without a side joins one with a side, a bilateral one splits into graded sides."""
    sides: dict[Side | None, Draft] = {}
    for f in group:
        side = f.side
        sides[side] = _joined(sides[side], f) if side in sides else f
    both = sides.get("bilateral")
    if both is not None and ("left" in sides or "right" in sides):
        for side in _PAIR:
            one, half = sides.get(side), both.but(side=side)
            sides[side] = half if one is None else _joined(half, one) if one.severity is None else _graded(one, half)
        del sides["bilateral"]
    plain = sides.get(None)
    if plain is not None and len(sides) > 1 and not _stands_apart(plain, sides.values()):
        del sides[None]
        against = all(exclude(f.severity, plain.severity) for f in sides.values())
        for key, f in sides.items():
            one = _graded(f, plain) if against else f
            sides[key] = _joined(one, plain.but(side=f.side, severity=plain.severity if f.severity is None else None))
    return list(sides.values())


def _stands_apart(plain: Draft, sided: Iterable[Draft]) -> bool:
    """An abscess beside a discitis, a broken process beside a broken body, a healed fracture beside one that is not called
    so: not one finding said twice."""
    if plain.type == "fracture":
        healed = "chronic" in plain.qualities
        return plain.level is not None or any(healed != ("chronic" in f.qualities) for f in sided)
    return plain.type in ("infection_signs", "neoplasm_signs")


def _graded(f: Draft, repeat: Draft) -> Draft:
    """`f`, with the grade of another sentence where that excludes its own and is worse."""
    worse, lesser = (f, repeat) if _degree(f) >= _degree(repeat) else (repeat, f)
    said = of_grade(worse, lesser)
    return f.but(severity=worse.severity, contradictions=together(*f.contradictions, *said)) if said else f


def _degree(f: Draft) -> int:
    return _SEVERITIES.index(f.severity)


def _joined(a: Draft, b: Draft) -> Draft:
    contradictions = a.contradictions + b.contradictions
    if a.severity and b.severity and a.loose != b.loose:
        a, b = (a.but(severity=b.severity, loose=False), b) if a.loose else (a, b.but(severity=a.severity))
    if a.severity and b.severity and a.severity != b.severity:
        worse, lesser = (a, b) if _degree(a) >= _degree(b) else (b, a)
        contradictions = together(*contradictions, *of_grade(worse, lesser))
    return a.but(
        contradictions=contradictions,
        severity=_higher(_SEVERITIES, a.severity, b.severity),
        hedged=a.hedged and b.hedged,
        morphology=_higher(_MORPHOLOGIES, a.morphology, b.morphology),
        zone=a.zone or b.zone,
        migration=a.migration or b.migration,
        modic_type=a.modic_type or b.modic_type,
        grade=a.grade or b.grade,
        millimetres=a.millimetres if a.millimetres is not None else b.millimetres,
        contact=_higher(_CONTACTS, a.contact, b.contact),
        roots=tuple(dict.fromkeys(a.roots + b.roots)),
        qualities=_qualities(a, b),
    )


def _higher(order: Sequence[T], a: T, b: T) -> T:
    return a if a == b else max(a, b, key=order.index)


def _qualities(a: Draft, b: Draft) -> frozenset[str]:
    """Those of both; a fracture called old by one sentence and fresh by another counts as fresh."""
    both = a.qualities | b.qualities
    disputed = a.type == "fracture" and ("chronic" in a.qualities) != ("chronic" in b.qualities)
    return both - {"chronic"} if disputed and "acute" in both else both


def _without_levelless_repeats(found: Sequence[Draft]) -> list[Draft]:
    """ "Severe stenosis" in the impression repeats the stenosis at L4-L5 when only one level has such a finding."""
    out = list(found)
    for f in found:
        if f.level is not None or f.negated:
            continue
        same = [
            g for g in out if g.type == f.type and g.level and not g.negated and g.temporality == f.temporality and g is not f
        ]
        if f.side and f.severity and [(g.side, g.severity) for g in same].count((f.side, f.severity)) == 1 and f in out:
            out.remove(f)  # "severe right foraminal stenosis" is the one that is severe and on the right
        elif (
            same
            and f.type
            in {
                "spondylolisthesis",
                "transitional_vertebra",
                "synovial_cyst",
                "fracture",
                "infection_signs",
                "neoplasm_signs",
                "postoperative_change",
                "arachnoiditis",
                "epidural_lipomatosis",
                "tarlov_cyst",
                "spondylolysis",
                "hemangioma",
                "schmorl_node",
            }
            and f in out
        ):
            out.remove(f)
    return out


_SINGLE = ("conus_abnormality", "transitional_vertebra")
"""What a spine has one of."""


def _once_in_a_spine(found: Sequence[Draft]) -> list[Draft]:
    """ "Partial sacralisation of L5", and later "the L5-S1 pseudoarticulation", are one; the first that has a level counts."""
    out = list(found)
    for type_ in _SINGLE:
        same = [f for f in found if f.type == type_ and not f.negated and f.temporality == "current"]
        kept = next((f for f in sorted(same, key=_place_of) if f.level), None)
        if kept is not None and len(same) > 1:
            out = [f for f in out if f is kept or f not in same]
    return out


def _roots_placed(found: Sequence[Draft]) -> list[Draft]:
    """ "Compression of the L5 root" without a level repeats the only statement that names the same root at a level."""
    out = list(found)
    for f in found:
        if f.type != "nerve_root_compression" or f.level is not None or not f.roots:
            continue
        same = [g for g in out if g.type == f.type and g.level and g.negated == f.negated and set(f.roots) <= set(g.roots)]
        if len({g.level for g in same}) == 1:
            out.remove(f)
    return out
