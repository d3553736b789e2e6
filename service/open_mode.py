"""Open mode: no client is authenticated, so only this machine may call. Everything that hints at another is refused."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, request

from service.errors import RequestError, SettingsError
from service.settings import Settings

FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


def is_loopback(host: str) -> bool:
    """Whether the host (name or address, without port) is this machine by its very name."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def check_start(settings: Settings) -> None:
    """Raises SettingsError where serving would let unauthenticated callers from elsewhere in."""
    if settings.insecure:
        return
    if not is_loopback(settings.host):
        raise SettingsError(
            f"--host {settings.host} is refused: clients are not authenticated, so only this machine may call",
            hint="use 127.0.0.1, or say --insecure if something in front authenticates every client",
        )
    if settings.external_url:
        raise SettingsError(
            "an external URL is set, but clients are not authenticated",
            hint="remove CONCORDANCE_EXTERNAL_URL, or say --insecure if something in front authenticates every client",
        )


def host_of(authority: str) -> str:
    """The host in `host:port`, `[::1]:port` or a URL's origin; empty when it cannot be told."""
    try:
        return urlsplit(authority if "//" in authority else f"//{authority}").hostname or ""
    except ValueError:
        return ""


def foreign_page(origins: tuple[str, ...]) -> bool:
    """Whether a web page of another origin made this request, and was not listed by name: it may ask, but this service
    does not read a FHIR server for it."""
    origin = request.headers.get("Origin")
    return origin is not None and origin not in origins and not is_loopback(host_of(origin))


def register(app: Flask) -> None:
    """Refuses requests that came through a proxy, or to another name than this machine's (DNS rebinding)."""

    @app.before_request
    def only_this_machine() -> None:
        forwarded = [name for name in FORWARDING if name in request.headers]
        if forwarded:
            raise RequestError(
                f"{forwarded[0]}: this service authenticates nobody and may not be reached through a proxy",
                code="security",
                hint="say --insecure if the proxy authenticates every client",
            )
        if not is_loopback(host_of(request.headers.get("Host", ""))):
            raise RequestError(
                "Host: this service authenticates nobody and answers only on this machine's own name",
                code="security",
                hint="call 127.0.0.1 or localhost",
            )
