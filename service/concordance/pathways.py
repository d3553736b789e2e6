"""Pathways of the other presentations (pack section 3): first steps, the test that tells, whom to refer to and when."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from service.concordance.assessment import CONCORDANT, POSSIBLE, Evidence, FindingVerdict, Pathway, RedFlag
from service.concordance.gates import present, radiation_gates
from service.concordance.gluteal_hip import ABDUCTOR_FAILURE, GLUTEAL, complained
from service.concordance.gluteal_pathway import MRI_LASTS_DAYS, XRAY_LASTS_DAYS, asked_already, citations, imaged
from service.concordance.hip_sides import about, on_side
from service.concordance.said import open_flags
from service.concordance.sides import only_side
from service.concordance.spondyloarthritis import advised
from service.facts import Facts, Problem, Side, Verification
from service.knowledge.care import care

SAME_PATHWAY = {"lumbosacral_radiculopathy": "lumbar_radiculopathy", "sciatica": "lumbar_radiculopathy"}
ONLY_AS_RIVAL = frozenset({
    "knee_osteoarthritis", "patellofemoral_pain", "pes_anserine_bursitis", "plantar_fasciitis", "achilles_tendinopathy",
    "zoster", "polymyalgia_rheumatica", "fibromyalgia", "inguinal_hernia", "polyneuropathy", "peripheral_artery_disease",
    "low_back_pain", "discogenic_back_pain", "facet_pain",
})  # fmt: skip
"""Presentations whose pathway is shown only where they compete with a lumbar finding (or, for the back, are the complaint)."""
TOLD_OF = {"hip_xray": "xray", "emg": "nerve_study"}
"""The detail of a diagnosis that tells of the study suggested."""
MOST = 3
RELATION = itemgetter(Evidence._fields.index("relation"))


class _Chosen(NamedTuple):
    kind: str
    side: Side | None
    problem: Problem | None
    entry: str
    rule: str = "pathway_of_presentation"


def other_pathways(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[Pathway, ...]:
    """At most three pathways beside those of the gluteal tendons. An active red flag silences them all; without a lumbar
    finding only failed abductors and spondyloarthritis have something to say."""
    if open_flags(red_flags):
        return ()
    standing = _standing(facts)
    chosen = [*_failed_abductors(standing), *_spondyloarthritis(facts)]
    if verdicts:
        chosen += [
            *_of_concordant(standing, verdicts),
            *_of_rivals(verdicts),
            *_of_problems(standing),
            *_of_back_pain(facts, standing, verdicts),
        ]
    return tuple(_pathway(facts, c) for c in _distinct(chosen)[:MOST])


def _distinct(chosen: Sequence[_Chosen]) -> list[_Chosen]:
    """Each pathway once per side; one without a side gives way to one with."""
    sided = {c.entry for c in chosen if c.side}
    seen: dict[tuple[str, Side | None], _Chosen] = {}
    for c in chosen:
        if c.side or c.entry not in sided:
            seen.setdefault((c.entry, c.side), c)
    return list(seen.values())


def _failed_abductors(standing: Sequence[Problem]) -> list[_Chosen]:
    """Abductors known to have failed after a hip replacement: for the surgeon, whether or not a tear is on record."""
    known = [p for p in standing if p.kind == ABDUCTOR_FAILURE and p.verification is Verification.CONFIRMED]
    return [_chosen(p.kind, p.side, p) for p in known]


def _spondyloarthritis(facts: Facts) -> list[_Chosen]:
    found = advised(facts)
    if not found:
        return []
    refer = found[0] == "refer"
    kind = "axial_spondyloarthritis"
    problem = next(iter(present(facts, kind)), None)
    entry, rule = (kind, "axspa_referral") if refer else ("consider_axial_spondyloarthritis", "axspa_consider")
    return [_Chosen(kind, None, problem, entry, rule)]


def _of_concordant(standing: Sequence[Problem], verdicts: Sequence[FindingVerdict]) -> list[_Chosen]:
    """A finding that explains the presentation: its root, or claudication where that is what it explains."""
    explaining = dict.fromkeys([_explains(v) for v in verdicts if v.verdict is CONCORDANT and v.primary])
    return [_chosen(kind, side, _coded(standing, kind, side), "i5_both_active") for kind, side in explaining]


def _explains(v: FindingVerdict) -> tuple[str, Side | None]:
    """What a concordant finding stands for: claudication of both legs, or a root of its side."""
    if "claudication" in map(RELATION, v.supporting):
        return "neurogenic_claudication", None
    return "lumbar_radiculopathy", _ill_side(v)


def _ill_side(v: FindingVerdict) -> Side | None:
    """The side of the finding; where it is of both sides, of neither or states none, the side of the signs that it explains."""
    if v.finding.side in ("left", "right"):
        return v.finding.side
    signs = {e.side for e in v.supporting if e.relation == "primary_root" and e.side}
    return only_side(signs) or ("bilateral" if signs and v.finding.side == "bilateral" else None)


def _coded(standing: Sequence[Problem], kind: str, side: Side | None) -> Problem | None:
    same = (p for p in standing if SAME_PATHWAY.get(p.kind, p.kind) == kind)
    return next((p for p in same if on_side(p.side, side)), None)


def _of_rivals(verdicts: Sequence[FindingVerdict]) -> list[_Chosen]:
    """Supported diagnoses that compete with a finding; the gluteal ones have their own table."""
    met = {id(p): p for v in verdicts for p in v.competing if p.kind not in GLUTEAL}  # one and the same beside most findings
    rivals = dict.fromkeys(met.values())
    return [_chosen(p.kind, p.side, p) for p in rivals if _entry(p.kind)]


def _of_problems(standing: Sequence[Problem]) -> list[_Chosen]:
    """Diagnoses of hip, nerve or spine that stand, supported or not: the test that tells is what is missing most."""
    listed = [p for p in standing if p.kind not in GLUTEAL and p.kind not in ONLY_AS_RIVAL and _entry(p.kind)]
    return [_chosen(p.kind, p.side, p) for p in listed if p.kind != "axial_spondyloarthritis"]


def _of_back_pain(facts: Facts, standing: Sequence[Problem], verdicts: Sequence[FindingVerdict]) -> list[_Chosen]:
    """Back pain that is the complaint, where a finding may add to it."""
    pains = [s for s in facts.symptoms if s.kind == "pain" and "low_back" in s.regions and complained(s)]
    coded = [p for p in standing if p.kind in ("low_back_pain", "discogenic_back_pain", "facet_pain")]
    axial = [v for v in verdicts if not v.primary and v.verdict in (POSSIBLE, CONCORDANT)] if pains or coded else []
    if not axial or advised(facts):
        return []
    if coded and coded[0].kind != "low_back_pain":
        return [_chosen(coded[0].kind, None, coded[0])]
    disc = any(v.finding.type in ("modic_change", "disc_degeneration", "annular_fissure") for v in axial)
    return [_chosen("discogenic_back_pain" if disc else "low_back_pain", None, coded[0] if coded else None)]


def _standing(facts: Facts) -> list[Problem]:
    return [p for p in facts.problems if p.current and p.activity.ongoing and p.verification.counts and p.abated is None]


def _entry(kind: str) -> str | None:
    key = SAME_PATHWAY.get(kind, kind)
    found = care().management.get(key)
    return key if found and found.kind == "pathway" else None


def _chosen(kind: str, side: Side | None, problem: Problem | None, rule: str = "pathway_of_presentation") -> _Chosen:
    return _Chosen(kind, side, problem, _entry(kind) or kind, rule)


def _pathway(facts: Facts, chosen: _Chosen) -> Pathway:
    entry = care().management[chosen.entry]
    told = entry.tests and _recorded(facts, entry.tests, chosen.side)
    advice = tuple([a for a in entry.advice if not a.endswith("_test")]) if told else entry.advice
    return Pathway(
        state=chosen.kind,
        side=chosen.side,
        problem=chosen.problem,
        advice=advice,
        suggestions=tuple([s for s in entry.suggestions if _of_use(facts, s, chosen.side)]),
        next=entry.next,
        rules=(chosen.rule,),
        citations=citations(entry.cites, advice, ()),
    )


def told_done(facts: Facts, suggestion: str, side: Side | None) -> bool:
    """Whether the record tells of a diagnosis by the very study that is suggested, though it holds no study."""
    detail = TOLD_OF.get(suggestion)
    told = [p for p in facts.problems if p.verification.counts and on_side(p.side, side)] if detail else []
    return any(detail in p.details for p in told)


def _recorded(facts: Facts, tests: tuple[str, ...], side: Side | None) -> bool:
    """Whether each of the tests was done on this side."""
    wanted, ours = frozenset(tests), about(side)
    return {s.test for s in facts.signs if s.test in wanted and s.side in ours and s.presence.tested} == wanted


def _of_use(facts: Facts, suggestion: str, side: Side | None) -> bool:
    """Not ordered already, done lately, under way or held back by pregnancy."""
    if asked_already(facts, suggestion, side):
        return False
    if told_done(facts, suggestion, side):
        return False
    if suggestion == "hip_xray":
        return not imaged(facts, side, "XR", XRAY_LASTS_DAYS) and not radiation_gates(facts)
    if suggestion == "hip_mri":
        return not imaged(facts, side, "MR", MRI_LASTS_DAYS)
    if suggestion == "sacroiliac_mri":
        return not any(s.region == "sacroiliac" and s.modality == "MR" for s in facts.studies)
    if suggestion == "hla_b27":
        return not _recorded(facts, ("hla_b27",), None)
    if suggestion.startswith("physiotherapy"):
        return not any(
            t.qualifying and t.end is None and t.completed is not True and on_side(t.side, side) for t in facts.therapies
        )
    return not (suggestion == "emg" and facts.electrodiagnoses)
