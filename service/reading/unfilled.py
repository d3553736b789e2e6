"""Templates in which nobody chose or filled in: a list of contradictory results, an empty field → left out of the text.

"Reflexes: normal / reduced / absent" tells nothing of the patient, "Strength 5/5 in ***" neither. What was marked in such a
list is its answer.
"""

from __future__ import annotations

import re

_HEALTHY = frozenset({"normal", "intact", "full", "present", "negative", "neg", "downgoing", "symmetrical", "symmetric", "nil",
                      "none", "wnl", "strong"})  # fmt: skip
_ILL = frozenset({"reduced", "absent", "diminished", "decreased", "impaired", "weak", "abnormal", "altered", "positive", "pos",
                  "brisk", "increased", "upgoing", "equivocal", "asymmetrical", "asymmetric", "lax", "lost", "trace",
                  "exaggerated"})  # fmt: skip
_OPPOSED = (frozenset({"present", "absent"}), frozenset({"present", "reduced"}))
_OPTION = rf"[*_(\[<]{{0,3}}\b(?:{'|'.join(sorted(_HEALTHY | _ILL, key=len, reverse=True))})\b[*_)\]>]{{0,3}}"
_CHOICE = re.compile(
    rf"(?P<options>{_OPTION}(?:[ \t]?[/|][ \t]?{_OPTION}){{1,6}})(?![ \t]?\(?[ \t]?[RL]t?[ \t]?/[ \t]?[RL]t?\b)"
    r"(?:[ \t]?\([^()\n]{0,20}\b(?:delete|circle|select|choose)\b[^()\n]{0,30}\))?"
    r"(?P<answered>[ \t]?\)?[ \t]?[:=–-]+[ \t]?(?=[^\W\d_]))?",
    re.I,
)
_ORDER = re.compile(r"\b(?:R|L|Rt|Lt|right|left)[ \t]?[/|][ \t]?(?:R|L|Rt|Lt|right|left)\b", re.I)
_LABEL = re.compile(r"[^.,;\n]{0,60}\Z")
_EMPHASIS = "*_()[]<>"
_GRADES_TO_CHOOSE = re.compile(r"(?:\[[ \t]?[0-5][+-]?(?:/5)?[ \t]?\][ \t]?){2,8}")
_SIDE_WITHOUT_GRADE = re.compile(r"\b(?:R|L|Rt|Lt|right|left)\b\s?[:=]?\s?[x_?*]{0,3}\s?/\s?5(?![\d/]|\.\d)", re.I)
"""A side of which the grade was left out: "EHL: R 5/5 L /5" says nothing of the left."""
_FIELD = re.compile(r"\[?(?<![\w.!])\*{3}(?![\w*])\]?|\{(?=[^{}\n]{0,300}[:/|\";])[^{}\n]{1,300}\}")
_ASKS = re.compile(r"\b(?:yes|no|present|absent|denies|reports)\b", re.I)
_PIECE = re.compile(r"[^.,;\n]+(?:\.(?=\d)[^.,;\n]+)*")
"""A stretch between marks; a point within a number is none."""
_TELLS_HEALTH = re.compile(r"\b5\s?/\s?5\b|\b(?:normal|intact|full|negative|nad|wnl|symmetric\w*|2\+)", re.I)


def without_unfilled(text: str) -> str:
    """The text without what nobody filled in; any other text as it is. Linear in its length."""
    if "***" in text or "{" in text:
        text = _without_fields(text)
    if "/5" in text or "/ 5" in text:
        text = _SIDE_WITHOUT_GRADE.sub(";", text)
    if "[" in text:
        text = _GRADES_TO_CHOOSE.sub(" ", text)
    if "/" in text or "|" in text:
        text = "\n".join(_chosen(line) for line in text.split("\n"))
    return text


def _without_fields(text: str) -> str:
    """Without the empty fields, and without a piece beside one that would say that something is well."""
    out, done = [], 0
    for m in _FIELD.finditer(text):
        out += [text[done : m.start()], "\1" if _ASKS.search(m[0]) else "\0"]
        done = m.end()
    if not out:
        return text
    marked = "".join([*out, text[done:]])
    return _PIECE.sub(lambda m: _beside_field(m[0]), marked)


def _beside_field(piece: str) -> str:
    """The piece without its field, closed, so that nothing said after it fills the gap."""
    if "\1" in piece:
        return " "
    if "\0" not in piece:
        return piece
    return " " if _TELLS_HEALTH.search(piece) else f"{piece.replace(chr(0), ' ')};"


def _chosen(line: str) -> str:
    if not _CHOICE.search(line) or _ORDER.search(line):
        return line
    out, done = "", 0
    for m in _CHOICE.finditer(line):
        told = _choice(m)
        before = line[done : m.start()]
        if told == "" and m["answered"]:
            out += f"{before.rstrip(' :([')}: "
        else:
            out += (before if told is None or told else _without_label(before)) + (m[0] if told is None else told)
        done = m.end()
    return out + line[done:]


def _without_label(before: str) -> str:
    """What stands before a choice that nobody made, without its label: "Retention: present / absent" says nothing of it."""
    label = _LABEL.search(before)
    return before if label is None or any(c.isdigit() for c in label[0]) else before[: label.start()]


def _choice(m: re.Match[str]) -> str | None:
    """The option that was marked, nothing where none was; None where options do not contradict each other."""
    options = re.split(r"[ \t]?[/|][ \t]?", m["options"])
    plain = [option.strip(_EMPHASIS).lower() for option in options]
    if not _contradict(set(plain)):
        return None
    marked = [word for option, word in zip(options, plain, strict=True) if option.strip(_EMPHASIS) != option.strip()]
    return marked[0] if len(marked) == 1 else ""


def _contradict(options: set[str]) -> bool:
    return bool(options & _HEALTHY and options & _ILL) or any(pair <= options for pair in _OPPOSED)
