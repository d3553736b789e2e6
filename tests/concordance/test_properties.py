"""What must hold for every patient, however the record looks. `CONCORDANCE_EXAMPLES` sets how many are generated."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from service.concordance.assessment import FindingVerdict, Verdict
from service.concordance.judge import judge
from service.concordance.weighed import A2_LEVELS
from service.facts import Facts, FamilyHistory, Measurement, Presence, Problem, Sign, Verification
from service.knowledge.tables import knowledge
from tests.concordance.generated import NERVE_TESTS, PROBLEMS, SIDED, mirrored, patients, source
from tests.concordance.patients import days_ago

EXAMPLES = int(os.environ.get("CONCORDANCE_EXAMPLES", "100"))
few = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

RANK = {Verdict.INCIDENTAL: 0, Verdict.POSSIBLE: 1, Verdict.CONCORDANT: 2, Verdict.URGENT: 3}


def verdicts(facts: Facts) -> list[FindingVerdict]:
    return list(judge(facts).verdicts)


def decided(facts: Facts) -> list[tuple[Verdict, object, tuple[str, ...]]]:
    return [(v.verdict, v.confidence, v.rules) for v in verdicts(facts)]


@given(patients())
@few
def test_changing_left_and_right_about_changes_no_verdict(facts: Facts) -> None:
    assert decided(facts) == decided(mirrored(facts))


@given(patients(), st.randoms(use_true_random=False))
@few
def test_the_order_of_the_facts_changes_nothing(facts: Facts, random_order: random.Random) -> None:
    shuffled = replace(
        facts,
        symptoms=tuple(random_order.sample(facts.symptoms, len(facts.symptoms))),
        signs=tuple(random_order.sample(facts.signs, len(facts.signs))),
        problems=tuple(random_order.sample(facts.problems, len(facts.problems))),
    )
    assert verdicts(facts) == verdicts(shuffled)


@given(patients())
@few
def test_while_a_red_flag_is_open_nothing_is_incidental(facts: Facts) -> None:
    feverish = Measurement(kind="temperature", value=38.7, unit="Cel", source=source("Observation", 5000))
    pain = facts.symptoms[:1] and facts.symptoms[0].presence is Presence.PRESENT
    assume(pain and judge(facts).abstained is None)
    assessment = judge(replace(facts, measurements=(feverish,)))
    if assessment.red_flags:
        assert all(v.verdict is not Verdict.INCIDENTAL for v in assessment.verdicts)


@given(patients(), st.sampled_from(["cauda_equina_syndrome", "spinal_malignancy", "spinal_infection", "acute_limb_ischaemia"]))
@few
def test_adding_a_red_flag_leaves_no_incidental(facts: Facts, kind: str) -> None:
    flagged = replace(
        facts, problems=(*facts.problems, Problem(kind=kind, onset=days_ago(1), source=source("Condition", 6000)))
    )
    assessment = judge(flagged)
    assert assessment.red_flags
    assert all(v.verdict is not Verdict.INCIDENTAL for v in assessment.verdicts)


@given(patients(), st.data())
@few
def test_removing_a_normal_result_turns_nothing_into_incidental(facts: Facts, data: st.DataObject) -> None:
    normal = [n for n, s in enumerate(facts.signs) if s.presence is Presence.ABSENT]
    assume(normal)
    gone = data.draw(st.sampled_from(normal))
    without = replace(facts, signs=tuple(s for n, s in enumerate(facts.signs) if n != gone))
    for before, after in zip(verdicts(facts), verdicts(without), strict=True):
        assert after.verdict is not Verdict.INCIDENTAL or before.verdict is Verdict.INCIDENTAL, (
            facts.signs[gone],
            before,
            after,
        )


@given(patients(), st.sampled_from(NERVE_TESTS), SIDED)
@few
def test_a_sign_of_the_primary_root_on_its_side_never_lowers_a_verdict(facts: Facts, test: str, side: str) -> None:
    sign = Sign(test=test, side="left" if side == "left" else "right", grade=4.0, source=source("Observation", 7000))
    before, after = verdicts(facts), verdicts(replace(facts, signs=(*facts.signs, sign)))
    for old, new in zip(before, after, strict=True):
        mine = old.finding.side in (side, "bilateral") and bool(knowledge().signs[test].primary & set(old.primary))
        if mine and old.verdict in RANK:
            assert RANK[new.verdict] >= RANK[old.verdict], (sign, old, new)


@given(patients(), SIDED)
@few
def test_with_weak_abductors_no_low_root_finding_of_that_side_is_incidental(facts: Facts, side: str) -> None:
    weak = Sign(
        test="hip_abduction_strength", side="left" if side == "left" else "right", grade=4.0, source=source("Observation", 8000)
    )
    for v in verdicts(replace(facts, signs=(*facts.signs, weak))):
        low = v.finding.level in A2_LEVELS and knowledge().findings[v.finding.type].threatens_root
        if low and v.finding.side in (side, "bilateral", "midline", None):
            assert v.verdict is not Verdict.INCIDENTAL, v


@given(patients(), st.sampled_from(PROBLEMS), st.sampled_from([Verification.REFUTED, Verification.ENTERED_IN_ERROR]))
@few
def test_what_is_refuted_in_error_or_in_the_family_changes_nothing(facts: Facts, kind: str, status: Verification) -> None:
    problem = Problem(kind=kind, side="left", verification=status, source=source("Condition", 9000))
    relative = FamilyHistory(kind=kind, relation="mother", source=source("FamilyMemberHistory", 1))
    assert verdicts(facts) == verdicts(replace(facts, problems=(*facts.problems, problem)))
    assert verdicts(facts) == verdicts(replace(facts, family_history=(relative,)))


@given(patients())
@few
def test_every_verdict_names_a_rule_and_a_source(facts: Facts) -> None:
    for v in verdicts(facts):
        assert v.rules
        assert set(v.rules) <= knowledge().rules.keys()
        assert v.citations
        assert set(v.citations) <= knowledge().citations.keys()


@given(patients())
@few
def test_a_shared_sign_never_alone_makes_a_finding_concordant(facts: Facts) -> None:
    """A1: with a supported tear and no sign but weak abductors and a Trendelenburg gait nothing is concordant."""
    tear = Problem(kind="gluteal_tear", side="left", source=source("Condition", 9100))
    own = ("hip_abduction_strength", "trendelenburg", "trochanter_tenderness")
    exam = tuple(Sign(test=t, side="left", source=source("Observation", 9200 + n)) for n, t in enumerate(own))
    quiet = replace(facts, problems=(tear,), signs=exam, symptoms=tuple(s for s in facts.symptoms if s.kind != "claudication"))
    assert all(v.verdict is not Verdict.CONCORDANT for v in verdicts(quiet))
