"""Request → Record where prefetch leaves something open and the caller's FHIR server is to be read."""

from __future__ import annotations

import time
from typing import Any

import pytest

from service.errors import RequestError
from service.fhir_server import FhirServers, Limits
from service.gather import gather
from service.hooks import parse_request
from service.record import Record
from tests.ehr import Ehr, ehr, send
from tests.test_fhir_server import hang
from tests.test_gather import ONE, OUTCOME, PATIENT, bundle, condition, ids, said

BARE = "Condition?patient=p1&_sort=-recorded-date&_count=200"


def read(server: Ehr, *, seconds: float = 3.0, pages: int = 10, listed: bool = True, **changes: Any) -> Record:
    """The record gathered with `server` as the caller's, which needs nothing in prefetch."""
    body: dict[str, Any] = {
        "hook": "patient-view",
        "context": {"patientId": "p1", "encounterId": "e1"},
        "fhirServer": server.base,
        "fhirAuthorization": {"access_token": "canary-token-7351", "token_type": "Bearer", "expires_in": 300},
        "prefetch": {"observations": None},
    }
    allowed = FhirServers([server.base] if listed else [], limits=Limits(max_pages=pages))
    request = parse_request(body | changes, "patient-view")
    return gather(request, servers=allowed, deadline=time.monotonic() + seconds)


def asked(server: Ehr) -> set[str]:
    return {path.removeprefix("/fhir/").split("?")[0] for path, _ in server.calls}


@pytest.mark.checklist("S1", "F1")
def test_what_prefetch_left_open_is_read_and_nothing_else() -> None:
    encounter = {"resourceType": "Encounter", "id": "e1"}
    with ehr({"Patient/p1": PATIENT, "Encounter/e1": encounter, "Condition": bundle(ONE)}) as server:
        record = read(server, prefetch={"observations": None, "procedures": bundle(), "allergies": OUTCOME})
    assert ids(record, "Condition") == ["c1"]
    assert ids(record, "Patient") == ["p1"]
    assert ids(record, "Encounter") == ["e1"]
    assert record.unavailable == {"allergies"}
    assert {"Observation", "Procedure", "AllergyIntolerance"} & asked(server) == set()
    assert "DiagnosticReport" in asked(server)


@pytest.mark.parametrize(
    "changes",
    [
        {"fhirAuthorization": None},
        {"fhirAuthorization": {}},
        {"fhirAuthorization": {"access_token": ""}},
        {"fhirAuthorization": {"access_token": "a\r\nX-Evil: 1"}},
        {"fhirAuthorization": "token"},
        {"fhirServer": None},
        {"fhirServer": 5},
    ],
)
@pytest.mark.checklist("S1", "Q8")
def test_without_server_or_token_nothing_is_asked_and_nothing_is_made_of_it(changes: dict[str, Any]) -> None:
    with ehr({}) as server:
        record = read(server, **changes)
    assert server.calls == []
    assert "conditions" in record.unavailable
    assert record.not_assessed == ()


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ({"expires_in": 0}, "the access token has expired"),
        ({"expires_in": -5}, "the access token has expired"),
        ({"patient": "p2"}, "the access token is for another patient"),
        ({"token_type": "mac"}, "the access token is not a bearer token"),
    ],
)
@pytest.mark.checklist("S2")
def test_a_token_that_may_not_be_used_is_not_used_and_it_is_said(token: dict[str, Any], why: str) -> None:
    with ehr({}) as server:
        record = read(server, fhirAuthorization={"access_token": "t"} | token)
    assert server.calls == []
    assert said(record) == {"fhirServer": why}


@pytest.mark.parametrize("token", [{"patient": "p1"}, {"patient": "Patient/p1"}, {"token_type": "bearer"}, {"expires_in": "x"}])
@pytest.mark.parametrize("scope", ["user/Patient.Read", "patient/*.rs", "CONDITION.SEARCH Condition.Search (R4)", None])
@pytest.mark.checklist("S5")
def test_any_other_token_is_tried_whatever_its_scope_says(token: dict[str, Any], scope: Any) -> None:
    with ehr({"Condition": bundle(ONE)}) as server:
        record = read(server, fhirAuthorization={"access_token": "t", "scope": scope} | token)
    assert ids(record, "Condition") == ["c1"]


