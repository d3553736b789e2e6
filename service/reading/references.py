"""References between resources: relative, absolute, urn:uuid, contained, with or without a version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from service.reading.coding import listed
from service.record import Resource

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]{2,40})/([^/?#\s]{1,256})(?:/_history/[^/\s]*)?(?:[?#].*)?$")


def own_reference(resource: Resource) -> str:
    """`Condition/7`, how everything else names this resource; `Condition/?` when it has no id."""
    kind, identity = resource.get("resourceType"), resource.get("id")
    kind = kind if isinstance(kind, str) else "Resource"
    if isinstance(identity, (int, float)) and not isinstance(identity, bool):
        identity = str(identity)
    return f"{kind}/{identity}" if isinstance(identity, str) and identity else f"{kind}/?"


def plain(reference: Any) -> str | None:
    """A reference in its relative form: `https://ehr/fhir/Condition/7/_history/2` → `Condition/7`; `urn:uuid:…` → the bare
    uuid; `#x` stays. Takes the string or the Reference that holds it; None when there is none."""
    if isinstance(reference, Mapping):
        reference = reference.get("reference")
    if not isinstance(reference, str) or not reference.strip():
        return None
    written: str = reference.strip()
    if written.startswith("urn:"):
        return written.rsplit(":", 1)[-1]
    found = _TYPED.search(written)
    return f"{found[1]}/{found[2]}" if found else written


def references_in(value: Any) -> tuple[str, ...]:
    """The plain forms of one Reference or a list of them."""
    return tuple(p for p in map(plain, listed(value)) if p)


class Shelf:
    """Finds a resource by a reference in any form. `look_up(reference, within=resource)` also knows its contained ones."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._resources = resources

    @cached_property
    def _by_key(self) -> dict[str, Resource]:
        """Put up when something is first looked for: in most records nothing is."""
        by_key: dict[str, Resource] = {}
        for resource in self._resources:
            key = own_reference(resource)
            by_key.setdefault(key, resource)
            by_key.setdefault(key.partition("/")[2], resource)
        return by_key

    def look_up(self, reference: Any, *, within: Resource | None = None) -> Resource | None:
        """The resource meant, or None when it is not in the record."""
        key = plain(reference)
        if key is None:
            return None
        if key.startswith("#") and within is not None:
            return next((c for c in contained(within) if c.get("id") in (key[1:], key)), None)
        return self._by_key.get(key)

    def all(self, references: Any, *, within: Resource | None = None) -> Iterator[Resource]:
        """Those of a list of references that are in the record."""
        for reference in listed(references):
            found = self.look_up(reference, within=within)
            if found is not None:
                yield found


def contained(resource: Resource) -> list[Mapping[str, Any]]:
    """The contained resources that are objects at all."""
    return [c for c in listed(resource.get("contained")) if isinstance(c, Mapping)]
