"""The closed vocabulary of lumbar reports (knowledge/lexicon/reports_*.toml) as a tree of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from service.errors import KnowledgeError
from service.knowledge.loader import FOLDER, Entry, read_table, read_toml
from service.reading.language import Speller, tokens

LEXICON = FOLDER / "lexicon"
TABLES = ("reports_structures", "reports_processes", "reports_findings", "reports_modifiers")
SKIPPED = frozenset("-–/'_")
_COMMON = frozenset(
    (
        "filler",
        "copula",
        "and",
        "or",
        "skip",
        "complaint",
        "advice",
        "asked",
        "time",
        "hedge",
        "not",
        "not_after",
        "relative",
        "break",
        "except",
    )
)

Kind = Literal[
    "part",
    "process",
    "finding",
    "skip",
    "severity",
    "filler",
    "side",
    "zone",
    "migration",
    "not",
    "not_after",
    "time",
    "hedge",
    "asked",
    "advice",
    "relative",
    "dependent",
    "break",
    "except",
    "and",
    "or",
    "copula",
    "complaint",
    "past",
    "found",
    "judged",
]


class Term(Entry):
    """One entry of the lexicon. What the optional keys mean is said at the head of each table."""

    kind: Kind
    words: tuple[str, ...]
    value: str = ""
    form: Literal["noun", "done", "both", ""] = ""
    alone: str = ""
    finding: str = ""
    morphology: Literal["protrusion", "extrusion", "sequestration"] | None = None
    zone: Literal["central", "subarticular", "foraminal", "extraforaminal"] | None = None
    quality: str = ""
    many: bool = False
    adjective: bool = False
    lean: bool = False
    loose: bool = False
    bare: bool = False
    body: bool = False
    general: bool = False


NO_TERM = Term(kind="filler", words=())
"""The term of what is not in the lexicon."""


Meaning = tuple[str, str, Term, bool, bool]
"""What every item of a term takes over from it: its kind and value, the term, and whether it is an adjective, and a noun."""


class Node:
    """A place in the tree: the words that may follow, and the meaning of the phrase that ends here."""

    __slots__ = ("following", "meaning")

    def __init__(self) -> None:
        self.following: dict[str, Node] = {}
        self.meaning: Meaning | None = None


class Vocabulary:
    """Longest match of a lexicon at a place in a list of words. `telling`: the words worth forgiving a misspelling of."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self.root = Node()
        self.words: set[str] = set()
        self.telling: set[str] = set()
        owners: dict[str, str] = {}
        problems = []
        for name, term in terms.items():
            for phrase in term.words:
                if phrase in owners:
                    problems.append(f"reports lexicon: '{phrase}' stands in both [{owners[phrase]}] and [{name}]")
                owners[phrase] = name
                self._add(phrase, term)
        if problems:
            raise KnowledgeError(problems)

    def _add(self, phrase: str, term: Term) -> None:
        node = self.root
        for token in tokens(phrase):
            if token.text in SKIPPED:
                continue
            self.words.add(token.text)
            if term.kind not in _COMMON:
                self.telling.add(token.text)
            node = node.following.setdefault(token.text, Node())
        noun = term.form in ("noun", "both")
        node.meaning = (term.kind, term.value or term.finding, term, term.adjective, noun)

    def match(self, words: Sequence[str], i: int) -> tuple[Meaning, int] | None:
        """The meaning of the longest phrase that starts at `i`, and the place after it; hyphens between words are passed."""
        node = self.root.following.get(words[i])
        if node is None:
            return None
        meaning, end = longest(node, words, i + 1)
        return None if meaning is None else (meaning, end)


def longest(node: Node, words: Sequence[str], j: int) -> tuple[Meaning | None, int]:
    """The meaning of the longest phrase whose first word led to `node` and whose second may stand at `j`, and the place
    after it; hyphens between words are passed."""
    meaning, end, count = node.meaning, j, len(words)
    following = node.following
    while following and j < count:
        word = words[j]
        j += 1
        further = following.get(word)
        if further is not None:
            following = further.following
            if further.meaning is not None:
                meaning, end = further.meaning, j
        elif word not in SKIPPED:
            break
    return meaning, end


@cache
def report_words() -> Vocabulary:
    """Everything that can be said inside a sentence. Read once."""
    terms: dict[str, Term] = {}
    for table in TABLES:
        terms |= {f"{table}.{name}": term for name, term in read_table(table, Term, folder=LEXICON).items()}
    return Vocabulary(terms)


@cache
def phrase_meaning(phrase: str) -> Meaning:
    """The meaning of a phrase of the lexicon. KeyError where it has none."""
    match = report_words().match([*phrase.split(), ""], 0)
    if match is None:
        raise KeyError(phrase)
    return match[0]


@cache
def heading_words() -> Vocabulary:
    """The headings of sections. Read once."""
    return Vocabulary(read_table("reports_sections", Term, folder=LEXICON))


@cache
def compounds(effect: str) -> dict[str, str]:
    """part -> finding type: what a process with this effect makes of each part that it can happen to."""
    return {part: str(effects[effect]) for part, effects in _effects_on_parts().items() if effect in effects}


@cache
def _effects_on_parts() -> dict[str, dict[str, str]]:
    """part -> effect -> finding type. Read once."""
    return read_toml(LEXICON / "reports_compounds.toml")


@cache
def heading_speller() -> Speller:
    """Forgives misspelt words of headings that are no words of the lexicon."""
    plain = read_toml(LEXICON / "reports_plain_words.toml")
    return Speller({word for word in heading_words().words if len(word) > 5}, set(plain["words"]) | report_words().words)


@cache
def speller() -> Speller:
    """Forgives misspelt words of the lexicon; ordinary words that resemble one are left as they are."""
    plain = read_toml(LEXICON / "reports_plain_words.toml")
    known = set(plain["words"]) | heading_words().words | report_words().words
    return Speller(report_words().telling | set(plain["long"]), known, plain["short"])
