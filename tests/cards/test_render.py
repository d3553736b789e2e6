"""Which cards are shown, at which hook: rarely, and never for what does not concern the spine or the hip."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from cards.extension import EXTENSION
from service.concordance.assessment import Assessment, Pathway, RedFlag, Verdict
from service.concordance.judge import judge
from service.facts import Contradiction, NotAssessed
from tests.cards.patients import (
    HIP_PAIN,
    TEAR,
    concordant,
    discordant,
    epidural,
    facts,
    finding,
    incidental,
    possible,
    rendered,
    source,
)

FLAG = RedFlag(flag="cauda_equina", what="saddle_numbness", active=True, source=source("Condition/7", "numb when wiping"))
START = Pathway(
    state="G3",
    side="left",
    problem=TEAR,
    advice=("supervised_abductor_loading",),
    suggestions=("physiotherapy_abductors",),
    rules=("g3",),
)
GONE = incidental(verdict=Verdict.HISTORICAL)
ORDERING = facts("order-sign", symptoms=(HIP_PAIN,), problems=(TEAR,))
RIGHT_ORDER = discordant(judgement="concordant", kind="fits", indicator=None, remove=False, alternatives=())


def kinds(response: Any) -> list[str]:
    return [f"{c.indicator} {c.source.topic.code}" for c in response.cards]


VIEW = [
    ("nothing assessed", Assessment(), []),
    ("incidental findings with a complaint", Assessment(verdicts=(incidental(),)), ["info LumbarConcordance"]),
    ("only findings of the past", Assessment(verdicts=(GONE,)), []),
    ("only another patient's finding", Assessment(verdicts=(incidental(verdict=Verdict.EXCLUDED),)), []),
    (
        "findings and a pathway",
        Assessment(verdicts=(incidental(),), pathways=(START,)),
        ["info LumbarConcordance", "info HipSpineManagement"],
    ),
    (
        "a pathway on each side is still one card",
        Assessment(verdicts=(GONE,), pathways=(START, replace(START, side="right"))),
        ["info HipSpineManagement"],
    ),
    ("advice where no lumbar finding is on record", Assessment(pathways=(START,)), []),
    (
        "advice that is urgent, where no lumbar finding is on record",
        Assessment(pathways=(replace(START, state="G2"),)),
        ["warning HipSpineManagement"],
    ),
    ("a recovered hip", Assessment(verdicts=(GONE,), pathways=(replace(START, state="G10"),)), []),
    ("a pathway that advises nothing", Assessment(pathways=(Pathway(state="G10", side="left"),)), []),
    (
        "a red flag silences the advice but not the verdicts",
        Assessment(verdicts=(possible(),), pathways=(START,), red_flags=(FLAG,)),
        ["critical LumbarRedFlag", "info LumbarConcordance"],
    ),
    (
        "two triggers of one flag are one card",
        Assessment(red_flags=(FLAG, replace(FLAG, what="urinary_retention"))),
        ["critical LumbarRedFlag"],
    ),
    ("a child", Assessment(verdicts=(possible(),), abstained="under_18", pathways=(START,)), ["info NoVerdictGiven"]),
    ("a child without findings", Assessment(abstained="under_18"), []),
]


@pytest.mark.parametrize(("assessment", "expected"), [case[1:] for case in VIEW], ids=[case[0] for case in VIEW])
def test_on_opening_the_chart(assessment: Assessment, expected: list[str]) -> None:
    assert kinds(rendered(assessment)) == expected


ORDERS = [
    ("an order that does not fit", Assessment(orders=(discordant(),)), ["warning OrderDiscordant"]),
    ("an order that fits", Assessment(orders=(RIGHT_ORDER,), verdicts=(concordant(),)), []),
    ("no order that concerns us, whatever else is known", Assessment(verdicts=(possible(),), red_flags=(FLAG,)), []),
    (
        "findings and advice have their place at chart opening",
        Assessment(orders=(discordant(),), verdicts=(incidental(),), pathways=(START,)),
        ["warning OrderDiscordant"],
    ),
    (
        "a red flag with an order for the spine",
        Assessment(orders=(RIGHT_ORDER,), red_flags=(FLAG,)),
        ["critical LumbarRedFlag"],
    ),
    (
        "a red flag silences mere advice on an order",
        Assessment(orders=(discordant(indicator="info"),), red_flags=(FLAG,)),
        ["critical LumbarRedFlag"],
    ),
    (
        "two orders, a card each",
        Assessment(orders=(discordant(), discordant())),
        ["warning OrderDiscordant", "warning OrderDiscordant"],
    ),
]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(("assessment", "expected"), [case[1:] for case in ORDERS], ids=[case[0] for case in ORDERS])
def test_on_ordering(assessment: Assessment, expected: list[str], hook: str) -> None:
    assert kinds(rendered(assessment, replace(ORDERING, hook=hook))) == expected


def test_an_order_whose_record_could_not_be_read_is_told_so() -> None:
    blind = replace(ORDERING, unavailable=frozenset({"conditions", "diagnosticReports", "familyHistory"}))
    response = rendered(Assessment(orders=(RIGHT_ORDER,)), blind)
    assert kinds(response) == ["info RecordNotReadable"]
    assert "the problem list and the imaging reports" in response.cards[0].summary


def test_a_medicine_is_not_for_the_spine_because_the_record_could_not_be_read() -> None:
    blind = replace(ORDERING, unavailable=frozenset({"conditions", "diagnosticReports"}))
    opioid = replace(RIGHT_ORDER, order=epidural(order_class="opioid", levels=(), side=None))
    assert rendered(Assessment(orders=(opioid,)), blind).cards == ()


def test_an_unrelated_order_is_not_told_what_could_not_be_read() -> None:
    blind = replace(ORDERING, unavailable=frozenset({"conditions"}))
    assert rendered(Assessment(), blind).cards == ()


def test_nothing_to_say_is_exactly_an_empty_list() -> None:
    assert rendered(Assessment(), facts()).body() == {"cards": []}
    assert rendered(Assessment(), facts(unavailable=frozenset({"familyHistory"}))).body() == {"cards": []}


def test_what_could_not_be_looked_at_is_told_though_no_card_is_shown() -> None:
    body = rendered(Assessment(), facts(unavailable=frozenset({"diagnosticReports"}))).body()
    assert body["cards"] == []
    assert body["extension"][EXTENSION]["notAssessed"] == [
        {"source": "diagnosticReports", "why": "the imaging reports could not be looked up"}
    ]
    body = rendered(Assessment(not_assessed=(NotAssessed(source="Observation/9", why="no code"),)), facts()).body()
    assert body["extension"][EXTENSION]["notAssessed"] == [{"source": "Observation/9", "why": "no code"}]


def test_incidental_findings_of_somebody_without_any_complaint_are_left_alone() -> None:
    well = facts()
    assert rendered(Assessment(verdicts=(incidental(competing=()),)), well).cards == ()
    assert len(rendered(Assessment(verdicts=(possible(),)), well).cards) == 1


def test_the_card_says_root_level_nerve_rival_and_what_would_change_it() -> None:
    card = rendered(Assessment(verdicts=(incidental(),), notes=("non_lumbar_explanation",))).cards[0]
    detail = card.detail or ""
    for words in (
        "L2, which leaves at L2-L3",
        "L4-L5-S1 through the superior gluteal nerve (L4-L5-S1), not L2",
        "left gluteal tendon tear",
        "Checked and normal:** left hip flexion strength",
        "weak hip flexion, a positive femoral stretch test",
        "high confidence",
        "draft",
    ):
        assert words in detail
    assert card.summary.startswith("Moderate left L2-L3 foraminal narrowing is incidental")
    assert card.summary.endswith("does not explain the left lateral hip pain")


def test_a_summary_of_advice_says_what_to_do() -> None:
    root = Pathway(state="lumbar_radiculopathy", side="left", advice=("radiculopathy_first",), rules=("pathway",))
    alone = rendered(Assessment(verdicts=(GONE,), pathways=(root,))).cards[0]
    assert alone.summary.startswith("Left lumbar radiculopathy: stay active")
    both = rendered(Assessment(verdicts=(GONE,), pathways=(START, root))).cards[0]
    assert both.summary.startswith("Left gluteal tendon: begin 3-6 months")
    assert both.summary.endswith("; also left lumbar radiculopathy")


def test_without_any_complaint_nothing_is_said_to_explain_anything() -> None:
    silent = possible(rules=("no_complaint_recorded",))
    assert rendered(Assessment(verdicts=(silent,))).cards[0].summary.startswith("No complaint is on record")
    assert rendered(Assessment(verdicts=(possible(rules=("no_complaint_non_root",)),))).cards == ()


def test_what_is_missing_is_asked_for() -> None:
    card = rendered(Assessment(verdicts=(possible(),))).cards[0]
    assert "Examination missing:** left great-toe extension strength and ankle jerk" in (card.detail or "")
    assert card.summary.endswith("examination missing")


def test_the_wrong_side_asks_to_check_laterality() -> None:
    crossed = incidental(
        against=(incidental().against[0]._replace(relation="opposite_side", side="right"),), rules=("opposite_side_mirrored",)
    )
    detail = rendered(Assessment(verdicts=(crossed,), notes=("check_laterality",))).cards[0].detail or ""
    assert "opposite side" in detail
    assert "Re-check laterality" in detail
    assert "laterality" not in (rendered(Assessment(verdicts=(incidental(),))).cards[0].detail or "")


def test_hip_and_root_disease_together_are_both_to_be_treated() -> None:
    both = Assessment(verdicts=(concordant(competing=(TEAR,)),), notes=("coexisting",))
    detail = rendered(both).cards[0].detail or ""
    assert "Coexisting:** a root problem and left gluteal tendon tear" in detail
    assert "treat both" in detail


def test_a_flag_names_what_was_found_where_and_when() -> None:
    detail = rendered(Assessment(red_flags=(FLAG,))).cards[0].detail or ""
    assert "“numb when wiping” (Condition/7, 2026-11-20)" in detail


def test_a_risk_factor_is_named_and_changes_nothing_else() -> None:
    relative = RedFlag(flag="cancer", what="cancer_in_family", active=False, source=source("FamilyMemberHistory/1"))
    alone = Assessment(verdicts=(incidental(),))
    first, second = rendered(alone).cards[0], rendered(replace(alone, risk_factors=(relative, relative))).cards[0]
    assert first.summary == second.summary
    assert (second.detail or "").count("cancer in the family") == 1


def test_while_a_flag_is_open_the_summary_says_so() -> None:
    response = rendered(Assessment(verdicts=(possible(),), red_flags=(FLAG,)))
    assert response.cards[1].summary.startswith("A red flag is open")


def test_hostile_report_text_is_shown_as_text() -> None:
    nasty = finding("Narrowing <img src=x onerror=alert(1)> | [x](javascript:1)\n# L2-L3")
    flag = replace(FLAG, source=source("Condition/<b>", "<script>"))
    response = rendered(Assessment(verdicts=(possible(nasty),), red_flags=(flag,)))
    for card in response.cards:
        assert "<" not in card.summary + (card.detail or "")


def test_links_name_the_rule_and_nothing_of_the_patient() -> None:
    card = rendered(Assessment(verdicts=(incidental(),)), base_url="https://cds.example/").cards[0]
    assert [link.url for link in card.links or ()] == ["https://cds.example/knowledge#explained_elsewhere"]
    assert rendered(Assessment(verdicts=(incidental(),))).cards[0].links is None


def without_ids(response: Any) -> str:
    body = response.body()
    for card in body["cards"]:
        del card["uuid"]
        for suggestion in card.get("suggestions", ()):
            del suggestion["uuid"]
    return json.dumps(body, sort_keys=True)


def test_the_same_assessment_gives_the_same_cards() -> None:
    assessment = Assessment(verdicts=(incidental(), possible(), concordant()), pathways=(START,))
    assert without_ids(rendered(assessment)) == without_ids(rendered(assessment))


def test_the_order_of_the_facts_does_not_matter() -> None:
    verdicts = [incidental(), possible(), concordant(), incidental(finding(side="right", severity="mild"))]
    other_pain = replace(HIP_PAIN, regions=("low_back",), side=None)
    symptoms = [HIP_PAIN, other_pain]
    details = set()
    for seed in range(6):
        random.Random(seed).shuffle(verdicts)
        random.Random(seed).shuffle(symptoms)
        response = rendered(Assessment(verdicts=tuple(verdicts)), facts(symptoms=tuple(symptoms)))
        details.add(json.dumps([(c.summary, c.detail) for c in response.cards]))
    assert len(details) == 1


def test_many_findings_stay_a_short_card() -> None:
    many = tuple(incidental(finding(f"Bulge {n}", type="disc_bulge", level="L4-L5"), primary=()) for n in range(40))
    detail = rendered(Assessment(verdicts=many)).cards[0].detail or ""
    assert detail.count("\n| ") == 2
    assert "and 34 more" in detail
    unlike = tuple(incidental(finding(f"Narrowing {n}", level=f"L{n}", severity="mild"), primary=(f"L{n}",)) for n in range(12))
    detail = rendered(Assessment(verdicts=unlike)).cards[0].detail or ""
    assert detail.count("\n| ") <= 11
    assert "and 4 more, all incidental" in detail


DOUBTS = [
    (
        Contradiction(about="severity", used="moderate", other="mild", used_in="findings", other_in="impression"),
        "The report calls it moderate in the findings and mild in the impression; the worse is used.",
    ),
    (
        Contradiction(about="severity", used="moderate", other="mild"),
        "The report calls it both moderate and mild; the worse is used.",
    ),
    (
        Contradiction(about="side", used="left", other="right", used_in="findings", other_in="impression"),
        "The report says left in the findings and right in the impression; both are kept.",
    ),
    (
        Contradiction(about="presence", used="present", other="absent", used_in="findings", other_in="impression"),
        "The report states it in the findings and denies it in the impression; it is taken as there.",
    ),
    (
        Contradiction(about="presence", used="present", other="absent", used_in="findings", other_in="findings"),
        "The report both states and denies it; it is taken as there.",
    ),
]


@pytest.mark.parametrize(("doubt", "says"), DOUBTS, ids=[says for _, says in DOUBTS])
def test_a_report_that_contradicts_itself_is_said_to(doubt: Contradiction, says: str) -> None:
    one = incidental()
    doubted = one._replace(finding=replace(one.finding, contradictions=(doubt,)))
    response = rendered(Assessment(verdicts=(doubted,)))
    assert says in (response.cards[0].detail or "")
    entry = response.body()["extension"][EXTENSION]["findings"][0]
    assert [c["text"] for c in entry["contradictions"]] == [says]
    plain = rendered(Assessment(verdicts=(one,)))
    assert "The report" not in (plain.cards[0].detail or "")
    assert "contradictions" not in plain.body()["extension"][EXTENSION]["findings"][0]


def test_machines_get_every_key_of_the_contract() -> None:
    body = rendered(Assessment(verdicts=(incidental(),), red_flags=(FLAG,), orders=(discordant(),), pathways=(START,))).body()
    said = body["extension"][EXTENSION]
    assert said["knowledge"] == {"version": "2026.11.0", "status": "draft"}
    assert said["redFlags"][0] == {
        "id": "cauda_equina",
        "trigger": "saddle_numbness",
        "text": "Saddle numbness",
        "source": "Condition/7",
        "date": "2026-11-20",
    }
    assert said["findings"][0]["verdict"] == "incidental"
    assert said["findings"][0]["competing"] == ["Condition/14"]
    assert said["orders"][0]["judgement"] == "discordant"
    assert said["management"][0]["state"] == "G3"
    assert {"riskFactors", "notAssessed"} <= set(said)


AGES = [
    (60, "Seen in about 69 % of people of this age (60) without back pain."),
    (80, "Seen in about 84 % of people of this age (80) without back pain."),
    (91, "Seen in about 84 % of people of 80 without back pain, the oldest studied."),
    (19, "Seen in about 30 % of people of 20 without back pain, the youngest studied."),
]


@pytest.mark.parametrize(("age", "says"), AGES, ids=[str(age) for age, _ in AGES])
def test_a_figure_of_another_age_than_the_patients_is_named_as_such(age: int, says: str) -> None:
    patient = facts(findings=(finding("Disc bulge L2-L3", type="disc_bulge", severity=None, side=None),), problems=(TEAR,))
    patient = replace(patient, patient=replace(patient.patient, age=age))
    assert says in "\n".join(card.detail or "" for card in rendered(judge(patient), patient).cards)
