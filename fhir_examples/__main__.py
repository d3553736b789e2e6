"""`make examples`: writes every `response.json` anew. Read each change critically before it is committed."""

from __future__ import annotations

from fhir_examples import FOLDER, load, names
from fhir_examples.answers import answered, written


def main() -> None:
    """Answers every example on the day it was written for, and stores the answers."""
    changed = 0
    for name in names():
        status, body = answered(load(name))
        path, text = FOLDER / name / "response.json", written(body)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed += 1
            print(f"{name}: {status}, {len(body.get('cards', ()))} cards")
    print(f"{changed} of {len(names())} answers changed")


if __name__ == "__main__":
    main()
