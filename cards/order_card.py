"""Cards about orders: at most one for each order that does not fit, and one when the record could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.assembly import Setting, fitting, make_card
from cards.citations import sources_line
from cards.corrections import corrected
from cards.markdown import bullets, escape, paragraphs
from cards.models import Card, Suggestion
from cards.phrases import finding_name, order_text, problem_text, sided, source_text
from cards.red_flag_card import trigger_name
from cards.suggestions import correct_suggestion, create_suggestions, distinct, remove_suggestion
from cards.summaries import complaint
from cards.verdict_table import verdict_table
from cards.wording import OrderWords, listed, named, order_kind, sentence, words
from service.concordance.assessment import EXPLAINING, Assessment, FindingVerdict, OrderJudgement, Pathway, RedFlag
from service.facts import Problem

MOST_RELATED = 4
MOST_GATES = 3
MOST_SUGGESTIONS = 4
GENERAL = ("nsaid", "topical_nsaid", "opioid", "gabapentinoid", "systemic_steroid", "physiotherapy", "electrodiagnosis",
           "shockwave", "platelet_rich_plasma", "rheumatology_referral")  # fmt: skip
"""Classes of order that are for spine or hip only if the record says so."""

ESSENTIAL = ("conditions", "imagingStudies", "diagnosticReports")
"""Prefetch keys without which an order cannot be set against the findings."""


def order_cards(assessment: Assessment, setting: Setting) -> list[Card]:
    """One card per judged order that has something to say. An open red flag silences mere advice."""
    said = [j for j in assessment.orders if j.indicator is not None]
    if assessment.red_flags:
        said = [j for j in said if j.indicator != "info"]
    return [_card(judgement, assessment, setting) for judgement in said]


def not_readable_card(assessment: Assessment, setting: Setting) -> Card | None:
    """On an order that concerns spine or hip: names what could not be read."""
    gaps = [key for key in ESSENTIAL if key in setting.facts.unavailable]
    ours = [judgement for judgement in assessment.orders if judgement.order.order_class not in GENERAL]
    if not gaps or not ours:
        return None
    what = listed(named(words().unavailable, key) for key in gaps)
    phrases = words().phrases
    detail = paragraphs(phrases["not_readable_detail"].format(what=what), phrases["draft"])
    summary = fitting(phrases["not_readable_summary"].format(what=what))
    return make_card(setting, "not_readable", summary=summary, detail=detail, indicator="info")


def _card(judgement: OrderJudgement, assessment: Assessment, setting: Setting) -> Card:
    said = order_words(judgement.kind)
    plain_fill = fill(judgement, assessment, setting, markdown=False)
    detail_fill = fill(judgement, assessment, setting, markdown=True)
    suggestions = order_suggestions(judgement, assessment, setting)
    detail = paragraphs(
        sentence(said.why.format_map(detail_fill)),
        related_table(judgement.related, setting, assessment.red_flags),
        instead_text(said.instead.format_map(detail_fill), suggestions),
        record_line(judgement),
        sources_line(judgement.citations),
    )
    short = {**plain_fill, "order": named(words().order_classes, judgement.order.order_class or "order")}
    summary = fitting(said.summary.format_map(plain_fill), said.summary.format_map(short))
    return make_card(
        setting,
        order_kind(judgement.kind),
        summary=summary,
        detail=detail,
        indicator=judgement.indicator or "info",
        suggestions=suggestions,
        rules=judgement.rules,
    )


def instead_text(heading: str, suggestions: Sequence[Suggestion]) -> str:
    """The alternatives in words too: some EHRs show no suggestion labels."""
    drafts = [action.resource for s in suggestions for action in s.actions if action.type == "create" and action.resource]
    texts = [concept["text"] for d in drafts if (concept := d.get("code") or d.get("medicationCodeableConcept"))]
    return paragraphs(heading, bullets(texts)) if texts and heading else ""


def order_words(kind: str) -> OrderWords:
    """The words for a kind of judgement; for one without words of its own, what holds for any order that does not fit."""
    return words().orders.get(kind) or words().orders["discordant"]


def fill(judgement: OrderJudgement, assessment: Assessment, setting: Setting, *, markdown: bool) -> Mapping[str, str]:
    """What the templates of an order card can name. Facts of the judgement's own come in `details`."""
    order = judgement.order
    problem = reason_problem(judgement, assessment)
    first = next(iter(told_first(judgement.related)), None)
    sure = "" if first is None or first.verdict in EXPLAINING else "perhaps_"
    own = {key: escape(value) if markdown else value for key, value in judgement.details.items()}
    own |= {"fact": deciding_fact(judgement, assessment)}
    base = {
        "order": order_text(order),
        "side": sided(order.side),
        "level": listed(order.levels),
        "finding": finding_name(first.finding) if first else words().phrases["no_finding"],
        "complaint": complaint(setting.facts, judgement.related),
        "rival": problem_text(problem) if problem else words().phrases["another_diagnosis"],
        "explains": words().phrases[f"{sure}explains"],
        "fits": words().phrases[f"{sure}fits"],
        "weeks": "",
        "count": "",
        "right_side": words().phrases["other_side"],
        "right_level": words().phrases["another_level"],
    }
    return {**base, **own}


