"""The clinical picture: what of the facts counts as the patient's present complaint, examination and diagnoses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from service.concordance.examination import Examination, examine
from service.concordance.local_diagnoses import LocalDiagnosis, local_diagnoses, stands
from service.concordance.roots import NONE, Roots, Spine, disc_level
from service.concordance.severity import severity
from service.concordance.sides import BOTH, covered, only_side
from service.facts import Activity, Electrodiagnosis, Facts, Finding, Operation, Presence, Problem, Side, Sign, Source, Symptom
from service.knowledge.models import Region
from service.knowledge.tables import knowledge

Nature = Literal["pain", "sensory", "motor", "claudication", "vascular", "radicular", "other"]
NERVE_SIGNS = frozenset({"motor", "reflex", "sensory", "sphincter", "tension", "crossed_tension", "gait"})
PRECISE_HIP = frozenset({"lateral_hip", "groin"})
SPINAL_OPERATIONS = frozenset({"discectomy", "decompression", "fusion", "spinal_other", "stimulator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One region of one complaint. `region` None: the record names no place. `core` and `possible` are the roots whose
    pain is felt there; a coded radiculopathy has the roots it implies as `possible`."""

    subject: str
    kind: Literal["symptom", "problem"]
    nature: Nature
    region: str | None = None
    side: Side | None = None
    core: Roots = NONE
    possible: Roots = NONE
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is judged against every finding.

    `complaints` are those of hip, leg and perineum (and the unspecific), `axial` those of the back. `side` is the one side
    that all sided complaints, root signs and diagnoses share. `recorded` is false when there is no complaint at all.
    """

    facts: Facts
    examination: Examination
    complaints: tuple[Complaint, ...]
    axial: tuple[Complaint, ...]
    local: tuple[LocalDiagnosis, ...]
    electrodiagnoses: tuple[Electrodiagnosis, ...]
    sides: frozenset[str]
    side: Literal["left", "right"] | None
    spine: Spine
    recorded: bool
    pregnant: bool
    operated: bool
    tumour: bool

    @property
    def supported(self) -> tuple[LocalDiagnosis, ...]:
        """The local diagnoses that may make a finding incidental."""
        return tuple(d for d in self.local if d.supported)

    def side_of(self, side: Side | None) -> Side | None:
        """A side that was not stated is that of the complaint, where there is only one."""
        return side if side is not None else self.side

    def claudication(self) -> Complaint | None:
        """Neurogenic claudication that the record does not speak against: no vascular disease that explains it."""
        found = [c for c in (*self.complaints, *self.axial) if c.nature == "claudication"]
        vascular = any(c.nature == "vascular" for c in self.complaints) or self.examination.is_abnormal("pedal_pulses")
        return found[0] if found and not vascular else None


def draw(facts: Facts) -> Picture:
    """The picture of this patient. The order of the facts makes no difference."""
    examination = examine((*facts.signs, *_signs_of_problems(facts.problems)), facts.as_of)
    problems = [p for p in facts.problems if stands(p)]
    local = local_diagnoses(facts.problems, facts.electrodiagnoses, examination)
    everything = _sorted([*(p for c in _of_symptoms(facts.symptoms) for p in _placed(c, local)), *_of_problems(problems)])
    complaints = tuple(c for c in everything if not _is_axial(c))
    stated = [*(c.side for c in complaints), *(s.side for s in examination.abnormal if _nerve_sign(s))]
    stated += [d.problem.side for d in local]
    return Picture(
        facts=facts,
        examination=examination,
        complaints=complaints,
        axial=tuple(c for c in everything if _is_axial(c)),
        local=local,
        electrodiagnoses=facts.electrodiagnoses,
        sides=frozenset[str]().union(*(covered(s) for s in stated)),
        side=only_side(stated),
        spine=_spine(facts, examination, complaints),
        recorded=bool(everything) or any(p.kind in knowledge().presentations for p in problems) or _any_symptom(facts.symptoms),
        pregnant=any(p.kind == "pregnancy" for p in problems),
        operated=any(_spinal(o) for o in facts.operations) or any(p.kind in _OPERATED for p in facts.problems if _ever(p)),
        tumour=any(p.kind == "spinal_malignancy" for p in problems),
    )


_OPERATED = frozenset({"lumbar_fusion_status", "post_laminectomy_syndrome"})
_NEVER_OURS = frozenset({"elsewhere"})


def _ever(problem: Problem) -> bool:
    return problem.verification.counts


def _spinal(operation: Operation) -> bool:
    return operation.kind in SPINAL_OPERATIONS and not operation.planned


def _nerve_sign(sign: Sign) -> bool:
    return knowledge().signs[sign.test].kind in NERVE_SIGNS


def counts(symptom: Symptom) -> bool:
    """Whether a symptom is a present complaint: there, not refuted or in error, active and current (A7)."""
    return (
        symptom.presence is Presence.PRESENT
        and symptom.verification.counts
        and symptom.activity in (Activity.ACTIVE, Activity.UNKNOWN)
        and symptom.current
    )


def _any_symptom(symptoms: Iterable[Symptom]) -> bool:
    """A limp or a weak leg is a complaint as well, though no pain."""
    return any(counts(s) and _nature(s) == "other" and not _elsewhere(s) for s in symptoms)


def _elsewhere(symptom: Symptom) -> bool:
    regions = [knowledge().regions.get(r) for r in symptom.regions]
    return bool(regions) and all(r is None or r.area in _NEVER_OURS for r in regions)


def _nature(symptom: Symptom) -> str:
    if symptom.kind == "night_pain":
        return "pain"
    entry = knowledge().symptoms.get(symptom.kind)
    return entry.nature if entry else "constitutional"


def _of_symptoms(symptoms: Iterable[Symptom]) -> list[Complaint]:
    """One complaint per region; a wide region is left out where a precise one within it is recorded."""
    found = [c for s in symptoms if counts(s) for c in _by_region(s)]
    precise = {c.region for c in found if c.region}
    covered_by = {wide for region in precise for wide in knowledge().regions[region].within}
    return [c for c in found if c.region not in covered_by]


NATURES: dict[str, Nature] = {
    "pain": "pain", "sensory": "sensory", "motor": "motor", "claudication": "claudication", "vascular": "vascular",
}  # fmt: skip


def _by_region(symptom: Symptom) -> Iterator[Complaint]:
    nature = NATURES.get(_nature(symptom))
    if nature is None:
        return
    known = [(r, knowledge().regions[r]) for r in symptom.regions if r in knowledge().regions]
    for name, region in known:
        if region.area not in _NEVER_OURS:
            yield _complaint(symptom, nature, name, region)
    if not known:
        yield Complaint(subject=symptom.kind, kind="symptom", nature=nature, side=symptom.side, source=symptom.source)


def _complaint(symptom: Symptom, nature: Nature, name: str, region: Region) -> Complaint:
    return Complaint(
        subject=symptom.kind,
        kind="symptom",
        nature=nature,
        region=name,
        side=symptom.side,
        core=region.core,
        possible=region.possible,
        source=symptom.source,
    )


def _of_problems(problems: Iterable[Problem]) -> Iterator[Complaint]:
    """A coded radiculopathy, claudication or back pain is a complaint."""
    natures: dict[str, Nature] = {"root": "radicular", "claudication": "claudication", "axial": "pain"}
    for problem in problems:
        entry = knowledge().presentations.get(problem.kind)
        if entry is None or entry.group not in natures:
            continue
        yield Complaint(
            subject=problem.kind,
            kind="problem",
            nature=natures[entry.group],
            region="low_back" if entry.group == "axial" else None,
            side=problem.side,
            possible=entry.implied if entry.group == "root" else NONE,
            source=problem.source,
        )


def _signs_of_problems(problems: Iterable[Problem]) -> Iterator[Sign]:
    """A coded foot drop is a sign."""
    for problem in problems:
        entry = knowledge().presentations.get(problem.kind)
        if entry is not None and entry.sign and stands(problem):
            for side in sorted(covered(problem.side)) or ("",):
                yield Sign(test=entry.sign, side=_lateral(side), source=problem.source)


def _lateral(side: str) -> Literal["left", "right"] | None:
    return "left" if side == "left" else "right" if side == "right" else None


def _placed(complaint: Complaint, local: tuple[LocalDiagnosis, ...]) -> Iterator[Complaint]:
    """ "Hip pain" of a supported diagnosis at the hip is pain where that diagnosis hurts."""
    if complaint.region != "hip":
        yield complaint
        return
    places = {r for d in local if d.supported and d.explains_pain("hip", complaint.side) for r in d.entry.regions & PRECISE_HIP}
    for place in sorted(places) or ["hip"]:
        region = knowledge().regions[place]
        yield replace(complaint, region=place, core=region.core, possible=region.possible)


def _is_axial(complaint: Complaint) -> bool:
    return complaint.region == "low_back"


def _sorted(complaints: list[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda c: (c.subject, c.region or "", c.side or "", c.source.reference, c.source.words))


def _spine(facts: Facts, examination: Examination, complaints: tuple[Complaint, ...]) -> Spine:
    """What of the other findings and of the presentation bears on single findings."""
    present = [f for f in facts.findings if counts_as_imaging(f)]
    sided = {(s.test, s.side) for s in examination.abnormal}
    pars = {level for f in present if f.type == "spondylolysis" and (level := disc_level(f.level))}
    walking = any(c.nature == "claudication" for c in complaints)
    nerve = {s.test for s in examination.abnormal if _nerve_sign(s)}
    both = any(all((test, side) in sided for side in BOTH) for test in nerve)
    return Spine(
        transitional=any(f.type == "transitional_vertebra" for f in present),
        pars_levels=frozenset(pars),
        lower_roots=walking or both,
    )


def counts_as_imaging(finding: Finding) -> bool:
    """Whether a finding describes the spine as it is now."""
    return (
        not finding.negated
        and finding.verification.counts
        and finding.activity in (Activity.ACTIVE, Activity.UNKNOWN)
        and finding.temporality == "current"
        and not finding.older
        and not finding.superseded
    )


def worst_central_stenosis(facts: Facts, level: str | None) -> float:
    """The severity of a central stenosis that the same imaging shows at this level, 0 when none is there."""
    same = (f for f in facts.findings if f.type == "central_stenosis" and f.level == level and counts_as_imaging(f))
    return max((severity(f) or 0 for f in same), default=0)
