"""Suggestions: exactly one action each. Create a draft order, take one away, or correct one that the EHR sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cards.assembly import Setting
from cards.drafts import draft_order, drafts, side_to_name, valid
from cards.ids import issue
from cards.models import RESOURCE_ID, Action, Suggestion
from cards.phrases import order_text, sided
from cards.wording import words
from service.facts import Order, Problem

REMOVE = "remove"
CORRECT = "correct"


def create_suggestions(
    ids: Iterable[str],
    setting: Setting,
    *,
    side: str | None = None,
    problem: Problem | None = None,
    recommended: bool = False,
) -> list[Suggestion]:
    """One suggestion per id that has a draft and words. A draft that does not validate is left out: nobody could sign it."""
    out: list[Suggestion] = []
    for key in ids:
        if key not in drafts() or key not in words().suggestions:
            continue
        resource = draft_order(key, setting.facts, side=side, problem=problem)
        if not valid(resource):
            continue
        said = words().suggestions[key]
        fill = {"side": sided(side_to_name(key, side))}
        action = Action(type="create", description=said.description.format(**fill), resource=resource)
        first = recommended and not out
        out.append(_suggestion(key, said.label.format(**fill), action, setting, recommended=first))
    return out


def remove_suggestion(order: Order, setting: Setting, *, recommended: bool = True) -> Suggestion | None:
    """Takes the order away by the reference that the EHR gave it, letter by letter; None if it gave none that can be named."""
    if not RESOURCE_ID.fullmatch(order.reference):
        return None
    name, phrases = order_text(order), words().phrases
    action = Action(type="delete", description=phrases["remove_description"].format(order=name), resourceId=order.reference)
    return _suggestion(REMOVE, phrases["remove_label"].format(order=name), action, setting, recommended=recommended)


def correct_suggestion(changed: Mapping[str, Any], setting: Setting, *, label: str) -> Suggestion | None:
    """Updates the order with the whole changed resource; None when the EHR's own resource has no id or does not validate."""
    if not changed.get("id") or not valid(changed):
        return None
    description = words().phrases["correct_description"].format(label=label)
    action = Action(type="update", description=description, resource=dict(changed))
    return _suggestion(CORRECT, label, action, setting, recommended=True)


def _suggestion(key: str, label: str, action: Action, setting: Setting, *, recommended: bool) -> Suggestion:
    return Suggestion(
        label=label,
        uuid=issue(f"suggestion.{key}", setting.card_key),
        isRecommended=True if recommended else None,
        actions=(action,),
    )


def distinct(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Each label once, the first kept."""
    seen: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        seen.setdefault(suggestion.label, suggestion)
    return list(seen.values())
