"""One StatedFinding from a mention, its standing and one entry of attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from service.facts import Grade, Side, StatedFinding
from service.reading.report.attribution import SIDELESS, EntryWords
from service.reading.report.items import Item
from service.reading.report.mentions import Mention
from service.reading.report.scope import Standing

_DISC = ("disc_herniation", "disc_bulge", "annular_fissure")
_CONTACT: dict[str, Literal["contact", "displacement", "compression"]] = {
    "contact": "contact",
    "displace": "displacement",
    "compress": "compression",
    "narrow": "compression",
}
_FRACTURE_WORDS = {
    "acute": "acute",
    "old": "chronic",
    "chronic": "chronic",
    "healed": "chronic",
    "recent": "acute",
    "subacute": "acute",
    "remote": "chronic",
    "unhealed": "acute",
}


def _of_a_sacral_wing(mention: Mention, items: Sequence[Item]) -> bool:
    """A fracture of the sacrum has a side, unlike one of a vertebral body."""
    words = [word for item in items for word in item.text.split()]
    return mention.type == "fracture" and any(word.startswith("sacr") or word in ("ala", "alae", "alar") for word in words)


def stated(
    mention: Mention,
    stand: Standing,
    entry: EntryWords,
    items: Sequence[Item],
) -> StatedFinding:
    """The finding as the contract has it, without its level and place in the text."""
    group = entry.group
    zones = tuple(dict.fromkeys(group.zones + ((mention.term.zone,) if mention.term.zone else ())))
    sideless = mention.type in SIDELESS and not _of_a_sacral_wing(mention, items)
    side: Side | None = None if sideless else group.side  # type: ignore[assignment]
    if mention.type not in _DISC and side == "midline" and mention.type != "other":
        side = None
    denied = stand.denied or entry.denied
    prior = stand.time is not None
    return StatedFinding(
        type=mention.type,
        side=side,
        severity=None if denied else group.severity,
        negated=denied and not prior,
        temporality="prior" if prior else "current",
        hedged=stand.hedged,
        morphology=mention.term.morphology if mention.type == "disc_herniation" else None,
        zone=zones[0] if mention.type in _DISC and len(zones) == 1 else None,  # type: ignore[arg-type]
        migration=_migration(items, mention, group.migration),
        modic_type=_modic(items, mention, group.grade),
        grade=_grade(mention, group.grade),
        millimetres=group.mm,
        contact=_contact(mention, denied),
        roots=items[mention.part].roots if mention.part is not None else (),
        qualities=_qualities(mention, stand, items),
    )


def _contact(mention: Mention, denied: bool) -> Literal["none", "contact", "displacement", "compression"] | None:
    if mention.type != "nerve_root_compression":
        return None
    if denied:
        return None if mention.effect == "displace" else "none"
    return _CONTACT.get(mention.effect, "compression")


def _migration(items: Sequence[Item], mention: Mention, found: str | None) -> Literal["cranial", "caudal"] | None:
    if mention.type != "disc_herniation":
        return None
    near = [x.value for x in items[max(0, mention.first - 4) : mention.last + 12] if x.kind == "migration"]
    value = found or (near[0] if near else None)
    return value if value in ("cranial", "caudal") else None  # type: ignore[return-value]


def _modic(items: Sequence[Item], mention: Mention, grade: Grade | None) -> Literal["1", "2", "3", "mixed"] | None:
    if mention.type != "modic_change":
        return None
    near = [
        x.grade.value
        for x in items[max(0, mention.first - 6) : mention.last + 12]
        if x.kind in ("modic", "type") and x.grade is not None
    ]
    own = items[mention.head].grade or (grade if grade is not None and grade.scale == "Modic" else None)
    if own is not None:
        near.insert(0, own.value)
    converted = any(x.text in ("converted", "evolved", "transformed", "changed", "progressed") for x in items)
    value = (near[-1] if converted else near[0]) if near else None
    return value if value in ("1", "2", "3", "mixed") else None  # type: ignore[return-value]


def _grade(mention: Mention, grade: Grade | None) -> Grade | None:
    if grade is None or grade.scale == "Modic":
        return None
    if grade.scale:
        return grade
    return Grade(scale="Meyerding", value=grade.value) if mention.type == "spondylolisthesis" else None


def _qualities(mention: Mention, stand: Standing, items: Sequence[Item]) -> frozenset[str]:
    out = set()
    if mention.term.quality:
        out.add(mention.term.quality)
    if stand.course:
        out.add(stand.course)
    words = [x.text for x in items[max(0, mention.first - 5) : mention.first]]
    if mention.type == "fracture":
        around = words + [x.text for x in items[mention.last + 1 : mention.last + 6]]
        out |= {_FRACTURE_WORDS[w] for w in around if w in _FRACTURE_WORDS}
    if mention.type == "disc_herniation" and any(w.startswith("recurrent") for w in [*words, items[mention.head].text]):
        out.add("recurrent")
    if mention.type == "spondylolisthesis":
        out |= {"degenerative"} & set(words)
        out |= {"isthmic"} if {"isthmic", "lytic", "spondylolytic"} & set(words) else set()
    if mention.type == "other" and mention.effect:
        out.add("cauda_equina" if mention.part is not None and items[mention.part].value == "cauda" else "thecal_sac")
    if mention.term.general and mention.type == "disc_degeneration":
        out.add("unspecified")
    return frozenset(out)
