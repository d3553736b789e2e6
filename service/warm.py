"""Answers a few examples before serving, so that the first caller does not wait for tables and models to be read (seconds),
and keeps Python's search for garbage away from what was read."""

from __future__ import annotations

import gc
from collections.abc import Iterable

import fhir_examples
from service.answer import answer
from service.hooks import parse_request
from service.settings import Settings

EXAMPLES = ("index-case", "index-epidural-sign", "after-discectomy", "order-injection-and-ibuprofen")
"""Between them they touch every kind of resource and card."""


THRESHOLDS = (20_000, 10, 10)
"""A parsed body of 300 resources is ten thousand objects, none of them garbage before the answer is sent."""


def settle() -> None:
    """To be called once, when everything is loaded and before processes fork: tables and models are no longer searched for
    garbage, which cost as much as the reading of a request, and their memory stays shared between the processes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def warm_up(settings: Settings, names: Iterable[str] = EXAMPLES) -> None:
    """Judges the examples and forgets the answers. Raises what judging raises: a service that cannot judge must not start."""
    for name in names:
        example = fhir_examples.load(name)
        answer(parse_request(example.request, example.hook), as_of=example.as_of, settings=settings)
