"""Critical cards: one per open red flag, with what was found, where and when, and what to do now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from cards.assembly import Setting, fitting, make_card
from cards.citations import sources_line
from cards.markdown import bullets, paragraphs
from cards.models import Card
from cards.phrases import quoted, sided, source_text
from cards.wording import CaseWords, FlagWords, listed, named, sentence, words
from service.concordance.assessment import Assessment, RedFlag
from service.facts import Facts

MOST_FACTORS = 5
MOST_FOUND = 3
EXAMINED_DAYS = 7
"""How long an examination counts as done: beside an open flag it is repeated after that."""
IMAGED_DAYS = 42


def red_flag_cards(assessment: Assessment, setting: Setting) -> list[Card]:
    """A card for each flag that is open, in the order of the wording table: the most urgent first."""
    ranked = sorted(assessment.red_flags, key=rank)
    told = {trigger_name(flag) for flag in ranked}
    factors = risk_factor_line([f for f in assessment.risk_factors if trigger_name(f) not in told])
    return [_card(list(group), factors, setting) for _, group in groupby(ranked, key=lambda f: f.flag)]


def rank(flag: RedFlag) -> tuple[int, str, int, str]:
    """The place of a flag on a card: the most urgent first, within it the gravest of what raised it."""
    return _place(words().flags, flag.flag), flag.flag, _place(words().triggers, flag.what), flag.source.reference


def _place(entries: Iterable[str], key: str) -> int:
    known = list(entries)
    return known.index(key) if key in known else len(known)


def flag_words(flag: str) -> FlagWords:
    """The words of a flag; for one without words of its own, its name and what holds for every flag."""
    general = words().flags["any"]
    title = general.title.format(flag=named({}, flag), side="")
    return words().flags.get(flag) or FlagWords(title=title, why=general.why, now=general.now)


def _card(flags: Sequence[RedFlag], factors: str, setting: Setting) -> Card:
    said, phrases = flag_words(flags[0].flag), words().phrases
    raised = {flag.what for flag in flags}
    cases: Sequence[FlagWords | CaseWords] = [case for case in said.cases if raised.intersection(case.triggers)] or [said]
    sides = {flag.side for flag in flags if flag.side}
    side = sided(sides.pop()) if len(sides) == 1 else ""
    steps = [line for case in cases for line in case.now]
    steps += [*examine_now(said, setting.facts), *(imaged_already(said, setting.facts) if said in cases else ())]
    detail = paragraphs(
        cases[0].why,
        phrases["red_flag_found"] + "\n\n" + found(flags, setting.facts),
        phrases["do_now"] + "\n\n" + bullets(dict.fromkeys(steps)),
        factors,
        sources_line(c for flag in flags for c in flag.citations),
    )
    rules = [rule for flag in flags for rule in flag.rules]
    title = fitting(cases[0].title.format(side=side))
    return make_card(setting, "red_flag", summary=title, detail=detail, indicator="critical", rules=rules)


# ---- what was found -------------------------------------------------------------------------------------------------


def found(flags: Sequence[RedFlag], facts: Facts) -> str:
    """What raised the flag: a line for each passage of the record, the gravest first, with all that it tells. A number that
    stands in two places, and what is left beyond `MOST_FOUND` lines, is only named."""
    measured = {m.source for m in facts.measurements}
    passages: dict[tuple[str, str], list[RedFlag]] = {}
    numbers: set[str] = set()
    for flag in flags:
        if flag.source in measured and flag.what in numbers:
            continue
        numbers |= {flag.what} if flag.source in measured else set()
        passages.setdefault((flag.source.words or flag.what, flag.source.reference), []).append(flag)
    shown = list(passages.values())[:MOST_FOUND]
    told = {trigger_name(flag) for passage in shown for flag in passage}
    rest = [name for flag in flags if (name := trigger_name(flag)) not in told]
    more = words().phrases["also_found"].format(names=listed(rest)) if rest else ""
    return paragraphs(bullets(dict.fromkeys(passage_text(passage) for passage in shown)), more)


def passage_text(flags: Sequence[RedFlag]) -> str:
    """`New saddle numbness: “numb when wiping” (Condition/7, 2026-11-20)`: what one passage of the record tells."""
    flag = flags[0]
    words_of_record = f": {quoted(flag.source.words)}" if flag.source.words else ""
    day = flag.date or flag.source.date
    where = source_text(flag.source) if flag.source.date or day is None else f"{source_text(flag.source)}, {day.isoformat()}"
    return f"{sentence(listed(map(trigger_name, flags)))}{words_of_record} ({where})"


# ---- what is still to do --------------------------------------------------------------------------------------------


def examine_now(said: FlagWords, facts: Facts) -> list[str]:
    """What is to be examined and is not on record of the last days."""
    oldest = facts.as_of - timedelta(days=EXAMINED_DAYS)
    done = {s.test for s in facts.signs if s.presence.tested and (s.source.date is None or s.source.date >= oldest)}
    done |= {m.kind for m in facts.measurements if m.source.date is None or m.source.date >= oldest}
    done |= {s.kind for s in facts.symptoms}
    asked = [name for name, tests in said.examine.items() if done.isdisjoint(tests)]
    return [words().phrases["examine_now"].format(tests=listed(asked))] if asked else []


def imaged_already(said: FlagWords, facts: Facts) -> list[str]:
    """What was imaged lately of where the flag may come from."""
    oldest = facts.as_of - timedelta(days=IMAGED_DAYS)
    lately = [s for s in facts.studies if s.region in said.imaging and s.done and s.done >= oldest]
    modalities = words().modalities
    last: dict[str, date] = {}
    for s in lately:
        name = f"{s.region} {named(modalities, s.modality or 'other')}"
        last[name] = max(last.get(name, oldest), s.done or oldest)
    studies = [f"{name} ({day.isoformat()})" for name, day in sorted(last.items())]
    return [words().phrases["imaged_already"].format(studies=listed(studies))] if studies else []


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
    for factor in sorted(factors, key=rank):
        once.setdefault(trigger_name(factor), factor)
    texts = [f"{name} ({source_text(factor.source)})" for name, factor in once.items()]
    return words().phrases["risk_factors"].format(factors=listed(texts[:MOST_FACTORS]))
