"""What the patient complains of, place by place, and which complaints count (A7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from service.concordance.assessment import Evidence, Relation, made
from service.concordance.local_diagnoses import LocalDiagnosis
from service.concordance.roots import NONE, Roots
from service.facts import Problem, Side, Source, Symptom
from service.knowledge.models import Region
from service.knowledge.tables import knowledge

Nature = Literal["pain", "sensory", "motor", "claudication", "vascular", "radicular"]
PRECISE = frozenset({"lateral_hip", "knee"})
PRECISE_HIP = frozenset({"lateral_hip", "groin"})
NAMED_ROOT = "root_"
"""How the details of a problem name a root: root_s1."""
NATURES: dict[str, Nature] = {
    "pain": "pain",
    "sensory": "sensory",
    "motor": "motor",
    "claudication": "claudication",
    "vascular": "vascular",
}
OF_GROUP: dict[str, Nature] = {"root": "radicular", "claudication": "claudication", "axial": "pain"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One region of one complaint. `region` None: the record names no place. `core` and `possible` are the roots whose
    pain is felt there; a coded radiculopathy has the roots it implies as `possible`. `vague`: a region without
    a core root of its own (hip, thigh, leg ...) says little; lateral hip is precise all the same."""

    subject: str
    kind: Literal["symptom", "problem"]
    nature: Nature
    source: Source
    region: str | None = None
    side: Side | None = None
    core: Roots = NONE
    possible: Roots = NONE
    vague: bool = False

    @property
    def placeless(self) -> bool:
        """A complaint of hip or leg that names no place and implies no roots."""
        return self.region is None and not self.possible and self.nature != "vascular"

    @property
    def axial(self) -> bool:
        """Whether it is of the back."""
        return self.region == "low_back"

    def says(self, relation: Relation, roots: tuple[str, ...], weight: float) -> Evidence:
        """The evidence of this complaint for or against a finding."""
        places = (self.region,) if self.region else ()
        return made(Evidence, (relation, self.kind, self.subject, places, self.side, roots, weight, "", self.source))


def complaints(symptoms: Iterable[Symptom], problems: Iterable[Problem], local: tuple[LocalDiagnosis, ...]) -> list[Complaint]:
    """Every present complaint, in an order that does not depend on that of the record."""
    symptoms = tuple(symptoms)
    placed = [place for c in _of_symptoms(symptoms) for place in _placed(c, local)]
    told = [*placed, *_of_problems(problems)]
    return sorted(dict.fromkeys(told or _of_diagnoses(local, symptoms)), key=_order)


def _order(c: Complaint) -> tuple[str, ...]:
    return (c.subject, c.region or "", c.side or "", c.source.reference, c.source.words)


def counts(symptom: Symptom) -> bool:
    """Whether a symptom is a present complaint: there, not refuted or in error, active and current (A7)."""
    return symptom.presence.there and symptom.verification.counts and symptom.activity.ongoing and symptom.current


def nature(symptom: Symptom) -> str:
    """How the tables treat the complaint; night pain is pain."""
    if symptom.kind == "night_pain":
        return "pain"
    entry = knowledge().symptoms.get(symptom.kind)
    return entry.nature if entry else "constitutional"


def elsewhere(symptom: Symptom) -> bool:
    """Whether it is only of parts of the body that do not concern us (neck, arm, abdomen)."""
    regions = [knowledge().regions.get(r) for r in symptom.regions]
    return bool(regions) and all(r is None or r.area == "elsewhere" for r in regions)


def _of_symptoms(symptoms: Iterable[Symptom]) -> list[Complaint]:
    """One complaint per region; a wide region is left out where a precise one within it is recorded. A precise one without a
    side takes that of the wide one: "pain in the right lower leg", "numb inner shin"."""
    found = [c for s in symptoms if counts(s) for c in _by_region(s)]
    regions = knowledge().regions
    wide = {wide for c in found if c.region for wide in regions[c.region].within}
    dropped = [c for c in found if c.region in wide]
    return [_sided_by(c, dropped) for c in found if c.region not in wide] if dropped else found


