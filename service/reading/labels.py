"""The names of Observations without what is no part of the name: the scale of the value, sides in other languages."""

from __future__ import annotations

import re
from functools import lru_cache

_RANGE = re.compile(
    r"\b0\s?(?:/\s?5)?\s?(?:-|–|—|−|to\b|\.{2,3}|…|bis\b)\s?(?:3|4|5|10)\b\+?(?:\s?/\s?5)?"
    r"(?:\s?(?:scale|points?|grades?|score))?",
    re.I,
)
"""0-5, 0 to 4, 0..5, 0/5-5/5: what the value can be, not what it is."""
_OUT_OF = re.compile(
    r"(?<!\d)(?<!\d\s)(?<![+-])(?<![+-]\s)(?:(?:\b[xn]|_+)?\s?/\s?|\bout of\s)(?:5|4|10)\b", re.I
)
_LEGEND = re.compile(r"\b\d\s?=\s?[^\W\d][\w ]{0,30}[,;]?\s?", re.I)
"""0 = absent, 2 = normal."""
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_SIDES = (
    (re.compile(r"(?:^|(?<=[\s,(/]))(?:sin|sinistra|sinister|links|gauche|izquierd[ao]|li)\b\.?", re.I), "left"),
    (re.compile(r"(?:^|(?<=[\s,(/]))(?:dext|dexter|dextra|rechts|droite?|derech[ao]|re)\b\.?", re.I), "right"),
    (re.compile(r"(?:^|(?<=[\s,(/]))(?:beidseits|beids|bds|bdsts|beiderseits|bilat[eé]ral)\b\.?", re.I), "bilateral"),
)


@lru_cache(maxsize=2048)
def plain_label(name: str) -> str:
    """The name as it is to be read: "Hip flexion (MRC 0-5), re." gives "Hip flexion (MRC), right"."""
    if not name:
        return name
    without = _LEGEND.sub("", _RANGE.sub("", name))
    without = _EMPTY.sub("", _OUT_OF.sub("", without))
    for pattern, side in _SIDES:
        without = pattern.sub(side, without)
    return without.strip() or name
