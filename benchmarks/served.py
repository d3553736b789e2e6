"""Two servers under the same gunicorn settings, each in processes of its own: ours as `concordance serve` runs it, and a bare
endpoint that parses the body and has nothing to say."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess  # nosec B404: starts our own commands, no shell
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from flask import Flask, request

PATH = "/cds-services/lumbar-concordance-patient-view"
GUNICORN = Path(__file__).parents[1] / "deploy" / "gunicorn.conf.py"
SECONDS_TO_START = 60


def bare() -> Flask:
    """An endpoint that parses the body and answers that there is nothing to say."""
    app = Flask("bare")

    @app.post(PATH)
    def answer() -> dict[str, list[Any]]:
        request.get_json()
        return {"cards": []}

    return app


class Server:
    """One running server, and a connection to it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._processes = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call(self, body: bytes) -> None:
        """One request. Raises RuntimeError when it is not answered 200."""
        self._connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"the benchmark's request was answered {response.status}")

    def cpu_seconds(self, body: bytes, *, times: int) -> float:
        """CPU seconds, of user and system, that one request costs the server's processes: an average over `times`."""
        before = self._spent()
        for _ in range(times):
            self.call(body)
        return (self._spent() - before) / times

    def _spent(self) -> float:
        return sum(t.user + t.system for t in (p.cpu_times() for p in self._processes))


@contextmanager
def serving(*command: str) -> Iterator[Server]:
    """The server that a command starts; `{port}` in it is a free port. Ended when the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**os.environ, "CONCORDANCE_DATABASE_URL": "sqlite://", "CONCORDANCE_LOG_LEVEL": "error"}
    arguments = [sys.executable, *(part.format(port=port) for part in command)]
    process = subprocess.Popen(arguments, env=settings, stdout=subprocess.DEVNULL)  # nosec B603
    try:
        _wait_for(port, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no server came up on port {port}")


def ours() -> tuple[str, ...]:
    """The command that runs our service."""
    return ("-m", "service", "serve", "--port", "{port}")


def floor() -> tuple[str, ...]:
    """The command that runs the bare endpoint, with the gunicorn settings and threads of our service."""
    return ("-m", "gunicorn", "-c", str(GUNICORN), "--bind", "127.0.0.1:{port}", "--threads", "8", "benchmarks.served:bare()")
