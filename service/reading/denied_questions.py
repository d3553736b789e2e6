"""Questions that were answered with a no: everything they name is denied, however they list it ("numbness or tingling, such as
in the legs or around the genitals?")."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts import Presence
from service.reading.complaints import Complaint
from service.reading.facts_from_words import Setting, problem_facts, symptom_facts
from service.reading.gleaned import Gleaned
from service.reading.item import Item
from service.reading.lexicon import lexicon
from service.reading.statements import Statement, statements

LONGEST_QUESTION = 220
_NO = r"(?:no|n|never|none|nil|nope|absent|negative|neg|denied|denies|not at all|not present|nothing)"
_DOUBTED = (
    r"(?:i\s)?(?:do\snot|don'?t)\s(?:think|believe|suspect)\s(?:so|it|this)\b|(?:i\s)?(?:think|believe)\snot\b|i\sdoubt\s(?:it|so|this)\b"
    r"|not\s(?:clinically|in\smy\s(?:view|opinion))\b|(?:very\s|most\s|highly\s)?unlikely\b(?!\W{1,3}but)"
)
"""How a clinician answers a question of his own with a no: "Is this cauda equina? I don't think so."."""
_AFTER_QUESTION = re.compile(
    rf"\?[ \t]{{0,3}}[:\-–]?[ \t]{{0,3}}(?:{_DOUBTED}|{_NO}\b)"
    r"(?!/|[ \t]*(?:until|before|previously|longer|change|better|worse|relief"
    r"|doubt|idea|more|but|feeling|sensation)\b)",
    re.I,
)
_AFTER_COLON = re.compile(rf"[:=][ \t]{{0,3}}{_NO}(?=[ \t]*(?:[.;\n]|\Z))", re.I)
_UNASKED = re.compile(
    r"[:=?][ \t]{0,3}(?:n/a|not (?:asked|applicable|discussed|recorded|enquired|explored)|unknown|unasked"
    r"|\?)(?=[ \t]*(?:[.,;\n]|\Z))",
    re.I,
)
_STARTS = re.compile(r"[?.;:\n]|(?<=[a-z])\s-\s")
_LISTS = re.compile(r"\bor\b|/", re.I)
_TELLS = re.compile(
    r"\d|\b(?:since|for|with|but|now|has|had|have been|reports?|complains?|today|yesterday"
    r"|worse|worsening|after)\b",
    re.I,
)
_IMPROVING = frozenset({"improving"})


def deniable(question: str) -> bool:
    """Whether a no to this question denies complaints or diagnoses and nothing else: no test, nothing denied in itself
    ("no feeling when you pass urine?"), nothing that has gone ("has the numbness resolved?")."""
    cut = statements(question[:LONGEST_QUESTION])
    complaints = [c for s in cut for c in s.complaints]
    if any(examines(i) for s in cut for i in s.items) or lost(question):
        return False
    if any(c.denied or c.scope.abated or c.qualities & _IMPROVING for c in complaints):
        return False
    return bool(complaints or any(d for s in cut for d in s.diagnoses))


def examines(item: Item) -> bool:
    """Whether an item names a test, and not a deficit by its own name ("foot drop", "leg weakness")."""
    key = item.means("test")
    return bool(key) and not item.is_("symptom") and not (lexicon().tests[key].noun or lexicon().tests[key].asserts)


_ASKS_NORMAL = re.compile(
    r"\b(?:can|could|able|do you feel|do you have|are you|normal\w*|good|full|fully|control\w*|intact|as usual"
    r"|properly|feel|sense)\b",
    re.I,
)
_ASKS_LOSS = re.compile(
    r"\b(?:loss|lost|lose|losing|los[a-z]* of|lack|without|unable|cannot|can'?t|difficult\w*|problem\w*"
    r"|trouble\w*|change\w*|reduced|altered|"
    r"abnormal\w*|numb\w*|leak\w*|accident\w*|incontinen\w*|retention|not|no|worse|issue\w*|disturb\w*"
    r"|dysfunction|poor|less)\b",
    re.I,
)
_GONE = re.compile(
    r"\b(?:has|have|did|is|are)\b.{0,60}\b(?:resolved|gone|settled|recovered|improved|improving"
    r"|better|cleared)\b",
    re.I,
)
_BLADDER = re.compile(r"\b(?:urin\w*|bladder|pee|water|wee)\b", re.I)
_CONTROL = re.compile(r"\bcontrol\w*|\bhold\b", re.I)
_BOWEL = re.compile(r"\b(?:bowels?|motions?|stools?|faeces|feces|wind)\b", re.I)
_SADDLE = re.compile(
    r"\b(?:wip\w+|toilet paper|genital\w*|saddle|between (?:the|your) legs|perine\w+|bottom|groin area|private)\b", re.I
)


def lost(question: str) -> str:
    """What a no to a question after something normal tells: "Can you feel when you wipe?" No: saddle numbness. Empty for a
    question after something wrong."""
    question = question[:LONGEST_QUESTION]
    if _GONE.search(question):
        return _GONE_WORDS.sub(" ", question)
    if not _ASKS_NORMAL.search(question) or _ASKS_LOSS.search(question):
        return ""
    if _BLADDER.search(question):
        return "loss of bladder control" if _CONTROL.search(question) else "difficulty passing urine"
    if _BOWEL.search(question):
        return "loss of bowel control"
    return "saddle numbness" if _SADDLE.search(question) else ""


_GONE_WORDS = re.compile(
    r"\b(?:has|have|did|is|are|resolved|gone|settled|recovered|improved|improving|better"
    r"|cleared|away|now)\b",
    re.I,
)


def denial(question: str, setting: Setting) -> Gleaned:
    """The complaints and diagnoses of a question, each as not there."""
    cut: tuple[Statement, ...] = statements(question[:LONGEST_QUESTION])
    complaints: list[Complaint] = [replace(c, denied=True) for s in cut for c in s.complaints]
    diagnoses = [replace(d, scope=replace(d.scope, negated=True)) for s in cut for d in s.diagnoses]
    found = symptom_facts(complaints, setting, question)
    return Gleaned(
        symptoms=tuple(s for s in found if s.presence is Presence.ABSENT), problems=tuple(problem_facts(diagnoses, setting))
    )


def without_denied(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the questions that it answers with a no, and those questions. Only what is plainly a question is taken:
    it ends with "?", or lists with "or" and tells nothing of its own. Linear in the length of the text."""
    found = [*_AFTER_QUESTION.finditer(text)] if "?" in text else []
    found += _AFTER_COLON.finditer(text)
    found += _UNASKED.finditer(text)
    kept, questions, done = [], [], 0
    for answer in sorted(found, key=lambda m: m.start()):
        start = _start(text, max(done, answer.start() - LONGEST_QUESTION), answer.start())
        question = text[start : answer.start()]
        unasked = answer.re is _UNASKED
        plain = unasked or answer[0].startswith("?") or (_LISTS.search(question) and not _TELLS.search(question))
        if plain and deniable(question):
            kept.append(text[done:start].rstrip(" -–") + " ")
            questions += [] if unasked else [question.strip()]
            done = answer.end()
    return "".join(kept) + text[done:], tuple(questions)


def _start(text: str, first: int, end: int) -> int:
    """Where the question that ends at `end` begins. Of a list after a comma only the last part with its "or" is taken, unless
    the "or" begins it."""
    stops = [m.end() for m in _STARTS.finditer(text, first, end)]
    start = stops[-1] if stops else first
    if text[end : end + 1] == "?" or "," not in text[start:end]:
        return start
    comma = text.rfind(",", start, end)
    last = text[comma + 1 : end].strip().lower()
    return comma + 1 if comma >= 0 and not last.startswith(("or ", "and/or ")) else start
