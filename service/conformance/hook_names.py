"""The published hooks, and what their contexts hold."""

from __future__ import annotations

import re

DEPRECATED = ("medication-prescribe", "order-review")
ORDER_HOOKS = ("order-select", "order-sign")
# Context fields that the hook's page marks as prefetch tokens.
TOKENS: dict[str, tuple[str, ...]] = {
    "patient-view": ("userId", "patientId", "encounterId"),
    "order-select": ("userId", "patientId", "encounterId"),
    "order-sign": ("userId", "patientId", "encounterId"),
    "order-dispatch": ("patientId", "performer"),
    "appointment-book": ("userId", "patientId", "encounterId"),
    "encounter-start": ("userId", "patientId", "encounterId"),
    "encounter-discharge": ("userId", "patientId", "encounterId"),
    "allergyintolerance-create": ("userId", "patientId", "encounterId"),
    "medication-refill": ("userId", "patientId", "encounterId"),
    "problem-list-item-create": ("userId", "patientId", "encounterId"),
}
ANY_HOOK_TOKENS = ("userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId")
NOUN_VERB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
REVERSE_DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)+")


def usable_hook(hook: str) -> bool:
    """A published name, or a private one in reverse-domain form; not a deprecated one."""
    return hook in TOKENS or (bool(REVERSE_DOMAIN.fullmatch(hook)) and hook not in DEPRECATED)
