"""Whether words of a sentence are affirmed: negation, doubt, somebody else's illness, the past, and "come back if"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from service.reading.carried_denials import carries, ended_lately
from service.reading.clauses import Chunk
from service.reading.denials import (
    CONTENT,
    DENYING,
    answered,
    answers_no,
    denied_by_marks,
    is_there,
    mark_of,
    marks_lead,
    red_flags,
    sums_up,
    tells_since,
)
from service.reading.erroneous_entries import in_error
from service.reading.injuries import denies_harm
from service.reading.item import Item

MOST_LISTED = 30
"""Pieces of a list that are looked at for the "or" that closes it."""
TALK = frozenset({"discussed", "feared"})
NEVER = frozenset({"never", "never had", "has never had", "have never had", "never been", "never experienced", "never noticed"})
INFORMS = frozenset(
    {"says", "reports", "reported", "states", "noticed", "notices", "thinks", "concerned", "worried", "anxious", "confirms",
     "adds", "describes", "observed", "feels", "rang", "called", "phoned", "brought"}
)  # fmt: skip
"""What relatives do who tell of the patient: "wife says he has been numb"."""
LONG_GONE = frozenset({"years ago", "in the past", "in remission", "as a child", "childhood", "when younger", "as a teenager"})
CURED = frozenset({"cured", "healed", "fully recovered", "fully resolved", "completely resolved", "has resolved"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a stretch of a sentence. `asked`: to be ruled out, or a warning ("return if"): says nothing of now.
    `discussed`: asked only in that it was talked about or feared, which what is said to be there today overrides. `feared`:
    that ends with a semicolon."""

    negated: bool = False
    hedged: bool = False
    ruled_out: bool = False
    asked: bool = False
    family: str = ""
    past: bool = False
    abated: bool = False
    discussed: bool = False
    feared: bool = False


WARNING_NOUNS = frozenset(
    {"safety", "net", "advice", "leaflet", "warning", "explained", "discussed", "netting", "netted", "information", "would"}
)
PLAIN = Scope()


def scopes(pieces: list[Chunk]) -> dict[int, Scope]:
    """The scope of every item, by its start. Runs once over the sentence."""
    out: dict[int, Scope] = {}
    state, negation_had_side, single = (replace(PLAIN, asked=True) if thought_of(pieces) else PLAIN), False, False
    held, denies = 0, False
    for n, piece in enumerate(pieces):
        more = pieces[n + 1 : n + MOST_LISTED]
        before = pieces[n - 1] if n else None
        holds = carries(piece, before, negated_side=negation_had_side, earlier=held, more=more, denies=denies)
        if not holds or (single and not goes_on(pieces[n:])):
            state = replace(state, negated=False)
        if piece.joiner in (";", "but"):
            state = PLAIN if state.feared else replace(PLAIN, asked=state.asked, discussed=state.discussed)
        elif piece.joiner == ",":
            state = replace(state, hedged=False)
        if piece.joiner in (",", "and", ")") and of_today(piece):
            state = replace(state, past=False, family=state.family if n and speaks_of_spouse(pieces[n - 1], piece) else "")
        if state.discussed and ends_talk(piece):
            state = replace(state, asked=False, discussed=False, feared=False)
            if goes_with_before(piece):
                out |= {start: replace(s, asked=False, discussed=False) for start, s in out.items() if s.discussed}
        state = through(piece, state, out, more)
        if ended_lately(piece):
            out |= {i.start: replace(out[i.start], negated=False) for i in piece.items}
        no = next((i for i in reversed(piece.items) if i.is_("negation")), None)
        held, denies = (held + 1, denies) if no is None else (1, no.word.startswith("den"))
        if sums_up(piece) and (n + 1 == len(pieces) or pieces[n + 1].joiner != "("):
            state = replace(state, negated=False)
        negation_had_side = state.negated and bool(piece.sides)
        single = last_no(piece, single)
    for before, piece in pairwise(pieces):
        if ends_before(before, piece):
            out |= {i.start: replace(out[i.start], abated=True) for i in before.items if i.is_("problem") or i.is_("test")}
    for piece in answered(pieces):
        out |= {i.start: replace(out[i.start], negated=True) for i in piece.items}
    return out | {start: replace(out[start], ruled_out=True) for start in in_error(pieces)}


