"""Codes and words of a CodeableConcept, whatever shape it came in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

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


class Code(NamedTuple):
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


def _codings(concept: Any) -> list[Mapping[str, Any]]:
    if type(concept) is dict and "code" not in concept and "display" not in concept:  # a CodeableConcept as it should be
        codings = concept.get("coding")
        if codings is None:
            return []
        if type(codings) is list and len(codings) == 1 and type(codings[0]) is dict:
            return codings
    found: list[Mapping[str, Any]] = []
    for one in concept if isinstance(concept, (list, tuple)) else (concept,):
        if not isinstance(one, Mapping):
            continue
        if "code" in one or "display" in one:
            found.append(one)
        codings = one.get("coding")
        if codings is not None:
            found += [c for c in (codings if isinstance(codings, (list, tuple)) else (codings,)) if isinstance(c, Mapping)]
    return found


def codes_of(concept: Any) -> tuple[Code, ...]:
    """Every code of a CodeableConcept, a Coding or a list of either. Displays alone come with an empty code."""
    if concept is None:
        return ()
    out: tuple[Code, ...] = ()
    for coding in _codings(concept):
        system, code, display = coding.get("system"), coding.get("code"), coding.get("display")
        try:
            out += _codes(system, code, display)
        except TypeError:  # a list or an object where text belongs
            out += _codes(*(part if isinstance(part, (str, int, float)) else None for part in (system, code, display)))
    return out


@lru_cache(maxsize=8192, typed=True)
def _codes(system: Any, code: Any, display: Any) -> tuple[Code, ...]:
    """What one coding says, remembered: the same few hundred codes come again and again."""
    if isinstance(code, (int, float)) and not isinstance(code, bool):
        code = str(code)
    if not isinstance(code, str):
        code = ""
    if not (code or display):
        return ()
    return (Code(system_name(system), code.strip(), display.strip() if isinstance(display, str) else ""),)


def filed_as(resource: Mapping[str, Any]) -> frozenset[str]:
    """The codes of a resource's categories, lower-case."""
    return _lower(codes_of(resource.get("category")))


@lru_cache(maxsize=1024)
def _lower(codes: tuple[Code, ...]) -> frozenset[str]:
    return frozenset(code.code.lower() for code in codes)


def has_code(concept: Any, *codes: str) -> bool:
    """Whether one of the codings has one of these codes, letter case aside, in any system."""
    wanted = {c.lower() for c in codes}
    return any(code.code.lower() in wanted for code in codes_of(concept))


def text_of(concept: Any) -> str:
    """The words a clinician sees: `text`, or the displays joined when there is none."""
    if concept is None:
        return ""
    if isinstance(concept, dict) and isinstance(text := concept.get("text"), str) and (text := text.strip()):
        return text
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
    if concept is None:
        return ""
    texts = [concept.strip()] if isinstance(concept, str) else []
    for one in concept if isinstance(concept, (list, tuple)) else (concept,):
        if isinstance(one, Mapping):
            text = one.get("text")
            if isinstance(text, str):
                texts.append(text.strip())
            texts += [code.display for code in codes_of(one)]
    return texts[0] if len(texts) == 1 else "; ".join(dict.fromkeys(t for t in texts if t))


def notes_of(value: Any) -> str:
    """The text of Annotations (`note`), of a single one or of plain strings."""
    if value is None:
        return ""
    texts = [n if isinstance(n, str) else n.get("text") for n in listed(value) if isinstance(n, (str, Mapping))]
    return "\n".join(t.strip() for t in texts if isinstance(t, str) and t.strip())
