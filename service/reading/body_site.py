"""Where an Observation was made: the place and the side of bodySite, or of the components that say so ("Muscle: deltoid")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from service.facts import NotAssessed, Source
from service.reading.body_headings import above_the_legs, of_the_legs
from service.reading.clauses import GROUPS
from service.reading.clinical_codes import side_by_code
from service.reading.coding import listed, text_of
from service.reading.facts_from_words import lateral
from service.reading.gleaned import Gleaned
from service.reading.item import Item
from service.reading.lexicon import lexicon
from service.reading.observed_value import value_of
from service.reading.scan import sentences
from service.record import Resource

PLACING = frozenset({
    "body site", "site", "body location", "location", "body region", "region", "anatomical site", "anatomic location", "limb",
    "muscle", "muscle group", "muscle tested", "muscle name", "joint", "side", "body side", "laterality", "dermatome", "root",
    "nerve root", "tendon", "area",
})  # fmt: skip
"""Names of components whose value says where the others were found."""
SUMMARIES = GROUPS | {"sensory_finding"}
OF_A_PLACE = frozenset({"pain", "numbness", "paraesthesia", "weakness", "stiffness"})
"""Complaints whose meaning depends on where they are: numbness of the perineum is none of the hand."""
EMPTY = frozenset({
    "structure", "of", "the", "entire", "side", "left", "right", "both", "bilateral", "region", "area", "muscle", "muscles",
    "tendon", "joint", "part", "body", "whole", "aspect", "and", "l", "r", "lt", "rt", "lower", "limb", "limbs", "leg", "legs",
    "extremity", "extremities",
})  # fmt: skip
_ALL_OVER = re.compile(r"\b(?:(?:all|four|both) (?:extremities|limbs)|nervous system|whole body|entire body)\b", re.I)
_KIND = re.compile(r"\((?:body structure|qualifier value|structure)\)|\bstructures?\b", re.I)


@dataclass(frozen=True, slots=True)
class Site:
    """A place as words. `side`: left, right, bilateral or an empty string. `placed`: the words name a place that we know.
    `above`: it is above the legs. `unknown`: it is a place that we do not know."""

    words: str = ""
    side: str = ""
    placed: bool = False
    above: bool = False
    unknown: bool = False


NOWHERE = Site()


def site_of(observation: Resource) -> Site:
    """The place of bodySite, else that of the components that say where. Two muscles in one Observation are no one place."""
    concept = observation.get("bodySite")
    if concept is not None:
        site = site_in(text_of(concept))
        return replace(site, side=side_by_code(concept) or site.side)
    told = [(name_of(c), value_of(c).words) for c in listed(observation.get("component")) if says_where(c)]
    if len({name for name, _ in told}) < len(told):
        return Site(unknown=True)
    return site_in(" ".join(words for name, words in sorted(told, key=lambda one: one[0] not in SIDES)))


SIDES = frozenset({"side", "body side", "laterality"})


def name_of(component: Mapping[str, Any]) -> str:
    return text_of(component.get("code")).strip(" :?").lower()


def says_where(component: Any) -> bool:
    """Whether a component only says where the others were found: "Side: left"."""
    return isinstance(component, Mapping) and name_of(component) in PLACING and names_place(value_of(component).words)


@lru_cache(maxsize=2048)
def names_place(words: str) -> bool:
    told = any(i.is_("value") or i.grade is not None or i.number is not None for i in items_of(words))
    return site_in(words) != NOWHERE and not told


@lru_cache(maxsize=2048)
def site_in(words: str) -> Site:
    """ "Left deltoid muscle structure" is above the legs, on the left."""
    words = " ".join(_KIND.sub(" ", words).split())
    items = items_of(words)
    side = next((s for i in items if (s := i.means("side") or i.side) and s != "other"), "")
    placed = any(map(is_place, items))
    above = any(map(is_above, items)) and not any(of_the_legs(i) or names_leg_test(i) for i in items)
    named = any(i.word not in EMPTY and not i.is_("side") and not i.mark for i in items)
    unknown = named and not placed and not _ALL_OVER.search(words)
    return Site(words, side, placed, above, unknown)


def items_of(words: str) -> list[Item]:
    return [i for s in sentences(words) for i in s]


def is_place(item: Item) -> bool:
    return item.is_("region") or item.is_("test") or bool(item.level)


def is_above(item: Item) -> bool:
    """Whether a word names a part above the legs, or what is examined there: "left hand", "biceps"."""
    key = item.means("test")
    return above_the_legs(item) or (bool(key) and not lexicon().tests[key].tests)


def names_leg_test(item: Item) -> bool:
    key = item.means("test")
    return bool(key) and bool(lexicon().tests[key].tests)


def placed_name(name: str, site: Site, words: str) -> str:
    """The name with the place before it when it names none of its own: "Muscle strength" of the left tibialis anterior is
    "Left tibialis anterior Muscle strength". `words` are name and value: the side that stands in them counts first."""
    items = items_of(name)
    if not items or any(i.is_("measure") for i in items):
        return name
    if site.placed and (site.above or (leaves_place_open(items) and not any(map(has_place, items)))):
        return f"{site.words} {name}"
    return wider_name(name, site) if leaves_place_open(items) and not names_side(words) else name


def leaves_place_open(items: Iterable[Item]) -> bool:
    """Whether a name is that of a summary, or of a complaint that can be anywhere."""
    summaries = [key in SUMMARIES or key in OF_REFLEX for i in items if (key := i.means("test"))]
    complaints = [lexicon().symptoms[key].kind in OF_A_PLACE for i in items if (key := i.means("symptom"))]
    bare = any(i.word in ("reflex", "tenderness", "tone") for i in items)
    return bare or (bool(summaries or complaints) and all(summaries) and (bool(summaries) or all(complaints)))


OF_REFLEX = frozenset({"all_reflexes"})


def has_place(item: Item) -> bool:
    """Whether a word of a name says where: "light touch L5", "left leg weakness"."""
    symptom = item.means("symptom")
    test = item.means("test")
    specific = bool(test) and test not in SUMMARIES and test not in OF_REFLEX
    return item.is_("region") or bool(item.level) or specific or bool(symptom and lexicon().symptoms[symptom].regions)


@cache
def tests_of_the_legs() -> frozenset[str]:
    """The tests of a neurological examination of the legs."""
    return frozenset(lexicon().tests["neuro_exam"].tests) | {"leg_strength", "sensation_leg"}


def at_site(out: Gleaned, site: Site, name: str, words: str) -> Gleaned:
    """What was read as it holds at the place: nothing of the legs when it is above them, or a place that we do not know; the
    side that the words left open, and nothing of the other side when they name none."""
    elsewhere = site.above or (site.unknown and not any(map(has_place, items_of(name))))
    out = without_legs(out) if elsewhere else out
    if site.side in ("left", "right") and not names_side(words):
        out = replace(out, signs=tuple(s for s in out.signs if s.side in (None, site.side)))
    return with_side(out, site.side)


def names_side(words: str) -> bool:
    return any(i.means("side") or i.side for i in items_of(words))


def wider_name(name: str, site: Site) -> str:
    """The name with the side of the place alone, for a part of the leg that has no test of its own."""
    return f"{site.side} {name}" if site.side in ("left", "right") else name


def not_ours(source: Source) -> Gleaned:
    """That something was examined which is none of the legs."""
    return Gleaned(not_assessed=(NotAssessed(source=source.reference, why="what was examined is no part of the legs"),))


def without_legs(out: Gleaned) -> Gleaned:
    """Without the signs of the legs; that they were left out is said."""
    signs = tuple(s for s in out.signs if s.test not in tests_of_the_legs())
    if len(signs) == len(out.signs):
        return out
    return replace(out, signs=signs, not_assessed=(*out.not_assessed, *not_ours(out.signs[0].source).not_assessed))


def with_side(out: Gleaned, side: str) -> Gleaned:
    """The facts with the side of the place where the words left it open."""
    if side == "bilateral":
        doubled = [replace(s, side=lr) if s.side is None else s for s in out.signs for lr in ("left", "right")]
        return replace(out, signs=tuple(dict.fromkeys(doubled)))
    one = lateral(side)
    if one != "left" and one != "right":
        return out
    return replace(
        out,
        signs=tuple(replace(s, side=s.side or one) for s in out.signs),
        symptoms=tuple(replace(s, side=s.side or one) for s in out.symptoms),
        problems=tuple(replace(p, side=p.side or one) for p in out.problems),
        measurements=tuple(replace(m, side=m.side or one) if m.kind == "abductor_force" else m for m in out.measurements),
    )
