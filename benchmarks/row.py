"""One line of the benchmark table, and the one way to measure CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """`measured` and `floor` with their units, as shown; `ratio` between them; `promise` what was promised; `kept`."""

    what: str
    measured: str
    floor: str = ""
    ratio: str = ""
    promise: str
    kept: bool


def cpu_seconds(call: Callable[[], object], *, times: int, rounds: int = 5) -> float:
    """CPU seconds of one call: the best of `rounds` averages over `times` calls, since other work only ever adds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            call()
        best = min(best, (time.process_time() - start) / times)
    return best

