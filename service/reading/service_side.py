"""The side that an order or procedure names: in words of several languages, or by a bare L or R as clinicians write it."""

from __future__ import annotations

import re

from service.facts import Side
from service.reading.spine_levels import side_in

_ABROAD = {
    "left": re.compile(r"\b(?:links(?:seitige?)?|linke[rsnm]?|gauches?|izquierd[oa]s?|izqd?a|sinistr[oaie]|esquerd[oa]s?)\b"),
    "right": re.compile(r"\b(?:rechts(?:seitige?)?|rechte[rsnm]?|droite?s?|derech[oa]s?|dcha|destr[oaie]|direit[oa]s?)\b"),
    "bilateral": re.compile(r"\b(?:beidseit\w+|beidseits|bds|bilat[eé]ra\w+|ambos lados|bilaterale?|beiderzijds)\b"),
}
_BARE = re.compile(
    r"(?<![\w/'’.-])(?P<both>[LR]\s?[+&/]\s?[LR](?![\w/]))"
    r"|(?<![\w/'’.&+-])(?P<one>[LR])(?:[.)]|-?sided\b)?(?=\s|[,;:)]|\Z)"
    r"(?!\.?\s{0,2}(?:\d|/|&|\+|and\b|(?:[CTLS][\s,&]{1,3}){0,3}spine))"
)
_SMALL = re.compile(r"(?<![\w/'’.&+-])(?P<one>[lr])\s(?=(?:hip|leg|side|sij?|troch|gt|glut|l[1-5]|s1|snrb|tfesi|esi|facet)\w*)")
"""A small l or r only before a place: elsewhere it is too often a word of another language or a slip."""
SIDES: dict[str, Side] = {"L": "left", "R": "right"}


def side_of_service(text: str) -> Side | None:
    """The side that a name of an order or procedure tells; words count before letters. The L of a level ("L4", "L 4/5"), of
    "L spine" and "L/S", and the R of "R/O" are no sides."""
    return side_in(text) or _abroad(text) or _lettered(text)


def _abroad(text: str) -> Side | None:
    low = text.lower()
    found = [side for side, words in _ABROAD.items() if words.search(low)]
    return None if not found else "bilateral" if len(found) > 1 or found == ["bilateral"] else found[0]  # type: ignore[return-value]


def _lettered(text: str) -> Side | None:
    found: set[Side] = set()
    for match in _BARE.finditer(text):
        letters = [match["one"]] if match["one"] else [c for c in match["both"] if c in SIDES]
        found |= {SIDES[letter] for letter in letters}
    found = found or {SIDES[m["one"].upper()] for m in _SMALL.finditer(text)}
    return None if not found else "bilateral" if len(found) > 1 else found.pop()
