"""All clinical tables, read once and checked against each other: `knowledge()` is what the judgement looks things up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from service.errors import KnowledgeError
from service.knowledge import models as m
from service.knowledge.crossreferences import dangling
from service.knowledge.loader import FOLDER, Entry, read_table

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """The tables by id. `weights` and `thresholds` are plain numbers; their meaning stands in the tables."""

    edition: m.Edition
    citations: Mapping[str, m.Citation]
    levels: Mapping[str, m.Level]
    modifiers: Mapping[str, m.Modifier]
    roots: Mapping[str, m.RootCard]
    muscles: Mapping[str, m.Muscle]
    nerves: Mapping[str, m.CutaneousNerve]
    regions: Mapping[str, m.Region]
    signs: Mapping[str, m.SignEntry]
    symptoms: Mapping[str, m.SymptomEntry]
    presentations: Mapping[str, m.Presentation]
    findings: Mapping[str, m.FindingType]
    prevalence: Mapping[str, m.Prevalence]
    background: Mapping[str, m.Background]
    severity: Mapping[str, m.Scale]
    red_flags: Mapping[str, m.Flag]
    triggers: Mapping[str, m.Trigger]
    rules: Mapping[str, m.Rule]
    notes: Mapping[str, m.Note]
    threshold_entries: Mapping[str, m.Number]
    weight_entries: Mapping[str, m.Number]
    thresholds: Mapping[str, float]
    weights: Mapping[str, float]


TABLES: dict[str, type[Entry]] = {
    "citations": m.Citation,
    "levels": m.Level,
    "modifiers": m.Modifier,
    "roots": m.RootCard,
    "muscles": m.Muscle,
    "nerves": m.CutaneousNerve,
    "regions": m.Region,
    "signs": m.SignEntry,
    "symptoms": m.SymptomEntry,
    "presentations": m.Presentation,
    "findings": m.FindingType,
    "prevalence": m.Prevalence,
    "background": m.Background,
    "severity": m.Scale,
    "red_flags": m.Flag,
    "triggers": m.Trigger,
    "rules": m.Rule,
    "notes": m.Note,
    "thresholds": m.Number,
    "weights": m.Number,
    "edition": m.Edition,
}
"""The clinical tables: file name (without .toml) and entry type."""


def read_all(folder: Path = FOLDER) -> dict[str, dict[str, Entry]]:
    """Every table by name. Raises KnowledgeError with every mistake of every file at once."""
    tables: dict[str, dict[str, Entry]] = {}
    problems: list[str] = []
    for name, model in TABLES.items():
        try:
            tables[name] = read_table(name, model, folder=folder)
        except KnowledgeError as e:
            problems += e.problems
    problems = problems or dangling(tables, folder)
    if problems:
        raise KnowledgeError(problems)
    return tables


def load(folder: Path = FOLDER) -> Knowledge:
    """The tables of `folder`, checked. Raises KnowledgeError as `file: entry.key: what is wrong; allowed: ...`."""
    tables = read_all(folder)

    def of(name: str, model: type[E]) -> dict[str, E]:
        return {key: entry for key, entry in tables[name].items() if isinstance(entry, model)}

    thresholds, weights = of("thresholds", m.Number), of("weights", m.Number)
    return Knowledge(
        edition=of("edition", m.Edition)["knowledge"],
        citations=of("citations", m.Citation),
        levels=of("levels", m.Level),
        modifiers=of("modifiers", m.Modifier),
        roots=of("roots", m.RootCard),
        muscles=of("muscles", m.Muscle),
        nerves=of("nerves", m.CutaneousNerve),
        regions=of("regions", m.Region),
        signs=of("signs", m.SignEntry),
        symptoms=of("symptoms", m.SymptomEntry),
        presentations=of("presentations", m.Presentation),
        findings=of("findings", m.FindingType),
        prevalence=of("prevalence", m.Prevalence),
        background=of("background", m.Background),
        severity=of("severity", m.Scale),
        red_flags=of("red_flags", m.Flag),
        triggers=of("triggers", m.Trigger),
        rules=of("rules", m.Rule),
        notes=of("notes", m.Note),
        threshold_entries=thresholds,
        weight_entries=weights,
        thresholds={key: entry.value for key, entry in thresholds.items()},
        weights={key: entry.value for key, entry in weights.items()},
    )


@cache
def knowledge() -> Knowledge:
    """The knowledge of this release, read once per process."""
    return load()
