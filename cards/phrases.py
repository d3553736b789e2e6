"""Facts and evidence as words: sides, roots, findings, signs, symptoms, problems, and the sentences they make.

Everything returned is Markdown-safe: what the record's authors wrote goes through `markdown.escape`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from cards.markdown import escape
from cards.wording import knowledge_names, listed, named, problem_name, region_names, sentence, words
from service.concordance.assessment import Evidence, FindingVerdict, Missing, Verdict
from service.facts import Contradiction, Finding, Order, Problem, Source, StatedFinding

Named = TypeVar("Named")
GRAVE = frozenset({"fracture", "neoplasm_signs", "infection_signs"})
"""Findings that cause pain; they do not merely add to it."""
CHAIN = ("T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")


BOTH = "both"
"""A side in words only: what stands once for the left and once for the right."""


def sided(side: str | None) -> str:
    """`"left "` for use before a noun, or nothing."""
    return f"{words().sides[side]} " if side in ("left", "right", "bilateral", BOTH) else ""


def paired(named: Iterable[tuple[Named, str | None]]) -> list[tuple[Named, str | None]]:
    """What stands for the left and for the right as one entry with the side `BOTH`, at the place of the first; others as
    they are, each once."""
    unique = dict.fromkeys(named)
    out: dict[tuple[Named, str | None], None] = {}
    for name, side in unique:
        other = {"left": "right", "right": "left"}.get(side or "")
        out[name, BOTH if other and (name, other) in unique else side] = None
    return list(out)


def roots_text(roots: Iterable[str]) -> str:
    """`L2`, `L4 and L5`, `L4-L5-S1` (three in a row), `L3 to S5` (more in a row)."""
    return _roots_text(frozenset(roots))


@lru_cache(maxsize=256)
def _roots_text(roots: frozenset[str]) -> str:
    unique = sorted(roots, key=lambda r: (CHAIN.index(r) if r in CHAIN else len(CHAIN), r))
    places = [CHAIN.index(r) for r in unique if r in CHAIN]
    in_a_row = len(places) == len(unique) > 2 and places[-1] - places[0] == len(places) - 1
    if in_a_row:
        return "-".join(unique) if len(unique) == 3 else f"{unique[0]} to {unique[-1]}"
    return listed(unique)


def finding_name(finding: Finding) -> str:
    """Our own words for a finding, nothing of the report's: `moderate left L2-L3 foraminal narrowing`."""
    said = words().findings.get(finding.type)
    kind = said.name if said else named({}, finding.type)
    if "cauda_equina" in finding.qualities:
        kind = words().phrases["cauda_equina"]
    if finding.type == "disc_herniation" and finding.morphology:
        kind = words().morphologies[finding.morphology]
    if finding.type == "modic_change" and finding.modic_type:
        kind = f"Modic {'mixed' if finding.modic_type == 'mixed' else 'type ' + finding.modic_type} endplate change"
    parts = [finding.severity or "", sided(finding.side).strip(), finding.level or "", kind]
    return " ".join(part for part in parts if part)


def problem_text(problem: Problem) -> str:
    """`left gluteal tendon tear (partial-thickness, confirmed on imaging)`."""
    details = [words().details[d] for d in sorted(problem.details) if d in words().details]
    return f"{sided(problem.side)}{problem_name(problem.kind)}" + (f" ({', '.join(details)})" if details else "")


def fact_text(evidence: Evidence, side: str | None = None) -> str:
    """The fact behind one piece of evidence, as a noun phrase: `weak left knee extension (4/5)`. `side`: to be named instead of
    its own."""
    phrase = _phrase(evidence, sided(side or evidence.side))
    return f"{phrase} ({escape(evidence.detail, limit=60)})" if evidence.detail else phrase


def fact_texts(evidence: Iterable[Evidence]) -> list[str]:
    """Each fact once, with every value the record gives of it: `weak left ankle dorsiflexion (2/5 and 4+/5)`."""
    details: dict[str, list[str]] = {}
    for one in evidence:
        values = details.setdefault(_phrase(one, sided(one.side)), [])
        if one.detail and (value := escape(one.detail, limit=60)) not in values:
            values.append(value)
    return [f"{phrase} ({listed(sorted(values))})" if values else phrase for phrase, values in details.items()]


