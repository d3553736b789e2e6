"""The card that says which lumbar findings explain the presentation, which do not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cards.assembly import Setting, fitting, make_card
from cards.citations import sources_line
from cards.markdown import escape, paragraphs, table
from cards.models import Card
from cards.phrases import (
    anatomy_sentence,
    contradiction_sentences,
    evidence_sentences,
    finding_name,
    missing_text,
    normal_tests,
    rivals_text,
    roots_text,
    sided,
)
from cards.red_flag_card import risk_factor_line
from cards.wording import listed, named, problem_name, region_names, sentence, words
from service.concordance.assessment import Assessment, FindingVerdict, Missing, Verdict
from service.facts import Facts, Presence
from service.knowledge.tables import knowledge

ORDER = (Verdict.URGENT, Verdict.CONCORDANT, Verdict.POSSIBLE, Verdict.INCIDENTAL, Verdict.HISTORICAL)
MOST_ROWS = 8
MOST_TESTS = 8


def concordance_card(assessment: Assessment, setting: Setting) -> Card | None:
    """The one info card on the findings, or None when there is nothing to say about any."""
    shown = shown_verdicts(assessment)
    if not worth_a_card(shown, setting.facts):
        return None
    detail = paragraphs(
        verdict_table(shown, setting.facts),
        notes_lines(assessment, shown),
        missing_line(shown),
        checked_line(shown),
        differential_line(assessment),
        change_line(shown),
        "" if assessment.red_flags else risk_factor_line(assessment.risk_factors),
        sources_line(c for v in shown for c in v.citations),
    )
    rules = [rule for v in shown for rule in v.rules]
    line = summary(shown, setting.facts, flagged=bool(assessment.red_flags))
    return make_card(setting, "concordance", summary=line, detail=detail, indicator="info", rules=rules)


def shown_verdicts(assessment: Assessment) -> list[FindingVerdict]:
    """The verdicts in the order a clinician reads them; what was never this patient's finding is left out."""
    said = [v for v in assessment.verdicts if v.verdict in ORDER]
    return sorted(said, key=_rank)


def _rank(verdict: FindingVerdict) -> tuple[int, bool, float, str, str, str]:
    """Most urgent first, weightiest first; a squeezed root after what squeezes it."""
    finding, weight = verdict.finding, sum(e.weight for e in verdict.supporting)
    squeezed = finding.type == "nerve_root_compression"
    return ORDER.index(verdict.verdict), squeezed, -weight, finding.level or "", finding.side or "", finding.text


def worth_a_card(shown: Sequence[FindingVerdict], facts: Facts) -> bool:
    """Past findings alone say nothing new; nor do incidental ones in somebody without any complaint."""
    current = [v for v in shown if v.verdict is not Verdict.HISTORICAL and v.rules[:1] != ("no_complaint_non_root",)]
    if any(v.verdict is not Verdict.INCIDENTAL for v in current):
        return True
    return bool(current) and complaint_recorded(facts)


def complaint_recorded(facts: Facts) -> bool:
    """Whether any symptom, abnormal sign or diagnosis is on record that somebody could blame on a finding."""
    return (
        any(s.presence is Presence.PRESENT and s.current and s.verification.counts for s in facts.symptoms)
        or any(sign.abnormal for sign in facts.signs)
        or any(p.current and p.verification.counts for p in facts.problems)
    )


# ---- the table -----------------------------------------------------------------------------------------------------


def verdict_table(shown: Sequence[FindingVerdict], facts: Facts) -> str:
    """Finding, verdict, why: a row each, those beyond `MOST_ROWS` counted."""
    said = words()
    rows: list[tuple[str, str, str]] = []
    previous = ""
    texts: set[str] = set()
    for v in shown[:MOST_ROWS]:
        reason = why(v, facts)
        # one sentence of a report can state two findings: the second is called by its name
        name = v.finding.text if v.finding.text not in texts else sentence(finding_name(v.finding))
        texts.add(v.finding.text)
        rows.append((escape(name), verdict_cell(v), said.phrases["as_above"] if reason == previous else reason))
        previous = reason
    if rest := shown[MOST_ROWS:]:
        kinds = listed(said.verdicts[v.verdict].name.lower() for v in rest)
        rows.append((said.phrases["more_findings"].format(count=len(rest), verdict=kinds), "", ""))
    heads = [said.phrases[key] for key in ("head_finding", "head_verdict", "head_why")]
    return table(heads, rows)


def verdict_cell(verdict: FindingVerdict) -> str:
    """`**Incidental**, high confidence`."""
    return f"**{words().verdicts[verdict.verdict].name}**, {words().confidences[verdict.confidence]}"


