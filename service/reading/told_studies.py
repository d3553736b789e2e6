"""Which studies the sentence that tells of a diagnosis says were done: a nerve study, a plain X-ray."""

from __future__ import annotations

import re

from service.reading.electrodiagnosis import is_study

XRAY = re.compile(r"\b(?:xrs?|x[- ]?rays?|radiographs?|plain films?|t(?:o|ö|oe)nnis|kellgren)\b", re.I)
NOT_YET = re.compile(
    r"\b(?:order\w*|request\w*|refer\w*|arrang\w*|await\w*|pending|plan\w*|need\w*|consider\w*|suggest\w*|recommend\w*|book\w*"
    r"|organi[sz]e\w*|repeat|if|before|after|will|would|should|could|no|not|never|without|for (?:emg|ncs|x|an? ))\b|\?",
    re.I,
)


def studies_told(words: str) -> frozenset[str]:
    """`nerve_study`, `xray`: what these words say was done. A sentence that plans, asks or denies says nothing."""
    if NOT_YET.search(words):
        return frozenset()
    found = {"nerve_study"} if is_study(words) else set()
    return frozenset(found | ({"xray"} if XRAY.search(words) else set()))
