"""The tables of management, gates and order rules: what to advise, what holds it back, what is said about an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from service.knowledge.loader import FOLDER, Entry, read_table

Indicator = Literal["info", "warning", "critical"]


class Sourced(Entry):
    """What every entry carries: its sources, how certain it is, and whether they were read or remembered."""

    cites: tuple[str, ...] = Field(min_length=1)
    certainty: Literal["H", "M", "L"]
    verified: Literal["seen", "mem"]


class Sentence(Sourced):
    """A piece of advice, a rule or a next step: `name` says it."""

    name: str


class ManagementEntry(Sourced):
    """A state of the gluteal pathway (G0..G10) or the pathway of another presentation. Ids of the sister tables, in order;
    `tests` are signs that tell the presentation from its rivals."""

    kind: Literal["state", "pathway"]
    name: str = ""
    indicator: Indicator = "info"
    advice: tuple[str, ...]
    suggestions: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


class SuggestionEntry(Sourced):
    """Something that can be ordered. `order_class`: what it is judged as. `gate`: which gates may hold it back."""

    name: str
    order_class: str | None = None
    gate: str | None = None
    sided: bool = False


class GateEntry(Sourced):
    """A fact that holds a treatment back, and how firmly."""

    name: str
    item: Literal["nsaid", "topical_nsaid", "steroid", "radiation"]
    action: Literal["block", "avoid", "warn", "caution"]


class OrderRule(Sourced):
    """What is said of an order. No `indicator`: nothing is said. `alternatives` are ids of suggestions.toml."""

    name: str
    judgement: Literal["concordant", "uncertain", "discordant", "unsafe"]
    indicator: Indicator | None = None
    remove: bool = False
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
    """The tables of `folder`. Raises KnowledgeError, naming file and key."""
    return Care(
        management=read_table("management", ManagementEntry, folder=folder),
        advice=read_table("advice", Sentence, folder=folder),
        suggestions=read_table("suggestions", SuggestionEntry, folder=folder),
        next_steps=read_table("next_steps", Sentence, folder=folder),
        gates=read_table("gates", GateEntry, folder=folder),
        order_rules=read_table("rules_orders", OrderRule, folder=folder),
        management_rules=read_table("rules_management", Sentence, folder=folder),
    )


@cache
def care() -> Care:
    """The tables of this release, read once per process."""
    return load_care()
