"""Writes the conformance table from the tests: which test shows which line, and which lines are not met and why.

    python -m tests.http.conformance           writes docs/conformance.md and the block in README.md
    python -m tests.http.conformance --check   says what is stale, changes nothing

A test shows a line by the marker `checklist("M9")`; `checklist(*read_rules())` shows every rule of `concordance check`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from service.conformance.rule import read_rules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "conformance.md"
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- conformance: begin[^>]*-->\n).*?(<!-- conformance: end -->)", re.DOTALL)
TOPICS = (
    "Discovery",
    "Prefetch templates",
    "Requests",
    "Prefetched data",
    "The client's FHIR server",
    "Malformed requests",
    "Responses and cards",
    "Errors",
    "Cross-origin requests",
    "Authentication",
    "Feedback",
    "Safety",
    "Known clients",
    "This service",
    "Inferno's CRD kit",
)


@dataclass
class Line:
    """One line: what it says, why it is not met (or nothing), and the tests that show it."""

    id: str
    topic: str
    level: str
    statement: str
    unmet: str = ""
    tests: set[str] = field(default_factory=set)


def lines() -> dict[str, Line]:
    """Every line by id: the rules of `concordance check` and those of conformance.toml."""
    known = {
        name: Line(name, rule.topic, rule.level + (" (own)" if rule.own else ""), rule.statement)
        for name, rule in read_rules().items()
    }
    more = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    reasons = more.pop("reasons")
    for name, entry in more.items():
        if "statement" in entry:
            own = " (own)" if entry.get("own") else ""
            known.setdefault(name, Line(name, entry["topic"], entry["level"] + own, entry["statement"]))
        if "unmet" in entry:
            known[name].unmet = reasons[entry["unmet"]]
    return known


def shown() -> dict[str, set[str]]:
    """By line the tests that carry its number, as `tests/file.py`."""
    found: dict[str, set[str]] = {}
    everything = list(read_rules())
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "checklist":
                for name in _numbers(node, everything):
                    found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def _numbers(call: ast.Call, everything: list[str]) -> list[str]:
    literal = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return literal + (everything if any(isinstance(arg, ast.Starred) for arg in call.args) else [])


def table() -> list[Line]:
    """The lines with their tests, by topic and number. Raises ValueError for a test that shows a line nobody knows."""
    known, found = lines(), shown()
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise ValueError(f"tests show lines that are not in the table: {', '.join(unknown)}")
    for name, line in known.items():
        line.tests = found.get(name, set())
    return sorted(known.values(), key=lambda line: (TOPICS.index(line.topic), line.id[0], int(line.id[1:])))


def unshown(rows: list[Line]) -> list[str]:
    """Lines that are neither shown by a test nor said to be unmet."""
    return [line.id for line in rows if not line.tests and not line.unmet]


def page(rows: list[Line]) -> str:
    """The whole table."""
    out = ["# Conformance to CDS Hooks", "", "Written by `make conformance` from the tests; do not edit.", ""]
    for topic in TOPICS:
        of_topic = [line for line in rows if line.topic == topic]
        out += [f"## {topic}", "", "| line | level | what | shown by |", "| --- | --- | --- | --- |"]
        out += [f"| {line.id} | {line.level} | {line.statement} | {_where(line)} |" for line in of_topic] + [""]
    return "\n".join(out)


def _where(line: Line) -> str:
    if line.unmet:
        return f"**not met**: {line.unmet}"
    return ", ".join(f"[{Path(test).stem.removeprefix('test_')}](../{test})" for test in sorted(line.tests))


def block(rows: list[Line]) -> str:
    """What the README says: how many lines of each topic are shown, and each that is not met."""
    out = ["", "| topic | lines | shown by tests | not met |", "| --- | --- | --- | --- |"]
    for topic in TOPICS:
        of_topic = [line for line in rows if line.topic == topic]
        unmet = ", ".join(line.id for line in of_topic if line.unmet) or "–"
        out.append(f"| {topic} | {len(of_topic)} | {sum(not line.unmet for line in of_topic)} | {unmet} |")
    out.append("")
    reasons: dict[str, list[str]] = {}
    for line in rows:
        if line.unmet:
            reasons.setdefault(line.unmet, []).append(line.id)
    out += [f"- {', '.join(names)}: {why}" for why, names in reasons.items()]
    return "\n".join([*out, "", "Each line and its tests: [docs/conformance.md](docs/conformance.md).", ""])


def stale(rows: list[Line]) -> list[str]:
    """The files that do not say what the tests say."""
    readme = README.read_text(encoding="utf-8")
    old = [] if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page(rows) else [PAGE.name]
    return old + ([] if with_block(readme, rows) == readme else [README.name])


def with_block(readme: str, rows: list[Line]) -> str:
    """The README with its block up to date."""
    return BLOCK.sub(lambda found: found[1] + block(rows) + found[2], readme)


def main() -> int:
    rows = table()
    if missing := unshown(rows):
        print(f"no test shows: {', '.join(missing)}", file=sys.stderr)
        return 1
    if "--check" in sys.argv:
        for name in stale(rows):
            print(f"{name} is stale: run `make conformance`", file=sys.stderr)
        return 1 if stale(rows) else 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(rows), encoding="utf-8")
    README.write_text(with_block(README.read_text(encoding="utf-8"), rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
