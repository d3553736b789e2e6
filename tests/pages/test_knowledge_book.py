"""The knowledge book holds every table, and every id that a card can link to."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

import cards
from service.app import create_app
from service.knowledge.loader import FOLDER, read_toml
from service.knowledge_book import ORDER, book
from tests.http.conftest import settings

LINKED = ("rules", "rules_orders", "rules_management", "management", "red_flags", "gates")
TABLES = sorted(p for p in FOLDER.rglob("*.toml") if p.stem != "edition")


@pytest.fixture(scope="module")
def html() -> str:
    return create_app(settings()).test_client().get("/knowledge").get_data(as_text=True)


@pytest.fixture(scope="module")
def anchors(html: str) -> Counter[str]:
    return Counter(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.parametrize("path", TABLES, ids=lambda p: str(p.relative_to(FOLDER)))
def test_every_entry_of_every_table_has_its_place(path: Path, anchors: Counter[str]) -> None:
    name = path.stem if path.parent == FOLDER else f"words.{path.stem}"
    assert [key for key in read_toml(path) if not anchors[f"{name}.{key}"]] == []


@pytest.mark.parametrize("table", LINKED)
def test_every_id_that_a_card_can_link_to_is_an_anchor(table: str, anchors: Counter[str]) -> None:
    assert [key for key in read_toml(FOLDER / f"{table}.toml") if not anchors[key]] == []


def test_no_anchor_is_there_twice(anchors: Counter[str]) -> None:
    assert [a for a, n in anchors.items() if n > 1] == []


def test_every_link_within_the_page_leads_somewhere(html: str, anchors: Counter[str]) -> None:
    assert sorted({a for a in map(unescape, re.findall(r'href="#([^"]+)"', html)) if not anchors[a]}) == []


def test_a_rule_shares_its_id_with_no_entry_that_comes_before_it() -> None:
    # A card that links to a rule must not land on a sign of the same name.
    owner = {anchor: t.name for t in book().tables for e in t.entries for anchor in e.anchors}
    for table in ("rules", "red_flags", "rules_orders"):
        for key in read_toml(FOLDER / f"{table}.toml"):
            assert owner[key] == table or table == "rules_orders", f"{key} leads to {owner[key]}, not to {table}"


def test_the_words_of_the_cards_are_in_it(anchors: Counter[str]) -> None:
    for key in read_toml(Path(cards.__file__).parent / "wording.toml"):
        assert anchors[f"wording.wording.{key}"]


def test_it_says_that_it_is_a_draft(html: str) -> None:
    assert "Status: draft." in html
    assert "No clinician has signed these tables off" in html


def test_every_table_has_a_title_in_words() -> None:
    assert {t.name for t in book().tables if "." not in t.name} - ORDER.keys() == {"citations"}


def test_ids_are_shown_by_the_names_of_what_they_mean(html: str) -> None:
    entry = html[html.index('id="presentations.gluteal_tendinopathy"') :][:2500]
    assert 'href="#signs.trochanter_tenderness">greater trochanter tenderness</a>' in entry
    assert 'href="#citations.grimaldi-2017">grimaldi-2017</a>' in entry
