"""Notes in plain words (letters, impressions, answers, reasons of orders) → complaints, signs, problems, measurements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from service.facts import NotAssessed, Presence, Source
from service.reading.body_headings import carried, is_title
from service.reading.clauses import mode_of, pieces
from service.reading.complaints import Complaint, over_two, read_complaints
from service.reading.context import INFORMS, Scope, scopes
from service.reading.copied_text import without_copies
from service.reading.dated_lines import Days
from service.reading.denied_questions import deniable, denial, lost, without_denied
from service.reading.diagnoses import Diagnosis, read_diagnoses, stated_by
from service.reading.earlier_examinations import of_today
from service.reading.electrodiagnosis import tells_nerve_study, told_results
from service.reading.erroneous_entries import takes_back
from service.reading.exam_layouts import spelled_out
from service.reading.examined_parts import sensory_regions
from service.reading.facts_from_words import Setting, excerpt, family_facts, lateral, problem_facts, sign_facts, symptom_facts
from service.reading.gleaned import Gleaned
from service.reading.injuries import worked_up
from service.reading.item import Item
from service.reading.measurements import measured
from service.reading.scan import sentences
from service.reading.sign_reads import SignRead
from service.reading.signs import read_signs
from service.reading.taught_lists import verbs_first
from service.reading.templates import filled_in
from service.reading.told_studies import studies_told

SILENT_SECTIONS = frozenset({"plan", "other"})
PAST_SENTENCE = "past sentence"
PERHAPS_PAST = "perhaps past"
"""Of copied text of which nothing says where it ends: a sentence of what began these days is of today."""
BARE_PAST = frozenset({"pmh", "pmhx", "psh", "pmedhx", "past medical history", "past history", "previous medical history"})
"""Headings of the past that stand without a colon: "PMH discitis 2009"."""
OF_ONE_SENTENCE = frozenset({"other", "imaging", "social", PAST_SENTENCE})
"""Sections whose heading holds for its own sentence only, so that nothing after it is lost."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence with the heading it stands under: history, past, family, examination, impression, plan, review, other; and
    the `part` of the upper body whose examination it goes on with."""

    section: str
    items: list[Item]
    part: Item | None = None


def read_clinical_text(text: str, source: Source, as_of: date, recorded: date | None = None) -> Gleaned:
    """Facts of a note. `recorded` is the day of the note: durations count back from it. Imaging sentences are not read here.

    Never raises on any text. Each fact keeps `source` with the sentence it was read from.
    """
    setting = Setting(source=source, as_of=as_of, recorded=recorded or source.date)
    text, copied = without_copies(verbs_first(text), setting.recorded or as_of)
    form = filled_in(text)
    text, questions = without_denied(form.text)
    out = Gleaned()
    for question in (*form.denied, *questions):
        out += read_denied(question, source, as_of, recorded)
    out += of_sections(spelled_out(text), setting, "")
    for old in copied:
        out += of_sections(spelled_out(old.words), setting, "past" if old.closed else PERHAPS_PAST)
    return each_once(out)


def read_denied(question: str, source: Source, as_of: date, recorded: date | None = None) -> Gleaned:
    """Facts of a question that was answered with a no: what it names is denied; of a test the answer is its result."""
    setting = Setting(source=source, as_of=as_of, recorded=recorded or source.date)
    if deniable(question):
        return denial(question, of_words(setting, question))
    return of_sections(spelled_out(lost(question) or f"{question}: no."), setting, "")


def of_sections(text: str, setting: Setting, told: str) -> Gleaned:
    """Facts of the sentences. `told`: the section that all of them stand under, whatever their headings say."""
    out = Gleaned()
    days = Days(text, setting.recorded or setting.as_of)
    all_stretches = [s for s in stretches(text) if s.items]
    for stretch, following in pairwise([*all_stretches, None]):
        if stretch is None or stretch.section in SILENT_SECTIONS:
            continue
        words = told_by(stretch, text)
        section = told or stretch.section
        if told == PERHAPS_PAST:
            section = stretch.section if begins_now(stretch.items) else "past"
        earlier = days.at(stretch.items[0].start)
        here = replace(setting, recorded=earlier) if earlier else setting
        found = of_stretch(replace(stretch, section=section), of_words(here, words), words)
        if following and section == following.section and section not in ("family", "past"):
            walking = over_two(stretch.items, following.items)
            found += Gleaned(symptoms=tuple(symptom_facts(walking, of_words(here, words))))
        if following is None or began_now(found) or not takes_back(following.items):
            out += without_alarm(found, words, told_by(following, text) if following else "")
    return out


def began_now(found: Gleaned) -> bool:
    """Whether a complaint is told to be new: no entry in a list, and not taken back by what follows."""
    return any("new" in s.qualities for s in found.symptoms)


def told_by(stretch: Stretch, text: str) -> str:
    return text[stretch.items[0].start : stretch.items[-1].end]


def without_alarm(found: Gleaned, words: str, following: str) -> Gleaned:
    """An injury after which a CT or MRI showed nothing broken stays one, but no longer one to be imaged."""
    if not any(s.kind == "trauma" for s in found.symptoms) or not worked_up(words, following):
        return found
    calm = tuple(replace(s, qualities=s.qualities - INJURIES) if s.kind == "trauma" else s for s in found.symptoms)
    return replace(found, symptoms=calm)


INJURIES = frozenset({"major_trauma", "minor_trauma"})


def of_words(setting: Setting, words: str) -> Setting:
    """The same setting, for these words."""
    return replace(setting, source=replace(setting.source, words=excerpt(words), date=setting.recorded))


PAST = "past"
"""Quality of a sign that was seen earlier, until it is known whether the same text tells of it anew."""


def each_once(found: Gleaned) -> Gleaned:
    """Without exact repetitions, and without what was earlier where the text says how it is now."""
    now = {(s.test, s.side) for s in found.signs if PAST not in s.qualities}
    signs = [s for s in found.signs if PAST not in s.qualities or not {(s.test, s.side), (s.test, None)} & now]
    return replace(
        found,
        problems=tuple(dict.fromkeys(found.problems)),
        symptoms=tuple(dict.fromkeys(found.symptoms)),
        signs=tuple(dict.fromkeys(replace(s, qualities=s.qualities - {PAST}) for s in signs)),
        family_history=tuple(dict.fromkeys(found.family_history)),
    )


def stretches(text: str) -> Iterator[Stretch]:
    """The sentences with their sections. A heading is a known phrase at the start of a sentence with a colon or alone."""
    section, part, alone, end = "", None, False, 0
    for sentence in sentences(text):
        new_line = "\n" in text[end : sentence[0].start] if sentence else False
        part = carried(sentence, part, alone=alone, new_line=new_line)
        alone = alone if part is not None and not is_title(sentence) else part is not None
        end = sentence[-1].end if sentence else end
        heading, rest = heading_of(sentence)
        if heading not in OF_ONE_SENTENCE:
            section = heading or section
        if rest:
            apart = (heading or section) in ("past", PAST_SENTENCE, "family")
            now = apart and (begins_now(rest) or (not heading and opens_today(rest)))
            yield Stretch("" if now else "past" if heading == PAST_SENTENCE else heading or section, rest, part)


DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                  "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"})  # fmt: skip
JUST_NOW = frozenset({"yesterday", "today", "this morning", "since yesterday", "since today", "overnight", "last night"})


def begins_now(sentence: list[Item]) -> bool:
    """Whether a sentence after the past history tells of these days: "PMH: diabetes. Numb between the legs since Monday."."""
    named = any(one.word == "since" and other.word in DAYS for one, other in pairwise(sentence))
    return named or any(i.word in JUST_NOW or (i.word.startswith("since ") and i.means("quality") == "new") for i in sentence)


ADDED = frozenset({"addendum", "update", "late entry", "interval update"})
COMPLAINS = frozenset({"c/o", "complains", "complaining", "presents", "currently"})


def opens_today(sentence: list[Item]) -> bool:
    """Whether a sentence after the past history has nothing to do with it: "C/O saddle numbness", "Power: L DF 3/5"."""
    if sentence[0].word in COMPLAINS:
        return True
    headed = any(i.mark == ":" for i in sentence[1:4]) and sentence[0].is_("test")
    return headed and any(i.is_("value") or i.grade is not None or i.scale is not None for i in sentence)


def heading_of(sentence: list[Item]) -> tuple[str, list[Item]]:
    first = sentence[0]
    name = first.means("section")
    if not name:
        return "", sentence
    if first.word in ADDED and (colon := next((n for n, i in enumerate(sentence[:6]) if i.mark == ":"), 0)):
        last = max(n for n, i in enumerate(sentence[:6]) if i.mark == ":")
        return name, sentence[max(colon, last) + 1 :]  # "Addendum 14:00: now unable to pass urine"
    if len(sentence) == 1 and first.word.startswith("follow"):
        return "", sentence  # "Follow-up. Left EHL 3/5." opens a note, and is no plan
    if len(sentence) == 1:
        return (name, []) if not first.is_("test") else (name, sentence)
    if sentence[1].mark == ":":
        keeps = first.is_("test") and not any(i.is_("test") for i in sentence[2:])
        return name, sentence if keeps else sentence[2:]
    if name == "past" and first.word in BARE_PAST:
        return PAST_SENTENCE, sentence[1:]
    return (name, sentence[1:]) if name == "examination" and first.word in ("o/e", "oe", "on examination") else ("", sentence)


def of_stretch(stretch: Stretch, setting: Setting, words: str) -> Gleaned:
    items, section = stretch.items, stretch.section
    if is_imaging(items):
        return Gleaned()
    told = studies_told(words)
    diagnoses = [replace(d, details=d.details | told) for d in (sectioned(d, section) for d in read_diagnoses(items))]
    complaints = [] if section in ("family", "past") else [*read_complaints(items), *stated_by(diagnoses)]
    signs = [] if section in ("family", "past") else of_today(affirmed(read_signs(items, stretch.part), items), items)
    if section == "examination":
        signs += felt_numb(complaints, items, signs)
    if signs and tells_nerve_study(words):
        signs = [s for s in signs if s.grade is not None]
    found = Gleaned(
        problems=tuple(problem_facts(diagnoses, setting)),
        symptoms=tuple(symptom_facts(complaints, setting, words)),
        signs=tuple(sign_facts(signs, setting)),
        measurements=tuple(measured(items, setting.source)),
        family_history=tuple(family_facts(diagnoses, setting)),
        electrodiagnoses=() if section in ("family", "past") else told_results(items, words, setting.source),
    )
    unread = not found and section not in ("family", "past") and may_tell_a_deficit(items)
    if not unread:
        return found
    return Gleaned(not_assessed=(NotAssessed(source=setting.source.reference, why=NOT_UNDERSTOOD, deficit=True),))


def felt_numb(complaints: list[Complaint], items: list[Item], signs: list[SignRead]) -> list[SignRead]:
    """Under examination "numb dorsum L foot" is what was found, not what was complained of."""
    if signs or any(i.word in INFORMS or i.word.startswith("complain") for i in items):
        return []
    return [
        SignRead(f"sensation_{region}", side, Presence.PRESENT, None, frozenset(), True, False, c.start, c.end)
        for c in complaints
        if c.kind == "numbness" and not (c.denied or c.scope.past or c.scope.hedged or c.scope.abated)
        for region in c.regions
        if region in sensory_regions()
        for side in (("left", "right") if c.side == "bilateral" else (lateral(c.side),))
    ]


NOT_UNDERSTOOD = "an examination that may be abnormal is told in words that could not be understood"
STUDIED = frozenset({"fibrillations", "fibrillation", "recruitment", "denervation", "positive waves", "emg", "ncs", "ncv"})
"""Words of a nerve study, whose weak muscles are no examination."""
OTHER_PARTS = frozenset({"neck_or_arm", "abdomen"})
DOUBTS = ("negation", "conditional", "family", "relative", "rule_out", "ruled_out")
WRONG = frozenset({"reduced", "absent", "weakness", "abnormal"})


def may_tell_a_deficit(items: list[Item]) -> bool:
    """Whether a sentence of which nothing was read holds a grade of a weak muscle, or names a test and something wrong."""
    graded = len(items) > 1 and any(i.grade is not None and i.grade < 5 for i in items)
    tests = [mode_of(i) for i in items if i.is_("test")]
    tested = not {"tenderness", "provocation"}.issuperset(tests) and any(i.means("value") in WRONG for i in items)
    elsewhere = any(i.means("scope") == "spine" or i.means("region") in OTHER_PARTS or i.word in STUDIED for i in items)
    return (graded or tested) and not elsewhere and not any(i.is_(kind) for i in items for kind in DOUBTS)


IMAGING = frozenset({"mri", "mri lumbar spine", "mri hip", "x rays", "xr", "imaging"})


def is_imaging(items: list[Item]) -> bool:
    """A sentence that tells what a scan showed of the spine: left to the reader of reports."""
    levels = sum(1 for i in items if "-" in i.level or "/" in i.level)
    scan = any(i.word in IMAGING for i in items)
    return levels > 0 and scan and not any(i.is_("problem") for i in items)


def sectioned(d: Diagnosis, section: str) -> Diagnosis:
    """Under "Past medical history" everything is past; under "Family history" it is a relative's."""
    if section == "past":
        return replace(d, scope=replace(d.scope, past=True))
    if section == "imaging":
        return replace(d, details=d.details | {"imaging_confirmed"})
    if section == "family" and not d.scope.family:
        return replace(d, scope=replace(d.scope, family="family"))
    return d


def affirmed(reads: list[SignRead], items: list[Item]) -> list[SignRead]:
    """In running text the bare name of a finding says that it is there ("antalgic gait"), unless asked for or a relative's."""
    context = scopes(pieces(items))
    told = any(
        i.is_("negation") and i.word.startswith(("deni", "no complain", "no report", "does not", "doesn't")) for i in items
    )
    out = []
    for read in reads:
        scope = context.get(read.start, Scope())
        talked = scope.asked and not (scope.discussed and read.own)
        if talked or scope.family or ((scope.abated or scope.past or scope.hedged) and not read.own):
            continue
        if scope.past:
            read = replace(read, qualities=read.qualities | {PAST})
        if not (told and read.grouped and read.presence is Presence.ABSENT):
            out.append(read)
    return out
