"""What holds for every order and every record, on generated patients."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.concordance.assessment import OrderJudgement
from service.concordance.judge import judge
from service.concordance.order_rules import KNOWN
from service.facts import DISC_LEVELS, Facts, Order, Source
from service.knowledge.care import care
from tests.concordance.care_cases import CLASSES, allergy, care_facts

SAYS = [
    "left lateral_hip pain 20w", "right lateral_leg pain 9w", "low_back pain 48w", "left groin pain 9w",
     "both claudication leg 40w",
    "fever new 1w", "saddle_numbness new 1w", "left numbness dorsum_foot 2w", "right anterior_thigh pain 3w",
]  # fmt: skip
EXAM = [
    "left trochanter_tenderness", "left hip_abduction_strength 4", "left great_toe_extension_strength 4",
     "right straight_leg_raise",
    "left straight_leg_raise normal", "right patellar_reflex", "left achilles_reflex normal", "left trendelenburg",
    "both root L5 normal", "right knee_extension_strength 3", "left hip_internal_rotation",
]  # fmt: skip
HAS = [
    "left gluteal_tear partial imaging_confirmed", "right gtps", "left gluteal_tear full retracted", "left hip_osteoarthritis",
    "right sciatica", "pregnancy", "ckd_4_or_5", "diabetes", "anticoagulation", "opioid_use_disorder", "left gtps resolved",
]  # fmt: skip
SHOWS = [
    "left moderate foraminal_stenosis L2-L3", "right severe lateral_recess_stenosis L4-L5", "severe central_stenosis L3-L4",
    "midline modic_change L5-S1 modic1", "left disc_herniation L5-S1 extrusion subarticular", "spondylolisthesis L4-L5",
    "facet_arthropathy L4-L5", "disc_bulge L3-L4", "infection_signs L4-L5",
]  # fmt: skip
MIRROR = {"left": "right", "right": "left"}


def some(lines: list[str], most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(lines), max_size=most, unique=True)


RECORDS = st.fixed_dictionaries(
    {
        "who": st.sampled_from(["58 F", "34 M", "82 F", "15 M"]),
        "says": some(SAYS),
        "exam": some(EXAM, 4),
        "has": some(HAS),
        "shows": some(SHOWS),
        "therapies": some(["left 2w", "right 14w not_improved", "left 30w not_improved", "20w improved"], 2),
        "injections": some(["left 16w", "right 40w", "10w", "left 20w"], 3),
        "medications": some(["apixaban anticoagulant", "ibuprofen nsaid", "ritonavir cyp3a4_inhibitor"], 2),
        "allergies": st.sampled_from([(), (allergy("nsaid"),)]),
    }
)
ORDERS = st.builds(
    Order,
    reference=st.just("ServiceRequest/1"),
    order_class=st.sampled_from(sorted(CLASSES)),
    levels=st.lists(st.sampled_from([*DISC_LEVELS, "L4", "L5", "S1", "S1-S2"]), max_size=2, unique=True).map(tuple),
    side=st.sampled_from(["left", "right", "bilateral", "midline", None]),
    approach=st.sampled_from([None, "caudal", "interlaminar"]),
    qualities=st.sampled_from([frozenset(), frozenset({"diagnostic_block"}), frozenset({"intratendinous", "steroid"})]),
    source=st.just(Source(reference="ServiceRequest/1")),
)


def one(record: dict[str, Any], order: Order, hook: str = "order-sign") -> OrderJudgement:
    return judge(replace(care_facts(record, orders=[order]), hook=hook)).orders[0]


@settings(max_examples=150, deadline=None)
@given(RECORDS, ORDERS)
def test_every_known_order_gets_one_judgement_with_rule_and_source(record: dict[str, Any], order: Order) -> None:
    found = one(record, order)
    rules = care().order_rules
    assert found.kind == found.rules[0]
    assert set(found.rules) <= set(rules)
    assert found.citations
    assert found.indicator == rules[found.kind].indicator
    assert (found.judgement in ("discordant", "unsafe")) or found.indicator in (None, "info")


@settings(max_examples=60, deadline=None)
@given(RECORDS, ORDERS)
def test_select_and_sign_agree(record: dict[str, Any], order: Order) -> None:
    assert one(record, order, "order-select") == one(record, order, "order-sign")


@settings(max_examples=150, deadline=None)
@given(RECORDS, ORDERS)
def test_what_is_offered_instead_is_itself_clean(record: dict[str, Any], order: Order) -> None:
    found = one(record, order)
    for key in found.alternatives:
        entry = care().suggestions[key]
        if entry.order_class:
            side: Any = found.details.get("alternative_side") if entry.sided else None
            offered = Order(reference="ServiceRequest/2", order_class=entry.order_class, side=side, source=order.source)
            assert one(record, offered).indicator in (None, "info"), key


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_what_a_pathway_suggests_is_itself_clean(record: dict[str, Any]) -> None:
    facts = care_facts(record)
    for pathway in judge(facts).pathways:
        for key in pathway.suggestions:
            entry = care().suggestions[key]
            if entry.order_class:
                side = pathway.side if entry.sided else None
                source = Source(reference="ServiceRequest/2")
                offered = Order(reference="ServiceRequest/2", order_class=entry.order_class, side=side, source=source)
                assert one(record, offered).indicator in (None, "info"), (pathway.state, key)


def mirrored(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(MIRROR.get(word, word) for word in value.split(" "))
    return [mirrored(x) for x in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(RECORDS, ORDERS)
def test_left_and_right_are_treated_alike(record: dict[str, Any], order: Order) -> None:
    turned: Any = MIRROR.get(order.side or "", order.side)
    other = replace(order, side=turned)
    here, there = one(record, order), one({key: mirrored(value) for key, value in record.items()}, other)
    assert (here.kind, here.judgement, here.alternatives) == (there.kind, there.judgement, there.alternatives)


@settings(max_examples=100, deadline=None)
@given(RECORDS, ORDERS)
def test_the_order_of_facts_changes_nothing(record: dict[str, Any], order: Order) -> None:
    facts = care_facts(record, orders=[order])
    turned = replace(
        facts,
        symptoms=facts.symptoms[::-1],
        signs=facts.signs[::-1],
        problems=facts.problems[::-1],
        findings=facts.findings[::-1],
        therapies=facts.therapies[::-1],
        injections=facts.injections[::-1],
        medications=facts.medications[::-1],
    )
    assert _gist(facts) == _gist(turned)


def _gist(facts: Facts) -> tuple[Any, ...]:
    found = judge(facts)
    return found.orders[0].kind, found.orders[0].judgement, sorted((p.state, p.side or "") for p in found.pathways)


def test_every_class_of_the_table_is_judged() -> None:
    assert set(CLASSES) == KNOWN
