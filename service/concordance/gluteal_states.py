"""The state table of the gluteal tendon: pack 5.2 in the order of A6. Each hip is in exactly one state."""

from __future__ import annotations

from collections.abc import Callable

from service.concordance.gluteal_hip import GlutealHip

START_WEEKS = 1.0
REVIEW_WEEKS = 12.0
FULL_WEEKS = 26.0


def state(hip: GlutealHip) -> str:
    """The state of this hip, G0..G10: the first whose guard holds."""
    return next(name for name, guard in GUARDS if guard(hip))


def red(hip: GlutealHip) -> bool:
    """G0: a red flag, or a fracture or infection of the hip."""
    return hip.endangered


def acute_full(hip: GlutealHip) -> bool:
    """G2: a full tear that is traumatic, retracted, or leaves the abductors of a replaced hip weak. Weak abductors alone are no
    tear: a nerve or a root may be behind them."""
    if hip.resolved or hip.tear.extent != "full":
        return False
    return hip.tear.traumatic or hip.tear.retracted or hip.failed_after_arthroplasty


def resolved(hip: GlutealHip) -> bool:
    """G10. Asked before certainty and weeks: a hip that is over needs no examination and is at no week of treatment."""
    return hip.resolved


def uncertain(hip: GlutealHip) -> bool:
    """G1: nothing but imaging or a label, or no neurological examination."""
    return hip.certainty in ("imaging_only", "none") or not hip.neurology_examined


def weakening(hip: GlutealHip) -> bool:
    """G7 at any time: strength is falling (A6)."""
    return hip.progressive


def starting(hip: GlutealHip) -> bool:
    """G3: less than a week of qualifying therapy."""
    return hip.clock.weeks < START_WEEKS


def ongoing(hip: GlutealHip) -> bool:
    """G4: under 12 weeks, no steroid injection on this side."""
    return hip.clock.weeks < REVIEW_WEEKS and not hip.steroid_injections


def ongoing_after_injection(hip: GlutealHip) -> bool:
    """G5: under 12 weeks, steroid injected before."""
    return hip.clock.weeks < REVIEW_WEEKS


def improving(hip: GlutealHip) -> bool:
    """G6: 12 weeks or more and better, or nobody wrote whether it is better (never counted as failure)."""
    return hip.clock.helped is not False


def failing(hip: GlutealHip) -> bool:
    """G7: 12 to 26 weeks, no better, with a persistent Trendelenburg sign or a full tear."""
    return hip.clock.weeks < FULL_WEEKS and (hip.trendelenburg_persists or hip.tear.extent == "full")


def plateau(hip: GlutealHip) -> bool:
    """G8: 12 to 26 weeks, no better, nothing worse."""
    return hip.clock.weeks < FULL_WEEKS


def failed(_: GlutealHip) -> bool:
    """G9: 26 weeks or more, no better."""
    return True


GUARDS: tuple[tuple[str, Callable[[GlutealHip], bool]], ...] = (
    ("G0", red),
    ("G2", acute_full),
    ("G10", resolved),
    ("G1", uncertain),
    ("G7", weakening),
    ("G3", starting),
    ("G4", ongoing),
    ("G5", ongoing_after_injection),
    ("G6", improving),
    ("G7", failing),
    ("G8", plateau),
    ("G9", failed),
)
"""The states in order, each with its guard. G10 stands early because its guard excludes all that follow; the last one holds
for every hip, so every input reaches exactly one."""
