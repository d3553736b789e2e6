"""`concordance check URL` over real HTTP: its report, its files, its exit status."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import WSGIRequestHandler, make_server

from service.commands.check import command
from service.conformance.rule import read_rules
from service.errors import SettingsError
from tests.conformance.mutations import MUTATIONS
from tests.conformance.stub import Stub


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def check(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_correct_service_ends_with_0_and_a_readable_report(tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    with serving(Stub()) as url:
        done = check(f"{url}/cds-services", "--junit", str(junit))
    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    for part in ("Responses and cards", "R5", "A summary has 1 to 139 characters", "[Card Attributes]", "0 broken"):
        assert part in done.output
    root = fromstring(junit.read_text())
    assert len(root.findall(".//testcase")) == len(read_rules())
    assert root.findall(".//failure") == []


def test_a_broken_rule_ends_with_1_and_says_rule_section_and_what_was_seen(tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    with serving(Stub(mutation=MUTATIONS["R6"])) as url:
        done = check(url, "--only", "r", "--junit", str(junit))
        as_json = check(url, "--only", "R5,R6", "--json")
    assert done.exit_code == 1
    assert "✗ R6" in done.output
    assert "cards[0].indicator is none of info, warning, critical" in done.output
    failures = fromstring(junit.read_text()).findall(".//failure")
    assert [f.get("message") for f in failures] == ["R6 [Card Attributes]"]
    assert as_json.exit_code == 1
    report = json.loads(as_json.stdout)
    assert {r["id"]: r["outcome"] for r in report["rules"]} == {"R5": "passed", "R6": "broken"}


def test_a_should_that_is_not_kept_is_a_warning_and_no_failure() -> None:
    with serving(Stub(mutation=MUTATIONS["X8"])) as url:
        done = check(url, "--only", "X8,Q17")
    assert done.exit_code == 0
    assert "! X8" in done.output


def test_where_nobody_answers_it_ends_with_2() -> None:
    done = check("http://127.0.0.1:9", "--timeout", "1")
    assert done.exit_code == 2
    assert "does not answer" in done.output


def test_a_service_that_hangs_up_in_the_middle_is_reported() -> None:
    with serving(Stub(mutation=MUTATIONS["M8"])) as url:
        done = check(url, "--only", "M8,Q17")
    assert done.exit_code == 1
    assert "gave no answer" in done.output


def test_a_key_lets_it_in_where_tokens_are_asked_for(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with serving(Stub(trusted={"k1": ("https://ehr.example.org", key.public_key())})) as url:
        locked = check(url)
        done = check(url, "--only", "J,Q17", "--key", str(pem), "--issuer", "https://ehr.example.org", "--kid", "k1")
    assert locked.exit_code == 2
    assert "--key" in locked.output
    assert done.exit_code == 0, done.output
    assert "not tried" in done.output
    assert "0 not tried" in done.output


def test_a_given_request_is_sent_and_one_that_is_none_is_refused(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.json", tmp_path / "other.json"
    mine.write_text(
        json.dumps(
            {"hook": "patient-view", "context": {"patientId": "7"}, "prefetch": {"patient": {"resourceType": "Patient"}}}
        )
    )
    other.write_text("{}")
    with serving(Stub()) as url:
        done = check(url, "--only", "Q15", "--request", str(mine))
        assert done.exit_code == 0, done.output
        assert "✓ Q15" in done.output
        with pytest.raises(SettingsError, match="no hook request"):
            CliRunner().invoke(command, [url, "--request", str(other)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-address"], "is no address"),
        (["http://x", "--only", "R99"], "no rule R99"),
        (["http://x", "--kid", "k"], "belong together"),
    ],
)
def test_choices_that_cannot_be_used_are_named(arguments: list[str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
