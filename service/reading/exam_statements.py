"""The name of an Observation and its value → what they state together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from service.facts import Presence
from service.reading.complaints import Complaint
from service.reading.diagnoses import Diagnosis
from service.reading.exam_layouts import spelled_out
from service.reading.healthy_functions import kept, lost, states_health
from service.reading.lexicon import lexicon
from service.reading.named_tests import modes_of, names_test
from service.reading.observed_names import told_by
from service.reading.observed_value import Value
from service.reading.scan import SHORT, sentences
from service.reading.sign_reads import SignRead
from service.reading.statements import MOST_REMEMBERED, statements
from service.reading.value_wording import by_side, is_no_answer, is_over, nursing_grade

GRADED = frozenset({"strength", "group"})

STRENGTH = "_strength"
"""How the ids of the tests of strength end."""

DONE, FAILED = frozenset({"pass", "passed"}), frozenset({"fail", "failed"})
"""Results of walking on the heels or toes."""

UNCLEAR = frozenset({"unknown", "pending", "never", "asked", "score", "scale"})

INVERSE = {Presence.PRESENT: Presence.ABSENT, Presence.ABSENT: Presence.PRESENT, Presence.NOT_TESTED: Presence.NOT_TESTED}


@dataclass(frozen=True, slots=True)
class Reads:
    """What name and value state together. `unclear`: a test was named, and the value could not be understood. `deficit`: it
    may tell of something lost."""

    signs: tuple[SignRead, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    unclear: bool = False
    deficit: bool = False


def untested(name: str) -> Reads:
    """Tests that somebody wrote could not be examined."""
    return Reads(signs=tuple(r for s in statements(f"{name}: not tested") for r in s.signs))


def stated(name: str, value: Value) -> Reads:
    """What a name and its value mean together."""
    return _short(name, value) if len(name) + len(value.words) <= SHORT else _stated(name, value)


@lru_cache(maxsize=MOST_REMEMBERED)
def _short(name: str, value: Value) -> Reads:
    return _stated(name, value)


def _stated(name: str, value: Value) -> Reads:
    if not value.words:
        return bare(name)
    if value.words.strip(" .").lower() == "n" and asks(name):
        value = value._replace(truth=False)
    if is_no_answer(value.words):
        return untested(name)
    if parts := by_side(name, value.words):
        return added(tuple(_stated(name, Value(words=part)) for part in parts))
    return as_named(name, value, compared(value, of_value(name, value)))


def asks(name: str) -> bool:
    """Whether a name is a question that an N answers with no: "Saddle sensation intact?"."""
    return name.rstrip().endswith("?") or "healthy" in told_by(name)


def added(parts: tuple[Reads, ...]) -> Reads:
    """What several values state one after the other."""
    return Reads(
        signs=tuple(r for p in parts for r in p.signs),
        complaints=tuple(c for p in parts for c in p.complaints),
        diagnoses=tuple(d for p in parts for d in p.diagnoses),
        unclear=any(p.unclear for p in parts),
    )


def of_value(name: str, value: Value) -> Reads:
    if value.truth is not None:
        return answered(name, value)
    reads = understood(spelled_out(f"{name}: {graded(name, value)}"), name)
    if not (reads.signs or reads.complaints or reads.diagnoses or reads.unclear):
        reads = Reads(signs=understood(f"{name} {value.words}", name).signs)  # "Right great toe", "drops"
    if is_over(value.words):
        reads = replace(reads, signs=tuple(r for r in reads.signs if r.presence is not Presence.PRESENT), unclear=False)
    return replace(reads, complaints=scored(reads.complaints, value), diagnoses=answered_in_words(reads.diagnoses, value))


def as_named(name: str, value: Value, reads: Reads) -> Reads:
    """Without the grades that a name excludes: a range of motion, a score of pain and a number of repetitions are no strength,
    nor is the score of another scale, in which 0 may be the best."""
    told = told_by(name)
    if "other_scale" in told or ("dose" in told and value.number is not None):
        return without_signs(reads, "")
    scored = "hurt" in told and (value.number is not None or value.words.strip()[:1].isdecimal())
    if ("range" in told or scored) and "graded" not in told:
        return without_signs(reads, STRENGTH)
    return reads


def without_signs(reads: Reads, ending: str) -> Reads:
    """Without the signs whose id ends so; what is left unread is said."""
    signs = tuple(r for r in reads.signs if not r.test.endswith(ending))
    return replace(reads, signs=signs, unclear=reads.unclear or (len(signs) < len(reads.signs) and not signs))


def compared(value: Value, reads: Reads) -> Reads:
    """A quantity of which only a bound is known: less than 5 is not normal, at least 4 may be."""
    if not value.comparator:
        return reads
    wrong = Presence.ABSENT if value.comparator.startswith("<") else Presence.PRESENT
    signs = tuple(r for r in reads.signs if r.presence is not wrong)
    return replace(reads, signs=signs, unclear=reads.unclear or len(signs) < len(reads.signs))


def scored(complaints: tuple[Complaint, ...], value: Value) -> tuple[Complaint, ...]:
    """A number beside a complaint is its score: none at 0, and without a place it says nothing ("pain severity: 7")."""
    if value.number is None or value.unit:
        return complaints
    placed = [c for c in complaints if c.regions or c.kind not in ("pain", "numbness", "paraesthesia", "weakness")]
    return tuple(replace(c, denied=c.denied or value.number == 0) for c in placed)


def answered_in_words(diagnoses: tuple[Diagnosis, ...], value: Value) -> tuple[Diagnosis, ...]:
    """What the value says of a diagnosis counts before its bare name ("pregnancy status: not pregnant"); a number or
    "unknown" affirms nothing."""
    cut = statements(value.words)
    said = {d.key: d for s in cut for d in s.diagnoses}
    unclear = value.number is not None or any(
        i.means("value") == "not_tested" or i.word in UNCLEAR for s in cut for i in s.items
    )
    return tuple(said.get(d.key, d) for d in diagnoses if d.key in said or not unclear)


def graded(name: str, value: Value) -> str:
    """A bare number after the name of a muscle is an MRC grade; sentences after one name are read as one."""
    if GRADED.intersection(modes_of(name)) and (words := nursing_grade(value.words)):
        return words
    if value.number is not None and not value.unit and value.number in (0, 1, 2, 3, 4, 5) and "/" not in value.words:
        if not GRADED.intersection(modes_of(name)):
            return value.words
        return "weak" if value.comparator == "<" else f"{value.words}/5"
    if set(modes_of(name)) == {"walk"} and (said := value.words.strip(" .").lower()) in DONE | FAILED:
        return "normal" if said in DONE else "abnormal"
    if value.words.strip(" .").lower() == "possible" and set(modes_of(name)) <= {"walk"}:
        return "normal"
    if any(i.is_("test") for s in sentences(value.words) for i in s):
        return value.words
    return "; ".join(part.strip() for part in value.words.replace("\n", ". ").split(". ") if part.strip())


def understood(text: str, name: str) -> Reads:
    """The reads of a whole statement."""
    cut = statements(text)
    signs = tuple(r for s in cut for r in s.signs)
    complaints = tuple(c for s in cut for c in s.complaints)
    diagnoses = tuple(d for s in cut for d in s.diagnoses)
    return Reads(signs, complaints, diagnoses, unclear=not signs and names_test(name))


def bare(name: str) -> Reads:
    """A name without any value: counts when the value is in it ("SLR negative"), or when it is one that says so by itself."""
    reads = understood(name, name)
    kept = tuple(r for r in reads.signs if r.own or asserts(name, r))
    alone = tuple(c for c in reads.complaints if c.denied or not kept)
    return Reads(kept, () if names_test(name) else alone, reads.diagnoses, unclear=not kept and names_test(name))


def asserts(name: str, read: SignRead) -> bool:
    return any(
        lexicon().tests[k].asserts and read.test in lexicon().tests[k].tests
        for s in sentences(name)
        for i in s
        if (k := i.means("test"))
    )


def answered(name: str, value: Value) -> Reads:
    """A name and a plain yes or no. When the name holds a value itself, the answer says whether that is so."""
    alone = understood(name, name)
    if states_health(name) and not alone.signs and (told := of_function(name, value)) is not None:
        return told
    if any(r.own for r in alone.signs) or any(c.denied for c in alone.complaints):
        return confirmed(alone, value)
    answer = "present" if value.truth else "absent"
    reads = understood(f"{name}: {answer}", name)
    if not value.truth:
        denials = tuple(c for c in reads.complaints if c.denied)
        complaints = denials or tuple(replace(c, denied=True) for c in alone.complaints)
        diagnoses = tuple(replace(d, scope=replace(d.scope, negated=True)) for d in alone.diagnoses)
        return replace(reads, complaints=complaints, diagnoses=diagnoses)
    return replace(reads, complaints=alone.complaints, diagnoses=alone.diagnoses)


def of_function(name: str, value: Value) -> Reads | None:
    """A healthy function and whether it is there; None when nothing is known of it. Where a loss cannot be told in words of
    ours, that there may be one is said."""
    cut = kept(name) if value.truth else lost(name)
    complaints = tuple(replace(c, denied=bool(value.truth)) for s in cut for c in s.complaints)
    if complaints:
        return Reads(complaints=complaints)
    signs = () if value.truth else tuple(r for s in cut for r in s.signs)
    if signs:
        return Reads(signs=signs)
    if value.truth:
        return None
    concerned = any(c.denied for c in understood(f"{name}: normal", name).complaints)
    return Reads(unclear=concerned, deficit=concerned)


def confirmed(alone: Reads, value: Value) -> Reads:
    """A statement and whether it holds. "Reflex absent: absent" in plain words is ambiguous; a false summary says nothing."""
    if value.truth:
        return alone
    ambiguous = not value.coded and any(r.presence is Presence.PRESENT for r in alone.signs)
    if ambiguous or any(r.grouped or r.grade is not None for r in alone.signs) or any(c.denied for c in alone.complaints):
        return Reads(unclear=True, deficit=any(r.presence is Presence.ABSENT for r in alone.signs))
    return Reads(signs=tuple(replace(r, presence=INVERSE[r.presence]) for r in alone.signs))
