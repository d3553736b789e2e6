"""Words of falls and accidents: what is none (a vertebra that slips), and what a scan showed to have broken nothing."""

from __future__ import annotations

import re

from service.reading.clauses import Chunk
from service.reading.item import Item

SLIPS = frozenset({"slip", "slips", "slipped", "slipping", "slippage"})
OF_A_VERTEBRA = frozenset({
    "degen", "degenerative", "lytic", "isthmic", "spondylolytic", "dysplastic", "anterior", "forward", "posterior", "vertebral",
    "spondylolisthesis", "anterolisthesis", "listhesis", "listhetic", "retrolisthesis", "meyerding", "translational", "pars",
})  # fmt: skip
BETWEEN = frozenset({
    "at", "of", "grade", "gr", "i", "ii", "iii", "iv", "1", "2", "3", "4", "known", "old", "stable", "unstable", "the", "mild",
    "small", "slight", "mobile", "dynamic", "same", "her", "his", "level",
})  # fmt: skip
"""Words that may stand between a slip and the level that it is of."""
MOVED = frozenset({"flexion", "extension", "flex", "dynamic"})


def is_of_a_vertebra(item: Item, piece: Chunk) -> bool:
    """Whether a slip is that of a vertebra: "degenerative slip", "slip L4/5", "no slip on flexion". Not "slipped on ice"."""
    if item.word not in SLIPS:
        return False
    at = next((n for n, other in enumerate(piece.items) if other.start == item.start), 0)
    before, after = piece.items[max(at - 4, 0) : at][::-1], piece.items[at + 1 : at + 6]
    if any(i.word in OF_A_VERTEBRA for i in before[:2]) or (before and before[0].unit in ("%", "mm")):
        return True
    if after and after[0].word == "on" and any(i.word.startswith(tuple(MOVED)) for i in after[1:3]):
        return True
    return reaches_level(before) or reaches_level(after)


def reaches_level(following: list[Item]) -> bool:
    """Whether the next word that says something is a level of the spine."""
    for item in following:
        if item.level or item.grade is not None:  # "L4/5" alone may be a grade of the left
            return True
        if item.word not in BETWEEN and not item.is_("side"):
            return False
    return False


BROKEN = frozenset(
    {"fracture", "fractures", "fx", "loc", "loss", "head", "bony", "broken", "bruising", "syncope", "amnesia", "hi"}
)
HAPPENED = frozenset({"fell", "tripped", "slipped", "stumbled"})


def denies_harm(tail: list[Item]) -> bool:
    """Whether the "no" after an injury is of what it might have done: "fall from a ladder: no fracture"."""
    at = next((n for n, i in enumerate(tail) if i.is_("negation")), len(tail))
    return any(i.word in BROKEN for i in tail[at:])


def tells_of_a_fall(piece: Chunk) -> bool:
    """Whether a piece says that it happened, which a "no" before does not reach: "no fracture, fell again yesterday"."""
    return bool(piece.items) and piece.items[0].word.split(" ")[0] in HAPPENED


_SCAN = r"(?:CT|MRI?|pan-?\s?CT|trauma\s(?:CT|series\sCT))"
_OF = r"(?:\s(?:scan|scans|spine|l-?spine|lumbar|lumbosacral|thoracolumbar|whole[\s-]spine|of|the|and|MRI?|CT|pelvis)){0,5}"
_SHOWS = (
    r"(?:\s(?:at\sthe\stime|then|that\sday|same\sday|in\sED|in\sA&E|was|were|has|have|had|is|showed|shows|shown|demonstrated"
    r"|confirmed|found|reported|revealed|as)){0,3}"
)
_NONE_BROKEN = (
    r"(?:no\s(?:(?:acute|bony|new|spinal|vertebral|lumbar|evidence\sof|sign\sof|signs\sof|an?)\s){0,3}(?:fractures?|bony\sinjury|injury\sto\sthe\sspine"
    r"|#)|(?:negative|neg|clear)\s(?:for|of)\s(?:(?:acute|any|spinal|bony|vertebral)\s){0,2}(?:fractures?|#)|(?:excluded|ruled\sout)\s"
    r"(?:(?:an?|any|acute|spinal|vertebral)\s){0,2}(?:fractures?|#)|clear\b(?!\sfor)|(?:normal|negative)\b(?!\s(?:for|apart|except|but)))"
)
_SCANNED = re.compile(rf"\b{_SCAN}\b{_OF}{_SHOWS}\s?[:,-]?\s?{_NONE_BROKEN}", re.I)
_ON_SCAN = re.compile(
    r"\b(?:no\s(?:(?:acute|bony|new|spinal|vertebral|lumbar)\s){0,2}(?:fractures?|bony\sinjury|#)|fractures?\s(?:was\s|were\s|has\sbeen\s)?"
    r"(?:excluded|ruled\sout))\s(?:seen\s|shown\s|found\s)?(?:on|by|at)\s(?:the\s|his\s|her\s|a\s|subsequent\s){0,2}"
    rf"{_SCAN}\b(?!\s(?:of\s(?:the\s)?)?(?:head|brain|chest|abdo|hip|knee|wrist|neck))",
    re.I,
)
_ELSEWHERE = re.compile(r"\b(?:head|brain|neck|chest|abdo\w*|hip|knee|wrist|cervical|c-?\s?spine)\s\Z", re.I)
_OPEN = re.compile(
    r"\b(?:pending|awaited|booked|requested|planned|to\sexclude|not\s(?:yet\s)?done|needs?|if\s|tomorrow|arrange\w*|again"
    r"|since\sthen)\b|\?",
    re.I,
)
_FELL = re.compile(
    r"\b(?:fell|falls?|fallen|slip(?:ped)?|trip(?:ped)?|accident|crash\w*|collision|rtc|rta|mva|mvc|thrown|hit\sby|struck)\b",
    re.I,
)


def worked_up(words: str, following: str) -> bool:
    """Whether an injury told in `words` was followed by a CT or MRI that showed nothing broken, there or in the next sentence.

    Not by an X-ray, which misses fractures, not when the scan is of another part, and not when something happened after it.
    """
    for text in (words, f"{words}. {following}" if not _FELL.search(following) else words):
        found = _SCANNED.search(text) or _ON_SCAN.search(text)
        if found and settles(text, found):
            return True
    return False


def settles(text: str, found: re.Match[str]) -> bool:
    """Whether a clear scan is of the spine, is done, and came after all that happened."""
    elsewhere = _ELSEWHERE.search(text, max(found.start() - 20, 0), found.start())
    after = bool(_FELL.search(text, 0, found.end())) and not _FELL.search(text, found.end())
    return after and not elsewhere and not _OPEN.search(text)
