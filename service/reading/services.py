"""What a service is (an order, a procedure, a request, a study): its class, levels, side, approach and qualities, from its
codes and words. The same reading serves draft orders, the history and imaging."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from service.facts import Side
from service.knowledge.loader import FOLDER, Entry, read_table
from service.reading.coding import Code
from service.reading.into_tendon import denies_tendon, says_into_tendon
from service.reading.phrases import Phrases
from service.reading.service_side import side_of_service
from service.reading.spine_levels import levels_in, side_in

SHORT = 200
"""Names up to this length are remembered: the same few hundred service names come again and again."""
LEXICON = FOLDER / "lexicon"
_SEPARATOR = re.compile(
    r"\s(?:\+|&|and|plus|then|followed by|as well as|also)\s|\s*[;\n]\s*|,\s+|(?<=\D)/(?=\s)|\s\+|\+\s", re.I
)
_OTHER_LEVEL = re.compile(r"(?<![A-Za-z0-9])(?:(C)[1-8]|(?:T|Th|D)(?:[1-9]|1[01]))(?![0-9A-Za-z])", re.I)
_SHARED = ("mri", "ct", "xray", "ultrasound", "injection", "steroid", "referral")
_APPROACHES = {
    "transforaminal": "transforaminal",
    "root_block": "transforaminal",
    "interlaminar": "interlaminar",
    "caudal": "caudal",
}
_PLAIN = (
    "steroid",
    "repeat",
    "fluoroscopy_guidance",
    "ct_guidance",
    "with_contrast",
    "urgent",
    "peritendinous",
    "bursal",
    "intratendinous",
)
_GUIDANCE = {
    "ultrasound_guidance": "ultrasound_guided",
    "fluoroscopy_guidance": "fluoroscopy_guided",
    "ct_guidance": "ct_guided",
}
_INJECTIONS = ("spine_injection", "hip_injection")


class Term(Entry):
    """Words and codes of one thing a service can be made of."""

    words: tuple[str, ...]
    cpt: tuple[str, ...] = ()
    hcpcs: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()


class ServiceWords(Entry):
    """How a class of service is told: codes that name it, or sets of terms that stand together without those of `unless`."""

    family: str
    needs: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    cpt: tuple[str, ...] = ()
    icd10pcs: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """One service. `order_class` is an id of knowledge/orders.toml or None; `terms` are ids of lexicon/terms.toml."""

    order_class: str | None
    family: str | None = None
    levels: tuple[str, ...] = ()
    side: Side | None = None
    approach: str | None = None
    qualities: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    terms: dict[str, Term]
    classes: dict[str, ServiceWords]
    phrases: Phrases
    term_codes: dict[tuple[str, str], tuple[str, ...]]
    class_codes: dict[tuple[str, str], str]


@cache
def vocabulary() -> _Vocabulary:
    """The compiled tables. Raises KnowledgeError, naming file and key, when one is wrong."""
    terms = read_table("terms", Term, folder=LEXICON)
    classes = read_table("orders", ServiceWords, folder=LEXICON)
    term_codes: dict[tuple[str, str], tuple[str, ...]] = {}
    class_codes: dict[tuple[str, str], str] = {}
    for identity, term in terms.items():
        for system in ("cpt", "hcpcs", "snomed", "loinc"):
            for code in getattr(term, system):
                term_codes[system, code] = (*term_codes.get((system, code), ()), identity)
    for identity, words in classes.items():
        for system in ("cpt", "icd10pcs", "snomed", "loinc"):
            for code in getattr(words, system):
                class_codes.setdefault((system, code), identity)
    return _Vocabulary(terms, classes, Phrases({i: t.words for i, t in terms.items()}), term_codes, class_codes)


def terms_in(text: str, codes: Iterable[Code] = ()) -> frozenset[str]:
    """The terms that words and codes name, with `level` when a spinal level is among the words."""
    codes = tuple(codes)
    return _short_terms(text, codes) if len(text) <= SHORT else _terms(text, codes)


@lru_cache(maxsize=4096)
def _short_terms(text: str, codes: tuple[Code, ...]) -> frozenset[str]:
    return _terms(text, codes)


def _terms(text: str, codes: tuple[Code, ...]) -> frozenset[str]:
    known = vocabulary()
    found = set(known.phrases.ids(text))
    for code in codes:
        found.update(known.term_codes.get((code.system, code.code), ()))
    if re.fullmatch(r"\s*PT\s*", text):
        found.add("physiotherapy")
    if levels_in(text):
        found.add("level")
    if says_into_tendon(text):
        found.add("intratendinous")
    elif "intratendinous" in found and denies_tendon(text):
        found.discard("intratendinous")
    if elsewhere := _OTHER_LEVEL.search(text):
        found.add("cervical" if elsewhere[1] else "thoracic")
    return frozenset(found)


def class_by_words(terms: frozenset[str]) -> str | None:
    """The first class whose terms are all there, or None."""
    for identity, words in vocabulary().classes.items():
        if terms.isdisjoint(_unless(words, terms)) and any(terms.issuperset(need) for need in words.needs):
            return identity
    return None


def _unless(words: ServiceWords, terms: frozenset[str]) -> Iterable[str]:
    """Another region of the spine excludes a lumbar class only while no lumbar word stands beside it."""
    if "lumbar" in terms or "level" in terms:
        return [u for u in words.unless if u not in ("cervical", "thoracic", "other_region")]
    return words.unless


def class_by_code(codes: Iterable[Code]) -> str | None:
    """The class that a code names by itself. ICD-10-PCS is matched by its beginning."""
    known = vocabulary()
    for code in codes:
        number = re.sub(r"[-\s](?:LT|RT|50|26|TC|59)$", "", code.code, flags=re.I)
        system = code.system or _guessed(number)
        named = known.class_codes.get((system, number.upper()))
        if named is None and system == "icd10pcs":
            named = next(
                (c for (s, p), c in known.class_codes.items() if s == "icd10pcs" and number.upper().startswith(p)), None
            )
        if named:
            return named
    return None


def _guessed(number: str) -> str:
    """A system for a code that came without one, by its form alone."""
    if re.fullmatch(r"\d{5}", number):
        return "cpt"
    if re.fullmatch(r"\d{4,5}-\d", number):
        return "loinc"
    return "icd10pcs" if re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", number, re.I) and re.search(r"\d", number) else "snomed"


def services(text: str, codes: tuple[Code, ...] = (), site: str = "") -> tuple[Service, ...]:
    """Every service that a name with its codes and body site stands for, at least one.

    "US-guided trochanteric injection + shockwave" is two services; "laminectomy and fusion" is one (same family).
    A part without its own side or level takes those of the whole.
    """
    return _services(text, codes, site) if len(text) + len(site) <= SHORT else _read_services(text, codes, site)


@lru_cache(maxsize=4096)
def _services(text: str, codes: tuple[Code, ...], site: str) -> tuple[Service, ...]:
    return _read_services(text, codes, site)


def _read_services(text: str, codes: tuple[Code, ...], site: str) -> tuple[Service, ...]:
    whole = _service(text, codes, site)
    shared = whole.terms & frozenset(_SHARED)  # "MRI of the lumbar spine and left hip": the second part is an MRI as well
    parts = [_part(part, shared) for part in _SEPARATOR.split(text) if part and part.strip()]
    named = [part for part in parts if part.order_class]
    families = {part.family for part in named} | {whole.family}
    if whole.order_class is None or len(families - {None}) < 2 or not any(p.family == whole.family for p in named):
        return (whole,)
    first = next(part for part in named if part.family == whole.family)
    sides = {part.side for part in named}
    out = [
        replace(whole, side=first.side)
        if whole.side and len(sides) > 1 and whole.side not in (first.side, "bilateral")
        else whole
    ]
    seen = {whole.family}
    for part in named:
        if part.family not in seen:
            seen.add(part.family)
            out.append(_completed(part, whole))
    return tuple(out)


def _part(text: str, shared: frozenset[str]) -> Service:
    alone = _service(text, (), "")
    if alone.order_class:
        return alone
    order_class = class_by_words(alone.terms | shared)
    if order_class is None or alone.terms <= shared:
        return alone
    return replace(alone, order_class=order_class, family=vocabulary().classes[order_class].family)


def _completed(part: Service, whole: Service) -> Service:
    return replace(part, levels=part.levels or whole.levels, side=part.side or whole.side, text=whole.text)


def _service(text: str, codes: tuple[Code, ...], site: str) -> Service:
    words = f"{text}; {site}" if site else text
    terms = terms_in(words, codes)
    order_class = _chosen(class_by_code(codes), class_by_words(terms_in(text, codes)) or class_by_words(terms), terms)
    family = vocabulary().classes[order_class].family if order_class else None
    return Service(
        order_class=order_class,
        family=family,
        levels=levels_in(site) or levels_in(text),
        side=side_of_service(text) or side_of_service(site) or _coded_side(codes),
        approach=next((a for term, a in _APPROACHES.items() if term in terms), None),
        qualities=_qualities(terms, family),
        terms=terms,
        text=text,
    )


def _chosen(coded: str | None, worded: str | None, terms: frozenset[str]) -> str | None:
    """The code, unless the words clearly say another kind of thing: the words are what the clinician saw."""
    if coded is None or worded is None or coded == worded:
        return coded or worded
    classes = vocabulary().classes
    return coded if classes[coded].family == classes[worded].family and "intratendinous" not in terms else worded


def _coded_side(codes: tuple[Code, ...]) -> Side | None:
    """Laterality that a CPT modifier or a left- or right-hand code carries in its display."""
    for code in codes:
        if side := side_of_service(code.display) or side_in(code.code):
            return side
    return None


def _qualities(terms: frozenset[str], family: str | None) -> frozenset[str]:
    found = {t for t in _PLAIN if t in terms} - set(_GUIDANCE)
    found |= {quality for term, quality in _GUIDANCE.items() if term in terms}
    if family in _INJECTIONS:
        if "diagnostic" in terms or ("local_anaesthetic" in terms and "steroid" not in terms):
            found.add("diagnostic_block")
        if "ultrasound" in terms:
            found.add("ultrasound_guided")
        if "ct" in terms:
            found.add("ct_guided")
    return frozenset(found)
