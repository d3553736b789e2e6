"""The Assessment: what was judged, on what evidence, by which rules. Ids and numbers, no words: `cards` has the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from service.facts import Finding, NotAssessed, Order, Problem, Side, Source


class Verdict(StrEnum):
    """Does this finding explain this patient? Sections 00 and 0.1 of the clinical pack."""

    CONCORDANT = "concordant"
    POSSIBLE = "possible"
    INCIDENTAL = "incidental"
    URGENT = "urgent"
    HISTORICAL = "historical"
    EXCLUDED = "excluded"


CONCORDANT, POSSIBLE, INCIDENTAL, URGENT = Verdict.CONCORDANT, Verdict.POSSIBLE, Verdict.INCIDENTAL, Verdict.URGENT
EXPLAINING = (CONCORDANT, URGENT)
"""Verdicts of findings that explain the presentation."""
COUNTING = (*EXPLAINING, POSSIBLE)
"""Verdicts of findings that explain it or may."""


class Confidence(StrEnum):
    """How complete and consistent the evidence is (A10), not how severe the finding looks."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"

    rank: int
    """0 for low, 2 for high."""

    def __init__(self, value: str) -> None:
        self.rank = ("low", "moderate", "high").index(value)


HIGH, MODERATE, LOW = Confidence.HIGH, Confidence.MODERATE, Confidence.LOW


Relation = Literal[
    "primary_root",  # an objective sign, or core pain, that a primary root of the finding explains
    "secondary_root",  # ... that only a secondary root explains
    "possible_territory",  # pain in the `possible` tier of a root
    "severity",  # the look of the finding itself (Lee 3, extrusion, Schizas C-D ...)
    "neural_contact",  # the report names contact with the root
    "claudication",
    "axial_pain",
    "normal_examination",  # a test of the finding's roots was recorded normal
    "no_overlap",  # the sign points to other roots
    "opposite_side",
    "local_explanation",  # a supported local diagnosis explains the sign as well
    "electrodiagnosis",
]


class Evidence(NamedTuple):
    """One fact weighed for or against one finding. `subject` is the id of the sign, symptom, problem or quality;
    `detail` what the fact adds, in the record's own notation ("4/5"). A named tuple, since one judgement makes a hundred of
    them and a frozen dataclass takes twice as long."""

    relation: Relation
    kind: Literal["sign", "symptom", "problem", "finding", "electrodiagnosis"]
    subject: str
    regions: tuple[str, ...] = ()
    side: Side | None = None
    roots: tuple[str, ...] = ()
    weight: float = 0.0
    detail: str = ""
    source: Source | None = None


made = tuple.__new__
"""`made(Evidence, (...))` with all fields: what `Evidence(...)` does behind its keywords, in half the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """An examination that would settle the question and is not in the record: `test` of signs.toml, on `side`."""

    test: str
    side: Side | None = None


class FindingVerdict(NamedTuple):
    """One finding, judged. `rules` and `citations` are ids and never empty. `prevalence` is the
    percentage of people of this age without back pain who have such a finding, None where no benign figure may be shown;
    `prevalence_age` the age it is of: the patient's, or the youngest or oldest studied where the patient's was not."""

    finding: Finding
    verdict: Verdict
    confidence: Confidence
    rules: tuple[str, ...]
    citations: tuple[str, ...]
    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    supporting: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    competing: tuple[Problem, ...] = ()
    prevalence: int | None = None
    prevalence_age: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RedFlag:
    """An active red flag (A5), or with `active=False` a risk factor. `flag` is an id of red_flags.toml; `what` the id of
    the trigger within it."""

    flag: str
    what: str
    active: bool
    source: Source
    date: date | None = None
    side: Side | None = None
    rules: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """A recommendation or suggestion that a gate holds back, with the fact that holds it."""

    item: str
    gate: str
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pathway:
    """Where the patient stands in one management pathway. `state` is G0..G10 for the gluteal tendon, else the id of the
    presentation. `advice` and `suggestions` are ids of management.toml, in order; `next` what would move the patient on."""

    state: str
    side: Side | None = None
    problem: Problem | None = None
    advice: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    next: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderJudgement:
    """One order, judged. `indicator` None: nothing to say, no card. `kind` names the card (an id with its own wording and
    override reasons). `alternatives` are suggestion ids of management.toml; `remove` whether to offer taking it away.
    `details` are facts for the words: level, side, finding text, weeks."""

    order: Order
    judgement: Literal["concordant", "uncertain", "discordant", "unsafe"]
    kind: str
    indicator: Literal["info", "warning", "critical"] | None = None
    remove: bool = False
    alternatives: tuple[str, ...] = ()
    related: tuple[FindingVerdict, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    rules: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """Everything judged for one request. `differential` lists presentations that the record does not exclude and that a
    clinician must think of (issue: lateral hip pain with weak abductors). `unexplained` are the roots of signs that no finding
    explains, `unsupported` listed diagnoses outside the spine that no examination bears out. `abstained` is the id of
    the reason why no verdict was given (under_18)."""

    verdicts: tuple[FindingVerdict, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    risk_factors: tuple[RedFlag, ...] = ()
    orders: tuple[OrderJudgement, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    differential: tuple[str, ...] = ()
    differential_side: Side | None = None
    unexplained: tuple[str, ...] = ()
    unexplained_side: Side | None = None
    unsupported: tuple[Problem, ...] = ()
    abstained: str | None = None
    notes: tuple[str, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()
