"""Words of a finding that are none where they stand: a fused transitional vertebra, a torn ligament, another joint's metal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.reading.report.item import Item

_SOFT = ("ligament", "interspinous", "supraspinous", "muscle", "tendon", "labr", "menisc")


def _of_soft_tissue(items: Sequence[Item], i: int) -> bool:
    """ "Oedema in the interspinous ligament without a tear": no tear of a disc."""
    item = items[i]
    torn = item.value == "annular_fissure" and item.text.split()[-1] in ("tear", "tears", "torn") and "ann" not in item.text
    return torn and any(x.text.startswith(_SOFT) for x in items[max(0, i - 8) : i])


def _grown_together(items: Sequence[Item], i: int) -> bool:
    """ "Sacralisation of L5 with fusion to the sacral ala": the fusion of a transitional vertebra is no operation."""
    if not items[i].text.startswith(("fusion", "fused")):
        return False
    joined = any(x.text.startswith(("sacr", "ala", "ilium", "transverse")) for x in items[i + 1 : i + 8])
    return joined and any(x.value == "transitional_vertebra" for x in items)


def _only_refers(items: Sequence[Item], i: int) -> bool:
    """ "The level above the decompression", "no postoperative infection": the operation is only referred to."""
    before = items[max(0, i - 4) : i]
    beside = next((k for k, x in enumerate(before) if x.text in ("above", "below")), None)
    placed = beside is not None and all(x.kind in ("filler", "time", "word") for x in before[beside + 1 :])
    words = items[i].text.replace(" - ", " ")
    adjective = words.startswith(("postop", "post op", "postsurg", "post surg")) and len(words.split()) < 3
    return placed or (adjective and i + 1 < len(items) and items[i + 1].kind in ("finding", "process"))


def _of_another_joint(items: Sequence[Item], i: int) -> bool:
    """ "Metalwork artefact from the right hip prosthesis"."""
    metal = items[i].value == "postoperative_change" and items[i].term.quality == "hardware"
    return metal and any(x.text.startswith(("hip", "knee", "total hip")) for x in items)


_NONE_WHERE: dict[str, tuple[Callable[[Sequence[Item], int], bool], ...]] = {
    "postoperative_change": (_grown_together, _only_refers, _of_another_joint),
    "annular_fissure": (_of_soft_tissue,),
}
"""Where words of a finding are none."""


def is_none(items: Sequence[Item], i: int) -> bool:
    """Whether the word of a finding at `i` is none."""
    return any(told(items, i) for told in _NONE_WHERE.get(items[i].value, ()))
