"""The names of Observations and of their components, as they are to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from service.knowledge.loader import read_toml
from service.reading.clinical_codes import coded
from service.reading.coding import codes_of, text_of
from service.reading.examined_parts import roots_in
from service.reading.labels import plain_label
from service.reading.lexicon import LEXICON, lexicon
from service.reading.phrases import Phrases
from service.reading.scan import sentences

KINDS = frozenset({"test", "measure", "symptom", "problem", "part", "section"})

SUMMING = ("all_strength", "all_reflexes", "all_sensation", "")

_JOINT = re.compile(
    r"\b(great toe|big toe|hallux|toe|hip|knee|ankle|foot|shoulder|elbow|wrist|finger|thumb|neck|trunk)s?\b"
)
_MOVEMENT = re.compile(
    r"\b(?:(?:plantar|dorsi|palmar)?[ -]?flex(?:ion|ors?)|exten(?:sion|sors?)|ab?duct(?:ion|ors?)|adduct(?:ion|ors?)"
    r"|inver(?:sion|tors?)|ever(?:sion|tors?)|(?:internal|external) rotat(?:ion|ors?)|rotat(?:ion|ors?))\b"
)
_REFLEX = re.compile(r"\b(?:reflex(?:es)?|jerks?|dtrs?)\b")
_TENDON = re.compile(r"\b(?:knee|ankle|patellar?|achilles|biceps|triceps|brachioradialis|supinator)s?\b")
_UPPER_ROOT = re.compile(r"\b[ct]\d{1,2}\b")
_MOTION = re.compile(r"\b(?:a|p)?rom\b|\brange of (?:motion|movement)\b")


@cache
def _phrases() -> Phrases:
    return Phrases({key: entry["phrases"] for key, entry in read_toml(LEXICON / "observation_names.toml").items()})


@lru_cache(maxsize=2048)
def told_by(words: str) -> frozenset[str]:
    """What the words of a name, a value or a note say of the result: entries of observation_names.toml ("goal", "earlier")."""
    return _phrases().ids(words)


def without_phrases(words: str, kind: str) -> str:
    """The words without every phrase of one entry."""
    kept, upto = [], 0
    for phrase in _phrases().find(words):
        if kind in phrase.ids:
            kept.append(words[upto : phrase.start])
            upto = phrase.end
    return " ".join(" ".join([*kept, words[upto:]]).split())


@lru_cache(maxsize=4096)
def known_name(text: str) -> bool:
    return any(c.kind in KINDS for s in sentences(text) for i in s for c in i.concepts)


def full_name(resource: Mapping[str, Any]) -> str:
    """The name, from text or displays of the code."""
    concept = resource.get("code")
    name = text_of(concept)
    if not known_name(name):
        name = next((c.display for c in codes_of(concept) if c.display and known_name(c.display)), name)
    return plain_label(name) or next((words_of_entry(c.key) for c in coded(concept) if c.table == "test"), "")


def words_of_entry(key: str) -> str:
    return next(iter(lexicon().tests[key].phrases), "")


def component_name(component: Mapping[str, Any], parent: str) -> str:
    """A component that names no test of its own ("Left", "MRC grade") takes the name of its parent."""
    own = full_name(component)
    side = side_of_name(parent)
    if joined := of_joint(own, parent) or of_reflex(own, parent):
        return f"{side} {joined}" if side and not side_of_name(own) else joined
    if side and tested(own) and not side_of_name(own):
        own = f"{side} {own}"
    if of_a_root(own) or (tested(own) and sums_up(parent)):
        return own
    has_test = any(i.is_("test") or i.is_("measure") or i.is_("symptom") for s in sentences(own) for i in s)
    specific = has_test and any(i.means("test") not in SUMMING for s in sentences(own) for i in s)
    return own if specific or (has_test and not parent) else f"{parent} {own}"


@lru_cache(maxsize=2048)
def of_joint(own: str, parent: str) -> str:
    """A movement with the joint that the parent names: "Flexion" of "Hip strength" is "hip Flexion", of "Shoulder strength"
    no test of the hip; an empty string when it is no movement, or has a joint of its own."""
    low, above = own.lower(), parent.lower()
    joints = {m[1] for m in _JOINT.finditer(above)}
    if len(joints) != 1 or _JOINT.search(low) or not _MOVEMENT.search(low):
        return ""
    motion = _MOTION.search(above)
    return f"{joints.pop()} {own}" + (f" {motion[0]}" if motion and not _MOTION.search(low) else "")


@lru_cache(maxsize=2048)
def of_reflex(own: str, parent: str) -> str:
    """A tendon under reflexes is its reflex: "Knee right" of "Reflex examination"."""
    low = own.lower()
    if not _REFLEX.search(parent.lower()) or _REFLEX.search(low) or not _TENDON.search(low):
        return ""
    return f"{own} reflex"


@lru_cache(maxsize=4096)
def side_of_name(name: str) -> str:
    """The one side that a name speaks of, else an empty string."""
    sides = {side for s in sentences(name) for i in s if (side := i.means("side") or i.side)} - {"other"}
    return sides.pop() if len(sides) == 1 else ""


def tested(name: str) -> bool:
    return any(i.is_("test") for s in sentences(name) for i in s)


def of_a_root(name: str) -> bool:
    """Whether a name is that of the test of one root ("Myotome L5"): the parent adds nothing to it."""
    return any(i.level for s in sentences(name) for i in s) and tested(name)


@lru_cache(maxsize=2048)
def of_upper_roots(name: str) -> bool:
    """Whether the only roots of a name are those of the arms or the trunk: "Dermatome T10"."""
    return tested(name) and bool(_UPPER_ROOT.search(name.lower())) and not any(roots_in(s) for s in sentences(name))


def sums_up(name: str) -> bool:
    """Whether a name is that of the whole neurological examination: a part that is normal does not make it so."""
    found = {i.means("test") for s in sentences(name) for i in s if i.is_("test")}
    return bool(found) and found <= {"neuro_exam", "all_neuro", "motor_and_sensory"}