@pytest.mark.checklist("S6")
def test_a_server_that_is_not_listed_is_not_asked_and_it_is_said() -> None:
    with ehr({}) as server:
        record = read(server, listed=False)
    assert server.calls == []
    assert said(record) == {"fhirServer": "this service is not set up to read that FHIR server"}


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500])
@pytest.mark.checklist("S4")
def test_a_refused_key_is_not_known_and_the_rest_is_read(status: int) -> None:
    with ehr({"Condition": bundle(ONE), "Procedure": lambda h: send(h, b"", status=status)}) as server:
        record = read(server)
    assert ids(record, "Condition") == ["c1"]
    assert record.unavailable == {"procedures", "patient"}
    assert said(record)["procedures"] == f"the FHIR server answered {status}"


def test_an_outcome_with_status_200_is_a_failure_too() -> None:
    with ehr({"Condition": OUTCOME}) as server:
        record = read(server)
    assert "conditions" in record.unavailable
    assert said(record)["conditions"] == "the FHIR server could not look it up"


def test_a_search_that_a_server_finds_too_elaborate_is_asked_plainly() -> None:
    refused = lambda h: send(h, b"{}", status=400)  # noqa: E731
    with ehr({BARE: refused, "Condition?patient=p1": bundle(ONE)}) as server:
        record = read(server)
    assert ids(record, "Condition") == ["c1"]
    assert "conditions" not in record.unavailable


def test_another_patients_resources_from_the_server_are_left_out() -> None:
    with ehr({"Condition": bundle(ONE, condition(2, "Patient/p2")), "Patient/p1": PATIENT | {"id": "p2"}}) as server:
        record = read(server)
    assert ids(record, "Condition") == ["c1"]
    assert {"Condition/c2", "Patient/p2"} <= set(said(record))


def paged(server: Ehr, n: int, last: int) -> dict[str, Any]:
    links = [{"relation": "next", "url": f"{server.base}/pages?n={n + 1}"}] if n < last else []
    return bundle(condition(n), link=links)


@pytest.mark.checklist("F7")
def test_every_page_of_a_search_is_read() -> None:
    with ehr({}) as server:
        server.scripts |= {"Condition": paged(server, 1, 4)} | {f"pages?n={n}": paged(server, n, 4) for n in (2, 3, 4)}
        record = read(server)
    assert ids(record, "Condition") == ["c1", "c2", "c3", "c4"]
    assert "conditions" not in record.unavailable


@pytest.mark.checklist("F7")
def test_the_pages_after_a_prefetched_one_are_read_with_the_token() -> None:
    with ehr({}) as server:
        server.scripts["pages?n=2"] = paged(server, 2, 2)
        record = read(server, prefetch={"problems": paged(server, 1, 2), "observations": None})
    assert ids(record, "Condition") == ["c1", "c2"]
    assert "conditions" not in record.unavailable
    assert "Condition" not in asked(server)


def test_endless_pages_end_at_the_bound_and_it_is_said() -> None:
    with ehr({}) as server:
        server.scripts["Condition"] = paged(server, 1, 99)
        server.scripts |= {f"pages?n={n}": paged(server, n, 99) for n in range(2, 99)}
        record = read(server, pages=4)
    assert ids(record, "Condition") == ["c1", "c2", "c3", "c4"]
    assert said(record)["conditions"] == "only the first 4 pages were read"


def test_a_page_that_leads_to_itself_is_read_once() -> None:
    with ehr({}) as server:
        server.scripts["Condition"] = server.scripts["pages?n=1"] = paged(server, 0, 9)
        record = read(server)
    assert ids(record, "Condition") == ["c0"]
    assert sum("pages" in path for path, _ in server.calls) == 1


@pytest.mark.parametrize("url", ["https://evil.example/fhir?page=2", "http://127.0.0.1:1/fhir?page=2", "http://[bad"])
@pytest.mark.checklist("F7", "S2")
def test_a_next_page_elsewhere_is_not_followed_and_the_key_is_incomplete(url: str) -> None:
    with ehr({"Condition": bundle(ONE, link=[{"relation": "next", "url": url}])}) as server:
        record = read(server)
    assert ids(record, "Condition") == ["c1"]
    assert "conditions" in record.unavailable
    assert said(record)["conditions"].startswith("not all pages could be read")


