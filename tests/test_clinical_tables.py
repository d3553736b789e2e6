"""The clinical tables as data: complete, consistent, honest about their sources, and refused when they are not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from service.concordance import other_rules, root_rules
from service.concordance.roots import BY_BEHAVIOUR
from service.errors import KnowledgeError
from service.knowledge.loader import FOLDER
from service.knowledge.tables import TABLES, knowledge, load

SOURCE = Path(__file__).parents[1] / "service" / "concordance"


# ---- complete -------------------------------------------------------------------------------------------------------


def test_every_entry_names_its_sources_and_how_certain_it_is() -> None:
    for name in TABLES.keys() - {"citations", "edition"}:
        for key, entry in getattr(
            knowledge(), {"thresholds": "threshold_entries", "weights": "weight_entries"}.get(name, name)
        ).items():
            assert entry.cites, f"{name}.toml: {key}"
            assert entry.certainty in "HML", f"{name}.toml: {key}"


def test_the_catalogue_of_presentations_has_all_46_rows() -> None:
    assert {p.row for p in knowledge().presentations.values()} >= set(range(1, 47)) - {3, 46} | {3, 46}


def test_every_root_from_t12_to_s5_has_a_card_in_order() -> None:
    cards = knowledge().roots
    assert list(cards) == ["T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5"]
    assert [c.order for c in cards.values()] == list(range(11))


def test_all_thirteen_red_flags_are_there() -> None:
    assert sorted(int(f.number) for f in knowledge().red_flags.values()) == list(range(1, 14))


def test_every_red_flag_but_those_about_age_has_a_trigger_and_a_rule() -> None:
    raised = {t.flag for t in knowledge().triggers.values()}
    assert knowledge().red_flags.keys() - raised == {"under_18"}
    assert {f"red_flag_{f}" for f in knowledge().red_flags} <= knowledge().rules.keys()


def test_no_two_entries_of_a_table_say_the_same() -> None:
    for name in ("rules", "triggers", "notes", "modifiers", "citations", "signs", "presentations", "findings"):
        texts = [getattr(e, "name", "") or getattr(e, "text", "") for e in getattr(knowledge(), name).values()]
        assert len(texts) == len(set(texts)), name


# ---- consistent -----------------------------------------------------------------------------------------------------


def test_a_root_exits_above_the_one_that_traverses() -> None:
    order = {r: c.order for r, c in knowledge().roots.items()}
    for name, level in knowledge().levels.items():
        assert order[level.traversing] == order[level.exiting] + 1, name
        assert level.below[0] == level.traversing, name
        assert level.exiting == name.split("-")[0], name


def test_no_sign_has_a_root_in_two_tiers() -> None:
    for test, sign in knowledge().signs.items():
        assert not sign.primary & sign.secondary, test
        assert not (sign.primary | sign.secondary) & sign.weak, test
    for name, region in knowledge().regions.items():
        assert not region.core & region.possible, name
        assert not (region.core | region.possible) & region.weak, name


def test_a_sign_never_speaks_for_a_root_none_of_its_muscles_has() -> None:
    for test, sign in knowledge().signs.items():
        muscles = [m for m in knowledge().muscles.values() if m.test == test]
        roots = {r for m in muscles for r in (*m.primary, *m.secondary, *m.weak)}
        assert not muscles or sign.kind != "motor" or sign.primary <= roots, test


def test_the_tests_of_a_root_card_speak_for_that_root() -> None:
    for root, card in knowledge().roots.items():
        for test in (*card.myotome, *card.other_muscles, *card.reflex, *card.sensation, *card.provocation):
            sign = knowledge().signs[test]
            assert root in sign.primary | sign.secondary, f"{root}: {test}"


def test_what_supports_or_contradicts_a_diagnosis_is_a_test_and_not_both() -> None:
    for kind, entry in knowledge().presentations.items():
        assert not entry.supported_by & entry.contradicted_by, kind
        assert not entry.explains & entry.contradicted_by, kind
        assert not (entry.needs_normal | entry.needs_any_normal) & entry.supported_by, kind


def test_prevalence_rises_with_age_and_has_no_row_for_what_is_not_benign() -> None:
    for row in knowledge().prevalence.values():
        assert list(row.percent) == sorted(row.percent)
        assert row.ages == (20, 30, 40, 50, 60, 70, 80)
    unbenign = ("foraminal_stenosis", "lateral_recess_stenosis", "central_stenosis", "nerve_root_compression", "modic_change")
    assert all(knowledge().findings[t].prevalence is None for t in unbenign)


def test_an_identifier_is_given_only_for_sources_that_were_read() -> None:
    for key, c in knowledge().citations.items():
        assert c.verified == "seen" or not (c.doi or c.pmid or c.pmc), key


# ---- tied to the code -----------------------------------------------------------------------------------------------


def test_every_behaviour_of_a_finding_has_its_function() -> None:
    assert {f.behaviour for f in knowledge().findings.values()} <= BY_BEHAVIOUR.keys()


def test_every_rule_of_the_table_is_applied_by_the_code() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.glob("*.py"))
    assert not [k for k, r in knowledge().rules.items() if r.verdict != "none" and f'"{k}"' not in code]


def test_every_number_of_the_tables_is_used() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.glob("*.py"))
    unused = [
        k for k in knowledge().thresholds if f'"{k}"' not in code and k not in ("crp_raised", "esr_raised", "polymyalgia_age")
    ]
    assert not unused
    assert not [k for k in knowledge().weights if f'"{k}"' not in code]


@pytest.mark.parametrize("rule", [*root_rules.ROOT_RULES, *other_rules.NON_ROOT_RULES, *other_rules.INCIDENTAL_GUARDS])
def test_every_rule_is_a_short_function_with_a_sentence(rule: object) -> None:
    assert getattr(rule, "__doc__", "").strip().endswith((".", ")."))


# ---- refused --------------------------------------------------------------------------------------------------------

MARKS = 'cites = ["grays"]\ncertainty = "H"\nverified = "mem"'
BROKEN = {
    "unknown_key_in_signs": ("signs", "babinski", 'primry = ["L5"]', r"signs\.toml: babinski\.primry: .*allowed: .*primary"),
    "missing_name_in_rules": ("rules", "nameless", f'verdict = "possible"\n{MARKS}',
                              r"rules\.toml: nameless\.name: Field required"),
    "unknown_root_in_levels": ("levels", "L9-S9", f'exiting = "L9"\ntraversing = "S1"\nbelow = []\n{MARKS}',
                               r"levels\.toml: L9-S9\.exiting: no such id 'L9'; allowed: "),
    "unknown_source_in_notes": ("notes", "strange", f'name = "x"\ncites = ["suri-2012"]\n{MARKS[18:]}',
                                r"notes\.toml: strange\.cites: no such source 'suri-2012'; allowed: suri-2011"),
    "unused_source": ("citations", "nobody-1999", 'text = "a source nobody uses"\nverified = "mem"',
                      r"citations\.toml: nobody-1999: no entry cites it"),
    "verdict_that_does_not_exist": ("rules", "odd", f'name = "x"\nverdict = "maybe"\n{MARKS}',
                                    r"rules\.toml: odd\.verdict: Input should be 'concordant'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_refused_with_file_entry_and_key(name: str, tmp_path: Path) -> None:
    table, key, lines, message = BROKEN[name]
    shutil.copytree(FOLDER, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "lexicon", "__pycache__"))
    path = tmp_path / "knowledge" / f"{table}.toml"
    text = path.read_text()
    path.write_text(text.replace(f"[{key}]\n", f"[{key}]\n{lines}\n") if f"[{key}]" in text else f"{text}\n[{key}]\n{lines}\n")
    with pytest.raises(KnowledgeError) as refused:
        load(tmp_path / "knowledge")
    assert any(re.search(message, line) for line in refused.value.problems), refused.value.problems


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "lexicon", "__pycache__"))
    for table in ("signs", "rules"):
        with (tmp_path / "knowledge" / f"{table}.toml").open("a") as file:
            file.write("\n[wrong]\nsurprise = 1\n")
    with pytest.raises(KnowledgeError) as refused:
        load(tmp_path / "knowledge")
    assert {line.split(":")[0] for line in refused.value.problems} == {"signs.toml", "rules.toml"}


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "lexicon", "__pycache__"))
    (tmp_path / "knowledge" / "roots.toml").write_text("[L5\n")
    with pytest.raises(KnowledgeError, match=r"roots\.toml"):
        load(tmp_path / "knowledge")
