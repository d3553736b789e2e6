"""ImagingStudy, DiagnosticReport and imaging Observations tied together → studies and lumbar findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.facts import Activity, Finding, NotAssessed, Source, StatedFinding, Study, Verification
from service.reading import nerve_studies
from service.reading.dates import day_of
from service.reading.finding_words import finding_text
from service.reading.gleaned import Gleaned, total
from service.reading.hip_report import read_hip_report
from service.reading.imaging_observations import observation_sentences
from service.reading.references import Shelf, own_reference, references_in
from service.reading.report_text import mentions_lumbar_finding, read_report
from service.reading.reports import WITH_SPINE, Images, Report, read_images, read_one_report
from service.reading.studies import Shown, is_laboratory, shown_by_study
from service.record import Resource

_HIPS = ("hip", "pelvis")
_SAID = ("lumbar", "hip", "pelvis", "sacroiliac")
_PRELIMINARY = ("partial", "preliminary")
_IMAGES_IN_A_NOTE = ("mri", "mr ", "ct ", "scan", "x-ray", "xray", "radiograph", "imaging", "magnetic")
_HEADING = re.compile(r"\s*(?![LSTD]\d|levels?\b)[A-Za-z][\w ,/&().-]{1,45}:", re.I)
_OF_ANOTHER_PART = re.compile(r"brain|head|chest|thora|cervic|neck|hip|pelvi|knee|shoulder|abdom|foot|ankle|hand|wrist", re.I)

Guard = Callable[[Resource, Callable[[Resource], Gleaned]], Gleaned]
"""Runs a reader on a resource; a failure becomes a note."""


def concerns_study(resource: Resource) -> bool:
    """Whether an ImagingStudy may show the lumbar spine, the hip or something unnamed."""
    return resource.get("resourceType") == "ImagingStudy" and shown_by_study(resource).region in (
        *WITH_SPINE,
        "cervical",
        "thoracic",
    )


def concerns_report(resource: Resource) -> bool:
    """Whether a DiagnosticReport may be about images: neither laboratory work nor a nerve study."""
    return (
        resource.get("resourceType") == "DiagnosticReport"
        and not is_laboratory(resource)
        and not nerve_studies.concerns(resource)
    )


@dataclass(frozen=True, kw_only=True)
class Imaging:
    """What the images and reports yield, and the references of the reports of the lumbar spine itself."""

    gleaned: Gleaned
    lumbar_reports: frozenset[str]


def read_imaging(
    studies: Iterable[Resource],
    reports: Iterable[Resource],
    observations: Iterable[Resource],
    *,
    binaries: Mapping[str, bytes],
    shelf: Shelf,
    as_of: date,
    tried: Guard,
) -> Imaging:
    """Every lumbar finding and every study of interest, from resources in valid shape. Which study leads is decided later
    (`finding_standing.py`), when operations are known."""
    images: list[Images] = []
    seen = {own_reference(o): o for o in observations}
    told: set[str] = set()
    spoken_of: set[str] = set()
    lumbar: set[str] = set()

    def of_study(study: Resource) -> Gleaned:
        images.append(read_images(study, as_of))
        return Gleaned()

    def of_report(resource: Resource) -> Gleaned:
        report, used = read_one_report(resource, images, seen, binaries, shelf, as_of)
        told.update(used)
        spoken_of.update(i.reference for i in report.images if report.text)
        lumbar.update([report.reference] if report.shown.region == "lumbar" else [])
        return _of_report(report)

    def of_observation(observation: Resource) -> Gleaned:
        lumbar.add(own_reference(observation))
        return _of_observation(observation, images, as_of)

    out = [tried(study, of_study) for study in studies]
    out += [tried(resource, of_report) for resource in reports]
    out += [tried(seen[reference], of_observation) for reference in sorted(seen.keys() - told)]
    out += _unreported(images, spoken_of)
    return Imaging(gleaned=total(out), lumbar_reports=frozenset(lumbar))


def _of_report(report: Report) -> Gleaned:
    source = Source(reference=report.reference, date=report.day)
    problems = report.not_assessed if report.text else _wordless(report)
    hip = Gleaned()
    if report.shown.region in _HIPS and not report.withdrawn:
        hip = read_hip_report(report.text, source, side=report.shown.side)
    return hip + Gleaned(
        findings=_findings(report),
        studies=_study(report, source),
        not_assessed=problems,
    )


def _wordless(report: Report) -> tuple[NotAssessed, ...]:
    if report.shown.region not in _SAID and not report.not_assessed:
        return ()
    if report.not_assessed:
        return report.not_assessed
    why = (
        "the report is registered but not yet written"
        if report.status in ("registered",)
        else "the report holds no words that can be read"
    )
    return (NotAssessed(source=report.reference, why=f"{_name(report.shown, report.day)}: {why}"),)


def _findings(report: Report) -> tuple[Finding, ...]:
    source = Source(reference=report.reference, date=report.day)
    return tuple(_finding(f, report, source) for f in report.stated)


def _finding(stated: StatedFinding, report: Report, source: Source) -> Finding:
    qualities = stated.qualities | ({"preliminary"} if report.status in _PRELIMINARY else set())
    return Finding(
        **{**vars(stated), "qualities": frozenset(qualities)},
        text=finding_text(stated),
        source=replace(source, words=stated.sentence),
        studied=report.day,
        modality=report.shown.modality,
        activity=Activity.RESOLVED if stated.temporality == "prior" else Activity.ACTIVE,
        verification=Verification.ENTERED_IN_ERROR if report.withdrawn else Verification.CONFIRMED,
    )


def _study(report: Report, source: Source) -> tuple[Study, ...]:
    """The study behind a report, unless its images stand in the record by themselves or it was withdrawn."""
    region = report.shown.region
    if region in (None, "other") or report.withdrawn:
        return ()
    where = source if not report.images else Source(reference=report.images[0].reference, date=report.images[0].day)
    return (
        Study(
            region=region, modality=report.shown.modality, side=report.shown.side, done=report.day or where.date,
            reported=bool(report.text), source=where,
        ),
    )  # fmt: skip


def _unreported(images: list[Images], spoken_of: set[str]) -> Iterator[Gleaned]:
    """Images without a report: a Study that says so, and for spine and hip a note."""
    for image in sorted(images, key=lambda i: i.reference):
        region = image.shown.region
        if image.reference in spoken_of or image.withdrawn or region in (None, "other"):
            continue
        source = Source(reference=image.reference, date=image.day)
        study = Study(
            region=region, modality=image.shown.modality, side=image.shown.side, done=image.day, reported=False, source=source
        )
        said = region in _SAID
        note = NotAssessed(source=image.reference, why=f"{_name(image.shown, image.day)}: images, but no report in the record")
        yield Gleaned(studies=(study,), not_assessed=(note,) if said else ())


def _name(where: Shown, day: date | None) -> str:
    """ "MR lumbar of 3 March 2026", as far as it is known."""
    name = " ".join(filter(None, [where.modality, where.side, where.region])) or "imaging"
    return f"{name} of {day.day} {day:%B %Y}" if day else f"{name}, undated"


def _of_observation(observation: Resource, images: list[Images], as_of: date) -> Gleaned:
    """An imaging Observation that no report lists."""
    text = "\n".join(observation_sentences(observation))
    if not text or not mentions_lumbar_finding(text):
        return Gleaned()
    linked = set(references_in(observation.get("derivedFrom")))
    mine = tuple(i for i in images if i.reference in linked)
    report = Report(
        reference=own_reference(observation),
        shown=Shown(region="lumbar", modality=mine[0].shown.modality if mine else None, side=None),
        day=day_of(observation.get("effectiveDateTime"), as_of) or day_of(observation.get("issued"), as_of),
        status=str(observation.get("status", "")).lower(),
        text=text,
        images=mine,
        stated=read_report(text),
    )
    return Gleaned(findings=_findings(report))


def read_mentioned(resource: Resource, texts: Iterable[str], as_of: date) -> Gleaned:
    """Lumbar findings that a note tells of images: sentences that name the images, and those under a heading that does ("MRI LS
    SPINE: ..."). For records without a report."""
    day = next((d for key in ("date", "authored", "effectiveDateTime") if (d := day_of(resource.get(key), as_of))), None)
    out = Gleaned()
    for text in texts:
        told = "\n".join(_told_of_images(text))
        if told and mentions_lumbar_finding(told):
            shown_there = Shown(region="lumbar", modality=None, side=None)
            report = Report(
                reference=own_reference(resource),
                shown=shown_there,
                day=day,
                status="final",
                text=told,
                stated=read_report(told),
            )
            out += Gleaned(findings=_findings(report))
    return out


def _told_of_images(text: str) -> Iterator[str]:
    """The lines of a note that speak of images: that name them, or stand under a heading that does, up to the next heading."""
    under = False
    for line in text.replace(". ", ".\n").splitlines():
        names = any(w in line.lower() for w in _IMAGES_IN_A_NOTE)
        if not names and (not line.strip() or _HEADING.match(line)):
            under = False
        if names or under:
            yield line
        heading = _HEADING.match(line) if names else None
        under = under if heading is None else _OF_ANOTHER_PART.search(heading[0]) is None
