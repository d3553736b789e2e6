"""What CDS Hooks 2.0 lets a service answer, strictly: no null, no empty value, no member of our own invention.

Dump with `Response.body()`. Section letters in comments are those of the CDS Hooks specification's response chapter.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

SUMMARY_LIMIT = 139
"""The specification says "less than 140 characters"."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ABSOLUTE = re.compile(r"(https?|urn):\S+")
RESOURCE_ID = re.compile(r"[A-Z][A-Za-z]+/\S+")


def one_line(text: str) -> str:
    """Refuses a line break: a summary is shown on one line."""
    if text != " ".join(text.split()):
        raise ValueError("must be one line without doubled, leading or trailing spaces")
    return text


def absolute(url: str) -> str:
    """Refuses an address that only makes sense beside our own."""
    if not ABSOLUTE.fullmatch(url):
        raise ValueError("must be absolute, without spaces")
    return url


def identifier(text: str) -> str:
    """Refuses what is not a lower-case UUID."""
    if not UUID.fullmatch(text):
        raise ValueError("must be a UUID")
    return text


def resource_reference(text: str) -> str:
    """Refuses what is not `Type/id`."""
    if not RESOURCE_ID.fullmatch(text):
        raise ValueError("must be Type/id")
    return text


Text = Annotated[str, Field(min_length=1)]
Line = Annotated[Text, AfterValidator(one_line)]
Url = Annotated[Text, AfterValidator(absolute)]
Uuid = Annotated[str, AfterValidator(identifier)]
T = TypeVar("T")
Some = Annotated[tuple[T, ...], Field(min_length=1)]


class Part(BaseModel):
    """Base of every part: frozen, strict, unknown members refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Coding(Part):
    """A code with its system; `display` is what a clinician reads."""

    code: Annotated[Text, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,99}$")]
    system: Url
    display: Line


class Source(Part):
    """Who says so. `topic` is fixed per kind of card: Epic keys overrides on it."""

    label: Line
    topic: Coding
    url: Url | None = None


class Action(Part):
    """One thing to do to the orders. `create` and `update` carry a whole resource, `delete` only its `Type/id`."""

    type: Literal["create", "update", "delete"]
    description: Line
    resource: dict[str, Any] | None = None
    resourceId: Annotated[str, AfterValidator(resource_reference)] | None = None  # noqa: N815, the specification's name

    @model_validator(mode="after")
    def carries_what_its_type_needs(self) -> Action:
        if self.type == "delete" and (self.resource is not None or self.resourceId is None):
            raise ValueError("delete takes resourceId and no resource")
        if self.type != "delete" and (not self.resource or self.resourceId is not None):
            raise ValueError(f"{self.type} takes a resource and no resourceId")
        if self.type == "update" and not (self.resource or {}).get("id"):
            raise ValueError("update takes the whole resource, with its id")
        return self


class Suggestion(Part):
    """Exactly one action: some EHRs show only the first."""

    label: Line
    uuid: Uuid
    isRecommended: bool | None = None  # noqa: N815
    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=1)]


class Link(Part):
    """A page to read. Nothing of the patient may be in `url`."""

    label: Line
    url: Url
    type: Literal["absolute"] = "absolute"


class Card(Part):
    """One card. `detail` is GitHub-flavoured Markdown without raw HTML."""

    uuid: Uuid
    summary: Annotated[Line, Field(max_length=SUMMARY_LIMIT)]
    indicator: Literal["info", "warning", "critical"]
    detail: Text | None = None
    source: Source
    suggestions: Some[Suggestion] | None = None
    selectionBehavior: Literal["any"] | None = None  # noqa: N815, Epic shows only `any`
    overrideReasons: Some[Coding] | None = None  # noqa: N815
    links: Some[Link] | None = None

    @model_validator(mode="after")
    def suggestions_say_how_they_are_chosen(self) -> Card:
        if (self.suggestions is None) != (self.selectionBehavior is None):
            raise ValueError("selectionBehavior stands exactly where suggestions stand")
        return self


class Response(Part):
    """The answer to a hook. `extension` holds our assessment, or is absent."""

    cards: tuple[Card, ...] = ()
    extension: dict[str, Any] | None = None

    @model_validator(mode="after")
    def ids_are_unique(self) -> Response:
        ids = [card.uuid for card in self.cards] + [s.uuid for card in self.cards for s in card.suggestions or ()]
        if len(ids) != len(set(ids)):
            raise ValueError("a uuid stands twice")
        return self

    def body(self) -> dict[str, Any]:
        """The JSON object to send: members without a value are left out, `cards` always there."""
        return self.model_dump(mode="json", exclude_none=True)
