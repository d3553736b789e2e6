"""Answers a few examples before serving, so that the first caller does not wait for tables and models to be read (seconds)."""

from __future__ import annotations

from collections.abc import Iterable

import fhir_examples
from service.answer import answer
from service.hooks import parse_request
from service.settings import Settings

EXAMPLES = ("index-case", "index-epidural-sign", "after-discectomy", "order-injection-and-ibuprofen")
"""Between them they touch every kind of resource and card."""


def warm_up(settings: Settings, names: Iterable[str] = EXAMPLES) -> None:
    """Judges the examples and forgets the answers. Raises what judging raises: a service that cannot judge must not start."""
    for name in names:
        example = fhir_examples.load(name)
        answer(parse_request(example.request, example.hook), as_of=example.as_of, settings=settings)
