"""What every card shares: a fitting summary, the source with its topic, override reasons, ids, the link to the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cards.ids import issue
from cards.models import SUMMARY_LIMIT, Card, Coding, Link, Source, Suggestion
from cards.wording import CardWords, order_kind, words
from service.facts import Facts

CODES = "urn:lumbar-concordance"
"""Our own code systems are `urn:lumbar-concordance:<what>`: absolute, and nobody has to own a domain for them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What rendering needs beside the assessment. `base_url`: where our knowledge book can be read, if anywhere."""

    facts: Facts
    card_key: bytes
    base_url: str | None = None


def fitting(*candidates: str) -> str:
    """The first candidate that fits a summary; the last one cut with an ellipsis if none does."""
    lines = [" ".join(text.split()) for text in candidates]
    lines = [line[:1].upper() + line[1:] for line in lines]
    fits = next((line for line in lines if len(line) <= SUMMARY_LIMIT), None)
    return fits if fits is not None else lines[-1][: SUMMARY_LIMIT - 1].rstrip() + "…"


def topic(kind: str) -> Coding:
    """The topic of a card kind: the same code on every card of that kind."""
    card = words().cards.get(kind)
    if card is not None:
        return Coding(code=card.code, system=f"{CODES}:topic", display=card.display)
    name = kind.removeprefix("order.")
    code = "Order" + "".join(part.capitalize() for part in name.replace("-", "_").split("_"))
    return Coding(code=code, system=f"{CODES}:topic", display=words().cards["order"].display)


def override_reasons(kind: str) -> tuple[Coding, ...]:
    """Why a clinician may set a card of this kind aside, as codings."""
    said = words()
    of_order = next((o.override for key, o in said.orders.items() if order_kind(key) == kind), ())
    chosen = of_order or said.cards.get(kind, CardWords(code="", display="", override=said.cards["order"].override)).override
    return tuple(
        Coding(code=code.replace("_", "-"), system=f"{CODES}:override", display=said.override_reasons[code]) for code in chosen
    )


def rule_links(rules: Iterable[str], base_url: str | None) -> tuple[Link, ...]:
    """A link to the knowledge book's entry of the leading rule; none when we do not know our own address."""
    first = next(iter(rules), None)
    if base_url is None or first is None:
        return ()
    return (Link(label=words().phrases["read_more"], url=f"{base_url.rstrip('/')}/knowledge#{first}"),)


def make_card(
    setting: Setting,
    kind: str,
    *,
    summary: str,
    detail: str,
    indicator: Literal["info", "warning", "critical"],
    suggestions: Sequence[Suggestion] = (),
    rules: Sequence[str] = (),
) -> Card:
    """A complete card of `kind` with a fresh id."""
    return Card(
        uuid=issue(kind, setting.card_key),
        summary=summary,
        detail=detail,
        indicator=indicator,
        source=Source(label=words().phrases["source"], topic=topic(kind)),
        suggestions=tuple(suggestions) or None,
        selectionBehavior="any" if suggestions else None,
        overrideReasons=override_reasons(kind) or None,
        links=rule_links(rules, setting.base_url) or None,
    )
