"""The whole check: every rule in the order of `rules.toml`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

import requests

from service.conformance.client import Client
from service.conformance.rule import CHECKS, Outcome, Result, Rule, read_rules, try_rule
from service.conformance.signing import Signer
from service.conformance.target import Document, Target, UnreachableError

MODULES = (
    "discovery",
    "prefetch",
    "calls",
    "prefetched",
    "habits",
    "malformed",
    "cors",
    "feedback",
    "auth",
    "security",
    "determinism",
    "response",
    "offers",
    "errors",
)
for _name in MODULES:  # importing a module ties its functions to their rules
    import_module(f"service.conformance.{_name}")

OnStep = Callable[[str, Rule, int, int], None]


def new_target(
    url: str,
    *,
    timeout: float = 10.0,
    signer: Signer | None = None,
    given: list[tuple[str, Document]] | None = None,
    new_session: Callable[[], requests.Session] = requests.Session,
) -> Target:
    """The service at `url`, which may end in /cds-services."""
    base = url.rstrip("/").removesuffix("/cds-services")
    client = Client(timeout=timeout, signer=signer, new_session=new_session)
    return Target(base=base, client=client, today=datetime.now(UTC).date(), given=given or [])


def run(target: Target, on_step: OnStep = lambda *_: None) -> list[Result]:
    """Tries all rules and gives a result for each, in order.

    Raises UnreachableError when nothing answers, or when everything asks for a token and there is no key.
    """
    demand_an_answer(target)
    rules = read_rules()
    results = []
    for number, (rule_id, rule) in enumerate(rules.items()):
        on_step(rule_id, rule, number, len(rules))
        result = try_rule(rule_id, rule, target)
        if result.outcome in (Outcome.BROKEN, Outcome.WARNED):
            target.broken.add(rule_id)
        results.append(result)
    return results


def demand_an_answer(target: Target) -> None:
    """Raises UnreachableError where a check would only list one missing token after the other."""
    locked = target.discovery.status == 401
    if not locked and target.client.signer is None and isinstance(target.discovery.document, dict):
        listed = target.discovery.document.get("services")
        locked = isinstance(listed, list) and bool(listed) and locked_services(target)
    if locked:
        told = "refuses the token made with this key" if target.client.signer else "asks for authentication"
        raise UnreachableError(f"the service {told} (401), so nothing can be checked")


def locked_services(target: Target) -> bool:
    """Whether there are services and each of them answers 401."""
    return (
        any(isinstance(e, dict) for e in target.discovery.document["services"])
        and bool(target.services)
        and all(e.reply.status == 401 for e in target.plain.values())
    )


def untied() -> set[str]:
    """Rule ids without a function, and functions without a rule."""
    return set(read_rules()) ^ set(CHECKS)