@pytest.mark.checklist("S4", "Q16")
def test_with_a_hanging_server_the_time_is_kept_and_every_key_is_named() -> None:
    with ehr({}) as server:
        server.scripts["*"] = hang(server)
        start = time.monotonic()
        record = read(server, seconds=0.4)
        assert time.monotonic() - start < 1.2
    assert {"conditions", "diagnosticReports", "imagingStudies"} <= record.unavailable
    assert said(record)["conditions"] == "the FHIR server did not answer in time"


def test_one_hanging_key_does_not_cost_the_others_nor_the_texts() -> None:
    text = lambda h: send(h, b"L2-L3 narrowing", Content_Type="text/plain")  # noqa: E731
    scripts = {"Condition": bundle(ONE), "Patient/p1": PATIENT, "DiagnosticReport": bundle(REPORT), "Binary/b1": text}
    with ehr(scripts) as server:
        server.scripts["Procedure"] = hang(server)
        record = read(server, seconds=0.8)
    assert ids(record, "Condition") == ["c1"]
    assert record.binaries == {"Binary/b1": b"L2-L3 narrowing"}
    assert record.unavailable == {"procedures"}


@pytest.mark.checklist("S3")
def test_when_nothing_could_be_read_and_nothing_was_sent_it_is_412() -> None:
    with ehr({"*": lambda h: send(h, b"", status=403)}) as server, pytest.raises(RequestError) as e:
        read(server, prefetch={})
    assert e.value.status == 412


REPORT = {
    "resourceType": "DiagnosticReport",
    "id": "r1",
    "subject": {"reference": "Patient/p1"},
    "presentedForm": [{"contentType": "text/plain", "url": "Binary/b1"}],
}


@pytest.mark.parametrize("wrapped", [True, False], ids=["as a Binary resource", "as it is"])
def test_a_report_text_behind_an_address_is_fetched(wrapped: bool) -> None:
    raw = lambda h: send(h, b"L2-L3 narrowing", Content_Type="text/plain")  # noqa: E731
    binary = {"resourceType": "Binary", "contentType": "text/plain", "data": "TDItTDMgbmFycm93aW5n"}
    with ehr({"DiagnosticReport": bundle(REPORT), "Binary/b1": binary if wrapped else raw}) as server:
        record = read(server)
    assert record.binaries == {"Binary/b1": b"L2-L3 narrowing"}


def test_a_document_behind_an_absolute_address_on_the_same_server_is_fetched() -> None:
    with ehr({"Binary/b2": lambda h: send(h, b"%PDF-1.7", Content_Type="application/pdf")}) as server:
        url = f"{server.base}/Binary/b2"
        document = {"resourceType": "DocumentReference", "id": "d1", "content": [{"attachment": {"url": url}}]}
        record = read(server, prefetch={"docs": bundle(document), "observations": None})
    assert record.binaries == {url: b"%PDF-1.7"}


@pytest.mark.parametrize("url", ["https://evil.example/Binary/1", "Binary/missing"])
def test_a_report_text_that_cannot_be_had_is_said(url: str) -> None:
    report = REPORT | {"presentedForm": [{"url": url}]}
    with ehr({"DiagnosticReport": bundle(report), "Binary/missing": lambda h: send(h, b"", status=404)}) as server:
        record = read(server)
    assert said(record)["DiagnosticReport/r1"].startswith("its attached text could not be read")


def test_a_report_without_text_brings_its_results_and_a_nameless_medicine_its_name() -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r2", "result": [{"reference": "Observation/o9"}]}
    request = {"resourceType": "MedicationRequest", "id": "m1", "medicationReference": {"reference": "Medication/x"}}
    named = request | {"id": "m2", "medicationReference": {"reference": "Medication/y", "display": "A"}}
    scripts = {
        "DiagnosticReport": bundle(report),
        "MedicationRequest": bundle(request, named),
        "Observation/o9": {"resourceType": "Observation", "id": "o9"},
        "Medication/x": {"resourceType": "Medication", "id": "x"},
    }
    with ehr(scripts) as server:
        record = read(server)
    assert ids(record, "Observation") == ["o9"]
    assert ids(record, "Medication") == ["x"]
    assert "Medication/y" not in asked(server)


def test_an_id_with_odd_characters_cannot_change_what_is_asked() -> None:
    with ehr({}) as server:
        read(server, context={"patientId": "../admin?x=1&y", "encounterId": "a/b"})
    assert all(path.startswith("/fhir/") for path, _ in server.calls)
    assert "Patient/..%2Fadmin%3Fx%3D1%26y" in asked(server)
