"""The words of the cards: `wording.toml`, read once and strictly, and the names that the knowledge tables give.

Templates use `{name}` placeholders; which ones each table may use is `PLACEHOLDERS`, and a test fills every template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

from service.errors import KnowledgeError
from service.knowledge.loader import FOLDER, Entry, mistakes, read_toml

WORDING = Path(__file__).with_name("wording.toml")

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "anatomy": frozenset({"roots", "level"}),
    "relations": frozenset({"facts", "roots", "own", "nerve", "rivals"}),
    "signs": frozenset({"side"}),
    "flags": frozenset({"side", "flag"}),
    "triggers": frozenset({"side"}),
    "notes": frozenset({"rivals", "unsupported", "roots", "side"}),
    "states": frozenset({"side"}),
    "advice": frozenset({"side"}),
    "suggestions": frozenset({"side"}),
    "orders": frozenset(
        {"order", "side", "level", "finding", "complaint", "rival", "fact", "weeks", "count", "right_side", "right_level",
         "explains", "fits"}
    ),
}
"""Placeholder names that the templates of a table may hold; tables not named here hold none, or are filled in one place."""


class VerdictWords(Entry):
    """`name` heads a table cell, `row` says it in a sentence."""

    name: str
    row: str


class FindingWords(Entry):
    """`own`: what a finding of this kind can and cannot do where it threatens no root. `background`: how common it is, said
    where it is called incidental, if its severity is among `background_severities` (or that list is empty)."""

    name: str
    own: str = ""
    background: str = ""
    background_severities: tuple[str, ...] = ()


class RelationWords(Entry):
    """One sentence for evidence in favour, one for evidence against."""

    supporting: str
    against: str


class SignWords(Entry):
    """`normal` also names the test when it is asked for. `nerve`: the peripheral nerve between root and muscle."""

    abnormal: str
    normal: str
    nerve: str = ""


class RuleWords(Entry):
    """`text` says the rule in one sentence. `shown`: it stands in a card's "why" whenever it fired."""

    text: str
    shown: bool = False


class CaseWords(Entry):
    """The words of a flag where one of these `triggers` raised it."""

    triggers: tuple[str, ...]
    title: str
    why: str
    now: tuple[str, ...]


class FlagWords(Entry):
    """`title` is the summary of the card; `why` one sentence; `now` what to do, in order. `examine`: what to examine and record
    at once, each with the tests or measurements by which it is on record already. `imaging`: regions that the flag asks to
    image: lately imaged ones are named. `cases`: other words by what raised it; the first that applies gives the title."""

    title: str
    why: str
    now: tuple[str, ...]
    examine: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    imaging: tuple[str, ...] = ()
    cases: tuple[CaseWords, ...] = ()


class StateWords(Entry):
    """A management state: the summary of its card, and the heading above its advice where several share a card.
    `quiet`: no reason for a card by itself."""

    summary: str
    heading: str
    quiet: bool = False


class SuggestionWords(Entry):
    """`label` and `description` are shown; `text`, `note` and `timing` go into the draft order."""

    label: str
    description: str
    text: str
    note: str = ""
    timing: str = ""


class OrderWords(Entry):
    """A card about an order. `override` lists codes of `override_reasons`; `instead` heads the alternatives."""

    summary: str
    why: str
    instead: str = ""
    override: tuple[str, ...] = ()


class CardWords(Entry):
    """What is fixed for a kind of card: the topic's code (letters and digits) and display, and the override reasons."""

    code: str
    display: str
    override: tuple[str, ...] = ()


class Wording(Entry):
    """`wording.toml`, table by table."""

    verdicts: dict[str, VerdictWords]
    confidences: dict[str, str]
    judgements: dict[str, str]
    sides: dict[str, str]
    findings: dict[str, FindingWords]
    morphologies: dict[str, str]
    modalities: dict[str, str]
    anatomy: dict[str, str]
    relations: dict[str, RelationWords]
    roots: dict[str, str]
    signs: dict[str, SignWords]
    qualities: dict[str, str]
    electrodiagnoses: dict[str, str]
    details: dict[str, str]
    rules: dict[str, RuleWords]
    abstained: dict[str, str]
    differentials: dict[str, str]
    notes: dict[str, str]
    flags: dict[str, FlagWords]
    triggers: dict[str, str]
    states: dict[str, StateWords]
    advice: dict[str, str]
    next: dict[str, str]
    gates: dict[str, str]
    withheld_items: dict[str, str]
    suggestions: dict[str, SuggestionWords]
    orders: dict[str, OrderWords]
    cards: dict[str, CardWords]
    override_reasons: dict[str, str]
    unavailable: dict[str, str]
    order_classes: dict[str, str]
    phrases: dict[str, str]


def read_wording(path: Path = WORDING) -> Wording:
    """The words. Raises KnowledgeError with one line per mistake: `wording.toml: signs.babinski.normal: Field required`."""
    try:
        return Wording.model_validate(read_toml(path))
    except ValidationError as e:
        raise KnowledgeError(mistakes(path, e)) from e


@cache
def words() -> Wording:
    """The words of `cards/wording.toml`, read once."""
    return read_wording()


@cache
def knowledge_names(table: str) -> Mapping[str, str]:
    """The `name` of every entry of a knowledge table, by id."""
    raw = read_toml(FOLDER / f"{table}.toml")
    return {key: entry["name"] for key, entry in raw.items() if isinstance(entry, dict) and "name" in entry}


def named(entries: Mapping[str, str], key: str) -> str:
    """The words for `key`, or the key itself with spaces: a missing word must not empty an answer (a test finds it)."""
    return entries.get(key) or key.replace("_", " ").replace("-", " ")


def problem_name(kind: str) -> str:
    """The name of a diagnosis or comorbidity."""
    return named(_problem_names(), kind)


@cache
def _problem_names() -> Mapping[str, str]:
    return {**knowledge_names("comorbidities"), **knowledge_names("presentations")}


def region_names(regions: Iterable[str]) -> str:
    """`("buttock", "calf")` → "buttock and calf"."""
    return listed(named(knowledge_names("regions"), region) for region in regions)


def listed(items: Iterable[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; each once."""
    unique = list(dict.fromkeys(items))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + f" {last} {unique[-1]}" if unique else ""


def sentence(text: str) -> str:
    """The first letter made a capital; the rest is left alone."""
    return text[:1].upper() + text[1:]


def order_kind(kind: str) -> str:
    """The card kind of an order judgement."""
    return f"order.{kind}"


@cache
def card_kinds() -> tuple[str, ...]:
    """Every kind an id can be issued for: cards, order cards by what is said of the order, and suggestions."""
    said = words()
    suggestions = (f"suggestion.{key}" for key in (*said.suggestions, "remove", "correct"))
    return (*said.cards, *map(order_kind, said.orders), *suggestions)
