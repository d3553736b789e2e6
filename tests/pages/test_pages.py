"""The pages: safe by their headers, and closed where others could call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import service
from fhir_examples import names
from service.app import create_app
from tests.http.conftest import settings

SERVICE = Path(service.__file__).parent


@pytest.fixture
def client() -> FlaskClient:
    return create_app(settings()).test_client()


@pytest.mark.parametrize(
    "path", ["/", "/knowledge", "/static/style.css", "/static/playground.js", "/playground/examples/index-case"]
)
def test_each_page_allows_nothing_but_our_own_files(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/knowledge"])
def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert [u for u in re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', html) if not u.startswith("/static/")] == []


def test_the_playground_lists_every_example(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    for name in names():
        assert f'value="{name}"' in html
        assert client.get(f"/playground/examples/{name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/playground/examples/none", "/playground/examples/..%2f..", "/static/none.css", "/static/..%2fpages.py", "/static/"],
)
def test_what_is_not_there_is_a_404_in_json(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.get_json()["resourceType"] == "OperationOutcome"


def test_without_open_mode_the_playground_is_closed_and_the_knowledge_book_open() -> None:
    client = create_app(settings(insecure=True)).test_client()
    assert client.get("/").status_code == 404
    assert client.get("/playground/examples/index-case").status_code == 404
    book = client.get("/knowledge")
    assert book.status_code == 200
    assert 'href="/"' not in book.get_data(as_text=True)


def test_a_page_of_another_origin_may_not_read_the_pages(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": "https://other.example.org"}).headers


def test_vendored_scripts_come_with_their_licences() -> None:
    vendor = SERVICE / "static" / "vendor"
    for script in vendor.glob("*.js"):
        licence = vendor / script.name.replace(".min.js", ".LICENSE.txt")
        assert licence.read_text(encoding="utf-8").strip()
        assert script.name in (vendor / "README.md").read_text(encoding="utf-8")
