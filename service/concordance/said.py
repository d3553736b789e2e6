"""What is said of one order: the rules that fired, and the one judgement they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from service.concordance.assessment import FindingVerdict, OrderJudgement, RedFlag, Withheld
from service.concordance.gluteal_hip import GlutealHip
from service.facts import Facts, Order, Source
from service.knowledge.care import care

SEVERITY = {None: 0, "info": 1, "warning": 2, "critical": 3}
Judged = Literal["unsafe", "discordant", "uncertain", "concordant"]
WORST: tuple[Judged, ...] = ("unsafe", "discordant", "uncertain", "concordant")


INFORMATION = frozenset({"systemic_inflammation", "visceral_pain", "under_18"})
"""Flags of red_flags.toml that are information and stop nothing (A5)."""


def open_flags(red_flags: Iterable[RedFlag]) -> tuple[RedFlag, ...]:
    """The red flags that are active and stop what is planned."""
    return tuple(f for f in red_flags if f.active and f.flag not in INFORMATION)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What an order is judged against. `hips` are those with a gluteal problem or complaint."""

    facts: Facts
    verdicts: tuple[FindingVerdict, ...]
    red_flags: tuple[RedFlag, ...]
    hips: tuple[GlutealHip, ...]

    @property
    def flagged(self) -> bool:
        """Whether a red flag is open."""
        return bool(open_flags(self.red_flags))


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One rule of rules_orders.toml that fired, with what the words need."""

    rule: str
    related: tuple[FindingVerdict, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    alternatives: tuple[str, ...] | None = None


def held(rule: str, gates: Sequence[Withheld]) -> Said:
    """A rule that rests on gates; the first, firmest one gives the fact, `gates` holds all ids, spaced."""
    sources = tuple(w.source for w in gates if w.source)
    first, every = gates[0].gate, dict.fromkeys(w.gate for w in gates)
    details = {"gate": first, "gates": " ".join(every), "fact": care().gates[first].name}
    return Said(rule=rule, details=details, sources=sources)


def flagged(rule: str, red_flags: Iterable[RedFlag]) -> Said:
    """A rule that rests on an open red flag."""
    return Said(rule=rule, sources=tuple(f.source for f in open_flags(red_flags)))


def judgement(order: Order, said: Sequence[Said], fallback: str) -> OrderJudgement:
    """The judgement of an order: the worst of what was said, told by the gravest rule. `fallback` when nothing was said."""
    rules = care().order_rules
    heard = list(said) or [Said(rule=fallback)]
    leading = max(heard, key=lambda s: SEVERITY[rules[s.rule].indicator])
    entry = rules[leading.rule]
    verdict = next(w for w in WORST if any(rules[s.rule].judgement == w for s in heard))
    fired = tuple(dict.fromkeys([leading.rule, *(s.rule for s in heard)]))
    return OrderJudgement(
        order=order,
        judgement=verdict,
        kind=leading.rule,
        indicator=entry.indicator,
        remove=entry.remove,
        alternatives=entry.alternatives if leading.alternatives is None else leading.alternatives,
        related=leading.related,
        details=leading.details,
        sources=tuple(dict.fromkeys(x for s in [leading, *heard] for x in s.sources)),
        rules=fired,
        citations=tuple(dict.fromkeys(c for r in fired for c in rules[r].cites if c not in ("project-default", "textbook")))
        or ("textbook",),
    )
