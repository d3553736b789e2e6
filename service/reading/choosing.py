"""Which resources matter: chosen on the raw dictionaries, cheaply, and only then brought into valid shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from service.facts import NotAssessed
from service.reading.likeness import Shared, comparable, shared
from service.reading.mending import mend
from service.reading.references import own_reference
from service.record import Record, Resource

Look = Callable[[Resource], bool]
"""A cheap look at a raw resource: whether it matters to one reader."""

MOST = {"Observation": 1200, "DiagnosticReport": 300, "DocumentReference": 200}
MOST_OF_A_KIND = 800
"""At most so many resources of a type are read for one kind of evidence, the newest and the undated ones, so that an
enormous record is answered in time. That some were left out is said. No patient's record comes near."""
MOST_REMEMBERED = 8192
"""Looks that are remembered; when full, all are forgotten."""
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
class Kind:
    """The resources of one type: `alike` holds, under what they share, those that all looks answer alike; `single` the rest."""

    single: list[Resource] = field(default_factory=list)
    alike: dict[Shared, list[Resource]] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> Kind:
        kind = cls()
        for resource in resources:
            parts = shared(resource)
            try:
                group = kind.alike.get(parts) if parts else kind.single
            except TypeError:  # a list or an object where text belongs
                group = kind.single
            if group is None:
                group = kind.alike.setdefault(parts, []) if parts and comparable(parts) else kind.single
            group.append(resource)
        return kind

    def of_concern(self, concerns: Look) -> list[Resource]:
        """Those that matter. Of those that are alike one is looked at for all."""
        matter = [r for r in self.single if _matters(r, concerns)]
        for parts, group in self.alike.items():
            if _known_to_matter(parts, group[0], concerns):
                matter += group
        return matter


_looked_at: dict[tuple[Look, Shared], bool] = {}


def _known_to_matter(parts: Shared, resource: Resource, concerns: Look) -> bool:
    """The look at a plain resource, remembered from record to record: it depends on nothing but what is `shared`."""
    known = _looked_at.get((concerns, parts))
    if known is None:
        if len(_looked_at) >= MOST_REMEMBERED:
            _looked_at.clear()
        known = _looked_at[concerns, parts] = _matters(resource, concerns)
    return known


def _matters(resource: Resource, concerns: Look) -> bool:
    try:
        return concerns(resource)
    except Exception:  # a shape that even a cheap look does not survive: mend it and let the reader try
        return True


@dataclass
class Choice:
    """The choosing from one record: what was found out once is remembered, what was left out is noted."""

    record: Record
    kinds: dict[str, Kind] = field(default_factory=dict)
    valid: dict[int, Resource] = field(default_factory=dict)
    not_assessed: list[NotAssessed] = field(default_factory=list)

    def chosen(self, kinds: Iterable[str], concerns: Look) -> Iterator[Resource]:
        """The resources of these types that matter, in a fixed order, each in valid shape."""
        for kind in kinds:
            for resource in sorted(self._newest(self.of_concern(kind, concerns), kind), key=_place):
                yield self.mended(resource)

    def of_concern(self, kind: str, concerns: Look) -> list[Resource]:
        """The resources of one type that matter, in no order, as sent."""
        if kind not in self.record.resources:
            return []
        if kind not in self.kinds:
            self.kinds[kind] = Kind.of(self.record.resources[kind])
        return self.kinds[kind].of_concern(concerns)

    def _newest(self, resources: list[Resource], kind: str) -> list[Resource]:
        most = MOST.get(kind, MOST_OF_A_KIND)
        if len(resources) <= most:
            return resources
        why = f"the record holds {len(resources)} that matter; the newest {most} were read"
        self.not_assessed.append(NotAssessed(source=kind, why=why))
        return sorted(resources, key=lambda r: (_written(r), _place(r)), reverse=True)[:most]

    def mended(self, resource: Resource) -> Resource:
        """The resource in valid shape, mended once however many readers it has."""
        known = self.valid.get(id(resource))
        if known is None:
            mended = mend(resource)
            self.not_assessed += mended.left_out
            known = self.valid[id(resource)] = mended.resource
        return known


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
