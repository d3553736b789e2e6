"""The guarded client: whom it calls, what it refuses, and that no server can hold it, fill it or lead it elsewhere."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.errors import FhirServerError
from service.fhir_server import FhirServers, Limits, StatusError
from tests.ehr import Ehr, ehr, send

TOKEN = "canary-token-7351"


def servers(base: str, **limits: Any) -> FhirServers:
    return FhirServers([base], limits=Limits(**limits))


def read(server: Ehr, address: str = "Patient/p1", *, seconds: float = 2.0, **limits: Any) -> Any:
    with servers(server.base, **limits).open(server.base, TOKEN, deadline=time.monotonic() + seconds) as connection:
        return connection.get(address).json()


def test_the_token_and_the_accepted_type_are_sent() -> None:
    with ehr({"Patient/p1": {"resourceType": "Patient"}}) as server:
        assert read(server) == {"resourceType": "Patient"}
    path, headers = server.calls[0]
    assert path == "/fhir/Patient/p1"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Accept"].startswith("application/fhir+json")


@pytest.mark.parametrize("listed", ["https://ehr.example.org/r4", "https://ehr.example.org:443/r4/", "https://EHR.example.org"])
def test_a_listed_server_may_be_read_with_anything_below_it(listed: str) -> None:
    FhirServers([listed]).open("https://ehr.example.org/r4/tenant", TOKEN, deadline=0).close()


@pytest.mark.parametrize(
    "url",
    [
        "https://ehr.example.org/r4x",
        "https://ehr.example.org/",
        "http://ehr.example.org/r4",
        "https://ehr.example.org:8443/r4",
        "https://ehr.example.org.evil.example/r4",
        "https://evil.example/?https://ehr.example.org/r4",
        "https://ehr.example.org@evil.example/r4",
        "https://user:secret@ehr.example.org/r4",
        "https://ehr.example.org/r4/../admin",
        "https://ehr.example.org/r4/%2e%2e/admin",
        "https://ehr.example.org/r4\\..\\admin",
        "https://ehr.example.org/r4?x=1",
        "https://ehr.example.org/r4#x",
        "ftp://ehr.example.org/r4",
        "file:///etc/passwd",
        "https://[::1/r4",
        "https://ehr.example.org:port/r4",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://127.0.0.1:8080/fhir",
        "http://169.254.169.254/latest/meta-data",
        "",
        "not a url",
    ],
)
@pytest.mark.checklist("S6", "X2")
def test_any_other_address_is_refused_before_anything_is_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("looked up"))
    with pytest.raises(FhirServerError) as e:
        FhirServers(["https://ehr.example.org/r4"]).open(url, TOKEN, deadline=time.monotonic() + 1)
    assert "secret" not in e.value.message


PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.5", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"]
PRIVATE += ["::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]


@pytest.mark.parametrize("answer", PRIVATE)
@pytest.mark.checklist("X2")
def test_a_listed_name_that_leads_to_a_private_address_is_not_connected_to(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in answer else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", (answer, 443))])
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("connected"))
    base = "https://ehr.example.org/r4"
    with (
        servers(base).open(base, TOKEN, deadline=time.monotonic() + 1) as connection,
        pytest.raises(FhirServerError, match="private address"),
    ):
        connection.get("Patient/p1")


def test_a_name_may_lead_into_a_private_network_that_was_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    with ehr({"Patient/p1": {"resourceType": "Patient"}}) as server:
        base = server.base.replace("127.0.0.1", "ehr.example.org")
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
        allowed = FhirServers([base], private_networks=["127.0.0.0/8"])
        with allowed.open(base, TOKEN, deadline=time.monotonic() + 1) as connection:
            assert connection.get("Patient/p1").json()["resourceType"] == "Patient"


@pytest.mark.parametrize("to", ["http://169.254.169.254/", "https://evil.example/", "/fhir/Patient/p2"])
@pytest.mark.checklist("S2", "X2")
def test_a_redirect_is_not_followed(to: str) -> None:
    with ehr({"Patient/p1": lambda h: send(h, b"", status=302, Location=to)}) as server, pytest.raises(StatusError) as e:
        read(server)
    assert e.value.status == 302
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "//evil.example/x", "http://127.0.0.1:1/fhir/x", "http://u@127.0.0.1/", "http://[x"]
)
def test_an_address_on_another_server_is_never_asked(address: str) -> None:
    with ehr({}) as server, pytest.raises(FhirServerError, match="address"):
        read(server, address)
    assert server.calls == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A certificate for 127.0.0.1 as a server uses it, and the file that makes a client trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, str(path)


def test_over_tls_a_server_is_read_when_its_certificate_is_trusted(certificate: tuple[ssl.SSLContext, str]) -> None:
    tls, trusted = certificate
    with ehr({"Patient/p1": {"resourceType": "Patient"}}, tls=tls) as server:
        known = FhirServers([server.base], ca_file=trusted)
        with known.open(server.base, TOKEN, deadline=time.monotonic() + 3) as connection:
            assert connection.get("Patient/p1").json() == {"resourceType": "Patient"}


def test_over_tls_a_server_whose_certificate_is_not_trusted_gets_no_token(certificate: tuple[ssl.SSLContext, str]) -> None:
    with ehr({}, tls=certificate[0]) as server, pytest.raises(FhirServerError, match="could not be reached"):
        read(server)
    assert server.calls == []


def test_over_tls_a_hanging_server_is_left_once_closed(certificate: tuple[ssl.SSLContext, str]) -> None:
    tls, trusted = certificate
    with ehr({}, tls=tls) as server:
        server.scripts["Patient/p1"] = hang(server)
        start = time.monotonic()
        connection = FhirServers([server.base], ca_file=trusted).open(server.base, TOKEN, deadline=start + 5)
        threading.Timer(0.4, connection.close).start()
        with pytest.raises(FhirServerError, match="in time"):
            connection.get("Patient/p1")
        assert time.monotonic() - start < 2


def drip(server: Ehr, head: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not server.stop.wait(0.05):
            handler.wfile.write(b" ")

    return behave


HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", HEADERS], ids=["at once", "in the headers", "in the body"])
def test_a_dripping_server_is_left_at_the_deadline_once_closed(head: bytes) -> None:
    with ehr({}) as server:
        server.scripts["Patient/p1"] = drip(server, head)
        start = time.monotonic()
        connection = servers(server.base).open(server.base, TOKEN, deadline=start + 0.3)
        threading.Timer(0.35, connection.close).start()
        with pytest.raises(FhirServerError, match="in time"):
            connection.get("Patient/p1")
        assert time.monotonic() - start < 1.0


def hang(server: Ehr) -> Callable[[BaseHTTPRequestHandler], None]:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        server.stop.wait(10)

    return behave


def test_a_hanging_server_is_left_at_the_deadline() -> None:
    with ehr({}) as server:
        server.scripts["*"] = hang(server)
        start = time.monotonic()
        with pytest.raises(FhirServerError, match="in time"):
            read(server, seconds=0.3)
        assert time.monotonic() - start < 1.0


def speak(handler: BaseHTTPRequestHandler, words: bytes) -> None:
    handler.wfile.write(words)
    handler.connection.shutdown(socket.SHUT_RDWR)


BOMB = gzip.compress(b'{"a":"' + b" " * 5_000_000 + b'"}')
SPOILT: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], str]] = {
    "an HTML page": (lambda h: send(h, b"<html>", Content_Type="text/html"), "not JSON"),
    "truncated JSON": (lambda h: send(h, b'{"resourceType": "Pat'), "not JSON"),
    "a body cut short": (lambda h: send(h, b"{}", length=500), "broke off|in time"),
    "too large": (lambda h: send(h, b" " * 200_000), "too large"),
    "a gzip bomb": (lambda h: send(h, BOMB, Content_Encoding="gzip"), "too large"),
    "a broken gzip": (lambda h: send(h, b"\x1f\x8b junk", Content_Encoding="gzip"), "broke off"),
    "half a gzip": (lambda h: send(h, gzip.compress(b"{}" * 50)[:-9], Content_Encoding="gzip"), "cut short"),
    "an unasked packing": (lambda h: send(h, b"x", Content_Encoding="br"), "packed"),
    "500": (lambda h: send(h, b"", status=500), "answered 500"),
    "403": (lambda h: send(h, b"", status=403), "answered 403"),
    "not HTTP": (lambda h: speak(h, b"SSH-2.0-OpenSSH\r\n\r\n"), "broke off"),
    "nothing": (lambda h: speak(h, b""), "broke off"),
}


@pytest.mark.parametrize(("behaviour", "said"), SPOILT.values(), ids=SPOILT.keys())
@pytest.mark.checklist("S4")
def test_a_spoilt_answer_is_a_failure_that_is_said(behaviour: Callable[[BaseHTTPRequestHandler], None], said: str) -> None:
    with ehr({"Patient/p1": behaviour}) as server, pytest.raises(FhirServerError, match=said):
        read(server, max_bytes=100_000, seconds=0.5)


def test_a_packed_answer_is_unpacked() -> None:
    with ehr({"Patient/p1": lambda h: send(h, gzip.compress(b'{"a": 1}'), Content_Encoding="gzip")}) as server:
        assert read(server) == {"a": 1}


def test_all_answers_together_are_bounded() -> None:
    with (
        ehr({"*": {"text": "x" * 1000}}) as server,
        servers(server.base, max_total=2500).open(server.base, TOKEN, deadline=time.monotonic() + 2) as connection,
    ):
        connection.get("A")
        connection.get("B")
        with pytest.raises(FhirServerError, match="too large"):
            connection.get("C")


def test_a_server_that_fails_again_and_again_is_left_in_peace_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    with ehr({"*": lambda h: send(h, b"", status=503)}) as server:
        known = servers(server.base)
        with known.open(server.base, TOKEN, deadline=time.monotonic() + 2) as connection:
            for _ in range(5):
                with pytest.raises(FhirServerError):
                    connection.get("Patient/p1")
        with pytest.raises(FhirServerError, match="repeatedly"):
            known.open(server.base, TOKEN, deadline=time.monotonic() + 2)
        assert len(server.calls) == 5
        server.scripts["*"] = {"resourceType": "Patient"}
        known._breakers[next(iter(known._breakers))].reset_timeout = 0  # the pause is over
        for _ in range(2):
            with known.open(server.base, TOKEN, deadline=time.monotonic() + 2) as connection:
                assert connection.get("Patient/p1").json() == {"resourceType": "Patient"}


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refusing_one_thing_is_no_failure_of_the_server(status: int) -> None:
    with ehr({"*": lambda h: send(h, b"", status=status)}) as server:
        known = servers(server.base)
        with known.open(server.base, TOKEN, deadline=time.monotonic() + 2) as connection:
            for _ in range(8):
                with pytest.raises(StatusError):
                    connection.get("Patient/p1")
        known.open(server.base, TOKEN, deadline=time.monotonic() + 2).close()


@pytest.mark.parametrize("script", [lambda h: send(h, b"", status=500), lambda h: send(h, b"{"), lambda h: speak(h, b"")])
@pytest.mark.checklist("S2")
def test_the_token_is_in_no_error(script: Callable[[BaseHTTPRequestHandler], None]) -> None:
    with ehr({"Patient/p1": script}) as server, pytest.raises(FhirServerError) as e:
        read(server)
    assert TOKEN not in "".join(traceback.format_exception(e.value))
