"""What to do for one hip in its state: advice, suggestions, what is held back and what would move the patient on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from service.concordance.assessment import (
    CONCORDANT,
    COUNTING,
    INCIDENTAL,
    FindingVerdict,
    Pathway,
    RedFlag,
    Verdict,
    Withheld,
)
from service.concordance.gates import action, nsaid_gates, radiation_gates, steroid_gates, topical_nsaid_gates
from service.concordance.gluteal_hip import GlutealHip, gluteal_hips
from service.concordance.gluteal_states import FULL_WEEKS, REVIEW_WEEKS, state
from service.concordance.hip_sides import on_side
from service.concordance.said import open_flags
from service.facts import Facts, Side
from service.knowledge.care import care

MRI_LASTS_DAYS = 365
XRAY_LASTS_DAYS = 730
LOW_ROOTS = frozenset({"L4", "L5", "S1"})
SURGICAL = ("G2", "G7", "G9")


def gluteal_pathways(facts: Facts, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> tuple[Pathway, ...]:
    """One pathway for every hip with a gluteal problem or complaint."""
    flagged = bool(open_flags(red_flags))
    return tuple(gluteal_pathway(facts, hip, verdicts, red_flags) for hip in gluteal_hips(facts, red_flag=flagged))


def gluteal_pathway(facts: Facts, hip: GlutealHip, verdicts: Sequence[FindingVerdict], red_flags: Sequence[RedFlag]) -> Pathway:
    """The pathway of one hip."""
    name, rooted = state(hip), bool(root_of_side(hip.side, verdicts, (CONCORDANT,)))
    entry = care().management[name]
    withheld = held_back(facts, hip, red_flags) if name in ("G3", "G4", "G5", "G8") else ()
    adapted = _advice(entry.advice, facts, hip, verdicts, withheld)
    advice = tuple(dict.fromkeys([*adapted, *_more_advice(name, hip, verdicts, rooted=rooted)]))
    suggestions = tuple([s for s in _suggestions(entry.suggestions, withheld) if _of_use(s, facts, hip, verdicts)])
    rules = _rules(name, hip, verdicts, rooted=rooted)
    return Pathway(
        state=name,
        side=hip.side or (hip.problem.side if hip.problem else None),
        problem=hip.problem,
        advice=advice,
        suggestions=suggestions,
        withheld=withheld,
        next=_next(entry.next, hip),
        rules=rules,
        citations=citations(entry.cites, advice, rules),
    )


@cache
def citations(own: tuple[str, ...], advice: tuple[str, ...], rules: tuple[str, ...]) -> tuple[str, ...]:
    """The sources of a pathway and of what it advises, each once."""
    tables = care()
    advised = [c for key in advice for c in tables.advice[key].cites]
    ruled = [c for key in rules if key in tables.management_rules for c in tables.management_rules[key].cites]
    return tuple(
        c for c in dict.fromkeys([*own, *advised, *ruled]) if c not in ("project-default", "expert-opinion", "textbook")
    )


# ---- what is held back ----------------------------------------------------------------------------------------------


def held_back(facts: Facts, hip: GlutealHip, red_flags: Sequence[RedFlag]) -> tuple[Withheld, ...]:
    """The gates that hold back an oral NSAID and a steroid injection for this hip; mere cautions hold nothing back."""
    steroid = [*steroid_gates(facts, red_flags, side=hip.side), *previous_injection(hip)]
    return tuple(w for w in (*nsaid_gates(facts), *steroid) if action(w.gate) != "caution")


def previous_injection(hip: GlutealHip) -> list[Withheld]:
    """The last steroid injection at this tendon, which rules out another."""
    if not hip.steroid_injections:
        return []
    return [Withheld(item="steroid", gate="steroid_given_before", source=hip.steroid_injections[-1].source)]


def _holds(withheld: Sequence[Withheld], item: str) -> bool:
    return any(w.item == item for w in withheld)


# ---- advice ---------------------------------------------------------------------------------------------------------


def _advice(
    listed: Sequence[str], facts: Facts, hip: GlutealHip, verdicts: Sequence[FindingVerdict], withheld: Sequence[Withheld]
) -> list[str]:
    """The advice of the state, adjusted to this hip: what is held back is replaced, what does not apply left out."""
    out: list[str] = []
    for key in listed:
        if key == "nsaid_if_safe" and _holds(withheld, "nsaid"):
            out.append("paracetamol_only" if topical_nsaid_gates(facts) else "topical_or_paracetamol")
        elif key == "single_guided_injection" and _holds(withheld, "steroid"):
            out.append("no_repeat_steroid" if hip.steroid_injections else "injection_held_back")
        elif _applies(key, facts, hip, verdicts):
            out.append(key)
    return out


def _applies(key: str, facts: Facts, hip: GlutealHip, verdicts: Sequence[FindingVerdict]) -> bool:
    if key in ("hip_xray_first", "hip_mri_for_weakness") and _root_instead(hip, verdicts):
        return False
    if key == "hip_mri_for_weakness" and hip.problem is not None and "imaging_confirmed" in hip.problem.details:
        return False
    if key in ("hip_mri_for_weakness", "hip_mri_current"):
        return not imaged(facts, hip.side, "MR", MRI_LASTS_DAYS) and (key == "hip_mri_current" or hip.weak)
    if key == "hip_xray_first":
        return not imaged(facts, hip.side, "XR", XRAY_LASTS_DAYS) and not radiation_gates(facts)
    if key == "emg_for_doubt":
        return root_doubt(facts, hip, verdicts)
    if key == "abductors_can_be_l5":
        return hip.weak
    if key == "examine_neurology":
        return not hip.neurology_examined
    if key == "glut_max_transfer":
        return hip.tear.irreparable or (hip.tear.fatty or 0) >= 3
    if key == "look_for_fracture_or_tumour":
        return hip.certainty != "none" or hip.problem is not None
    if key == "examine_gluteal_tests":
        return hip.certainty in ("imaging_only", "none")
    return key != "repair_by_size" or not _transtendinous(hip)


def _more_advice(name: str, hip: GlutealHip, verdicts: Sequence[FindingVerdict], *, rooted: bool) -> list[str]:
    """What this hip adds to the advice of its state. `rooted`: a root of its side explains the presentation."""
    out: list[str] = []
    if name == "G7" and hip.progressive:
        out.append("progressive_weakness_now")
    if name in SURGICAL and _transtendinous(hip):
        out.append("endoscopic_transtendinous")
    if name in ("G7", "G9") and (hip.tear.irreparable or (hip.tear.fatty or 0) >= 3):
        out.append("glut_max_transfer")
    if name == "G6" and hip.clock.helped is None:
        out.append("record_response")
    if name == "G3" and hip.repaired:
        out.append("follow_surgeon_protocol")
    if name not in ("G0", "G10") and rooted:
        out.append("treat_both")
    elif name not in ("G0", "G1", "G10") and any(v.verdict is INCIDENTAL for v in verdicts):
        out.append("keep_gluteal_pathway")
    return out


def _transtendinous(hip: GlutealHip) -> bool:
    return hip.tear.extent == "partial" and hip.tear.undersurface


def root_doubt(facts: Facts, hip: GlutealHip, verdicts: Sequence[FindingVerdict]) -> bool:
    """Weak abductors beside a finding that can reach L4 to S1 on that side, and no nerve study yet."""
    studied = any(on_side(study.side, hip.side) for study in facts.electrodiagnoses)
    return hip.weak and not studied and bool(root_of_side(hip.side, verdicts, COUNTING))


def _root_instead(hip: GlutealHip, verdicts: Sequence[FindingVerdict]) -> bool:
    """A label without a hip sign or scan, where a finding explains the presentation by a root that lifts the hip."""
    return hip.certainty == "none" and bool(root_of_side(hip.side, verdicts, (CONCORDANT,)))


def root_of_side(side: Side | None, verdicts: Sequence[FindingVerdict], wanted: Sequence[Verdict]) -> list[FindingVerdict]:
    """Findings of these verdicts that can reach L4, L5 or S1 on this side."""
    return [
        v for v in verdicts
        if v.verdict in wanted and on_side(v.finding.side, side) and LOW_ROOTS & {*v.primary, *v.secondary}
    ]  # fmt: skip


def imaged(facts: Facts, side: Side | None, modality: str, days: int) -> bool:
    """Whether this hip (or the pelvis) was imaged that way within so many days; a study without a date does not count."""
    return any(
        s.region in ("hip", "pelvis") and s.modality == modality and s.done is not None and on_side(s.side, side)
        and 0 <= (facts.as_of - s.done).days <= days
        for s in facts.studies
    )  # fmt: skip


# ---- suggestions, next step, rules ----------------------------------------------------------------------------------


def _suggestions(listed: Sequence[str], withheld: Sequence[Withheld]) -> list[str]:
    """The suggestions of the state, with what a gate holds back replaced or left out."""
    out: list[str] = []
    for key in listed:
        if key == "nsaid" and _holds(withheld, "nsaid"):
            out += ["topical_nsaid", "paracetamol"]
        elif key != "guided_peritendinous_injection" or not _holds(withheld, "steroid"):
            out.append(key)
    return out


def _of_use(key: str, facts: Facts, hip: GlutealHip, verdicts: Sequence[FindingVerdict]) -> bool:
    """Not what is ordered already, done lately, held back by itself, or without a question to answer."""
    if asked_already(facts, key, hip.side):
        return False
    if key in ("hip_xray", "hip_mri") and _root_instead(hip, verdicts):
        return False
    if key == "hip_xray":
        return not imaged(facts, hip.side, "XR", XRAY_LASTS_DAYS) and not radiation_gates(facts)
    if key == "hip_mri":
        seen = hip.problem is not None and "imaging_confirmed" in hip.problem.details and hip.clock.weeks < REVIEW_WEEKS
        needed = (hip.weak or hip.clock.weeks >= REVIEW_WEEKS or hip.tear.extent == "full") and not seen
        return needed and not imaged(facts, hip.side, "MR", MRI_LASTS_DAYS)
    if key == "emg":
        return root_doubt(facts, hip, verdicts)
    if key == "topical_nsaid":
        return not topical_nsaid_gates(facts)
    if key == "paracetamol":
        return bool(topical_nsaid_gates(facts))
    return True


def asked_already(facts: Facts, suggestion: str, side: Side | None) -> bool:
    """Whether an order of this kind for this side is open in the record or among the drafts."""
    wanted = care().suggestions[suggestion].order_class
    if wanted is None or not (facts.earlier_requests or facts.orders):
        return False
    open_requests = [r for r in facts.earlier_requests if r.active and r.order_class == wanted and on_side(r.side, side)]
    drafted = [o for o in facts.orders if o.order_class == wanted and on_side(o.side, side)]
    return bool(open_requests or drafted)


def _next(listed: Sequence[str], hip: GlutealHip) -> tuple[str, ...]:
    known = {
        "hip_signs_recorded": hip.certainty in ("confirmed", "clinical"),
        "neurology_recorded": hip.neurology_examined,
        "response_recorded": hip.clock.helped is not None,
        "full_tear_found": hip.tear.extent == "full",
        "weakness_progresses": hip.progressive,
        "trendelenburg_persists": hip.trendelenburg_persists,
    }
    return tuple(key for key in listed if not known.get(key, False))


def _rules(name: str, hip: GlutealHip, verdicts: Sequence[FindingVerdict], *, rooted: bool) -> tuple[str, ...]:
    """The state and the rules that led to it."""
    fired = {
        "therapy_gap_restarts": hip.clock.restarted and not hip.repaired,
        "repair_restarts_clock": hip.repaired,
        "failed_course_stands": hip.clock.ended,
        "diagnosis_needs_examination": name == "G1" and hip.certainty in ("imaging_only", "none"),
        "neurology_needed": name == "G1" and not hip.neurology_examined,
        "progressive_weakness_any_time": name == "G7" and hip.progressive,
        "trendelenburg_persistent": name == "G7" and hip.trendelenburg_persists,
        "response_not_recorded": name == "G6" and hip.clock.helped is None,
        "improving_beyond_26_weeks": name == "G6" and hip.clock.helped is True and hip.clock.weeks >= FULL_WEEKS,
        "previous_injection_same_side": bool(hip.steroid_injections) and name in ("G3", "G4", "G5", "G8"),
        "i1_incidental_adds_nothing": any(v.verdict is INCIDENTAL for v in verdicts),
        "i5_both_active": rooted,
    }
    return (name, "one_state_per_hip", *(rule for rule, did in fired.items() if did))
