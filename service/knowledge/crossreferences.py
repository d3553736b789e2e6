"""Checks that the tables agree: every id that an entry names exists, and every source is used by somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from service.knowledge.loader import Entry, read_toml

REFERENCES: dict[str, dict[str, str]] = {
    "levels": {"exiting": "roots", "traversing": "roots", "below": "roots"},
    "roots": dict.fromkeys(("myotome", "other_muscles", "sensation", "reflex", "provocation"), "signs"),
    "muscles": {"test": "signs", "primary": "roots", "secondary": "roots", "weak": "roots"},
    "nerves": {"roots": "roots", "regions": "regions", "mimics": "presentations"},
    "regions": {"core": "roots", "possible": "roots", "weak": "roots", "within": "regions"},
    "signs": {"primary": "roots", "secondary": "roots", "weak": "roots"},
    "presentations": {
        "regions": "regions",
        "implied": "roots",
        "sign": "signs",
        **dict.fromkeys(("explains", "supported_by", "needs_normal", "needs_any_normal", "contradicted_by"), "signs"),
    },
    "findings": {"prevalence": "prevalence", "axial_regions": "regions"},
    "red_flags": {"substrate": "findings"},
    "triggers": {"flag": "red_flags"},
}
"""Which key of which table names ids of which other table."""


def dangling(tables: Mapping[str, Mapping[str, Entry]], folder: Path) -> list[str]:
    """One line for each id that does not exist and for each source that nobody cites."""
    return [*_unknown_ids(tables), *_unknown_citations(tables), *_unused_citations(tables, folder)]


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(sorted(value))


def _unknown_ids(tables: Mapping[str, Mapping[str, Entry]]) -> Iterator[str]:
    for table, keys in REFERENCES.items():
        for name, entry in tables[table].items():
            for key, target in keys.items():
                for value in _ids(getattr(entry, key)):
                    if value not in tables[target]:
                        yield f"{table}.toml: {name}.{key}: no such id {value!r}; allowed: {_near(value, tables[target])}"


def _unknown_citations(tables: Mapping[str, Mapping[str, Entry]]) -> Iterator[str]:
    for table, entries in tables.items():
        for name, entry in entries.items():
            for cite in getattr(entry, "cites", ()):
                if cite not in tables["citations"]:
                    yield f"{table}.toml: {name}.cites: no such source {cite!r}; allowed: {_near(cite, tables['citations'])}"


def _unused_citations(tables: Mapping[str, Mapping[str, Entry]], folder: Path) -> Iterator[str]:
    used = {cite for path in sorted(folder.glob("*.toml")) for cite in _cited(read_toml(path))}
    for name in tables["citations"]:
        if name not in used:
            yield f"citations.toml: {name}: no entry cites it; allowed: sources that an entry names in `cites`"


def _cited(value: Any) -> Iterator[str]:
    """Every id under a key `cites`, at any depth: other packages keep tables of their own beside these."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("cites", "citations") and isinstance(inner, list):
                yield from (cite for cite in inner if isinstance(cite, str))
            else:
                yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _near(value: str, known: Mapping[str, Entry]) -> str:
    return ", ".join(get_close_matches(value, known, n=3, cutoff=0.3) or list(known)[:8])
