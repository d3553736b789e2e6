"""A red flag as it is raised, with the roots of the deficit that raised it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.concordance.assessment import RedFlag
from service.concordance.picture import Picture
from service.concordance.roots import NONE, Roots
from service.concordance.timing import days_since, duration_days
from service.facts import Problem, Side, Sign, Source, Symptom
from service.knowledge.tables import knowledge

LONG_STANDING = frozenset({"chronic", "stable", "longstanding", "known", "old", "unchanged"})
NEW = frozenset({"new", "acute", "sudden", "progressive", "worsening"})


@dataclass(frozen=True, slots=True)
class Raised:
    """`flag` is what the assessment shows. `roots` are those that the sign behind it speaks for, `wide` those that take part;
    both are empty for flags without a deficit."""

    flag: RedFlag
    roots: Roots = NONE
    wide: Roots = NONE

    @property
    def bans(self) -> bool:
        """Whether it forbids `incidental`: active, and of a kind that does."""
        return self.flag.active and knowledge().red_flags[self.flag.flag].bans


def flag(
    trigger: str, source: Source, *, active: bool, side: Side | None = None, roots: Roots = NONE, wide: Roots = NONE
) -> Raised:
    """The flag that this trigger of triggers.toml belongs to."""
    entry = knowledge().triggers[trigger]
    shown = RedFlag(
        flag=entry.flag,
        what=trigger,
        active=active,
        source=source,
        date=source.date,
        side=side,
        rules=(f"red_flag_{entry.flag}",),
        citations=tuple(dict.fromkeys((*entry.cites, *knowledge().red_flags[entry.flag].cites))),
    )
    return Raised(shown, roots, wide)


# ---- what several flags ask -----------------------------------------------------------------------------------------


def started(symptom: Symptom, as_of: date) -> float | None:
    """Days since the complaint began, else since it was recorded, None when neither is known."""
    begun = duration_days(symptom, as_of)
    if begun is not None:
        return begun
    recorded = symptom.recorded or symptom.source.date
    return days_since(recorded, as_of)


def recent(symptom: Symptom, as_of: date, days: float) -> bool:
    """New: begun (else recorded) within so many days, or said to be new, or active and without any date."""
    if symptom.qualities & LONG_STANDING:
        return False
    since = started(symptom, as_of)
    return since is None or since <= days or (bool(symptom.qualities & NEW) and duration_days(symptom, as_of) is None)


def problem_day(problem: Problem) -> date | None:
    """When a problem began, else when it was recorded."""
    return problem.onset or problem.recorded or problem.source.date


def recent_problem(problem: Problem, as_of: date, days: float) -> bool:
    """The same for a coded problem."""
    if problem.details & LONG_STANDING:
        return False
    since = days_since(problem_day(problem), as_of)
    return since is None or since <= days


def recent_sign(sign: Sign, as_of: date, days: float) -> bool:
    """A sign seen within so many days (or undated) that nobody calls old."""
    since = days_since(sign.source.date, as_of)
    return not sign.qualities & LONG_STANDING and (since is None or since <= days)


def complained(picture: Picture) -> bool:
    """Whether flags matter here: a complaint of spine, hip or leg, or an assessed lumbar study (A5)."""
    facts = picture.facts
    return picture.recorded or bool(facts.findings) or any(s.region == "lumbar" for s in facts.studies)
