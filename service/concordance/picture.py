"""The clinical picture: what of the facts counts as the patient's present complaint, examination and diagnoses."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from service.concordance.assessment import Evidence, Relation, made
from service.concordance.complaints import Complaint, complaints, counts, elsewhere, nature
from service.concordance.examination import ABDUCTOR_TESTS, Examination, examine
from service.concordance.local_diagnoses import LocalDiagnosis, local_diagnoses, sided_like, stands
from service.concordance.roots import NONE, Roots, Spine, disc_level, in_order
from service.concordance.severity import severity
from service.concordance.sides import covered, only_side
from service.facts import Electrodiagnosis, Facts, Finding, Operation, Problem, Side, Sign, Symptom
from service.knowledge.models import SignEntry
from service.knowledge.tables import Knowledge, knowledge

if TYPE_CHECKING:
    from service.concordance.bearing import Bearing
    from service.concordance.facing import Facing

NERVE_SIGNS = frozenset({"motor", "reflex", "sensory", "sphincter", "tension", "crossed_tension", "gait"})
SPINAL_OPERATIONS = frozenset({"discectomy", "decompression", "fusion", "spinal_other", "stimulator"})
NO_SIDE = frozenset[str]()
OPERATED = frozenset({"lumbar_fusion_status", "post_laminectomy_syndrome"})


@dataclass(slots=True, eq=False)
class NerveSign:
    """An abnormal sign of roots, with what every finding asks of it.

    `sides` are those it speaks of, where it states none those of the complaint, empty when that is open too; `side` is
    the one to show. `detail` is the grade as written. `shared`: a local diagnosis that nothing
    contradicts explains it as well; `supported`: a supported one does. Against findings of other roots `elsewhere` is what
    it says, and `localises` the roots that it proves there: none where a local diagnosis explains it as well, or weak
    abductors do.
    """

    sign: Sign
    entry: SignEntry
    sides: frozenset[str]
    side: Side | None
    detail: str
    weight: float
    shared: bool
    supported: bool
    localises: Roots = NONE
    elsewhere: tuple[Evidence, ...] = ()

    def says(self, relation: Relation, roots: tuple[str, ...], weight: float) -> Evidence:
        """The evidence of this sign for or against a finding."""
        sign = self.sign
        return made(Evidence, (relation, "sign", sign.test, (), self.side, roots, weight, self.detail, sign.source))


@dataclass(slots=True, kw_only=True, eq=False)
class Picture:
    """What is judged against every finding. Built once by `draw`, then only read (a frozen one takes four times as long).

    `complaints` are those of hip, leg and perineum (and the unspecific), `axial` those of the back; `back` is what the latter
    say for a finding that can hurt the back, `referred` what the former do where such a finding refers pain. `recorded` is
    false when there is none at all, `inferred` true when nobody wrote one, so that the diagnoses hurt where such ones do.
    `side` is the one side that all sided complaints, root signs and diagnoses share, `open_sides` the sides of a fact that
    states none. `walking` is neurogenic claudication that no vascular disease explains as well.
    `supported` local diagnoses may make a finding incidental, `proven` are those that a nerve study shows; `shown` is each (by
    its `id`) with the side of the complaint.
    `faced` and `bearings` keep, while this one patient is judged, what holds for several findings.
    """

    facts: Facts
    tables: Knowledge
    examination: Examination
    nerve_signs: tuple[NerveSign, ...]
    complaints: tuple[Complaint, ...]
    axial: tuple[Complaint, ...]
    local: tuple[LocalDiagnosis, ...]
    supported: tuple[LocalDiagnosis, ...]
    proven: tuple[LocalDiagnosis, ...]
    shown: Mapping[int, Problem]
    electrodiagnoses: tuple[Electrodiagnosis, ...]
    sides: frozenset[str]
    side: Literal["left", "right"] | None
    open_sides: frozenset[str]
    spine: Spine
    walking: Complaint | None
    back: tuple[Evidence, ...]
    referred: tuple[Evidence, ...]
    recorded: bool
    inferred: bool
    pregnant: bool
    operated: bool
    unread: bool
    tumour: bool
    faced: dict[tuple[frozenset[str], bool], Facing] = field(default_factory=dict)
    bearings: dict[Hashable, Bearing] = field(default_factory=dict)

    def side_of(self, side: Side | None) -> Side | None:
        """A side that was not stated is that of the complaint, where there is only one."""
        return side if side is not None else self.side


def draw(facts: Facts) -> Picture:
    """The picture of this patient. The order of the facts makes no difference."""
    examination = examine((*facts.signs, *_signs_of_problems(facts.problems)), facts.as_of)
    problems = [p for p in facts.problems if stands(p)]
    local = local_diagnoses(facts.problems, facts.electrodiagnoses, examination)
    everything = complaints(facts.symptoms, problems, local)
    of_the_leg = tuple(c for c in everything if not c.axial)
    tests = knowledge().signs
    signs = [s for s in examination.abnormal if tests[s.test].kind in NERVE_SIGNS]
    lateral = {s.side for s in signs if tests[s.test].kind != "crossed_tension"}
    stated = {c.side for c in of_the_leg} | lateral | {d.problem.side for d in local}
    side = only_side(stated)
    return Picture(
        facts=facts,
        tables=knowledge(),
        examination=examination,
        nerve_signs=tuple([_nerve(s, side, local, examination) for s in signs]),
        complaints=of_the_leg,
        axial=tuple(c for c in everything if c.axial),
        local=local,
        supported=tuple(d for d in local if d.supported),
        proven=tuple(d for d in local if d.proven),
        shown={id(d): sided_like(d.problem, side) for d in local},
        electrodiagnoses=tuple(sorted(facts.electrodiagnoses, key=_study_order)),
        sides=NO_SIDE.union(*map(covered, stated)),
        side=side,
        open_sides=covered(side),
        spine=_spine(facts, signs, of_the_leg),
        walking=_neurogenic_claudication(everything, examination),
        back=tuple([c.says("axial_pain", (), 1.0) for c in everything if c.axial]),
        referred=tuple([c.says("axial_pain", (), 0.5) for c in of_the_leg if c.region]),
        recorded=bool(everything) or any(p.kind in knowledge().presentations for p in problems) or _troubled(facts.symptoms),
        inferred=bool(everything) and {c.subject for c in everything} <= {d.problem.kind for d in local},
        pregnant=any(p.kind == "pregnancy" for p in problems),
        operated=any(_spinal(o) for o in facts.operations) or any(_operated(p) for p in facts.problems),
        unread=any(n.deficit for n in facts.not_assessed),
        tumour=any(p.kind == "spinal_malignancy" for p in problems),
    )


def _nerve(sign: Sign, side: Side | None, local: tuple[LocalDiagnosis, ...], examination: Examination) -> NerveSign:
    entry, weights = knowledge().signs[sign.test], knowledge().weights
    light = entry.kind in ("tension", "crossed_tension") or sign.test in ABDUCTOR_TESTS
    explaining = [d for d in local if sign.test in d.entry.explains and d.explains_sign(sign.test, sign.side, examination)]
    own = None if entry.kind == "crossed_tension" else sign.side  # the leg that is raised is not the leg that is ill
    nerve = NerveSign(
        sign,
        entry,
        sides=covered(own or side),
        side=sign.side or side,
        detail=grade_words(sign.grade),
        weight=weights["tension_test" if light else "primary_sign"],
        shared=bool(explaining) and any(d.shares for d in explaining),
        supported=bool(explaining) and any(d.supported for d in explaining),
    )
    if entry.primary:
        nerve.elsewhere = (nerve.says("no_overlap", in_order(entry.primary), 0.0),)
        nerve.localises = NONE if nerve.shared or sign.test in ABDUCTOR_TESTS else entry.primary
    return nerve


@cache
def grade_words(grade: float | None) -> str:
    """The MRC grade as clinicians write it: 3.67 is 4-, 4.33 is 4+."""
    if grade is None:
        return ""
    whole = round(grade)
    return f"{whole}{'-' if grade < whole - 0.1 else '+' if grade > whole + 0.1 else ''}/5"


def _signs_of_problems(problems: Iterable[Problem]) -> Iterator[Sign]:
    """A coded foot drop is a sign."""
    for problem in problems:
        entry = knowledge().presentations.get(problem.kind)
        if entry is not None and entry.sign and stands(problem):
            for side in sorted(covered(problem.side)) or ("",):
                yield Sign(test=entry.sign, side=_lateral(side), source=problem.source)


def _lateral(side: str) -> Literal["left", "right"] | None:
    return "left" if side == "left" else "right" if side == "right" else None


def _study_order(study: Electrodiagnosis) -> tuple[str, str, str, tuple[str, ...]]:
    return (study.conclusion, study.side or "", study.source.reference, study.roots)


def _neurogenic_claudication(everything: Iterable[Complaint], examination: Examination) -> Complaint | None:
    found = [c for c in everything if c.nature == "claudication"]
    if not found or any(c.nature == "vascular" for c in everything) or examination.is_abnormal("pedal_pulses"):
        return None
    return found[0]


def _troubled(symptoms: Iterable[Symptom]) -> bool:
    """A limp or stiffness is a complaint as well, though no pain."""
    return any(counts(s) and nature(s) in ("other", "sphincter") and not elsewhere(s) for s in symptoms)


def _spinal(operation: Operation) -> bool:
    return operation.kind in SPINAL_OPERATIONS and not operation.planned


def _operated(problem: Problem) -> bool:
    return problem.kind in OPERATED and problem.verification.counts


def _spine(facts: Facts, signs: Iterable[Sign], of_the_leg: Iterable[Complaint]) -> Spine:
    """What of the other findings and of the presentation bears on single findings."""
    present = [f for f in facts.findings if f.type in ("spondylolysis", "transitional_vertebra") and counts_as_imaging(f)]
    both = bool({s.test for s in signs if s.side == "left"} & {s.test for s in signs if s.side == "right"})
    return Spine(
        transitional=any(f.type == "transitional_vertebra" for f in present),
        pars_levels=frozenset(level for f in present if f.type == "spondylolysis" and (level := disc_level(f.level))),
        lower_roots=both or any(c.nature == "claudication" for c in of_the_leg),
    )


def counts_as_imaging(finding: Finding) -> bool:
    """Whether a finding describes the spine as it is now."""
    return (
        not finding.negated
        and finding.verification.counts
        and finding.activity.ongoing
        and finding.temporality == "current"
        and not finding.older
        and not finding.superseded
    )


def worst_central_stenosis(facts: Facts, level: str | None) -> float:
    """The severity of a central stenosis that the same imaging shows at this level, 0 when none is there."""
    same = (f for f in facts.findings if f.type == "central_stenosis" and f.level == level and counts_as_imaging(f))
    return max((severity(f) or 0 for f in same), default=0)
