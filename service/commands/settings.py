"""`concordance settings`: every setting with its meaning, default and present value. Secrets are hidden."""

from __future__ import annotations

from typing import Any

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from rich.console import Console
from rich.table import Table

from service.settings import PREFIX, Settings, read_settings


def shown(value: Any) -> str:
    """A value for people: lists with commas, nothing as a dash, secrets as stars."""
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return str(value) if value not in ("", None) else "–"


def rows(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Per setting its variable, present value, default and meaning."""
    fields: dict[str, FieldInfo] = Settings.model_fields
    return [
        (PREFIX + name.upper(), shown(getattr(settings, name)), shown(field.default), field.description or "")
        for name, field in fields.items()
    ]


@click.command(help="List every setting with its meaning, default and present value.")
def command() -> None:
    table = Table("variable", "now", "default", "meaning")
    for row in rows(read_settings()):
        table.add_row(*row)
    Console().print(table)
