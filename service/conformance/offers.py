"""Rules of what a card offers: suggestions with their actions, links, reasons for overriding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from service.conformance.response import cards, is_absolute, is_text, objects, parts
from service.conformance.rule import Advice, NotTriedError, check
from service.conformance.target import Document, Exchange, Target

DELETABLE = re.compile(r"[A-Za-z]+/[^/\s]+")
ACTION_TYPES = ("create", "update", "delete")
BEHAVIOURS = ("any", "at-most-one")


def of_kind(target: Target, wanted: str) -> Iterator[tuple[Exchange, str, Document]]:
    """Every suggestion, action, link or coding seen. Raises NotTriedError when there was none."""
    found = [(e, here, part) for e, place, card in cards(target) for kind, here, part in parts(card, place) if kind == wanted]
    if not found:
        raise NotTriedError(f"no {wanted} was seen")
    yield from found


def system_actions(target: Target) -> Iterator[tuple[Exchange, str, Document]]:
    for e in target.exchanges:
        for number, action in enumerate(objects(e.answer.get("systemActions"))):
            yield e, f"{e.where}: systemActions[{number}]", action


def with_resource(target: Target) -> Iterator[tuple[str, str, Any]]:
    """Type, place and resource of the creating and updating actions."""
    for _, place, action in of_kind(target, "action"):
        if action.get("type") in ("create", "update"):
            yield action["type"], place, action.get("resource")


@check("R3")
def resources_in_answers_are_fhir_r4(target: Target) -> Iterator[str]:
    for e, place, action in of_kind(target, "action"):
        resource = action.get("resource")
        if not isinstance(resource, dict) or not is_text(resource.get("resourceType")):
            continue
        sent = [r for r in draft_orders(e.request) if r.get("id") == resource.get("id")]
        # What the client sent wrong is handed back unchanged, so it is held against the service only when it was right.
        if action.get("type") != "update" or not any(invalid_part(r) for r in sent):
            wrong = invalid_part(resource)
            if wrong:
                yield f"{place}.resource is not valid R4: {wrong}"


def invalid_part(resource: Document) -> str:
    """The first element that is not R4, or an empty string. Ids are the client's, and some are too long."""
    return invalid_part_of(json.dumps({k: v for k, v in resource.items() if k != "id"}))


@lru_cache(maxsize=1000)
def invalid_part_of(text: str) -> str:
    """The same of a resource as text: most answers of a check hold the same resources."""
    from fhir.resources.R4B import get_fhir_model_class

    resource = json.loads(text)
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as e:
        return ".".join(map(str, e.errors()[0]["loc"])) or "resourceType"
    except (ValueError, KeyError, TypeError):
        return "resourceType"
    return ""


@check("R13")
def suggestions_have_a_label_and_actions_are_not_empty(target: Target) -> Iterator[str]:
    for _, place, suggestion in of_kind(target, "suggestion"):
        if not is_text(suggestion.get("label")):
            yield f"{place} has no `label`"
        actions = suggestion.get("actions")
        if "actions" in suggestion and (not isinstance(actions, list) or len(objects(actions)) != len(actions)):
            yield f"{place}.actions is no list of objects"


