"""The whole check: every rule in the order of `rules.toml`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from importlib import import_module

import requests

from service.conformance.client import Client
from service.conformance.rule import CHECKS, NotTriedError, Outcome, Result, Rule, read_rules, try_rule
from service.conformance.signing import Signer
from service.conformance.target import Document, Target, UnreachableError

MODULES = (
    "discovery",
    "prefetch",
    "calls",
    "draft_orders",
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


def run(target: Target, on_step: OnStep = lambda *_: None, *, only: Collection[str] = ()) -> list[Result]:
    """Tries the rules and gives a result for each, in order. `only`: ids (`R5`) or letters (`R`) of those wanted; else all.

    Raises UnreachableError when nothing answers, or when everything asks for a token and there is no key.
    """
    demand_an_answer(target)
    rules = {k: r for k, r in read_rules().items() if not only or k in only or k[0] in only}
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
    if target.discovery.status == 401 or locked_services(target):
        told = "refuses the token made with this key" if target.client.signer else "asks for authentication"
        raise UnreachableError(f"the service {told} (401), so nothing can be checked")


def locked_services(target: Target) -> bool:
    """Whether there are services and each of them answers 401 to an ordinary request."""
    try:
        return bool(target.services) and all(e.reply.status == 401 for e in target.plain.values())
    except NotTriedError:
        return False


def untied() -> set[str]:
    """Rule ids without a function, and functions without a rule."""
    return set(read_rules()) ^ set(CHECKS)
