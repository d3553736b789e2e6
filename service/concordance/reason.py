"""What a rule answers: its id, the verdict it leads to, and how sure it is at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from service.concordance.assessment import LOW, Confidence, Verdict
from service.concordance.weighed import Weighed


class Reason(NamedTuple):
    """`rule` is an id of rules.toml. `at_most` caps the confidence, None leaves it to the completeness of the evidence."""

    rule: str
    verdict: Verdict
    at_most: Confidence | None = None


Rule = Callable[[Weighed], Reason | None]


def first(rules: Iterable[Rule], w: Weighed) -> Reason:
    """The reason of the first rule that speaks; where none does, the finding is possible rather than forgotten."""
    for rule in rules:
        reason = rule(w)
        if reason is not None:
            return reason
    return possible("unexplained_complaint", LOW)


@cache
def concordant(rule: str, at_most: Confidence | None = None) -> Reason:
    return Reason(rule, Verdict.CONCORDANT, at_most)


@cache
def possible(rule: str, at_most: Confidence | None = None) -> Reason:
    return Reason(rule, Verdict.POSSIBLE, at_most)


@cache
def incidental(rule: str, at_most: Confidence | None = None) -> Reason:
    return Reason(rule, Verdict.INCIDENTAL, at_most)
