"""Structured log lines (JSON, one a line, on standard error). They hold ids of requests and rules, never patient data.

An exception is logged by its type and the places it went through: its message may quote what was read.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: str = "info") -> None:
    """Sets up logging for this process. Lines below `level` are not written."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, WithoutWords) for handler in root.handlers):
        root.addHandler(WithoutWords(logging.WARNING))


class _StandardError:
    """Writes each line at once to what is standard error at that moment."""

    def msg(self, message: str) -> None:
        sys.stderr.write(f"{message}\n")  # in one piece, since other threads write too
        sys.stderr.flush()

    debug = info = warning = error = critical = msg


class WithoutWords(logging.Handler):
    """Tells that a library had something to say, but not what: its words may hold an address with a patient in it."""

    def emit(self, record: logging.LogRecord) -> None:
        logger().warning(
            "library message", library=record.name, severity=record.levelname, place=f"{record.module}:{record.lineno}"
        )


def logger() -> Any:
    """A logger: `logger().info("event", key=value)`; every value must be fit for a log."""
    return structlog.get_logger()


def places(error: BaseException) -> list[str]:
    """Where the exception went through, as `file.py:12 function`, innermost last, without its message or values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames][-12:]
