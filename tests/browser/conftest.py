"""A headless browser, and the application with an answer of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from service.app import create_app
from tests.browser.find import installed
from tests.conformance.test_check_command import serving
from tests.http.conftest import settings

ANSWER: dict[str, Any] = {}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = installed()
    assert path, "no Chrome or Chromium: run `make browser`"
    with sync_playwright() as p:
        started = p.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application; it answers each hook request with `ANSWER`."""
    database = f"sqlite:///{tmp_path_factory.mktemp('pages')}/feedback.sqlite3"
    with serving(create_app(settings(database_url=database), answering=lambda *_, **__: ANSWER)) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if a script of it throws or the browser blocks or complains about anything."""
    context = browser.new_context()
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda e: wrong.append(str(e)))
    opened.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    yield opened
    context.close()
    assert wrong == []
