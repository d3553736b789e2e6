"""JSON Schemas of what CDS Hooks 2.0.1 says about each document on the wire, written by hand from the specification."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator


@cache
def schema(name: str) -> Draft202012Validator:
    """A validator of `discovery`, `request`, `response`, `feedback` or `error`."""
    document = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


def mistakes(name: str, document: Any) -> list[str]:
    """What the schema has against the document, each with its place."""
    return [f"{e.json_path}: {e.message}" for e in schema(name).iter_errors(document)]
