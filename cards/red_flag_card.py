"""Critical cards: one per open red flag, with what was found, where and when, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cards.assembly import Setting, fitting, make_card
from cards.citations import sources_line
from cards.markdown import bullets, paragraphs
from cards.models import Card
from cards.phrases import quoted, sided, source_text
from cards.wording import FlagWords, listed, named, sentence, words
from service.concordance.assessment import Assessment, RedFlag

MOST_FACTORS = 5


def red_flag_cards(assessment: Assessment, setting: Setting) -> list[Card]:
    """A card for each flag that is open, in the order of the wording table: the most urgent first."""
    ranked = sorted(assessment.red_flags, key=_rank)
    factors = risk_factor_line(assessment.risk_factors)
    return [_card(list(group), factors, setting) for _, group in groupby(ranked, key=lambda f: f.flag)]


def _rank(flag: RedFlag) -> tuple[int, str, str, str]:
    known = list(words().flags)
    place = known.index(flag.flag) if flag.flag in known else len(known)
    return place, flag.flag, flag.what, flag.source.reference


def flag_words(flag: str) -> FlagWords:
    """The words of a flag; for one without words of its own, its name and what holds for every flag."""
    general = words().flags["any"]
    title = general.title.format(flag=named({}, flag), side="")
    return words().flags.get(flag) or FlagWords(title=title, why=general.why, now=general.now)


def _card(flags: Sequence[RedFlag], factors: str, setting: Setting) -> Card:
    said, phrases = flag_words(flags[0].flag), words().phrases
    sides = {flag.side for flag in flags}
    side = sided(sides.pop()) if len(sides) == 1 else ""
    found = [trigger_text(flag) for flag in flags]
    detail = paragraphs(
        said.why,
        phrases["red_flag_found"] + "\n\n" + bullets(dict.fromkeys(found)),
        phrases["do_now"] + "\n\n" + bullets(said.now),
        factors,
        sources_line(c for flag in flags for c in flag.citations),
    )
    rules = [rule for flag in flags for rule in flag.rules]
    title = fitting(said.title.format(side=side))
    return make_card(setting, "red_flag", summary=title, detail=detail, indicator="critical", rules=rules)


def trigger_text(flag: RedFlag) -> str:
    """`New saddle numbness: “numb when wiping” (Condition/7, 2026-11-20)`."""
    words_of_record = f": {quoted(flag.source.words)}" if flag.source.words else ""
    day = flag.date or flag.source.date
    where = source_text(flag.source) if flag.source.date or day is None else f"{source_text(flag.source)}, {day.isoformat()}"
    return f"{sentence(trigger_name(flag))}{words_of_record} ({where})"


def trigger_name(flag: RedFlag) -> str:
    """What was found, in our words, with its side."""
    template = words().triggers.get(flag.what)
    if template is None:
        return sided(flag.side) + named({}, flag.what)
    return template.format(side=sided(flag.side))


def risk_factor_line(factors: Sequence[RedFlag]) -> str:
    """Risk factors named, nothing more: they change no verdict."""
    if not factors:
        return ""
    once: dict[str, RedFlag] = {}
    for factor in sorted(factors, key=_rank):
        once.setdefault(trigger_name(factor), factor)
    texts = [f"{name} ({source_text(factor.source)})" for name, factor in once.items()]
    return words().phrases["risk_factors"].format(factors=listed(texts[:MOST_FACTORS]))