def why(verdict: FindingVerdict, facts: Facts) -> str:
    """The cell that gives the reasons: anatomy, the weightiest evidence, the rule where it decides, age-matched prevalence."""
    favour = evidence_sentences(verdict, verdict.supporting, favour=True)
    told = [e for e in verdict.against if e.relation != "normal_examination"]  # they have a line of their own
    against = evidence_sentences(verdict, told, favour=False)
    chosen = [*favour[:2], *against[:1]] if verdict.verdict is not Verdict.INCIDENTAL else against[:2]
    rules = [words().rules[r].text for r in verdict.rules if r in words().rules and words().rules[r].shown]
    common = prevalence(verdict, facts) or background(verdict)
    anatomy = "" if verdict.verdict is Verdict.HISTORICAL else anatomy_sentence(verdict)
    doubts = contradiction_sentences(verdict.finding)
    parts = (anatomy, *chosen, *rules, reread(verdict), common, *doubts, older(verdict))
    return " ".join(part for part in parts if part)


def reread(verdict: FindingVerdict) -> str:
    """A sign of the root that passes beside a foraminal finding: another look at that recess may find what explains it."""
    upper, _, lower = (verdict.finding.level or "").partition("-")
    near = [e for e in (*verdict.against, *verdict.supporting) if e.relation in ("no_overlap", "secondary_root")]
    signs = knowledge().signs
    beside = any(e.kind == "sign" and e.subject in signs and lower in signs[e.subject].primary for e in near)
    if verdict.primary != (upper,) or not beside or verdict.verdict is Verdict.CONCORDANT:
        return ""
    return words().phrases["reread"].format(root=lower, own=upper, level=verdict.finding.level)


def prevalence(verdict: FindingVerdict, facts: Facts) -> str:
    """How many people of this age without back pain have such a finding; only where it is called incidental or possible."""
    if verdict.prevalence is None or facts.patient.age is None or verdict.verdict not in (Verdict.INCIDENTAL, Verdict.POSSIBLE):
        return ""
    studied = verdict.prevalence_age if verdict.prevalence_age is not None else facts.patient.age
    outside = "prevalence_oldest" if studied < facts.patient.age else "prevalence_youngest"
    phrase = "prevalence" if studied == facts.patient.age else outside
    return words().phrases[phrase].format(percent=verdict.prevalence, age=studied)


def background(verdict: FindingVerdict) -> str:
    """How common such a finding is, where it is called incidental."""
    said, severity = words().findings.get(verdict.finding.type), verdict.finding.severity
    if said is None or verdict.verdict is not Verdict.INCIDENTAL:
        return ""
    return said.background if not said.background_severities or severity in said.background_severities else ""


def older(verdict: FindingVerdict) -> str:
    """Says that the study is not the latest, with its day."""
    finding = verdict.finding
    return words().phrases["older"].format(date=finding.studied.isoformat()) if finding.older and finding.studied else ""


# ---- the lines below it --------------------------------------------------------------------------------------------


def missing_line(shown: Sequence[FindingVerdict]) -> str:
    """The examinations that are not in the record, those first that would settle a doubt."""
    undecided = [v for v in shown if v.verdict is Verdict.POSSIBLE]
    wanted = _missing(undecided) or _missing(shown)
    if not wanted:
        return ""
    phrase = "examination_missing" if _of_a_root(_missing(undecided)) else "examination_missing_settled"
    return words().phrases[phrase].format(tests=missing_text(wanted[:MOST_TESTS]))


def _missing(verdicts: Iterable[FindingVerdict]) -> list[Missing]:
    return list(dict.fromkeys(m for v in verdicts for m in v.missing))


def _of_a_root(missing: Iterable[Missing]) -> bool:
    """Whether strength, a reflex or sensation is missing: with these on record a verdict can be reached."""
    signs = knowledge().signs
    return any(m.test in signs and signs[m.test].kind in ("motor", "reflex", "sensory") for m in missing)


def checked_line(shown: Sequence[FindingVerdict]) -> str:
    """What was examined and found normal."""
    facts = normal_tests(e for v in shown for e in v.against if e.relation == "normal_examination")
    return words().phrases["checked"].format(tests=listed(facts[:MOST_TESTS])) if facts else ""


def differential_line(assessment: Assessment) -> str:
    """What else weak abductors and lateral hip pain can be."""
    if not assessment.differential:
        return ""
    names = listed((words().differentials.get(key) or problem_name(key) for key in assessment.differential), last="or")
    return words().phrases["differential"].format(names=names, side=sided(assessment.differential_side))


