"""The entry types of the clinical tables: what each table may say about an id. Unknown keys are refused."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.knowledge.loader import Entry

Behaviour = Literal[
    "exiting", "traversing", "central", "zone", "slip", "pars", "cyst", "compression",
    "postoperative", "diffuse", "conus", "sacral", "curve", "contact", "none",
]  # fmt: skip
SignKind = Literal[
    "motor", "reflex", "sensory", "sphincter", "tension", "crossed_tension", "gait",
    "local", "axial", "vascular", "upper_motor", "laboratory",
]  # fmt: skip
Group = Literal["local", "root", "claudication", "axial", "flag", "sign"]


class Cited(Entry):
    """What every clinical entry carries: its sources, how certain it is, and whether the source was read or remembered."""

    cites: tuple[str, ...] = Field(min_length=1)
    certainty: Literal["H", "M", "L"]
    verified: Literal["seen", "mem"]


class Citation(Entry):
    """A source. Identifiers only where they were read while compiling."""

    text: str
    verified: Literal["seen", "mem"]
    doi: str | None = None
    pmid: str | None = None
    pmc: str | None = None
    url: str | None = None


class Level(Cited):
    """The roots of a disc level: exiting in the foramen, traversing in the recess, and all that run in the canal there."""

    exiting: str
    traversing: str
    below: tuple[str, ...]
    conus: bool = False


class Modifier(Cited):
    """What changes the roots beside level, zone and type."""

    name: str
    effect: str


class RootCard(Cited):
    """How a root is examined, and what it looks like when it fails."""

    order: int
    myotome: tuple[str, ...] = ()
    other_muscles: tuple[str, ...] = ()
    sensation: tuple[str, ...] = ()
    pain: str
    reflex: tuple[str, ...] = ()
    provocation: tuple[str, ...] = ()


class Muscle(Cited):
    """A muscle, the test that shows it, its nerve and its roots."""

    name: str
    test: str
    nerve: str
    grays: str
    kendall: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class CutaneousNerve(Cited):
    """A skin nerve whose territory can be taken for that of a root."""

    name: str
    roots: tuple[str, ...]
    regions: tuple[str, ...]
    mimics: tuple[str, ...]
    discriminator: str


class Region(Cited):
    """A body region and the roots whose pain is felt there, in tiers. `spine`: it is spine, though no root of ours is felt
    there, so that red flags count its pain."""

    name: str
    area: Literal["back", "hip", "leg", "perineum", "elsewhere"]
    spine: bool = False
    core: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()


class SignEntry(Cited):
    """A test and the roots that its being abnormal speaks for."""

    name: str
    kind: SignKind
    primary: frozenset[str] = frozenset()
    secondary: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    sided: bool = True

    @property
    def shows_loss(self) -> bool:
        """Whether its being abnormal shows what a root no longer does: strength, a reflex, feeling."""
        return self.kind in ("motor", "reflex", "sensory")


class SymptomEntry(Cited):
    """A kind of complaint and how it is treated."""

    name: str
    nature: Literal["pain", "sensory", "motor", "claudication", "vascular", "sphincter", "constitutional", "other"]


class Presentation(Cited):
    """A diagnosis or presentation; `group` says what it can explain, the rest when it counts as supported."""

    name: str
    row: int
    group: Group
    regions: frozenset[str] = frozenset()
    explains: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()
    supported_by: frozenset[str] = frozenset()
    needs_normal: frozenset[str] = frozenset()
    needs_any_normal: frozenset[str] = frozenset()
    contradicted_by: frozenset[str] = frozenset()
    proven_by: frozenset[str] = frozenset()
    discriminator: str
    sign: str | None = None
    urgent: bool = False
    bilateral_only: bool = False


class FindingType(Cited):
    """A type of imaging finding and how it can reach a root."""

    name: str
    behaviour: Behaviour
    threatens_root: bool
    lateral: bool
    axial: bool
    axial_regions: frozenset[str] = frozenset()
    never_incidental: bool = False
    prevalence: str | None = None


class Prevalence(Cited):
    """The share of people without back pain who show a feature, in percent, at the ages given."""

    name: str
    ages: tuple[int, ...]
    percent: tuple[int, ...]
    note: str = ""


class Background(Cited):
    """Another figure of prevalence, not by age."""

    text: str
    figures: dict[str, float]


class Scale(Cited):
    """A scale of severity and its values on 0 (none) to 3 (severe)."""

    name: str
    measures: Literal["narrowing", "slip", "other"]
    values: dict[str, float] = Field(default_factory=dict)


class Number(Cited):
    """A threshold (with its unit) or a weight."""

    value: float
    unit: str = ""
    meaning: str


class Trigger(Cited):
    """One way a red flag can be raised."""

    name: str
    flag: str


class Flag(Cited):
    """A red flag. `substrate` are the finding types that can be its cause; `bans` whether it forbids `incidental`."""

    name: str
    number: str
    bans: bool
    substrate: tuple[str, ...] = ()


class Rule(Cited):
    """What a rule decides, in one sentence. `verdict`: what it leads to."""

    name: str
    verdict: Literal["concordant", "possible", "incidental", "urgent", "historical", "excluded", "none"]


class Note(Cited):
    """A remark of the assessment as a whole."""

    name: str


class Edition(Entry):
    """Version and standing of the knowledge. `draft` until a clinician has signed it off."""

    version: str
    status: Literal["draft", "reviewed"]
