"""`concordance ask`: what people see, and what scripts get."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_httpserver import HTTPServer
from rich.console import Console

from fhir_examples import FOLDER
from service.commands.ask import command, request_body
from service.commands.card_view import print_answer
from service.errors import ConcordanceError

CARD: dict[str, Any] = {
    "summary": "A conclusion",
    "indicator": "warning",
    "source": {"label": "Lumbar concordance"},
    "detail": "| Finding | Said | Why |\n|---|---|---|\n| a \\| b &lt;x&gt; | **Incidental** | why |\n\n**Checked:** all",
    "suggestions": [{"label": "Order physiotherapy", "isRecommended": True, "actions": []}],
    "overrideReasons": [{"display": "Other reason"}],
    "links": [{"label": "Why", "url": "https://x.example/knowledge#rule"}],
}


def seen(body: Any) -> str:
    console = Console(width=100, record=True, file=io.StringIO())
    print_answer(body, console)
    return console.export_text()


def test_a_card_is_shown_with_table_suggestion_reasons_and_link() -> None:
    text = seen({"cards": [CARD]})
    for words in ("A conclusion", "a | b <x>", "Incidental", "Checked:", "▸ Order physiotherapy (recommended)", "Other reason"):
        assert words in text
    assert "**" not in text
    assert "---" not in text


def test_nothing_to_say_and_could_not_look_are_told_apart() -> None:
    assert "nothing to say" in seen({"cards": []})
    gap = {"source": "diagnosticReports", "why": "the imaging reports could not be looked up"}
    assert "could not be read" in seen({"cards": [], "extension": {"org.lumbarconcordance.assessment": {"notAssessed": [gap]}}})
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "context.patientId: missing"}}]}
    assert "context.patientId: missing" in seen(outcome)


def test_an_example_a_folder_and_a_file_can_be_asked(tmp_path: Path) -> None:
    assert request_body("index-case")["hook"] == "patient-view"
    assert request_body(str(FOLDER / "index-case"))["hook"] == "patient-view"
    own = tmp_path / "own.json"
    own.write_text('{"hook": "order-sign"}')
    assert request_body(str(own)) == {"hook": "order-sign"}
    with pytest.raises(ConcordanceError, match="neither a file nor an example"):
        request_body("no-such-thing")


def test_a_running_service_is_asked_over_http(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/cds-services").respond_with_json({"services": [{"hook": "patient-view", "id": "theirs"}]})
    httpserver.expect_request("/cds-services/theirs", method="POST").respond_with_json({"cards": [CARD]})
    result = CliRunner().invoke(command, ["index-case", "--url", httpserver.url_for("/"), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["cards"][0]["summary"] == "A conclusion"


def test_a_refused_request_shows_why_and_fails() -> None:
    result = CliRunner().invoke(command, ["bad-input", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.output)["resourceType"] == "OperationOutcome"
    assert "patientId" in result.output


def test_a_service_that_is_not_there_is_told_with_what_to_do() -> None:
    with pytest.raises(ConcordanceError) as caught:
        CliRunner().invoke(command, ["index-case", "--url", "http://127.0.0.1:9"], catch_exceptions=False)
    assert "concordance serve" in caught.value.hint
