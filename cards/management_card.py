"""The card on the next step: what the pathway advises now, what is held back and why, what would move the patient on."""

from __future__ import annotations

from collections.abc import Sequence

from cards.assembly import Setting, fitting, make_card
from cards.citations import sources_line
from cards.concordance_card import shown_verdicts
from cards.markdown import bullets, paragraphs
from cards.models import Card
from cards.phrases import problem_text, quoted, sided, source_text
from cards.suggestions import create_suggestions, distinct
from cards.wording import StateWords, listed, named, problem_name, sentence, words
from service.concordance.assessment import Assessment, Pathway, Withheld
from service.facts import Problem
from service.knowledge.care import Indicator, care

MOST_SUGGESTIONS = 4
INDICATORS: tuple[Indicator, ...] = ("info", "warning", "critical")


def management_card(assessment: Assessment, setting: Setting) -> Card | None:
    """One card for all pathways that have something to advise, or None.

    Where no lumbar finding stands beside it, advice is not our business, unless it is urgent.
    """
    pathways = [p for p in assessment.pathways if p.advice or p.suggestions]
    beside_findings = bool(shown_verdicts(assessment))
    worth = [p for p in pathways if not state_words(p).quiet and (beside_findings or indicator(p.state) != "info")]
    if not worth:
        return None
    detail = paragraphs(
        *texts(pathways),
        sources_line(c for p in pathways for c in p.citations),
    )
    chosen = [s for p in pathways for s in create_suggestions(p.suggestions, setting, side=p.side, problem=p.problem)]
    return make_card(
        setting,
        "management",
        summary=summary(pathways),
        detail=detail,
        indicator=max((indicator(p.state) for p in pathways), key=INDICATORS.index),
        suggestions=distinct(chosen)[:MOST_SUGGESTIONS],
        rules=[rule for p in pathways for rule in p.rules],
    )


def indicator(state: str) -> Indicator:
    """How urgent the advice of a state is; a state that the table lacks is information."""
    entry = care().management.get(state)
    return entry.indicator if entry else "info"


def state_words(pathway: Pathway) -> StateWords:
    """The words of a state; a pathway without words of its own is named after its diagnosis."""
    known = words().states.get(pathway.state)
    if known:
        return known
    name = problem_name(pathway.state)
    advised = [named(words().advice, key) for key in pathway.advice[:1]]
    first = advised[0].rstrip(".") if advised else words().phrases["next_step"]
    if first[1:2].islower():  # an abbreviation keeps its capitals
        first = first[0].lower() + first[1:]
    return StateWords(summary=f"{{side}}{name}: {first}", heading="{side}" + name)


def summary(pathways: Sequence[Pathway]) -> str:
    """What to do, of all pathways as far as it fits; else of the first, with the names of the others."""
    said = [(state_words(p), sided(p.side)) for p in pathways]
    full = [sentence(words_.summary.format(side=side)) for words_, side in said]
    others = [words_.heading.format(side=side) for words_, side in said[1:]]
    also = words().phrases["also"].format(first=full[0], others=listed(others)) if others else full[0]
    return fitting("; ".join(full), also, full[0])


def texts(pathways: Sequence[Pathway]) -> list[str]:
    """A paragraph for each pathway, with a heading where there are several. What was advised above is not advised again."""
    told: set[str] = set()
    return [pathway_text(p, told, headed=len(pathways) > 1) for p in pathways]


def pathway_text(pathway: Pathway, told: set[str], *, headed: bool) -> str:
    """What to do, what is held back, when to look again. `told`: the lines above, to which these are added."""
    said, side = words(), sided(pathway.side)
    heading = f"**{sentence(state_words(pathway).heading.format(side=side))}**" if headed else ""
    basis = rests_on(pathway.problem) if pathway.problem else ""
    advice = [named(said.advice, key).format(side=side) for key in pathway.advice]
    again = "; ".join(text for key in pathway.next if (text := named(said.next, key)) not in told)
    review = said.phrases["look_again"].format(when=again) if again else ""
    new = [line for line in advice if line not in told]
    told |= {*new, *(named(said.next, key) for key in pathway.next)}
    alike = said.phrases["as_above"] if advice and not new else ""
    return paragraphs(heading, basis, bullets(new) or alike, *(withheld_text(w) for w in pathway.withheld), review)


def rests_on(problem: Problem) -> str:
    """The diagnosis the pathway is for, in the words of the record, and where it stands."""
    told = quoted(problem.source.words) if problem.source.words else problem_text(problem)
    return words().phrases["rests_on"].format(problem=told, source=source_text(problem.source))


def withheld_text(withheld: Withheld) -> str:
    """What a gate holds back, and the fact that holds it."""
    said = words()
    suggestion = said.suggestions.get(withheld.item)
    items = {withheld.item: suggestion.text} if suggestion and withheld.item not in said.withheld_items else said.withheld_items
    item = named(items, withheld.item).format(side="")
    source = f" ({source_text(withheld.source)})" if withheld.source else ""
    return said.phrases["withheld"].format(item=item, gate=named(said.gates, withheld.gate), source=source)
