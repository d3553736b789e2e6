"""What a value means for a kind of test: "present" is normal for a reflex, abnormal for tenderness, nothing for strength."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.facts import Presence
from service.reading.lexicon import Mode

PRESENT, ABSENT, NOT_TESTED = Presence.PRESENT, Presence.ABSENT, Presence.NOT_TESTED
DEGREES = ("°", "degrees", "degree", "deg")
ACTIVE = frozenset({"strength", "walk", "group"})
"""What the patient does: failing it is abnormal. A test done to the patient that could not be done is not tested."""
OF_PAIN = ("because_of_pain", "no_root_pain")
LIMIT_OF_STRAIGHT_LEG_RAISE = 70.0
AT_LEAST = 80.0
"""Degrees from which a plus behind the number only says that it was more."""
ROOT_STRETCHED = frozenset({"straight_leg_raise", "slump_test"})
"""Tests that mean nothing when they hurt only in the back or pull in the hamstrings."""
LEAST_NORMAL_ROTATION = 25.0
BEATS_OF_CLONUS_ALLOWED = 3


@dataclass(slots=True)
class Cues:
    """Everything said beside a test on one side: value words, numbers, and whether a "no" stands before.

    `of_a_place`: the test is named only by a dermatome, where "present" may speak of anything ("rash in L5: present").
    """

    words: set[str] = field(default_factory=set)
    negated: bool = False
    both_sides: bool = False
    grade: float | None = None
    scale: float | None = None
    plus: str = ""
    number: float | None = None
    sign: str = ""
    unit: str = ""
    pain: bool = False
    of_a_place: bool = False

    def any(self, *words: str) -> bool:
        return not self.words.isdisjoint(words)

    @property
    def degrees(self) -> float | None:
        return self.number if self.unit in DEGREES else None


@dataclass(frozen=True, slots=True)
class Reading:
    """Presence and grade that the cues mean. `own` is false when only the name of a finding was there and no value.
    `hyperreflexia` is set by a brisk reflex, which is no sign of a root."""

    presence: Presence
    grade: float | None = None
    own: bool = True
    hyperreflexia: bool = False
    qualities: frozenset[str] = frozenset()


def read_value(mode: Mode, cues: Cues, test: str = "") -> Reading | None:
    """The meaning of the cues for a test of this mode; None when they mean nothing for it."""
    failed = cues.any("unable_to_perform")
    if (cues.any("not_tested") or (failed and mode not in ACTIVE and test != "single_leg_stance_pain")) and cues.grade is None:
        return Reading(NOT_TESTED)
    if failed and cues.grade is None:
        return Reading(PRESENT)
    return READERS[mode](cues, test)


def strength(cues: Cues, test: str) -> Reading | None:
    if cues.any("limited") or cues.degrees is not None:
        return None
    grade = cues.grade if cues.grade is not None else bare_grade(cues)
    if grade is not None:
        return Reading(PRESENT if grade < 5 else ABSENT, grade, qualities=limited_by_pain(cues))
    if cues.any("weakness"):
        return read_name(cues)
    if cues.any("reduced", "abnormal"):
        return Reading(ABSENT if cues.negated else PRESENT, qualities=limited_by_pain(cues))
    if cues.any("normal"):
        return Reading(PRESENT if cues.negated else ABSENT)
    return None


def limited_by_pain(cues: Cues) -> frozenset[str]:
    return frozenset({"pain_limited"}) if cues.any("painful", *OF_PAIN) else frozenset()


def bare_grade(cues: Cues) -> float | None:
    """A grade without "/5": "EHL 4+", "power 4"."""
    if cues.number is None or cues.unit or cues.number not in (0, 1, 2, 3, 4, 5):
        return None
    return round(min(5.0, max(0.0, cues.number + {"+": 1 / 3, "-": -1 / 3}.get(cues.sign, 0))), 2)


def read_name(cues: Cues) -> Reading:
    """A name that says abnormal by itself ("weakness", "tenderness"): absent, negative or "no" make it normal."""
    if cues.any("not_tested"):
        return Reading(NOT_TESTED)
    if cues.negated or cues.any("absent", "negative", "no", "normal") or cues.plus == "-":
        return Reading(ABSENT)
    return Reading(PRESENT, own=cues.any("present", "positive", "abnormal"))


def reflex(cues: Cues, test: str) -> Reading | None:
    level = cues.scale if cues.scale is not None else plain_level(cues)
    if level is not None:
        return by_level(level, cues)
    if cues.any("brisk"):
        even = cues.any("normal") or cues.negated
        return Reading(ABSENT, hyperreflexia=not even)
    if cues.any("absent", "reduced", "abnormal"):
        return Reading(ABSENT if cues.negated and not cues.any("absent") else PRESENT)
    if cues.any("reinforced"):  # alike on both sides it is a variant of normal
        return Reading(ABSENT if cues.both_sides else PRESENT)
    if cues.any("normal", "present", "positive"):
        return Reading(PRESENT if cues.negated else ABSENT)
    if cues.any("negative") or cues.negated or cues.plus == "-":
        return Reading(PRESENT)
    return None


def plain_level(cues: Cues) -> float | None:
    if cues.plus and set(cues.plus) == {"+"}:
        return float(len(cues.plus))
    if cues.plus == "+/-":
        return 0.5
    if cues.number is not None and not cues.unit and cues.number in (0, 1, 2, 3, 4):
        return cues.number
    return None


def by_level(level: float, cues: Cues) -> Reading:
    """0 absent, 1 reduced (alike on both sides: a variant of normal), 2 normal, 3 brisk, 4 with clonus."""
    if level < 1:
        return Reading(PRESENT)
    if level < 2:
        alike = cues.any("normal")
        return Reading(ABSENT if alike else PRESENT, qualities=frozenset({"mild"}))
    return Reading(ABSENT, hyperreflexia=level >= 4 or (level >= 3 and not cues.any("normal")))


def provocation(cues: Cues, test: str) -> Reading | None:
    if test == "babinski" and cues.any("downgoing"):
        return Reading(ABSENT)
    if cues.any("upgoing"):
        return Reading(ABSENT if cues.negated else PRESENT)
    if cues.any("negative", "absent", "painless", "non_tender", "no") or cues.plus == "-":
        return Reading(ABSENT)
    if test in ROOT_STRETCHED and cues.any("no_root_pain"):
        return Reading(ABSENT)
    if cues.any("positive", "present", "painful", "abnormal", "tender", "limited", "reduced") or "+" in cues.plus or cues.pain:
        return Reading(ABSENT if cues.negated else PRESENT)
    if test == "straight_leg_raise" and (angle := angle_of(cues)) is not None:
        if cues.sign == "+" and angle < AT_LEAST:
            return Reading(PRESENT)  # "SLR 70+"; "90+" is how far it went
        return Reading(PRESENT if angle < LIMIT_OF_STRAIGHT_LEG_RAISE else ABSENT)
    if cues.any("normal"):
        return Reading(ABSENT)
    return Reading(ABSENT) if cues.negated else None


def angle_of(cues: Cues) -> float | None:
    """Degrees, also when only the number was written ("SLR 40")."""
    bare = cues.number if not cues.unit and cues.number is not None and 10 <= cues.number <= 120 else None
    return cues.degrees if cues.degrees is not None else bare


def finding(cues: Cues, test: str) -> Reading | None:
    if cues.any("negative", "absent", "no", "non_tender") or cues.negated or cues.plus == "-":
        return Reading(ABSENT)
    if test == "foot_drop" and cues.any(*OF_PAIN):  # "cannot lift the foot because of groin pain"
        return None
    if test == "clonus" and cues.number is not None and not cues.any("positive", "present"):
        return Reading(PRESENT if cues.number > BEATS_OF_CLONUS_ALLOWED else ABSENT)
    if cues.any("positive", "present", "abnormal", "reduced", "tender", "painful") or "+" in cues.plus:
        return Reading(PRESENT)
    if cues.any("normal", "painless"):
        return Reading(ABSENT)
    return Reading(PRESENT, own=False)


def tenderness(cues: Cues, test: str) -> Reading | None:
    if cues.any("non_tender"):
        return Reading(ABSENT)
    if cues.any("tender"):
        return read_name(cues)
    if not cues.any("palpation"):
        return None
    if cues.any("normal", "negative", "absent", "painless", "no"):
        return Reading(ABSENT)
    if cues.any("painful", "positive", "present", "abnormal") or cues.pain:
        return Reading(ABSENT if cues.negated else PRESENT)
    return None


def sensation(cues: Cues, test: str) -> Reading | None:
    if cues.any("absent") and cues.any("reduced"):
        return Reading(ABSENT)
    if cues.any("reduced", "abnormal"):
        return Reading(ABSENT if cues.negated or cues.any("no", "negative") else PRESENT)
    if cues.any("absent"):
        return Reading(PRESENT)
    if cues.any("normal") or (cues.any("present") and not cues.of_a_place):
        return Reading(PRESENT if cues.negated else ABSENT)
    if cues.scale is not None or (cues.number is not None and not cues.unit and cues.number in (0, 1, 2)):
        level = cues.scale if cues.scale is not None else cues.number
        return Reading(ABSENT if level == 2 else PRESENT)
    return None


def pulses(cues: Cues, test: str) -> Reading | None:
    level = cues.scale if cues.scale is not None else plain_level(cues)
    if level is not None and test == "pedal_pulses":
        return Reading(ABSENT if level >= 2 else PRESENT)
    if cues.any("absent", "reduced", "abnormal"):
        return Reading(ABSENT if cues.negated and not cues.any("absent") else PRESENT)
    if cues.any("normal", "present", "positive"):
        return Reading(PRESENT if cues.negated else ABSENT)
    return Reading(PRESENT) if cues.negated or cues.any("no", "negative") else None


def motion(cues: Cues, test: str) -> Reading | None:
    if cues.degrees is not None and test == "hip_internal_rotation" and not cues.any("painful", "limited", "reduced"):
        return Reading(PRESENT if cues.degrees < LEAST_NORMAL_ROTATION or cues.pain else ABSENT)
    if cues.any("painless") and cues.any("normal"):
        return Reading(ABSENT)
    if cues.any("limited", "painful", "reduced", "abnormal", "positive", "absent") or (cues.pain and not cues.any("painless")):
        return Reading(ABSENT if cues.negated else PRESENT)
    if cues.any("normal", "painless", "negative", "present", "no"):
        return Reading(ABSENT)
    return None


def group(cues: Cues, test: str) -> Reading | None:
    """The whole of power, gait or the neurological examination: normal says something of every part."""
    grade = cues.grade if cues.grade is not None else bare_grade(cues)
    if grade is not None:
        return Reading(PRESENT if grade < 5 else ABSENT, grade)
    if cues.any("reduced", "abnormal", "weakness"):
        return Reading(ABSENT) if cues.negated or cues.any("absent", "no", "negative") else Reading(PRESENT)
    if cues.any("normal", "negative", "painless"):
        return Reading(PRESENT if cues.negated else ABSENT)
    return None


def walk(cues: Cues, test: str) -> Reading | None:
    found = strength(replace_numbers(cues), test)
    if found is not None:
        return found
    if cues.any("absent", "positive", "painful", "no", "negative"):
        return Reading(PRESENT) if not cues.any("normal") and not cues.any("painful") else Reading(ABSENT)
    if cues.any("present", "painless"):
        return Reading(ABSENT)
    return Reading(PRESENT) if cues.negated else None


def replace_numbers(cues: Cues) -> Cues:
    """A number of repetitions is no grade."""
    return replace(cues, number=None)


READERS: dict[Mode, Callable[[Cues, str], Reading | None]] = {
    "strength": strength,
    "reflex": reflex,
    "provocation": provocation,
    "finding": finding,
    "tenderness": tenderness,
    "sensation": sensation,
    "pulses": pulses,
    "motion": motion,
    "group": group,
    "walk": walk,
}
