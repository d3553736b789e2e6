"""The knowledge book: every table, rule, wording and citation that decides a verdict, as one page for clinicians.

Made from the TOML files themselves, whatever they hold, so that it cannot lag behind. An entry's anchor is `table.id`; its id
alone is an anchor too, for the first table in `ORDER` that has it (cards link to rules by id).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cards
from service.knowledge.loader import FOLDER, read_toml

# Title and place of each table in the book; a table that is not named here comes after these, under its file's name.
ORDER = {
    "rules": "Rules of the verdict",
    "red_flags": "Red flags",
    "triggers": "What raises a red flag",
    "rules_orders": "Rules of orders",
    "gates": "What holds a treatment back",
    "management": "Management states and pathways",
    "rules_management": "How a management state is found",
    "notes": "Remarks on the assessment as a whole",
    "findings": "Imaging findings",
    "severity": "Scales of severity",
    "prevalence": "Prevalence by age in people without back pain",
    "background": "Other figures of prevalence",
    "levels": "Levels and the roots they hold",
    "roots": "Roots",
    "muscles": "Muscles",
    "nerves": "Skin nerves that imitate roots",
    "modifiers": "What changes the roots of a finding",
    "signs": "Signs on examination",
    "symptoms": "Complaints",
    "regions": "Regions of the body",
    "presentations": "Presentations and diagnoses",
    "comorbidities": "What else counts",
    "medications": "Classes of medicine",
    "orders": "Orders",
    "suggestions": "What can be ordered instead",
    "drafts": "What suggested orders are made of",
    "advice": "Advice of the pathways",
    "next_steps": "What would move a patient on",
    "weights": "Weights of the evidence",
    "thresholds": "Thresholds",
}
LAST = ("citations",)
NAMES = ("name", "text", "meaning", "label", "summary")
CERTAINTY = {"H": "high", "M": "moderate", "L": "low"}
VERIFIED = {"seen": "source seen while compiling", "mem": "from memory, to be checked before sign-off"}
SPOKEN = {"cites": "Sources", "certainty": "Certainty", "verified": "Verification"}


@dataclass(frozen=True)
class Part:
    """A piece of a value: text, and the anchor it leads to if it names another entry."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Row:
    """One member of an entry: its label and its value in pieces."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class BookEntry:
    """One entry. `anchors` holds the short anchor too, where this table owns it."""

    key: str
    anchors: tuple[str, ...]
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class BookTable:
    """One table: `intro` is what its file says at the top. `minor` tables are shown folded."""

    name: str
    title: str
    intro: str
    entries: tuple[BookEntry, ...]
    minor: bool = False


@dataclass(frozen=True)
class Book:
    """The whole: the edition and the tables in reading order."""

    version: str
    status: str
    tables: tuple[BookTable, ...] = field(repr=False)


@cache
def book() -> Book:
    """The book of the tables that this program runs with."""
    edition = read_toml(FOLDER / "edition.toml")["knowledge"]
    main = {path.stem: path for path in sorted(FOLDER.glob("*.toml")) if path.stem != "edition"}
    names = [n for n in ORDER if n in main] + sorted(main.keys() - ORDER.keys() - set(LAST)) + [n for n in LAST if n in main]
    data = {name: read_toml(main[name]) for name in names}
    owners = first_owners(data)
    tables = [table(name, main[name], data[name], owners, data) for name in names]
    tables += [
        folded(f"wording.{path.stem}", "What cards say", path) for path in (Path(cards.__file__).parent / "wording.toml",)
    ]
    tables += [
        folded(f"words.{p.stem}", f"Words that are understood: {spoken(p.stem)}", p)
        for p in sorted((FOLDER / "lexicon").glob("*.toml"))
    ]
    return Book(version=edition["version"], status=edition["status"], tables=tuple(tables))


def first_owners(data: dict[str, dict[str, Any]]) -> dict[str, str]:
    """For each id the first table that has an entry of that id."""
    owners: dict[str, str] = {}
    for name, entries in data.items():
        for key in entries:
            owners.setdefault(key, name)
    return owners


def table(name: str, path: Path, entries: dict[str, Any], owners: dict[str, str], data: dict[str, dict[str, Any]]) -> BookTable:
    """A table whose entries are shown one by one, with links from one to another."""
    shown = []
    for key, entry in entries.items():
        anchors = (f"{name}.{key}", key) if owners[key] == name else (f"{name}.{key}",)
        title, rest = titled(key, entry)
        rows = tuple(Row(label(k), tuple(value_parts(k, v, owners, data))) for k, v in rest.items())
        shown.append(BookEntry(key, anchors, title, rows))
    return BookTable(name, ORDER.get(name, spoken(name).capitalize()), intro(path), tuple(shown))


def folded(name: str, title: str, path: Path) -> BookTable:
    """A table of words: each entry is a line."""
    entries = read_toml(path)
    shown = [
        BookEntry(key, (f"{name}.{key}",), key, tuple(Row(k, (Part(text_of(v)),)) for k, v in flat(entry)))
        for key, entry in entries.items()
    ]
    return BookTable(name, title, intro(path), tuple(shown), minor=True)


def flat(entry: Any) -> Iterator[tuple[str, Any]]:
    """The members of an entry; a plain value is a member without a name."""
    if isinstance(entry, dict):
        yield from entry.items()
    else:
        yield "", entry


def titled(key: str, entry: Any) -> tuple[str, dict[str, Any]]:
    """What an entry is called, and what else it holds."""
    if not isinstance(entry, dict):
        return spoken(key), {"": entry}
    for name in NAMES:
        if isinstance(entry.get(name), str):
            return entry[name], {k: v for k, v in entry.items() if k != name}
    return spoken(key), entry


def spoken(key: str) -> str:
    return key.replace("_", " ")


def label(key: str) -> str:
    """A member's name as a person would say it."""
    return SPOKEN.get(key, spoken(key).capitalize())


def value_parts(key: str, value: Any, owners: dict[str, str], data: dict[str, dict[str, Any]]) -> Iterator[Part]:
    """A value in pieces; ids of other entries become their names, with links."""
    if key == "certainty":
        yield Part(CERTAINTY.get(value, str(value)))
    elif key == "verified":
        yield Part(VERIFIED.get(value, str(value)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if number:
                yield Part(", ")
            yield from value_parts(key, item, owners, data)
    elif isinstance(value, str) and value in owners and key != "doi":
        home = "citations" if key == "cites" else owners[value]
        title, _ = titled(value, data[home][value])
        yield Part(value if key == "cites" else title, f"{home}.{value}")
    else:
        yield Part(text_of(value))


def text_of(value: Any) -> str:
    """Any TOML value as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(text_of, value)) if value else "none"
    if isinstance(value, dict):
        return "; ".join(f"{spoken(str(k))}: {text_of(v)}" for k, v in value.items())
    return str(value)


def intro(path: Path) -> str:
    """The comment at the top of a table's file, which says how to read it."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines)
