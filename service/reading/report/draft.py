"""A finding while a report is still being read: it is given its level, joined with its repeats, and then made final."""

from __future__ import annotations

from typing import Any, Literal

from service.facts import Contradiction, Grade, Side, StatedFinding

Contact = Literal["none", "contact", "displacement", "compression"]


class Draft:
    """A `StatedFinding` that may still change; the fields are the same, and three that are not facts: the `section` it
    stands in, the least degree that a denial denies (`denies_from`: 0 any, 1 "no significant", 2 "no severe", 9 "no other"),
    and whether its degree is `loose` ("significant" says less than a grade).
    What was not said is a default of the class, and a copy takes only what was: reports make hundreds of these."""

    type: str = ""
    level: str | None = None
    side: Side | None = None
    severity: str | None = None
    negated: bool = False
    temporality: Literal["current", "prior"] = "current"
    hedged: bool = False
    morphology: Literal["protrusion", "extrusion", "sequestration"] | None = None
    zone: Literal["central", "subarticular", "foraminal", "extraforaminal"] | None = None
    migration: Literal["cranial", "caudal"] | None = None
    modic_type: Literal["1", "2", "3", "mixed"] | None = None
    grade: Grade | None = None
    millimetres: float | None = None
    contact: Contact | None = None
    roots: tuple[str, ...] = ()
    qualities: frozenset[str] = frozenset()
    contradictions: tuple[Contradiction, ...] = ()
    sentence: str = ""
    start: int = 0
    end: int = 0
    section: Literal["findings", "impression"] | None = None
    denies_from: int = 0
    loose: bool = False

    def but(self, **changes: Any) -> Draft:
        """A copy with `changes`."""
        copy = Draft()
        copy.__dict__ = self.__dict__ | changes
        return copy

    def at(self, level: str | None, where: dict[str, Any]) -> Draft:
        """A copy at a level; `where`: its sentence, with the place of that and its section."""
        copy = Draft()
        copy.__dict__ = self.__dict__ | where
        copy.level = level
        return copy

    def final(self) -> StatedFinding:
        """The finding as facts hold it."""
        made = object.__new__(StatedFinding)  # its constructor sets nineteen frozen fields, most of them to their defaults
        said = made.__dict__
        said.update(self.__dict__)
        said.pop("section", None)
        said.pop("denies_from", None)
        said.pop("loose", None)
        return made
