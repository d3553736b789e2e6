"""What a sentence says of nerve roots, noted on the disc, stenosis or cyst that it says it of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.facts import StatedFinding

_TOUCHING = frozenset(
    (
        "disc_bulge",
        "disc_herniation",
        "foraminal_stenosis",
        "lateral_recess_stenosis",
        "central_stenosis",
        "synovial_cyst",
        "spondylolisthesis",
    )
)
_ORDER = ("none", "contact", "displacement", "compression")


def with_contact(sentence: Sequence[StatedFinding]) -> list[StatedFinding]:
    """The findings of one sentence, those that can touch a root with the contact and the roots said beside them."""
    roots = [f for f in sentence if f.type == "nerve_root_compression" and f.contact is not None and f.temporality == "current"]
    if not roots:
        return list(sentence)
    return [_touched(f, roots) if f.type in _TOUCHING and not f.negated else f for f in sentence]


def _touched(finding: StatedFinding, roots: Sequence[StatedFinding]) -> StatedFinding:
    beside = [
        r
        for r in roots
        if r.level in (finding.level, None) and (r.side is None or finding.side in (None, "bilateral", "midline", r.side))
    ]
    if not beside:
        return finding
    worst = max(beside, key=lambda r: _ORDER.index(r.contact or "none"))
    named = () if worst.contact == "none" else tuple(dict.fromkeys(name for r in beside if not r.negated for name in r.roots))
    return replace(finding, contact=worst.contact, roots=finding.roots or named)
