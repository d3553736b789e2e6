"""What a sentence says of nerve roots, noted on the disc, stenosis or cyst that it says it of."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.report.draft import Draft

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
_ONE_SIDED = frozenset(("disc_herniation", "synovial_cyst", "foraminal_stenosis", "lateral_recess_stenosis"))
_PLACED = _ONE_SIDED | {"central_stenosis"}
_ORDER = ("none", "contact", "displacement", "compression")


def with_contact(sentence: Sequence[Draft], said: Sequence[Draft] | None = None) -> list[Draft]:
    """The findings of one sentence, those that can touch a root with the contact and the roots said beside them, or in the
    sentence after it (`said`)."""
    roots = [
        f
        for f in (sentence if said is None else said)
        if f.type == "nerve_root_compression" and f.contact is not None and f.temporality == "current"
    ]
    if not roots:
        return list(sentence)
    return [
        _touched(f, [r for r in roots if not _of_another(f, r, sentence)]) if f.type in _TOUCHING and not f.negated else f
        for f in sentence
    ]


def sided_roots(sentence: Sequence[Draft], *, single: bool) -> list[Draft]:
    """ "Left lateral recess stenosis with compression of the L5 root": one root, and one side that what compresses it, named
    before, has."""
    causes: set[str | None] = set()
    out = []
    for f in sentence:
        if f.type in _ONE_SIDED and not f.negated:
            causes.add(f.side)
        side = next(iter(causes)) if len(causes) == 1 else None
        known = ("left", "right") if single else ("bilateral",)
        out.append(f.but(side=side) if side in known and _unsided_root(f) else f)
    return out


def placed_roots(sentence: Sequence[Draft]) -> list[Draft]:
    """ "Foraminal stenosis with nerve root compression": a root without a name is the one that passes where its cause lies.
    Two causes of different places leave it open."""
    out = []
    for f in sentence:
        if f.type == "nerve_root_compression" and not f.negated and not f.roots and f.zone is None:
            causes = [g for g in sentence if g.type in _PLACED and not g.negated and _meets(f, g)]
            sided = [g for g in causes if f.side is not None and g.side == f.side]
            causes = sided or causes
            zones = {_zone(g) for g in causes}
            if len(zones) == 1 and (zone := zones.pop()) is not None:
                f = f.but(zone=zone)
        out.append(f)
    return out


def _meets(root: Draft, cause: Draft) -> bool:
    return root.level == cause.level and (root.side is None or cause.side in (None, "bilateral", root.side))


def _zone(cause: Draft) -> str | None:
    own = {"foraminal_stenosis": "foraminal", "lateral_recess_stenosis": "subarticular"}.get(cause.type)
    return own or (cause.zone if cause.zone != "central" else None)


def _of_another(finding: Draft, root: Draft, sentence: Sequence[Draft]) -> bool:
    """Whether a root belongs to a cause named before it, not to the narrow foramen named after: "disc compressing the S1 root;
    moderate L5/S1 foraminal narrowing". Through a foramen its upper root leaves, not the one that passes behind the disc."""
    places = {id(f): n for n, f in enumerate(sentence)}
    said_at = places.get(id(root))
    if finding.type != "foraminal_stenosis" or finding.level is None or said_at is None or places[id(finding)] < said_at:
        return False
    passes = bool(root.roots) and finding.level.split("-")[0] not in root.roots
    causes = [f for f in sentence[:said_at] if f.type in _TOUCHING and f.type != finding.type and not f.negated]
    return bool(causes) and (passes or root.zone == "subarticular")


def _touched(finding: Draft, roots: Sequence[Draft]) -> Draft:
    beside = [
        r
        for r in roots
        if r.level in (finding.level, None) and (r.side is None or finding.side in (None, "bilateral", "midline", r.side))
    ]
    if not beside:
        return finding
    worst = max(beside, key=lambda r: _ORDER.index(r.contact or "none"))
    named = () if worst.contact == "none" else tuple(dict.fromkeys(name for r in beside if not r.negated for name in r.roots))
    return finding.but(contact=worst.contact, roots=finding.roots or named)


def _unsided_root(finding: Draft) -> bool:
    return finding.type == "nerve_root_compression" and finding.side is None and not finding.negated
