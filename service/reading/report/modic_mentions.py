"""Grades that are by themselves a Modic change, and not the grade of one that the words beside them name."""

from __future__ import annotations

from collections.abc import Sequence

from service.reading.report.item import Item


def names_modic(items: Sequence[Item], i: int) -> bool:
    """Whether the grade at `i` is by itself a Modic change."""
    if items[i].kind == "type":
        return _next_modic(items, i) or _of_endplate(items, i)
    return items[i].kind == "modic" and not _beside_modic_words(items, i)


def _beside_modic_words(items: Sequence[Item], i: int) -> bool:
    """Whether "Modic 2" stands beside other words of the same finding ("Modic type 2 endplate changes")."""
    for j in (i + 1, i + 2, i - 1, i - 2, i + 3):
        if 0 <= j < len(items) and (
            items[j].value == "modic_change" or (items[j].kind == "part" and items[j].value == "endplate")
        ):
            between = items[min(i, j) + 1 : max(i, j)]
            if all(x.kind in {"filler", "severity", "open", "close", "word", "part", "process"} for x in between):
                return _makes_modic(items, j)
    return False


def _next_modic(items: Sequence[Item], i: int) -> bool:
    """ "Modic type 1 changes at L4-L5, type 2 at L5-S1"."""
    before = items[i - 2] if i > 1 and items[i - 1].text == "mixed" else items[max(i - 1, 0)]
    if items[i].grade is None or i == 0 or before.kind not in {"comma", "and", "semicolon"}:
        return False
    spoken = any(x.kind == "modic" or x.value == "modic_change" for x in items[:i])
    return spoken and any(x.kind == "level" for x in items[i + 1 : i + 4]) and any(x.kind == "level" for x in items[:i])


def _of_endplate(items: Sequence[Item], i: int) -> bool:
    """ "Type 2 endplate signal"."""
    return i + 1 < len(items) and items[i + 1].value == "endplate" and items[i + 1].text.endswith("signal")


def _makes_modic(items: Sequence[Item], j: int) -> bool:
    if items[j].value == "modic_change":
        return True
    return any(
        items[k].kind == "process" and items[k].value in ("change", "degenerate")
        for k in range(max(0, j - 4), min(len(items), j + 4))
    )
