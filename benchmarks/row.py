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


def alternating(one: Callable[[], object], other: Callable[[], object], *, times: int, rounds: int = 9) -> tuple[float, float]:
    """CPU seconds of one call of each, measured in turn, so that a busy moment meets both."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, call in enumerate((one, other)):
            best[place] = min(best[place], cpu_seconds(call, times=times, rounds=1))
    return best[0], best[1]
