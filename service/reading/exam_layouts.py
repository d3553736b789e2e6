"""Layouts in which examinations are written (tables, series, exceptions, then and now) → the same in plain statements.

A table of grades says which side and which muscle only by its place. It is spelled out here, line by line, before sentences are
read: "R EHL: 4/5." What is no such layout stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from service.reading.exam_comparisons import compared
from service.reading.exam_names import JERKED, OF_THE_ARM, ROOT, named, side_of, value_of
from service.reading.exam_rows import in_a_row, with_figures
from service.reading.leg_power import with_power
from service.reading.one_side_only import each_side
from service.reading.other_numbers import without_other_numbers
from service.reading.provoked import provoked
from service.reading.sides_in_order import in_order
from service.reading.terse_exam import terse
from service.reading.then_and_now import then_and_now

_SENTENCE = re.compile(r"((?<=[.;!?])\s+)")
LONGEST_LINE = 300
LONGEST_CELL = 30
LONGEST_TITLE = 60
MOST_COLUMNS = 24
DITTO = ' "'
SYMBOLS = str.maketrans({"Ⓛ": "L", "Ⓡ": "R", "ⓛ": "L", "ⓡ": "R", "〃": '"', "″": '"', "”": '"', "“": '"'})
TITLE = re.compile(
    r"(?:power|strength|motor|muscles?|reflex(?:es)?|dtrs?|sens\w*|light touch|pinprick|dermatomes?|myotomes?|root)\W*\Z", re.I
)
_RULED = re.compile(r"[\s|:+-]*\Z")
_LEG_EXCEPT = re.compile(
    r"\b(?P<side>[RL])LE\s+(?:power\s+)?5/5\s+(?:except|apart from|but)(?:\s+for)?\s+(?P<rest>[^.;\n]{3,120})", re.I
)
_RESULT = r"(?:[0-5][+-]?/5|weak|normal|full|strong|absent|present|reduced|intact|impaired|positive|negative|equal)"
_THEN_NOW = re.compile(
    rf"\b(?:was|were|had been|previously|prev\.?|initially)\s+{_RESULT}(?![\w/])[^.;\n]{{0,40}}?"
    rf"(?:\b(?:now|currently|today)\b(?=\s+{_RESULT})|[,;]\s*(?:but\s+)?(?:is\s+)?(?={_RESULT}\s+(?:now|today|currently)\b))",
    re.I,
)
_PLANTARS = re.compile(r"\b(?:plantars?|babinskis?|toes)\b[^.;,\n↓↑]{0,20}[↓↑](?:[^.;,\n↓↑]{0,6}[↓↑])?", re.I)
_DOWN = re.compile(r"[↓⬇](?=\S)")
_ITEMS = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


class Columns(NamedTuple):
    """What the columns of a table are: two sides, or tests. `title`: the words that stood above or before them."""

    title: str = ""
    sides: tuple[str, str] | tuple[()] = ()
    tests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sides or self.tests)


NO_COLUMNS = Columns()


def spelled_out(text: str) -> str:
    """The text with every layout that is understood turned into statements. Linear in its length; never raises."""
    if not text.isascii():
        text = _PLANTARS.sub(lambda m: m[0].replace("↓", " down ").replace("↑", " up "), text)
        text = _DOWN.sub("reduced ", text.translate(SYMBOLS)).replace("↓", "reduced").replace("⬇", "reduced")
    lines = list(_of_tables(_rows(text)))
    return "\n".join(_plain(line) if len(line) <= LONGEST_LINE else _long(line) for line in lines)


def _long(line: str) -> str:
    """A long line, as notes have them that were a page of markup, sentence by sentence."""
    pieces = _SENTENCE.split(then_and_now(line))
    return "".join(_plain(piece) if len(piece) <= LONGEST_LINE else piece for piece in pieces)


def _plain(line: str) -> str:
    """Comparisons, series, exceptions, then and now within one line."""
    line = with_power(without_other_numbers(line))
    line = then_and_now(terse(compared(each_side(in_order(provoked(line))))))
    line = with_figures(_THEN_NOW.sub("now ", line))
    if not any(c.isdigit() for c in line):
        return line
    line = in_a_row(line)
    return _LEG_EXCEPT.sub(lambda m: ". ".join(f"{m['side']} {item.strip()}" for item in _ITEMS.split(m["rest"])), line)


# ---- tables ---------------------------------------------------------------------------------------------------------


def _rows(text: str) -> Iterator[str]:
    """The lines; a table that came as one cell a line, with an empty line between its rows, row by row."""
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.split("\n")
        cells = [line.strip() for line in lines]
        row = len(cells) > 1 and all(len(c) <= LONGEST_CELL for c in cells) and all(_of_a_table(c) for c in cells[1:])
        yield from [" | ".join(cells)] if row else lines
        yield ""


def _of_a_table(cell: str) -> bool:
    return side_of(cell) is not None or value_of(cell, "") is not None or bool(ROOT.match(cell))


def _of_tables(lines: Iterable[str]) -> Iterator[str]:
    """Tables of which the columns are sides or muscles; a line that begins with a ditto mark takes the side of the one above.

    The line of headings is left out when a row follows that it is the heading of, else it stays as written.
    """
    columns, waiting, title, above = NO_COLUMNS, "", "", ""
    for line in lines:
        cells = _cells(line)
        if columns and (not cells or _RULED.match(line)):
            continue
        told = _row(cells, columns) if columns else None
        if told is not None:
            waiting = ""
            yield told
            continue
        if waiting:
            yield waiting
        columns, waiting = _columns(cells, title), ""
        if columns:
            waiting = line
            continue
        title = line if 0 < len(line) <= LONGEST_TITLE else title if not line else ""
        if cells and cells[0].startswith('"') and above:
            line = f"{above} {line.strip(DITTO)}"
        above = cells[0] if cells and side_of(cells[0]) else above if not cells else ""
        yield line
    if waiting:
        yield waiting


def _cells(line: str) -> list[str]:
    if len(line) > LONGEST_LINE:
        return [line]
    if "|" in line and len(bare := line.replace("|", " ").split()) > MOST_COLUMNS // 4 and _of_four_limbs(bare):
        return bare
    if "|" in line:
        return [c for c in (part.strip(" :") for part in line.split("|")) if c]
    words = line.split()
    if len(words) > 2 and side_of(words[0]) and all(value_of(w, "") for w in words[1:]):  # however far apart
        return words
    parts = [c.strip(" :") for c in re.split(r"\t|\s{2,}", line.strip()) if c.strip(" :")]
    return parts if len(parts) > 2 else [c for w in words if (c := w.strip(":,"))]


def _of_four_limbs(words: Sequence[str]) -> bool:
    """Whether the words of a ruled line are the muscles of arms and legs, or a side and their grades: "R 5 5 5 | 5 4 5"."""
    if side_of(words[0]):
        return all(value_of(word, "") for word in words[1:])
    return any(map(_of_arm, words)) and all(_of_arm(word) or named(word, "") for word in words)


def _of_arm(cell: str) -> bool:
    return cell.strip(" :.").lower() in OF_THE_ARM


def _columns(cells: Sequence[str], title: str) -> Columns:
    """What the columns are, where this is a line of headings: sides, or tests and roots. `title` stood above it."""
    if not 2 <= len(cells) <= MOST_COLUMNS or any(len(c) > LONGEST_CELL or value_of(c, "") for c in cells):
        return NO_COLUMNS
    one, other = side_of(cells[-2]), side_of(cells[-1])
    if one and other and one != other and len(cells) <= 4 and not any(map(side_of, cells[:-2])):
        return Columns(f"{title} {' '.join(cells[:-2])}", sides=(one, other))
    for begin in (1,) if TITLE.match(cells[0]) else (0, 1):
        of = f"{title} {cells[0]}" if begin else title
        names = tuple(named(c, of) for c in cells[begin:])
        known = sum(map(bool, names))
        odd = [c for c, name in zip(cells[begin:], names, strict=True) if not name and not _of_arm(c)]
        if known > 1 and len(odd) <= 1 and all(c.isupper() and len(c) <= 4 for c in odd):
            return Columns(of, tests=names)
    return NO_COLUMNS


def _row(cells: Sequence[str], columns: Columns) -> str | None:
    """The statements of a row: "EHL 4/5 5/5" under sides, "R 5 5 4" under tests. None when it does not fit."""
    if columns.sides and len(cells) >= 3:
        label = " ".join(cells[:-2])
        name = named(label, columns.title) or label
        kind = "jerk" if JERKED.search(f"{columns.title} {name}") else ""
        told = [(side, name, value_of(c, kind)) for side, c in zip(columns.sides, cells[-2:], strict=True)]
        return _statements(told) if all(value for _, _, value in told) else None
    side = side_of(cells[0])
    if not columns.tests or side is None or len(cells) != len(columns.tests) + 1:
        return None
    values = [value_of(c, "jerk" if "jerk" in n else "") for c, n in zip(cells[1:], columns.tests, strict=True)]
    return _statements([(side, name, v) for name, v in zip(columns.tests, values, strict=True) if name and v]) or None


def _statements(told: Iterable[tuple[str, str, str | None]]) -> str:
    return " ".join(f"{side} {name}: {value}." for side, name, value in told)
