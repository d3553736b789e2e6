"""The card that says which lumbar findings explain the presentation, which do not, and why."""

from __future__ import annotations

from collections.abc import Sequence

from cards.assembly import Setting, make_card
from cards.citations import sources_line
from cards.markdown import paragraphs
from cards.models import Card
from cards.phrases import missing_text, normal_text, rivals_text, roots_text, sided
from cards.red_flag_card import risk_factor_line
from cards.summaries import asked_of_a_root, summary, wanted
from cards.verdict_table import reread, verdict_table
from cards.wording import listed, named, problem_name, words
from service.concordance.assessment import Assessment, FindingVerdict, Verdict
from service.facts import Facts, Presence

ORDER = (Verdict.URGENT, Verdict.CONCORDANT, Verdict.POSSIBLE, Verdict.INCIDENTAL, Verdict.HISTORICAL)
MOST_TESTS = 8
BESIDE_A_ROOT = frozenset({"spondylolysis", "spondylolisthesis", "scoliosis", "postoperative_change"})
"""Findings behind the narrowing that squeezes the root: told after it."""


def concordance_card(assessment: Assessment, setting: Setting) -> Card | None:
    """The one info card on the findings, or None when there is nothing to say about any."""
    shown = shown_verdicts(assessment)
    if not worth_a_card(shown, setting.facts):
        return None
    flagged = bool(assessment.red_flags)
    detail = paragraphs(
        verdict_table(shown, setting.facts, assessment.red_flags),
        while_flagged_line(shown),
        notes_lines(assessment, shown),
        missing_line(shown, flagged=flagged),
        checked_line(shown),
        differential_line(assessment),
        "" if flagged else change_line(shown),
        "" if flagged else risk_factor_line(assessment.risk_factors),
        sources_line(c for v in shown for c in v.citations),
    )
    rules = [rule for v in shown for rule in v.rules]
    unexplained = assessment.unexplained if "unexplained_signs" in assessment.notes else ()
    line = summary(shown, setting.facts, flagged=flagged, unexplained=unexplained)
    return make_card(setting, "concordance", summary=line, detail=detail, indicator="info", rules=rules)


def shown_verdicts(assessment: Assessment) -> list[FindingVerdict]:
    """The verdicts in the order a clinician reads them; what was never this patient's finding is left out."""
    said = [v for v in assessment.verdicts if v.verdict in ORDER]
    return sorted(said, key=_rank)


def _rank(verdict: FindingVerdict) -> tuple[int, int, float, str, str, str]:
    """Most urgent first, weightiest first; a squeezed root and a slip after what squeezes the root."""
    finding, weight = verdict.finding, sum(e.weight for e in verdict.supporting)
    later = 2 if finding.type == "nerve_root_compression" else int(finding.type in BESIDE_A_ROOT)
    return ORDER.index(verdict.verdict), later, -weight, finding.level or "", finding.side or "", finding.text


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


# ---- the lines below it --------------------------------------------------------------------------------------------


def while_flagged_line(shown: Sequence[FindingVerdict]) -> str:
    """Below an urgent finding: what the open flag means for the others."""
    urgent = any(v.verdict is Verdict.URGENT for v in shown)
    return words().phrases["while_flagged"] if urgent and any("red_flag_open" in v.rules for v in shown) else ""


def missing_line(shown: Sequence[FindingVerdict], *, flagged: bool = False) -> str:
    """The examinations that are not in the record, those first that would settle a doubt, and what they would tell."""
    undecided = [v for v in shown if v.verdict is Verdict.POSSIBLE]
    asked = wanted(undecided) or wanted(shown)
    if not asked:
        return ""
    said, tests = words().phrases, missing_text(asked[:MOST_TESTS])
    if not asked_of_a_root(wanted(undecided)):
        return said["examination_missing_settled"].format(tests=tests)
    core = any("core_territory" in v.rules for v in undecided)
    meaning = "missing_meaning_flagged" if flagged else "missing_meaning_core" if core else "missing_meaning"
    return said["examination_missing"].format(tests=tests, meaning=said[meaning])


def checked_line(shown: Sequence[FindingVerdict]) -> str:
    """What was examined and found normal."""
    tests = normal_text((e for v in shown for e in v.against if e.relation == "normal_examination"), MOST_TESTS)
    return words().phrases["checked"].format(tests=tests) if tests else ""


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
    fill = {
        "rivals": rivals_text(dict.fromkeys(p for v in shown for p in v.competing)),
        "unsupported": rivals_text(assessment.unsupported),
        "roots": roots_text(assessment.unexplained),
        "side": on_the_side(assessment.unexplained_side),
    }
    told = {"unexplained_signs"} if any(reread(v) for v in shown) else set()  # a row asks for the same, and says where to look
    return paragraphs(*(named(words().notes, note).format(**fill) for note in assessment.notes if note not in told))


def on_the_side(side: str | None) -> str:
    """` on the left`, or nothing."""
    return words().phrases["on_the_side"].format(side=side) if side in ("left", "right") else ""