def normal_text(evidence: Iterable[Evidence], most: int) -> str:
    """What was examined and found normal, the weightiest first, by side: `left ankle jerk and calf sensation; right
    ankle jerk`. At most so many tests."""
    ranked = sorted(evidence, key=lambda e: (-abs(e.weight), e.subject, e.side or ""))
    return by_side(paired((e.subject, e.side) for e in ranked)[:most])


def by_side(tests: Iterable[tuple[str, str | None]]) -> str:
    """Tests with their sides as a list in which each side is named once."""
    signs, groups = words().signs, dict[str | None, list[str]]()
    for test, side in tests:
        name = signs[test].normal.format(side="") if test in signs else test.replace("_", " ")
        groups.setdefault(side if sided(side) else None, []).append(name)
    parts = [f"{sided(BOTH if side == 'bilateral' else side)}{_of_strength(names)}" for side, names in groups.items()]
    return listed(parts) if len(parts) < 2 else "; ".join(parts)


def _of_strength(names: Sequence[str]) -> str:
    """`a strength`, `b strength` → `a and b strength`: what is tested of several muscles is said once."""
    strength = " strength"
    of_muscles = [name.removesuffix(strength) for name in names if name.endswith(strength)]
    if len(of_muscles) < 2:
        return listed(names)
    return listed([listed(of_muscles) + strength, *(name for name in names if not name.endswith(strength))])


def _phrase(evidence: Evidence, side: str) -> str:
    said = words()
    if evidence.kind == "sign":
        sign = said.signs.get(evidence.subject)
        if sign is None:
            return side + named(knowledge_names("signs"), evidence.subject)
        template = sign.normal if evidence.relation == "normal_examination" else sign.abnormal
        return template.format(side=side)
    if evidence.kind == "symptom":
        complaint = named(knowledge_names("symptoms"), evidence.subject)
        where = region_names(evidence.regions)
        lead = side.strip()
        if lead in ("left", "right") and not where:
            lead = words().phrases["of_a_side"].format(side=lead)
        return " ".join(part for part in (lead, where, complaint) if part)
    if evidence.kind == "problem":
        name, elsewhere = side + problem_name(evidence.subject), [r for r in evidence.regions if r != "low_back"]
        return said.phrases["hurts_at"].format(place=region_names(elsewhere), problem=name) if elsewhere else name
    if evidence.kind == "electrodiagnosis":
        roots = f" of {roots_text(evidence.roots)}" if evidence.roots else ""
        return side + named(said.electrodiagnoses, evidence.subject) + roots
    return named(said.qualities, evidence.subject)


def evidence_sentences(verdict: FindingVerdict, evidence: Sequence[Evidence], *, favour: bool) -> list[str]:
    """One sentence per relation and set of roots, the weightiest first; facts that say the same thing share a sentence."""
    groups: dict[tuple[str, tuple[str, ...]], list[Evidence]] = {}
    for one in sorted(evidence, key=lambda e: (-abs(e.weight), e.relation, e.subject)):
        groups.setdefault(_group(one), []).append(one)
    ranked = (sorted(group, key=lambda e: (-abs(e.weight), e.subject, e.side or "")) for group in groups.values())
    return [_sentence(verdict, group, favour=favour) for group in ranked]


