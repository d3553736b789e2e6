"""The assessment for machines: the extension `org.lumbarconcordance.assessment` of a response."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cards.markdown import plain
from cards.order_card import ESSENTIAL
from cards.phrases import contradiction_sentences, evidence_sentences, missing_text
from cards.red_flag_card import trigger_name
from cards.wording import named, sentence, words
from service.concordance.assessment import Assessment, Evidence, FindingVerdict, OrderJudgement, Pathway, RedFlag
from service.facts import Facts, Finding, NotAssessed
from service.knowledge.loader import Entry, read_table

EXTENSION = "org.lumbarconcordance.assessment"


class Edition(Entry):
    """Which knowledge this is. `status` is `draft` until a clinician signs it off."""

    version: str
    status: str


@cache
def edition() -> Edition:
    """The edition of the knowledge tables."""
    return read_table("edition", Edition)["knowledge"]


def extension(assessment: Assessment, facts: Facts, *, shown: bool = False) -> dict[str, Any] | None:
    """The extension, or None where nothing was assessed and everything essential could be read. `shown`: a card is shown."""
    gaps = not_assessed(assessment, facts)
    if not (shown or assessment.verdicts or assessment.red_flags or assessment.orders or gaps):
        return None
    body: dict[str, Any] = {
        "knowledge": {"version": edition().version, "status": edition().status},
        "redFlags": [red_flag_entry(f) for f in assessment.red_flags],
        "riskFactors": [red_flag_entry(f) for f in assessment.risk_factors],
        "findings": [finding_entry(v) for v in assessment.verdicts],
        "orders": [order_entry(o) for o in assessment.orders],
        "management": [pathway_entry(p) for p in assessment.pathways],
        "notAssessed": gaps,
    }
    return {EXTENSION: body}


def not_assessed(assessment: Assessment, facts: Facts) -> list[dict[str, str]]:
    """What could not be read: resources, and whole kinds of record where an essential one is missing or something is told."""
    gaps: Iterable[NotAssessed] = dict.fromkeys((*assessment.not_assessed, *facts.not_assessed))
    told = [{"source": gap.source, "why": gap.why} for gap in gaps]
    if told or assessment.verdicts or assessment.orders or any(key in facts.unavailable for key in ESSENTIAL):
        why = words().phrases["not_available"]
        named_already = {entry["source"].removeprefix("prefetch.") for entry in told}
        told += [
            {"source": key, "why": why.format(what=named(words().unavailable, key))}
            for key in sorted(facts.unavailable - named_already)
        ]
    return told


def red_flag_entry(flag: RedFlag) -> dict[str, Any]:
    """A flag or risk factor: what it is, in words, and where it stands."""
    day = flag.date or flag.source.date
    entry: dict[str, Any] = {"id": flag.flag, "trigger": flag.what, "text": sentence(trigger_name(flag))}
    entry["source"] = flag.source.reference
    return entry | ({"date": day.isoformat()} if day else {}) | ({"side": flag.side} if flag.side else {})


def finding_entry(verdict: FindingVerdict) -> dict[str, Any]:
    """One finding with its verdict and everything that led to it."""
    finding = verdict.finding
    entry: dict[str, Any] = {
        "type": finding.type,
        "level": finding.level,
        "side": finding.side,
        "severity": finding.severity,
        "text": finding.text,
        "source": finding.source.reference,
        "verdict": verdict.verdict.value,
        "confidence": verdict.confidence.value,
        "roots": {"primary": list(verdict.primary), "secondary": list(verdict.secondary)},
        "supporting": sentences(verdict, verdict.supporting, favour=True),
        "against": sentences(verdict, verdict.against, favour=False),
        "missing": [missing_text([m]) for m in verdict.missing],
        "competing": list(dict.fromkeys(p.source.reference for p in verdict.competing)),
        "rules": list(verdict.rules),
        "citations": list(verdict.citations),
    }
    return entry | described(finding)


def sentences(verdict: FindingVerdict, evidence: Sequence[Evidence], *, favour: bool) -> list[str]:
    """The evidence as plain sentences."""
    return [plain(text, limit=400) for text in evidence_sentences(verdict, evidence, favour=favour)]


def described(finding: Finding) -> dict[str, Any]:
    """Further keys where the report gave the detail."""
    out: dict[str, Any] = {}
    if finding.morphology:
        out["morphology"] = finding.morphology
    if finding.zone:
        out["zone"] = finding.zone
    if finding.modic_type:
        out["modicType"] = finding.modic_type
    if finding.grade:
        out["grade"] = {"scale": finding.grade.scale, "value": finding.grade.value}
    if finding.contradictions:
        said = zip(finding.contradictions, contradiction_sentences(finding), strict=True)
        out["contradictions"] = [{"about": c.about, "used": c.used, "other": c.other, "text": text} for c, text in said]
    return out


def order_entry(judgement: OrderJudgement) -> dict[str, Any]:
    """One order with its judgement."""
    return {
        "order": judgement.order.reference,
        "class": judgement.order.order_class,
        "judgement": judgement.judgement,
        "kind": judgement.kind,
        "rules": list(judgement.rules),
    }


def pathway_entry(pathway: Pathway) -> dict[str, Any]:
    """Where the patient stands in one pathway."""
    return {
        "state": pathway.state,
        "side": pathway.side,
        "rules": list(pathway.rules),
        "withheld": [{"item": w.item, "gate": w.gate} for w in pathway.withheld],
    }
