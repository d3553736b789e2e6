"""Signs of a root that no finding explains: the report may have missed, or made little of, what presses on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from service.concordance.assessment import COUNTING, POSSIBLE, FindingVerdict
from service.concordance.examination import ABDUCTOR_TESTS, LEFT, RIGHT
from service.concordance.picture import NerveSign, Picture
from service.concordance.roots import in_order
from service.concordance.sides import meets, only_side
from service.facts import Side


class Unexplained(NamedTuple):
    """The roots that most of the unexplained signs speak for, and their side where it is one."""

    roots: tuple[str, ...] = ()
    side: Side | None = None


def unexplained(picture: Picture, verdicts: Sequence[FindingVerdict]) -> Unexplained:
    """What is lost of a root on one side, while no finding that may count threatens that root there and no local diagnosis
    explains it. Numbness of one place alone is too little, and so is what is lost on both sides: that is seldom a root."""
    if not verdicts:
        return Unexplained()
    counting = [v for v in verdicts if v.verdict in COUNTING and (v.primary or v.secondary)]
    found = [n for n in picture.nerve_signs if _open(n, picture) and not any(_explains(v, n) for v in counting)]
    if len(found) < 2 and all(n.entry.kind == "sensory" for n in found):
        return Unexplained()
    told = Counter(root for n in found for root in n.entry.primary)
    most = max(told.values())
    return Unexplained(in_order(frozenset(r for r, n in told.items() if n == most)), only_side(n.side for n in found))


def _open(n: NerveSign, picture: Picture) -> bool:
    """A muscle, reflex or feeling that is lost on one side and that nothing local explains; weak abductors have a guard."""
    test, exam = n.sign.test, picture.examination
    lost = n.entry.shows_loss and bool(n.entry.primary) and test not in ABDUCTOR_TESTS
    return lost and not n.shared and not (exam.is_abnormal(test, LEFT) and exam.is_abnormal(test, RIGHT))


def _explains(v: FindingVerdict, n: NerveSign) -> bool:
    """Whether a finding that counts explains the sign. One that is merely possible must threaten a root whose loss the sign
    shows by itself; of one that explains the presentation a root that takes part is enough."""
    shown = n.entry.primary if v.verdict is POSSIBLE else n.entry.primary | n.entry.secondary
    return not shown.isdisjoint((*v.primary, *v.secondary)) and meets(v.finding.side, n.side)
