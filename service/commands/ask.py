"""`concordance ask`: sends one request and prints the cards for people."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import requests
from rich.console import Console

from fhir_examples import load, names
from service.answer import answer
from service.commands.card_view import print_answer
from service.errors import ConcordanceError, RequestError
from service.hooks import SERVICES, parse_request
from service.json_body import parse_json
from service.settings import read_settings

SECONDS = 30


@click.command(
    help="Send one request and print the cards. EXAMPLE_OR_FILE is a folder under fhir_examples/ or a JSON file. "
    "Without --url the answer is worked out here, and no server is needed."
)
@click.argument("example_or_file")
@click.option("--url", metavar="URL", help="A running service, for example http://127.0.0.1:8000.")
@click.option("--json", "raw", is_flag=True, help="Print the response as it is.")
def command(example_or_file: str, url: str | None, raw: bool) -> None:
    body = request_body(example_or_file)
    status, said = sent(body, url) if url else answered_here(body)
    if raw:
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        print_answer(said, Console(highlight=False))
    if status != 200:
        raise SystemExit(1)


def request_body(example_or_file: str) -> Any:
    """The request of an example, its dates moved to today, or what a file holds. Raises ConcordanceError if it is neither."""
    path = Path(example_or_file)
    if example_or_file in names():
        return load(example_or_file, today=date.today()).request  # noqa: DTZ011 the user's own day is meant
    if path.is_dir():
        path = path / "request.json"
    if not path.is_file():
        raise ConcordanceError(f"{example_or_file}: neither a file nor an example", hint=f"examples: {', '.join(names())}")
    return parse_json(path.read_bytes())


def sent(body: Any, url: str) -> tuple[int, Any]:
    """Status and body of what the service at `url` answers. Raises ConcordanceError when it cannot be asked."""
    base = url.rstrip("/")
    try:
        services = requests.get(f"{base}/cds-services", timeout=SECONDS).json()["services"]
        service = next(s["id"] for s in services if s["hook"] == hook_of(body))
        response = requests.post(f"{base}/cds-services/{service}", json=body, timeout=SECONDS)
        return response.status_code, response.json()
    except StopIteration as e:
        raise ConcordanceError(f"no service for the hook {hook_of(body)!r} at {base}") from e
    except (requests.RequestException, ValueError, KeyError, TypeError) as e:
        hint = "is it running? start one with: concordance serve"
        raise ConcordanceError(f"{base} could not be asked: {type(e).__name__}", hint=hint) from e


def answered_here(body: Any) -> tuple[int, Any]:
    """Status and body of our own answer, worked out in this process."""
    try:
        hook = next((s.hook for s in SERVICES if s.hook == hook_of(body)), SERVICES[0].hook)
        request = parse_request(body, hook)
        return 200, answer(request, as_of=date.today(), settings=read_settings())  # noqa: DTZ011
    except RequestError as e:
        text = f"{e.message} ({e.hint})" if e.hint else e.message
        return e.status, {"resourceType": "OperationOutcome", "issue": [{"code": e.code, "details": {"text": text}}]}


def hook_of(body: Any) -> Any:
    """The hook that a request names."""
    return body.get("hook") if isinstance(body, dict) else None
