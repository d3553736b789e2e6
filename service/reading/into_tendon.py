"""Whether the words of an injection say that it goes into a tendon, and mean it: "not intratendinous" says the opposite."""

from __future__ import annotations

import re

_TENDON = (
    r"(?:left|right|lt|rt|l|r|the|torn|affected|degenerat\w+|hip|gluteus|gluteal|glute|glut|medius|minimus|med|min|abductor)"
)
_INTO = re.compile(
    rf"\b(?:into|in|within|inside)\s+(?:{_TENDON}\.?\s+){{1,6}}(?:tendons?|tears?)\b"
    r"(?!\s+(?:sheath|bursa|area|region|side|origin))",
    re.I,
)
_NAMED = re.compile(r"\bintra[- ]?(?:tendin|tendon|substance)|\b(?:in|into|within|inside)\s+(?:the\s+)?(?:tendon|tear)", re.I)
_SPOKEN = re.compile("tendon|tear", re.I)
_DENIED = re.compile(
    r"\b(?:not?|non|nor|never|without|avoid(?:ing|s)?|rather than|instead of|don'?t|excluding|except|kein\w*|nicht|pas|sin)"
    r"\b(?:(?!\b(?:but|peri)|[,;:.]).){0,30}\Z",
    re.I,
)


def says_into_tendon(text: str) -> bool:
    """ "Steroid into the left gluteus medius tendon": the muscle stands between, so that no fixed phrase fits."""
    return bool(_SPOKEN.search(text)) and any(not _denied(text, match.start()) for match in _INTO.finditer(text))


def denies_tendon(text: str) -> bool:
    """Whether every mention of the inside of a tendon is one of what is not to be done."""
    places = [m.start() for pattern in (_NAMED, _INTO) for m in pattern.finditer(text)]
    return bool(places) and all(_denied(text, start) for start in places)


def _denied(text: str, start: int) -> bool:
    return bool(_DENIED.search(text[max(start - 45, 0) : start]))