def _group(evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    by_roots = evidence.relation in ("primary_root", "secondary_root", "possible_territory", "no_overlap")
    return evidence.relation, tuple(sorted(evidence.roots)) if by_roots else ()


def _sentence(verdict: FindingVerdict, group: list[Evidence], *, favour: bool) -> str:
    template = words().relations[group[0].relation]
    facts = fact_texts(group)
    facts = [f for f in facts if not any(f != other and f.endswith(f" {other}") for other in facts)]  # the plainer words stand
    shown = facts if len(facts) <= 4 else [*facts[:3], f"{len(facts) - 3} more"]
    roots = roots_text(r for e in group for r in e.roots)
    if not roots and group[0].relation == "no_overlap":
        return words().phrases["no_overlap_without_root"].format(own=own_roots(verdict), facts=listed(shown))
    if not roots and group[0].relation == "possible_territory" and favour:
        return sentence(words().phrases["territory_without_root"].format(own=own_roots(verdict), facts=listed(shown)))
    if favour and group[0].relation == "axial_pain" and verdict.finding.type in GRAVE:
        return words().phrases["axial_cause"].format(facts=listed(shown))
    filled = (template.supporting if favour else template.against).format(
        facts=listed(shown), roots=roots, own=own_roots(verdict), nerve=_nerve(group), rivals=rivals_text(verdict.competing)
    )
    return sentence(filled)


def _nerve(group: Sequence[Evidence]) -> str:
    signs = words().signs
    nerves = {signs[e.subject].nerve for e in group if e.kind == "sign" and e.subject in signs} - {""}
    return f" through the {nerves.pop()}" if len(nerves) == 1 else ""


def own_roots(verdict: FindingVerdict) -> str:
    """The roots a finding threatens, or words for there being none."""
    return roots_text(verdict.primary or verdict.secondary) or words().phrases["this_finding"]


def rivals_text(problems: Iterable[Problem]) -> str:
    """The competing diagnoses as a list; what the record says twice of one diagnosis on one side is said once."""
    merged: dict[tuple[str, str | None], Problem] = {}
    for p in problems:
        known = merged.setdefault((p.kind, p.side), p)
        merged[(p.kind, p.side)] = replace(known, details=known.details | p.details)
    return listed(problem_text(p) for p in merged.values()) or words().phrases["another_diagnosis"]


def anatomy_sentence(verdict: FindingVerdict) -> str:
    """How the roots stand to the level: `Threatens L2, which leaves at L2-L3.` Roots are named after the upper vertebra."""
    said, level = words().anatomy, verdict.finding.level or ""
    if not verdict.primary:
        own = said_of(verdict.finding.type)
        harmless = verdict.verdict is Verdict.INCIDENTAL and not verdict.secondary
        return own or (said["none"] if harmless else "")
    upper, _, lower = level.partition("-")
    if verdict.primary == (upper,) and lower:
        return said["exiting"].format(roots=upper, level=level)
    if verdict.primary == (lower,):
        return said["traversing"].format(roots=lower, level=level)
    return threatened(verdict.primary)


def threatened(roots: Iterable[str]) -> str:
    """`Threatens L4-L5-S1.`"""
    named_roots = roots_text(roots)
    return words().anatomy["several"].format(roots=named_roots) if named_roots else ""


def said_of(finding_type: str) -> str:
    """What a finding of this type can and cannot do by itself; empty where nothing general can be said."""
    entry = words().findings.get(finding_type)
    return entry.own if entry else ""


def contradiction_sentences(finding: StatedFinding) -> list[str]:
    """What the report says twice of a finding, and which of the two is used."""
    return [_contradiction(said) for said in finding.contradictions]


def _contradiction(said: Contradiction) -> str:
    apart = said.used_in != said.other_in and said.used_in and said.other_in
    key = f"contradicted_{said.about}" + ("" if apart else "_once")
    return words().phrases[key].format(used=said.used, other=said.other, used_in=said.used_in, other_in=said.other_in)


def missing_text(missing: Iterable[Missing]) -> str:
    """The examinations that are asked for: `left great-toe extension strength and left ankle jerk`."""
    return by_side(paired((m.test, m.side) for m in missing))


def source_text(source: Source | None) -> str:
    """Where a fact stands: `Condition/7, 2026-11-20`."""
    if source is None:
        return ""
    return escape(source.reference, limit=80) + (f", {source.date.isoformat()}" if source.date else "")


def quoted(text: str) -> str:
    """Words of the record, safe and short, in typographic quotes."""
    return f"“{escape(text)}”"


def order_text(order: Order) -> str:
    """Our own words for an order, nothing of the EHR's: `left L2-L3 transforaminal epidural or root block`."""
    name = named(words().order_classes, order.order_class or "order")
    return " ".join(part for part in (sided(order.side).strip(), listed(order.levels), name) if part)
