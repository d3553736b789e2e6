"""The results for people (a list by topic), for machines (JSON) and for build servers (JUnit XML)."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import Any

# XML is only written here, never parsed.
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

from rich.console import Console
from rich.text import Text

from service.conformance.rule import Outcome, Result

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.BROKEN: ("✗", "bold red"),
    Outcome.WARNED: ("!", "yellow"),
    Outcome.NOT_TRIED: ("–", "dim"),
}
WORDS = {Outcome.PASSED: "kept", Outcome.BROKEN: "broken", Outcome.WARNED: "with a warning", Outcome.NOT_TRIED: "not tried"}


def ordered(results: list[Result]) -> list[Result]:
    """By topic in the order of the rules, within a topic by the number in the id."""
    topics = list(dict.fromkeys(r.rule.topic for r in results))
    return sorted(results, key=lambda r: (topics.index(r.rule.topic), r.id[0], int(r.id[1:])))


def counts(results: list[Result]) -> dict[Outcome, int]:
    tally = Counter(r.outcome for r in results)
    return {outcome: tally[outcome] for outcome in Outcome}


def broken(results: list[Result]) -> bool:
    return any(r.outcome is Outcome.BROKEN for r in results)


def print_report(console: Console, address: str, results: list[Result]) -> None:
    """A line per rule under its topic, and under it what was seen."""
    console.print(Text(f"CDS Hooks 2.0 conformance of {address}", style="bold"), soft_wrap=True)
    for topic, group in groupby(ordered(results), key=lambda r: r.rule.topic):
        console.print(Text(f"\n{topic}", style="bold underline"))
        for result in group:
            print_result(console, result)
    tally = counts(results)
    console.print(
        Text("\n" + ", ".join(f"{tally[o]} {WORDS[o]}" for o in Outcome), style="red" if broken(results) else "green")
    )


def print_result(console: Console, result: Result) -> None:
    mark, style = MARKS[result.outcome]
    rule = result.rule
    section = f"[{rule.section}{', own reading' if rule.own else ''}]"
    line = Text.assemble((f"{mark} ", style), (f"{result.id:<4}", style), f"{rule.level:<7}{rule.statement} ", (section, "dim"))
    console.print(line, soft_wrap=True)
    for seen in result.seen:
        console.print(Text(f"            {seen}", style=style), soft_wrap=True)


def as_json(address: str, results: list[Result]) -> str:
    """The whole report as one JSON object."""
    rules = [
        {
            "id": r.id,
            "topic": r.rule.topic,
            "level": r.rule.level,
            "section": r.rule.section,
            "own": r.rule.own,
            "statement": r.rule.statement,
            "outcome": r.outcome.value,
            "seen": list(r.seen),
        }
        for r in ordered(results)
    ]
    document: dict[str, Any] = {"url": address, "counts": {o.value: n for o, n in counts(results).items()}, "rules": rules}
    return json.dumps(document, indent=2, ensure_ascii=False)


def as_junit(address: str, results: list[Result]) -> str:
    """A test suite per topic; a broken rule is a failure, one not tried is skipped, a warning is output of a passed case."""
    root = Element("testsuites", name=f"CDS Hooks conformance of {address}", tests=str(len(results)))
    for topic, group in groupby(ordered(results), key=lambda r: r.rule.topic):
        cases = list(group)
        tally = counts(cases)
        suite = SubElement(
            root,
            "testsuite",
            name=topic,
            tests=str(len(cases)),
            failures=str(tally[Outcome.BROKEN]),
            skipped=str(tally[Outcome.NOT_TRIED]),
            errors="0",
        )
        for result in cases:
            add_case(suite, result)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def add_case(suite: Element, result: Result) -> None:
    case = SubElement(suite, "testcase", classname=result.rule.topic, name=f"{result.id} {result.rule.statement}")
    seen = without_controls("\n".join(result.seen))
    if result.outcome is Outcome.BROKEN:
        SubElement(case, "failure", message=f"{result.id} [{result.rule.section}]").text = seen
    elif result.outcome is Outcome.NOT_TRIED:
        SubElement(case, "skipped", message=seen)
    elif result.outcome is Outcome.WARNED:
        SubElement(case, "system-out").text = f"warning: {seen}"


def without_controls(text: str) -> str:
    """Without the characters that XML cannot hold: what a service says may hold any."""
    return "".join(
        c if c in "\t\n" or (" " <= c < "\ud800") or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "?" for c in text
    )
