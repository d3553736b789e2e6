"""Text to items: the words, numbers and grades that mean something, with their places, sentence by sentence. Linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from service.reading.item import Item
from service.reading.lexicon import ARTICLES, Node, lexicon
from service.reading.modalities import joined, told_apart
from service.reading.tokens import fold, tokenised

ABBREVIATED_SIDES = {"l": "left", "r": "right", "lt": "left", "rt": "right"}

PASSED_OVER = frozenset({"left", "right", "both"}) | ABBREVIATED_SIDES.keys() | ARTICLES

MOST_PASSED = 3

SHORT = 400

LONGEST_SENTENCE = 80

LONGEST_TEXT = 60_000

"""Characters of one text that are read; a longer one is cut there, so that a hostile note cannot hold a worker.
A sentence is cut after `LONGEST_SENTENCE` words for the same reason."""


def sentences(text: str) -> tuple[list[Item], ...]:
    """The sentences of a text as lists of items. Offsets are into `text` as written.

    The readers of one resource ask for the same short text several times, and records repeat it: short ones are remembered.
    """
    return parsed(text) if len(text) <= SHORT else tuple(parse(text[:LONGEST_TEXT]))


@lru_cache(maxsize=1024)
def parsed(text: str) -> tuple[list[Item], ...]:
    return tuple(parse(text))


def parse(text: str) -> Iterator[list[Item]]:
    current: list[Item] = []
    for item in items(text):
        if item.mark == "." or len(current) >= LONGEST_SENTENCE:
            if current:
                yield current
            current = []
        if item.mark != ".":
            current.append(item)
    if current:
        yield current


def items(text: str) -> Iterable[Item]:
    """Tokens, with phrases of the lexicon joined: the longest phrase at each place wins."""
    folded = fold(text)
    tokens = list(tokenised(folded, text))
    if any(token.word == "lt" for token in tokens):
        tokens = told_apart(tokens)
    found = list(phrased(folded, tokens))
    return joined(found) if sum(item.means("test") == "all_sensation" for item in found) else found


def phrased(folded: str, tokens: list[Item]) -> Iterator[Item]:
    """The tokens, those that make up a phrase as one."""
    trie, at = lexicon().trie, 0
    while at < len(tokens):
        length, node, passed = longest_phrase(trie, tokens, at)
        if not length:
            yield tokens[at]
            at += 1
            continue
        first, last = tokens[at], tokens[at + length - 1]
        words, side = folded[first.start : last.end], passed or side_within(tokens[at : at + length])
        yield Item(first.start, last.end, first.place, node.concepts, node.meanings, word=words, side=side)
        at += length


def longest_phrase(trie: Node, tokens: list[Item], at: int) -> tuple[int, Node, str]:
    """The longest phrase that begins here: its number of tokens, its node and a side that was written as a letter or two.

    Sides and articles inside a phrase are passed over.
    """
    node, passed, side = trie, 0, ""
    best = (0, trie, "")
    for n in range(at, len(tokens)):
        key = tokens[n].word
        following = node.next.get(key) if key else None
        if following is None and n > at and key in PASSED_OVER and passed < MOST_PASSED:
            passed, side = passed + 1, ABBREVIATED_SIDES.get(key, side)
            continue
        if following is None:
            break
        node = following
        if node.concepts:
            best = (n - at + 1, node, side)
    return best


def side_within(phrase: list[Item]) -> str:
    """The side that a longer phrase names inside ("tenderness over the left trochanter")."""
    sides = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral"}
    return next((sides[i.word] for i in phrase if i.word in sides), "") if len(phrase) > 1 else ""
