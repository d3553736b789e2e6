"""What holds for every report: no text breaks the reader, unrelated words change nothing, left and right are equals."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.facts import StatedFinding
from service.reading.report import lines, said
from service.reading.report_text import LONGEST, read_report

LEVELS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
STATEMENTS = (
    "Mild disc bulge.",
    "Moderate left and mild right foraminal narrowing.",
    "Severe central canal stenosis.",
    "No canal stenosis.",
    "Left paracentral protrusion compressing the left nerve root.",
    "Right foraminal disc extrusion, 7 mm.",
    "Disc desiccation with Modic type 2 changes.",
    "Bilateral facet arthropathy, severe on the right and moderate on the left.",
    "The foramina are patent.",
    "Right lateral recess stenosis; the left is clear.",
)
UNRELATED = (
    "The patient tolerated the procedure well.",
    "The gallbladder is surgically absent.",
    "Images were sent to the archive.",
    "Paraspinal soft tissues are unremarkable.",
    "Thank you for this referral.",
)
WORDS = st.sampled_from(
    [
        "L4-5",
        "L5-S1",
        "no",
        "not",
        "without",
        "mild",
        "severe",
        "left",
        "right",
        "bilateral",
        "foraminal",
        "canal",
        "stenosis",
        "narrowing",
        "disc",
        "bulge",
        "protrusion",
        ",",
        ";",
        ":",
        ".",
        "and",
        "or",
        "but",
        "with",
        "compressing",
        "the",
        "root",
        "patent",
        "is",
        "Modic",
        "type",
        "2",
        "previously",
        "resolved",
        "FINDINGS:",
        "INDICATION:",
        "\n",
        "\n\n",
        "-",
        "1.",
        "(",
        ")",
        "/",
        "?",
        "é",
        "5",
        "mm",
        "Lee",
    ]
)
PARAGRAPHS = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=3)), min_size=1, max_size=5
)


def report(paragraphs: list[tuple[str, list[str]]]) -> str:
    return "\n".join(f"{level}: {' '.join(statements)}" for level, statements in paragraphs)


def meanings(text: str) -> set[StatedFinding]:
    """What is found, without where it stands."""
    return {replace(f, sentence="", start=0, end=0, contradictions=()) for f in read_report(text)}


def mirrored(text: str) -> str:
    return (
        text.replace("left", "§")
        .replace("right", "left")
        .replace("§", "right")
        .replace("Left", "§")
        .replace("Right", "Left")
        .replace("§", "Right")
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
@example("L4² bulge ²/³ mm ٣ mm ½")
def test_any_text_can_be_read(text: str) -> None:
    for f in read_report(text):
        assert text[f.start : f.end] == f.sentence


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_any_jumble_of_report_words_can_be_read(words: list[str]) -> None:
    read_report(" ".join(words))


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS, st.sampled_from(UNRELATED))
def test_an_unrelated_sentence_changes_no_finding(paragraphs: list[tuple[str, list[str]]], unrelated: str) -> None:
    text = report(paragraphs)
    assert meanings(f"{text}\n\n{unrelated}") == meanings(text)
    assert meanings(f"{unrelated}\n\n{text}") == meanings(text)


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS)
def test_swapping_left_and_right_swaps_the_sides(paragraphs: list[tuple[str, list[str]]]) -> None:
    text = report(paragraphs)
    swap = {"left": "right", "right": "left"}
    assert meanings(mirrored(text)) == {replace(f, side=swap.get(f.side or "", f.side)) for f in meanings(text)}  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS)
def test_the_order_of_level_paragraphs_changes_nothing(paragraphs: list[tuple[str, list[str]]]) -> None:
    unique = list({level: (level, statements) for level, statements in paragraphs}.values())
    shuffled = sorted(unique, key=lambda p: p[0], reverse=True)
    assert meanings(report(shuffled)) == meanings(report(unique))


@settings(max_examples=30, deadline=None)
@given(PARAGRAPHS)
def test_a_sentence_that_was_read_before_means_the_same(paragraphs: list[tuple[str, list[str]]]) -> None:
    known = read_report(report(paragraphs))
    lines.forget()
    said.forget()
    assert read_report(report(paragraphs)) == known


def test_sentences_with_unknown_words_or_numbers_are_not_kept_in_memory() -> None:
    lines.forget()
    read_report("Mr Smithson has a mild disc bulge at L4-5. Bulge seen 12/03/2024. Moderate canal stenosis.")
    assert {key[0] for key in lines._KNOWN._kept} == {"Moderate canal stenosis"}


@pytest.mark.parametrize(
    "piece",
    [
        ", ",
        "mild left and ",
        "foraminal or canal ",
        "L4-5/",
        "no stenosis, or ",
        "(",
        "\n",
        "stenossis foraminel ",
        "L4-5: severe canal stenosis. no canal stenosis. IMPRESSION: mild L4-5 canal stenosis. FINDINGS: ",
        "central, left, ",
        "type 2 at L4, Modic 1, ",
        "mild, mainly bony, stenosis, ",
        "fracture of the left transverse process ",
        "a",
        "1",
        "- ",
        "?",
    ],
)
def test_hostile_text_takes_a_moment_only(piece: str) -> None:
    start = time.process_time()
    read_report((piece * LONGEST)[:LONGEST])
    assert time.process_time() - start < 3


def test_a_stock_sentence_means_the_same_after_any_other_sentence() -> None:
    text = "L2-L3: Right foramen: patent. Left foramen: mild narrowing. L4-L5: Left foramen: mild narrowing. Central bulge."
    known = read_report(text)
    for before in ("The right root is compressed. ", "Canal: patent. ", ""):
        read_report(before + "Left foramen: mild narrowing. Central bulge.")
        said.forget()
        assert read_report(text) == known
