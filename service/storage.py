"""What is kept: feedback, and nothing that names a patient beside what a clinician wrote in it. SQLAlchemy Core.

The database is opened when it is first needed and its tables made then, so that the service starts and hooks are answered
while it is away; whoever needs it then gets NotReadyError (503).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from service.errors import NotReadyError

WAIT_SECONDS = 2
"""How long a writer waits for the database before its client gets 503."""

metadata = sa.MetaData()

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False, unique=True, comment="of the item: sent twice, stored once"),
    sa.Column("service", sa.String(100), nullable=False),
    sa.Column("card", sa.Text, nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("happened", sa.DateTime(timezone=True), nullable=False, comment="outcomeTimestamp, UTC"),
    sa.Column("suggestions", sa.JSON, nullable=False, comment="ids of accepted suggestions"),
    sa.Column("reasons", sa.JSON, nullable=False, comment="override reasons: system, code, display, category, title"),
    sa.Column("comment", sa.Text, comment="free text, may hold patient data: never logged, never shown to others"),
    sa.Column("received", sa.DateTime(timezone=True), nullable=False),
)

shown = sa.Table(
    "shown",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("hook", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(100), primary_key=True, comment="topic code of the card"),
    sa.Column("times", sa.Integer, nullable=False),
)


def _tune(connection: Any, _: Any) -> None:
    """SQLite: readers do not block the writer, and what is committed has reached the disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


class Storage:
    """The database at an SQLAlchemy URL. Safe to share by threads; each process opens its own connections."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: sa.Engine | None = None
        self._lock = threading.Lock()

    def _open(self) -> sa.Engine:
        with self._lock:
            if self._engine is None:
                is_sqlite = self._url.startswith("sqlite")
                options = {"timeout": WAIT_SECONDS} if is_sqlite else {"connect_timeout": WAIT_SECONDS}
                engine = sa.create_engine(self._url, connect_args=options, pool_pre_ping=True)
                if is_sqlite:
                    sa.event.listen(engine, "connect", _tune)
                metadata.create_all(engine)
                self._engine = engine
            return self._engine

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._open().begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError, ImportError) as e:
            raise NotReadyError("the database cannot be used now", hint="nothing was stored; send it again later") from e

    def check(self) -> None:
        """Raises NotReadyError when the database cannot be used."""
        with self._transaction() as connection:
            connection.execute(sa.text("SELECT 1"))

    def add_feedback(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Stores all rows or none; one that is there already (same `fingerprint`) is left as it is. Returns when committed.

        Raises NotReadyError when they could not be stored.
        """
        received = datetime.now(UTC)
        with self._transaction() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            statement = insert(feedback).on_conflict_do_nothing(index_elements=["fingerprint"])
            connection.execute(statement, [dict(row) | {"received": received} for row in rows])

    def add_shown(self, counts: Mapping[tuple[date, str, str], int]) -> None:
        """Adds to the daily counts of cards shown, by day, hook and kind. Raises NotReadyError."""
        with self._transaction() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            statement = insert(shown)
            statement = statement.on_conflict_do_update(
                index_elements=["day", "hook", "kind"], set_={"times": shown.c.times + statement.excluded.times}
            )
            rows = [{"day": d, "hook": h, "kind": k, "times": n} for (d, h, k), n in sorted(counts.items())]
            connection.execute(statement, rows)
