"""Each rule finds its fault and no other; a correct service is found correct."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.conformance import calls
from service.conformance.requests import plain_request
from service.conformance.rule import Outcome, Result, read_rules
from service.conformance.run import new_target, run, untied
from service.conformance.signing import Signer
from service.conformance.target import UnreachableError
from tests.conformance.mutations import MUTATIONS, WITH_KEY
from tests.conformance.stub import KEYS, Call, Stub, as_json, session_for

ADDRESS = "http://127.0.0.1:9"
KEY = ec.generate_private_key(ec.SECP384R1())
SIGNER = Signer(key=KEY, issuer="https://ehr.example.org", kid="k1")
TRUSTED = {"k1": ("https://ehr.example.org", KEY.public_key())}
NEEDS_A_KEY = {"J3", "J4", "J5", "J6", "J7", "J8", "J9"}
TIMED = {"Q16"}


# The rules that a fault could be mistaken for, by its letter. Faults of errors show everywhere, so they are tried against all.
NEIGHBOURS = {
    "D": ("D", "P", "C", "S", "Q17", "F1", "R1", "E2"),
    "P": ("D", "P", "S", "Q17", "F"),
    "Q": ("D", "Q", "F", "S", "H", "R", "M1", "M4", "M5", "M6"),
    "F": ("Q", "F", "S", "H", "R"),
    "S": ("Q", "F", "S", "H", "R", "E"),
    "H": ("Q", "F", "S", "H", "R", "X"),
    "M": ("M", "E", "Q13", "Q17", "B7"),
    "C": ("D", "C", "E", "Q17"),
    "B": ("B", "E", "C"),
    "J": ("J", "X", "C", "E"),
    "X": ("X", "J", "R", "Q17"),
    "R": ("R", "X", "B", "F", "S", "Q17", "E2"),
}


def results(stub: Stub, *, only: Collection[str] = (), **options: Any) -> list[Result]:
    given_request = plain_request("order-select", KEYS, date(2026, 3, 1)) | {"given": True}
    return run(new_target(ADDRESS, new_session=session_for(stub), given=[("mine.json", given_request)], **options), only=only)


def found(stub: Stub, **options: Any) -> dict[str, tuple[str, ...]]:
    return {r.id: r.seen for r in results(stub, **options) if r.outcome in (Outcome.BROKEN, Outcome.WARNED)}


def test_every_rule_has_a_function_and_a_fault() -> None:
    assert untied() == set()
    assert set(MUTATIONS) | set(WITH_KEY) | TIMED == set(read_rules())


def test_a_correct_service_is_found_correct_and_all_is_tried_but_the_tokens() -> None:
    outcomes = {r.id: (r.outcome, r.seen) for r in results(Stub())}
    assert {k: v for k, v in outcomes.items() if v[0] is not Outcome.PASSED}.keys() == NEEDS_A_KEY


def test_a_correct_service_that_authenticates_is_found_correct_and_all_is_tried() -> None:
    outcomes = {r.id: (r.outcome, r.seen) for r in results(Stub(trusted=TRUSTED), signer=SIGNER)}
    assert {k: v for k, v in outcomes.items() if v[0] is not Outcome.PASSED} == {}


@pytest.mark.parametrize("rule_id", list(MUTATIONS))
def test_a_fault_is_found_by_its_rule_and_no_other(rule_id: str) -> None:
    stub = Stub(mutation=MUTATIONS[rule_id], hooks=("order-select",))
    seen = found(stub, only=NEIGHBOURS.get(rule_id[0], ()))
    assert set(seen) == {rule_id}, seen


@pytest.mark.parametrize("rule_id", list(WITH_KEY))
def test_a_fault_of_authentication_is_found_by_its_rule_and_no_other(rule_id: str) -> None:
    stub = Stub(mutation=WITH_KEY[rule_id], hooks=("order-select",), trusted=TRUSTED)
    seen = found(stub, only=NEIGHBOURS["J"], signer=SIGNER)
    assert set(seen) == {rule_id}, seen


def test_slow_answers_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "LONGEST", 0.0)
    assert set(found(Stub(hooks=("order-select",)))) == {"Q16"}


def test_a_service_that_wants_a_token_is_said_to_be_locked() -> None:
    with pytest.raises(UnreachableError, match="asks for authentication"):
        results(Stub(trusted=TRUSTED))


def test_a_key_that_is_not_trusted_is_said_to_be_refused() -> None:
    stranger = Signer(key=ec.generate_private_key(ec.SECP384R1()), issuer="https://ehr.example.org", kid="k1")
    with pytest.raises(UnreachableError, match="refuses the token"):
        results(Stub(trusted=TRUSTED), signer=stranger)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"services": 7}', b'{"services": [null, 5, {"id": [], "hook": {}, "prefetch": 3}]}']
)
def test_an_odd_discovery_is_reported_and_does_not_stop_the_check(body: bytes) -> None:
    def odd(call: Call, response: Any) -> Any:
        return None if call.kind != "discovery" else as_json(None).__class__(body, content_type="application/json")

    seen = found(Stub(mutation=odd))
    assert "D1" in seen or "D4" in seen


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda c: (
        st.lists(c, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "uuid",
                    "summary",
                    "source",
                    "topic",
                    "suggestions",
                    "actions",
                    "type",
                    "resource",
                    "resourceType",
                    "links",
                    "url",
                    "overrideReasons",
                    "extension",
                    "detail",
                    "label",
                    "resourceId",
                    "appContext",
                    "autolaunchable",
                ]
            ),
            c,
            max_size=6,
        )
    ),
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(card=JSON, top=JSON)
def test_whatever_a_service_answers_the_check_comes_to_its_end(card: Any, top: Any) -> None:
    def odd(call: Call, response: Any) -> Any:
        if call.kind != "hook" or response.status_code != 200:
            return None
        return as_json({"cards": [card, {"suggestions": [card], "source": card}], "systemActions": top, "extension": top})

    assert len(results(Stub(mutation=odd, hooks=("order-select",)), only="RXBF")) > 40
