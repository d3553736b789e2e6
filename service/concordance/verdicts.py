"""One verdict for one finding: the rules in turn, then what forbids `incidental`, then the open red flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from service.concordance.asked import spared, worth_asking
from service.concordance.assessment import INCIDENTAL, MODERATE, Evidence, FindingVerdict, Verdict
from service.concordance.bearing import weightiest
from service.concordance.confidence import confidence, lower
from service.concordance.evidence import weigh
from service.concordance.other_rules import INCIDENTAL_GUARDS, NON_ROOT_RULES, standing
from service.concordance.picture import Picture
from service.concordance.prevalence import prevalence, studied_age
from service.concordance.raised import Raised
from service.concordance.reason import Reason, first
from service.concordance.red_flags import can_be_behind, open_flags
from service.concordance.root_rules import ROOT_RULES
from service.concordance.roots import CAUDA, NONE, in_order
from service.concordance.sides import meets
from service.concordance.weighed import Weighed
from service.facts import Finding
from service.knowledge.tables import knowledge

BEYOND_ABDUCTORS = frozenset({"study_places_it_elsewhere"})
"""The only way past the abductor guard: a nerve study (A2)."""


def judge_findings(findings: Iterable[Finding], picture: Picture, raised: Sequence[Raised]) -> tuple[FindingVerdict, ...]:
    """A verdict for every finding that the imaging affirms, in the order given. What a report denies has none."""
    affirmed = [f for f in findings if not f.negated]
    judged = [_past(f, past) if (past := standing(f)) else weigh(f, picture) for f in affirmed]
    _compare([j for j in judged if isinstance(j, Weighed)])
    flags, unasked = open_flags(raised), spared(picture, raised)
    return tuple([_verdict(j, flags, unasked) if isinstance(j, Weighed) else j for j in judged])


def _compare(weighed: list[Weighed]) -> None:
    """Marks the mild findings beside which a clearly worse one threatens the same root on the same side."""
    severe = [w for w in weighed if w.threat.primary and w.look.severity is not None and w.look.severity >= 2]
    for w in weighed:
        if w.look.severity is not None and w.look.severity <= 1:
            w.outweighed = any(o.threat.primary & w.threat.primary and meets(o.finding.side, w.finding.side) for o in severe)


def _verdict(w: Weighed, flags: Sequence[Raised], unasked: frozenset[str]) -> FindingVerdict:
    finding, picture = w.finding, w.picture
    reason = first(ROOT_RULES if w.by_root else NON_ROOT_RULES, w)
    rules = [reason.rule]
    final = _guarded(reason, w, rules) if reason.verdict is INCIDENTAL else reason
    behind = [r for r in flags if can_be_behind(w, r)] if flags else []
    final = _flagged(final, behind, flags, rules) if flags else final
    fired = tuple(dict.fromkeys(rules)) if len(rules) > 1 else (reason.rule,)
    age = picture.facts.patient.age
    figure = prevalence(finding, age) if w.kind.prevalence else None
    return FindingVerdict(
        finding,
        final.verdict,
        confidence(final, w),
        fired,
        _citations(w, fired),
        in_order(w.threat.primary),
        in_order(w.threat.secondary),
        _supporting(w),
        _against(w, behind) if final.verdict is Verdict.URGENT else w.bearing.against,
        () if final.rule == "opposite_side" else worth_asking(w.bearing.missing, unasked),
        tuple([picture.shown[id(d)] for d in w.rivals]) if w.rivals else (),
        figure,
        studied_age(finding, age) if figure is not None and age is not None else None,
    )


def _past(finding: Finding, reason: Reason) -> FindingVerdict:
    return FindingVerdict(
        finding=finding,
        verdict=reason.verdict,
        confidence=reason.at_most or MODERATE,
        rules=(reason.rule,),
        citations=knowledge().rules[reason.rule].cites,
    )


def _guarded(reason: Reason, w: Weighed, rules: list[str]) -> Reason:
    """An incidental verdict that a guard forbids becomes possible; every guard that speaks is named."""
    spoken = [r for guard in INCIDENTAL_GUARDS if (r := guard(w)) is not None]
    if reason.rule in BEYOND_ABDUCTORS:
        spoken = [r for r in spoken if r.rule != "weak_abductors_guard"]
    rules += [r.rule for r in spoken]
    return spoken[0] if spoken else reason


def _flagged(reason: Reason, behind: Sequence[Raised], open_now: Sequence[Raised], rules: list[str]) -> Reason:
    """While a red flag is open a finding that can be `behind` one is urgent, any other possible at most and at least."""
    rule = "red_flag_substrate" if behind else "red_flag_open"
    rules += [rule, *(f"red_flag_{r.flag.flag}" for r in (behind or open_now))]
    if behind:
        return Reason(rule, Verdict.URGENT)
    return Reason(rule, Verdict.POSSIBLE, lower(MODERATE, reason.at_most))


def _supporting(w: Weighed) -> tuple[Evidence, ...]:
    """What speaks for the finding; its look counts only where something does, or where it threatens a root."""
    axial = w.axial if w.kind.axial else ()
    if not w.by_root:
        return weightiest([*axial, *w.imaging]) if axial else ()
    return weightiest([*w.bearing.supporting, *axial, *w.imaging]) if axial or w.imaging else w.bearing.supporting


def _against(w: Weighed, behind: Sequence[Raised]) -> tuple[Evidence, ...]:
    """What speaks against an urgent finding; what raised the flags that it can be `behind` does not."""
    sources = {r.flag.source for r in behind}
    sacral = CAUDA if any(r.flag.flag == "cauda_equina" for r in behind) else NONE
    return tuple([e for e in w.bearing.against if e.source not in sources and not (e.roots and sacral.issuperset(e.roots))])


def _citations(w: Weighed, rules: tuple[str, ...]) -> tuple[str, ...]:
    """The sources of the rules, of the finding's anatomy, and of the signs that weighed most; of a finding that a red flag
    makes urgent those of the flag, not of the rule that it overrides."""
    if "red_flag_substrate" in rules:
        rules = tuple([r for r in rules if r.startswith("red_flag_")])
    kind = w.finding.type if w.finding.type in knowledge().findings else "other"
    return sources(rules, kind, w.threat.modifiers, w.bearing.cited)


@cache
def sources(rules: tuple[str, ...], kind: str, modifiers: tuple[str, ...], signs: tuple[str, ...]) -> tuple[str, ...]:
    """The citation ids of these entries, each once, the rules' first."""
    tables = knowledge()
    cites = [c for rule in rules for c in tables.rules[rule].cites]
    cites += tables.findings[kind].cites
    cites += [c for modifier in modifiers for c in tables.modifiers[modifier].cites]
    cites += [c for sign in signs if sign in tables.signs for c in tables.signs[sign].cites]
    return tuple(dict.fromkeys(cites))