def change_line(shown: Sequence[FindingVerdict]) -> str:
    """What would change the verdicts."""
    said = words()
    if any(v.verdict is Verdict.CONCORDANT for v in shown) and all(v.verdict is not Verdict.INCIDENTAL for v in shown):
        return said.phrases["would_change_concordant"]
    roots = list(dict.fromkeys(r for v in shown if v.verdict is Verdict.INCIDENTAL for r in v.primary if r in said.roots))[:3]
    signs = "; ".join(said.phrases["signs_of"].format(roots=root, signs=said.roots[root]) for root in roots)
    return said.phrases["would_change"].format(signs=signs) if signs else ""


def notes_lines(assessment: Assessment, shown: Sequence[FindingVerdict]) -> str:
    """Remarks on the whole, a paragraph each."""
    rivals = rivals_text(dict.fromkeys(p for v in shown for p in v.competing))
    return paragraphs(*(named(words().notes, note).format(rivals=rivals) for note in assessment.notes))


# ---- the summary ---------------------------------------------------------------------------------------------------


def summary(shown: Sequence[FindingVerdict], facts: Facts, *, flagged: bool = False) -> str:
    """The conclusion in one line; only our own words, nothing of the report's. `flagged`: a red flag is open."""
    groups = {verdict: [v for v in shown if v.verdict is verdict] for verdict in ORDER}
    said = words().phrases
    others = "".join(
        said[key].format(count=len(groups[verdict]))
        for verdict, key in ((Verdict.POSSIBLE, "summary_more_possible"), (Verdict.INCIDENTAL, "summary_more_incidental"))
        if groups[verdict]
    )
    if urgent := groups[Verdict.URGENT]:
        return fitting(said["summary_urgent"].format(finding=finding_name(urgent[0].finding)))
    if concordant := groups[Verdict.CONCORDANT]:
        lead = concordant[0]
        one = len(lead.primary) == 1 and lead.finding.type != "central_stenosis"
        key = "summary_radiculopathy" if one else "summary_concordant" if lead.primary else "summary_concordant_rootless"
        line = said[key].format(finding=finding_name(lead.finding), roots=roots_text(lead.primary))
        return fitting(line + others, line)
    if flagged:
        return fitting(said["summary_flagged"])
    if possible := groups[Verdict.POSSIBLE]:
        because = said["because_missing"] if _of_a_root(_missing(possible)) else ""
        if all("no_complaint_recorded" in v.rules or "no_complaint_non_root" in v.rules for v in possible):
            key = "summary_no_complaint" if len(possible) == 1 else "summary_no_complaint_many"
            return fitting(said[key].format(finding=finding_name(possible[0].finding), count=len(possible)))
        if len(possible) == 1:
            line = said["summary_possible"].format(finding=finding_name(possible[0].finding), because=because)
        else:
            line = said["summary_possible_many"].format(count=len(possible), because=because)
        incidental = len(groups[Verdict.INCIDENTAL])
        return fitting(line + (said["summary_more_incidental"].format(count=incidental) if incidental else ""), line)
    return _incidental_summary(groups[Verdict.INCIDENTAL], facts)


def _incidental_summary(incidental: Sequence[FindingVerdict], facts: Facts) -> str:
    said = words().phrases
    trouble = complaint(facts, incidental)
    if len(incidental) == 1:
        name = finding_name(incidental[0].finding)
        one = said["summary_incidental_one"]
        return fitting(*(one.format(finding=name, complaint=c) for c in (trouble, said["presentation"])))
    levels = {v.finding.level for v in incidental}
    level = levels.pop() if len(levels) == 1 else None
    where = said["at_level"].format(level=level) if level else ""
    many = said["summary_incidental_many"]
    return fitting(*(many.format(count=len(incidental), where=where, complaint=c) for c in (trouble, said["presentation"])))


def complaint(facts: Facts, shown: Sequence[FindingVerdict] = ()) -> str:
    """What the patient has, in our words: the pain away from the back first, else the diagnosis that explains it."""
    here = [s for s in facts.symptoms if s.presence is Presence.PRESENT and s.current and s.verification.counts]
    pains = [s for s in here if s.kind == "pain"]
    pains.sort(key=lambda s: ("low_back" in s.regions, not s.regions, s.side is None, s.regions, s.side or ""))
    if pains and pains[0].regions:
        return f"{sided(pains[0].side)}{region_names(pains[0].regions[:1])} pain"
    rivals = [p for v in shown for p in v.competing]
    return f"{sided(rivals[0].side)}{problem_name(rivals[0].kind)}" if rivals else words().phrases["presentation"]
