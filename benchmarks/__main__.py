"""Runs every `benchmarks/bench_*.py` and prints one table; exit status 1 when a promise is not kept.

Garbage is searched for as rarely as where the service runs (`service.warm.settle`).

A bench module offers `rows() -> list[Row]`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.row import Row
from service.warm import settle


def main() -> int:
    rows: list[Row] = []
    console = Console()
    settle()
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        with console.status(f"{path.stem.removeprefix('bench_')} ..."):
            rows += importlib.import_module(f"benchmarks.{path.stem}").rows()
    table = Table("what", "measured", "floor", "ratio", "promise", "kept")
    for r in rows:
        table.add_row(r.what, r.measured, r.floor, r.ratio, r.promise, "[green]yes[/]" if r.kept else "[red]no[/]")
    console.print(table)
    return 0 if all(r.kept for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
