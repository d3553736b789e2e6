"""The words that show a finding: its own sentence when that speaks of little else, else its parts put together."""

from __future__ import annotations

from functools import cache

from service.facts import StatedFinding
from service.knowledge.loader import FOLDER, Entry, read_table

SHORT = 90


class FindingName(Entry):
    """What a type of finding is called."""

    name: str


@cache
def _names() -> dict[str, str]:
    return {i: e.name for i, e in read_table("finding_names", FindingName, folder=FOLDER / "lexicon").items()}


def finding_text(stated: StatedFinding) -> str:
    """ "Moderate left neuroforaminal narrowing at L2-L3": the sentence itself when it is short and plain."""
    if any(c.about == "severity" for c in stated.contradictions):
        return composed(stated)  # the worse grade may stand in another sentence
    sentence = " ".join(stated.sentence.split()).rstrip(".;, ")
    plain = (
        sentence and len(sentence) <= SHORT and not any(mark in sentence for mark in ";:.") and (stated.level or "") in sentence
    )
    return sentence if plain else composed(stated)


def composed(stated: StatedFinding) -> str:
    """The finding by its parts."""
    name = _names().get(stated.type, stated.type.replace("_", " "))
    if stated.type == "disc_herniation" and stated.morphology:
        name = f"disc {stated.morphology}"
    if stated.type == "modic_change" and stated.modic_type:
        name = f"Modic type {'1/2' if stated.modic_type == 'mixed' else stated.modic_type} endplate change"
    side = "" if stated.side in (None, "midline") else stated.side
    zone = stated.zone if stated.zone and stated.zone not in name else None
    parts = [
        "no" if stated.negated else "",
        stated.severity or "",
        side,
        zone or "",
        name,
        f"at {stated.level}" if stated.level else "",
    ]
    words = " ".join(p for p in parts if p)
    return words[:1].upper() + words[1:]
