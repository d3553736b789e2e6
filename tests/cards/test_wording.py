"""The words themselves: all there, filled only with what is offered, plain and never too sure."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from cards.phrases import missing_text, paired
from cards.wording import PLACEHOLDERS, Wording, knowledge_names, listed, read_wording, words
from service.concordance.assessment import Confidence, Missing, Relation, Verdict
from service.errors import KnowledgeError
from service.knowledge.care import care
from service.knowledge.tables import knowledge
from service.record import PREFETCH_KEYS

BANNED = ("pathognomonic", "extremely common", "always", "never", "must ", "obviously", "failed to", "should have", "wrongly")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner, path)


ALL = list(texts(words().model_dump()))


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        ("verdicts", set(Verdict)),
        ("confidences", set(Confidence)),
        ("relations", set(get_args(Relation))),
        ("signs", set(knowledge_names("signs"))),
        ("order_classes", set(knowledge_names("orders"))),
        ("unavailable", set(PREFETCH_KEYS)),
        ("triggers", set(knowledge_names("triggers"))),
        ("advice", set(care().advice)),
        ("next", set(care().next_steps)),
        ("gates", set(care().gates)),
        ("suggestions", set(care().suggestions) - {"correct_site"}),
        ("orders", {"discordant", *(key for key, rule in care().order_rules.items() if rule.indicator)}),
        ("states", {key for key, entry in care().management.items() if entry.kind == "state"}),
        ("notes", set(knowledge_names("notes"))),
        ("flags", {*knowledge_names("red_flags"), "any"}),
        ("rules", {key for key, rule in knowledge().rules.items() if rule.verdict != "none"}),
    ],
)
def test_every_id_has_words_and_no_words_lack_an_id(table: str, ids: set[str]) -> None:
    assert set(getattr(words(), table)) == {str(i) for i in ids}


@pytest.mark.parametrize("kind", words().orders)
def test_override_reasons_of_orders_exist(kind: str) -> None:
    assert set(words().orders[kind].override) <= set(words().override_reasons)


def test_override_reasons_of_cards_exist_and_topics_are_plain() -> None:
    for card in words().cards.values():
        assert set(card.override) <= set(words().override_reasons)
        assert card.code.isalnum()
    assert len({c.code for c in words().cards.values()}) == len(words().cards)


def test_cases_of_a_flag_are_raised_by_triggers_of_this_flag() -> None:
    triggers = knowledge().triggers
    for flag, said in words().flags.items():
        assert [t for case in said.cases for t in case.triggers if triggers[t].flag != flag] == []


def test_what_a_flag_asks_to_examine_can_be_recorded() -> None:
    known = {*knowledge().signs, *knowledge_names("symptoms"), "pvr"}
    assert {test for said in words().flags.values() for tests in said.examine.values() for test in tests} <= known


def test_words_are_calm_and_not_too_sure() -> None:
    assert [f"{path} says {banned!r}" for path, text in ALL for banned in BANNED if banned in f" {text.lower()} "] == []


def test_templates_use_only_the_names_they_are_given() -> None:
    for path, text in ALL:
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        table = path.split(".")[0]
        if table in PLACEHOLDERS:
            assert names <= PLACEHOLDERS[table], path
        elif table != "phrases":
            assert not names, path


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    bad = tmp_path / "wording.toml"
    bad.write_text(Path("cards/wording.toml").read_text().replace("[signs]", "[signs]\nfoo = { abnormal = 'x', nomal = 'y' }"))
    with pytest.raises(KnowledgeError) as caught:
        read_wording(bad)
    assert "wording.toml: signs.foo.nomal" in str(caught.value)
    assert "wording.toml: signs.foo.normal: Field required" in str(caught.value)


def test_lists_read_as_english() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed(["a", "b", "c"], last="or") == "a, b or c"
    assert Wording.model_config["extra"] == "forbid"


def test_what_stands_for_both_sides_is_named_once() -> None:
    ankles: list[tuple[str, str | None]] = [("ankle", "left"), ("ankle", "right")]
    asked = [ankles[0], ("knee", "right"), ankles[1], ("tone", None), ("knee", "right")]
    assert paired(asked) == [("ankle", "both"), ("knee", "right"), ("tone", None)]
    toe = "great_toe_extension_strength"
    both = missing_text([Missing(test=toe, side="right"), Missing(test=toe, side="left")])
    assert both.startswith("left and right ")
