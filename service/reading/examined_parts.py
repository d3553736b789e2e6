"""Which tests a statement is about: the regions of a sensory loss, the muscle of a myotome, the parts of a summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from service.facts import Presence
from service.knowledge.loader import FOLDER, read_toml
from service.reading.clauses import GROUPS, Named
from service.reading.item import Item
from service.reading.lexicon import lexicon

MOTOR = {
    "L1": "hip_flexion_strength",
    "L2": "hip_flexion_strength",
    "L3": "knee_extension_strength",
    "L4": "ankle_dorsiflexion_strength",
    "L5": "great_toe_extension_strength",
    "S1": "ankle_plantarflexion_strength",
    "S2": "toe_flexion_strength",
}

DERMATOMES = {
    "L1": ("groin",),
    "L2": ("anterior_thigh",),
    "L3": ("medial_knee", "medial_thigh"),
    "L4": ("medial_leg",),
    "L5": ("dorsum_foot", "lateral_leg"),
    "S1": ("lateral_foot", "sole", "calf"),
    "S2": ("posterior_thigh",),
    "S3": ("perineum",),
    "S4": ("perineum",),
    "S5": ("perineum",),
}

ORDER = tuple(DERMATOMES)

WIDER = {"thigh": "anterior_thigh", "below_knee": "leg", "knee": "medial_knee"}


@cache
def sensory_regions() -> frozenset[str]:
    """The regions whose feeling is a test of its own (`sensation_...` in signs.toml)."""
    tests = read_toml(FOLDER / "signs.toml")
    return frozenset(test.removeprefix("sensation_") for test in tests if test.startswith("sensation_"))


def tests_of_roots(words: str) -> tuple[str, ...]:
    """The muscle and the regions of the roots that the words name: "L5 examination"."""
    roots = [r.upper() for r in re.findall(r"[ls]\d", words)]
    muscles = [MOTOR[r] for r in roots if r in MOTOR]
    return tuple(dict.fromkeys([*muscles, *(f"sensation_{region}" for r in roots for region in DERMATOMES.get(r, ()))]))


def whole_tests(key: str, tests: tuple[str, ...], presence: Presence) -> tuple[str, ...]:
    """What a summary says: normal, that every part is; abnormal, only that something is (weak legs, numb somewhere)."""
    if presence is Presence.PRESENT:
        weak = key in ("all_strength", "strength_word", "motor_and_sensory")
        numb = key in ("all_sensation", "sensory_finding")
        unclear = key in ("neuro_exam", "neuro_deficit", "all_neuro", "gait")
        return ("leg_strength",) if weak else ("sensation_leg",) if numb else () if unclear else tests
    parts = {"strength_word": "all_strength", "sensory_finding": "all_sensation"}.get(key)
    return lexicon().tests[parts].tests if parts else tests


DISTAL = ("ankle_", "great_toe_", "toe_", "achilles_", "sensation_medial_leg", "sensation_lateral_leg", "sensation_calf",
          "sensation_dorsum_foot", "sensation_lateral_foot", "sensation_sole", "sensation_leg", "leg_strength")  # fmt: skip
PROXIMAL = ("hip_", "knee_", "patellar_", "sensation_anterior_thigh", "sensation_medial_thigh", "sensation_lateral_thigh",
            "sensation_posterior_thigh", "sensation_leg", "leg_strength")  # fmt: skip
ENDS = {"distal": DISTAL, "distally": DISTAL, "proximal": PROXIMAL, "proximally": PROXIMAL}
"""How the names of the tests of a part of the leg begin."""

FOOT = ("ankle_", "great_toe_", "toe_")
MUSCLES = {"foot": FOOT, "dorsum_foot": FOOT, "sole": FOOT, "heel": FOOT, "calf": FOOT, "below_knee": FOOT, "knee": ("knee_",),
           "thigh": ("hip_", "knee_"), "anterior_thigh": ("hip_", "knee_"), "hip": ("hip_",), "buttock": ("hip_",),
           "groin": ("hip_",)}  # fmt: skip
"""How the names of the muscles about a part of the leg begin; of a whole leg all are meant."""


def of_part(tests: tuple[str, ...], key: str, items: Sequence[Item]) -> tuple[str, ...]:
    """The tests of a summary that are meant: "distal power normal" says nothing of hip flexion."""
    if key not in GROUPS:
        return tests
    named = {word for item in items if not item.is_("region") for word in item.word.split() if word in ENDS}
    begins = tuple(begin for word in named for begin in ENDS[word]) or (muscles_about(items) if key == "all_strength" else ())
    return tuple(t for t in tests if t.startswith(begins)) if begins else tests


def muscles_about(items: Iterable[Item]) -> tuple[str, ...]:
    """Which muscles a summary of strength is about when it names a part: "toe power normal" says nothing of the hip."""
    parts = {region for i in items if i.is_("region") for region in lexicon().regions[i.means("region")].regions}
    if not parts or not parts <= MUSCLES.keys() or {"hip", "foot"} <= parts:  # "from the hips to the feet"
        return ()
    return tuple(begin for part in parts for begin in MUSCLES[part])


def sensed(named: Named, default: tuple[str, ...]) -> tuple[str, ...]:
    """The regions that a statement about sensation names, by words or by dermatome; else all of the leg."""
    items = [*named.chunk.items, *(named.source.items if named.source and named.source is not named.chunk else [])]
    regions = [r for i in items if i.is_("region") for r in lexicon().regions[i.means("region")].regions]
    regions += [r for level in roots_in(items) for r in DERMATOMES[level]]
    regions = [WIDER.get(r, r) for r in regions]
    named_tests = tuple(dict.fromkeys(f"sensation_{r}" for r in regions if r in sensory_regions()))
    if set(named_tests) <= {"sensation_leg"} and default:
        return default
    return named_tests or default or ("sensation_leg",)


def by_level(named: Named, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """ "L5 myotome 4/5" is the great toe."""
    levels = roots_in(named.chunk.items) if key == "all_strength" else []
    return tuple(dict.fromkeys(MOTOR[r] for r in levels if r in MOTOR)) or default


def roots_in(items: Iterable[Item]) -> list[str]:
    """The roots that items name: "L5", "L4-S1", "L5/S1"."""
    out: list[str] = []
    for item in items:
        parts = item.level.upper().replace("/", "-").split("-") if item.level else []
        parts = [p if p[:1].isalpha() else parts[0][0] + p for p in parts if p]
        known = [p for p in parts if p in ORDER]
        if len(known) == 2 and "-" in item.level:
            known = list(ORDER[min(map(ORDER.index, known)) : max(map(ORDER.index, known)) + 1])
        out += known
    return list(dict.fromkeys(out))
