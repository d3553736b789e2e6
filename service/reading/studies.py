"""Which part of the body a study or report shows, with which technique: by code, body site and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.facts import Side
from service.reading.coding import Code, all_words, codes_of, listed
from service.reading.services import class_by_code, terms_in
from service.reading.spine_levels import side_in
from service.record import Resource

CLASS_REGIONS = {
    "lumbar_mri": "lumbar", "lumbar_ct": "lumbar", "lumbar_xray": "lumbar", "hip_mri": "hip", "hip_xray": "hip",
    "hip_ultrasound": "hip", "sacroiliac_mri": "sacroiliac", "plexus_mri": "other",
}  # fmt: skip
_CLASS_MODALITIES = {"lumbar_mri": "MR", "hip_mri": "MR", "sacroiliac_mri": "MR", "plexus_mri": "MR", "lumbar_ct": "CT",
                     "lumbar_xray": "XR", "hip_xray": "XR", "hip_ultrasound": "US"}  # fmt: skip
_REGION_TERMS = (
    ("lumbar", "lumbar"), ("level", "lumbar"), ("whole_spine", "lumbar"), ("sacroiliac", "sacroiliac"), ("hip", "hip"),
    ("trochanteric", "hip"), ("pelvis", "pelvis"), ("cervical", "cervical"), ("thoracic", "thoracic"), ("knee", "knee"),
    ("plexus", "other"), ("other_region", "other"),
)  # fmt: skip
_DICOM = {"MR": "MR", "CT": "CT", "CR": "XR", "DX": "XR", "RF": "XR", "XA": "XR", "RG": "XR", "US": "US"}
_TERMS = {"mri": "MR", "ct": "CT", "xray": "XR", "ultrasound": "US"}
IMAGING_CATEGORIES = frozenset(
    ("rad", "imaging", "radiology", "rx", "ct", "nmr", "mri", "rus", "xrc", "img", "363679005",
     "lp29684-5", "cus", "vus", "nms", "xr", "us", "mr")
)  # fmt: skip
LABORATORY = frozenset(
    ("lab", "laboratory", "hm", "ch", "mb", "he", "sr", "pat", "bl", "lp29693-6", "path", "cg", "ge",
     "imm", "tox", "vr", "panel")
)  # fmt: skip
"""Where reports are filed (HL7 v2 table 0074, LOINC parts, SNOMED CT, plain words), lower-case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What images show: `region` as in facts.Study or None when nothing says, `modality` MR, CT, XR, US or None, `side`."""

    region: str | None
    modality: str | None
    side: Side | None

    def known_with(self, other: Shown) -> Shown:
        """What is not known here taken from `other`."""
        return Shown(region=self.region or other.region, modality=self.modality or other.modality, side=self.side or other.side)


def shown(words: str, codes: Iterable[Code] = ()) -> Shown:
    """Region, modality and side of a study by the codes and words of its name."""
    codes = tuple(codes)
    named = class_by_code(codes)
    terms = terms_in(words, codes)
    region = CLASS_REGIONS.get(named or "") or next((r for term, r in _REGION_TERMS if term in terms), None)
    modality = (
        _CLASS_MODALITIES.get(named or "") or dicom_modality(codes) or next((m for t, m in _TERMS.items() if t in terms), None)
    )
    return Shown(region=region, modality=modality, side=side_in(words))


def dicom_modality(codes: Iterable[Code]) -> str | None:
    """MR, CT, XR or US when one of the codes is a DICOM modality."""
    return next((_DICOM[c.code.upper()] for c in codes if c.system in ("dicom", "") and c.code.upper() in _DICOM), None)


def shown_by_report(report: Resource) -> Shown:
    """By the report's own code, and by titles of its attachments."""
    titles = [a.get("title") for a in listed(report.get("presentedForm")) if isinstance(a, Mapping)]
    words = "; ".join([all_words(report.get("code")), *(t for t in titles if isinstance(t, str))])
    return shown(words, codes_of(report.get("code")))


def shown_by_study(study: Resource) -> Shown:
    """By description, procedure codes, and the series' body sites and modalities."""
    series = [s for s in listed(study.get("series")) if isinstance(s, Mapping)]
    sites = [s.get("bodySite") for s in series]
    texts = [study.get("description"), *(s.get("description") for s in series)]
    words = [all_words(study.get("procedureCode")), *(t for t in texts if isinstance(t, str))]
    codes = (*codes_of(study.get("procedureCode")), *(c for s in sites for c in codes_of(s)))
    first = shown("; ".join(filter(None, words)), codes)
    by_site = shown(
        "; ".join(filter(None, [*map(all_words, sites), *map(_laterality, series)])), (c for s in sites for c in codes_of(s))
    )
    modalities = (*codes_of(study.get("modality")), *(c for s in series for c in codes_of(s.get("modality"))))
    return Shown(region=first.region, modality=dicom_modality(modalities) or first.modality, side=first.side).known_with(
        by_site
    )


def _laterality(series: Mapping[str, Any]) -> str:
    return all_words(series.get("laterality"))


def is_laboratory(report: Resource) -> bool:
    """Whether a report is filed as laboratory work and nothing says that it is imaging."""
    filed = {c.code.lower() for c in codes_of(report.get("category"))} | {
        w.strip().lower() for w in all_words(report.get("category")).split(";")
    }
    return not filed.isdisjoint(LABORATORY) and filed.isdisjoint(IMAGING_CATEGORIES) and not report.get("imagingStudy")


def heading(text: str) -> str:
    """The first lines of a report, where its title stands, up to the indication or the findings."""
    head = text[:400]
    cut = re.search(r"\b(?:indication|history|clinical|reason|technique|comparison|findings)\b", head, re.I)
    return head[: cut.start()] if cut else head.partition("\n")[0]