def told_first(related: Sequence[FindingVerdict]) -> list[FindingVerdict]:
    """The findings as given, a squeezed root after what squeezes it."""
    return sorted(related, key=lambda v: v.finding.type == "nerve_root_compression")


def deciding_fact(judgement: OrderJudgement, assessment: Assessment) -> str:
    """The gate that holds the order back, or the red flag that is open, as a noun phrase."""
    gates = judgement.details.get("gates", judgement.details.get("gate", "")).split()
    if gates:
        return listed(named(words().gates, gate) for gate in gates[:MOST_GATES])
    flags = listed(trigger_name(flag) for flag in assessment.red_flags)
    return flags or words().phrases["a_recorded_fact"]


def reason_problem(judgement: OrderJudgement, assessment: Assessment) -> Problem | None:
    """The patient's own diagnosis that an alternative would treat: a competing one, else that of a pathway."""
    rivals = [p for v in judgement.related for p in v.competing]
    rivals.sort(key=lambda p: p.kind != judgement.details.get("rival_kind"))
    return next(iter(rivals), None) or next((p.problem for p in assessment.pathways if p.problem), None)


def related_table(related: Sequence[FindingVerdict], setting: Setting, flags: Sequence[RedFlag] = ()) -> str:
    """The findings that the order would treat, with verdict and reason."""
    told = told_first(related)[:MOST_RELATED]
    return verdict_table(told, setting.facts, flags) if told else ""


def record_line(judgement: OrderJudgement) -> str:
    """Where the facts stand that the judgement rests on."""
    places = list(dict.fromkeys(source_text(source) for source in judgement.sources))[:MOST_RELATED]
    return words().phrases["rests_on_record"].format(sources=listed(places)) if places else ""


def order_suggestions(judgement: OrderJudgement, assessment: Assessment, setting: Setting) -> list[Suggestion]:
    """Take the order away, correct it, or create what fits: one action each."""
    change = _correction(judgement, setting)
    removal = remove_suggestion(judgement.order, setting, recommended=change is None) if judgement.remove else None
    problem = reason_problem(judgement, assessment)
    pathway = pathway_of(problem, assessment)
    sides = (
        judgement.details.get("alternative_side"),
        problem.side if problem else None,
        pathway.side if pathway else None,
        judgement.order.side,
    )
    created = create_suggestions(
        judgement.alternatives,
        setting,
        side=next((side for side in sides if side), None),
        problem=problem,
        recommended=judgement.remove,
    )
    return distinct([s for s in (change, removal, *created) if s is not None])[:MOST_SUGGESTIONS]


def pathway_of(problem: Problem | None, assessment: Assessment) -> Pathway | None:
    """The pathway that the diagnosis is on."""
    return next((p for p in assessment.pathways if problem is not None and p.problem == problem), None)


def _correction(judgement: OrderJudgement, setting: Setting) -> Suggestion | None:
    side, level = judgement.details.get("right_side"), judgement.details.get("right_level")
    if "correct_site" not in judgement.alternatives or not (side or level):
        return None
    changed = corrected(judgement.order, side=side, level=level)
    if changed is None:
        return None
    site = " ".join(part for part in (side or judgement.order.side or "", level or listed(judgement.order.levels)) if part)
    label = words().phrases["correct_label"].format(site=site)
    return correct_suggestion(changed, setting, label=label)
