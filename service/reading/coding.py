"""Codes and words of a CodeableConcept, whatever shape it came in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SYSTEMS = (
    ("icd-10-cm", "icd10cm"), ("2.16.840.1.113883.6.90", "icd10cm"), ("icd-10-pcs", "icd10pcs"), ("icd10pcs", "icd10pcs"),
    ("2.16.840.1.113883.6.4", "icd10pcs"), ("icd10-cm", "icd10cm"), ("icd-10", "icd10cm"), ("icd10", "icd10cm"),
    ("snomed", "snomed"), ("2.16.840.1.113883.6.96", "snomed"), ("loinc", "loinc"), ("2.16.840.1.113883.6.1", "loinc"),
    ("ama-assn.org/go/cpt", "cpt"), ("2.16.840.1.113883.6.12", "cpt"), ("/cpt", "cpt"), ("hcpcs", "hcpcs"),
    ("2.16.840.1.113883.6.285", "hcpcs"), ("rxnorm", "rxnorm"), ("2.16.840.1.113883.6.88", "rxnorm"),
    ("whocc", "atc"), ("2.16.840.1.113883.6.73", "atc"), ("/atc", "atc"), ("dicom", "dicom"), ("1.2.840.10008.2.16.4", "dicom"),
)  # fmt: skip
_EXACT = {
    "cpt": "cpt",
    "cpt4": "cpt",
    "cpt-4": "cpt",
    "sct": "snomed",
    "atc": "atc",
    "dcm": "dicom",
    "ln": "loinc",
    "icd10cm": "icd10cm",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code and the short name of its system (`snomed`, `loinc`, `icd10cm`, `icd10pcs`, `cpt`, `hcpcs`, `rxnorm`, `atc`,
    `dicom`, or "" when it names none that we know)."""

    system: str
    code: str
    display: str = ""


def system_name(uri: Any) -> str:
    """The short name of a code system given by any of its usual addresses, OIDs or nicknames; "" for any other."""
    return _known_system(uri) if isinstance(uri, str) else ""


@lru_cache(maxsize=512)
def _known_system(uri: str) -> str:
    low = uri.strip().lower()
    if low in _EXACT:
        return _EXACT[low]
    low = low.removeprefix("urn:oid:") if low.startswith("urn:oid:") else low
    for mark, name in _SYSTEMS:
        if mark[0].isdigit():
            if low == mark:
                return name
        elif mark in low:
            return name
    return ""


def listed(value: Any) -> list[Any]:
    """`value` as a list: itself, alone, or empty for None."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _codings(concept: Any) -> Iterator[Mapping[str, Any]]:
    for one in listed(concept):
        if not isinstance(one, Mapping):
            continue
        if "code" in one or "display" in one:
            yield one
        for coding in listed(one.get("coding")):
            if isinstance(coding, Mapping):
                yield coding


def codes_of(concept: Any) -> tuple[Code, ...]:
    """Every code of a CodeableConcept, a Coding or a list of either. Displays alone come with an empty code."""
    out = []
    for coding in _codings(concept):
        code, display = coding.get("code"), coding.get("display")
        if isinstance(code, (int, float)) and not isinstance(code, bool):
            code = str(code)
        if not isinstance(code, str):
            code = ""
        if code or display:
            out.append(
                Code(system_name(coding.get("system")), code.strip(), display.strip() if isinstance(display, str) else "")
            )
    return tuple(out)


def has_code(concept: Any, *codes: str) -> bool:
    """Whether one of the codings has one of these codes, letter case aside, in any system."""
    wanted = {c.lower() for c in codes}
    return any(code.code.lower() in wanted for code in codes_of(concept))


def text_of(concept: Any) -> str:
    """The words a clinician sees: `text`, or the displays joined when there is none."""
    texts = [concept.strip()] if isinstance(concept, str) else []
    for one in listed(concept):
        if isinstance(one, Mapping):
            text = one.get("text")
            if isinstance(text, str) and text.strip():
                texts.append(text.strip())
            else:
                texts += [code.display for code in codes_of(one) if code.display]
    return "; ".join(dict.fromkeys(texts))


def all_words(concept: Any) -> str:
    """`text` and every display, each once, text first: for classifying, not for showing."""
    texts = [concept.strip()] if isinstance(concept, str) else []
    for one in listed(concept):
        if isinstance(one, Mapping):
            if isinstance(one.get("text"), str):
                texts.append(one["text"].strip())
            texts += [code.display for code in codes_of(one)]
    return "; ".join(dict.fromkeys(t for t in texts if t))


def notes_of(value: Any) -> str:
    """The text of Annotations (`note`), of a single one or of plain strings."""
    texts = [n if isinstance(n, str) else n.get("text") for n in listed(value) if isinstance(n, (str, Mapping))]
    return "\n".join(t.strip() for t in texts if isinstance(t, str) and t.strip())
