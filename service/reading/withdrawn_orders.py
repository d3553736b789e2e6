"""What an order's text names only to say that it is not wanted: "epidural NOT indicated - physiotherapy"."""

from __future__ import annotations

import re

from service.reading.services import terms_in

_CUT = re.compile(
    r"\s*[;\n,(){}\[\]]\s*|\.\s+|\s+[-–—]+\s+|:\s+"
    r"|\s+(?:but|as|because|since|after|if|unless|instead|so|therefore|hence|when|and|then|with|for|plus|due)\b\s*",
    re.I,
)
_UNWANTED = (
    r"(?:not|no longer|isn'?t|never)\s+(?:\w+\s+)?(?:indicated|required|needed|wanted|recommended|appropriate|advised|planned|"
    r"desired|necessary|to be (?:done|given|performed))|declined|refused|cancell?ed|withdrawn|rejected|contra-?indicated|"
    r"revoked|void(?:ed)?|abandoned|not for now|called off|nicht indiziert|abgelehnt|no indicad[oa]|contraindicad[oa]|"
    r"non indiqu[ée]e?"
)
_AFTER = re.compile(
    rf"(?:\b(?:is|was|are|were|has been|been|by (?:the )?patient|patient|pt)\s+)*"
    rf"\b(?:{_UNWANTED})(?:\s+by\s+(?:the\s+)?\w+)?\W*\Z",
    re.I,
)
_BEFORE = re.compile(
    r"\W*(?:cancel(?:led)?|declined?|(?:do not|don'?t|no|not)(?:\s+(?:for|give|do|perform|inject|book|order))?)\s+", re.I
)
_ALL = re.compile(rf"\W*(?:{_UNWANTED})\s*:", re.I)
_SPOKEN = re.compile(
    r"\b(?:no|never|isn'?t|don'?t|declin|refus|cancel|withdr|reject|contra|revok|void|abandon|called off|nicht|abgel)", re.I
)
LONGEST = 300
"""Characters; a longer text is no name of an order and is left as it is."""


def wanted(text: str) -> str:
    """The text without the parts that are only named to be refused; the same text when there are none.

    A part is what stands between marks and words like "as" or "because". The refusal must end or begin it, so that "TFESI after
    physiotherapy was declined" loses the physiotherapy alone.
    """
    if len(text) > LONGEST or not _SPOKEN.search(text):
        return text
    if _ALL.match(text):
        return ""
    parts = [part for part in _CUT.split(text) if part.strip()]
    kept = [part.strip() for part in parts if not _refused(part)]
    return text if len(kept) == len(parts) else "; ".join(kept)


def _refused(part: str) -> bool:
    """Whether a part ends with a refusal, or begins with one of a service: "no ESI", not "no red flags"."""
    if _AFTER.search(part):
        return True
    begins = _BEFORE.match(part)
    return begins is not None and bool(terms_in(" ".join(part[begins.end() :].split()[:2])))
