"""How complete and consistent the evidence of a verdict is (A10); never how severe the finding looks."""

from __future__ import annotations

from collections.abc import Callable

from service.concordance.assessment import HIGH, LOW, MODERATE, Confidence, Verdict
from service.concordance.reason import Reason
from service.concordance.weighed import Weighed

BY_STUDY = frozenset({"study_places_it_elsewhere", "study_proves_nerve"})
"""Rules that rest on a nerve study."""


def lower(one: Confidence, other: Confidence | None) -> Confidence:
    """The less sure of two."""
    return one if other is None or one is other or one.rank <= other.rank else other


def confidence(reason: Reason, w: Weighed) -> Confidence:
    """What the evidence allows, capped by the rule and by doubts about the reading."""
    base = MODERATE if reason.rule in BY_STUDY else BY_VERDICT[reason.verdict](w)
    return base if base is LOW else lower(lower(base, reason.at_most), reading(w))


def reading(w: Weighed) -> Confidence:
    """Doubts about the reading: hedged words, no level, a shifted numbering, a report that also denies it or gives the other
    side; "herniation" without more, and a grade that the report contradicts, cap at moderate."""
    finding = w.finding
    contradicted = {c.about for c in finding.contradictions} if finding.contradictions else ()
    if finding.hedged or "side" in contradicted or "presence" in contradicted:
        return LOW
    if w.by_root and (w.picture.spine.transitional or (finding.level is None and not finding.roots)):
        return LOW
    if contradicted or (finding.type == "disc_herniation" and finding.morphology is None and not finding.contact):
        return MODERATE
    return HIGH


def _concordant(w: Weighed) -> Confidence:
    """High when at least two things agree, none disagrees, and the roots' own tests are recorded. In claudication a normal
    examination at rest is the rule and disagrees with nothing."""
    if w.bearing.claudication and w.kind.behaviour in ("central", "slip"):
        return MODERATE if w.bearing.examined == "not recorded" else HIGH
    agreeing = len(w.bearing.decisive) + len(w.bearing.proof) + bool(w.bearing.core)
    if len(w.bearing.normals) > max(len(w.bearing.decisive), 1) and not w.bearing.proof:
        return LOW if len(w.bearing.decisive) < 2 else MODERATE
    complete = len(w.bearing.missing) <= len(w.roots)
    return HIGH if agreeing >= 2 and not w.bearing.normals and complete else MODERATE


def _possible(w: Weighed) -> Confidence:
    """Moderate when the roots are examined, low when they are not."""
    if not w.by_root:
        return MODERATE
    return LOW if w.bearing.examined == "not recorded" else MODERATE


def _incidental(w: Weighed) -> Confidence:
    """High when the record settles it: other side, or no root at all, or roots examined normal and a rival supported; of a
    root never where nobody wrote what hurts."""
    if not w.by_root:
        return HIGH if w.picture.complaints or w.picture.local else MODERATE
    told = MODERATE if w.picture.inferred else HIGH
    if w.side == "opposite":
        return told
    if w.bearing.examined == "normal":
        return told if w.rivals else MODERATE
    return MODERATE if w.bearing.examined == "partly normal" else LOW


BY_VERDICT: dict[Verdict, Callable[[Weighed], Confidence]] = {
    Verdict.CONCORDANT: _concordant,
    Verdict.URGENT: _concordant,
    Verdict.POSSIBLE: _possible,
    Verdict.INCIDENTAL: _incidental,
}
