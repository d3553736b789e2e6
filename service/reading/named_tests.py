"""Which tests a name names: "Right EHL power" is one of strength."""

from __future__ import annotations

from service.reading.lexicon import Mode, lexicon
from service.reading.scan import sentences


def modes_of(name: str) -> list[Mode]:
    """The modes of the tests that a name names."""
    return [lexicon().tests[k].mode for s in sentences(name) for i in s if (k := i.means("test"))]


def names_test(name: str) -> bool:
    return any(i.is_("test") for s in sentences(name) for i in s)