def _sided_by(precise: Complaint, wide: list[Complaint]) -> Complaint:
    if precise.side is not None or precise.region is None:
        return precise
    within = knowledge().regions[precise.region].within
    sides = {c.side for c in wide if c.side and c.region in within}
    return replace(precise, side=sides.pop()) if len(sides) == 1 else precise


def _by_region(symptom: Symptom) -> Iterator[Complaint]:
    kind = NATURES.get(nature(symptom))
    if kind is None:
        return
    known = [(r, knowledge().regions[r]) for r in symptom.regions if r in knowledge().regions]
    for name, region in known:
        if region.area != "elsewhere":
            yield _complaint(symptom, kind, name, region)
    if not known:
        yield Complaint(subject=symptom.kind, kind="symptom", nature=kind, side=symptom.side, vague=True, source=symptom.source)


def _complaint(symptom: Symptom, kind: Nature, name: str, region: Region) -> Complaint:
    return Complaint(
        subject=symptom.kind,
        kind="symptom",
        nature=kind,
        region=name,
        side=symptom.side,
        core=region.core,
        possible=region.possible,
        vague=not region.core and name not in PRECISE,
        source=symptom.source,
    )


def _of_problems(problems: Iterable[Problem]) -> Iterator[Complaint]:
    """A coded radiculopathy, claudication or back pain is a complaint."""
    for problem in problems:
        entry = knowledge().presentations.get(problem.kind)
        if entry is None or entry.group not in OF_GROUP:
            continue
        implied = (named_roots(problem) or entry.implied) if entry.group == "root" else NONE
        yield Complaint(
            subject=problem.kind,
            kind="problem",
            nature=OF_GROUP[entry.group],
            region="low_back" if entry.group == "axial" else None,
            side=problem.side,
            possible=implied,
            vague=True,
            source=problem.source,
        )


def named_roots(problem: Problem) -> Roots:
    """The roots that the words of a diagnosis name ("right S1 radiculopathy"), none where they name none."""
    told = {d.removeprefix(NAMED_ROOT).upper() for d in problem.details if d.startswith(NAMED_ROOT)}
    return frozenset(told & knowledge().roots.keys())


def _of_diagnoses(local: tuple[LocalDiagnosis, ...], symptoms: Iterable[Symptom]) -> Iterator[Complaint]:
    """Where nobody wrote what hurts, a diagnosis hurts where such a diagnosis does, apart from what the patient denies; one
    without a territory of its own hurts somewhere."""
    regions = knowledge().regions
    denied = {r for s in symptoms if s.presence.not_there and nature(s) == "pain" for r in s.regions}
    for d in local:
        wide = {w for r in d.entry.regions if r in regions for w in regions[r].within}
        felt = [r for r in sorted(d.entry.regions) if r in regions and r not in wide and regions[r].area != "elsewhere"]
        p = d.problem
        bare = Complaint(subject=p.kind, kind="problem", nature="pain", side=p.side, vague=True, source=p.source)
        for name in felt:
            if name not in denied and denied.isdisjoint(regions[name].within):
                yield _at(bare, name)
        if not felt:
            yield bare


def _at(complaint: Complaint, place: str) -> Complaint:
    """The complaint at this place, with the roots whose pain is felt there."""
    region = knowledge().regions[place]
    vague = place not in PRECISE and not region.core
    return replace(complaint, region=place, core=region.core, possible=region.possible, vague=vague)


def _placed(complaint: Complaint, local: tuple[LocalDiagnosis, ...]) -> Iterator[Complaint]:
    """ "Hip pain" of a supported diagnosis at the hip is pain where that diagnosis hurts."""
    if complaint.region != "hip":
        yield complaint
        return
    places = {r for d in local if d.supported and d.explains_pain("hip", complaint.side) for r in d.entry.regions & PRECISE_HIP}
    for place in sorted(places) or ["hip"]:
        yield _at(complaint, place)
