"""The codes of a Condition → problems, complaints and signs. The words beside them decide about side, doubt and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from service.facts import Activity, FamilyHistory, Presence, Sign, Symptom, Verification
from service.reading.clinical_codes import Coded, coded, is_family_history
from service.reading.complaints import Complaint
from service.reading.context import PLAIN
from service.reading.facts_from_words import (
    Setting,
    problems_of,
    sign_facts,
    symptom_facts,
)
from service.reading.gleaned import Gleaned
from service.reading.lexicon import lexicon
from service.reading.sign_reads import SignRead
from service.reading.statements import statements
from service.record import Resource


def turned(signs: Iterable[Sign], setting: Setting) -> Iterable[Sign]:
    """A refuted or ended Condition: the sign is recorded absent. One that is only suspected stays out."""
    for sign in signs:
        if setting.verification is Verification.REFUTED or setting.activity in (Activity.RESOLVED, Activity.INACTIVE):
            if sign.abnormal:
                yield replace(sign, presence=Presence.ABSENT, grade=None)
        else:
            yield sign


def of_codes(condition: Resource, words: str, setting: Setting) -> Gleaned:
    """What the codes state beyond the words. Words decide about side, doubt and whose illness it is."""
    concept = condition.get("code")
    relatives = [FamilyHistory(kind=kind, source=setting.source) for kind, _ in is_family_history(concept)]
    said = [d for s in statements(words) for d in s.diagnoses]
    if relatives or any(d.scope.family for d in said):
        named = {k for d in said if d.scope.family for k in d.entry.kinds}
        return Gleaned(family_history=tuple(r for r in relatives if r.kind not in named))
    if said and all(d.scope.asked for d in said):
        return Gleaned()
    scope = next((d.scope for d in said), PLAIN)
    local = any(not d.scope.negated for d in said)
    out = Gleaned()
    for entry in coded(concept):
        if not (entry.generic and local):
            out += of_code(
                entry, replace(setting, verification=Verification.REFUTED) if scope.ruled_out or scope.negated else setting
            )
    return out


def of_code(entry: Coded, setting: Setting) -> Gleaned:
    tables = lexicon()
    if entry.table == "problem":
        problem = tables.problems[entry.key]
        details = frozenset(problem.details) | ({"old"} if entry.sequela else set()) | ({"by_code"} if entry.generic else set())
        found = problems_of(
            problem.kinds,
            entry.side,
            details,
            setting,
            setting.activity,
            setting.verification,
            setting.onset,
            lasting=problem.lasting,
        )
        symptoms = complaint_of_code(problem.symptom, problem.regions, entry, setting) if problem.symptom else []
        return Gleaned(problems=tuple(found), symptoms=tuple(symptoms))
    if entry.table == "symptom":
        symptom = tables.symptoms[entry.key]
        return Gleaned(symptoms=tuple(complaint_of_code(symptom.kind, symptom.regions, entry, setting, symptom.qualities)))
    test = tables.tests[entry.key]
    sides = ("left", "right") if entry.side == "bilateral" else (entry.side,)
    reads = [SignRead(t, s, Presence.PRESENT, None, frozenset(), True, False, 0, 0) for t in test.tests for s in sides]
    return Gleaned(signs=tuple(turned(sign_facts(reads, setting), setting)))


def complaint_of_code(
    kind: str, regions: tuple[str, ...], entry: Coded, setting: Setting, qualities: tuple[str, ...] = ()
) -> Iterable[Symptom]:
    side = None if regions == ("low_back",) else entry.side
    complaint = Complaint(kind, regions, side, False, frozenset(qualities), None, None, PLAIN, 0, 0)
    return symptom_facts([complaint], setting)
