"""What is found in a text: one meaningful stretch, with all it can mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.reading.lexicon import Concept

NOTHING: Mapping[str, str] = {}
OF_TEN, REPETITIONS = "/10", "reps"
COUNTS = frozenset({OF_TEN, REPETITIONS})
"""Units of a number that is no result of an examination: a score of ten, repetitions of an exercise."""


@dataclass(slots=True)
class Item:
    """One meaningful stretch of a sentence. `place` counts words, so neighbours differ by the phrase length.

    `mark` is a punctuation mark; `number` with `sign` and `unit`; `grade` an MRC grade of five; `scale` a reflex grade of
    four; `pair` two grades of which one is for each side ("5/4"); `weeks` a stretch of time; `month` year and month; `level`
    a spinal level or root; `word` the words; `side` a side named within a phrase.
    """

    start: int
    end: int
    place: int
    concepts: tuple[Concept, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    mark: str = ""
    word: str = ""
    number: float | None = None
    sign: str = ""
    unit: str = ""
    grade: float | None = None
    scale: float | None = None
    plus: str = ""
    weeks: float | None = None
    month: tuple[int, int] | None = None
    pair: tuple[float, float] | None = None
    level: str = ""
    side: str = ""

    @property
    def measures(self) -> bool:
        """Whether the number, if there is one, can be the result of a test."""
        return self.number is not None and not self.concepts and self.unit not in COUNTS

    def is_(self, kind: str) -> bool:
        return kind in self.meanings

    def means(self, kind: str) -> str:
        """The id of this item's (first) concept of that kind, or an empty string."""
        return self.meanings.get(kind, "")
