"""`concordance serve`: the service, under gunicorn."""

from __future__ import annotations

import os
import runpy
import socket
import tempfile
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from service.errors import SettingsError
from service.open_mode import check_start
from service.settings import Settings, read_settings

SHIPPED = Path(__file__).parent / "gunicorn.conf.py"
IN_REPOSITORY = Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py"


def gunicorn_settings() -> dict[str, Any]:
    """What deploy/gunicorn.conf.py says; the package carries a copy of the file."""
    path = IN_REPOSITORY if IN_REPOSITORY.exists() else SHIPPED
    return {name: value for name, value in runpy.run_path(str(path)).items() if not name.startswith("_")}


def address(host: str, port: int) -> str:
    """The URL of the service."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(BaseApplication):
    """Our application under gunicorn, configured from the settings rather than the command line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        bind = address(self.settings.host, self.settings.port).removeprefix("http://")
        given = gunicorn_settings() | {
            "bind": bind,
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "when_ready": say_where,
        }
        if not Path(given.get("worker_tmp_dir") or "/").is_dir():
            given["worker_tmp_dir"] = None
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from service.app import create_app  # the metrics of several processes need their folder set before
        from service.warm import settle, warm_up

        warm_up(self.settings)
        app = create_app(self.settings)
        settle()
        return app


def check_port(host: str, port: int) -> None:
    """Raises SettingsError when the address cannot be listened on; gunicorn would try for five seconds and say less."""
    try:
        family, kind, _, _, to = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(to)
    except OSError as e:
        raise SettingsError(f"{host} port {port} cannot be listened on: {e.strerror}", hint="choose another --port") from e


def say_where(arbiter: Arbiter) -> None:
    """The one line that says that connections are accepted, and where."""
    host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
    click.echo(f"concordance: serving on {address(host, port)}")


@click.command(help="Run the service (127.0.0.1:8000 by default) until it is stopped.")
@click.option("--host", metavar="H", help="Address to listen on; only this machine's own unless --insecure.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="P", help="Port to listen on; 0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Server processes.")
@click.option("--fhir-server", "fhir_servers", multiple=True, metavar="URL", help="A FHIR server that may be read. Repeatable.")
@click.option("--insecure", is_flag=True, default=None, help="Serve any address without authenticating clients.")
def command(
    host: str | None, port: int | None, workers: int | None, fhir_servers: tuple[str, ...], insecure: bool | None
) -> None:
    settings = read_settings(
        host=host, port=port, workers=workers, fhir_servers=fhir_servers or None, insecure=insecure or None
    )
    check_start(settings)
    check_port(settings.host, settings.port)
    if settings.workers > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="concordance-metrics-")
    try:
        Server(settings).run()
    except RuntimeError as e:
        raise SettingsError(str(e)) from e
