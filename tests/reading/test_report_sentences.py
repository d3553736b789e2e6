"""Sentences of radiology reports, one table for each phenomenon, under `reports/`; how to add one is said there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.facts import StatedFinding
from service.reading.report_text import read_report

TABLES = Path(__file__).parent / "reports"
SIDES = ("left", "right", "bilateral", "midline")
DEGREES = ("mild", "mild-moderate", "moderate", "moderate-severe", "severe")


def cases() -> Iterator[tuple[str, str, list[str]]]:
    for path in sorted(TABLES.glob("*.toml")):
        for case in tomllib.loads(path.read_text())["says"]:
            yield path.stem, case["words"], case["means"]


def core(meaning: str) -> tuple[str, ...]:
    """(no/prior/possible or empty, type, level, side, degree) of a meaning."""
    words = [w for w in meaning.split() if "=" not in w]
    standing = words.pop(0) if words[0] in ("no", "prior", "possible") else ""
    side = next((w for w in words if w in SIDES), "")
    degree = next((w for w in words if w in DEGREES), "")
    level = next((w for w in words[1:] if w not in SIDES and w not in DEGREES), "")
    return standing, words[0], level, side, degree


def core_of(f: StatedFinding) -> tuple[str, ...]:
    standing = "prior" if f.temporality == "prior" else "no" if f.negated else "possible" if f.hedged else ""
    return standing, f.type, f.level or "", f.side or "", f.severity or ""


def details(meaning: str) -> dict[str, str]:
    return dict(w.split("=", 1) for w in meaning.split() if "=" in w)


def detail_of(f: StatedFinding, key: str, wanted: str) -> str:
    if key == "quality":
        return wanted if wanted in f.qualities else ",".join(sorted(f.qualities))
    if key == "contradicted":
        return "/".join(c.about for c in f.contradictions) or "no"
    if key == "grade":
        return f"{f.grade.scale}/{f.grade.value}" if f.grade else ""
    if key == "mm":
        return "" if f.millimetres is None else f"{f.millimetres:g}"
    return "/".join(f.roots) if key == "roots" else str(getattr(f, {"modic": "modic_type"}.get(key, key)) or "")


@pytest.mark.parametrize(
    ("table", "words", "means"), [pytest.param(*c, id=f"{c[0]}: {' '.join(c[1].split())[:60]}") for c in cases()]
)
def test_means_what_the_table_says(table: str, words: str, means: list[str]) -> None:
    found = [f for f in read_report(words) if f.type != "other"]
    assert sorted(core_of(f) for f in found) == sorted(core(m) for m in means), table
    for meaning in means:
        same = [f for f in found if core_of(f) == core(meaning)]
        for key, value in details(meaning).items():
            assert value in [detail_of(f, key, value) for f in same], (table, meaning, key)


@pytest.mark.parametrize(
    ("table", "words", "means"), [pytest.param(*c, id=f"{c[0]}: {' '.join(c[1].split())[:60]}") for c in cases()]
)
def test_every_finding_keeps_its_exact_words(table: str, words: str, means: list[str]) -> None:
    assert all(words[f.start : f.end] == f.sentence and f.sentence for f in read_report(words))
