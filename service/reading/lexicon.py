"""The clinical vocabulary: phrases and codes of `service/knowledge/lexicon/*.toml`, read strictly and compiled once.

A phrase is lower-case words; `[x]` may be left out, `(a|b)` is one of several. British and American spellings of ae/oe
are the same word, hyphens are spaces. All phrases share one trie, so that finding them in a text is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from service.knowledge.loader import FOLDER, Entry, read_table

LEXICON = FOLDER / "lexicon"

Mode = Literal["strength", "reflex", "provocation", "finding", "tenderness", "sensation", "pulses", "motion", "group", "walk"]
"""How the words beside a test are understood: a reflex that is present is normal, a tender point that is present is not."""


class TestWords(Entry):
    """What clinicians call an examined item. `tests` are ids of signs.toml. `both`: phrases that speak of both sides.
    `noun`: the name says abnormal by itself ("sensory loss"). `asserts`: it does so even in an Observation without a value.
    `sided` is false for what has no side (anal tone). `qualities`: what the words say of its course ("getting weaker")."""

    tests: tuple[str, ...]
    mode: Mode
    phrases: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    noun: bool = False
    sided: bool = True
    asserts: bool = False
    qualities: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    icd: tuple[str, ...] = ()


class RegionWords(Entry):
    """What a part of the body is called. `regions` are ids of regions.toml."""

    regions: tuple[str, ...]
    phrases: tuple[str, ...]


class SymptomWords(Entry):
    """A complaint. With `placed`, the words need a region beside them to mean anything ("pain"); `denied` lists the kinds
    that a denial covers ("no sphincter disturbance"). `both`: the words speak of both sides ("paraparesis")."""

    kind: str
    regions: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    placed: bool = False
    both: bool = False
    denied: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    icd: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()


class ProblemWords(Entry):
    """A diagnosis. `kinds` are ids of presentations.toml or comorbidities.toml. `together`: one phrase of each list in the
    same clause. `lasting`: "history of" does not end it. `symptom` is the complaint that the diagnosis states as well.
    `passing`: an illness that is over when it is told of a year long past ("discitis in 2009").
    `unless`: words in the clause that give the phrase another meaning ("screening")."""

    kinds: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    icd: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    lasting: bool = False
    passing: bool = False
    symptom: str | None = None
    regions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class MeasureWords(Entry):
    """A number that is measured. `units` maps the unit as written to its factor; `plausible` bounds the converted value."""

    kind: str
    unit: str
    units: dict[str, float]
    plausible: tuple[float, float]
    phrases: tuple[str, ...]
    loinc: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()


class CueWords(Entry):
    """Words that say something about other words: side, value, negation, uncertainty, time, quality."""

    kind: Literal[
        "side", "value", "negation", "ruled_out", "rule_out", "pseudo", "hedge", "family", "history", "conditional", "affirm",
        "but", "and", "quality", "detail", "ignored", "section", "relative", "scope", "abated", "height",
    ]  # fmt: skip
    means: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning of a phrase: its kind (test, region, symptom, problem, part, measure or a cue's kind) and its entry."""

    kind: str
    id: str
    both: bool = False


@dataclass(slots=True)
class Node:
    """A place in the trie: where the next word leads, and what a phrase that ends here means (`meanings`: id by kind)."""

    next: dict[str, Node] = field(default_factory=dict)
    concepts: tuple[Concept, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables and the trie over all their phrases."""

    tests: dict[str, TestWords]
    regions: dict[str, RegionWords]
    symptoms: dict[str, SymptomWords]
    problems: dict[str, ProblemWords]
    measures: dict[str, MeasureWords]
    cues: dict[str, CueWords]
    trie: Node


ABBREVIATIONS = {
    "lat": "lateral",
    "ant": "anterior",
    "post": "posterior",
    "dec": "decreased",
    "incr": "increased",
    "abd": "abduction",
}


def canonical(word: str) -> str:
    """One spelling for British and American words, and no possessive: anaesthesia = anesthesia, lasegue's = lasegue."""
    word = ABBREVIATIONS.get(word) or word.removesuffix("'s")
    return word.replace("ae", "e").replace("oe", "e") if "e" in word else word


def expand(phrase: str) -> Iterator[str]:
    """Every wording that a phrase pattern stands for: `[a] (b|c) d` gives `a b d`, `a c d`, `b d`, `c d`."""
    opening = re.search(r"[\[(]([^\[\]()]*)[\])]", phrase)
    if opening is None:
        yield " ".join(phrase.split())
        return
    choices = opening[1].split("|") + ([""] if opening[0][0] == "[" else [])
    for choice in choices:
        yield from expand(phrase[: opening.start()] + choice + phrase[opening.end() :])


def words_of(phrase: str) -> list[str]:
    """The words of a phrase as the trie holds them."""
    words = re.findall(r"[+-]ve\b|[a-z]/[a-z]\b|[a-z0-9']+|\+\+?|[^\s-]", phrase)
    return [canonical(w) for w in words]


ARTICLES = frozenset({"the", "her", "his", "their", "your", "my", "a", "an"})
"""Passed over inside a phrase, in the tables as in texts."""


def add(trie: Node, phrases: tuple[str, ...], concept: Concept) -> None:
    for pattern in phrases:
        for phrase in expand(pattern):
            node = trie
            for n, word in enumerate(words_of(phrase)):
                if n and word in ARTICLES:
                    continue
                node = node.next.setdefault(word, Node())
            if concept not in node.concepts:
                node.concepts = (*node.concepts, concept)
                node.meanings = {concept.kind: concept.id} | dict(node.meanings)


def fill(lexicon: Lexicon) -> Lexicon:
    """Put every phrase of every table into the trie."""
    for key, test in lexicon.tests.items():
        add(lexicon.trie, test.phrases, Concept("test", key))
        add(lexicon.trie, test.both, Concept("test", key, both=True))
    for key, region in lexicon.regions.items():
        add(lexicon.trie, region.phrases, Concept("region", key))
    for key, symptom in lexicon.symptoms.items():
        add(lexicon.trie, symptom.phrases, Concept("symptom", key))
    for key, problem in lexicon.problems.items():
        add(lexicon.trie, problem.phrases, Concept("problem", key))
        for n, part in enumerate(problem.together):
            add(lexicon.trie, part, Concept("part", f"{key}.{n}"))
        add(lexicon.trie, problem.unless, Concept("unless", key))
    for key, measure in lexicon.measures.items():
        add(lexicon.trie, measure.phrases, Concept("measure", key))
    for cue in lexicon.cues.values():
        add(lexicon.trie, cue.phrases, Concept(cue.kind, cue.means))
    return lexicon


@cache
def lexicon() -> Lexicon:
    """The compiled vocabulary. Raises KnowledgeError, naming file and key, when a table is wrong."""
    return fill(
        Lexicon(
            tests=read_table("examination", TestWords, folder=LEXICON),
            regions=read_table("regions", RegionWords, folder=LEXICON),
            symptoms=read_table("symptoms", SymptomWords, folder=LEXICON),
            problems=read_table("problems", ProblemWords, folder=LEXICON),
            measures=read_table("measurements", MeasureWords, folder=LEXICON),
            cues=read_table("cues", CueWords, folder=LEXICON),
            trie=Node(),
        )
    )
