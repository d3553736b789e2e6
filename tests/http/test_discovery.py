"""Discovery: what is offered, and prefetch templates that every client can fill."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fhir.resources.R4B import get_fhir_model_class
from flask.testing import FlaskClient

from service.app import create_app
from service.hooks import SERVICES, TEMPLATES, discovery
from service.record import PREFETCH_KEYS
from tests.http.conftest import settings

TOKEN = re.compile(r"\{\{(.*?)\}\}")
PREFETCH_TOKENS = {"context.patientId", "context.userId", "context.encounterId"}
CONTRACT = {
    "patient-view": "lumbar-concordance-patient-view",
    "order-select": "lumbar-concordance-order-select",
    "order-sign": "lumbar-concordance-order-sign",
}
ALWAYS = [k for k in PREFETCH_KEYS if k not in ("documents", "questionnaires", "impressions")]


def listed(client: FlaskClient) -> list[dict[str, Any]]:
    response = client.get("/cds-services")
    assert response.json is not None
    services: list[dict[str, Any]] = response.json["services"]
    return services


@pytest.mark.checklist("D1", "D2", "D3", "I2")
def test_discovery_is_the_same_at_every_call_and_with_a_trailing_slash(client: FlaskClient) -> None:
    first = client.get("/cds-services")
    assert first.status_code == 200
    assert first.content_type == "application/json"
    for path in ("/cds-services", "/cds-services/", "/cds-services?x=1", "/cds-services/?hook=order-sign"):
        again = client.get(path)
        assert (again.status_code, again.data) == (200, first.data)


@pytest.mark.checklist("K1", "D4", "D5", "D6")
def test_the_three_agreed_services_are_listed_once_each(client: FlaskClient) -> None:
    assert {s["hook"]: s["id"] for s in listed(client)} == CONTRACT
    assert len(listed(client)) == 3
    for service in listed(client):
        assert re.fullmatch(r"[a-z-]+", service["id"])
        assert all(service[member].strip() for member in ("hook", "id", "title", "description"))


@pytest.mark.checklist("D7", "D8", "D9", "D10")
def test_only_members_of_the_specification_are_used_and_none_is_empty(client: FlaskClient) -> None:
    allowed = {"hook", "title", "description", "id", "prefetch", "usageRequirements", "extension", "version", "hookVersion"}
    for service in listed(client):
        assert set(service) <= allowed
        assert all(service.values())
        assert re.fullmatch(r"\d+\.\d+\.\d+", service["version"])
        assert service["hookVersion"] == "1.0"


@pytest.mark.checklist("D11")
def test_with_nothing_offered_discovery_is_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.hooks.SERVICES", ())
    assert discovery(()) == {"services": []}


@pytest.mark.checklist("K2")
def test_the_keys_of_the_contract_are_asked_for(client: FlaskClient) -> None:
    assert all(list(service["prefetch"]) == ALWAYS for service in listed(client))


def test_optional_keys_are_asked_for_by_setting() -> None:
    with create_app(settings(extra_prefetch="documents, impressions")).test_client() as client:
        assert [*ALWAYS, "documents", "impressions"] == list(listed(client)[0]["prefetch"])


@pytest.mark.parametrize("key", TEMPLATES)
@pytest.mark.checklist("P1", "P2", "P3", "P4")
def test_a_template_is_a_relative_read_or_search_with_simple_tokens(key: str) -> None:
    template = TEMPLATES[key]
    kind, rest = re.fullmatch(r"([A-Z][A-Za-z]+)([/?].+)", template).groups()  # type: ignore[union-attr]
    assert kind == PREFETCH_KEYS[key]
    get_fhir_model_class(kind)
    assert rest.startswith("?") or TOKEN.fullmatch(rest.removeprefix("/"))
    assert set(TOKEN.findall(template)) <= PREFETCH_TOKENS
    assert not re.search(r"[\s$%]|_history|today|://", TOKEN.sub("", template))


SEARCHES = [key for key, template in TEMPLATES.items() if "?" in template]


@pytest.mark.parametrize("key", SEARCHES)
@pytest.mark.checklist("P5", "P6", "P7", "P8", "P9", "P10")
def test_a_search_is_plain_bounded_and_for_this_patient_only(key: str) -> None:
    parameters = parse_qsl(TEMPLATES[key].split("?", 1)[1], keep_blank_values=True)
    names = [name for name, _ in parameters]
    assert len(names) == len(set(names))
    assert set(names) <= {"patient", "category", "_sort", "_count"}
    assert all(value for _, value in parameters)
    values = dict(parameters)
    assert values["patient"] == "{{context.patientId}}"
    assert int(values["_count"]) > 0
    assert values["_sort"].startswith("-")


@pytest.mark.checklist("P11")
def test_no_search_is_lost_where_there_is_no_encounter() -> None:
    assert [key for key, template in TEMPLATES.items() if "encounterId" in template] == ["encounter"]
    assert all("context.patientId" in TEMPLATES[key] for key in SEARCHES)


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.hook)
@pytest.mark.checklist("M12", "E4")
def test_other_methods_on_a_service_are_405_and_say_what_is_allowed(client: FlaskClient, service: Any) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        response = client.open(f"/cds-services/{service.id}", method=method)
        assert response.status_code == 405
        assert "POST" in response.headers["Allow"]
        assert response.json is not None
        assert response.json["resourceType"] == "OperationOutcome"


UNKNOWN = ["other", "lumbar-concordance-patient-vie", "..%2f..%2fetc%2fpasswd", "a%00b", "%3Cscript%3E", "a/b", "%2e%2e", "é"]


@pytest.mark.parametrize("service_id", UNKNOWN)
@pytest.mark.checklist("M13", "E1", "E2", "E3")
def test_an_unknown_service_is_404_without_repeating_the_name(client: FlaskClient, service_id: str) -> None:
    response = client.post(f"/cds-services/{service_id}", json={})
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["issue"][0]["code"] == "not-found"
    assert b"passwd" not in response.data
    assert b"script" not in response.data


@pytest.mark.parametrize("path", ["/cds-services//x", "/cds-services//", "/cds-services/./", "/CDS-SERVICES", "/nothing"])
@pytest.mark.checklist("E1")
def test_nothing_is_ever_redirected(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (200, 404)
