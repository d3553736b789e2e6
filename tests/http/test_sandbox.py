"""The public CDS Hooks sandbox as a client: its four tabs work, and no answer of ours makes its page throw."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.http import sandbox as s
from tests.http.conftest import SELECT, SIGN, VIEW

Document = dict[str, Any]
PATHS = {"patient-view": VIEW, "order-select": SELECT, "order-sign": SIGN}
IBUPROFEN = ("ibuprofen 600 MG Oral Tablet", "197806")
ACETAMINOPHEN = ("acetaminophen 325 MG Oral Tablet", "313782")
LOW_BACK_PAIN = ("Low back pain (finding)", "279039007")
MRI, CT, HEART = ("Lumbar spine MRI", "72148"), ("Lumbar spine CT", "72133"), ("Cardiac MRI", "75561")
NARROWING = "L2-L3: moderate left neuroforaminal narrowing. L4-L5: mild disc bulge without nerve root contact."

EMPTY = s.record()
NEW_PAIN = s.record(s.condition("Low back pain", 14, "279039007"))
OLD_PAIN = s.record(s.condition("Low back pain", 120, "279039007"), s.observation("Right EHL strength", "4/5"))
IMAGED = s.record(s.condition("Low back pain", 120, "279039007"), s.lumbar_mri(90, NARROWING))
HIP = s.record(
    s.condition("Left gluteal tendinopathy", 100),
    s.condition("Left lateral hip pain", 100),
    s.lumbar_mri(60, NARROWING),
    s.observation("Left greater trochanter tenderness", "present"),
    s.observation("Patellar reflexes", "2+ bilaterally"),
    s.observation("Hip flexion strength left", "5/5"),
    s.observation("Knee extension strength left", "5/5"),
    s.observation("Straight leg raise", "negative bilaterally"),
)
ALLERGIC = s.record(s.allergy("Ibuprofen", "5640"), s.condition("Low back pain", 120, "279039007"))
ALLERGIC_IN_WORDS = s.record(s.allergy("NSAIDs"), s.condition("Low back pain", 120, "279039007"))

# tab, what is done there, the request, and the indicators of the cards that the record gives reason for
CASES: dict[str, tuple[str, Document, list[str]]] = {
    "Patient View of a patient without any data": ("Patient View", s.request("patient-view", EMPTY), []),
    "Patient View of a sore hip and an MRI": ("Patient View", s.request("patient-view", HIP), ["info", "info"]),
    "Rx View, opened": ("Rx View", s.select(s.rx(), ALLERGIC), []),
    "Rx View, ibuprofen for an allergic patient": ("Rx View", s.select(s.rx(*IBUPROFEN), ALLERGIC), ["critical"]),
    "Rx View, the same with a reason": ("Rx View", s.select(s.rx(*IBUPROFEN, reason="279039007"), ALLERGIC), ["critical"]),
    "Rx View, allergy written in words": ("Rx View", s.select(s.rx(*IBUPROFEN), ALLERGIC_IN_WORDS), ["critical"]),
    "Rx View, ibuprofen for one who is not": ("Rx View", s.select(s.rx(*IBUPROFEN), OLD_PAIN), []),
    "Rx View, another drug for an allergic patient": ("Rx View", s.select(s.rx(*ACETAMINOPHEN), ALLERGIC), []),
    "Rx Sign, ibuprofen for an allergic patient": ("Rx Sign", s.sign(s.rx(*IBUPROFEN), ALLERGIC), ["critical"]),
    "Rx Sign, an empty form": ("Rx Sign", s.sign(s.rx(), ALLERGIC), []),
    "Rx Sign, another drug": ("Rx Sign", s.sign(s.rx(*ACETAMINOPHEN), ALLERGIC), []),
    "PAMA Imaging, opened": ("PAMA Imaging", s.select(s.study(), NEW_PAIN), []),
    "PAMA Imaging, lumbar MRI for pain of two weeks": ("PAMA Imaging", s.select(s.study(*MRI), NEW_PAIN), ["info"]),
    "PAMA Imaging, the same with its reason": (
        "PAMA Imaging", s.select(s.study(*MRI, reasons=(LOW_BACK_PAIN,)), NEW_PAIN), ["info"]),
    "PAMA Imaging, first lumbar MRI after months": ("PAMA Imaging", s.select(s.study(*MRI), OLD_PAIN), []),
    "PAMA Imaging, lumbar MRI three months after the last": (
        "PAMA Imaging", s.select(s.study(*MRI, reasons=(LOW_BACK_PAIN,)), IMAGED), ["warning"]),
    "PAMA Imaging, another organ": ("PAMA Imaging", s.select(s.study(*HEART), IMAGED), []),
}  # fmt: skip


def ask(client: FlaskClient, request: Document) -> Document:
    response = client.post(PATHS[request["hook"]], json=request, headers=s.HEADERS)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.headers["Access-Control-Allow-Origin"] in ("*", s.ORIGIN)
    answer: Document = response.get_json()
    return answer


@pytest.mark.checklist("H1", "Q10")
@pytest.mark.parametrize("name", CASES)
def test_each_tab_gets_the_cards_that_the_record_gives_reason_for(client: FlaskClient, name: str) -> None:
    tab, request, expected = CASES[name]
    answer = ask(client, request)
    assert [card["indicator"] for card in answer["cards"]] == expected, [card["summary"] for card in answer["cards"]]
    assert list(s.page_problems(answer, tab)) == []


@pytest.mark.checklist("H1")
def test_a_lumbar_ct_soon_after_an_mri_is_spoken_of(client: FlaskClient) -> None:
    answer = ask(client, s.select(s.study(*CT), IMAGED))
    assert len(answer["cards"]) == 1
    assert list(s.page_problems(answer, "PAMA Imaging")) == []


@pytest.mark.checklist("H1", "Q9")
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("record", [EMPTY, IMAGED, ALLERGIC], ids=["empty", "imaged", "allergic"])
def test_the_second_click_without_orders_shows_nothing(client: FlaskClient, hook: str, record: Document) -> None:
    assert ask(client, s.request(hook, record))["cards"] == []


@pytest.mark.checklist("H1")
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_dstu2_order_does_no_harm(client: FlaskClient, hook: str) -> None:
    order = s.old_rx(*IBUPROFEN)
    answer = ask(client, s.select(order, ALLERGIC) if hook == "order-select" else s.sign(order, ALLERGIC))
    assert list(s.page_problems(answer, "Rx View")) == []


@pytest.mark.checklist("H1", "F1", "S3")
@pytest.mark.parametrize("name", CASES)
def test_where_no_key_was_filled_it_is_answered_or_told_what_is_missing(client: FlaskClient, name: str) -> None:
    tab, request, _ = CASES[name]
    response = client.post(PATHS[request["hook"]], json=request | {"prefetch": {}}, headers=s.HEADERS)
    if response.status_code == 200:
        assert list(s.page_problems(response.get_json(), tab)) == []
    else:
        assert response.status_code == 412
        assert "diagnosticReports" in response.get_data(as_text=True)


@pytest.mark.checklist("H1", "X3", "R12")
@pytest.mark.parametrize("hook", ["patient-view", "order-select"])
def test_markup_in_the_record_does_not_reach_the_page(client: FlaskClient, hook: str) -> None:
    spiteful = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) <iframe src=//x>"
    record = s.record(
        s.condition(f"Left lateral hip pain {spiteful}", 100),
        s.condition(f"Left gluteal tendinopathy {spiteful}", 100),
        s.lumbar_mri(60, f"{NARROWING} {spiteful}"),
        s.observation("Left greater trochanter tenderness", f"present {spiteful}"),
    )
    order = s.study(f"Lumbar spine MRI {spiteful}", "72148")
    answer = ask(client, s.request(hook, record) if hook == "patient-view" else s.select(order, record))
    assert answer["cards"]
    assert list(s.page_problems(answer, "PAMA Imaging")) == []


@pytest.mark.checklist("C1", "C2", "H1")
@pytest.mark.parametrize(("path", "method"), [("/cds-services", "GET"), (SELECT, "POST"), (f"{SELECT}/feedback", "POST")])
def test_its_preflights_are_allowed_the_token(client: FlaskClient, path: str, method: str) -> None:
    asked = {
        "Origin": s.ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    response = client.options(path, headers=asked)
    assert response.status_code in (200, 204)
    assert "authorization" in response.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.checklist("H1", "B6")
@pytest.mark.parametrize("outcome", ["dismissed", "with a reason", "accepted", "accepted, then dismissed"])
def test_its_feedback_on_a_card_is_taken(client: FlaskClient, outcome: str) -> None:
    card = ask(client, CASES["PAMA Imaging, lumbar MRI three months after the last"][1])["cards"][0]
    base = {"card": card["uuid"], "outcomeTimestamp": "2026-01-02T03:04:05.678Z"}
    reason = {k: card["overrideReasons"][0][k] for k in ("code", "system")}
    accepted = base | {"outcome": "accepted", "acceptedSuggestions": [{"id": card["suggestions"][0]["uuid"]}]}
    sent = {
        "dismissed": [base | {"outcome": "overridden"}],
        "with a reason": [base | {"outcome": "overridden", "overrideReason": {"reason": reason}}],
        "accepted": [accepted],
        "accepted, then dismissed": [accepted, base | {"outcome": "overridden"}],
    }[outcome]
    for item in sent:
        response = client.post(f"{SELECT}/feedback", json={"feedback": [item]}, headers=s.HEADERS)
        assert response.status_code == 200


def test_what_its_page_cannot_show_is_noticed() -> None:
    fine = {"uuid": "u", "summary": "s", "indicator": "info", "source": {"label": "l"}}
    update = {"type": "update", "description": "d", "resource": {"resourceType": "ServiceRequest"}}
    wrong: list[tuple[str, Document, str]] = [
        ("Patient View", {"detail": "<img src=x>"}, "raw HTML"),
        ("PAMA Imaging", {"suggestions": [{"label": "l", "uuid": "u"}]}, "without actions"),
        ("PAMA Imaging", {"suggestions": [{"label": "l", "uuid": "u", "actions": [update]}]}, "without a rating"),
        ("Patient View", {"links": [{"label": "l", "url": "javascript:x", "type": "absolute"}]}, "not absolute"),
    ]
    assert list(s.page_problems({"cards": [fine]}, "Patient View")) == []
    for tab, part, told in wrong:
        assert told in " ".join(s.page_problems({"cards": [fine | part]}, tab))
