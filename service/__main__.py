"""The `concordance` command. Each sub-command is the click command `command` of `service/commands/<name>.py`."""

from __future__ import annotations

import importlib

import click

from service.errors import ConcordanceError

COMMANDS = {
    "serve": "run the service (127.0.0.1:8000 by default)",
    "ask": "send one request and print the cards for people",
    "read": "read radiology reports and print their findings",
    "check": "test any CDS service against the CDS Hooks specification",
    "settings": "list every setting with its meaning, default and present value",
}


class LazyGroup(click.Group):
    """Lists the commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"service.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lumbar-concordance")
def group() -> None:
    """Which lumbar imaging findings explain the patient's presentation, and which are incidental.

    A CDS Hooks service with the tools around it. Knowledge status: draft, not signed off by a clinician.
    """


def main() -> None:
    """Runs the command; an error of ours is printed as one plain sentence with its fix, exit status 2."""
    try:
        group(standalone_mode=True)
    except ConcordanceError as e:
        click.secho(f"concordance: {e.message}", fg="red", err=True)
        if e.hint:
            click.echo(f"  {e.hint}", err=True)
        raise SystemExit(2) from e


if __name__ == "__main__":
    main()
