"""Rules of authentication: tokens as they should be, and as an attacker makes them. Most need a key (`--key`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from service.conformance.rule import NotTriedError, check
from service.conformance.signing import Signer, unsigned_token
from service.conformance.target import Document, Service, Target

Forged = tuple[Document, Document]


def signer_of(target: Target) -> Signer:
    """The key given. Raises NotTriedError without one, or where the service answers without a token."""
    if target.client.signer is None:
        raise NotTriedError("no key was given (--key, --issuer, --kid)")
    if anonymous_status(target, target.open_services()[0]) != 401:
        raise NotTriedError("the service answers without a token, so tokens decide nothing")
    return target.client.signer


def anonymous_status(target: Target, service: Service) -> int:
    """What an ordinary request without any token is answered."""
    body = json.dumps(target.request(service)).encode()
    headers = {"Content-Type": "application/json"}
    return target.client.send(
        "POST", target.url(service), about="without a token", body=body, headers=headers, anonymous=True
    ).status


def status_with(target: Target, service: Service, token: str, about: str) -> int:
    body = json.dumps(target.request(service)).encode()
    return target.post(service, body, about, Authorization=f"Bearer {token}").status


def forged(
    target: Target, changes: dict[str, Callable[[Document, Document], object]], *, refused: bool = True
) -> Iterator[str]:
    """Sends tokens that differ from a good one by one change of claims and header; complains about the wrong answers."""
    signer = signer_of(target)
    service = target.open_services()[0]
    for about, change in changes.items():
        claims, header = signer.claims(target.url(service)), signer.header()
        change(claims, header)
        status = status_with(target, service, signer.sign(claims, header), about)
        if refused and status != 401:
            yield f"{about}: answered {status} instead of 401"
        elif not refused and status not in (200, 412):
            yield f"{about}: answered {status} instead of being taken"


@check("J1")
def unusable_tokens_are_refused(target: Target) -> Iterator[str]:
    for service in target.open_services():
        allowed = (401,) if anonymous_status(target, service) == 401 else (200, 401, 412)
        unsigned = unsigned_token({"iss": "https://nobody.example.org"}, {"alg": "none"})
        for about, value in {
            "no token at all": "Bearer ",
            "no JWT": "Bearer not-a-token",
            "three dots": "Bearer a.b.c",
            "another scheme": "Basic dTpw",
            "an unsigned token": f"Bearer {unsigned}",
            "a token of 7000 characters": "Bearer " + "x" * 7000,
        }.items():
            body = json.dumps(target.request(service)).encode()
            status = target.post(service, body, f"Authorization: {about}", Authorization=value).status
            if status not in allowed:
                yield f"{service.name}, {about}: answered {status} instead of 401"


@check("J3")
def only_the_agreed_algorithms_and_the_right_key(target: Target) -> Iterator[str]:
    signer = signer_of(target)
    service = target.open_services()[0]
    url, header = target.url(service), signer.header()
    public = signer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    stranger: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
        ec.generate_private_key(ec.SECP384R1()) if signer.algorithm == "ES384" else rsa.generate_private_key(65537, 2048)
    )
    for about, token in {
        "alg none": unsigned_token(signer.claims(url), header | {"alg": "none"}),
        "HS384 with the public key as secret": hmac_token(signer.claims(url), header, public),
        "signed by a stranger's key": replace(signer, key=stranger).sign(signer.claims(url), header),
        "without a signature": signer.sign(signer.claims(url), header).rpartition(".")[0] + ".",
    }.items():
        status = status_with(target, service, token, about)
        if status != 401:
            yield f"{about}: answered {status} instead of 401"


def hmac_token(claims: Document, header: Document, secret: bytes) -> str:
    """A token signed with a public key as if it were a shared secret."""
    signed = unsigned_token(claims, header | {"alg": "HS384"}).rstrip(".")
    mac = hmac.new(secret, signed.encode(), hashlib.sha384).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def setting(place: str, **values: Any) -> Callable[[Document, Document], object]:
    """A change of the claims or of the header; the value ... takes the member away."""

    def change(claims: Document, header: Document) -> None:
        holder = claims if place == "claims" else header
        for key, value in values.items():
            if value is ...:
                holder.pop(key, None)
            else:
                holder[key] = value

    return change


@check("J4")
def type_and_key_name_are_heeded(target: Target) -> Iterator[str]:
    yield from forged(
        target,
        {
            "another typ": setting("header", typ="secevent+jwt"),
            "an unknown kid": setting("header", kid="no-such-key"),
            "no kid": setting("header", kid=...),
        },
    )


@check("J5")
def unknown_issuers_are_refused(target: Target) -> Iterator[str]:
    yield from forged(
        target,
        {
            "another iss": setting("claims", iss="https://nobody.example.org"),
            "no iss": setting("claims", iss=...),
            "a jku that is not the issuer's": setting("header", jku="https://nobody.example.org/jwks.json"),
        },
    )


@check("J6")
def the_audience_is_the_address_called(target: Target) -> Iterator[str]:
    service = target.open_services()[0]
    url = target.url(service)
    yield from forged(
        target,
        {
            "no aud": setting("claims", aud=...),
            "aud of discovery": setting("claims", aud=target.discovery_url),
            "aud of another service": setting("claims", aud=url + "x"),
            "aud of another server": setting("claims", aud="https://other.example.org/x"),
        },
    )
    yield from forged(target, {"aud as a list": setting("claims", aud=["https://other.example.org", url])}, refused=False)


@check("J7")
def times_are_heeded(target: Target) -> Iterator[str]:
    now = int(time.time())
    yield from forged(
        target,
        {
            "expired": setting("claims", iat=now - 900, exp=now - 600),
            "no exp": setting("claims", exp=...),
            "exp as text": setting("claims", exp="soon"),
            "issued in the future": setting("claims", iat=now + 600, exp=now + 900),
            "not valid yet": setting("claims", nbf=now + 600),
        },
    )


@check("J8")
def lifetimes_are_limited_but_fit_epic(target: Target) -> Iterator[str]:
    now = int(time.time())
    yield from forged(target, {"a token for a day": setting("claims", exp=now + 86_400)})
    yield from forged(
        target,
        {"900 s, valid since five minutes": setting("claims", exp=now + 900, nbf=now - 300, sub="client")},
        refused=False,
    )


@check("J9")
def a_token_serves_once(target: Target) -> Iterator[str]:
    yield from forged(target, {"no jti": setting("claims", jti=...)})
    signer = signer_of(target)
    service = target.open_services()[0]
    token = signer.token(target.url(service))
    first, second = (status_with(target, service, token, "the same token twice") for _ in range(2))
    if first == 401 or second != 401:
        yield f"the same token twice: answered {first}, then {second}; the second should be 401"
