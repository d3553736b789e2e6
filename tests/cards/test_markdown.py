from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markdown import bullets, escape, paragraphs, plain, table

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "a | b | c",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/a.png)",
    "**bold** _it_ `code` ~~gone~~",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "line one\nline two\r\n\r\n| a |",
    "&lt;b&gt; &#60;",
    "see www.evil.example or https://evil.example or mail a@evil.example",
    "\\[x](y)",
    "\u202eright to left\u2066",
    "a\x00b\u200bc",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_shows_as_written(text: str) -> None:
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert "\n" not in safe
    assert not re.search(r"(?<!\\)[|\[\]*`~]", safe.replace("\\\\", ""))
    assert not re.match(r"\s*(#|-|\+|\d+[.)])\s", safe)
    assert not re.search(r"(?i)(https?|javascript):|www\.", safe), "an address would become a link"
    assert "\x00" not in safe
    assert "\u202e" not in safe


@given(st.text(max_size=300))
def test_no_text_can_leave_its_cell(text: str) -> None:
    row = table(["a", "b"], [[escape(text), "x"]]).split("\n")
    assert len(row) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row[2])) == 3


def test_long_text_is_cut() -> None:
    assert len(plain("a" * 5000)) == 200
    assert plain("a" * 5000).endswith("…")
    assert plain("short") == "short"


def test_ordinary_clinical_words_stay_readable() -> None:
    assert escape("Moderate left L4-L5 narrowing (Lee 3), 4/5") == "Moderate left L4-L5 narrowing (Lee 3), 4/5"


def test_paragraphs_leave_out_what_is_empty() -> None:
    assert paragraphs("a", "", "b") == "a\n\nb"
    assert bullets(["a", "b"]) == "- a\n- b"
