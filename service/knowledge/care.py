"""The tables of management, gates and order rules: what to advise, what holds it back, what is said about an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

from service.errors import KnowledgeError
from service.knowledge.loader import FOLDER, read_table, read_toml
from service.knowledge.models import Cited

Indicator = Literal["info", "warning", "critical"]


class Sentence(Cited):
    """A piece of advice, a rule or a next step: `name` says it."""

    name: str


class ManagementEntry(Cited):
    """A state of the gluteal pathway (G0..G10) or the pathway of another presentation. Ids of the sister tables, in order;
    `tests` are signs that tell the presentation from its rivals."""

    kind: Literal["state", "pathway"]
    name: str = ""
    indicator: Indicator = "info"
    advice: tuple[str, ...]
    suggestions: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


class SuggestionEntry(Cited):
    """Something that can be ordered. `order_class`: what it is judged as. `gate`: which gates may hold it back."""

    name: str
    order_class: str | None = None
    gate: str | None = None
    sided: bool = False


class GateEntry(Cited):
    """A fact that holds a treatment back, and how firmly."""

    name: str
    item: Literal["nsaid", "topical_nsaid", "steroid", "radiation"]
    action: Literal["block", "avoid", "warn", "caution"]


class OrderRule(Cited):
    """What is said of an order. No `indicator`: nothing is said. `next_step`: offers what the patient's pathways suggest;
    `alternatives`: further ids of suggestions.toml."""

    name: str
    judgement: Literal["concordant", "uncertain", "discordant", "unsafe"]
    indicator: Indicator | None = None
    remove: bool = False
    next_step: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Care:
    """The tables by id."""

    management: Mapping[str, ManagementEntry]
    advice: Mapping[str, Sentence]
    suggestions: Mapping[str, SuggestionEntry]
    next_steps: Mapping[str, Sentence]
    gates: Mapping[str, GateEntry]
    order_rules: Mapping[str, OrderRule]
    management_rules: Mapping[str, Sentence]


def load_care(folder: Path = FOLDER) -> Care:
    """The tables of `folder`. Raises KnowledgeError, naming file and key, also for an id that does not exist."""
    tables = Care(
        management=read_table("management", ManagementEntry, folder=folder),
        advice=read_table("advice", Sentence, folder=folder),
        suggestions=read_table("suggestions", SuggestionEntry, folder=folder),
        next_steps=read_table("next_steps", Sentence, folder=folder),
        gates=read_table("gates", GateEntry, folder=folder),
        order_rules=read_table("rules_orders", OrderRule, folder=folder),
        management_rules=read_table("rules_management", Sentence, folder=folder),
    )
    problems = [*_unknown_ids(tables, folder), *_unknown_sources(tables, folder)]
    if problems:
        raise KnowledgeError(problems)
    return tables


def _unknown_ids(tables: Care, folder: Path) -> Iterator[str]:
    signs, classes = read_toml(folder / "signs.toml"), read_toml(folder / "orders.toml")
    for key, entry in tables.management.items():
        named = (("advice", tables.advice), ("suggestions", tables.suggestions), ("next", tables.next_steps), ("tests", signs))
        for what, known in named:
            for value in getattr(entry, what):
                if value not in known:
                    yield f"management.toml: {key}.{what}: no such id {value!r}"
    for key, rule in tables.order_rules.items():
        for value in rule.alternatives:
            if value not in tables.suggestions:
                yield f"rules_orders.toml: {key}.alternatives: no such id {value!r}"
    for key, suggestion in tables.suggestions.items():
        if suggestion.order_class is not None and suggestion.order_class not in classes:
            yield f"suggestions.toml: {key}.order_class: no such class {suggestion.order_class!r}"


def _unknown_sources(tables: Care, folder: Path) -> Iterator[str]:
    known = read_toml(folder / "citations.toml")
    for table in fields(tables):
        for key, entry in getattr(tables, table.name).items():
            for cite in entry.cites:
                if cite not in known:
                    yield f"{table.name}: {key}.cites: no such source {cite!r}"


@cache
def care() -> Care:
    """The tables of this release, read once per process."""
    return load_care()
