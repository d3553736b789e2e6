"""Which part of the body an examination is of where only its heading says so: "Right shoulder: strength 5/5"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from service.reading.clauses import GROUPS, Chunk
from service.reading.item import Item

UPPER_BODY = frozenset({"neck_or_arm", "trunk", "mid_back"})
LEGS = frozenset({"le", "les", "ll", "lls", "ble", "lower", "leg", "legs", "limbs", "extremities"})
JOINTS = frozenset({"hip", "knee", "foot", "thigh", "calf", "below_knee"})
"""Parts of the leg under whose heading a summary is of their own muscles and skin."""
LIMB_OR_NECK = ("neck", "cervical", "c spine", "upper", "arm", "ul", "bul", "rul", "lul", "u/l", "ue", "bue", "rue", "lue",
                "shoulder", "elbow", "wrist", "hand", "finger", "thumb", "forearm", "rotator")  # fmt: skip
"""How the names of parts begin under which strength and feeling are examined, unlike chest or face."""
OF_A_HEADING = frozenset({"exam", "examination", "only", "the", "both"})
CARRIED = frozenset({"all_strength", "all_reflexes", "all_sensation", "strength_word", "sensory_finding", "other_examination",
                     "all_neuro", "motor_and_sensory"})  # fmt: skip
"""Names before a colon that go on under a heading of a part: "Strength: 5/5"."""
_ABOVE = re.compile(r"c[1-8]|t(?:[1-9]|1[01])|v[1-3]")
"""Roots of arm and chest, and the branches of the fifth cranial nerve."""


def above_the_legs(item: Item) -> bool:
    """Whether a word names neck, arm, head or chest, or one of their roots."""
    return item.means("region") in UPPER_BODY or _above(item.level or item.word)


@lru_cache(maxsize=2048)
def _above(roots: str) -> bool:
    return all(_ABOVE.fullmatch(root) for root in re.split("[-/]", roots))


def of_the_legs(item: Item) -> bool:
    """Whether a word names the legs, or the legs among the rest: "strength 5/5 in UE and LE", "in all four limbs"."""
    if not item.is_("region"):
        return any(word in LEGS for word in item.word.split())
    return item.means("region") not in (*UPPER_BODY, "low_back", "abdomen")


def heading_part(sentence: list[Item]) -> Item | None:
    """The part of the body that a sentence opens with, before a colon or a comma: "Neck supple, strength 5/5", "Left knee:
    stable, strength 5/5"; None where it names the legs as well, or opens with anything else."""
    part = _opening(sentence)
    if part is None or any(i.means("region") == "low_back" for i in sentence):
        return None
    if part.means("region") in JOINTS:
        headed = any(i.mark == ":" for i in sentence[:4])
        return part if headed or not any(i.is_("symptom") or i.is_("problem") for i in sentence) else None
    return None if any(map(of_the_legs, sentence)) else part


def _opening(sentence: list[Item]) -> Item | None:
    for item in sentence[:3]:
        if item.means("region") in UPPER_BODY | JOINTS:
            return item if item.means("region") in JOINTS or item.word.startswith(LIMB_OR_NECK) else None
        if not (item.is_("side") or item.word in OF_A_HEADING):
            return None
    return None


def carried(sentence: list[Item], part: Item | None, *, alone: bool, new_line: bool) -> Item | None:
    """The part of the upper body that the sentence stands under, after it: its own heading, or the one before, which a new
    line ends unless it stood `alone` on its line, and any other heading does."""
    opening = _opening(sentence)
    colon = next((n for n, i in enumerate(sentence[:4]) if i.mark == ":"), None)
    headed = colon is not None or is_title(sentence)
    if opening is not None and headed:
        return opening if opening.means("region") in UPPER_BODY and not any(map(of_the_legs, sentence)) else None
    if part is None or (new_line and not alone):
        return None
    if headed and sentence[0].means("test") not in CARRIED:
        return None
    return None if any(map(of_the_legs, sentence)) else part


def is_title(sentence: list[Item]) -> bool:
    """Whether a line is nothing but the name of a part: "UPPER LIMB EXAM"."""
    words = [i for i in sentence if i.mark != ":"]
    named = all(i.is_("region") or i.is_("side") or i.word in OF_A_HEADING for i in words)
    return named and any(i.is_("region") for i in words)


def under(part: Item, chunk: Chunk) -> Chunk:
    """The chunk with the part it is of, where it sums up and names none itself."""
    sums_up = bool(chunk.tests) and all(t.means("test") in GROUPS or t.means("test") == "pulses" for t in chunk.tests)
    if not sums_up or any(i.is_("region") or i is part for i in chunk.items) or any(map(of_the_legs, chunk.items)):
        return chunk
    return replace(chunk, items=[*chunk.items, part])
