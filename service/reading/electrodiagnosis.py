"""What a nerve study (EMG, nerve conduction) concluded."""

from __future__ import annotations

import re

from service.facts import Electrodiagnosis, Source
from service.reading.diagnoses import read_diagnoses
from service.reading.examined_parts import roots_in
from service.reading.facts_from_words import excerpt, lateral
from service.reading.scan import sentences

STUDY = re.compile(
    r"\b(?:emg|ncs|ncv|electromyogra\w*|electrodiagnos\w*|nerve conduction|needle examination|electroneurogra\w*)\b", re.I
)
NEEDLE = re.compile(
    r"\b(?:denervat\w*|fibrillation\w*|motor units?|recruitment|cmaps?|snaps?|f[ -]waves?|h[ -]reflex\w*|conduction|latenc\w+"
    r"|positive sharp waves?|insertional activity)\b",
    re.I,
)
"""What nerves and muscles are told to show by a needle or a current: no sign that an examiner saw."""
NORMAL = re.compile(
    r"\b(?:normal|unremarkable|negative)\s+(?:emg|ncs|study|studies|electro\w+|examination|nerve conduction)|"
    r"(?:study|studies|emg|ncs|emg/ncs|examination|conduction)\s*(?:was|is|were|:|-|are)?\s*"
    r"(?:entirely |within )?(?:normal|unremarkable|negative)|"
    r"\Anormal\b|no (?:electro\w+ |emg )?(?:evidence|abnormalit\w+)",
    re.I,
)
CONCLUSIONS = {
    "lumbar_radiculopathy": "radiculopathy",
    "lumbosacral_radiculopathy": "radiculopathy",
    "superior_gluteal_neuropathy": "superior_gluteal_neuropathy",
    "peroneal_neuropathy": "peroneal_neuropathy",
    "lumbosacral_plexopathy": "plexopathy",
    "myopathy": "myopathy",
    "femoral_neuropathy": "femoral_neuropathy",
    "polyneuropathy": "polyneuropathy",
    "diabetic_radiculoplexus_neuropathy": "radiculoplexopathy",
}


def is_study(text: str) -> bool:
    """Whether the words speak of a nerve study."""
    return bool(STUDY.search(text))


def tells_nerve_study(text: str) -> bool:
    """Whether a sentence tells what a nerve study showed; the muscles it names were not tested by hand."""
    return is_study(text) or bool(NEEDLE.search(text))


def read_electrodiagnosis(text: str, source: Source) -> tuple[Electrodiagnosis, ...]:
    """The conclusions of the report of a nerve study: each diagnosis it affirms, else `normal` when it says so."""
    affirmed: dict[str, Electrodiagnosis] = {}
    denied = False
    for sentence in sentences(text):
        for d in read_diagnoses(sentence):
            conclusion = CONCLUSIONS.get(d.key)
            if conclusion is None or d.scope.asked:
                continue
            if d.scope.negated or d.scope.ruled_out:
                denied = True
                continue
            here = Source(
                reference=source.reference, words=excerpt(text[sentence[0].start : sentence[-1].end]), date=source.date
            )
            roots = tuple(r for r in roots_in(sentence) if conclusion == "radiculopathy")
            affirmed[conclusion] = Electrodiagnosis(conclusion=conclusion, roots=roots, side=lateral(d.side), source=here)
    if affirmed:
        return tuple(affirmed.values())
    if NORMAL.search(text) or denied:
        return (Electrodiagnosis(conclusion="normal", source=source),)
    return ()
