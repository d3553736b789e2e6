"""Spinal levels and sides named in short texts: order names, body sites, procedure names."""

from __future__ import annotations

import re

from service.facts import DISC_LEVELS, VERTEBRAE, Side

_DASHES = str.maketrans("‐‑‒–—−", "------")
_JOIN = r"\s*(?:-|/|to|through|thru|on|\.)\s*"
_PAIR = re.compile(
    rf"(?<![A-Za-z0-9])([TDLS])\s?(\d{{1,2}}){_JOIN}([TDLS])\s?(\d{{1,2}})(?!\d)"  # L4-L5, L5/S1, L2 through L5
    rf"|(?<![A-Za-z0-9])([TDLS])\s?(\d{{1,2}}){_JOIN}(\d)(?!\d|\s?(?:mm|cm|/))"  # L4-5, L4/5
    r"|(?<![A-Za-z0-9])L([1-4])([2-5])(?!\d)"  # L45
    r"|(?<![A-Za-z0-9])L([1-5])\s?[LS]([1-5])(?!\d)",  # L5S1, L4 L5
    re.I,
)
_SINGLE = re.compile(r"(?<![A-Za-z0-9])([TLS])(\d{1,2})(?!\d)", re.I)
_GERMAN = re.compile(r"\bLW(?:K|S)\s?(?=\d)", re.I)
_JUNCTION = re.compile(r"\blumbo-?sacral (?:junction|disc|level)\b", re.I)
_LEFT = re.compile(r"\b(?:left|lt|left-sided|leftsided|lft)\b|\(l\)|-lt\b", re.I)
_RIGHT = re.compile(r"\b(?:right|rt|right-sided|rightsided|rgt)\b|\(r\)|-rt\b", re.I)
_BOTH = re.compile(r"\b(?:bilateral(?:ly)?|bilat|both|b/l|bl|bil)\b", re.I)
_MIDLINE = re.compile(r"\b(?:midline|central)\b", re.I)
_ORDER = [*("T11", "T12"), *(v for v in VERTEBRAE if v != "T12")]


def levels_in(text: str) -> tuple[str, ...]:
    """Disc levels ("L4-L5"; a range gives every disc in it) and single vertebrae or roots ("L5"), in the order named,
    each once."""
    text = _GERMAN.sub("L", text.translate(_DASHES))
    found: list[tuple[int, tuple[str, ...]]] = []
    covered = [False] * (len(text) + 1)
    for match in _PAIR.finditer(text):
        discs = _discs(*_ends(match))
        if discs:
            if found and match.start() > 1 and text[match.start() - 1] in "-/" and covered[match.start() - 2]:  # L3-L4-L5-S1
                discs = (*_discs(found[-1][1][-1].partition("-")[2], discs[0].partition("-")[0]), *discs)
            found.append((match.start(), discs))
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in _SINGLE.finditer(text):
        vertebra = f"{match[1].upper()}{int(match[2])}"
        if vertebra in VERTEBRAE and not covered[match.start()]:
            chained = match.start() > 1 and text[match.start() - 1] in "-/" and covered[match.start() - 2]
            above = next((levels[-1] for start, levels in reversed(found) if start < match.start()), "").partition("-")[2]
            found.append((match.start(), (chained and _discs(above, vertebra)) or (vertebra,)))
    found += [(m.start(), ("L5-S1",)) for m in _JUNCTION.finditer(text)]
    return tuple(dict.fromkeys(level for _, levels in sorted(found) for level in levels))


def _ends(match: re.Match[str]) -> tuple[str, str]:
    if match[1]:
        return _vertebra(match[1], match[2]), _vertebra(match[3], match[4])
    if match[5]:
        below = match[5].upper()
        if (below, match[7]) == ("L", "1") and int(match[6]) == 5:
            below = "S"
        if below in "TD" and match[7] == "1":
            below = "L"
        return _vertebra(match[5], match[6]), _vertebra(below, match[7])
    if match[8]:
        return f"L{match[8]}", f"L{match[9]}"
    return f"L{match[10]}", f"S{match[11]}" if match[10] == "5" else f"L{match[11]}"


def _vertebra(letter: str, number: str) -> str:
    return f"{'T' if letter.upper() == 'D' else letter.upper()}{int(number)}"


def _discs(upper: str, lower: str) -> tuple[str, ...]:
    """Every disc from one vertebra down to the other; empty when that makes no sense."""
    if upper not in _ORDER or lower not in _ORDER:
        return ()
    first, last = sorted((_ORDER.index(upper), _ORDER.index(lower)))
    return tuple(
        level
        for a, b in zip(_ORDER[first:last], _ORDER[first + 1 : last + 1], strict=True)
        if (level := f"{a}-{b}") in DISC_LEVELS
    )


def side_in(text: str) -> Side | None:
    """The side that the words name. Left and right together are `bilateral`."""
    left, right = bool(_LEFT.search(text)), bool(_RIGHT.search(text))
    if _BOTH.search(text) or (left and right):
        return "bilateral"
    if left or right:
        return "left" if left else "right"
    return None
