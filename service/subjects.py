"""Whose resource is it? Only this patient's may be used; another's is left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.record import Resource


def reference_of(resource: Resource) -> str:
    """`Condition/7`; the type alone when it has no id."""
    kind, own_id = resource.get("resourceType"), resource.get("id")
    return f"{kind}/{own_id}" if isinstance(own_id, str) and own_id else str(kind)


def known_as(patient_id: str, found: Iterable[tuple[Resource, str | None]]) -> frozenset[str]:
    """Every reference that means this patient: by id, and by the address under which a Bundle holds the Patient."""
    names = {patient_id, f"Patient/{patient_id}", f"urn:uuid:{patient_id}"}
    for resource, full_url in found:
        if resource.get("resourceType") == "Patient" and resource.get("id") == patient_id and full_url:
            names.add(full_url)
    return frozenset(names)


def belongs(resource: Resource, names: frozenset[str]) -> bool:
    """Whether the resource is this patient's, or names no patient. One that cannot be resolved counts as another's."""
    if resource.get("resourceType") == "Patient":
        own_id = resource.get("id")
        return not isinstance(own_id, str) or own_id in names
    subject = resource.get("subject")
    if isinstance(subject, dict) and "patient" not in resource:  # nearly all: one Reference, to be looked at without ceremony
        reference = subject.get("reference")
        if isinstance(reference, str) and reference in names:
            return True
    return all(_means(reference, names) for reference in _named(resource))


def _named(resource: Mapping[str, Any]) -> Iterable[str]:
    """The literal references to a subject, in `subject` or `patient`, however they are wrapped."""
    for element in ("subject", "patient"):
        given = resource.get(element)
        for one in given if isinstance(given, list) else [given]:
            reference = one.get("reference") if isinstance(one, dict) else one
            if isinstance(reference, str) and reference.strip():
                yield reference.strip()


def _means(reference: str, names: frozenset[str]) -> bool:
    """A contained patient (`#p`) has no identity of its own, and came with what was asked for this patient."""
    if reference in names or reference.startswith("#"):
        return True
    parts = reference.split("/_history/")[0].split("/")
    return len(parts) >= 2 and "/".join(parts[-2:]) in names
