"""Which resources matter: chosen on the raw dictionaries, cheaply, and only then brought into valid shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from service.facts import NotAssessed
from service.reading.mending import mend
from service.reading.references import own_reference
from service.record import Record, Resource

Look = Callable[[Resource], bool]
"""A cheap look at a raw resource: whether it matters to one reader."""

MOST = {"Observation": 1200, "DiagnosticReport": 300, "DocumentReference": 200}
MOST_OF_A_KIND = 800
"""At most so many resources of a type are read for one kind of evidence, the newest and the undated ones, so that an
enormous record is answered in time. That some were left out is said. No patient's record comes near."""
_DATES = (
    "effectiveDateTime",
    "issued",
    "recordedDate",
    "onsetDateTime",
    "authoredOn",
    "performedDateTime",
    "started",
    "date",
    "authored",
)


@dataclass
class Choice:
    """The choosing from one record: what was found out once is remembered, what was left out is noted."""

    record: Record
    alike: dict[tuple[Look, tuple[Any, ...]], bool] = field(default_factory=dict)
    likeness: dict[int, tuple[Any, ...] | None] = field(default_factory=dict)
    valid: dict[int, Resource] = field(default_factory=dict)
    not_assessed: list[NotAssessed] = field(default_factory=list)

    def chosen(self, kinds: Iterable[str], concerns: Look) -> Iterator[Resource]:
        """The resources of these types that matter, in a fixed order, each in valid shape."""
        for kind in kinds:
            matter = [r for r in self.record.resources.get(kind, ()) if self.matters(r, concerns)]
            for resource in sorted(self._newest(matter, kind), key=_place):
                yield self.mended(resource)

    def _newest(self, resources: list[Resource], kind: str) -> list[Resource]:
        most = MOST.get(kind, MOST_OF_A_KIND)
        if len(resources) <= most:
            return resources
        why = f"the record holds {len(resources)} that matter; the newest {most} were read"
        self.not_assessed.append(NotAssessed(source=kind, why=why))
        return sorted(resources, key=lambda r: (_written(r), _place(r)), reverse=True)[:most]

    def matters(self, resource: Resource, concerns: Look) -> bool:
        alike = self._likeness(resource)
        known = self.alike.get((concerns, alike)) if alike else None
        if known is None:
            try:
                known = concerns(resource)
            except Exception:  # a shape that even a cheap look does not survive: mend it and let the reader try
                known = True
            if alike:
                self.alike[concerns, alike] = known
        return known

    def _likeness(self, resource: Resource) -> tuple[Any, ...] | None:
        """`_alike`, worked out once for each resource of the record however many readers look at it."""
        place = id(resource)
        if place not in self.likeness:
            self.likeness[place] = _alike(resource)
        return self.likeness[place]

    def mended(self, resource: Resource) -> Resource:
        """The resource in valid shape, mended once however many readers it has."""
        known = self.valid.get(id(resource))
        if known is None:
            mended = mend(resource)
            self.not_assessed += mended.left_out
            known = self.valid[id(resource)] = mended.resource
        return known


def _alike(resource: Resource) -> tuple[Any, ...] | None:
    """What all plain measurements of one kind share (their code and category), so that the thousandth glucose need not be
    looked at: whether it matters is known from the first. None for any other resource, and for any unusual shape."""
    try:
        if "valueQuantity" not in resource or "component" in resource:
            return None
        code = resource["code"]
        (coding,) = code["coding"]
        ((filed,),) = [c["coding"] for c in resource.get("category", [{"coding": [{}]}])]
        key = (
            *(resource["resourceType"], code.get("text"), filed.get("code")),
            *(coding.get("system"), coding.get("code"), coding.get("display")),
        )
        hash(key)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return key


def _written(resource: Resource) -> str:
    """The day a resource speaks of as it was written, for a rough order; the undated come last of all."""
    return next((day for key in _DATES if isinstance(day := resource.get(key), str)), "~")


def _place(resource: Resource) -> tuple[str, bytes]:
    """A place in the order of reading that does not depend on the order of sending."""
    reference = own_reference(resource)
    if not reference.endswith("/?"):
        return reference, b""
    try:
        return reference, orjson.dumps(resource, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return reference, repr(resource).encode("utf-8", "replace")
