"""The table and the summary of the findings: what belongs together in one row, and every root that explains named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.concordance.assessment import Assessment, Evidence, FindingVerdict, RedFlag, Verdict
from tests.cards.patients import HIP_PAIN, concordant, facts, finding, incidental, possible, rendered, source

WEAK_TOE = Evidence(
    relation="primary_root", kind="sign", subject="great_toe_extension_strength", side="right", roots=("L5",), weight=3,
    detail="4/5", source=source("Observation/1"),
)  # fmt: skip
LOST_JERK = WEAK_TOE._replace(subject="achilles_reflex", roots=("S1",), detail="")
SADDLE = Evidence(
    relation="no_overlap", kind="symptom", subject="saddle_numbness", roots=("S3", "S4"), source=source("Condition/7"),
)  # fmt: skip


def disc(level: str, root: str, sign: Evidence, side: str = "right", **given: Any) -> FindingVerdict:
    kind: dict[str, Any] = {"type": "disc_herniation", "morphology": "protrusion", "severity": None}
    what = finding(f"{side} disc at {level}", level=level, side=side, **kind)
    return concordant(what, primary=(root,), supporting=(sign,), **given)


ONE = "Right L4-L5 disc protrusion explains the presentation (L5 radiculopathy)"
L5, S1 = disc("L4-L5", "L5", WEAK_TOE), disc("L5-S1", "S1", LOST_JERK)
SQUEEZED = L5._replace(
    finding=finding("right root compressed", type="nerve_root_compression", level="L4-L5", side="right", severity=None)
)
PARS = L5._replace(finding=finding("pars defects", type="spondylolysis", level="L5", side="bilateral", severity=None))


def shown(*verdicts: FindingVerdict, flags: tuple[RedFlag, ...] = ()) -> tuple[str, str]:
    card = rendered(Assessment(verdicts=verdicts, red_flags=flags), facts(symptoms=(HIP_PAIN,))).cards[-1]
    return card.summary, card.detail or ""


def rows(detail: str) -> list[str]:
    return [line for line in detail.splitlines() if line.startswith("| ")][2:]


SUMMARIES = [
    ("one root", (L5,), ONE),
    ("two roots", (L5, S1), "Right L4-L5 disc protrusion (L5) and right L5-S1 disc protrusion (S1) explain the presentation"),
    ("a root and what squeezes it", (L5, SQUEEZED), ONE),
    ("a narrowing and the slip behind it", (PARS, L5), ONE),
    (
        "both sides", (L5, disc("L4-L5", "L5", WEAK_TOE, "left")),
        "Left L4-L5 disc protrusion (L5) and right L4-L5 disc protrusion (L5) explain the presentation",
    ),
    (
        "three roots", (L5, S1, disc("L3-L4", "L4", WEAK_TOE)),
        "3 lumbar findings explain the presentation: right L3-L4 (L4), right L4-L5 (L5) and right L5-S1 (S1)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("verdicts", "expected"), [s[1:] for s in SUMMARIES], ids=[s[0] for s in SUMMARIES])
def test_every_root_that_explains_stands_in_the_summary(verdicts: tuple[FindingVerdict, ...], expected: str) -> None:
    assert shown(*verdicts)[0] == expected


def test_a_squeezed_root_shares_the_row_of_what_squeezes_it_and_that_of_another_level_does_not() -> None:
    assert len(rows(shown(L5, SQUEEZED)[1])) == 1
    elsewhere = SQUEEZED._replace(finding=replace(SQUEEZED.finding, level="L3-L4"), primary=("L4",), supporting=(LOST_JERK,))
    assert len(rows(shown(L5, elsewhere)[1])) == 2


def scar(level: str, root: str, rule: str = "scar_or_disc") -> FindingVerdict:
    what = finding(f"Change after surgery at {level}", type="postoperative_change", level=level, side=None, severity=None)
    return possible(what, primary=(root,), supporting=(WEAK_TOE,), rules=(rule,), missing=())


def test_operated_levels_of_which_the_same_is_said_share_a_row() -> None:
    only = rows(shown(scar("L4-L5", "L5"), scar("L5-S1", "S1"))[1])
    assert len(only) == 1
    assert "Change after surgery at L4-L5; Change after surgery at L5-S1" in only[0]
    assert "Threatens L5 and S1. Here imaging alone" in only[0]
    assert len(rows(shown(scar("L4-L5", "L5", "secondary_root_sign"), scar("L5-S1", "S1"))[1])) == 2


def test_an_urgent_finding_names_what_raised_the_flag_and_nothing_that_argues_against_it() -> None:
    flag = RedFlag(flag="cauda_equina", what="saddle_numbness", active=True, source=source("Condition/7", "numb"))
    rules = ("primary_root_sign", "red_flag_substrate", "red_flag_cauda_equina")
    urgent = S1._replace(verdict=Verdict.URGENT, rules=rules, against=(SADDLE,))
    row = rows(shown(urgent, flags=(flag,))[1])[0]
    assert "Can be the cause of the red flag: saddle numbness. Fits S1" in row
    assert "not S1" not in row


def test_a_fracture_causes_pain_and_a_worn_disc_may_add_to_it() -> None:
    ache = WEAK_TOE._replace(relation="axial_pain", kind="symptom", subject="pain", regions=("low_back",), side=None, detail="")
    kinds = {"fracture": "Can cause the low back pain", "disc_degeneration": "Can add to the low back pain"}
    for kind, says in kinds.items():
        one = possible(finding("It", type=kind, severity=None), primary=(), supporting=(ache,), missing=())
        assert says in shown(one)[1]


@pytest.mark.parametrize("kind", ["fracture", "other", "infection_signs"])
def test_what_may_matter_is_not_said_to_reach_no_root(kind: str) -> None:
    assert "no nerve root" not in shown(possible(finding("It", type=kind, severity=None), primary=()))[1]


MEANINGS = [
    ("possible", ("secondary_root_sign",), (), "a normal one against it"),
    ("typical pain", ("core_territory",), (), "stays possible when all is normal"),
    ("a red flag", ("core_territory",), (RedFlag(flag="infection", what="fever", active=True, source=source("Observation/2")),),
     "does not settle the red flag"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "flags", "says"), [m[1:] for m in MEANINGS], ids=[m[0] for m in MEANINGS])
def test_what_a_missing_test_would_tell_is_true_for_this_patient(
    rules: tuple[str, ...], flags: tuple[RedFlag, ...], says: str
) -> None:
    detail = shown(possible(rules=rules), flags=flags)[1]
    assert says in detail
    assert "make it incidental" not in detail


def test_a_look_that_the_name_tells_is_not_told_again_and_another_is() -> None:
    look = WEAK_TOE._replace(relation="severity", kind="finding", subject="severe", side=None, roots=(), detail="")
    assert "On imaging" not in shown(possible(supporting=(look,)))[1]
    assert "On imaging: nerve root deformed" in shown(possible(supporting=(look._replace(subject="lee_3"),)))[1]


def test_two_grades_of_one_muscle_are_one_fact() -> None:
    twice = L5._replace(supporting=(WEAK_TOE, WEAK_TOE._replace(detail="2/5")))
    assert "weak right great-toe extension (2/5 and 4/5)" in shown(twice)[1]


def test_an_incidental_finding_keeps_what_speaks_against_it() -> None:
    assert "not L2" in shown(incidental())[1]


def test_a_sentence_that_states_disc_and_squeezed_root_names_its_row_once() -> None:
    same = SQUEEZED._replace(finding=replace(SQUEEZED.finding, text=L5.finding.text))
    assert rows(shown(L5, same)[1])[0].startswith("| right disc at L4-L5 | ")
    assert rows(shown(L5, SQUEEZED)[1])[0].startswith("| right disc at L4-L5; right root compressed | ")


def test_compression_of_the_cauda_equina_shares_the_row_of_the_disc_that_does_it() -> None:
    flag = RedFlag(flag="cauda_equina", what="saddle_numbness", active=True, source=source("Condition/7", "numb"))
    urgent = L5._replace(verdict=Verdict.URGENT, rules=("red_flag_substrate", "red_flag_cauda_equina"))
    qualities = frozenset({"cauda_equina"})
    squeezed = finding("Other finding at L4-L5", type="other", level="L4-L5", side=None, severity=None, qualities=qualities)
    both = shown(urgent, urgent._replace(finding=squeezed, primary=(), supporting=()), flags=(flag,))[1]
    assert len(rows(both)) == 1
    assert "right disc at L4-L5; L4-L5 compression of the cauda equina" in both
    assert "no nerve root" not in both


def test_two_kinds_of_wear_keep_their_own_rows_and_sentences() -> None:
    modic, disc = (possible(finding(k, type=k, severity=None), primary=()) for k in ("modic_change", "disc_degeneration"))
    assert len(rows(shown(modic, disc)[1])) == 2


def test_an_incidental_finding_without_evidence_still_has_its_reason() -> None:
    bare = incidental(against=(), rules=("no_overlap_examined",))
    assert "Nothing points to its root, which is examined and normal." in shown(bare)[1]
    assert "Nothing points" not in shown(incidental(rules=("no_overlap_examined",)))[1]
