"""What the record shows of this patient, looked up by kind: the complaints, pains and diagnoses that red flags ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.concordance.complaints import counts
from service.facts import Facts, Problem, Sign, Symptom
from service.knowledge.tables import knowledge

WORKED_UP = "worked_up_negative"
"""A detail or quality that closes a flag: worked up, nothing found."""
PAINFUL = frozenset({"pain", "night_pain", "claudication", "paraesthesia", "numbness"})


@dataclass(frozen=True, slots=True)
class Seen:
    """`complaints` are the present symptoms and `diagnoses` those that nobody refuted (resolved ones too), each by its kind
    and without what was worked up already. `painful` is the present pain of spine, hip or leg; pain without a place counts.
    `signs` are all records of a test."""

    facts: Facts
    complaints: Mapping[str, list[Symptom]]
    diagnoses: Mapping[str, list[Problem]]
    painful: tuple[Symptom, ...]
    signs: Mapping[str, list[Sign]]

    def results(self, test: str) -> list[Sign]:
        """Every record of this test, old ones too."""
        return self.signs.get(test, [])

    def symptoms(self, *kinds: str) -> Iterator[Symptom]:
        """The present symptoms of these kinds, kind by kind."""
        return (s for kind in kinds for s in self.complaints.get(kind, ()))

    def problems(self, *kinds: str, ever: bool = False) -> Iterator[Problem]:
        """The problems of these kinds that stand; with `ever` also resolved ones (a history of cancer stays one)."""
        for kind in kinds:
            for p in self.diagnoses.get(kind, ()):
                if ever or (p.activity.ongoing and p.current):
                    yield p

    def pains(self, regions: frozenset[str] | None = None) -> Iterable[Symptom]:
        """The present pain, of these regions when given; pain without a place counts as well."""
        if regions is None:
            return self.painful
        return [s for s in self.painful if not s.regions or not regions.isdisjoint(s.regions)]


def see(facts: Facts) -> Seen:
    """The record of this patient, sorted by kind in the order of the record."""
    complaints: dict[str, list[Symptom]] = {}
    diagnoses: dict[str, list[Problem]] = {}
    present = [s for s in facts.symptoms if counts(s)]
    for s in present:
        if WORKED_UP not in s.qualities:
            complaints.setdefault(s.kind, []).append(s)
    for p in facts.problems:
        if p.verification.counts and WORKED_UP not in p.details:
            diagnoses.setdefault(p.kind, []).append(p)
    signs: dict[str, list[Sign]] = {}
    for sign in facts.signs:
        signs.setdefault(sign.test, []).append(sign)
    return Seen(facts, complaints, diagnoses, tuple([s for s in present if s.kind in PAINFUL and not _far(s)]), signs)


def _far(symptom: Symptom) -> bool:
    """Of parts of the body only that do not concern us; regions that the tables do not know say nothing. The upper back is
    spine: its fracture, tumour or infection is as urgent."""
    regions = knowledge().regions
    known = [regions[r] for r in symptom.regions if r in regions]
    return bool(known) and all(r.area == "elsewhere" and not r.spine for r in known)
