"""`concordance serve` as a process of its own, for tests that need the real thing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LINE = "concordance: serving on "


class Served:
    """A running service: its base URL, its process, and where its log goes."""

    def __init__(self, process: subprocess.Popen[str], url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self.log = log

    def stop(self, how: signal.Signals = signal.SIGTERM, *, seconds: float = 12) -> int:
        """Ends it and returns its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=seconds)


@contextmanager
def served(folder: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """The service on a free port, with its database and log in `folder`; ended when the block ends."""
    log = folder / "serve.log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CONCORDANCE_")}
    environment |= {"CONCORDANCE_DATABASE_URL": f"sqlite:///{folder}/c.db", "PYTHONUNBUFFERED": "1"}
    environment |= {f"CONCORDANCE_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "service", "serve", "--port", "0", *arguments]
    with log.open("w") as errors:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith(LINE), log.read_text()
        yield Served(process, line.removeprefix(LINE), log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=5)
        if process.stdout:
            process.stdout.close()
