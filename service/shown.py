"""How often cards of each kind are shown: daily counts and no more, written beside the hooks and never in their way.

A count that cannot be written is kept until the next try, and given up when too much has piled up: a hook never waits.
"""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.errors import NotReadyError
from service.storage import Storage

AFTER_SECONDS = 10.0
MOST_KEPT = 5000
"""Different counts kept in memory while the database is away."""


class Shown:
    """Counts cards in memory, and writes them a few seconds after the first of them, in a thread of its own."""

    def __init__(self, storage: Storage, *, after: float = AFTER_SECONDS) -> None:
        self._storage = storage
        self._after = after
        self._counts: Counter[tuple[Any, str, str]] = Counter()
        self._lock = threading.Lock()
        self._due = False
        self._leaving = False

    def count(self, hook: str, response: Mapping[str, Any]) -> None:
        """Counts the cards of a response by the topic of each."""
        day = datetime.now(UTC).date()
        kinds = [str(card.get("source", {}).get("topic", {}).get("code", "")) for card in response.get("cards", ())]
        with self._lock:
            for kind in filter(None, kinds):
                if len(self._counts) < MOST_KEPT or (day, hook, kind) in self._counts:
                    self._counts[day, hook, kind] += 1
            if self._counts and not self._due:
                self._due = True
                writer = threading.Timer(self._after, self.flush)
                writer.daemon = True
                writer.start()
            if self._counts and not self._leaving:
                self._leaving = True
                atexit.register(self.flush)

    def flush(self) -> None:
        """Writes what has been counted; what cannot be written is counted on."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._due = False
        if not counts:
            return
        try:
            self._storage.add_shown(counts)
        except NotReadyError:
            with self._lock:
                self._counts.update(counts)
