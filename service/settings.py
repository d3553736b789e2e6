"""Every setting, read from `CONCORDANCE_*` environment variables or a `.env` file. `concordance settings` lists them."""

from __future__ import annotations

import secrets
from ipaddress import ip_network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.addresses import parse_base
from service.errors import FhirServerError, SettingsError
from service.record import PREFETCH_KEYS

PREFIX = "CONCORDANCE_"
KEY_OF_THIS_START = secrets.token_bytes(32)
"""Made before the server forks, so that all its processes share it."""
OPTIONAL_KEYS = ("documents", "questionnaires", "impressions")
"""Prefetch keys that are only asked for when the setting `extra_prefetch` names them."""


def _listed(value: Any) -> Any:
    """`a, b c` as ("a", "b", "c"): lists in the environment are written with commas or spaces."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _known_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [key for key in keys if key not in OPTIONAL_KEYS]
    if unknown:
        raise ValueError(f"unknown prefetch key {', '.join(unknown)}; allowed: {', '.join(OPTIONAL_KEYS)}")
    return keys


def _bases(servers: tuple[str, ...]) -> tuple[str, ...]:
    for server in servers:
        try:
            parse_base(server)
        except FhirServerError as e:
            raise ValueError(e.message.replace("fhirServer", "one of them")) from e
    return servers


def _networks(networks: tuple[str, ...]) -> tuple[str, ...]:
    for network in networks:
        ip_network(network)
    return networks


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """The settings with their meaning. Frozen; unknown names in the environment are ignored, wrong values are refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Another than loopback needs `insecure`.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    threads: int = Field(8, ge=1, le=256, description="Threads in each process.")
    insecure: bool = Field(
        False, description="Serve without authenticating clients on any address. Only behind something that does."
    )
    external_url: str = Field("", description="Public base URL, for links on cards; to be set when behind a proxy.")

    fhir_servers: Annotated[Listed, AfterValidator(_bases)] = Field(
        (), description="Base URLs of the FHIR servers that may be read with the caller's token. None is read unless listed."
    )
    fhir_private_networks: Annotated[Listed, AfterValidator(_networks)] = Field(
        (), description="Private networks (CIDR) where a listed FHIR server's name may point. A listed IP address needs none."
    )
    extra_prefetch: Annotated[Listed, AfterValidator(_known_keys)] = Field(
        (), description=f"Further prefetch keys to ask for: {', '.join(OPTIONAL_KEYS)}."
    )
    gather_seconds: float = Field(
        3.2, gt=0, le=30, description="How long reading a FHIR server may take; every answer is promised within 4.5 s."
    )
    fhir_connect_seconds: float = Field(1.0, gt=0, le=30, description="Time to connect to a FHIR server.")
    fhir_max_bytes: int = Field(10_000_000, ge=1000, description="Largest answer taken from a FHIR server, unpacked, in bytes.")
    fhir_ca_file: str = Field("", description="Certificates (PEM) to trust for FHIR servers instead of the public ones.")
    fhir_max_pages: int = Field(10, ge=1, le=100, description="Most pages of one search that are read.")

    max_body_bytes: int = Field(20_000_000, ge=1000, description="Largest request body, in bytes; a larger one gets 413.")
    cors_origins: Listed = Field(("*",), description="Web origins that may call from a browser; * is any, without credentials.")

    database_url: SecretStr = Field(
        SecretStr("sqlite:///concordance.db"), description="Where feedback is stored: an SQLAlchemy URL."
    )
    card_key: SecretStr = Field(
        SecretStr(""), description="Secret that card ids are made with, to know our own in feedback. Empty: new at each start."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least important log line written.")

    def card_secret(self) -> bytes:
        """The key that card ids are made with: the one set, or else this start's own."""
        return self.card_key.get_secret_value().encode() or KEY_OF_THIS_START

    def prefetch_keys(self) -> tuple[str, ...]:
        """The prefetch keys that are asked for, in the order of the contract."""
        return tuple(key for key in PREFETCH_KEYS if key not in OPTIONAL_KEYS or key in self.extra_prefetch)


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with those `given` on the command line on top (None means not given).

    Raises SettingsError naming each wrong setting by its variable, without its value.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as e:
        wrong = "; ".join(f"{PREFIX}{str(x['loc'][0]).upper() if x['loc'] else ''}: {x['msg']}" for x in e.errors())
        raise SettingsError(f"cannot be used: {wrong}", hint="`concordance settings` lists each with its meaning") from e
