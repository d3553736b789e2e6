"""Finds a Chrome or Chromium for the page tests, or installs one: `make browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def installed() -> str | None:
    """The path of a browser that is there: the one of CONCORDANCE_BROWSER, one on the PATH, or Playwright's own."""
    named = os.environ.get("CONCORDANCE_BROWSER", "")
    on_path = (shutil.which(name) for name in NAMES)
    return next((p for p in (named, *on_path, MACOS, playwrights_own()) if p and Path(p).exists()), None)


def playwrights_own() -> str:
    """Where Playwright keeps its Chromium, installed or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        return p.chromium.executable_path


def starts(path: str) -> bool:
    """Whether the browser runs here: a download may lack libraries of the system."""
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> list[str]:
    """Tries Playwright's own browser, then Debian's package; gives what went wrong with each that failed."""
    ways = {"Playwright's own": [[sys.executable, "-m", "playwright", "install", "chromium"]]}
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways["Debian's package"] = [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
        ]
    wrong = []
    for name, commands in ways.items():
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
            if done.returncode:
                wrong.append(f"{name}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
                break
        found = installed()
        if found and starts(found):
            return []
    return [*wrong, "a browser was installed, but does not start"] if installed() else wrong


def main() -> int:
    """Says which browser there is, installing one first if there is none. Exit status 1 when none can be had."""
    found = installed()
    if not (found and starts(found)):
        print("No browser found; installing one ...", flush=True)
        wrong = install()
        found = installed()
        if wrong or not found:
            print("No Chrome or Chromium can be had for the page tests:", *wrong, sep="\n  ", file=sys.stderr)
            print("Install one and put it on the PATH, or name it in CONCORDANCE_BROWSER.", file=sys.stderr)
            return 1
    print(f"browser for the page tests: {found}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
