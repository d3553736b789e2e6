"""Sections of a report: which sentences are findings, which the question, an older study, or advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from service.knowledge.loader import FOLDER, read_toml
from service.reading.language import Sentence, Token, sentences, word_of
from service.reading.report.vocabulary import Meaning, heading_speller, heading_words

Section = Literal["asked", "past", "found", "judged", "advice"]


@cache
def _words(kind: str) -> frozenset[str]:
    """A list of knowledge/lexicon/reports_titles.toml."""
    return frozenset(read_toml(FOLDER / "lexicon" / "reports_titles.toml")[kind])


@dataclass(slots=True)
class Passage:
    """One sentence without its heading: `tokens`, the `section` it stands in, and its place on the page.

    `outside`: it stands under the title of another body region. `opens`: a heading was taken off its front."""

    tokens: tuple[Token, ...]
    section: Section
    line_start: bool
    new_block: bool
    ends_line: bool
    outside: bool
    opens: bool


def passages(text: str) -> list[Passage]:
    """The sentences of a report, each with its section."""
    cut = sentences(text)
    firsts = heading_words().root.following
    headings = [_heading(each, known=each.tokens[0].text in firsts) for each in cut]
    last_findings = _last(headings, "found")
    last = max(last_findings, _last(headings, "judged"))
    out: list[Passage] = []
    section: Section = "found"
    started = outside = False
    for n, (sentence, heading) in enumerate(zip(cut, headings, strict=True)):
        tokens, line_start = sentence.tokens, sentence.line_start
        if heading is not None:
            section, tokens, started = heading[0], tokens[heading[1] :], False
        elif section in {"asked", "past", "advice"} and _over(sentence, section, started, last_findings > n, last > n):
            section = "found"
        region = _region(sentence.tokens) if line_start else None
        if region is not None:
            outside = region == "other"
        if tokens:
            started = True
            opens = heading is not None
            out.append(Passage(tokens, section, line_start, sentence.new_block, sentence.ends_line, outside, opens))
    return out


def _last(headings: Sequence[tuple[Section, int] | None], section: Section) -> int:
    return max((n for n, heading in enumerate(headings) if heading is not None and heading[0] == section), default=-1)


def _heading(sentence: Sentence, *, known: bool) -> tuple[Section, int] | None:
    """(section, number of tokens of the heading) when the sentence begins with one. `known`: its first word can begin one."""
    if not (known or sentence.line_start):
        return None
    tokens, match = sentence.tokens, None
    if known:
        match = heading_words().match(list(map(word_of, tokens)), 0)
    if match is None and sentence.line_start and ":" in map(word_of, tokens[1:4]):
        match = _misspelt_heading(tokens)
    if match is None:
        return None
    meaning, end = match
    section: Section = meaning[0]  # type: ignore[assignment]
    end = _past_brackets(tokens, end)
    if (end < len(tokens) and tokens[end].text in (":", "=")) or _dashed(sentence, end):
        return section, end + 1
    whole = end >= len(tokens)
    if whole and sentence.line_start and sentence.ends_line:
        return section, end
    if whole and sentence.line_start and section in ("judged", "found"):
        return section, end
    return None


def _misspelt_heading(tokens: Sequence[Token]) -> tuple[Meaning, int] | None:
    """The heading that "Clnical details:" means; only a line with a colon after its first words can be one."""
    words = list(map(word_of, tokens[:4]))
    spelled = [heading_speller().correct(word) for word in words]
    return heading_words().match(spelled, 0) if spelled != words else None


def _dashed(sentence: Sentence, end: int) -> bool:
    return (
        sentence.line_start
        and end < len(sentence.tokens)
        and sentence.tokens[end].text in {"-", "–", "—"}
        and (sentence.tokens[end].start > sentence.tokens[end - 1].end)
    )


def _past_brackets(tokens: Sequence[Token], end: int) -> int:
    """ "FINDINGS (L-spine MRI, 1.5T):" is a heading too."""
    if end >= len(tokens) or tokens[end].text != "(":
        return end
    for k in range(end, min(end + 14, len(tokens))):
        if tokens[k].text == ")":
            return k + 1 if k + 1 < len(tokens) and tokens[k + 1].text == ":" else end
    return end


def is_general(passage: Passage) -> bool:
    """Whether a line speaks of the whole spine or of what lies outside it ("Alignment:", "Other:")."""
    if not passage.line_start or passage.tokens[0].text not in _words("general"):
        return False
    return ":" in map(word_of, passage.tokens[1:5])


def _over(sentence: Sentence, section: Section, started: bool, findings_follow: bool, impression_follows: bool) -> bool:
    """Whether a question, comparison or advice section ends before `sentence`, which has no heading of its own. Findings
    that have no heading of their own begin on a new line between the question and the impression."""
    if not started:
        return False
    if sentence.new_block or _begins_with_level(sentence):
        return True
    if sentence.line_start and ":" in map(word_of, sentence.tokens[:6]):
        return True
    if section == "past" and sentence.line_start:
        return True
    if findings_follow or (impression_follows and not sentence.line_start):
        return False
    return _words("questions").isdisjoint(map(word_of, sentence.tokens))


def _begins_with_level(sentence: Sentence) -> bool:
    tokens = sentence.tokens
    return (
        sentence.line_start
        and len(tokens) > 2
        and tokens[0].text in {"l", "t", "d"}
        and tokens[1].text[0].isdecimal()
        and any(t.text == ":" for t in tokens[2:10])
    )


_WHOLE = frozenset(("whole", "entire", "total", "full", "complete"))
_OF_SENTENCES = frozenset(("no", "noted", "seen", "comparison", "compared", "is", "are"))
"""Words that no title has."""


def _region(tokens: Sequence[Token]) -> Literal["lumbar", "other"] | None:
    """What a title line ("MRI LEFT HIP WITHOUT CONTRAST", "C spine MRI:") is of; None for other sentences."""
    if len(tokens) > 18 or (
        _words("modalities").isdisjoint(map(word_of, tokens[:10])) and not (len(tokens) < 5 and tokens[-1].text == ":")
    ):
        return None
    words = list(map(word_of, tokens))
    if not _OF_SENTENCES.isdisjoint(words):
        return None
    lumbar = not _words("lumbar").isdisjoint(words) or any(
        (a == "l" and b in {"spine", "-", "s", "."}) or (a in _WHOLE and b == "spine") for a, b in pairwise(words)
    )
    if lumbar:
        return "lumbar"
    other = not _words("elsewhere").isdisjoint(words) or any(
        a in {"c", "t", "si"} and b in {"spine", "-", "joints", "joint", "."} for a, b in pairwise(words)
    )
    return "other" if other else None
