"""`concordance serve` as it really runs: its start, its end, and what only shows over a real connection."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from click.testing import CliRunner

import fhir_examples
from service.__main__ import group
from service.errors import SettingsError
from service.storage import Storage
from tests.ehr import ehr
from tests.http.conftest import VIEW, view_request
from tests.http.test_feedback import DISMISSED, TAKEN
from tests.served import Served, served
from tests.test_fhir_server import hang
from tests.test_gather import bundle, condition


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), "--workers", "2", max_body_bytes="300000") as running:
        yield running


def test_it_says_in_one_line_where_it_serves_and_answers_there(server: Served) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", server.url)
    assert requests.get(f"{server.url}/cds-services", timeout=5).status_code == 200


@pytest.mark.checklist("Q16")
def test_the_first_caller_does_not_wait_for_tables_and_models(server: Served) -> None:
    example = fhir_examples.load("index-case").request
    start = time.monotonic()
    assert requests.post(server.url + VIEW, json=example, timeout=5).json()["cards"]
    assert time.monotonic() - start < 1.0


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
@pytest.mark.checklist("M8", "E5")
def test_a_client_that_sends_too_much_gets_to_read_413(server: Served, chunked: bool) -> None:
    body = b'{"a": "' + b" " * 600_000 + b'"}'
    response = requests.post(
        server.url + VIEW,
        data=iter([body]) if chunked else body,
        headers={"Content-Type": "application/json"},
        timeout=5,
    )
    assert response.status_code == 413
    assert response.json()["resourceType"] == "OperationOutcome"


def test_a_client_that_announces_too_much_gets_413_without_sending_it(server: Served) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
        head = f"POST {VIEW} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


@pytest.mark.checklist("R28")
def test_requests_in_parallel_do_not_mix(server: Served) -> None:
    def ask(n: int) -> set[str]:
        mine = bundle(*(condition(k, f"Patient/other-{n}") for k in range(n, n + 3)))
        body = view_request(conditions=mine)
        body["context"]["patientId"] = f"p{n}"
        answer = requests.post(server.url + VIEW, json=body, timeout=10).json()
        assessment = answer["extension"]["org.lumbarconcordance.assessment"]
        return {gap["source"] for gap in assessment["notAssessed"] if gap["source"].startswith("Condition/")}

    numbers = [n * 10 for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, numbers))
    assert answers == [{f"Condition/c{k}" for k in range(n, n + 3)} for n in numbers]


@pytest.mark.checklist("B6")
def test_feedback_on_the_wire_is_stored_by_whichever_process_takes_it(server: Served) -> None:
    for _ in range(6):
        answer = requests.post(f"{server.url}{VIEW}/feedback", json={"feedback": [TAKEN, DISMISSED]}, timeout=5)
        assert answer.status_code == 200
    with sqlite3.connect(server.log.parent / "c.db") as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone() == (2,)


def test_metrics_add_up_over_all_processes(server: Served) -> None:
    pattern = r'concordance_requests_total\{method="GET",route="/health",status="200"\} ([\d.]+)'

    def count() -> float:
        found = re.search(pattern, requests.get(f"{server.url}/metrics", timeout=5).text)
        return float(found[1]) if found else 0.0

    before = count()
    for _ in range(20):
        requests.get(f"{server.url}/health", timeout=5)
    assert count() == before + 20


def test_a_request_cut_off_half_way_harms_nobody(server: Served) -> None:
    parts = urlsplit(server.url)
    for _ in range(3):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
            head = f"POST {VIEW} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{{"
            connection.sendall(head.encode())
    assert requests.get(f"{server.url}/health", timeout=5).status_code == 200


def test_raw_junk_is_answered_or_closed_and_the_service_goes_on(server: Served) -> None:
    parts = urlsplit(server.url)
    for junk in (
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n" * 50,
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    ):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
            connection.sendall(junk)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(200)
    assert requests.get(f"{server.url}/health", timeout=5).status_code == 200


@pytest.mark.checklist("Q16", "S4")
def test_with_a_fhir_server_that_hangs_all_are_answered_in_time_and_say_so_even_while_the_service_is_stopped(
    tmp_path: Path,
) -> None:
    body = view_request(observations=None) | {"fhirAuthorization": {"access_token": "t"}}
    with ehr({}) as stuck:
        stuck.scripts["*"] = hang(stuck)
        with served(tmp_path, "--fhir-server", stuck.base) as running:

            def ask(_: int) -> tuple[float, Any]:
                start = time.monotonic()
                answer = requests.post(running.url + VIEW, json=body | {"fhirServer": stuck.base}, timeout=10)
                return time.monotonic() - start, answer

            with ThreadPoolExecutor(6) as threads:
                asked = [threads.submit(ask, n) for n in range(6)]
                time.sleep(0.8)
                start = time.monotonic()
                assert running.stop() == 0
                assert time.monotonic() - start < 10
                answers = [one.result() for one in asked]
    for seconds, answer in answers:
        assert seconds < 4.5
        assert answer.status_code == 200
        gaps = answer.json()["extension"]["org.lumbarconcordance.assessment"]["notAssessed"]
        assert any(gap["source"] == "conditions" and "in time" in gap["why"] for gap in gaps)


def test_killed_at_any_moment_no_committed_feedback_is_lost(tmp_path: Path) -> None:
    with served(tmp_path) as running:
        answer = requests.post(f"{running.url}{VIEW}/feedback", json={"feedback": [TAKEN]}, timeout=5)
        assert answer.status_code == 200
        running.stop(signal.SIGKILL)
    again = Storage(f"sqlite:///{tmp_path}/c.db")
    again.check()
    with sqlite3.connect(tmp_path / "c.db") as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone() == (1,)


@pytest.mark.parametrize(
    "arguments", [["--host", "0.0.0.0"], ["--host", "192.168.1.5"], ["--host", "::"], ["--host", "ehr.example"]]
)
def test_another_address_than_this_machines_is_refused_with_the_reason(arguments: list[str]) -> None:
    result = CliRunner().invoke(group, ["serve", *arguments])
    assert isinstance(result.exception, SettingsError)
    assert "clients are not authenticated" in result.exception.message
    assert "--insecure" in result.exception.hint


def test_an_external_address_without_authentication_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORDANCE_EXTERNAL_URL", "https://cds.example.org")
    assert isinstance(CliRunner().invoke(group, ["serve"]).exception, SettingsError)


def test_a_port_that_is_taken_is_refused_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        error = CliRunner().invoke(group, ["serve", "--port", str(taken.getsockname()[1])]).exception
    assert isinstance(error, SettingsError)
    assert "choose another --port" in error.hint
