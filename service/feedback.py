"""What clinicians did with cards: the feedback of CDS Hooks, in the specification's form and in Epic's.

Strict in what is counted (card, outcome, time), lenient in the rest. A batch is taken whole or not at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic.alias_generators import to_camel

from service.errors import RequestError

RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
EPIC_REASON = re.compile(r"overrideReason\.reason(Category|Display|Title)$")
ANYTHING = WithJsonSchema({})


def instant(text: str) -> datetime:
    """The moment, in UTC. Raises ValueError for anything but an RFC 3339 date-time; a leap second counts as the one before."""
    parts = RFC3339.fullmatch(text)
    if not parts:
        raise ValueError("not an RFC 3339 date-time")
    day, clock, fraction, offset = parts.groups()
    clock = clock.replace(":60", ":59") if clock.endswith(":60") else clock
    return datetime.fromisoformat(f"{day}T{clock}{(fraction or '')[:7]}{offset.upper()}").astimezone(UTC)


def _timestamp(text: str) -> str:
    try:
        instant(text)
    except OverflowError as e:
        raise ValueError("out of range") from e
    return text


class Item(BaseModel):
    """What became of one card."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel, validate_by_alias=True)

    card: str = Field(strict=True, min_length=1, max_length=1000, description="The card's uuid, as it was sent.")
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: Annotated[str, Field(strict=True), AfterValidator(_timestamp)] = Field(
        json_schema_extra={"format": "date-time"}, description="When it happened, RFC 3339."
    )
    accepted_suggestions: Annotated[Any, ANYTHING] = Field(None, description="accepted: `[{id}]` of the suggestions taken.")
    override_reason: Annotated[Any, ANYTHING] = Field(None, description="overridden: `{reason: coding, userComment}`.")
    override_reasons: Annotated[Any, ANYTHING] = Field(None, description="The same in Epic's form.")


class Feedback(BaseModel):
    """A batch of feedback, of one or several cards."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    feedback: list[Item] = Field(min_length=1)


def parse_feedback(body: Any) -> Feedback:
    """The batch. Raises RequestError (400) naming the first member at fault, never its value."""
    try:
        return Feedback.model_validate(body)
    except ValidationError as e:
        first = e.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise RequestError(
            f"{where}: {first['msg']}", code="invalid", hint="send {feedback: [{card, outcome, outcomeTimestamp}]}"
        ) from e


def rows(service: str, batch: Feedback) -> list[dict[str, Any]]:
    """The batch as rows of the table `feedback`, each with the fingerprint that makes it count once."""
    return [_row(service, item) for item in batch.feedback]


def _row(service: str, item: Item) -> dict[str, Any]:
    reasons, comment = _reasons(item)
    row: dict[str, Any] = {
        "service": service,
        "card": _storable(item.card),
        "outcome": item.outcome,
        "suggestions": _suggestions(item.accepted_suggestions),
        "reasons": reasons,
        "comment": comment,
    }
    happened = instant(item.outcome_timestamp)
    written = orjson.dumps([row, happened.isoformat()], option=orjson.OPT_SORT_KEYS)
    return row | {"happened": happened, "fingerprint": hashlib.sha256(written).hexdigest()}


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL in text."""
    return text.replace("\x00", "�")


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _suggestions(given: Any) -> list[str]:
    return sorted({_storable(one["id"]) for one in _objects(given) if isinstance(one.get("id"), str)})


def _reasons(item: Item) -> tuple[list[dict[str, str]], str | None]:
    """The override reasons as flat objects, and the clinician's own words."""
    given = _objects(item.override_reason) + _objects(item.override_reasons)
    reasons = [_coding(coding) for one in given for coding in _objects(one.get("reason"))]
    reasons += [_epic(extension) for one in given for extension in _objects(one.get("extension"))]
    comments = [one["userComment"] for one in given if isinstance(one.get("userComment"), str) and one["userComment"]]
    return [reason for reason in reasons if reason], _storable("\n".join(comments)) or None


def _coding(coding: Mapping[str, Any]) -> dict[str, str]:
    return {key: _storable(coding[key]) for key in ("system", "code", "display") if isinstance(coding.get(key), str)}


def _epic(extension: Mapping[str, Any]) -> dict[str, str]:
    """Epic's reason: `...overrideReason.reasonCategory`, `reasonTitle` and `reasonDisplay`, reverse-domain keys."""
    found: dict[str, str] = {}
    for key, value in extension.items():
        part = EPIC_REASON.search(key)
        if part and isinstance(value, str):
            found[part[1].lower()] = _storable(value)
    return dict(sorted(found.items()))
