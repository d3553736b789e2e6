"""Reports of hip or pelvis: gluteal tendons, bursa, joint, femoral neck → problems that images confirm."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from service.facts import Problem, Side, Source
from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.gleaned import Gleaned
from service.reading.phrases import Phrases
from service.reading.spine_levels import side_in

_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n+")
_SKIPPED = re.compile(
    r"^\s*(?:clinical\s+)?(?:indication|history|reason|technique|comparison|clinical information|clinical details|question)\b",
    re.I,
)
_READ = re.compile(r"^\s*(?:findings?|impression|conclusion|report|result|opinion|summary)\b", re.I)
_GRADE = re.compile(r"\b(?:goutallier|fatty[^.;]{0,40}?)\s*(?:grade|stage|type)?\s*([0-4])\b|\bgrade\s*([0-4])\s*fatty", re.I)
_TURN = re.compile(r",?\s(?:but|with(?!out)|there (?:is|are)|although)\b|[;:]", re.I)
_JOIN = re.compile(r"[,;:]|\band\b|\bwhile\b|\bwith\b", re.I)
_SIDES: tuple[Side, ...] = ("left", "right")


class HipWords(Entry):
    """A diagnosis of the hip as reports word it: `kind` is a presentation, `needs` sets of parts that stand together in
    a sentence; or a part (`words`), or a detail flag."""

    kind: str | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    detail: bool = False


@cache
def _table() -> tuple[dict[str, HipWords], Phrases]:
    table = read_table("hip_reports", HipWords, folder=FOLDER / "lexicon")
    return table, Phrases({i: e.words for i, e in table.items() if e.words})


def read_hip_report(text: str, source: Source, *, side: Side | None) -> Gleaned:
    """What a hip or pelvis report confirms. A side in the sentence counts before the side of the study. Denied and merely
    asked-for findings are left out. Details: partial, full, undersurface, retracted, fatty_n ... and imaging_confirmed."""
    found: dict[tuple[str, Side | None], Problem] = {}
    reading = True
    for sentence in _SENTENCE.split(text):
        if _SKIPPED.match(sentence):
            reading = False
        elif _READ.match(sentence):
            reading = True
        if reading and len(sentence) < 1500:
            for clause in re.split(r",?\s+(?:but|however|although|whereas|while)\s+", sentence):
                for problem in _problems(clause, source, side):
                    key = (problem.kind, problem.side)
                    known = found.get(key)
                    found[key] = replace(known, details=known.details | problem.details) if known else problem
    return Gleaned(problems=tuple(found.values()))


def _affirmed(clause: str) -> frozenset[str]:
    """The parts that the clause affirms. "No" and "without" deny what follows, up to a turn such as "with" or "there is";
    "intact" and "normal" deny what stands before, back to the last comma or "and"."""
    _, phrases = _table()
    found = phrases.find(clause)
    denied: set[int] = set()
    for phrase in found:
        if "denial_before" in phrase.ids:
            end = phrase.end + (turn.start() if (turn := _TURN.search(clause[phrase.end :])) else len(clause))
            denied |= {n for n, other in enumerate(found) if phrase.start <= other.start < end}
        if "denial_after" in phrase.ids:
            start = max((m.end() for m in _JOIN.finditer(clause, 0, phrase.start)), default=0)
            denied |= {n for n, other in enumerate(found) if start <= other.start <= phrase.start}
    return frozenset(i for n, phrase in enumerate(found) if n not in denied for i in phrase.ids)


def _problems(clause: str, source: Source, side: Side | None) -> list[Problem]:
    table, _ = _table()
    parts = _affirmed(clause)
    if not parts:
        return []
    kinds = {
        entry.kind: entry
        for entry in table.values()
        if entry.kind and parts.isdisjoint(entry.unless) and any(parts.issuperset(need) for need in entry.needs)
    }
    grade = _GRADE.search(clause)
    details = (
        {p for p in parts if table[p].detail} | {"imaging_confirmed"} | ({f"fatty_{grade[1] or grade[2]}"} if grade else set())
    )
    where = side_in(clause) or side
    words = replace(source, words=clause.strip()[:300])
    sides = (where,) if where != "bilateral" else _SIDES
    return [
        Problem(kind=kind, side=s, details=frozenset(details), recorded=source.date, source=words)
        for kind in kinds
        if kind
        for s in sides
    ]
