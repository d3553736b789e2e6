"""The pages for people say what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.hooks import TEMPLATES
from service.settings import OPTIONAL_KEYS

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_integration_page_shows_every_template_as_it_is(key: str) -> None:
    by_setting = " (by setting)" if key in OPTIONAL_KEYS else ""
    row = f"| `{key}` | `{TEMPLATES[key]}`{by_setting} |"
    assert row in (DOCS / "integration.md").read_text(encoding="utf-8"), f"docs/integration.md lacks: {row}"
