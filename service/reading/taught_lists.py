"""Red flags that a clinician taught: in "red flags (retention, foot drop) explained" the verb says so only after the list."""

from __future__ import annotations

import re

_TAUGHT = re.compile(
    r"\b((?:red flags?|warning signs|safety[ -]net(?:ting)?)(?: (?:symptoms|signs))?(?: (?:for|of|re) [a-z ]{2,40})?)"
    r"\s*\(([^()\n]{1,300})\)\s*((?:was |were |have been |has been |all )?"
    r"(?:discussed|explained|reviewed|outlined|given|covered|advised|reiterated))\b",
    re.IGNORECASE,
)
_TAUGHT_OPENLY = re.compile(
    r"(?<!no )(?<!any )\b(red flags?|warning signs) (?:of|such as) ([^.;:()\n]{1,200}?),? ((?:was |were |have been |all )?"
    r"(?:discussed|explained|reviewed|outlined|reiterated))\b",
    re.IGNORECASE,
)


def verbs_first(text: str) -> str:
    """The text with such a verb before its list: "red flags explained (retention, foot drop)", which the cues understand. A
    list that is denied or found ("red flags (retention): present") has no such verb and stays as it is."""
    text = _TAUGHT.sub(r"\1 \3 (\2)", text) if "(" in text else text
    return _TAUGHT_OPENLY.sub(r"\1 \3 (\2)", text)
