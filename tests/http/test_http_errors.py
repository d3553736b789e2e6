"""Errors, content types, sizes, CORS, open mode: what every answer has in common."""

from __future__ import annotations

import base64
import io
import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.errors import NotReadyError
from tests.http.conftest import SELECT, SIGN, VIEW, settings, view_request

BODY = json.dumps(view_request()).encode()
FEEDBACK = f"{VIEW}/feedback"


def failing(error: Exception, **given: Any) -> FlaskClient:
    def answering(*_: Any, **__: Any) -> dict[str, Any]:
        raise error

    return create_app(settings(**given), answering=answering).test_client()


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"]
)
@pytest.mark.checklist("M11", "E2")
def test_another_content_type_or_none_is_415(client: FlaskClient, kind: str | None) -> None:
    for path in (VIEW, FEEDBACK):
        response = client.post(path, data=BODY, content_type=kind)
        assert response.status_code == 415
        assert response.json is not None
        assert response.json["resourceType"] == "OperationOutcome"


KINDS = [
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/fhir+json",
    "application/json+fhir",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.checklist("Q1")
def test_json_is_taken_under_each_of_its_names(client: FlaskClient, kind: str) -> None:
    assert client.post(VIEW, data=BODY, content_type=kind).status_code == 200


def test_a_packed_body_is_415(client: FlaskClient) -> None:
    response = client.post(VIEW, data=BODY, content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert response.status_code == 415


@pytest.mark.checklist("M8", "X8")
def test_a_body_over_the_limit_is_413_without_being_read() -> None:
    class Watched(io.BytesIO):
        read_so_far = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            self.read_so_far += len(piece)
            return piece

    with create_app(settings(max_body_bytes=10_000)).test_client() as client:
        body = Watched(b" " * 100_000)
        response = client.post(VIEW, input_stream=body, content_length=100_000, content_type="application/json")
        assert response.status_code == 413
        assert body.read_so_far == 0
        endless = Watched(b" " * 100_000)
        chunked = {"wsgi.input_terminated": True}
        response = client.post(VIEW, input_stream=endless, content_type="application/json", environ_overrides=chunked)
        assert response.status_code == 413
        assert endless.read_so_far <= 20_000
        assert response.json is not None
        assert response.json["issue"][0]["code"] == "too-long"


@pytest.mark.checklist("M8")
def test_five_megabytes_of_junk_are_400(client: FlaskClient) -> None:
    assert client.post(VIEW, data=b"\x00" * 5_000_000, content_type="application/json").status_code == 400


@pytest.mark.checklist("E3", "X6")
def test_an_unexpected_error_is_500_and_tells_nothing_of_the_patient(capsys: pytest.CaptureFixture[str]) -> None:
    with failing(ValueError("canary-name Jane Doe")) as client:
        response = client.post(VIEW, json=view_request())
    assert response.status_code == 500
    assert response.json is not None
    assert response.json["issue"][0]["severity"] == "fatal"
    logged = capsys.readouterr().err
    assert "canary" not in response.get_data(as_text=True) + logged
    assert '"kind": "ValueError"' in logged
    assert "Traceback" not in response.get_data(as_text=True)


@pytest.mark.checklist("E1")
def test_when_something_needed_is_away_it_is_503_with_a_time_to_come_back() -> None:
    with failing(NotReadyError("busy")) as client:
        response = client.post(VIEW, json=view_request())
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/cds-services", VIEW, FEEDBACK, "/health", "/nowhere"])
@pytest.mark.checklist("X8")
def test_no_answer_may_be_kept_by_a_cache(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def preflight(client: FlaskClient, path: str, method: str = "POST", **headers: str) -> Any:
    asked = {
        "Origin": "https://ehr.example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return client.options(path, headers=asked | headers)


@pytest.mark.parametrize(
    ("path", "method"), [(VIEW, "POST"), (SELECT, "POST"), (SIGN, "POST"), (FEEDBACK, "POST"), ("/cds-services", "GET")]
)
@pytest.mark.checklist("C1", "C2")
def test_a_preflight_is_answered_with_method_and_headers_by_name(client: FlaskClient, path: str, method: str) -> None:
    response = preflight(client, path, method)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert method in response.headers["Access-Control-Allow-Methods"]
    assert {"authorization", "content-type"} <= set(response.headers["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_public_page_may_call_this_machine_when_the_browser_asks(client: FlaskClient) -> None:
    response = preflight(client, VIEW, **{"Access-Control-Request-Private-Network": "true"})
    assert response.headers["Access-Control-Allow-Private-Network"] == "true"
    assert "Access-Control-Allow-Private-Network" not in preflight(client, VIEW).headers


@pytest.mark.checklist("C3")
def test_answers_and_errors_may_be_read_by_the_page(client: FlaskClient) -> None:
    origin = {"Origin": "https://ehr.example.org"}
    for response in (
        client.get("/cds-services", headers=origin),
        client.post(VIEW, data=BODY, content_type="application/json", headers=origin),
        client.post(VIEW, data=b"", content_type="application/json", headers=origin),
        client.post(VIEW, data=BODY, headers=origin),
        client.post("/cds-services/other", json={}, headers=origin),
        client.get(VIEW, headers=origin),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    with failing(ValueError()) as broken:
        response = broken.post(VIEW, json=view_request(), headers=origin)
        assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (500, "*")


@pytest.mark.checklist("C4")
def test_origins_can_be_limited_and_then_the_answer_varies_by_origin() -> None:
    with create_app(settings(cors_origins="https://ehr.example.org https://b.example")).test_client() as client:
        known = client.get("/cds-services", headers={"Origin": "https://ehr.example.org"})
        assert known.headers["Access-Control-Allow-Origin"] == "https://ehr.example.org"
        assert "Origin" in known.headers["Vary"]
        for foreign in ("https://evil.example", "https://ehr.example.org.evil.example", "null"):
            other = client.get("/cds-services", headers={"Origin": foreign})
            assert "Access-Control-Allow-Origin" not in other.headers
            assert "Origin" in other.headers["Vary"]


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/openapi.json", "/"])
def test_nothing_else_is_shared_with_other_origins(client: FlaskClient, path: str) -> None:
    for response in (client.get(path, headers={"Origin": "https://a.example"}), preflight(client, path, "GET")):
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "127.5.5.5"])
def test_open_mode_answers_on_this_machines_own_name(client: FlaskClient, host: str) -> None:
    assert client.get("/cds-services", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.4:8000", "localhost.evil.example", "0.0.0.0", "127.0.0.1.nip.io", "[::1"]
)
def test_open_mode_refuses_another_host_name(client: FlaskClient, host: str) -> None:
    for path in ("/cds-services", "/health", "/metrics"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
def test_open_mode_refuses_what_came_through_a_proxy(client: FlaskClient, header: str) -> None:
    response = client.get("/cds-services", headers={header: "10.0.0.1"})
    assert response.status_code == 400
    assert response.json is not None
    assert "proxy" in response.json["issue"][0]["details"]["text"]


def test_said_out_loud_the_service_answers_behind_a_proxy() -> None:
    with create_app(settings(insecure=True)).test_client() as client:
        headers = {"Host": "cds.example.org", "X-Forwarded-For": "10.0.0.1"}
        assert client.get("/cds-services", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("origin", "may_read"),
    [
        (None, True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:3000", True),
        ("https://evil.example", False),
        ("null", False),
    ],
)
def test_in_open_mode_no_fhir_server_is_read_for_a_web_page_of_another_origin(origin: str | None, may_read: bool) -> None:
    seen: list[Any] = []

    def answering(*_: Any, servers: Any, **__: Any) -> dict[str, Any]:
        seen.append(servers)
        return {"cards": []}

    with create_app(settings(), answering=answering).test_client() as client:
        client.post(VIEW, json=view_request(), headers={"Origin": origin} if origin else {})
    assert (seen[0] is not None) == may_read


@pytest.mark.checklist("X4", "X6")
def test_neither_log_nor_metrics_hold_anything_of_the_patient(capsys: pytest.CaptureFixture[str]) -> None:
    body = view_request(conditions={"resourceType": "Condition", "id": "canary-1", "code": {"text": "canary-2\nfake: line"}})
    body["context"] |= {"patientId": "canary-3", "userId": "Practitioner/canary-4"}
    body |= {
        "hookInstance": "canary-5",
        "fhirServer": "https://canary-6.example",
        "fhirAuthorization": {"access_token": "canary-7"},
    }
    with create_app(settings()).test_client() as client:
        client.post(f"{VIEW}?patient=canary-8", json=body)
        client.post("/cds-services/canary-9", json=body, headers={"Authorization": "Bearer canary-10"})
        client.post(VIEW, json=body | {"context": {"patientId": ["canary-11"]}})
        client.open("/cds-services", method="CANARY")
        metrics = client.get("/metrics").get_data(as_text=True)
    out = capsys.readouterr()
    assert "canary" not in (out.err + out.out + metrics).lower()
    assert metrics.count("concordance_requests_total{") > 0
    assert all(json.loads(line) for line in out.err.splitlines())


JKU = (
    base64.urlsafe_b64encode(b'{"alg":"ES384","typ":"JWT","kid":"k","jku":"https://evil.example/jwks.json"}')
    .decode()
    .rstrip("=")
)
TOKENS = [
    f"Bearer {JKU}.e30.AAAA",
    "Bearer x",
    "Bearer",
    "Bearer a.b.c",
    "Basic dTpw",
    "Bearer " + "a" * 5000,
    "bearer eyJhbGciOiJub25lIn0.e30.",
]


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
@pytest.mark.checklist("J1", "X1", "H1")
def test_with_authentication_off_any_token_gets_the_ordinary_answer_and_nothing_is_fetched(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("looked an address up"))
    headers = {"Authorization": token}
    plain = client.post(VIEW, data=BODY, content_type="application/json")
    assert client.post(VIEW, data=BODY, content_type="application/json", headers=headers).json == plain.json
    assert client.get("/cds-services", headers=headers).status_code == 200


@pytest.mark.checklist("X6")
def test_what_a_library_logs_is_told_without_its_words(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("urllib3.connection").warning("Failed to parse headers (url=https://ehr/Patient/canary-1)")
    logged = capsys.readouterr().err
    assert "canary" not in logged
    assert '"library": "urllib3.connection"' in logged


def test_an_answer_and_its_log_line_carry_the_same_id(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = client.get("/health").headers["X-Request-Id"], client.get("/health").headers["X-Request-Id"]
    assert first != second
    assert first in capsys.readouterr().err
