from __future__ import annotations

import uuid

from cards.ids import issue, kind_of

KEY = b"one key"


def test_an_id_is_a_uuid_that_names_its_kind() -> None:
    made = issue("concordance", KEY)
    assert str(uuid.UUID(made)) == made
    assert uuid.UUID(made).version == 4
    assert kind_of(made, KEY) == "concordance"
    assert kind_of(made.upper(), KEY) == "concordance"


def test_a_suggestion_id_names_the_suggestion() -> None:
    assert kind_of(issue("suggestion.remove", KEY), KEY) == "suggestion.remove"


def test_ids_of_others_name_nothing() -> None:
    made = issue("concordance", KEY)
    assert kind_of(made, b"another key") is None
    assert kind_of(str(uuid.uuid4()), KEY) is None
    assert kind_of(made[:-1] + ("0" if made[-1] != "0" else "1"), KEY) is None
    for odd in ("", "123456", "not a uuid", made + "0", "\x00"):
        assert kind_of(odd, KEY) is None


def test_ids_do_not_repeat() -> None:
    assert len({issue("management", KEY) for _ in range(2000)}) == 2000
