"""Two statements side by side, joined in every way clinicians join them: neither takes over the result of the other."""

from __future__ import annotations

from datetime import date
from itertools import product

from service.facts import Presence, Source
from service.reading.clinical_text import read_clinical_text
from service.reading.gleaned import Gleaned

DAY = date(2026, 11, 20)
STEP = 7
"""Every seventh pair is read, in an order that mixes the joiners, so that the test stays quick."""

JOINERS = (", ", "; ", " and ", " but ", " with ", ". ", " while ", ", with ", ", and ", " (", "\n")
ABNORMAL = {
    "left EHL 4/5": ("great_toe_extension_strength", "left"),
    "absent left ankle jerk": ("achilles_reflex", "left"),
    "no ankle jerk on the left": ("achilles_reflex", "left"),
    "left SLR positive": ("straight_leg_raise", "left"),
    "positive left SLR": ("straight_leg_raise", "left"),
    "reduced sensation over the left lateral foot": ("sensation_lateral_foot", "left"),
    "decreased light touch left L5": ("sensation_dorsum_foot", "left"),
    "weak left hip abduction": ("hip_abduction_strength", "left"),
    "left hip abductors 4/5": ("hip_abduction_strength", "left"),
    "left knee jerk diminished": ("patellar_reflex", "left"),
    "tender left greater trochanter": ("trochanter_tenderness", "left"),
    "pain on resisted left hip abduction": ("resisted_abduction_pain", "left"),
    "left foot drop": ("foot_drop", "left"),
    "left Trendelenburg": ("trendelenburg", "left"),
    "positive femoral stretch on the left": ("femoral_stretch", "left"),
    "EHL weakness on the left": ("great_toe_extension_strength", "left"),
    "left dorsiflexion reduced to 3/5": ("ankle_dorsiflexion_strength", "left"),
    "reduced anal tone": ("anal_tone", None),
}
NORMAL = (
    "right EHL 5/5",
    "knee jerks normal",
    "slump negative",
    "no clonus",
    "plantars downgoing",
    "sensation intact on the right",
    "gait normal",
    "otherwise neurologically intact",
    "power otherwise full",
    "no wasting",
    "normal tone",
    "right ankle jerk present",
    "FABER negative",
    "no sensory loss on the right",
    "no other weakness",
    "reflexes symmetric",
    "5/5 elsewhere",
    "hip flexion 5/5 bilaterally",
    "pulses present",
    "no pain on log roll",
    "no bladder symptoms",
    "full power right leg",
    "right SLR negative",
)
PRESENT = {
    "left leg pain": ("pain", "leg"),
    "saddle numbness": ("saddle_numbness", None),
    "new urinary retention": ("urinary_retention", None),
    "numbness in the right foot": ("numbness", "foot"),
    "fevers": ("fever", None),
    "weight loss of 8 kg": ("weight_loss", None),
    "night pain": ("night_pain", None),
    "left buttock pain for 3 weeks": ("pain", "buttock"),
    "bowel incontinence since yesterday": ("faecal_incontinence", None),
    "loss of bladder control": ("urinary_incontinence", None),
    "low back pain": ("pain", "low_back"),
    "erectile dysfunction": ("sexual_dysfunction", None),
}
BESIDE = (
    "no groin pain",
    "denies trauma",
    "no stiffness of the knee",
    "no falls",
    "no headache",
    "sleeping well",
    "no chest pain",
    "works as a teacher",
    "no history of diabetes",
    "SLR negative",
    "no allergies",
    "not diabetic",
    "hip movements full",
    "no limp",
)
LISTING = (", ", " and ", ", and ", " with ")
"""After "no groin pain" these may go on with the denied list, so that order is left out."""


def read(text: str) -> Gleaned:
    return read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)


def test_no_abnormal_sign_becomes_normal_or_is_lost_beside_a_normal_one() -> None:
    wrong = []
    for (words, (test, side)), normal, joiner in list(product(ABNORMAL.items(), NORMAL, JOINERS))[::STEP]:
        for text in (words + joiner + normal, normal + joiner + words):
            found = [s for s in read(text).signs if s.test == test and s.side in (side, None)]
            wrong += [] if any(s.abnormal for s in found) else [text]
    assert not wrong, "\n".join(wrong)


def test_no_complaint_is_lost_or_denied_beside_a_denial() -> None:
    wrong = []
    for (words, (kind, region)), beside, joiner in list(
        product(PRESENT.items(), BESIDE, (*JOINERS[:2], ". ", " but ", *LISTING))
    )[::STEP]:
        orders = [words + joiner + beside]
        if joiner not in LISTING or not beside.startswith(("no ", "denies")):
            orders.append(beside + joiner + words)
        for text in orders:
            found = [s for s in read(text).symptoms if s.kind == kind and (region is None or region in s.regions)]
            there = any(s.presence is Presence.PRESENT and s.current and s.verification.counts for s in found)
            wrong += [] if there else [text]
    assert not wrong, "\n".join(wrong)
