"""Daily counts of cards shown: right, without any patient, and never in the way of a hook."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from service.shown import Shown
from service.storage import Storage


def response(*kinds: str) -> dict[str, Any]:
    return {"cards": [{"summary": "Mrs Doe", "source": {"label": "x", "topic": {"code": kind}}} for kind in kinds]}


def stored(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT hook, kind, times FROM shown ORDER BY hook, kind").fetchall()


def test_cards_are_counted_by_day_hook_and_kind_and_nothing_else_is_kept(tmp_path: Path) -> None:
    shown = Shown(Storage(f"sqlite:///{tmp_path}/c.db"), after=60)
    shown.count("patient-view", response("concordance", "management"))
    shown.count("patient-view", response("concordance"))
    shown.count("order-sign", response("concordance"))
    shown.count("order-sign", response())
    shown.flush()
    shown.count("order-sign", response("concordance"))
    shown.flush()
    expected = [("order-sign", "concordance", 2), ("patient-view", "concordance", 2), ("patient-view", "management", 1)]
    assert stored(tmp_path / "c.db") == expected
    assert b"Doe" not in (tmp_path / "c.db").read_bytes()


def test_while_the_database_is_away_counts_wait_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    shown = Shown(Storage(f"sqlite:///{folder}/c.db"), after=60)
    shown.count("patient-view", response("concordance"))
    shown.flush()
    folder.mkdir()
    shown.flush()
    assert stored(folder / "c.db") == [("patient-view", "concordance", 1)]


def test_a_response_without_cards_starts_nothing() -> None:
    shown = Shown(Storage("sqlite:////nowhere/c.db"))
    shown.count("patient-view", {"cards": []})
    shown.count("patient-view", {"cards": [{"source": {}}]})
    shown.flush()
