"""Reads a TOML table into typed entries. Unknown keys, missing keys and wrong types are refused, all of them at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from service.errors import KnowledgeError

FOLDER = Path(__file__).parent


class Entry(BaseModel):
    """Base of every entry type: frozen, and a misspelt key is an error rather than a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


E = TypeVar("E", bound=Entry)


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file. Raises KnowledgeError naming the file and line when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise KnowledgeError([f"{path.name}: {e}"]) from e


def mistakes(path: Path, error: ValidationError, *, key: str = "", model: type[BaseModel] | None = None) -> list[str]:
    """A line for each mistake, as `file: entry.key: what is wrong`; for a misspelt key of `model` with the keys allowed."""
    lines = []
    for one in error.errors():
        where = ".".join([*([key] if key else []), *map(str, one["loc"])])
        allowed = f"; allowed: {', '.join(model.model_fields)}" if model and one["type"] == "extra_forbidden" else ""
        lines.append(f"{path.name}: {where}: {one['msg']}{allowed}")
    return lines


def read_table(name: str, model: type[E], *, folder: Path = FOLDER) -> dict[str, E]:
    """All entries of `<folder>/<name>.toml` by id, in file order.

    Raises KnowledgeError with one line per mistake: `signs.toml: patellar_reflex.roots: Field required`.
    """
    path = folder / f"{name}.toml"
    entries: dict[str, E] = {}
    problems: list[str] = []
    for key, raw in read_toml(path).items():
        try:
            entries[key] = model.model_validate(raw)
        except ValidationError as e:
            problems += mistakes(path, e, key=key, model=model)
    if problems:
        raise KnowledgeError(problems)
    return entries
