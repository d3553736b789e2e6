"""What a rule is, and what came of trying it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from service.knowledge.loader import Entry, read_table

if TYPE_CHECKING:
    from service.conformance.target import Target

SHOWN_AT_MOST = 6


class Rule(Entry):
    """One line of the specification in our own words. `own`: the specification is silent, this project asks for it."""

    topic: str
    level: Literal["must", "should", "may"]
    section: str
    statement: str
    own: bool = False


class Outcome(StrEnum):
    PASSED = "passed"
    BROKEN = "broken"
    WARNED = "warned"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was seen of one rule: the complaints, or why it could not be tried."""

    id: str
    rule: Rule
    outcome: Outcome
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """Something a service should do otherwise although the rule itself is kept."""

    text: str


class NotTriedError(Exception):
    """The rule has nothing to work on: no such service, no card, no key."""


Check = Callable[["Target"], Iterator[str | Advice]]
CHECKS: dict[str, Check] = {}


def check(rule_id: str) -> Callable[[Check], Check]:
    """Ties a function to its rule. The function yields one sentence per thing seen that breaks the rule."""

    def tie(function: Check) -> Check:
        if rule_id in CHECKS:
            raise ValueError(f"two functions for rule {rule_id}")
        CHECKS[rule_id] = function
        return function

    return tie


def read_rules() -> dict[str, Rule]:
    """All rules by id, in the order in which they are tried and shown."""
    return read_table("rules", Rule, folder=Path(__file__).parent)


def try_rule(rule_id: str, rule: Rule, target: Target) -> Result:
    """Tries one rule. A complaint about a `should` or `may` rule is a warning; advice is never more than one."""
    try:
        seen = list(CHECKS[rule_id](target))
    except NotTriedError as e:
        return Result(id=rule_id, rule=rule, outcome=Outcome.NOT_TRIED, seen=(str(e),))
    if not seen:
        return Result(id=rule_id, rule=rule, outcome=Outcome.PASSED)
    broken = rule.level == "must" and any(isinstance(s, str) for s in seen)
    return Result(id=rule_id, rule=rule, outcome=Outcome.BROKEN if broken else Outcome.WARNED, seen=shorten(seen))


def shorten(seen: list[str | Advice]) -> tuple[str, ...]:
    """Complaints before advice, each once, the first few of them and how many more there are."""
    in_order = sorted(seen, key=lambda s: isinstance(s, Advice))
    lines = list(dict.fromkeys(s.text if isinstance(s, Advice) else s for s in in_order))
    more = len(lines) - SHOWN_AT_MOST
    return tuple(lines[:SHOWN_AT_MOST] + ([f"... and {more} more"] if more > 0 else []))