THOUGHT_OF = frozenset({"considered", "also considered"})
LEAST_THOUGHT_OF = 2


def thought_of(pieces: list[Chunk]) -> bool:
    """Whether a sentence lists what was thought of: "considered cauda equina syndrome, abscess, fracture"."""
    opening = next((i for i in (pieces[0].items if pieces else []) if i.concepts or i.word == "considered"), None)
    if opening is None or opening.word not in THOUGHT_OF:
        return False
    return sum(any(i.is_("problem") or i.is_("symptom") for i in p.items) for p in pieces) >= LEAST_THOUGHT_OF


OWN = frozenset({"he", "she", "they", "i", "patient", "pt", "now", "currently", "because", "unfortunately",
                 "returns", "returned", "presents", "presented", "attends", "attended", "came", "comes"})  # fmt: skip
"""Words that begin a statement of the patient after something that was only talked about."""
SPOUSES = {"wife": "she", "ex wife": "she", "girlfriend": "she", "husband": "he", "ex husband": "he", "boyfriend": "he"}


def ends_before(before: Chunk, piece: Chunk) -> bool:
    """Whether a piece says only that what was named before is over: "discitis, cured", "foot drop in 2011, recovered"."""
    old = any(i.number is not None and 1950 <= i.number <= 2100 for i in before.items)
    over = [i for i in piece.items if i.is_("abated")]
    return bool(over) and (old or over[-1].word in CURED) and not any(i.concepts for i in piece.items if i not in over)


def ends_talk(piece: Chunk) -> bool:
    """Whether a piece tells of the patient, after what was explained or feared: "explained, she is numb since Monday"."""
    return is_there(piece) or (bool(piece.items) and piece.items[0].word in OWN)


def goes_with_before(piece: Chunk) -> bool:
    """Whether a piece tells when what was just named began, and nothing else: "worried about numbness, since this morning"."""
    denies = any(i.is_("negation") or i.means("value") in DENYING for i in piece.items)
    dated = any(map(tells_since, piece.items))
    return dated and not denies and not any(i.is_(kind) for i in piece.items for kind in CONTENT)


def speaks_of_spouse(before: Chunk, piece: Chunk) -> bool:
    """Whether a piece goes on about the husband or wife just named: "wife present, she has a foot drop"."""
    named = [i.word for i in before.items if i.is_("relative")]
    first = piece.items[0].word if piece.items else ""
    return bool(named) and (first == "who" or SPOUSES.get(named[-1]) == first)


SINGLE = frozenset({"not", "isn't", "wasn't", "aren't", "hasn't", "haven't", "doesn't", "didn't", "no longer", "never had"})
"""Negations of one thing, which a list takes up only with "or": "not diabetic, back pain for a week"."""


def last_no(piece: Chunk, single: bool) -> bool:
    """Whether the last negation so far is one of a single thing."""
    found = [i.word for i in piece.items if i.is_("negation")]
    return found[-1] in SINGLE if found else single


def goes_on(pieces: list[Chunk]) -> bool:
    """Whether the list goes on to an "or"."""
    for piece in pieces:
        if piece.word in ("or", "nor"):
            return True
        if piece.joiner != ",":
            return False
    return False


def of_today(piece: Chunk) -> bool:
    """Whether a piece speaks of the present: "previous breast cancer, now back pain for 3 weeks"."""
    words = ("new", "acute", "progressive")
    return any(i.is_("affirm") or i.weeks is not None or i.means("quality") in words or i.word == "now" for i in piece.items)