@check("R14")
def choosing_among_suggestions_is_declared(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        suggestions = objects(card.get("suggestions"))
        behaviour = card.get("selectionBehavior")
        if suggestions and behaviour not in BEHAVIOURS:
            yield f"{place}.selectionBehavior is none of {', '.join(BEHAVIOURS)}"
        if behaviour == "at-most-one" and sum(s.get("isRecommended") is True for s in suggestions) > 1:
            yield f"{place} recommends more than one suggestion of which one may be taken"


@check("R15")
def recommended_is_yes_or_no(target: Target) -> Iterator[str]:
    for _, place, suggestion in of_kind(target, "suggestion"):
        if "isRecommended" in suggestion and not isinstance(suggestion["isRecommended"], bool):
            yield f"{place}.isRecommended is not true or false"


@check("R16")
def actions_of_version_3_are_not_sent_unasked(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        for _, here, part in parts(card, place):
            if "actionSelectionBehavior" in part:
                yield f"{here} has `actionSelectionBehavior`"


@check("R17")
def actions_have_type_and_description(target: Target) -> Iterator[str]:
    for _, place, action in of_kind(target, "action"):
        if action.get("type") not in ACTION_TYPES:
            yield f"{place}.type is none of {', '.join(ACTION_TYPES)}"
        if not is_text(action.get("description")):
            yield f"{place} has no `description`"


@check("R18")
def creating_and_updating_need_a_resource(target: Target) -> Iterator[str]:
    for kind, place, resource in with_resource(target):
        if not isinstance(resource, dict) or not is_text(resource.get("resourceType")):
            yield f"{place}.resource is no FHIR resource"
        elif kind == "update" and not is_text(resource.get("id")):
            yield f"{place}.resource to be updated has no id"


@check("R19")
def deleting_needs_a_resource_id(target: Target) -> Iterator[str]:
    for _, place, action in of_kind(target, "action"):
        if action.get("type") != "delete":
            continue
        if "resource" in action:
            yield f"{place} deletes and holds a resource"
        named = action.get("resourceId")
        if not isinstance(named, str) or not DELETABLE.fullmatch(named):
            yield f"{place}.resourceId is not `Type/id`"


@check("R20")
def what_is_changed_is_among_the_drafts(target: Target) -> Iterator[str | Advice]:
    for e, place, action in of_kind(target, "action"):
        resource, named = action.get("resource"), action.get("resourceId")
        if action.get("type") == "update" and isinstance(resource, dict):
            named = f"{resource.get('resourceType')}/{resource.get('id')}"
        if action.get("type") in ("update", "delete") and is_text(named) and named not in drafted(e.request):
            yield f"{place} changes {named}, which was not among the draft orders"


def draft_orders(request: Document) -> list[Document]:
    """The draft orders of a request."""
    bundle = (request.get("context") or {}).get("draftOrders") or {}
    return [entry["resource"] for entry in objects(bundle.get("entry")) if isinstance(entry.get("resource"), dict)]


def drafted(request: Document) -> set[str]:
    """The draft orders of a request as `Type/id`."""
    return {f"{r.get('resourceType')}/{r.get('id')}" for r in draft_orders(request)}


@check("R21")
def links_have_label_address_and_type(target: Target) -> Iterator[str]:
    for _, place, link in of_kind(target, "link"):
        if not is_text(link.get("label")):
            yield f"{place} has no `label`"
        if not is_absolute(link.get("url")):
            yield f"{place}.url is not absolute"
        if link.get("type") not in ("absolute", "smart"):
            yield f"{place}.type is neither absolute nor smart"


@check("R22")
def launch_details_belong_to_smart_links(target: Target) -> Iterator[str | Advice]:
    for _, place, card in cards(target):
        for number, link in enumerate(objects(card.get("links"))):
            here = f"{place}.links[{number}]"
            if "appContext" in link and link.get("type") != "smart":
                yield f"{here} has appContext and is not smart"
            if "autolaunchable" in link and not isinstance(link["autolaunchable"], bool):
                yield f"{here}.autolaunchable is not true or false"
            elif link.get("autolaunchable") and (
                card.get("suggestions") or card.get("detail") or len(objects(card.get("links"))) > 1
            ):
                yield Advice(f"{here} launches by itself beside other content")


@check("R23")
def override_reasons_are_codings_with_display(target: Target) -> Iterator[str]:
    for _, place, card in cards(target):
        reasons = card.get("overrideReasons")
        for number, reason in enumerate(reasons if isinstance(reasons, list) else []):
            lacking = [k for k in ("code", "system", "display") if not isinstance(reason, dict) or not is_text(reason.get(k))]
            if lacking:
                yield f"{place}.overrideReasons[{number}] has no {' and no '.join(lacking)}"


@check("R24")
def system_actions_only_when_agreed(target: Target) -> Iterator[str | Advice]:
    for _, place, action in system_actions(target):
        if action.get("type") not in ACTION_TYPES or not is_text(action.get("description")):
            yield f"{place} lacks a valid type or a description"
        else:
            yield Advice(f"{place}: allowed only if agreed with the client beforehand")
