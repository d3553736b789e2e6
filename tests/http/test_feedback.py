"""Feedback: taken in every form that clients send, whole or not at all, counted once, and answered when it is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service import storage
from service.app import create_app
from tests.http.conftest import SIGN, VIEW, settings, view_request

URL = f"{VIEW}/feedback"
TAKEN = {
    "card": "5d2c8d4e-0e0f-4a38-9a52-4a6a1b1a7f01",
    "outcome": "accepted",
    "outcomeTimestamp": "2026-03-04T10:05:31Z",
    "acceptedSuggestions": [{"id": "f5f2a8f4-14b5-4d80-8a57-3a51d8d7f0aa"}],
}
DISMISSED = {
    "card": "0a6ee4ac-51f0-4c5c-8a2c-36d2d9b2b111",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-04T10:06:00Z",
}
EPIC_EXTENSION = {
    "card": "778899",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-04T11:00:00Z",
    "overrideReasons": {
        "extension": {
            "com.epic.cdshooks.feedback.overrideReason.reasonCategory": "12",
            "com.epic.cdshooks.feedback.overrideReason.reasonTitle": "Not a candidate",
            "com.epic.cdshooks.feedback.overrideReason.reasonDisplay": "Not a candidate for it",
        },
        "userComment": "seen last week",
    },
}
EPIC_REASON = {
    "card": "778899",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-04T11:00:00Z",
    "overrideReasons": {"reason": {"code": "not-now", "display": "Not now", "system": "https://ehr.example.org/reasons"}},
}
SPECIFICATION = {
    "card": "0a6ee4ac-51f0-4c5c-8a2c-36d2d9b2b112",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-04T00:00:00+01:00",
    "overrideReason": {"reason": {"code": "c1", "system": "https://ehr.example.org/reasons"}, "userComment": "my words"},
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "feedback.db"


@pytest.fixture
def client(database: Path) -> Iterator[FlaskClient]:
    with create_app(settings(database_url=f"sqlite:///{database}")).test_client() as test_client:
        yield test_client


def stored(database: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(database) as connection:
        columns = "service, card, outcome, suggestions, reasons, comment"
        return connection.execute(f"SELECT {columns} FROM feedback ORDER BY id").fetchall()


def send(client: FlaskClient, *items: Any, url: str = URL) -> int:
    return client.post(url, json={"feedback": list(items)}).status_code


@pytest.mark.checklist("B1", "B4")
def test_an_accepted_card_is_stored_with_its_suggestions(client: FlaskClient, database: Path) -> None:
    assert send(client, TAKEN) == 200
    service = "lumbar-concordance-patient-view"
    ids = '["f5f2a8f4-14b5-4d80-8a57-3a51d8d7f0aa"]'
    assert stored(database) == [(service, TAKEN["card"], "accepted", ids, "[]", None)]


@pytest.mark.parametrize(
    ("item", "reasons", "comment"),
    [
        pytest.param(SPECIFICATION, '[{"system": "https://ehr.example.org/reasons", "code": "c1"}]', "my words", id="2.0"),
        pytest.param(
            EPIC_REASON,
            '[{"system": "https://ehr.example.org/reasons", "code": "not-now", "display": "Not now"}]',
            None,
            id="plural",
        ),
        pytest.param(
            EPIC_EXTENSION,
            '[{"category": "12", "display": "Not a candidate for it", "title": "Not a candidate"}]',
            "seen last week",
            id="extension",
        ),
        pytest.param(DISMISSED, "[]", None, id="without a reason"),
        pytest.param(DISMISSED | {"overrideReasons": [{"reason": {"code": "a"}}]}, '[{"code": "a"}]', None, id="a list"),
        pytest.param(DISMISSED | {"overrideReason": "because"}, "[]", None, id="not an object"),
        pytest.param(DISMISSED | {"overrideReason": {"reason": 4, "userComment": {}}}, "[]", None, id="odd members"),
    ],
)
@pytest.mark.checklist("B1", "B4", "B7", "H2")
def test_override_reasons_are_read_in_every_form(
    client: FlaskClient, database: Path, item: dict[str, Any], reasons: str, comment: str | None
) -> None:
    assert send(client, item) == 200
    assert stored(database)[0][4:] == (reasons, comment)


@pytest.mark.checklist("B2")
def test_the_same_item_again_is_answered_alike_and_counted_once(client: FlaskClient, database: Path) -> None:
    first = client.post(URL, json={"feedback": [TAKEN, DISMISSED]})
    again = client.post(URL, json={"feedback": [DISMISSED, TAKEN, TAKEN]})
    same_moment = TAKEN | {"outcomeTimestamp": "2026-03-04T11:05:31+01:00"}
    assert send(client, same_moment) == 200
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert len(stored(database)) == 2


def test_an_accepted_card_that_is_then_overridden_counts_twice(client: FlaskClient, database: Path) -> None:
    assert send(client, TAKEN) == 200
    assert send(client, DISMISSED | {"card": TAKEN["card"]}) == 200
    assert [row[2] for row in stored(database)] == ["accepted", "overridden"]


BAD_ITEMS = [
    pytest.param(TAKEN | {"outcome": "ignored"}, "outcome", id="another outcome"),
    pytest.param(TAKEN | {"outcome": None}, "outcome", id="outcome null"),
    pytest.param(TAKEN | {"card": ""}, "card", id="card empty"),
    pytest.param(TAKEN | {"card": 123456}, "card", id="card a number"),
    pytest.param({k: v for k, v in TAKEN.items() if k != "card"}, "card", id="no card"),
    pytest.param({k: v for k, v in TAKEN.items() if k != "outcomeTimestamp"}, "outcomeTimestamp", id="no time"),
    pytest.param(TAKEN | {"outcomeTimestamp": "yesterday"}, "outcomeTimestamp", id="time in words"),
    pytest.param(TAKEN | {"outcomeTimestamp": "2026-03-04T10:05:31"}, "outcomeTimestamp", id="no offset"),
    pytest.param(TAKEN | {"outcomeTimestamp": "2026-02-30T10:05:31Z"}, "outcomeTimestamp", id="30 February"),
    pytest.param(TAKEN | {"outcomeTimestamp": "0001-01-01T00:00:00+23:59"}, "outcomeTimestamp", id="before year 1"),
    pytest.param(TAKEN | {"outcomeTimestamp": 1772618731}, "outcomeTimestamp", id="seconds"),
    pytest.param("accepted", "feedback.1", id="a text"),
    pytest.param(None, "feedback.1", id="null"),
]


@pytest.mark.parametrize(("item", "where"), BAD_ITEMS)
@pytest.mark.checklist("B3")
def test_one_bad_item_refuses_the_whole_batch(client: FlaskClient, database: Path, item: Any, where: str) -> None:
    assert send(client, DISMISSED | {"card": "first"}) == 200
    response = client.post(URL, json={"feedback": [TAKEN, item]})
    assert response.status_code == 400
    assert response.json is not None
    assert where in response.json["issue"][0]["details"]["text"]
    assert len(stored(database)) == 1


NO_BATCH = ["{}", '{"feedback": null}', '{"feedback": []}', '{"feedback": {}}', "[]", '"x"', "null", '{"feedback": [[]]}', ""]


@pytest.mark.parametrize("body", NO_BATCH)
@pytest.mark.checklist("B3", "B7")
def test_a_body_that_is_no_batch_is_refused(client: FlaskClient, body: str) -> None:
    assert client.post(URL, data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("time", ["2026-12-31T23:59:60Z", "2026-03-04t10:05:31.123456789z", "2026-03-04T10:05:31-00:00"])
def test_every_rfc_3339_time_is_taken(client: FlaskClient, time: str) -> None:
    assert send(client, TAKEN | {"outcomeTimestamp": time}) == 200


@pytest.mark.parametrize(
    "card", ["123456", "a" * 200, "Öl\x00", "'; DROP TABLE feedback; --", "6e7a2f10-c2b1-11f0-8de9-0242ac120002"]
)
@pytest.mark.checklist("B6")
def test_a_card_id_that_we_did_not_issue_is_taken(client: FlaskClient, database: Path, card: str) -> None:
    assert send(client, TAKEN | {"card": card}) == 200
    assert len(stored(database)) == 1


@pytest.mark.checklist("B5", "M13")
def test_feedback_for_an_unknown_service_is_404(client: FlaskClient) -> None:
    assert send(client, TAKEN, url="/cds-services/other/feedback") == 404


@pytest.mark.checklist("B5")
def test_get_of_feedback_is_405(client: FlaskClient) -> None:
    response = client.get(URL)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_the_same_feedback_to_two_services_counts_for_each(client: FlaskClient, database: Path) -> None:
    assert send(client, TAKEN) == send(client, TAKEN, url=f"{SIGN}/feedback") == 200
    assert len(stored(database)) == 2


BROKEN_DATABASES = {
    "a folder that is not there": "sqlite:////nowhere/at/all.db",
    "not a database": "sqlite:////etc/hostname",
    "a driver that is not installed": "mysql+pymysql://u:canary-secret@127.0.0.1/x",
}


@pytest.mark.parametrize("url", BROKEN_DATABASES.values(), ids=BROKEN_DATABASES.keys())
def test_without_a_database_feedback_is_503_and_hooks_go_on(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with create_app(settings(database_url=url)).test_client() as client:
        response = client.post(URL, json={"feedback": [TAKEN]})
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert client.get("/ready").status_code == 503
        assert client.get("/health").status_code == 200
        assert client.post(VIEW, json=view_request()).status_code == 200
        assert b"canary-secret" not in response.data
    assert "canary-secret" not in capsys.readouterr().err


def test_a_database_that_comes_back_is_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    with create_app(settings(database_url=f"sqlite:///{folder}/f.db")).test_client() as client:
        assert send(client, TAKEN) == 503
        folder.mkdir()
        assert send(client, TAKEN) == 200
        assert client.get("/ready").status_code == 200


def test_a_locked_database_is_503_in_time_and_stores_nothing(
    client: FlaskClient, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "WAIT_SECONDS", 0.1)
    assert send(client, DISMISSED) == 200
    lock = sqlite3.connect(database)
    lock.execute("BEGIN EXCLUSIVE")
    assert send(client, TAKEN) == 503
    lock.rollback()
    lock.close()
    assert len(stored(database)) == 1


@pytest.mark.checklist("B8", "X6")
def test_a_clinicians_words_are_stored_and_not_logged(
    client: FlaskClient, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = SPECIFICATION | {"overrideReason": {"userComment": "canary-comment Mrs Doe"}}
    assert send(client, said) == 200
    assert client.post(URL, json={"feedback": [said | {"outcome": "canary-outcome"}]}).status_code == 400
    assert stored(database)[0][5] == "canary-comment Mrs Doe"
    out = capsys.readouterr()
    assert "canary" not in out.err + out.out
    assert b"canary" not in client.get("/metrics").data
