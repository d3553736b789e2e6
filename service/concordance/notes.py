"""Remarks on the assessment as a whole (notes.toml), each a question with its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.concordance.assessment import EXPLAINING, FindingVerdict, Verdict
from service.concordance.picture import Picture
from service.concordance.raised import Raised

PAST = (Verdict.EXCLUDED, Verdict.HISTORICAL)
Verdicts = Sequence[FindingVerdict]


def notes(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised], open_roots: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids of the remarks that apply, in a fixed order; none where no finding was judged. `open_roots`: roots of signs that
    no finding explains; beside them a diagnosis outside the spine explains only part."""
    judged = [v for v in verdicts if v.verdict not in PAST]
    found = [name for name, applies in NOTES.items() if judged and applies(picture, judged, raised)]
    told_otherwise = "check_laterality" in found or any(r.bans and r.flag.flag == "cord_signs" for r in raised)
    if judged and open_roots and not told_otherwise:
        return ("unexplained_signs", *("explains_part" if name == "non_lumbar_explanation" else name for name in found))
    return tuple(found)


def _concordant(verdicts: Verdicts) -> bool:
    return any(v.verdict in EXPLAINING and v.primary for v in verdicts)


def _coexisting(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return bool(picture.supported) and _concordant(verdicts)


def _non_lumbar(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return bool(picture.supported) and not _concordant(verdicts)


def _unsupported(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return bool(picture.local) and not picture.supported


def _laterality(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return not _concordant(verdicts) and any("opposite_side_mirrored" in v.rules for v in verdicts)


def _numbering(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return picture.spine.transitional


def _vascular(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    walking = any(c.nature in ("claudication", "vascular") for c in picture.complaints)
    return walking and (picture.walking is None or picture.examination.is_abnormal("pedal_pulses"))


def _discitis(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    suspected = any(r.bans and r.flag.flag == "infection" for r in raised)
    return suspected and any(v.finding.type == "modic_change" for v in verdicts)


def _operated(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return picture.operated


def _pregnancy(picture: Picture, verdicts: Verdicts, raised: Sequence[Raised]) -> bool:
    return picture.pregnant


NOTES: dict[str, Callable[[Picture, Verdicts, Sequence[Raised]], bool]] = {
    "coexisting": _coexisting,
    "non_lumbar_explanation": _non_lumbar,
    "unsupported_diagnosis": _unsupported,
    "check_laterality": _laterality,
    "transitional_numbering": _numbering,
    "vascular_claudication": _vascular,
    "modic_or_discitis": _discitis,
    "operated_spine": _operated,
    "pregnancy": _pregnancy,
}
