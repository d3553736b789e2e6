"""What a nerve study (EMG, nerve conduction) concluded."""

from __future__ import annotations

import re
from datetime import date

from service.facts import Electrodiagnosis, Source
from service.reading.diagnoses import read_diagnoses
from service.reading.examined_parts import roots_in
from service.reading.facts_from_words import excerpt, lateral
from service.reading.item import Item
from service.reading.scan import sentences

STUDY = re.compile(
    r"\b(?:emg|ncs|ncv|electromyogra\w*|electrodiagnos\w*|nerve conduction|needle examination|electroneurogra\w*"
    r"|neurophysiolog\w*|nerve stud(?:y|ies))\b",
    re.I,
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
INTENDED = re.compile(
    r"\?|\b(?:request\w*|order(?:ed|ing)?|refer\w*|book\w*|plan\w*|arrang\w*|consider\w*|would|could|should|if|await\w*|pending"
    r"|due (?:in|on|next)|to (?:exclude|confirm|look|assess|see|clarify|differentiate)|rule out|r/o|recommend\w*|needs?"
    r"|advise\w*|suspect\w*|unless|repeat|for (?:possible|query)|whether|inconclusive|incomplete|equivocal|discuss\w*|offered"
    r"|declined|cannot|may (?:be|have|show|help)|might)\b",
    re.I,
)
"""What makes of a nerve study in a letter one to be done, or a result that nobody is sure of."""
OLD_YEARS, OLD_WEEKS = 1, 52.0
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


def told_results(items: list[Item], words: str, source: Source) -> tuple[Electrodiagnosis, ...]:
    """What a sentence of a note says that a nerve study found. None of a plan, a question, a doubt, or of over a year ago."""
    if not is_study(words) or INTENDED.search(words) or (source.date is not None and is_old(items, source.date)):
        return ()
    firm = [d for d in read_diagnoses(items) if d.key in CONCLUSIONS]
    if any(d.scope.hedged or d.scope.asked or d.scope.family or d.scope.past or "suspected" in d.details for d in firm):
        return ()
    return tuple(study for study in read_electrodiagnosis(words, source) if study.conclusion != "normal")


def is_old(items: list[Item], written: date) -> bool:
    """Whether a year, month or time is named that lies more than a year before the day of the note."""
    years = [int(i.number) for i in items if i.number is not None and 1950 <= i.number <= 2100 and not i.unit]
    years += [i.month[0] for i in items if i.month is not None]
    weeks = [i.weeks for i in items if i.weeks is not None]
    return any(year < written.year - OLD_YEARS for year in years) or any(w > OLD_WEEKS for w in weeks)
