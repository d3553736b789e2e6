"""Forms and templates inside a note → plain statements: ticked and empty boxes, "Yes / No" and blanks that nobody filled.

What stands beside an empty box says nothing of the patient and is left out; what is ticked is kept as a sentence of its own.
Where a form is not understood the text stays as written, so that an alarm is never lost to its layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from service.reading.unfilled import without_unfilled

_EMPTY = r"\[\s?\]|\[_+\]|☐|□|◻|❏|❑|⬜|\(\s{0,3}\)|\[\s?[nN]\s?\]|\[\s?-\s?\]"
_TICKED = r"\[\s?[xXyY✓✔√+*]\s?\]|☒|☑|✅|🗹|\(\s?[xX✓✔√]\s?\)"
_BOX = re.compile(rf"(?P<empty>{_EMPTY})|(?P<ticked>{_TICKED})")
_MARK = re.compile(r"\[\s?[+-]\s?\]\Z")
_SIDED = re.compile(r"(?P<what>.{2,60}?)[\s:]+(?:l|r|lt|rt|left|right|both|bilat|bilateral)\Z", re.I)
_COMPLAINT = re.compile(
    r"\s*(?P<what>(?:\w{2,12}\s){0,2}(?:pain|ache|numb|numbness|tingling|pins and needles|par(?:a|e)?esthesia"
    r"|weakness|burning)s?)"
    r"(?:\s(?:site|sites|location|area|areas|where|distribution))?\s?:",
    re.I,
)
"""The complaint that a list of places stands under: "Pain: buttock [x] groin [ ]"."""
_SIDE_ALONE = re.compile(r"(?:l|r|lt|rt|left|right|both|bilat|bilateral)\Z", re.I)
_YES_NO = re.compile(
    r"(?P<yes>yes|y|present|positive|pos)\b|(?P<no>no|n|none|absent|negative|neg|unknown|n/a|not asked"
    r"|not tested)\b",
    re.I,
)
_ENDS_YES_NO = re.compile(
    r"(?:\b|(?<=\s))(?:(?P<yes>yes|y|present|positive|pos)|(?P<no>no|n|none|absent|negative|neg"
    r"|unknown|n/a))\s{0,4}[:=]?\s{0,4}\Z",
    re.I,
)
_UNASKED = re.compile(
    r"(?P<mark>\b(?:yes[ \t]?(?:/|\||or)[ \t]?no|y[ \t]?(?:/|\|)[ \t]?n|(?:yes[ \t]{1,4}no"
    r"|y[ \t]{1,4}n)(?=[ \t]{0,3}(?:\Z|[.,;|)\]])))\b)[)\]}>]?"
    r"(?:[ \t]?[:=(-]?[ \t]{0,3}(?P<answer>yes|no|y|n)\b(?![ \t](?:crossed|struck|deleted))"
    r"(?:[ \t](?:circled|ringed|ticked|marked|chosen|selected)\)?)?)?",
    re.I,
)
_CHOSEN = re.compile(
    r"[*_(\[<]{1,3}(?P<yes>yes|y)[*_)\]>]{1,3}[ \t]?/[ \t]?(?:no|n)\b|\b(?:yes"
    r"|y)[ \t]?/[ \t]?[*_(\[<]{1,3}(?P<no>no|n)[*_)\]>]{1,3}",
    re.I,
)
_BLANK = re.compile(
    r"(?:_{2,}(?P<filled>[ \t]?[a-z0-9]{1,3}[ \t]?)_{2,}|_{2,}|\.{8,})(?:[ \t]{0,2}(?P<answer>yes|no)\b)?", re.I
)
_LAST_WORD = re.compile(r"(?P<word>[A-Za-z]+)[\s:=]*\Z")
_STOPS = re.compile(r"[.;!?](?=\s|\Z)|\t|\s{3,}")
_FREE = re.compile(r"\b(?:other|comments?|notes?|details?|specify)\b", re.I)
_DATED = re.compile(r"\bsince\b|\d|\btoday\b|\byesterday\b", re.I)
_BULLET = re.compile(r"[\s\-*•–·]*\Z")
_WRITTEN = re.compile(r"(?<![\w_])_{1,8}[ \t]?[xX✓✔][ \t]?_{1,8}(?![\w_])|(?<=[sSoO])_{1,8}[xX✓✔]_{1,8}(?![\w_])")
_CROSS = re.compile(r"(?<=[a-z])[:=]?[ \t]?(?:[✗✘❌]|[(\[](?:no|nil|none|NO|No)[)\]])")
_OPTION_BLANK = re.compile(r"\b(?:yes|no)[ \t]?(?:_{2,}|\[x\])", re.I)
_RULE = re.compile(r"_{2,}")
RESULTS = frozenset({
    "left", "right", "bilateral", "both",
    "l", "r", "b/l", "none", "normal", "abnormal", "reduced", "absent", "present", "intact",
    "decreased", "increased", "lax", "mild", "moderate", "severe", "new", "old", "not tested", "not assessed", "positive",
    "negative", "n/a",
})  # fmt: skip
"""Options beside boxes that are the result of what stands before them: "anal tone [ ] normal [x] reduced"."""
LONGEST_LINE = 20_000


HINTS = ("__", "_x_", "_X_", "........", "○", "✗", "✘", "❌")


class Form(NamedTuple):
    """The text with its forms resolved, and the labels that were answered with a no."""

    text: str
    denied: tuple[str, ...]


def filled_in(text: str) -> Form:
    """Every line with its forms resolved. Linear in the length of the text; never raises."""
    text = without_unfilled(text)
    if not _may_hold_forms(text):
        return Form(text, ())
    denied: list[str] = []
    lines = [_line(line, denied) if len(line) <= LONGEST_LINE else line for line in text.split("\n")]
    return Form("\n".join(lines), tuple(denied))


def _may_hold_forms(text: str) -> bool:
    return bool(_BOX.search(text)) or any(mark in text for mark in HINTS) or bool(_UNASKED_HINT.search(text))


_UNASKED_HINT = re.compile(r"[ys][*_)\]>]{0,3}[ \t]{0,4}(?:/|\||or)?[ \t]{0,4}[*_(\[<]{0,3}no?\b|[(\[]n(?:o|il|one)[)\]]", re.I)


def _line(line: str, denied: list[str]) -> str:
    line = _CROSS.sub(" (-)", _WRITTEN.sub("[x]", line))
    if "○" in line and "●" in line:  # alone they are bullets
        line = line.replace("○", "☐").replace("●", "☒")
    if _OPTION_BLANK.search(line):
        line = _RULE.sub("[ ]", line)
    for pattern, resolve in ((_CHOSEN, _of_choice), (_UNASKED, _of_unasked), (_BLANK, _of_blank)):
        if pattern is not _BLANK or not _BOX.search(line):
            line = _labelled(line, pattern, resolve, denied)
    boxes = [m[0] for m in _BOX.finditer(line)]
    if boxes and all(map(_MARK.match, boxes)):  # results and no boxes: "SLR [+] FNST [-]"
        return _BOX.sub(lambda m: f"({m[0].strip('[ ]')})", line)
    return _boxes(line, denied) if boxes else line


Resolve = Callable[[re.Match[str]], bool | None]
"""What a mark says of its label: a yes, a no, or nothing."""


def _labelled(line: str, pattern: re.Pattern[str], resolve: Resolve, denied: list[str]) -> str:
    """Each label before a mark, replaced by what the mark makes of it."""
    out, done = [], 0
    for match in pattern.finditer(line):
        label, before = _label(line[done : match.start()])
        said = resolve(match)
        if said:
            out.append(f"{before} {label}: yes. ")
        elif not label.strip():  # the blank stands before its label
            out.append(before)
        else:
            out.append(f"{before} ")
            if said is False:
                denied.append(label.strip())
        done = match.end()
    return "".join(out) + line[done:] if out else line


def _of_choice(match: re.Match[str]) -> bool:
    return bool(match["yes"])


def _of_unasked(match: re.Match[str]) -> bool | None:
    return None if not match["answer"] else match["answer"].lower().startswith("y")


def _of_blank(match: re.Match[str]) -> bool | None:
    written = (match["answer"] or match["filled"] or "").strip().lower()
    return True if written in ("yes", "y", "x", "1") else False if written in ("no", "n", "0") else None


def _label(before: str) -> tuple[str, str]:
    """What stands before a mark: its label, and what went before the label and is none of it."""
    starts = [m.end() for m in _STOPS.finditer(before.rstrip(" ?.:"))]
    start = starts[-1] if starts else 0
    comma = before.rfind(",", start)
    if comma > 0 and _DATED.search(before[start:comma]):
        start = comma + 1
    return before[start:].rstrip(" \t:=(["), before[:start]


# ---- boxes ----------------------------------------------------------------------------------------------------------


def _boxes(line: str, denied: list[str]) -> str:
    marks = list(_BOX.finditer(line))
    texts = [line[: marks[0].start()]]
    texts += [line[m.end() : (marks[n + 1].start() if n + 1 < len(marks) else len(line))] for n, m in enumerate(marks)]
    ticked = [bool(m["ticked"]) for m in marks]
    label, before = _label(texts[0])
    options = [t.strip(" .,;:|/)") for t in texts[1:]]
    if label.strip() and not _BULLET.match(label) and all(o.lower() in RESULTS for o in options):
        chosen = ", ".join(o for o, is_ticked in zip(options, ticked, strict=True) if is_ticked)
        return f"{before} {label}: {chosen}. " if chosen else before
    if told := _results_before(texts, ticked):
        return told
    if _ENDS_YES_NO.search(texts[0].rstrip()) and len(marks) > 1:
        return _answers_before(texts, ticked, denied)
    if any(_YES_NO.match(t.strip()) and _is_option(t) for t in texts[1:]) and not _BULLET.match(texts[0]):
        return _answers_after(texts, ticked, denied)
    if not texts[-1].strip(" .,;|") and not _BULLET.match(texts[0]):
        return _items_before(texts, ticked, marks, denied)
    return _items_after(texts, ticked)


def _results_before(texts: list[str], ticked: list[bool]) -> str | None:
    """ "Power normal [ ] reduced [x] left EHL": results with their boxes behind, and what was written after them."""
    first = _LAST_WORD.search(texts[0])
    middle = [t.strip(" .,;:|/") for t in texts[1:-1]]
    if first is None or not middle or not all(w.lower() in RESULTS for w in (first["word"], *middle)):
        return None
    label, before = _label(texts[0][: first.start()])
    if not label.strip() or texts[-1].strip(" .,;:|/)").lower() in RESULTS:
        return None
    chosen = ", ".join(w for w, is_ticked in zip((first["word"], *middle), ticked, strict=True) if is_ticked)
    return f"{before} {label}: {chosen} {texts[-1].strip()}" if chosen else f"{before} "


def _is_option(text: str) -> bool:
    """Whether the words after a box are an answer: "No", or "No  Retention", not "No saddle anaesthesia"."""
    match = _YES_NO.match(text.strip())
    if match is None:
        return False
    rest = text.strip()[match.end() :]
    new_label = rest[:1].isspace() and rest.strip()[:1].isupper()
    return not rest.strip() or rest[:2] in ("  ", ", ", ". ", "; ", "| ") or rest[0] in "\t,.;|/)" or new_label


def _answers_after(texts: list[str], ticked: list[bool], denied: list[str]) -> str:
    """ "Saddle anaesthesia [ ] Yes [x] No  Retention [ ] Yes [x] No"."""
    groups: list[tuple[str, list[bool]]] = [(texts[0], [])]
    for text, is_ticked in zip(texts[1:], ticked, strict=True):
        option = _YES_NO.match(text.strip()) if _is_option(text) else None
        if option is None:
            groups.append((text, [True] if is_ticked else []))
            continue
        if is_ticked:
            groups[-1][1].append(bool(option["yes"]))
        rest = text.strip()[option.end() :].strip(" ,;|/)")
        if rest.strip(" ."):
            groups.append((rest, []))
    return _resolved(groups, denied)


def _answers_before(texts: list[str], ticked: list[bool], denied: list[str]) -> str:
    """ "Saddle anaesthesia: Yes [ ] No [x]  Retention: Yes [ ] No [x]"."""
    groups: list[tuple[str, list[bool]]] = []
    for text, is_ticked in zip(texts, [*ticked, False], strict=True):
        option = _ENDS_YES_NO.search(text.rstrip())
        label = text[: option.start()] if option else text
        if label.strip(" .:,;|/") or not groups:
            groups.append((label, []))
        if option and is_ticked:
            groups[-1][1].append(bool(option["yes"]))
    return _resolved(groups, denied)


def _resolved(groups: list[tuple[str, list[bool]]], denied: list[str]) -> str:
    """Labels with what was ticked for them: a yes stays, a no is denied; beside no tick a finished sentence alone stays."""
    out: list[str] = []
    of = ""
    for whole, answers in groups:
        label, before = _label(whole.rstrip(" :.="))
        label, of = _with_its_side(label, of)
        out.append(before)
        if True in answers:
            out.append(f" {label}: yes. ")
        elif answers:
            denied.append(label.strip())
    if groups and not groups[-1][1] and groups[-1][0].rstrip().endswith("."):  # a remark after the form, not one more label
        out.append(groups[-1][0])
    return " ".join(out)


def _with_its_side(label: str, of: str) -> tuple[str, str]:
    """A label that is only a side with what the one before was of, and what it is of itself."""
    if _SIDE_ALONE.match(label.strip()) and of:
        return f"{of} {label.strip()}", of
    sided = _SIDED.match(label.strip())
    return label, sided["what"].strip(" :") if sided else ""


def _items_before(texts: list[str], ticked: list[bool], marks: list[re.Match[str]], denied: list[str]) -> str:
    """ "Saddle anaesthesia: [ ]  Retention: [x]", and "Leg pain: L [ ] R [x]", where the right is of the leg pain."""
    out: list[str] = []
    of, told = "", _COMPLAINT.match(texts[0]) if texts[0].rstrip()[-1:] != ":" else None
    for text, is_ticked, mark in zip(texts, ticked, marks, strict=False):
        label, before = _label(text.rstrip(" :="))
        label, of = _with_its_side(label, of)
        under = f"{told['what']}: " if told and out and ":" not in label and not label.startswith(told["what"]) else ""
        out.append(f"{before} {under}{label.strip()}: yes. " if is_ticked else before)
        if "n" in mark[0].lower() or "-" in mark[0]:
            denied.append(label.strip())
    return " ".join(out)


def _items_after(texts: list[str], ticked: list[bool]) -> str:
    """ "[ ] saddle anaesthesia [x] fever. He is well.": the empty item goes up to the end of its sentence."""
    out, told = [texts[0]], _COMPLAINT.match(texts[0])
    for text, is_ticked in zip(texts[1:], ticked, strict=True):
        if is_ticked and told and len(out) > 1:
            out.append(f". {told['what']}: ")
        stop = _STOPS.search(text, 1) if text.strip() else None
        if is_ticked:
            out.append(f"{_ended(out[-1])}{text.strip()}. " if stop is None else f"{_ended(out[-1])}{text.strip()} ")
        elif _tells(text[: stop.start() if stop else len(text)]):
            out.append(text)
        elif stop is not None:
            out.append(f"{_ended(out[-1])}{text[stop.end() :]}")
    return "".join(out)


def _tells(item: str) -> bool:
    """Whether what stands beside an empty box is no label but a statement: it is dated, or was written after "Other:"."""
    label, colon, _ = item.partition(":")
    return bool(_DATED.search(item)) or bool(colon and _FREE.search(label))


def _ended(before: str) -> str:
    return "" if not before.strip() or before.rstrip()[-1:] in ".:;-*•" else ". "
