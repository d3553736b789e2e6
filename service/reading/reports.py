"""A DiagnosticReport with its words, the images it speaks of, and what it states of the lumbar spine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from service.facts import NotAssessed, StatedFinding
from service.reading.coding import codes_of, listed
from service.reading.dates import day_of
from service.reading.imaging_observations import observation_sentences
from service.reading.references import Shelf, own_reference, references_in
from service.reading.report_text import LONGEST, mentions_lumbar_finding, read_report
from service.reading.report_words import report_words
from service.reading.studies import IMAGING_CATEGORIES, Shown, heading, shown, shown_by_report, shown_by_study
from service.record import Resource

WITH_SPINE = ("lumbar", "hip", "pelvis", "sacroiliac", "other", None)
"""Regions whose reports may tell of the lumbar spine as well (a pelvis, an abdomen), as opposed to a knee or a neck."""
_SPINE = re.compile(r"\b(?:lumb\w*|lumbo\w*|l-?s spine|lower back|spine|spinal|vertebra\w*)\b", re.I)
_SIDED = ("hip", "pelvis")
_WITHDRAWN = ("entered-in-error", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Images:
    """An ImagingStudy: what it shows, when, and the requests it fulfils."""

    reference: str
    shown: Shown
    day: date | None
    withdrawn: bool
    requests: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A DiagnosticReport with its words and the images it speaks of."""

    reference: str
    shown: Shown
    day: date | None
    status: str
    text: str
    images: tuple[Images, ...] = ()
    stated: tuple[StatedFinding, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = field(default=())

    @property
    def withdrawn(self) -> bool:
        return self.status in _WITHDRAWN or (bool(self.images) and all(i.withdrawn for i in self.images))


def read_images(study: Resource, as_of: date) -> Images:
    """An ImagingStudy, its day from `started` or from its first series."""
    days = [study.get("started"), *(s.get("started") for s in listed(study.get("series")) if isinstance(s, Mapping))]
    return Images(
        reference=own_reference(study),
        shown=shown_by_study(study),
        day=next((d for d in (day_of(v, as_of) for v in days) if d), None),
        withdrawn=str(study.get("status", "")).lower() in _WITHDRAWN,
        requests=frozenset(references_in(study.get("basedOn"))),
    )


def read_one_report(
    resource: Resource,
    images: list[Images],
    observations: Mapping[str, Resource],
    binaries: Mapping[str, bytes],
    shelf: Shelf,
    as_of: date,
) -> tuple[Report, set[str]]:
    """The report, and the references of the Observations that it lists as its results and that were read with it."""
    words = report_words(resource, binaries, shelf)
    results = {reference for reference in references_in(resource.get("result")) if reference in observations}
    sentences = [s for reference in sorted(results) for s in observation_sentences(observations[reference])]
    text = "\n".join([words.text, *(s for s in sentences if s not in words.text)]).strip()
    day = _report_day(resource, as_of)
    named = shown_by_report(resource)
    mine = _images_of(resource, images, named, day)
    where = named
    for image in mine:
        where = where.known_with(image.shown)
    titled = shown(heading(text))
    where = where.known_with(titled if titled.region in _SIDED else replace(titled, side=None))
    stated = _stated(text, words.coded, where)
    if where.region is None and stated:
        where = replace(where, region="lumbar" if _is_imaging(resource, mine) else None)
    report = Report(
        reference=own_reference(resource),
        shown=where,
        day=day or next((i.day for i in mine if i.day), None),
        status=str(resource.get("status", "")).lower(),
        text=text or words.coded,
        images=mine,
        stated=stated,
        not_assessed=(*words.not_assessed, *_cut(text, own_reference(resource))),
    )
    return report, results


def _cut(text: str, reference: str) -> tuple[NotAssessed, ...]:
    """Says so when a report is longer than what is read of one."""
    if len(text) <= LONGEST:
        return ()
    return (NotAssessed(source=reference, why=f"only the first {LONGEST} characters of the report were read"),)


def _stated(text: str, coded: str, where: Shown) -> tuple[StatedFinding, ...]:
    """What the report says of the lumbar spine. Reports of other regions are read only where they mention it."""
    if where.region not in WITH_SPINE or not text + coded:
        return ()
    if where.region != "lumbar" and not mentions_lumbar_finding(text or coded):
        return ()
    stated = read_report(text) if text else ()
    if where.region not in ("lumbar", None):  # a head or an abdomen: only what is said of the lumbar spine by name
        stated = tuple(f for f in stated if f.level or _SPINE.search(f.sentence))
    if coded and not any(not f.negated for f in stated):
        stated += read_report(coded)
    return stated


def _is_imaging(resource: Resource, images: tuple[Images, ...]) -> bool:
    """Whether anything says that a report without a region is about images at all, and not a letter or a biopsy."""
    filed = {c.code.lower() for c in codes_of(resource.get("category"))}
    return bool(images) or not filed or not filed.isdisjoint(IMAGING_CATEGORIES)


def _report_day(resource: Resource, as_of: date) -> date | None:
    period = resource.get("effectivePeriod")
    written = [
        resource.get("effectiveDateTime"),
        period.get("start") if isinstance(period, Mapping) else None,
        resource.get("issued"),
    ]
    return next((d for d in (day_of(w, as_of) for w in written) if d), None)


def _images_of(resource: Resource, images: list[Images], named: Shown, day: date | None) -> tuple[Images, ...]:
    """The images a report speaks of: by reference, else by the request they share, else the same region on the same day.

    Images entered in error take a report with them only when it refers to them.
    """
    references = set(references_in(resource.get("imagingStudy"))) | set(references_in(resource.get("study")))
    if linked := tuple(i for i in images if i.reference in references):
        return linked
    requests = set(references_in(resource.get("basedOn")))
    standing = [i for i in images if not i.withdrawn]
    if shared := tuple(i for i in standing if i.requests & requests):
        return shared
    return tuple(i for i in standing if day and i.day == day and _alike(i.shown, named))


def _alike(a: Shown, b: Shown) -> bool:
    same_region = a.region == b.region and a.region is not None
    return (
        same_region
        and (a.modality == b.modality or not (a.modality and b.modality))
        and (a.side == b.side or not (a.side and b.side))
    )
