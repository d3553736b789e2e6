"""`make demo`: starts the service, sends it the index case over HTTP, prints the cards, and goes on serving."""

from __future__ import annotations

import os
import signal
import subprocess  # nosec B404: starts our own command, no shell
import sys
import time

import requests

from service.errors import ConcordanceError, NotReadyError

EXAMPLE = "index-case"
SECONDS_TO_START = 30


def command(*arguments: str) -> list[str]:
    """The `concordance` command line, run by the Python that runs us."""
    return [sys.executable, "-m", "service", *arguments]


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Returns when `url`/ready answers 200. Raises NotReadyError when the service ends or does not come up in time."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NotReadyError("the service did not start", hint="is the port taken? choose another: make demo PORT=8001")
        try:
            if requests.get(f"{url}/ready", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise NotReadyError(f"the service was not ready within {SECONDS_TO_START} s", hint="see its messages above")


def main(port: int, *, stop: bool) -> int:
    """Runs the demo on 127.0.0.1:`port`; `stop` ends after printing. Returns the exit status."""
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(command("serve", "--port", str(port)))  # nosec B603
    try:
        wait_until_ready(url, server)
        shown = subprocess.run(command("ask", EXAMPLE, "--url", url), check=False).returncode  # nosec B603
        if stop or shown:
            return shown
        print(f"\nThe service goes on at {url}/ (playground), {url}/knowledge (what it knows). Ctrl-C stops it.")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=15)


if __name__ == "__main__":
    try:
        sys.exit(main(int(os.environ.get("PORT", "8000")), stop=bool(os.environ.get("CI"))))
    except ConcordanceError as e:
        print(f"demo: {e.message}\n  {e.hint}", file=sys.stderr)
        sys.exit(2)
