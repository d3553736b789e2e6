"""Codes of problems, symptoms and signs → entries of the lexicon. ICD-10-CM by family with its side digit, the rest exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

from service.reading.coding import Code, codes_of
from service.reading.lexicon import lexicon

SIDE_DIGITS = {"1": "right", "2": "left", "3": "bilateral"}
DISPLACEMENT_DIGITS = {"1": "right", "2": "left", "4": "right", "5": "left"}
"""Of hip fractures: displaced right, left, unspecified, then not displaced right, left, unspecified."""
SIDE_CODES = {"7771000": "left", "24028007": "right", "51440002": "bilateral"}
"""SNOMED CT: left, right, right and left."""
CHRONIC_CODES = frozenset({"278860009", "307177001"})
ICD_SHAPE = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?\Z")
GENERIC = ("S76.0", "M66.85", "M62.15", "M67.85", "M67.95", "M25.85", "M24.15", "M76.89", "G57.0", "G57.8")
"""Families whose codes are used for many things: words beside them decide."""

Table = Literal["problem", "symptom", "test"]


@dataclass(frozen=True, slots=True)
class Coded:
    """An entry that a code stands for. `generic`: give way to words. `sequela`: the seventh character says it is old."""

    table: Table
    key: str
    code: str
    side: str | None = None
    generic: bool = False
    sequela: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """A pattern of the tables: the code begins with `stem`; a following digit tells the side."""

    table: Table
    key: str
    stem: str
    digits: Mapping[str, str] = field(default_factory=dict)
    side: str | None = None


def families() -> Iterable[Family]:
    """Every ICD-10-CM family of the lexicon."""
    tables = lexicon()
    for key, problem in tables.problems.items():
        yield from (family("problem", key, p) for p in problem.icd)
    for key, symptom in tables.symptoms.items():
        yield from (family("symptom", key, p) for p in symptom.icd)
    for key, test in tables.tests.items():
        yield from (family("test", key, p) for p in test.icd)


def family(table: Table, key: str, pattern: str) -> Family:
    """`M76.0#` (a side digit follows; `~` one of six), `M16.0 bilateral`, `M79.60 left 5` (digit 5, left), or a plain stem."""
    stem, side, digit = (*pattern.split(), "", "")[:3]
    if side:
        return Family(table, key, stem + digit, side=side)
    digits = SIDE_DIGITS if stem.endswith("#") else DISPLACEMENT_DIGITS if stem.endswith("~") else {}
    return Family(table, key, stem.rstrip("#~"), digits=digits)


@cache
def by_stem() -> dict[str, tuple[Family, ...]]:
    """Families by stem."""
    out: dict[str, tuple[Family, ...]] = {}
    for one in families():
        out[one.stem] = (*out.get(one.stem, ()), one)
    return out


@cache
def by_code() -> dict[tuple[str, str], tuple[tuple[Table, str], ...]]:
    """Entries by system and exact code."""
    out: dict[tuple[str, str], tuple[tuple[Table, str], ...]] = {}
    tables = lexicon()
    rows: list[tuple[Table, str, str, tuple[str, ...]]] = [
        ("problem", k, "snomed", p.snomed) for k, p in tables.problems.items()
    ]
    rows += [("symptom", k, "snomed", s.snomed) for k, s in tables.symptoms.items()]
    rows += [("test", k, "snomed", t.snomed) for k, t in tables.tests.items()]
    rows += [("test", k, "loinc", t.loinc) for k, t in tables.tests.items()]
    for table, key, system, codes in rows:
        for code in codes:
            out[(system, code)] = (*out.get((system, code), ()), (table, key))
    return out


def dotted(code: str) -> str:
    """An ICD-10-CM code with its point: `m7062` gives `M70.62`."""
    code = code.strip().upper()
    return code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def coded(concept: Any) -> list[Coded]:
    """Every entry that the codes of a CodeableConcept stand for."""
    return [found for code in codes_of(concept) for found in entries_of(code)]


@lru_cache(maxsize=4096)
def entries_of(code: Code) -> tuple[Coded, ...]:
    """The entries of the lexicon that one code stands for."""
    if code.system == "icd10cm" or (not code.system and ICD_SHAPE.match(code.code.strip().upper())):
        return tuple(icd_entries(dotted(code.code)))
    system = code.system or ("snomed" if code.code.isdigit() else "")
    return tuple(Coded(table, key, code.code) for table, key in by_code().get((system, code.code), ()))


def icd_entries(code: str) -> list[Coded]:
    stems, out = by_stem(), []
    sequela = len(code) == 8 and code.endswith("S")
    for length in range(2, len(code) + 1):
        for one in stems.get(code[:length], ()):
            side = one.digits.get(code[length : length + 1]) if one.digits else one.side
            out.append(Coded(one.table, one.key, code, side, code.startswith(GENERIC), sequela))
    spreads = any(c.key in ("cancer", "myeloma", "spinal_malignancy") for c in out)
    return [c for c in out if not (spreads and c.key == "cancer_other")]


def is_family_history(concept: Any) -> list[tuple[str, str]]:
    """The kinds that codes of family history name, each with its code: Z80 (cancer) and Z82.61 (arthritis)."""
    return list(families_named(codes_of(concept)))


@lru_cache(maxsize=1024)
def families_named(codes: tuple[Code, ...]) -> tuple[tuple[str, str], ...]:
    """`is_family_history` for codes that were taken apart before."""
    out = []
    for code in codes:
        icd = dotted(code.code)
        if code.system in ("icd10cm", "") and icd.startswith("Z80"):
            spreads = icd.startswith(("Z80.1", "Z80.3", "Z80.42", "Z80.51"))
            out.append(("cancer" if spreads else "cancer_other", icd))
        elif code.system in ("icd10cm", "") and icd.startswith("Z82.61"):
            out.append(("spondyloarthritis_in_family", icd))
    return tuple(out)


def side_by_code(concept: Any) -> str | None:
    """The side that a SNOMED CT qualifier of a CodeableConcept names."""
    return next((side for c in codes_of(concept) if (side := SIDE_CODES.get(c.code))), None)
