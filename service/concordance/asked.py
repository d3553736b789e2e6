"""Which of the missing examinations a clinician is asked for: those that the complaint gives a reason for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from service.concordance.assessment import Missing
from service.concordance.picture import Picture
from service.concordance.raised import Raised
from service.knowledge.tables import knowledge

BOTH_LEGS = ("bilateral_sciatica", "bilateral_weakness")
"""What by itself is the long trouble of a narrow canal."""
GENITAL = frozenset({"cremasteric_reflex"})
NOTHING = frozenset[str]()


def spared(picture: Picture, raised: Iterable[Raised]) -> frozenset[str]:
    """The tests that this patient is not asked for: those of perineum and genitals, unless there is trouble of saddle, bladder
    or bowel, new trouble of both legs, or pain of the perineum: nobody does them for a hip, a heel or a back alone."""
    return NOTHING if _perineal(picture, raised) else _intimate()


def worth_asking(missing: tuple[Missing, ...], spared_tests: frozenset[str]) -> tuple[Missing, ...]:
    """The missing examinations without those that this patient is spared."""
    return tuple([m for m in missing if m.test not in spared_tests]) if missing and spared_tests else missing


@cache
def _intimate() -> frozenset[str]:
    return GENITAL | {test for test, entry in knowledge().signs.items() if entry.kind == "sphincter"}


def _perineal(picture: Picture, raised: Iterable[Raised]) -> bool:
    cauda = [r.flag for r in raised if r.flag.flag == "cauda_equina"]
    return any(f.active or f.what not in BOTH_LEGS for f in cauda) or any(c.region == "perineum" for c in picture.complaints)
