"""The tables of management, gates and orders: nothing unused, nothing unknown, mistakes named with file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.errors import KnowledgeError
from service.knowledge.care import care, load_care
from service.knowledge.loader import FOLDER

CODE = "".join(p.read_text() for p in (Path(__file__).parents[2] / "service" / "concordance").glob("*.py"))


def named_in_code(key: str) -> bool:
    return f'"{key}"' in CODE


def test_every_entry_is_used_by_a_state_a_rule_or_the_code() -> None:
    states = care().management.values()
    used = {key for entry in states for key in (*entry.advice, *entry.suggestions, *entry.next)}
    used |= {key for rule in care().order_rules.values() for key in rule.alternatives}
    tables = (care().advice, care().suggestions, care().next_steps, care().gates, care().order_rules, care().management_rules)
    assert not [key for table in tables for key in table if key not in used and not named_in_code(key)]


def test_every_warning_can_be_acted_on() -> None:
    for key, rule in care().order_rules.items():
        assert rule.remove == (rule.indicator in ("warning", "critical")), key
        assert (rule.judgement in ("discordant", "unsafe")) == (rule.indicator in ("warning", "critical")), key


def test_no_two_entries_say_the_same() -> None:
    for table in (care().order_rules, care().management_rules, care().next_steps, care().suggestions):
        names = [entry.name for entry in table.values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("management.toml", '"supervised_abductor_loading"', '"supervised_loading"', "management.toml: G3.advice: no such id"),
        ("rules_orders.toml", '"correct_site"', '"correct_it"', "rules_orders.toml: wrong_side.alternatives: no such id"),
        ("suggestions.toml", 'order_class = "hip_mri"', 'order_class = "hip_scan"',
            "suggestions.toml: hip_mri.order_class: no such class"),
        ("gates.toml", '"beers"', '"beer"', "gates: nsaid_age.cites: no such source"),
        ("gates.toml", "action =", "actoin =", "gates.toml: nsaid_allergy.action"),
        ("advice.toml", 'certainty = "H"', 'certainty = "high"', "advice.toml: stop_pathway.certainty"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "knowledge", ignore=shutil.ignore_patterns("__pycache__", "lexicon"))
    wrong = tmp_path / "knowledge" / file
    text = wrong.read_text()
    assert old in text
    wrong.write_text(text.replace(old, new))
    with pytest.raises(KnowledgeError) as raised:
        load_care(tmp_path / "knowledge")
    assert any(message in line for line in raised.value.problems)
