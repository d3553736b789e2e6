"""Settings: read from the environment, refused with the variable's name, listed without secrets."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from service.__main__ import group
from service.commands.settings import rows
from service.errors import SettingsError
from service.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a .env file."""
    monkeypatch.chdir(tmp_path)


def test_lists_are_written_with_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDANCE_FHIR_SERVERS", "https://a.example/r4, https://b.example/r4 http://127.0.0.1:8080")
    assert read_settings().fhir_servers == ("https://a.example/r4", "https://b.example/r4", "http://127.0.0.1:8080")


def test_a_dotenv_file_is_read_and_the_environment_goes_before_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("CONCORDANCE_PORT=9001\nCONCORDANCE_WORKERS=3\n")
    monkeypatch.setenv("CONCORDANCE_PORT", "9002")
    assert (read_settings().port, read_settings().workers, read_settings(workers=2).workers) == (9002, 3, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("EXTRA_PREFETCH", "documents,notes"),
        ("FHIR_PRIVATE_NETWORKS", "10.0.0.0/99"),
        ("FHIR_SERVERS", "ehr.example.org"),
        ("FHIR_SERVERS", "https://user:secret@ehr.example.org/r4"),
        ("LOG_LEVEL", "loud"),
        ("GATHER_SECONDS", "-1"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"CONCORDANCE_{name}", value)
    with pytest.raises(SettingsError, match=f"CONCORDANCE_{name}"):
        read_settings()


def test_every_setting_says_what_it_means() -> None:
    assert all(len(field.description or "") > 15 for field in Settings.model_fields.values())


def test_the_list_shows_every_setting_and_hides_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDANCE_DATABASE_URL", "postgresql://u:canary-password@db/x")
    monkeypatch.setenv("CONCORDANCE_CARD_KEY", "canary-key")
    monkeypatch.setenv("CONCORDANCE_PORT", "9100")
    shown = rows(read_settings())
    assert {row[0] for row in shown} == {f"CONCORDANCE_{name.upper()}" for name in Settings.model_fields}
    result = CliRunner().invoke(group, ["settings"])
    assert result.exit_code == 0
    assert "9100" in result.output
    assert "canary" not in result.output + str(shown)
