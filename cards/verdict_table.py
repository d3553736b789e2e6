"""The table of a card: a row for each finding, or for several of which the same is to be said, with verdict and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.markdown import escape, table
from cards.phrases import GRAVE, anatomy_sentence, contradiction_sentences, evidence_sentences, finding_name, threatened
from cards.red_flag_card import rank, trigger_name
from cards.wording import listed, sentence, words
from service.concordance.assessment import EXPLAINING, Evidence, FindingVerdict, RedFlag, Verdict
from service.facts import Facts
from service.knowledge.tables import knowledge

MOST_ROWS = 8
MOST_NAMES = 6
MOST_CAUSES = 3
IN_THE_NAME = frozenset({"severe", "moderate", "extrusion", "sequestration"})
"""Looks of a finding that its name tells already."""
SAID_ELSEWHERE = frozenset({"red_flag_open", "red_flag_substrate"})
"""Rules that the summary, a line below the table or the leading sentence of the row says."""
DECIDES_ALONE = frozenset({"scar_or_disc"})
"""Rules beside which the evidence for the single roots decides nothing."""
OBJECTIVE = ("sign", "electrodiagnosis")
PLAIN, FAINT = ("primary_root", "electrodiagnosis", "claudication"), ("secondary_root", "possible_territory")
"""Where the plain evidence settles a finding, the faint is not told, nor pain that does not fit."""


@dataclass(slots=True)
class Row:
    """One row: its findings with their names, and the reason without the anatomy."""

    verdicts: list[FindingVerdict]
    names: list[str]
    reason: str

    @property
    def texts(self) -> set[str]:
        """What the reports say of its findings."""
        return {v.finding.text for v in self.verdicts}

    def takes(self, verdict: FindingVerdict, reason: str) -> bool:
        """Whether the same is to be said of a further finding. A squeezed root goes with what squeezes it,
        so do the roots of the cauda equina."""
        first = self.verdicts[0]
        if "cauda_equina" in verdict.finding.qualities and first.finding.level == verdict.finding.level:
            return first.verdict is verdict.verdict is Verdict.URGENT
        if (first.verdict, first.confidence, first.primary) != (verdict.verdict, verdict.confidence, verdict.primary):
            # what threatens no root by itself, or what one rule decides for every root, is alike at every level
            alike = (first.verdict, first.confidence) == (verdict.verdict, verdict.confidence)
            return alike and self.reason == reason and first.finding.type == verdict.finding.type and bool(reason)
        own = first.verdict is not Verdict.HISTORICAL and not first.primary
        if own and first.finding.type != verdict.finding.type:
            return False  # each kind has its own sentence on what it can cause
        squeezed = verdict.finding.type == "nerve_root_compression" and first.finding.level == verdict.finding.level
        return self.reason == reason or (squeezed and first.finding.side == verdict.finding.side)


def verdict_table(shown: Sequence[FindingVerdict], facts: Facts, flags: Sequence[RedFlag] = ()) -> str:
    """Finding, verdict, why. Findings of which the same is said share a row; those beyond `MOST_ROWS` rows are counted."""
    said = words()
    rows = _rows(shown, facts, flags)
    told: set[str] = set()
    cells = [(_names(row), verdict_cell(row.verdicts[0]), _reason(row, told)) for row in rows[:MOST_ROWS]]
    if rest := [v for row in rows[MOST_ROWS:] for v in row.verdicts]:
        kinds = listed(said.verdicts[v.verdict].name.lower() for v in rest)
        cells.append((said.phrases["more_findings"].format(count=len(rest), verdict=kinds), "", ""))
    return table([said.phrases[key] for key in ("head_finding", "head_verdict", "head_why")], cells)


def _names(row: Row) -> str:
    names = row.names[:MOST_NAMES]
    rest = len(row.names) - len(names)
    return "; ".join([*names, *([words().phrases["more_names"].format(count=rest)] if rest else [])])


def _rows(shown: Sequence[FindingVerdict], facts: Facts, flags: Sequence[RedFlag]) -> list[Row]:
    rows: list[Row] = []
    texts: set[str] = set()
    for v in shown:
        # one sentence of a report can state two findings: the second is called by its name, and in the same row not again
        stated = v.finding.text in texts
        named_here = stated or "cauda_equina" in v.finding.qualities
        name = escape(sentence(finding_name(v.finding)) if named_here else v.finding.text)
        texts.add(v.finding.text)
        reason = why(v, facts, flags)
        same = next((row for row in rows if row.takes(v, reason)), None)
        if same is None:
            rows.append(Row([v], [name], reason))
        else:
            same.names += [] if v.finding.text in same.texts else [name]
            same.verdicts.append(v)
    return rows


def verdict_cell(verdict: FindingVerdict) -> str:
    """`**Incidental**, high confidence`."""
    return f"**{words().verdicts[verdict.verdict].name}**, {words().confidences[verdict.confidence]}"


# ---- the reasons ----------------------------------------------------------------------------------------------------


def _reason(row: Row, told: set[str]) -> str:
    """The reason of a row with the anatomy before it: where the root runs is said once a card."""
    first = row.verdicts[0]
    if first.verdict is Verdict.HISTORICAL:
        return row.reason
    several = any(v.primary and v.primary != first.primary for v in row.verdicts)
    full = threatened(root for v in row.verdicts for root in v.primary) if several else anatomy_sentence(first)
    if full in told and row.reason:
        return row.reason
    told.add(full)
    parts = (row.reason, full) if first.verdict is Verdict.URGENT else (full, row.reason)
    return " ".join(part for part in parts if part)


def why(verdict: FindingVerdict, facts: Facts, flags: Sequence[RedFlag] = ()) -> str:
    """The reasons apart from the anatomy: the red flag that it can be the cause of, the weightiest evidence, the rule where it
    decides, how common such a finding is."""
    rules = [words().rules[r].text for r in verdict.rules if _told(r)]
    cause, evidence = behind(verdict, flags), _evidence(verdict)
    if verdict.primary and not (cause or evidence or rules):  # no verdict is without a reason
        rules = [words().rules[r].text for r in verdict.rules[:1] if r in words().rules and r not in SAID_ELSEWHERE]
    common = prevalence(verdict, facts) or background(verdict)
    doubts = contradiction_sentences(verdict.finding)
    parts = (cause, *evidence, *rules, reread(verdict), common, *doubts, older(verdict))
    return " ".join(part for part in parts if part)


def _told(rule: str) -> bool:
    """Whether a rule stands in the reasons."""
    return rule not in SAID_ELSEWHERE and rule in words().rules and words().rules[rule].shown


def _evidence(verdict: FindingVerdict) -> list[str]:
    """The weightiest sentences: for an incidental finding what speaks against it, else what speaks for it, and one that does
    not. Beside an emergency nothing is argued against."""
    if DECIDES_ALONE.intersection(verdict.rules):
        return []
    told = [e for e in verdict.against if e.relation != "normal_examination"]  # they have a line of their own
    if verdict.verdict is Verdict.INCIDENTAL:
        return evidence_sentences(verdict, told, favour=False)[:2]
    seen = [e for e in verdict.supporting if not (e.relation == "severity" and e.subject in IN_THE_NAME)]
    if verdict.verdict in EXPLAINING and any(e.relation in PLAIN for e in seen):
        seen = [e for e in seen if e.relation not in FAINT]
        told = [e for e in told if e.kind in OBJECTIVE]
    favour = evidence_sentences(verdict, seen, favour=True)
    if verdict.verdict is Verdict.URGENT:
        return favour[:1]
    return [*favour[:2], *evidence_sentences(verdict, told, favour=False)[:1]]


def behind(verdict: FindingVerdict, flags: Iterable[RedFlag]) -> str:
    """Of an urgent finding: what raised the flag that it can be the cause of."""
    if verdict.verdict is not Verdict.URGENT:
        return ""
    raised = sorted((f for f in flags if f"red_flag_{f.flag}" in verdict.rules), key=rank)
    seen = [f for f in raised if f.what.endswith("_on_imaging")]  # there the finding itself is the flag
    itself = bool(seen) and verdict.finding.type in GRAVE
    causes = [] if itself else list(dict.fromkeys(trigger_name(f) for f in raised if f not in seen))
    more = words().phrases["more_causes"].format(count=len(causes) - MOST_CAUSES) if len(causes) > MOST_CAUSES else ""
    shown = listed([*causes[:MOST_CAUSES], *([more] if more else [])])
    return words().phrases["urgent_cause" if shown else "urgent_itself"].format(causes=shown)


def reread(verdict: FindingVerdict) -> str:
    """A sign of the root that passes beside a foraminal finding: another look at that recess may find what explains it."""
    upper, _, lower = (verdict.finding.level or "").partition("-")
    near = [e for e in (*verdict.against, *verdict.supporting) if e.relation in ("no_overlap", "secondary_root")]
    beside = any(_sign_of(e, lower) for e in near)
    if verdict.primary != (upper,) or not beside or verdict.verdict in EXPLAINING:
        return ""
    return words().phrases["reread"].format(root=lower, own=upper, level=verdict.finding.level)


def _sign_of(evidence: Evidence, root: str) -> bool:
    signs = knowledge().signs
    return evidence.kind == "sign" and evidence.subject in signs and root in signs[evidence.subject].primary


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
