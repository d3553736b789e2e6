"""The names of the sources behind a card, from the citations table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from cards.wording import named, words
from service.knowledge.loader import FOLDER, read_toml

MOST_SOURCES = 4
NOT_LITERATURE = ("project-default", "textbook")
"""Said in the knowledge book; on a card they would tell nobody anything."""


@cache
def citation_labels() -> Mapping[str, str]:
    """The short label of every citation by id: the words before the first colon of its text. Empty without such a table."""
    entries = [item for path in sorted(FOLDER.glob("citations*.toml")) for item in read_toml(path).items()]
    return {key: str(entry["text"]).split(": ")[0] for key, entry in entries}


def sources_line(ids: Iterable[str]) -> str:
    """`Sources: Suri 2011; ... The knowledge behind this card is a draft ...`, as small print of a card."""
    unique = [key for key in dict.fromkeys(ids) if key not in NOT_LITERATURE][:MOST_SOURCES]
    said = words().phrases
    labels = "; ".join(named(citation_labels(), key) for key in unique) or said["textbooks"]
    return f"{said['sources'].format(labels=labels)} {said['draft']}"
