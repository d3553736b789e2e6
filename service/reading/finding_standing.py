"""How findings stand to each other: which study leads, what an operation overtook, what is said twice (A7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from service.facts import Activity, Finding, NotAssessed, Operation

CURRENT_DAYS = 731
"""Imaging of the last 24 months is current (A7)."""
_DETAIL = {"XR": 1, None: 2, "US": 1, "CT": 2, "MR": 3}
_SPINAL = ("discectomy", "decompression", "fusion", "spinal_other")
_STENOSES = ("foraminal_stenosis", "lateral_recess_stenosis", "central_stenosis")
_HERNIATIONS = ("disc_herniation", "disc_bulge")


def settled(
    findings: Iterable[Finding], operations: Iterable[Operation], *, lumbar_reports: frozenset[str], as_of: date
) -> tuple[tuple[Finding, ...], tuple[NotAssessed, ...]]:
    """The findings with `older` and `superseded` set, repeated ones merged, in a fixed order; and the contradictions met.

    `lumbar_reports` are the references of reports of the lumbar spine itself: only they can lead, not a pelvis or an abdomen
    that shows some of it."""
    aged = _aged(list(findings), lumbar_reports, as_of)
    done = [o for o in operations if o.kind in _SPINAL and o.done is not None and not o.planned]
    overtaken = [replace(f, superseded=True) if any(_overtakes(o, f) for o in done) else f for f in aged]
    merged = _without_repeats(overtaken)
    return tuple(sorted(merged, key=_order)), _contradictions(merged)


def _order(f: Finding) -> tuple[bool, int, str, int, str, str, str]:
    day = -(f.studied.toordinal() if f.studied else 0)
    return (f.older, day, f.source.reference, f.start, f.type, f.level or "", f.side or "")


def from_report(f: Finding) -> bool:
    """Whether images and their report state it, as opposed to a problem list."""
    return not f.source.reference.startswith("Condition/")


def _aged(findings: list[Finding], lumbar_reports: frozenset[str], as_of: date) -> list[Finding]:
    """`older` set: a study that a newer one of at least its detail replaces, or one from more than 24 months ago. A list
    entry that is active stays, unless a newer report leads. A report leads only when it speaks of single levels: "stable
    degenerative change" must not hide what an earlier report said in full."""
    leaders = [
        f
        for f in findings
        if f.source.reference in lumbar_reports
        and f.verification.counts
        and f.level
        and f.studied
        and f.temporality == "current"
        if (as_of - f.studied).days <= CURRENT_DAYS
    ]
    return [replace(f, older=_is_older(f, leaders, as_of)) for f in findings]


def _is_older(f: Finding, leaders: list[Finding], as_of: date) -> bool:
    if f.studied is None:
        return False
    if from_report(f):
        replaced = any(o.studied and o.studied > f.studied and _DETAIL[o.modality] >= _DETAIL[f.modality] for o in leaders)
        return replaced or (as_of - f.studied).days > CURRENT_DAYS
    return any(o.studied and o.studied > f.studied + timedelta(days=30) and _DETAIL[o.modality] >= 2 for o in leaders)


def _overtakes(operation: Operation, f: Finding) -> bool:
    """Whether an operation at the level of a finding, on its side, came after the images."""
    if f.studied is None or operation.done is None or operation.done <= f.studied or not operation.levels:
        return False
    if f.level not in operation.levels and not any(f.level == v for level in operation.levels for v in level.split("-")):
        return False
    other = {"left": "right", "right": "left"}
    return not (operation.side in other and f.side == other.get(operation.side or "", ""))


def _without_repeats(findings: list[Finding]) -> list[Finding]:
    """One of several statements of the same thing. A report's words win over the list's entry; the newest report wins over
    an equal one; what counts wins over what does not."""
    kept: list[Finding] = []
    for f in sorted(findings, key=lambda f: (not from_report(f), *_order(f))):
        if not any(_says(k, f) for k in kept):
            kept.append(f)
    return kept


def _says(known: Finding, f: Finding) -> bool:
    """Whether `known` already says what `f` says. A list entry without a level or side is covered by a precise finding."""
    if known.negated != f.negated or known.verification.counts != f.verification.counts or known.superseded != f.superseded:
        return False
    if from_report(known) and from_report(f):
        return _detail(known) == _detail(f) and (known.studied == f.studied or None in (known.studied, f.studied))
    if from_report(f) or not from_report(known):
        return not from_report(f) and _detail(known) == _detail(f)
    if known.activity is not f.activity or (known.older and not f.older) or f.activity is not Activity.ACTIVE:
        return False
    kind = known.type == f.type or (f.level is None and any(known.type in g and f.type in g for g in (_STENOSES, _HERNIATIONS)))
    return kind and f.level in (None, known.level) and (f.side is None or f.side == known.side)


def _detail(f: Finding) -> tuple[object, ...]:
    return (f.type, f.level, f.side, f.severity, f.morphology, f.older, f.activity)


def _contradictions(findings: list[Finding]) -> tuple[NotAssessed, ...]:
    """Reports of the same day that affirm and deny one finding: both are kept, and it is said."""
    out = []
    for f in findings:
        for g in findings:
            denied = g.negated and not f.negated and f.verification.counts and g.verification.counts
            if (
                denied
                and f.studied == g.studied
                and f.source.reference != g.source.reference
                and f.level
                and _key(f) == _key(g)
            ):
                why = (
                    f"denies {f.type.replace('_', ' ')} at {f.level}, which {f.source.reference} states; the statement was used"
                )
                out.append(NotAssessed(source=g.source.reference, why=why))
    return tuple(dict.fromkeys(out))


def _key(f: Finding) -> tuple[str, str | None, str | None]:
    return (f.type, f.level, f.side)
