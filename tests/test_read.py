"""`concordance read`: text or lines in, a table or JSON out, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.commands.read import command
from service.errors import ConcordanceError

REPORT = "L4-5: Severe left foraminal stenosis (Lee 3). No canal stenosis."


def run(*arguments: str, given: str = "") -> str:
    result = CliRunner().invoke(command, list(arguments), input=given, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_report_from_standard_input_becomes_one_json_line() -> None:
    record = json.loads(run("--json", given=REPORT))
    assert [(f["type"], f["level"], f["side"], f["severity"], f["negated"]) for f in record["findings"]] == [
        ("foraminal_stenosis", "L4-L5", "left", "severe", False),
        ("central_stenosis", "L4-L5", None, None, True),
    ]
    assert record["findings"][0]["grade"] == {"scale": "Lee", "value": "3"}
    assert record["findings"][0]["sentence"] in REPORT


def test_a_file_is_shown_with_its_words_and_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a report.txt"
    path.write_text(REPORT)
    shown = run(str(path))
    assert "Severe left foraminal stenosis" in shown
    assert "no central stenosis" in shown


def test_control_characters_of_a_report_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in run(given=f"{REPORT} \x1b]0;title\x07")


CONTRADICTION = "FINDINGS: L4-L5: Mild left foraminal stenosis.\nIMPRESSION: Severe left foraminal stenosis at L4-L5."


def test_a_report_that_contradicts_itself_is_told_which_grade_is_used() -> None:
    assert "mild in the impression" not in run(given=CONTRADICTION)
    assert "severe in the impression and mild in the findings" in " ".join(run(given=CONTRADICTION).replace("│", " ").split())
    assert json.loads(run("--json", given=CONTRADICTION))["findings"][0]["contradictions"] == [
        {
            "about": "severity",
            "used": "severe",
            "other": "mild",
            "text": "The report calls it severe in the impression and mild in the findings; the worse is used.",
            "words": "L4-L5: Mild left foraminal stenosis.",
        }
    ]


def test_a_report_without_findings_says_so() -> None:
    assert "nothing found" in run(given="Normal study.")


@pytest.mark.parametrize("count", [2, 70], ids=["few", "many, shared out among processors"])
def test_lines_of_a_jsonl_file_are_answered_in_order(tmp_path: Path, count: int) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"r{n}", "text": REPORT}) for n in range(count)) + "\n")
    lines = [json.loads(line) for line in run("--json", str(path)).splitlines()]
    assert [line["id"] for line in lines] == [f"r{n}" for n in range(count)]
    assert all(len(line["findings"]) == 2 for line in lines)


def test_a_windows_1252_file_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("L4–5: mild bulge".encode("cp1252"))
    assert json.loads(run("--json", str(path)))["findings"][0]["level"] == "L4-L5"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.txt", None, "cannot be read"),
        ("broken.jsonl", '{"id": 1, "text": "x"}\n{not json', "line 2: not JSON"),
        ("textless.jsonl", '{"id": 1}', "line 1: no text"),
    ],
)
def test_an_error_names_the_file_and_the_fix(tmp_path: Path, name: str, content: str | None, says: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConcordanceError, match=says) as raised:
        run(str(path))
    assert raised.value.hint
