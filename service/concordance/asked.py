"""Which of the missing examinations a clinician is asked for: those that the complaint gives a reason for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.concordance.assessment import Missing
from service.concordance.picture import Picture
from service.concordance.raised import Raised
from service.knowledge.tables import knowledge

BOTH_LEGS = ("bilateral_sciatica", "bilateral_weakness")
"""What by itself is the long trouble of a narrow canal."""
GENITAL = frozenset({"cremasteric_reflex"})


def worth_asking(missing: Sequence[Missing], picture: Picture, raised: Iterable[Raised]) -> tuple[Missing, ...]:
    """The missing examinations without those of perineum and genitals, unless there is trouble of saddle, bladder or bowel, new
    trouble of both legs, or pain of the perineum: nobody does them for a hip, a heel or a back alone."""
    if not any(_intimate(m.test) for m in missing) or _perineal(picture, raised):
        return tuple(missing)
    return tuple([m for m in missing if not _intimate(m.test)])


def _intimate(test: str) -> bool:
    return test in GENITAL or knowledge().signs[test].kind == "sphincter"


def _perineal(picture: Picture, raised: Iterable[Raised]) -> bool:
    cauda = [r.flag for r in raised if r.flag.flag == "cauda_equina"]
    return any(f.active or f.what not in BOTH_LEGS for f in cauda) or any(c.region == "perineum" for c in picture.complaints)
