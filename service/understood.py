"""What is understood of records and what is not, as tables: `make understood RECORDS=folder`.

Takes Bundles (of Synthea, or of any export), single resources and CDS Hooks requests, as .json or .json.gz, or folders of them.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.errors import SettingsError
from service.facts import Facts
from service.reading.read import choose, read
from service.record import Record, Resource

KINDS = tuple(
    f.name
    for f in fields(Facts)
    if f.name not in ("as_of", "hook", "patient", "not_assessed", "unavailable")
)  # fmt: skip


def resources_in(value: Any) -> Iterator[Resource]:
    """Every resource of a Bundle, a CDS Hooks request or a list, bundles within bundles included."""
    if isinstance(value, list):
        for one in value:
            yield from resources_in(one)
    elif isinstance(value, dict):
        if value.get("resourceType") == "Bundle":
            entries = value.get("entry")
            yield from resources_in(
                [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
            )
        elif isinstance(value.get("resourceType"), str):
            yield value
        elif isinstance(value.get("prefetch"), dict):
            yield from resources_in(list(value["prefetch"].values()))


def record_of(value: Any) -> Record:
    """A Record of everything in a file; the draft orders of a request beside it."""
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources_in(value):
        by_type[resource["resourceType"]].append(resource)
    patients = by_type.get("Patient", [])
    context = value.get("context") if isinstance(value, dict) else None
    drafts = tuple(resources_in(context.get("draftOrders"))) if isinstance(context, dict) else ()
    return Record(
        hook="patient-view",
        patient_id=str(patients[0].get("id")) if patients else "",
        resources={kind: tuple(found) for kind, found in by_type.items()},
        drafts=drafts,
    )


def load(path: Path) -> Any:
    """The JSON of a file, packed or not. Raises SettingsError naming the file."""
    try:
        raw = path.read_bytes()
        return orjson.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except (OSError, EOFError, orjson.JSONDecodeError) as e:
        raise SettingsError(f"{path}: {e}", hint="give .json or .json.gz files, or a folder of them") from e


def files(paths: tuple[Path, ...]) -> list[Path]:
    """The files named, and those in the folders named."""
    found = [p for path in paths for p in (sorted(path.rglob("*.json*")) if path.is_dir() else [path])]
    return [p for p in found if p.suffixes[-1:] in ([".json"], [".gz"])]


def by_resource(record: Record, facts: Facts) -> Table:
    """For each type of resource: how many there are, how many matter, how many gave facts, how many could not be read whole."""
    matter = choose(record)
    gave = {f.source.reference for kind in KINDS for f in getattr(facts, kind)}
    unread = {n.source for n in facts.not_assessed}
    table = Table("resource", "in the record", "matter", "gave facts", "noted as not assessed", title_justify="left")
    for kind, found in sorted(record.resources.items(), key=lambda item: -len(item[1])):
        counts = [sum(r.startswith(f"{kind}/") for r in references) for references in (gave, unread)]
        table.add_row(kind, str(len(found)), str(matter.get(kind, 0) or "·"), *(str(c or "·") for c in counts))
    return table


def by_fact(facts: Facts) -> Table:
    """What was understood: each kind of fact with what it was, most frequent first."""
    table = Table("facts", "number", "of which")
    for kind in KINDS:
        found = getattr(facts, kind)
        if found:
            names = Counter(_name(f) for f in found).most_common(12)
            table.add_row(
                kind.replace("_", " "), str(len(found)), escape(", ".join(f"{n} {c}×" if c > 1 else n for n, c in names))
            )
    return table


def not_understood(facts: Facts) -> Table:
    """What could not be read, the same reasons together."""
    table = Table("not assessed", "number", "for example")
    reasons: dict[str, list[str]] = defaultdict(list)
    for note in facts.not_assessed:
        reasons[re.sub(r"\b\d[\d.-]*\b", "…", note.why)].append(note.source)
    for why, sources in sorted(reasons.items(), key=lambda item: -len(item[1])):
        table.add_row(escape(why), str(len(sources)), escape(sources[0]))
    return table


def _name(fact: Any) -> str:
    for key in ("kind", "test", "type", "order_class", "region", "conclusion"):
        value = getattr(fact, key, None)
        if isinstance(value, str):
            return value
    classes: frozenset[str] = getattr(fact, "classes", frozenset())
    return "/".join(sorted(classes)) or "no class"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="the day to read them for; today by default")
def main(paths: tuple[Path, ...], on: datetime | None) -> None:
    """Prints what is understood of the records in PATHS and what is not."""
    console = Console(width=None if Console().is_terminal else 150)
    day: date = on.date() if on else datetime.now(UTC).date()
    for path in files(paths):
        record = record_of(load(path))
        facts = read(record, day)
        console.rule(f"[bold]{escape(path.name)}[/] · age {facts.patient.age or 'unknown'}", align="left")
        for table in (by_resource(record, facts), by_fact(facts), not_understood(facts)):
            if table.row_count:
                console.print(table)


if __name__ == "__main__":
    main()