def through(piece: Chunk, state: Scope, out: dict[int, Scope], more: list[Chunk]) -> Scope:
    """Walks a piece: what a cue says holds for what follows; for the whole piece when nothing follows it. `more`: the pieces
    after it."""
    trailing = trailing_scope(piece)
    previous: Item | None = None
    leads = marks_lead(piece)
    likened = any(one.word == "like" and other.word in ("this", "that", "it") for one, other in pairwise(piece.items))
    denied = denied_by_marks(piece) if not leads else frozenset()
    accompanied = any(i.word in COMPANY for i in piece.items)
    lately = any(i.is_("history") for i in piece.items) and told_lately(piece, more)
    for item in piece.items:
        if item.is_("negation") and item.word in NEVER and likened:
            pass  # "never numb like this before": it is so now
        elif item.is_("relative") and accompanied:
            pass  # "son translating: saddle numbness since Monday"
        elif item.is_("history") and lately:
            pass  # "h/o urinary retention since yesterday" is what the patient complains of
        elif item.means("conditional") not in TALK or not is_there(piece):
            state = after(item, previous, state)
        if leads and (said := mark_of(item)) is not None:
            state = replace(state, negated=not said)
        here = replace(state, negated=True) if item.start in denied else state
        out[item.start] = merged(here, trailing)
        previous = item
    return state


COMPANY = frozenset({"translating", "translates", "translated", "interpreting", "interprets", "interpreter", "accompanying",
                     "accompanied", "attending"})  # fmt: skip
"""What relatives do beside a patient whose complaints are told."""
FEW_WEEKS = 6.0


def told_lately(piece: Chunk, more: list[Chunk]) -> bool:
    """Whether a piece, or what follows without a complaint of its own, tells of the last weeks: "for 2 days", "since Monday",
    "sudden onset, 1 day", or a plus behind it."""
    items = list(piece.items)
    for later in more:
        if later.joiner != "," or any(i.is_("symptom") or i.is_("problem") for i in later.items):
            break
        items += later.items
    short = any(i.weeks is not None and i.weeks <= FEW_WEEKS for i in items)
    return short or any(i.plus == "+" or tells_since(i) for i in items)


def after(item: Item, previous: Item | None, state: Scope) -> Scope:
    if item.is_("negation") or (item.means("value") == "painless" and item.word.startswith(("no ", "without "))):
        state = replace(state, negated=True)  # "no pain, numbness or tingling"
    if item.word in INFORMS and state.family and not state.family.startswith(("fam", "fh", "f/h", "no fam")):
        state = replace(state, family="")
    if item.is_("affirm") or item.is_("pseudo") or item.word == "only":  # "no pain, only weakness"
        state = replace(state, negated=False, past=state.past and not item.is_("affirm"))
    if item.is_("hedge"):
        state = replace(state, hedged=True)
    if item.is_("rule_out") or item.is_("conditional"):
        means = item.means("conditional")
        state = replace(state, asked=True, discussed=means in TALK, feared=means == "feared")
    if item.means("value") in DENYING and previous is not None and red_flags(previous):
        state = replace(state, negated=True)
    if item.is_("relative") or item.is_("family"):
        state = replace(state, family="somebody else" if item.means("relative") == "someone else" else item.word or "family")
    if item.is_("history") and not (previous is not None and previous.weeks is not None):
        state = replace(state, past=True)
    return state


def trailing_scope(piece: Chunk) -> Scope:
    """Cues after what they speak of: "fever denied", "saddle anaesthesia: absent", "CES ruled out", "sciatica, resolved"."""
    last_content = max((i.start for i in piece.items if any(i.is_(k) for k in CONTENT)), default=-1)
    tail = [i for i in piece.items if i.start > last_content]
    return Scope(
        negated=answers_no(tail) and not denies_harm(tail),
        hedged=any(i.is_("hedge") for i in tail),
        ruled_out=any(i.is_("ruled_out") for i in piece.items),
        asked=any(i.is_("conditional") and not WARNING_NOUNS.isdisjoint(i.word.split()) for i in tail),
        family=next((i.word for i in tail if i.is_("family") or i.is_("relative")), ""),
        past=any(i.word in LONG_GONE for i in tail),
        abated=any(i.is_("abated") for i in piece.items),
    )


def merged(state: Scope, trailing: Scope) -> Scope:
    return Scope(
        negated=state.negated or trailing.negated,
        hedged=state.hedged or trailing.hedged,
        ruled_out=trailing.ruled_out,
        asked=state.asked or trailing.asked,
        family=state.family or trailing.family,
        past=state.past or trailing.past,
        abated=trailing.abated,
        discussed=state.discussed,
    )
