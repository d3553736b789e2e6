"""All red flags (R1-R13): what is active, what is only a risk factor, and which findings can be behind one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from service.concordance import flags_neurological as neurological
from service.concordance import flags_structural as structural
from service.concordance import flags_systemic as systemic
from service.concordance.picture import Picture
from service.concordance.raised import Raised, complained
from service.concordance.seen import Seen, see
from service.concordance.severity import severity
from service.concordance.sides import meets
from service.concordance.weighed import Weighed
from service.facts import Facts
from service.knowledge.tables import knowledge

FLAGS: tuple[Callable[[Seen, Picture], Iterator[Raised]], ...] = (
    neurological.cauda_equina,
    neurological.motor_deficit,
    neurological.cord_signs,
    neurological.post_procedural,
    neurological.anticoagulated_deficit,
    systemic.cancer,
    systemic.infection,
    systemic.septic_hip,
    systemic.information,
    structural.fracture,
    structural.vascular,
)


def red_flags(facts: Facts, picture: Picture) -> tuple[Raised, ...]:
    """Every flag of this patient in a fixed order, each trigger once per source. None without a complaint or a lumbar study."""
    if not complained(picture):
        return ()
    seen = see(facts)
    found = {(r.flag.what, r.flag.source.reference, r.flag.side): r for ask in FLAGS for r in ask(seen, picture)}
    return tuple(sorted(found.values(), key=_order))


def _order(r: Raised) -> tuple[str, str, str]:
    return (knowledge().red_flags[r.flag.flag].number.zfill(3), r.flag.what, r.flag.source.reference)


def open_flags(raised: Iterable[Raised]) -> tuple[Raised, ...]:
    """Those that forbid `incidental`."""
    return tuple(r for r in raised if r.bans)


def can_be_behind(w: Weighed, r: Raised) -> bool:
    """Whether the finding can be the cause of the flag: by its type, or because the deficit lies in its roots. A report that
    says the cauda equina is compressed names the cause itself."""
    if r.flag.flag == "cauda_equina" and "cauda_equina" in w.finding.qualities:
        return True
    if r.roots and w.by_root:
        if r.flag.flag == "cauda_equina":
            return _fills_the_canal(w) or bool(w.threat.primary & r.roots)
        same_side = not w.kind.lateral or meets(w.finding.side, r.flag.side)
        own = bool((w.threat.primary | w.threat.secondary) & r.roots)
        return same_side and (own or (w.look.severe and bool(w.threat.primary & r.wide)))
    return w.finding.type in knowledge().red_flags[r.flag.flag].substrate and _plausible(w, r)


def _fills_the_canal(w: Weighed) -> bool:
    """A central stenosis that is not mild, or a herniation that is not small and lateral in the foramen."""
    value = severity(w.finding)
    if w.kind.behaviour in ("central", "conus", "diffuse", "postoperative"):
        return value is None or value > 1
    if w.kind.behaviour == "zone":
        lateral = w.finding.zone in ("foraminal", "extraforaminal")
        return not lateral and (value is None or value > 1 or w.look.severe)
    return w.kind.behaviour == "slip" and (value or 0) >= 2


def _plausible(w: Weighed, r: Raised) -> bool:
    """Modic type 2 or 3 is no look-alike of discitis, an old fracture no fresh one."""
    if w.finding.type == "modic_change":
        return w.finding.modic_type in ("1", "mixed", None)
    if w.finding.type == "fracture":
        return not w.finding.qualities & structural.OLD
    return r.flag.flag != "cord_signs" or w.finding.type == "conus_abnormality" or _at_conus(w)


def _at_conus(w: Weighed) -> bool:
    level = knowledge().levels.get(w.finding.level or "")
    return bool(level and level.conus) and _fills_the_canal(w)
