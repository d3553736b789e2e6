"""Request → Record from prefetch, in every state that a prefetch value can be in; nothing is fetched here."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from service.errors import RequestError
from service.gather import DEFAULT_KEYS, gather
from service.hooks import HookRequest, parse_request
from service.record import Record

OTHERS = "belongs to another patient than the one in context"


def condition(n: int, patient: str = "Patient/p1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": f"c{n}", "subject": {"reference": patient}, **more}


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources], **more}


OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
NO_RESULTS = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]}
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female"}
ONE = condition(1)


def view(prefetch: Any, **context: Any) -> HookRequest:
    body = {"hook": "patient-view", "context": {"patientId": "p1"} | context, "prefetch": prefetch}
    return parse_request(copy.deepcopy(body), "patient-view")


def select(drafts: Any, selections: Any = None, prefetch: Any = None) -> HookRequest:
    context = {"patientId": "p1", "draftOrders": drafts, "selections": selections}
    return parse_request({"hook": "order-select", "context": context, "prefetch": prefetch}, "order-select")


def ids(record: Record, kind: str) -> list[Any]:
    return [r.get("id") for r in record.resources.get(kind, ())]


def said(record: Record) -> dict[str, str]:
    return {one.source: one.why for one in record.not_assessed}


HOLDS_ONE = {
    "a resource": ONE,
    "a searchset": bundle(ONE),
    "a Bundle without type": {"resourceType": "Bundle", "entry": [{"resource": ONE}]},
    "a Bundle without resourceType": {"entry": [{"resource": ONE}]},
    "a list of resources": [ONE],
    "a response wrapper": {"response": {"status": "200 OK"}, "resource": ONE},
    "a batch response of searchsets": {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [{"response": {"status": "200"}, "resource": bundle(ONE)}],
    },
    "entries without a resource beside it": {
        "resourceType": "Bundle",
        "entry": [{"fullUrl": "x"}, {"resource": ONE}, {"resource": None}, {"resource": "text"}, "text", None, 4],
    },
    "a match beside an outcome": {
        "resourceType": "Bundle",
        "entry": [{"resource": ONE, "search": {"mode": "match"}}, {"resource": NO_RESULTS, "search": {"mode": "outcome"}}],
    },
    "a match beside an included condition": {
        "resourceType": "Bundle",
        "entry": [{"resource": ONE}, {"resource": condition(2), "search": {"mode": "include"}}],
    },
    "odd links": {"resourceType": "Bundle", "link": [None, 4, {"relation": 3}], "entry": [{"resource": ONE}]},
    "an odd search": {"resourceType": "Bundle", "entry": [{"resource": ONE, "search": "match"}]},
    "the same resource twice": bundle(ONE, copy.deepcopy(ONE)),
}


@pytest.mark.parametrize("value", HOLDS_ONE.values(), ids=HOLDS_ONE.keys())
@pytest.mark.parametrize("key", ["conditions", "item7"])
@pytest.mark.checklist("F3", "F6")
def test_one_condition_is_found_in_whatever_holds_it(key: str, value: Any) -> None:
    record = gather(view({key: value}))
    assert ids(record, "Condition") == ["c1"]
    assert "conditions" not in record.unavailable
    assert record.not_assessed == ()


EMPTY = {
    "F2 null": None,
    "an empty searchset": bundle(total=0),
    "F5 an empty Bundle with an outcome": {
        "resourceType": "Bundle",
        "total": 0,
        "entry": [{"resource": NO_RESULTS, "search": {"mode": "outcome"}}],
    },
    "a Bundle with nothing": {"resourceType": "Bundle"},
    "a Bundle with entry null": {"resourceType": "Bundle", "entry": None},
}


@pytest.mark.parametrize("value", EMPTY.values(), ids=EMPTY.keys())
@pytest.mark.checklist("F2", "F5")
def test_known_to_be_empty_is_not_unavailable(value: Any) -> None:
    record = gather(view({"conditions": value}))
    assert "Condition" not in record.resources
    assert "conditions" not in record.unavailable
    assert record.not_assessed == ()


FAILED = {
    "F4 an outcome": OUTCOME,
    "a warning in place of the answer": NO_RESULTS,
    "a Bundle of one error": {"resourceType": "Bundle", "entry": [{"resource": OUTCOME}]},
    "an error though the total is 0": {"resourceType": "Bundle", "total": 0, "entry": [{"resource": OUTCOME}]},
    "a failed response": {"response": {"status": "403 Forbidden"}},
}


@pytest.mark.parametrize("value", FAILED.values(), ids=FAILED.keys())
@pytest.mark.checklist("F4")
def test_a_failed_look_up_is_not_known_and_said(value: Any) -> None:
    record = gather(view({"conditions": value, "observations": None}))
    assert "conditions" in record.unavailable
    assert said(record) == {"prefetch.conditions": "the caller could not look it up (OperationOutcome)"}


@pytest.mark.parametrize("value", [5, True, "text", [], {}, {"a": 1}, [[]], {"resourceType": 4}, {"resourceType": ""}])
@pytest.mark.checklist("F8")
def test_a_value_of_the_wrong_type_is_not_known_and_said(value: Any) -> None:
    record = gather(view({"conditions": value, "observations": None}))
    assert "conditions" in record.unavailable
    assert said(record) == {"prefetch.conditions": "is not a FHIR resource, Bundle or null"}


@pytest.mark.checklist("F6")
def test_a_key_that_holds_something_else_answers_for_what_it_holds() -> None:
    record = gather(view({"conditions": {"resourceType": "Observation", "id": "o1"}}))
    assert ids(record, "Observation") == ["o1"]
    assert "conditions" in record.unavailable
    assert "observations" not in record.unavailable


@pytest.mark.checklist("F1")
def test_an_absent_key_is_unavailable_without_a_word() -> None:
    record = gather(view({"conditions": None}))
    assert record.unavailable == set(DEFAULT_KEYS) - {"conditions", "encounter"}
    assert record.not_assessed == ()


@pytest.mark.parametrize(("studies", "unknown"), [({}, False), ({"imagingStudies": OUTCOME}, True)])
def test_studies_that_nobody_sent_are_known_by_their_reports(studies: dict[str, Any], unknown: bool) -> None:
    record = gather(view({"diagnosticReports": bundle(report(data="TDItTDM="))} | studies))
    assert ("imagingStudies" in record.unavailable) is unknown
    assert "imagingStudies" in gather(view({"conditions": None})).unavailable


@pytest.mark.parametrize("prefetch", [None, {}, "text", [], {"patient": PATIENT}, {"conditions": OUTCOME}, {"-user": PATIENT}])
@pytest.mark.checklist("F2", "S3", "Q17")
def test_opening_a_chart_with_nothing_to_judge_by_is_412_and_names_the_keys(prefetch: Any) -> None:
    with pytest.raises(RequestError) as e:
        gather(view(prefetch))
    assert e.value.status == 412
    assert "conditions, imagingStudies, diagnosticReports, observations" in e.value.message


@pytest.mark.checklist("Q9")
def test_an_order_hook_with_nothing_at_all_is_answered() -> None:
    record = gather(select(None))
    assert record.drafts == ()
    assert set(record.unavailable) >= {"conditions", "imagingStudies"}


@pytest.mark.checklist("F7")
def test_one_page_without_the_rest_is_not_the_whole() -> None:
    page = bundle(ONE, link=[{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}])
    record = gather(view({"conditions": page}))
    assert ids(record, "Condition") == ["c1"]
    assert "conditions" in record.unavailable
    assert said(record) == {"prefetch.conditions": "only its first page was sent"}


def test_fewer_matches_than_the_total_promises_are_said() -> None:
    record = gather(view({"conditions": bundle(ONE, total=7)}))
    assert said(record) == {"prefetch.conditions": "6 more exist than were sent"}


@pytest.mark.checklist("F6")
def test_another_key_with_only_a_part_of_the_conditions_does_not_answer_for_all() -> None:
    encounter_only = bundle(ONE, link=[{"relation": "self", "url": "https://x/Condition?patient=p1&encounter=e1"}])
    record = gather(view({"encounterDx": encounter_only}))
    assert ids(record, "Condition") == ["c1"]
    assert "conditions" in record.unavailable


@pytest.mark.checklist("F6")
def test_an_empty_search_under_another_key_is_known_by_its_own_link() -> None:
    nothing = bundle(total=0, link=[{"relation": "self", "url": "https://x/fhir/Condition?patient=p1"}])
    assert "conditions" not in gather(view({"problems": nothing})).unavailable


OWN = ["Patient/p1", "https://ehr.example.org/r4/Patient/p1", "Patient/p1/_history/3", "urn:uuid:p1", "#pat", "p1", ""]
FOREIGN = ["Patient/p2", "https://ehr.example.org/r4/Patient/p2", "Patient/p11", "urn:uuid:77", "Group/p1", "Patient/P1"]


@pytest.mark.parametrize("reference", OWN)
def test_a_condition_of_this_patient_is_taken_however_it_is_referred_to(reference: str) -> None:
    assert ids(gather(view({"conditions": bundle(condition(1, reference))})), "Condition") == ["c1"]


@pytest.mark.parametrize("reference", FOREIGN)
@pytest.mark.checklist("Q14")
def test_a_condition_of_another_patient_is_left_out_and_listed(reference: str) -> None:
    record = gather(view({"conditions": bundle(condition(1, reference), condition(2))}))
    assert ids(record, "Condition") == ["c2"]
    assert said(record) == {"Condition/c1": OTHERS}


SUBJECTS = [None, "Patient/p1", [{"reference": "Patient/p1"}], {"display": "Doe"}, {"reference": 5}, 7]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_misshapen_subject_that_names_no_other_patient_is_taken(subject: Any) -> None:
    assert ids(gather(view({"conditions": bundle(condition(1) | {"subject": subject})})), "Condition") == ["c1"]


def test_a_patient_resource_of_someone_else_is_not_this_patient() -> None:
    record = gather(view({"patient": PATIENT | {"id": "p2"}, "conditions": bundle(ONE)}))
    assert "Patient" not in record.resources
    assert "patient" in record.unavailable
    assert said(record) == {"Patient/p2": OTHERS}


def test_an_allergy_names_its_patient_in_another_element() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p2"}}
    assert said(gather(view({"allergies": bundle(allergy), "conditions": None}))) == {"AllergyIntolerance/a1": OTHERS}


def test_the_patient_is_known_by_the_address_in_a_transaction_bundle() -> None:
    whole = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:5f0c", "resource": PATIENT},
            {"fullUrl": "urn:uuid:77aa", "resource": condition(1, "urn:uuid:5f0c")},
        ],
    }
    assert ids(gather(view({"everything": whole})), "Condition") == ["c1"]


def test_thousands_of_foreign_resources_are_counted_rather_than_listed() -> None:
    record = gather(view({"conditions": bundle(*(condition(n, "Patient/p2") for n in range(3000)))}))
    assert len(record.not_assessed) == 21
    assert "2980 further resources" in said(record)


@pytest.mark.checklist("R27")
def test_the_record_does_not_depend_on_the_order_of_resources_or_keys() -> None:
    newer = condition(2) | {"meta": {"lastUpdated": "2026-02-01T00:00:00Z"}, "code": {"text": "newer"}}
    older = condition(2) | {"meta": {"lastUpdated": "2025-02-01T00:00:00Z"}, "code": {"text": "older"}}
    nameless = [{"resourceType": "Condition", "code": {"text": text}} for text in ("a", "b")]
    everything = [condition(1), newer, older, *nameless, *(condition(n, "Patient/p2") for n in range(30, 60)), PATIENT]
    random.Random(7).shuffle(everything)
    first = gather(view({"a": bundle(*everything), "b": None}))
    backwards = gather(view({"b": None, "a": bundle(*reversed(everything))}))
    assert first == backwards
    assert [r["code"]["text"] for r in first.resources["Condition"] if r.get("id") == "c2"] == ["newer"]
    assert len(first.resources["Condition"]) == 4


def order(n: int, **more: Any) -> dict[str, Any]:
    return {"resourceType": "ServiceRequest", "id": f"o{n}", "subject": {"reference": "Patient/p1"}, **more}


@pytest.mark.parametrize(
    ("selections", "chosen"),
    [
        (["ServiceRequest/o2"], {"ServiceRequest/o2"}),
        (["https://ehr.example.org/r4/ServiceRequest/o2"], {"ServiceRequest/o2"}),
        (["o2"], {"ServiceRequest/o2"}),
        (["ServiceRequest/o2", 7, None], {"ServiceRequest/o2"}),
        (None, None),
        ([], None),
        ("ServiceRequest/o2", None),
        (["ServiceRequest/elsewhere"], None),
        (["MedicationRequest/o2"], None),
    ],
)
@pytest.mark.checklist("Q9", "Q12")
def test_selections_are_matched_to_drafts_and_without_any_all_count(selections: Any, chosen: Any) -> None:
    assert gather(select(bundle(order(1), order(2)), selections)).selections == chosen


def test_an_id_of_200_characters_is_selected_letter_by_letter() -> None:
    long_id = "ewfTRi.rf-" * 20
    record = gather(select(bundle(order(1), order(1) | {"id": long_id}), [f"ServiceRequest/{long_id}"]))
    assert record.selections == frozenset({f"ServiceRequest/{long_id}"})


DRAFTS = {
    "no type": {"resourceType": "Bundle", "entry": [{"resource": order(1)}]},
    "a transaction": {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": order(1), "request": {}}]},
    "a list": [order(1)],
    "one resource": order(1),
}


@pytest.mark.parametrize("drafts", DRAFTS.values(), ids=DRAFTS.keys())
@pytest.mark.checklist("Q10", "Q11")
def test_draft_orders_are_taken_from_whatever_holds_them(drafts: Any) -> None:
    assert gather(select(drafts)).drafts == (order(1),)


@pytest.mark.parametrize("drafts", [None, 5, "x", [], {}, {"resourceType": "Bundle"}, {"resourceType": "Bundle", "entry": {}}])
@pytest.mark.checklist("Q9", "Q10")
def test_no_draft_orders_is_no_failure(drafts: Any) -> None:
    assert gather(select(drafts)).drafts == ()


def test_drafts_keep_their_order_and_are_what_was_sent() -> None:
    sent = [order(9), order(3, intent="plan"), {"resourceType": "MedicationOrder", "id": "example-request-id"}]
    assert gather(select(bundle(*sent))).drafts == tuple(sent)


@pytest.mark.checklist("Q12")
def test_a_medication_among_the_drafts_is_information_and_no_order() -> None:
    record = gather(select(bundle(order(1), {"resourceType": "Medication", "id": "m1"})))
    assert [d["id"] for d in record.drafts] == ["o1"]
    assert ids(record, "Medication") == ["m1"]


@pytest.mark.checklist("Q14")
def test_a_draft_for_another_patient_is_left_out_and_listed() -> None:
    record = gather(select(bundle(order(1) | {"subject": {"reference": "Patient/p2"}})))
    assert record.drafts == ()
    assert said(record) == {"ServiceRequest/o1": OTHERS}


def test_drafts_at_patient_view_are_not_looked_at() -> None:
    assert gather(view({"conditions": None}, draftOrders=bundle(order(1)))).drafts == ()


def report(**attachment: Any) -> dict[str, Any]:
    return {"resourceType": "DiagnosticReport", "id": "r1", "presentedForm": [{"contentType": "text/plain", **attachment}]}


def test_a_report_text_in_a_prefetched_binary_is_at_hand() -> None:
    binary = {"resourceType": "Binary", "id": "b1", "data": "TDItTDMgbmFycm93aW5n"}
    record = gather(view({"diagnosticReports": bundle(report(url="https://x/fhir/Binary/b1"), binary)}))
    assert record.binaries == {"https://x/fhir/Binary/b1": b"L2-L3 narrowing"}
    assert record.not_assessed == ()


def test_a_report_text_that_lies_elsewhere_is_said_to_be_unread() -> None:
    record = gather(view({"diagnosticReports": bundle(report(url="Binary/b1"))}))
    assert said(record) == {"DiagnosticReport/r1": "its attached text lies elsewhere and could not be read"}


@pytest.mark.parametrize("attachment", [{"url": "Binary/i", "contentType": "image/png"}, {"data": "eA==", "url": "Binary/b1"}])
def test_images_and_texts_at_hand_are_not_missed(attachment: dict[str, str]) -> None:
    assert gather(view({"diagnosticReports": bundle(report(**attachment))})).not_assessed == ()


def test_a_callers_odd_key_is_not_repeated() -> None:
    record = gather(view({"<img src=x>": 5, "conditions": None}))
    assert said(record) == {"prefetch.(unnamed)": "is not a FHIR resource, Bundle or null"}
