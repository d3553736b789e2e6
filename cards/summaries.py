"""The summaries of the card on findings: the conclusion in one line, only our own words, nothing of the report's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cards.assembly import fitting
from cards.phrases import finding_name, roots_text, sided
from cards.wording import listed, problem_name, region_names, words
from service.concordance.assessment import FindingVerdict, Missing, Verdict
from service.facts import Facts, Presence
from service.knowledge.tables import knowledge


def summary(shown: Sequence[FindingVerdict], facts: Facts, *, flagged: bool = False, unexplained: Sequence[str] = ()) -> str:
    """The conclusion in one line; `shown` in the order of the table. `flagged`: a red flag is open. `unexplained`: roots of
    signs that no finding explains."""
    lines = _conclusions(shown, facts, flagged=flagged)
    more = words().phrases["summary_unexplained"].format(roots=roots_text(unexplained)) if unexplained and not flagged else ""
    return fitting(*((line + more for line in lines) if more else ()), *lines)


def _conclusions(shown: Sequence[FindingVerdict], facts: Facts, *, flagged: bool) -> list[str]:
    """The conclusion in one line, the fullest first."""
    groups = {verdict: [v for v in shown if v.verdict is verdict] for verdict in Verdict}
    said = words().phrases
    if urgent := groups[Verdict.URGENT]:
        return [said["summary_urgent"].format(finding=finding_name(urgent[0].finding))]
    if concordant := groups[Verdict.CONCORDANT]:
        lines = _concordant(concordant)
        others = _counted(groups, Verdict.POSSIBLE, Verdict.INCIDENTAL)
        return [*(line + others for line in lines), *lines]
    if flagged:
        return [said["summary_flagged"]]
    if possible := groups[Verdict.POSSIBLE]:
        line = _possible(possible)
        return [line + _counted(groups, Verdict.INCIDENTAL), line]
    return _incidental(groups[Verdict.INCIDENTAL], facts)


def _counted(groups: dict[Verdict, list[FindingVerdict]], *verdicts: Verdict) -> str:
    keys = {Verdict.POSSIBLE: "summary_more_possible", Verdict.INCIDENTAL: "summary_more_incidental"}
    return "".join(words().phrases[keys[v]].format(count=len(groups[v])) for v in verdicts if groups[v])


def _concordant(concordant: Sequence[FindingVerdict]) -> list[str]:
    """What explains the presentation, the fullest line first: every root that a finding explains is named."""
    said = words().phrases
    leads = _leads(concordant)
    lead = leads[0]
    if len(leads) == 1:
        one = len(lead.primary) == 1 and lead.finding.type != "central_stenosis"
        key = "summary_radiculopathy" if one else "summary_concordant" if lead.primary else "summary_concordant_rootless"
        return [said[key].format(finding=finding_name(lead.finding), roots=roots_text(lead.primary))]
    places = [said["summary_place"].format(where=_where(v), roots=roots_text(v.primary)) for v in leads]
    lines = [said["summary_more_concordant"].format(count=len(leads), places=listed(places))]
    if len(leads) == 2:
        two = dict(zip(("first", "second"), (finding_name(v.finding) for v in leads), strict=True))
        roots = dict(zip(("first_roots", "second_roots"), (roots_text(v.primary) for v in leads), strict=True))
        lines.insert(0, said["summary_two_concordant"].format(**two, **roots))
    return lines


def _leads(concordant: Sequence[FindingVerdict]) -> list[FindingVerdict]:
    """The first finding of each root and side; one that states no side, or both, stands back behind one that does."""
    lateral = {v.primary for v in concordant if v.finding.side in ("left", "right")}
    first: dict[tuple[tuple[str, ...], str | None], FindingVerdict] = {}
    for v in concordant:
        side = v.finding.side if v.finding.side in ("left", "right") else None
        if v.primary and (side or v.primary not in lateral):
            first.setdefault((v.primary, side), v)
    return list(first.values()) or [concordant[0]]


def _where(verdict: FindingVerdict) -> str:
    """`left L4-L5`, or the name of a finding without a level."""
    finding = verdict.finding
    return f"{sided(finding.side)}{finding.level}" if finding.level else finding_name(finding)


def _possible(possible: Sequence[FindingVerdict]) -> str:
    said, name = words().phrases, finding_name(possible[0].finding)
    if all("no_complaint_recorded" in v.rules or "no_complaint_non_root" in v.rules for v in possible):
        key = "summary_no_complaint" if len(possible) == 1 else "summary_no_complaint_many"
        return said[key].format(finding=name, count=len(possible))
    because = said["because_missing"] if asked_of_a_root(wanted(possible)) else ""
    key = "summary_possible" if len(possible) == 1 else "summary_possible_many"
    return said[key].format(finding=name, count=len(possible), because=because)


def wanted(verdicts: Iterable[FindingVerdict]) -> list[Missing]:
    """The examinations that are missing, each once."""
    return list(dict.fromkeys(m for v in verdicts for m in v.missing))


def asked_of_a_root(missing: Iterable[Missing]) -> bool:
    """Whether strength, a reflex or sensation is missing: with these on record a verdict can be reached."""
    signs = knowledge().signs
    return any(m.test in signs and signs[m.test].shows_loss for m in missing)


def _incidental(incidental: Sequence[FindingVerdict], facts: Facts) -> list[str]:
    said = words().phrases
    trouble = complaint(facts, incidental)
    if len(incidental) == 1:
        name = finding_name(incidental[0].finding)
        one = said["summary_incidental_one"]
        return [one.format(finding=name, complaint=c) for c in (trouble, said["presentation"])]
    levels = {v.finding.level for v in incidental}
    level = levels.pop() if len(levels) == 1 else None
    where = said["at_level"].format(level=level) if level else ""
    many = said["summary_incidental_many"]
    return [many.format(count=len(incidental), where=where, complaint=c) for c in (trouble, said["presentation"])]


def complaint(facts: Facts, shown: Sequence[FindingVerdict] = ()) -> str:
    """What the patient has, in our words: the pain away from the back first, else the diagnosis that explains it."""
    here = [s for s in facts.symptoms if s.presence is Presence.PRESENT and s.current and s.verification.counts]
    pains = [s for s in here if s.kind == "pain"]
    pains.sort(key=lambda s: ("low_back" in s.regions, not s.regions, s.side is None, s.regions, s.side or ""))
    if pains and pains[0].regions:
        return f"{sided(pains[0].side)}{region_names(pains[0].regions[:1])} pain"
    rivals = [p for v in shown for p in v.competing]
    return f"{sided(rivals[0].side)}{problem_name(rivals[0].kind)}" if rivals else words().phrases["presentation"]
