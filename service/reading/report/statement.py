"""One finding from a mention, its standing and one entry of attributes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from service.facts import Grade, Side
from service.reading.report.attribution import SIDELESS
from service.reading.report.combining import EntryWords
from service.reading.report.draft import Contact, Draft
from service.reading.report.grades import SCHIZAS
from service.reading.report.item import Item, text_of
from service.reading.report.mentions import Mention
from service.reading.report.scope import Standing

_DISC = ("disc_herniation", "disc_bulge", "annular_fissure")
_UNGRADED = frozenset(("transitional_vertebra", "infection_signs", "neoplasm_signs", "spondylolysis"))
"""What is there or not: "partial sacralisation" is no mild one, a "complete" defect no severe one."""
_WINGS = frozenset(("ala", "alae", "alar"))
_HALVES = frozenset(
    ("tp", "tps", "transverse", "pedicle", "pedicles", "lamina", "laminae", "laminar", "articular", "pedicular")
)
_EXITING = frozenset(("exiting", "exit", "exite", "emerging", "intraforaminal"))
_RUNNING = _EXITING | {"traversing", "transiting", "descending", "budding", "passing", "crossing"}
_CONTACT: dict[str, Contact] = {
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

_OEDEMA = ("oedema", "edema", "stir hyperintensity")
_NO_OEDEMA = frozenset(("no", "not", "without", "nil", "absent", "absence", "resolved", "lack", "muscle", "facet", "modic"))


def stated(
    mention: Mention,
    stand: Standing,
    entry: EntryWords,
    items: Sequence[Item],
) -> Draft:
    """The finding as the contract has it, without its level and place in the text."""
    group, kind = entry.group, mention.type
    denied = stand.denied or entry.denied or group.severity == "none"  # "the canal is nil significant narrowed"
    out = Draft()
    out.type = kind
    side = group.side
    if side is None and (told_beside := _SIDE_BESIDE.get(kind)) is not None:
        side = told_beside(mention, items)
    elif kind == "postoperative_change" and side == "bilateral" and mention.term.quality == "hardware":
        side = None  # "bilateral pedicle screws": a fusion has no side
    if side is not None or kind == "fracture":
        out.side = _side(mention, side, items)
    if not denied and kind not in _UNGRADED:
        if not group.loose:
            out.severity = group.severity
        elif kind not in _DISC:  # a "significant protrusion" has no degree
            out.severity, out.loose = group.severity, True
    if stand.time is not None and not (kind == "postoperative_change" and stand.time == "before"):
        out.temporality = "prior"  # but of an operation what was done remains
    elif denied:
        out.negated = True
        if stand.general or stand.least:
            out.denies_from = 9 if stand.general else stand.least
    if stand.hedged:
        out.hedged = True
    said = group.grade if items[mention.head].kind != "grade" else items[mention.head].grade
    if said is not None:
        out.grade = _grade(mention, said)
        if out.severity is None and not denied and said.scale == "Schizas":
            out.severity = SCHIZAS.get(said.value)
    if group.mm is not None:
        out.millimetres = group.mm
    if mention.part is not None and items[mention.part].roots:
        out.roots = items[mention.part].roots
    if kind in _DISC:
        zones = tuple(dict.fromkeys(group.zones + ((mention.term.zone,) if mention.term.zone else ())))
        out.zone = zones[0] if len(zones) == 1 else None  # type: ignore[assignment]
    if kind == "disc_herniation":
        out.morphology = mention.term.morphology
        out.migration = _migration(items, mention, group.migration)
    elif kind == "modic_change":
        out.modic_type = _modic(items, mention, group.grade)
    elif kind == "nerve_root_compression":
        out.contact = _contact(mention, denied)
        if mention.part is not None:
            out.zone = _passage(items[mention.part])
    if mention.term.quality or stand.course or kind in _TOLD_OF:
        out.qualities = frozenset(_qualities(mention, stand, items))
    return out


def _entered(mention: Mention, items: Sequence[Item]) -> str | None:
    """The side of the recess or foramen that a disc "protrudes into" or "extends to"."""
    words = items[mention.last + 1 : mention.last + 7]
    for k, item in enumerate(words):
        if item.kind == "side" and k and k + 1 < len(words) and words[k + 1].kind == "part":
            entered = any(x.text.endswith(("to", "towards", "toward")) or x.text in ("in", "within") for x in words[:k])
            return item.value if entered and words[k + 1].value in {"recess", "foramen"} else None
        if item.kind not in {"filler", "side", "level", "comma", "dependent", "word"}:
            return None
    return None


def _arisen(mention: Mention, items: Sequence[Item]) -> str | None:
    """The side of the facet joint that a cyst "arises from"."""
    side = None
    for item in items[mention.last + 1 : mention.last + 9]:
        if item.kind == "side":
            side = item.value
        elif item.kind == "part" and item.value == "facet":
            return side
        elif item.kind not in {"filler", "level", "dependent", "word", "comma"}:
            return None
    return None


def _lying(mention: Mention, items: Sequence[Item]) -> str | None:
    """The side of the sacral canal or foramen that a cyst lies "in"."""
    for item in items[mention.last + 1 : mention.last + 6]:
        if item.kind == "side":
            return item.value
        if item.kind not in {"filler", "mm", "open", "close", "copula", "word"}:
            return None
    return None


def _of_pars(mention: Mention, items: Sequence[Item]) -> str | None:
    """ "Lucency through the left L5 pars compatible with spondylolysis"."""
    told = items[: mention.first]
    pars = next((k for k, x in enumerate(told) if x.text.startswith("pars")), None)
    sides = [x.value for x in told[max(0, pars - 4) : pars] if x.kind == "side"] if pars is not None else []
    return sides[-1] if sides else None


_SIDE_BESIDE = dict.fromkeys(_DISC, _entered) | {
    "synovial_cyst": _arisen,
    "tarlov_cyst": _lying,
    "spondylolysis": _of_pars,
}
"""Where else a sentence may tell the side of a finding."""


def _side(mention: Mention, said: str | None, items: Sequence[Item]) -> Side | None:
    """The side that such a finding can have."""
    if mention.type == "fracture":
        return _side_of_fracture(said, _around(items, mention))
    if said is None or (mention.type in SIDELESS and not (said == "bilateral" and _is_lytic(mention, items))):
        return None
    if said == "midline" and mention.type not in _DISC and mention.type != "other":
        return None
    return said  # type: ignore[return-value]


AROUND = 30
"""Items before and after a fracture that can be about it."""


def _around(items: Sequence[Item], mention: Mention) -> Sequence[Item]:
    return items if len(items) <= AROUND else items[max(0, mention.head - AROUND) : mention.head + AROUND]


def _side_of_fracture(said: str | None, items: Sequence[Item]) -> Side | None:
    """A fracture of a process or of the sacrum has a side, unlike one of a vertebral body."""
    words = [word for item in items for word in item.text.split()]
    wings = any(word.startswith("sacr") or word in _WINGS for word in words)
    if not wings and _HALVES.isdisjoint(words):
        return None
    if said is None and wings:  # "sacral fracture with bilateral alar oedema"
        said = next((a.value for a, b in pairwise(items) if a.kind == "side" and not _WINGS.isdisjoint(b.text.split())), None)
    return said if said in ("left", "right", "bilateral") else None  # type: ignore[return-value]


def _is_lytic(mention: Mention, items: Sequence[Item]) -> bool:
    return mention.type == "spondylolisthesis" and (
        mention.term.quality == "isthmic"
        or "isthmic" in _of_slip(mention, [x.text for x in items[max(0, mention.first - 5) : mention.first]], items)
    )


def _passage(root: Item) -> Literal["foraminal", "subarticular"] | None:
    """Where a root runs by what it is called: the exiting one in the foramen, the traversing one in the recess."""
    words = set(root.text.split())
    if root.term.many or words.isdisjoint(_RUNNING):
        return None
    return "foraminal" if not words.isdisjoint(_EXITING) else "subarticular"


def _contact(mention: Mention, denied: bool) -> Contact | None:
    if denied:
        return None if mention.effect == "displace" else "none"
    return _CONTACT.get(mention.effect, "compression")


def _migration(items: Sequence[Item], mention: Mention, found: str | None) -> Literal["cranial", "caudal"] | None:
    near = [x.value for x in items[max(0, mention.first - 4) : mention.last + 12] if x.kind == "migration"]
    value = found or (near[0] if near else None)
    return value if value in ("cranial", "caudal") else None  # type: ignore[return-value]


def _modic(items: Sequence[Item], mention: Mention, grade: Grade | None) -> Literal["1", "2", "3", "mixed"] | None:
    beside = items[max(0, mention.first - 6) : mention.last + 12]
    near = [x.grade.value for x in beside if x.grade is not None and x.kind in ("modic", "type")]
    own = items[mention.head].grade or (grade if grade is not None and grade.scale == "Modic" else None)
    if own is not None:
        near.insert(0, own.value)
    converted = not {"converted", "evolved", "transformed", "changed", "progressed"}.isdisjoint(map(text_of, beside))
    value = (near[-1] if converted else near[0]) if near else None
    return value if value in {"1", "2", "3", "mixed"} else None  # type: ignore[return-value]


def _grade(mention: Mention, grade: Grade) -> Grade | None:
    if grade.scale == "Modic":
        return None
    if grade.scale:
        return grade
    return Grade(scale="Meyerding", value=grade.value) if mention.type == "spondylolisthesis" else None


def _qualities(mention: Mention, stand: Standing, items: Sequence[Item]) -> set[str]:
    out = {mention.term.quality} if mention.term.quality else set()
    if stand.course:
        out.add(stand.course)
    kind = mention.type
    if kind == "other":
        if mention.effect:
            out.add("cauda_equina" if mention.part is not None and items[mention.part].value == "cauda" else "thecal_sac")
    elif kind == "disc_degeneration":
        if mention.term.general:
            out.add("unspecified")
    elif kind in _TOLD_BESIDE:
        words = [x.text for x in items[max(0, mention.first - 5) : mention.first]]
        out |= _TOLD_BESIDE[kind](mention, words, items)
    return out


def _of_fracture(mention: Mention, before: list[str], items: Sequence[Item]) -> set[str]:
    around = before + [x.text for x in items[mention.last + 1 : mention.last + 6]]
    return {_FRACTURE_WORDS[w] for w in around if w in _FRACTURE_WORDS} | _of_marrow(_around(items, mention))


def _of_marrow(items: Sequence[Item]) -> set[str]:
    """Oedema of the marrow beside a fracture, unless it is denied: "insufficiency fracture, no surrounding oedema"."""
    for k, item in enumerate(items):
        if not item.text.endswith(_OEDEMA) or "endplate" in item.text:
            continue
        near = [x.text for x in items[max(0, k - 4) : k]], [x.text for x in items[k + 1 : k + 5]]
        words = {w for text in (*near[0], *near[1]) for w in text.split()}
        if words.isdisjoint(_NO_OEDEMA):
            return {"oedema"}
    return set()


def _of_herniation(mention: Mention, before: list[str], items: Sequence[Item]) -> set[str]:
    return {"recurrent" for word in (*before, items[mention.head].text) if word.startswith("recurrent")}


def _of_slip(mention: Mention, before: list[str], items: Sequence[Item]) -> set[str]:
    lytic = {"isthmic"} if {"isthmic", "lytic", "spondylolytic"} & set(before) else set()
    return lytic | ({"degenerative"} & set(before))


_TOLD_BESIDE = {"fracture": _of_fracture, "disc_herniation": _of_herniation, "spondylolisthesis": _of_slip}
_TOLD_OF = frozenset(("other", "disc_degeneration", *_TOLD_BESIDE))
"""Findings that have qualities by the words around them."""
