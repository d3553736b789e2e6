"""`concordance check URL`: tests any CDS service against the CDS Hooks specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.conformance.report import as_json, as_junit, broken, print_report
from service.conformance.rule import Result, Rule, read_rules
from service.conformance.run import new_target, run
from service.conformance.signing import Signer, read_signer
from service.conformance.target import Target, UnreachableError
from service.errors import SettingsError

BROKEN, UNREACHABLE = 1, 2


@click.command()
@click.argument("url")
@click.option(
    "--request",
    "request_files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file with a hook request to send as well; may be given several times.",
)
@click.option("--only", help="Try only these rules: ids or letters, with commas between, like R,D1,D4.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write the results to this file as JUnit XML.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the results as JSON instead of a list.")
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Private key (PEM, P-384 or RSA) to sign the calls with.",
)
@click.option("--issuer", help="The `iss` that the service trusts for that key.")
@click.option("--kid", help="The name of that key in the issuer's key set.")
@click.option("--jku", default="", help="The address of the issuer's key set, if the service expects it in the token.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="Seconds to wait for an answer."
)
def command(
    url: str,
    request_files: tuple[Path, ...],
    only: str | None,
    junit: Path | None,
    json_wanted: bool,
    key: Path | None,
    issuer: str | None,
    kid: str | None,
    jku: str,
    timeout: float,
) -> None:
    """Test the CDS service at URL (what stands before /cds-services) against the CDS Hooks specification.

    It sends some hundred requests, sound and broken, about an invented patient, and feedback on cards. Do not point it at a
    service that counts real feedback. Exit status: 0 no rule is broken, 1 a rule is broken, 2 the service cannot be reached.
    """
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"{url} is no address", hint="give one like http://127.0.0.1:8000")
    given = [(path.name, read_request(path)) for path in request_files]
    target = new_target(url, timeout=timeout, signer=chosen_signer(key, issuer, kid, jku), given=given)
    try:
        results = run_showing_progress(target, chosen_rules(only))
    except UnreachableError as e:
        hint = " Give --key, --issuer and --kid of a client that it trusts." if "authentication" in str(e) else ""
        click.secho(f"concordance: {e}.{hint}", fg="red", err=True)
        raise SystemExit(UNREACHABLE) from e
    if junit:
        junit.write_text(as_junit(target.base, results), encoding="utf-8")
    if json_wanted:
        click.echo(as_json(target.base, results))
    else:
        print_report(Console(), target.base, results)
    raise SystemExit(BROKEN if broken(results) else 0)


def chosen_signer(key: Path | None, issuer: str | None, kid: str | None, jku: str) -> Signer | None:
    """The signer of the options. Raises SettingsError when only some of them are given."""
    if key is None and not (issuer or kid or jku):
        return None
    if key is None or not issuer or not kid:
        raise SettingsError("--key, --issuer and --kid belong together", hint="give all three, or none")
    return read_signer(key.read_bytes(), issuer=issuer, kid=kid, jku=jku, where=str(key))


def chosen_rules(only: str | None) -> tuple[str, ...]:
    """The ids and letters of `--only`. Raises SettingsError when there is no such rule."""
    wanted = tuple(part.strip().upper() for part in (only or "").split(",") if part.strip())
    known = set(read_rules()) | {rule_id[0] for rule_id in read_rules()}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise SettingsError(
            f"no rule {', '.join(unknown)}", hint="rules are named as in the report, like R5, or R for all of them"
        )
    return wanted


def read_request(path: Path) -> dict[str, Any]:
    """The hook request of a file. Raises SettingsError when it is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as e:
        raise SettingsError(f"{path} is not JSON", hint="give a file that holds one hook request") from e
    if not isinstance(document, dict) or not isinstance(document.get("hook"), str):
        raise SettingsError(f"{path} is no hook request", hint="it needs a member `hook`")
    return document


def run_showing_progress(target: Target, only: tuple[str, ...]) -> list[Result]:
    """Runs the check with a bar on standard error that says which rule is being tried."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("discovery", total=None)

        def step(rule_id: str, rule: Rule, number: int, total: int) -> None:
            progress.update(task, description=f"{rule.topic} {rule_id}", completed=number, total=total)

        return run(target, step, only=only)
