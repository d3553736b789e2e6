"""QuestionnaireResponse → its answers: a no denies all that the question names, anything else is read beside the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from service.reading.coding import codes_of, listed, text_of
from service.reading.observed_value import FALSE_CODES
from service.record import Resource

DEEPEST = 10
NO_WORDS = frozenset({
    "no", "n", "false", "never", "none", "nil", "nope", "absent", "negative", "denied", "denies", "not at all",
    "not present", "0", "-", "none of these", "none of the above", "no symptoms", "nothing", "never had", "no never",
    "no problems", "no issues", "does not apply", "nein", "non", "nee", "não",
})  # fmt: skip
_BEGINS_NO = re.compile(
    r"\s*(?:no|none|never|nil|denies|denied|not at all)\s*(?:[,.;:!–—]|\s-\s"
    r"|\bbut\b)\s*(?:but\b)?\s*(?P<rest>.*)\Z",
    re.I | re.S,
)
_CHOICES = re.compile(
    r"\b(?:which|what)\b.{0,40}\b(?:of|these|following)\b|\b(?:select|tick|check|mark|choose"
    r"|circle)\b.{0,30}\b(?:all|any|each|that apply)\b",
    re.I,
)


_GRADE = re.compile(r"\b[0-5][+-]?\s?/\s?5\b[+-]?")
_TOLD_BEFORE = re.compile(
    r"\([^()]{0,80}?[0-5][+-]?\s?/\s?5[^()]{0,80}\)"
    r"|[,;:–-]?\s?\b(?:previously|formerly|improved|improving|was|were|up|down|worse|worsened|from|last|earlier|baseline|before)\b"
    r"[^,;:()]{0,30}?[0-5][+-]?\s?/\s?5[+-]?[^,;:()]{0,40}|\b[0-5][+-]?\s?/\s?5[+-]?",
    re.I,
)
"""A grade that stands in a question: an earlier one, or the scale. The answer is the one of today."""


_LIMB = re.compile(
    r"(?:the\s)?(?:left|right|both|bilateral|lt|rt|[lr])\.?(?:\s(?:lower\s)?(?:legs?|limbs?|extremit(?:y|ies)|sides?|hips?|foot|feet))"
    r"?(?:\s(?:exam(?:ination)?|findings))?\Z|[LR]LE\Z",
    re.I,
)
_SIDED = re.compile(r"(?i:\b(?:left|right|bilateral\w*|both|lt|rt)\b)|\b[LR]\b")


class Answer(NamedTuple):
    """What was answered to a question. `denied`: with a no. `told`: the answer in words, and more that follows a no."""

    question: str
    told: str
    denied: bool

    @property
    def line(self) -> str:
        """The answer as a sentence, empty when it is only a no. Of a choice among listed answers the question says nothing."""
        if self.denied or not self.question or (_CHOICES.search(self.question[:300]) and self.told.lower() != "yes"):
            return f"{self.told}." if self.told else ""
        graded = bool(_GRADE.search(self.told)) and bool(_GRADE.search(self.question))
        asked = " ".join(_TOLD_BEFORE.sub(" ", self.question[:300]).split()).strip(" ,;:-–") if graded else self.question
        return f"{asked}: {self.told}."


def answers(response: Resource) -> list[Answer]:
    """Every answered question, down to the tenth level of groups."""
    return list(_answers(response, 0, ""))


def denied_questions(resource: Resource) -> list[str]:
    """The questions that were answered with a no."""
    if resource.get("resourceType") != "QuestionnaireResponse":
        return []
    return [a.question for a in answers(resource) if a.denied and a.question]


def _answers(holder: Mapping[str, Any], depth: int, limb: str) -> Iterator[Answer]:
    for item in listed(holder.get("item")) if depth < DEEPEST else []:
        if not isinstance(item, Mapping):
            continue
        question = item.get("text")
        question = question.strip().rstrip("?: ") if isinstance(question, str) else ""
        given = [a for a in listed(item.get("answer")) if isinstance(a, Mapping)]
        told = [words for a in given if (words := in_words(a))]
        if told:
            yield _answer(_of_limb(question, limb, told), told, denied=all(map(is_no, given)))
        title = question if not told and _LIMB.match(question) else limb
        for inner in (item, *given):
            yield from _answers(inner, depth + 1, title)


def _of_limb(question: str, limb: str, told: list[str]) -> str:
    """A question under a title that is a limb ("Right leg"): it is of that side, unless it or the answer names one itself."""
    sided = any(_SIDED.search(words) for words in (question, *told))
    return question if sided or not limb or not question else f"{limb}: {question}"


def _answer(question: str, told: list[str], *, denied: bool) -> Answer:
    if denied:
        return Answer(question, "", denied=True)
    more = _BEGINS_NO.match(" ".join(told[0].split())) if len(told) == 1 else None
    if more:
        return Answer(question, more["rest"].strip(" ."), denied=True)
    return Answer(question, ", ".join(told), denied=False)


def is_no(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is a plain no: false, 0, a word or a code for it."""
    if isinstance(answer.get("valueBoolean"), bool):
        return not answer["valueBoolean"]
    words = in_words(answer).lower().strip(" .!?()")
    coding = answer.get("valueCoding") or answer.get("valueCodeableConcept")
    codes = {c.code.lower() for c in codes_of(coding)}
    return words in NO_WORDS or bool(codes & FALSE_CODES and words in ("", *codes))


def in_words(answer: Mapping[str, Any]) -> str:
    """The value of an answer, whatever its type."""
    if isinstance(answer.get("valueBoolean"), bool):
        return "yes" if answer["valueBoolean"] else "no"
    for key in ("valueString", "valueDate", "valueInteger", "valueDecimal"):
        if answer.get(key) is not None:
            return str(answer[key])
    quantity = answer.get("valueQuantity")
    if isinstance(quantity, Mapping) and quantity.get("value") is not None:
        return f"{quantity['value']} {quantity.get('unit', '')}".strip()
    coding = answer.get("valueCoding")
    return text_of(coding) or (str(coding.get("code") or "") if isinstance(coding, Mapping) else "")
