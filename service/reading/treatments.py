"""Procedures, care plans and completed requests → therapies, injections and operations; the same from words in a history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from service.facts import Injection, Operation, Side, Source, Therapy
from service.reading.coding import Code, all_words, codes_of, listed, notes_of, text_of
from service.reading.dates import ago, day_of, first_day, middle_day, period_of, year_in
from service.reading.gleaned import Gleaned
from service.reading.outcomes import Outcome, cues, outcome_in
from service.reading.references import own_reference
from service.reading.services import Service, services, terms_in
from service.record import Resource

_INJECTIONS = {
    "lumbar_epidural_injection": "epidural", "lumbar_transforaminal_injection": "transforaminal",
    "lumbar_facet_injection": "facet",
    "sacroiliac_injection": "sacroiliac", "trochanteric_injection": "trochanteric", "intratendinous_injection": "trochanteric",
    "hip_joint_injection": "hip_joint",
}  # fmt: skip
_OPERATIONS = {
    "lumbar_discectomy": "discectomy", "lumbar_decompression": "decompression", "lumbar_fusion": "fusion",
    "spinal_cord_stimulator": "stimulator", "hip_arthroplasty": "hip_arthroplasty", "gluteal_repair": "gluteal_repair",
    "hip_surgery_other": "hip_other", "basivertebral_nerve_ablation": "spinal_other",
}  # fmt: skip
_SUGGESTIVE = frozenset(
    ("injection", "steroid", "epidural", "transforaminal", "root_block", "medial_branch", "ablation", "basivertebral", "fusion",
     "interbody", "discectomy", "decompression", "stimulator", "repair", "hip_operation", "arthroplasty", "shockwave",
     "platelet_rich_plasma", "physiotherapy", "home_exercise", "education", "bracing", "acupuncture")
)  # fmt: skip
_THERAPIES = ("shockwave", "platelet_rich_plasma", "physiotherapy", "home_exercise", "education", "bracing", "acupuncture")
_KINDS = {"platelet_rich_plasma": "prp"}
_NOT_DONE = ("not-done", "entered-in-error", "cancelled", "revoked", "stopped before start")
_HIP = frozenset(("hip", "trochanteric", "hip_joint"))
_SPINE = frozenset(("lumbar", "spine", "level", "epidural", "facet"))


def concerns(resource: Resource) -> bool:
    """Whether a resource names a treatment that we know, or something close to one. Cheap; takes any shape."""
    concepts = [resource.get("code"), resource.get("category")]
    if "title" in resource or "activity" in resource:
        concepts += [resource.get("title"), *_planned(resource)]
    if any(_suggestive(words[:200]) for words in map(all_words, concepts) if words):
        return True
    codes = tuple(code for concept in concepts for code in codes_of(concept))
    site = resource.get("bodySite")
    return bool(codes) and _by_code(codes, all_words(site)[:200] if site else "")


@lru_cache(maxsize=4096)
def _suggestive(text: str) -> bool:
    return not terms_in(text).isdisjoint(_SUGGESTIVE)


@lru_cache(maxsize=4096)
def _by_code(codes: tuple[Code, ...], site: str) -> bool:
    return any(is_treatment(s) for s in services("", codes, site))


def is_treatment(service: Service) -> bool:
    return service.order_class in _INJECTIONS or service.order_class in _OPERATIONS or service.order_class in _THERAPIES


def therapy_kind(terms: frozenset[str]) -> str | None:
    return next((_KINDS.get(t, t) for t in _THERAPIES if t in terms), None)


def _named(resource: Resource) -> tuple[str, tuple[Any, ...], str]:
    concepts = [resource.get("code"), *listed(resource.get("category")), *_planned(resource)]
    title = resource.get("title")
    words = [title if isinstance(title, str) else "", *map(all_words, concepts)]
    text = "; ".join(dict.fromkeys(w for w in words if w))[:2000]
    return text, tuple(code for c in concepts for code in codes_of(c)), all_words(resource.get("bodySite"))


def _planned(resource: Resource) -> list[Any]:
    """What the activities of a CarePlan are."""
    details = [a.get("detail") for a in listed(resource.get("activity")) if isinstance(a, Mapping)]
    return [detail.get("code") for detail in details if isinstance(detail, Mapping)]


def read_procedure(resource: Resource, as_of: date) -> Gleaned:
    """Therapy, injection or operation of a Procedure or CarePlan; nothing when it was not done or is of another kind."""
    status = str(resource.get("status", "")).lower()
    if status in _NOT_DONE:
        return Gleaned()
    text, codes, site = _named(resource)
    notes = "; ".join(filter(None, [notes_of(resource.get("note")), text_of(resource.get("followUp"))]))
    outcome = outcome_in(text_of(resource.get("outcome"))) or outcome_in(notes) or outcome_in(text)
    start, end = _performed(resource, as_of, f"{text}; {notes}")
    source = Source(reference=own_reference(resource), words=text_of(resource.get("code")) or text, date=start)
    planned = status in ("preparation", "draft") or (start is not None and start > as_of)
    why = _reason_words(resource)
    found = Gleaned()
    for service in services(text, codes, site):
        found += treatment(
            service,
            source=source,
            start=start,
            end=end,
            outcome=outcome,
            planned=planned,
            status=status,
            words="; ".join(filter(None, [text, site, notes, why])),
        )
    return found


def _reason_words(resource: Resource) -> str:
    """What it was for, as far as the resource itself tells."""
    named = [*listed(resource.get("reasonReference")), *listed(resource.get("addresses"))]
    shown = [r.get("display") for r in named if isinstance(r, Mapping)]
    return "; ".join([all_words(resource.get("reasonCode")), *(s for s in shown if isinstance(s, str))]).strip("; ")


def treatment(
    service: Service,
    *,
    source: Source,
    start: date | None,
    end: date | None,
    outcome: Outcome | None,
    planned: bool,
    status: str,
    words: str,
) -> Gleaned:
    kind = service.order_class
    if kind in _OPERATIONS:
        done = None if planned else (end or start)
        operation = Operation(
            kind=_OPERATIONS[kind], levels=service.levels, side=service.side, done=done, planned=planned, source=source
        )
        return Gleaned(operations=(operation,))
    if kind in _INJECTIONS:
        return Gleaned() if planned else Gleaned(injections=(_injection(service, words, start or end, outcome, source),))
    therapy = therapy_kind(service.terms) or (kind if kind in _THERAPIES else None)
    if therapy is None or planned or _elsewhere(service.terms | terms_in(words)):
        return Gleaned()
    return Gleaned(therapies=(_course(therapy, service, words, start, end, outcome, status, source),))


def _injection(service: Service, words: str, given: date | None, outcome: Outcome | None, source: Source) -> Injection:
    terms = service.terms | terms_in(words)
    kind = _INJECTIONS[service.order_class or ""]
    if kind == "facet" and "medial_branch" in terms:
        kind = "medial_branch"
    return Injection(
        kind=kind,
        side=service.side,
        level=service.levels[0] if service.levels else None,
        steroid=True if "steroid" in terms else False if "diagnostic_block" in service.qualities else None,
        guidance=_guidance(service.qualities, terms),
        placement=_placement(terms),
        given=given,
        outcome=outcome,
        source=source,
    )


def _guidance(qualities: frozenset[str], terms: frozenset[str]) -> Literal["ultrasound", "fluoroscopy", "ct"] | None:
    if "ultrasound_guided" in qualities or "ultrasound_guidance" in terms:
        return "ultrasound"
    if "fluoroscopy_guided" in qualities or "fluoroscopy_guidance" in terms:
        return "fluoroscopy"
    return "ct" if "ct_guided" in qualities or "ct_guidance" in terms else None


def _placement(terms: frozenset[str]) -> Literal["peritendinous", "bursal", "intratendinous"] | None:
    if "intratendinous" in terms:
        return "intratendinous"
    if "peritendinous" in terms:
        return "peritendinous"
    return "bursal" if "bursal" in terms else None


def _course(
    kind: str,
    service: Service,
    words: str,
    start: date | None,
    end: date | None,
    outcome: Outcome | None,
    status: str,
    source: Source,
) -> Therapy:
    running = status in ("in-progress", "active", "on-hold") or (status == "" and end is None)
    return Therapy(
        kind=kind,
        target=_target(service.terms | terms_in(words)),
        side=service.side,
        start=start,
        end=None if running else end,
        sessions=(start,) if start is not None and start == end else (),
        qualifying=kind == "physiotherapy" or (kind == "home_exercise" and "supervised" in cues().ids(words)),
        outcome=outcome,
        completed=True if status == "completed" else False if running or status == "stopped" else None,
        source=source,
    )


def _elsewhere(terms: frozenset[str]) -> bool:
    """Whether a therapy was for another part of the body: a wrist, a knee, a neck."""
    return not terms.isdisjoint(("other_region", "knee", "cervical", "thoracic")) and terms.isdisjoint(_HIP | _SPINE)


def _target(terms: frozenset[str]) -> Literal["hip", "spine"] | None:
    hip, spine = bool(terms & _HIP), bool(terms & _SPINE)
    return "hip" if hip and not spine else "spine" if spine and not hip else None


def _performed(resource: Resource, as_of: date, words: str) -> tuple[date | None, date | None]:
    """First and last day of a procedure: dateTime (a single day), period, text, or words such as "4 months ago"."""
    for key in ("performed", "occurrence"):
        if day := day_of(resource.get(f"{key}DateTime"), as_of):
            whole = middle_day(resource.get(f"{key}DateTime"))
            return (day, day) if whole == day else (whole, None)
        start, end = period_of(resource.get(f"{key}Period"), as_of)
        if start or end:
            return start, end
        written = resource.get(f"{key}String")
        if isinstance(written, str) and (day := _worded_day(written, as_of)):
            return day, day
    start, end = period_of(resource.get("period"), as_of)
    if start or end:
        return start, end
    if day := ago(words, as_of):
        return day, None
    day = first_day(resource.get("recorded")) or first_day(resource.get("authoredOn")) or first_day(resource.get("created"))
    return (day, None) if day else (_worded_day(words, as_of), None)


def _worded_day(words: str, as_of: date) -> date | None:
    if day := ago(words, as_of) or middle_day(words):
        return day
    return year_in(words)


def join_courses(therapies: Iterable[Therapy]) -> tuple[Therapy, ...]:
    """Single dated sessions of one kind, target and side become one course with its sessions; courses stay as they are."""
    sessions: dict[tuple[str, str | None, Side | None], list[Therapy]] = {}
    out: list[Therapy] = []
    for therapy in therapies:
        if therapy.sessions and not therapy.outcome:
            sessions.setdefault((therapy.kind, therapy.target, therapy.side), []).append(therapy)
        else:
            out.append(therapy)
    for group in sessions.values():
        days = tuple(sorted({day for t in group for day in t.sessions}))
        first = min(group, key=lambda t: (t.sessions, t.source.reference))
        out.append(replace(first, start=days[0], end=days[-1], sessions=days, qualifying=any(t.qualifying for t in group)))
    return tuple(out)


def read_completed_request(resource: Resource, as_of: date) -> Gleaned:
    """A request for therapy that was carried out stands for the therapy, from the day it was to begin."""
    if str(resource.get("status", "")).lower() != "completed":
        return Gleaned()
    return Gleaned(therapies=read_procedure(resource, as_of).therapies)
