"""`concordance read`: radiology reports in, their findings out, as a coloured text with a table or as JSON lines."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cards.phrases import contradiction_sentences
from service.errors import ConcordanceError
from service.facts import StatedFinding
from service.reading.report_text import read_report

FEW = 60
"""Up to so many reports are read in this process; starting others would take longer."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report to read: `id` is the file's name, or what a line of a .jsonl file gives."""

    id: str
    text: str


@click.command(
    help="Read radiology reports and print their findings: each report with its words in colour and a table, or with --json "
    'one line for each. FILE is a text file, or a .jsonl file with one {"id", "text"} in a line; without it, or for -, '
    "standard input is read."
)
@click.argument("files", nargs=-1, metavar="[FILE ...]")
@click.option("--json", "as_json", is_flag=True, help='One line for each report: {"id": ..., "findings": [...]}.')
def command(files: tuple[str, ...], as_json: bool) -> None:
    reports = [report for name in files or ("-",) for report in reports_of(name)]
    console = Console(highlight=False)
    for report, findings in _read_all(reports):
        if as_json:
            click.echo(json.dumps({"id": report.id, "findings": [as_record(f) for f in findings]}, ensure_ascii=False))
        else:
            console.print(highlighted(report.text, findings))
            console.print(table(report.id, findings))


def reports_of(name: str) -> list[Report]:
    """The reports of one file, or of standard input for "-". Raises ConcordanceError saying what cannot be read."""
    text = sys.stdin.buffer.read() if name == "-" else _bytes(Path(name))
    decoded = _decoded(text)
    if name.endswith(".jsonl") or (name == "-" and _looks_like_lines(decoded)):
        return [_of_line(name, n, line) for n, line in enumerate(decoded.split("\n"), 1) if line.strip()]
    return [Report("standard input" if name == "-" else Path(name).name, decoded)]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except IsADirectoryError as e:
        raise ConcordanceError(f"{path} is a folder", hint=f"name the files in it: {path}/*.txt") from e
    except OSError as e:
        raise ConcordanceError(f"{path} cannot be read: {e.strerror}", hint="check the name and the permissions") from e


def _decoded(raw: bytes) -> str:
    """UTF-8, else Windows-1252, in which older systems write reports."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _looks_like_lines(text: str) -> bool:
    first = text.lstrip()[:200]
    return first.startswith("{") and '"text"' in text


def _of_line(name: str, number: int, line: str) -> Report:
    try:
        record = json.loads(line)
    except ValueError as e:
        raise ConcordanceError(f"{name}, line {number}: not JSON", hint='each line is one {"id": "...", "text": "..."}') from e
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ConcordanceError(f"{name}, line {number}: no text", hint='each line is one {"id": "...", "text": "..."}')
    return Report(str(record.get("id", number)), record["text"])


def _read_all(reports: Sequence[Report]) -> Iterator[tuple[Report, tuple[StatedFinding, ...]]]:
    """The findings of every report in order; many are shared out among the processors, with a progress bar."""
    if len(reports) <= FEW:
        yield from ((report, read_report(report.text)) for report in reports)
        return
    columns = (TextColumn("reading"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress, ProcessPoolExecutor(_workers()) as pool:
        found = pool.map(read_report, [report.text for report in reports], chunksize=16)
        yield from zip(reports, progress.track(found, total=len(reports)), strict=True)


def _workers() -> int:
    return max(1, min(os.cpu_count() or 1, 8))


def as_record(finding: StatedFinding) -> dict[str, Any]:
    """A finding with the keys of the contract, those that the text does not give left out beyond the first seven."""
    record: dict[str, Any] = {
        "type": finding.type,
        "level": finding.level,
        "side": finding.side,
        "severity": finding.severity,
        "negated": finding.negated,
        "temporality": finding.temporality,
        "sentence": finding.sentence,
    }
    further = {
        "hedged": finding.hedged,
        "morphology": finding.morphology,
        "zone": finding.zone,
        "migration": finding.migration,
        "modicType": finding.modic_type,
        "grade": {"scale": finding.grade.scale, "value": finding.grade.value} if finding.grade else None,
        "millimetres": finding.millimetres,
        "contact": finding.contact,
        "roots": list(finding.roots),
        "qualities": sorted(finding.qualities),
        "contradictions": [
            {"about": c.about, "used": c.used, "other": c.other, "text": text, "words": c.words}
            for c, text in zip(finding.contradictions, contradiction_sentences(finding), strict=True)
        ],
    }
    return record | {key: value for key, value in further.items() if value} | {"start": finding.start, "end": finding.end}


def highlighted(text: str, findings: Iterable[StatedFinding]) -> Text:
    """The report's own words, sentences with a finding in its colour. Control characters are shown as a dot."""
    shown = Text("".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " if c == "\t" else "·" for c in text))
    for finding in sorted(findings, key=_weight):
        shown.stylize(_style(finding), finding.start, finding.end)
    return shown


def _weight(finding: StatedFinding) -> tuple[bool, bool, bool]:
    """What is painted last is seen: present before denied, severe before the rest."""
    return not finding.negated, finding.temporality == "current", finding.severity == "severe"


def _style(finding: StatedFinding) -> str:
    if finding.temporality == "prior":
        return "blue"
    if finding.negated:
        return "green"
    return "bold red" if finding.severity in ("severe", "moderate-severe") else "yellow"


def table(title: str, findings: Sequence[StatedFinding]) -> Table:
    """One row for each finding."""
    out = Table("finding", "level", "side", "severity", "more", title=Text(title), title_justify="left")
    for f in findings:
        name = f.type.replace("_", " ")
        out.add_row(
            Text(f"no {name}" if f.negated else name, style=_style(f)),
            f.level or "",
            f.side or "",
            f.severity or "",
            Text(_more(f)),
        )
    if not findings:
        out.add_row(Text("nothing found", style="dim"), "", "", "", "")
    return out


def _more(f: StatedFinding) -> str:
    modic = f"type {f.modic_type}" if f.modic_type else None
    grade = f"{f.grade.scale} {f.grade.value}" if f.grade else None
    size = f"{f.millimetres:g} mm" if f.millimetres is not None else None
    contact = f"root {f.contact}" if f.contact and f.contact != "none" else None
    words = ["prior" if f.temporality == "prior" else None, "possible" if f.hedged else None, f.morphology, f.zone, f.migration]
    words += [modic, grade, size, contact, *f.roots, *(q.replace("_", " ") for q in sorted(f.qualities))]
    told = ", ".join(w for w in words if w)
    return "\n".join(line for line in (told, *contradiction_sentences(f)) if line)
