"""What is known of the patient: the frozen data that `reading` writes and `concordance` judges.

No FHIR path, no code system and no wording lives here. Every fact carries the `Source` it was read from, so that a card
can cite it. Three states are kept apart everywhere: *present* and *absent* are recorded facts, *not recorded* is the
absence of a fact. `NOT_TESTED` is a fact too: somebody wrote that it could not be examined.

Identifiers (`test`, `kind`, `region`, `type`, `order_class` ...) are those of the tables under `service/knowledge/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

Side = Literal["left", "right", "bilateral", "midline"]
"""`None` beside it means that no side was stated."""

DISC_LEVELS = ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
VERTEBRAE = ("T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")


class Presence(StrEnum):
    """Whether a sign or symptom was recorded as there, as not there, or as not examinable."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_TESTED = "not tested"

    there: bool
    """Recorded as there (of a sign: abnormal)."""
    not_there: bool
    """Recorded as not there (of a sign: normal)."""

    tested: bool
    """Recorded as one or the other."""

    def __init__(self, value: str) -> None:
        self.there, self.not_there = value == "present", value == "absent"
        self.tested = self.there or self.not_there


class Activity(StrEnum):
    """FHIR clinicalStatus, folded: recurrence and relapse are active, remission and inactive are inactive."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    UNKNOWN = "unknown"

    ongoing: bool
    """Whether a fact of this status is of the present; one whose status nobody wrote is."""

    def __init__(self, value: str) -> None:
        self.ongoing = value in ("active", "unknown")


class Verification(StrEnum):
    """FHIR verificationStatus. A missing one is `CONFIRMED` for a listed problem, as EHRs mean it."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    DIFFERENTIAL = "differential"
    UNCONFIRMED = "unconfirmed"
    REFUTED = "refuted"
    ENTERED_IN_ERROR = "entered-in-error"

    counts: bool
    """Whether a fact of this status may be used at all."""

    def __init__(self, value: str) -> None:
        self.counts = value not in ("refuted", "entered-in-error")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a fact stands in the record: `Condition/7`, the words as written, and the day it speaks of."""

    reference: str
    words: str = ""
    date: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Patient:
    """The patient of the request. `age` in whole years at `Facts.as_of`, None when the birth date is not known."""

    reference: str
    birth_date: date | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Symptom:
    """A complaint: pain, numbness, paraesthesia, weakness, claudication, stiffness, bladder, bowel, sexual, fever ...

    `kind` is an id of knowledge/symptoms.toml, `regions` are ids of knowledge/regions.toml. `ABSENT` is a complaint that
    was denied ("no leg pain"). `qualities`: new, progressive, night, mechanical, inflammatory, alternating, unexplained,
    chronic, severe, walking, minor_trauma, major_trauma ... `weeks` is how long it lasts, when the record says so.
    `current` is A7 of the clinical pack: active and within 24 months, or undated, or chronic, or named in order/encounter.
    """

    kind: str
    regions: tuple[str, ...] = ()
    side: Side | None = None
    presence: Presence = Presence.PRESENT
    activity: Activity = Activity.ACTIVE
    verification: Verification = Verification.CONFIRMED
    onset: date | None = None
    recorded: date | None = None
    weeks: float | None = None
    qualities: frozenset[str] = frozenset()
    current: bool = True
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """One examined item on one side. `PRESENT` means abnormal: weak, absent reflex, test positive, tender, numb.

    `test` is an id of knowledge/signs.toml. A bilateral statement is written as two signs; `side` is left, right or None
    (not stated, or the test has no side). "Neurological examination normal" is written out as one ABSENT sign per test and
    side. `grade` is the MRC grade 0..5 in thirds (4- = 3.67, 4+ = 4.33) for strength, else None.
    `qualities`: new, stable, progressive, chronic, mild, marked.
    """

    test: str
    side: Literal["left", "right"] | None = None
    presence: Presence = Presence.PRESENT
    grade: float | None = None
    qualities: frozenset[str] = frozenset()
    source: Source

    @property
    def abnormal(self) -> bool:
        return self.presence.there

    @property
    def normal(self) -> bool:
        return self.presence.not_there


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """A number: temperature (Cel), crp (mg/L), esr (mm/h), egfr (mL/min/1.73m2), hba1c (%), pvr (mL),
    abductor_force (as given), aaa_diameter (cm), systolic (mm[Hg])."""

    kind: str
    value: float
    unit: str
    side: Literal["left", "right"] | None = None
    high: bool | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A diagnosis of knowledge/presentations.toml or a comorbidity of knowledge/comorbidities.toml (`kind` is its id).

    `details` holds what words or codes add, as flags: partial, full, undersurface, bursal, intrasubstance, retracted,
    acute, traumatic, imaging_confirmed, xray, nerve_study (told beside it), suspected, chronic, severe, post_arthroplasty,
    fatty_3, improving ...
    """

    kind: str
    side: Side | None = None
    activity: Activity = Activity.ACTIVE
    verification: Verification = Verification.CONFIRMED
    onset: date | None = None
    recorded: date | None = None
    abated: date | None = None
    details: frozenset[str] = frozenset()
    current: bool = True
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """A published grading: scale Lee, Wildermuth, Schizas, Pfirrmann, Meyerding, Weishaupt, Castellvi, Genant, MSU ..."""

    scale: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Contradiction:
    """Where one report says two things of one finding.

    `about` severity: it is graded twice, and the worse grade is used; side: the findings give one side, the impression the
    other, and both are kept; presence: it is stated (`used` "present") and denied (`other` "absent"), and kept. `used_in` and
    `other_in` are "findings" or "impression", None when the report has no such headings. `words` is the other sentence.
    """

    about: Literal["severity", "side", "presence"]
    used: str | None
    other: str | None
    used_in: Literal["findings", "impression"] | None = None
    other_in: Literal["findings", "impression"] | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class StatedFinding:
    """One finding as the words of a report state it (contracts.md gives the vocabulary of type, level, side, severity).

    `contact` is what is said of nerve roots beside this finding: none ("without neural contact"), contact, displacement,
    compression, or None when nothing is said. `roots` are roots the words name ("compressing the left L5 root").
    `start`/`end` are offsets of `sentence` in the text that was read. `hedged`: possible, may, cannot exclude, "?".
    """

    type: str
    level: str | None = None
    side: Side | None = None
    severity: str | None = None
    negated: bool = False
    temporality: Literal["current", "prior"] = "current"
    hedged: bool = False
    morphology: Literal["protrusion", "extrusion", "sequestration"] | None = None
    zone: Literal["central", "subarticular", "foraminal", "extraforaminal"] | None = None
    migration: Literal["cranial", "caudal"] | None = None
    modic_type: Literal["1", "2", "3", "mixed"] | None = None
    grade: Grade | None = None
    millimetres: float | None = None
    contact: Literal["none", "contact", "displacement", "compression"] | None = None
    roots: tuple[str, ...] = ()
    qualities: frozenset[str] = frozenset()
    contradictions: tuple[Contradiction, ...] = ()
    sentence: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Finding(StatedFinding):
    """A lumbar imaging finding in this patient's record: what was stated, where it stands, when, and its standing.

    `studied` is the day of the study. `older` is true when a newer lumbar study leads (A7) or the study is more than 24
    months old. `superseded` is true when an operation at its level came after it. `text` is what a card shows.
    """

    text: str
    source: Source
    studied: date | None = None
    modality: str | None = None
    activity: Activity = Activity.ACTIVE
    verification: Verification = Verification.CONFIRMED
    older: bool = False
    superseded: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """An imaging study. `region`: lumbar, hip, pelvis, sacroiliac, cervical, thoracic, knee, other. `modality`: MR, CT, XR,
    US. `reported` is false for images without a readable report."""

    region: str
    modality: str | None
    side: Side | None = None
    done: date | None = None
    reported: bool = True
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Therapy:
    """Conservative treatment. `kind`: physiotherapy, home_exercise, shockwave, prp, education, bracing, acupuncture.
    `qualifying`: a supervised or structured exercise programme. `target`: hip, spine or None when not stated.
    `gap_weeks` is the longest gap between dated sessions, when sessions are dated."""

    kind: str
    target: Literal["hip", "spine"] | None = None
    side: Side | None = None
    start: date | None = None
    end: date | None = None
    sessions: tuple[date, ...] = ()
    qualifying: bool = False
    outcome: Literal["improved", "not improved", "worse"] | None = None
    completed: bool | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Injection:
    """An injection that was given. `kind`: trochanteric, epidural, transforaminal, facet, medial_branch, sacroiliac,
    hip_joint, nerve_block, other. `steroid` None when not said. `placement`: peritendinous, bursal, intratendinous."""

    kind: str
    side: Side | None = None
    level: str | None = None
    steroid: bool | None = None
    guidance: Literal["ultrasound", "fluoroscopy", "ct"] | None = None
    placement: Literal["peritendinous", "bursal", "intratendinous"] | None = None
    given: date | None = None
    outcome: Literal["improved", "not improved", "worse"] | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """An operation that was done or is planned (`planned`). `kind`: discectomy, decompression, fusion, spinal_other,
    hip_arthroplasty, gluteal_repair, hip_other, stimulator."""

    kind: str
    levels: tuple[str, ...] = ()
    side: Side | None = None
    done: date | None = None
    planned: bool = False
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Medication:
    """A medicine in use. `classes` are ids of knowledge/medications.toml: nsaid, topical_nsaid, anticoagulant, antiplatelet,
    systemic_steroid, fluoroquinolone, cyp3a4_inhibitor, opioid, gabapentinoid, ace_or_arb, diuretic, lithium, methotrexate,
    ssri, bisphosphonate, immunosuppressant."""

    name: str
    classes: frozenset[str] = frozenset()
    active: bool = True
    start: date | None = None
    end: date | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Allergy:
    """An allergy or intolerance that stands, by medicine class."""

    classes: frozenset[str]
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyHistory:
    """What a relative has: never a fact about the patient. `kind` as in `Problem`."""

    kind: str
    relation: str | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Electrodiagnosis:
    """What an EMG/NCS study concluded: radiculopathy, superior_gluteal_neuropathy, peroneal_neuropathy, plexopathy,
    radiculoplexopathy, myopathy, femoral_neuropathy, polyneuropathy, normal. `roots` when it names them."""

    conclusion: str
    roots: tuple[str, ...] = ()
    side: Side | None = None
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A draft order. `order_class` is an id of knowledge/orders.toml or None for one that does not concern us.

    `levels` are disc levels (or vertebrae) named in it, `approach` e.g. transforaminal, interlaminar, caudal.
    `judged` is false for drafts that were not selected (order-select): they are background.
    `resource` is the EHR's own resource, kept untouched for an `update`; nothing below `reading` looks into it but `cards`.
    `classes` holds medicine classes for medication orders.
    """

    reference: str
    order_class: str | None = None
    levels: tuple[str, ...] = ()
    side: Side | None = None
    approach: str | None = None
    qualities: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    text: str = ""
    judged: bool = True
    resource: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRequest:
    """A request that is already in the record (not a draft): imaging, therapy, referral. `order_class` as in `Order`."""

    order_class: str
    side: Side | None = None
    requested: date | None = None
    active: bool = True
    source: Source


@dataclass(frozen=True, kw_only=True, slots=True)
class NotAssessed:
    """Something that could not be read, and why, in plain words. `deficit`: it may tell of a weak muscle, a lost reflex or lost
    feeling, so that nothing beside it may count as harmless."""

    source: str
    why: str
    deficit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Everything known of the patient on the day `as_of`. `unavailable` names the kinds of record that could not be looked
    at (prefetch keys of contracts.md: conditions, imagingStudies, ...), as opposed to looked at and empty."""

    as_of: date
    hook: str
    patient: Patient
    problems: tuple[Problem, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    signs: tuple[Sign, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()
    studies: tuple[Study, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    injections: tuple[Injection, ...] = ()
    operations: tuple[Operation, ...] = ()
    medications: tuple[Medication, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    family_history: tuple[FamilyHistory, ...] = ()
    electrodiagnoses: tuple[Electrodiagnosis, ...] = ()
    orders: tuple[Order, ...] = ()
    earlier_requests: tuple[EarlierRequest, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()
    unavailable: frozenset[str] = frozenset()
