"""Numbers of a text → items: durations, dates, MRC grades, reflex grades, sides in brackets, levels, quantities."""

from __future__ import annotations

import re
from collections.abc import Callable

from service.reading.dates import MONTHS
from service.reading.item import OF_TEN, REPETITIONS, Item
from service.reading.lexicon import Concept

WEEKS = {"d": 1 / 7, "w": 1.0, "m": 4.348, "y": 52.18}

SPELLED = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "couple of": 2.0,
    "three": 3.0,
    "few": 3.0,
    "several": 4.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "eleven": 11.0,
    "twelve": 12.0,
}


def duration(match: re.Match[str], item: Item) -> Item:
    unit = next(u for u, name in (("d", "dd"), ("w", "dwk"), ("m", "dm"), ("y", "dy")) if match[name])
    amount = float(match["dn2"] or match["dn"]) if match["dn"] else SPELLED[match["dw"]]
    item.weeks = round(amount * WEEKS[unit], 1)
    return item


def year_and_month(match: re.Match[str], item: Item) -> Item:
    item.month = (int(match["year"]), MONTHS[match["month"][:3]])
    return item


def uk_duration(match: re.Match[str], item: Item) -> Item:
    """3/7 is three days, 2/52 two weeks, 5/12 five months."""
    amount, _, base = match["ukdur"].partition("/")
    item.weeks = round(float(amount) * {"7": WEEKS["d"], "52": 1.0, "12": WEEKS["m"]}[base], 1)
    return item


def strength(match: re.Match[str], item: Item) -> Item:
    signs = (match["s1"] or match["s2"] or (match["s3"] or "").strip(" ()")).replace("plus", "+").replace("minus", "-")
    item.grade = mrc(float(match["g1"]), signs)
    if match["g0"] is not None:
        item.grade = min(item.grade, mrc(float(match["g0"]), match["s0"] or ""))
    return item


def letter_grade(match: re.Match[str], item: Item) -> Item:
    """M4+ and G4+ are MRC grade 4+."""
    item.grade = mrc(float(match["m1"]), match["ms"])
    return item


ROMAN = {"ii": 2.0, "iii": 3.0, "iv": 4.0, "v": 5.0}


def roman_grade(match: re.Match[str], item: Item) -> Item:
    """IV/V is MRC grade 4."""
    item.grade = mrc(ROMAN[match["ro"]], match["rsign"])
    return item


def mrc(grade: float, sign: str) -> float:
    """MRC grade in thirds: 4- is 3.67, 4+ is 4.33; never below 0 or above 5."""
    return round(min(5.0, max(0.0, grade + {"+": 1 / 3, "-": -1 / 3}.get(sign, 0))), 2)


def reflex_scale(match: re.Match[str], item: Item) -> Item:
    item.scale = float(match["r1"])
    return item


def two_grades(match: re.Match[str], item: Item) -> Item:
    if match["u1"]:
        item.pair = (float(len(match["u1"].strip("-"))), float(len(match["u2"])))
    else:
        item.pair = (mrc(float(match["p1"]), match["q1"]), mrc(float(match["p2"]), match["q2"]))
    return item


def sided(item: Item, side: str) -> Item:
    item.concepts, item.meanings = (Concept("side", side),), {"side": side}
    return item


def bracketed_side(match: re.Match[str], item: Item) -> Item:
    side = match["inside"].strip("()")
    return sided(item, "left" if side[0] == "l" else "right" if side[0] == "r" else "bilateral")


TO = re.compile(r"\s(?:to|thru|through)\s")
"""Between two roots or levels: "L2 to S1" is the whole row."""


def spinal_level(match: re.Match[str], item: Item) -> Item:
    item.level = item.word = TO.sub("-", match["level"]).replace(" ", "")
    return item


def ordinal(match: re.Match[str], item: Item) -> Item:
    item.word = match["ordinal"]
    return item


def number(match: re.Match[str], item: Item) -> Item:
    item.number = float(match["n"].replace(",", "."))
    item.sign = (match["sign"] or "").strip().replace("plus", "+").replace("minus", "-")
    item.unit = " ".join((match["unit"] or "").split())
    item.word = "" if item.sign or item.unit else match["n"]
    return item


def no_number(match: re.Match[str], item: Item) -> None:
    """ "3/5 days" tells how often, and no grade."""


def unfilled(match: re.Match[str], item: Item) -> Item:
    """ "L EHL /5, R EHL 5/5": where a grade was left out nothing said after it fills the gap."""
    item.mark = ";"
    return item


def tenths(match: re.Match[str], item: Item) -> Item:
    """7/10 is a score of pain or a count of ten, no grade."""
    item.number, item.unit = float(match["t1"]), OF_TEN
    return item


def dose(match: re.Match[str], item: Item) -> Item:
    """ "3x10" and "10 reps" are what was done as an exercise; sets of repetitions count nothing."""
    count = match["reps"] or match["times"]
    item.number, item.unit = float(count) if count else None, REPETITIONS
    return item


def arc(match: re.Match[str], item: Item) -> Item:
    """ "0-130" is how far a joint moves: as many degrees as the higher number."""
    item.number, item.unit = float(match["upto"]), "degrees"
    return item


def pluses(match: re.Match[str], item: Item) -> Item:
    item.plus = match["plus"].strip("()").replace("±", "+/-").removesuffix("ve")
    return item


def compared_sides(match: re.Match[str], item: Item) -> Item:
    return sided(item, "bilateral")


VALUES: dict[str, Callable[[re.Match[str], Item], Item | None]] = {
    "when": year_and_month,
    "ukdur": uk_duration,
    "dur": duration,
    "unfilled": unfilled,
    "share": no_number,
    "tenths": tenths,
    "dose": dose,
    "range": arc,
    "grade": strength,
    "mgrade": letter_grade,
    "roman": roman_grade,
    "scale": reflex_scale,
    "pair": two_grades,
    "inside": bracketed_side,
    "level": spinal_level,
    "ordinal": ordinal,
    "num": number,
    "plus": pluses,
    "lr": compared_sides,
}
