"""Signs the JSON web token that a CDS client shows with each call."""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from service.errors import SettingsError

PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey
LIFETIME = 300


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A client's key. `algorithm` follows from the key: ES384 or RS384, the two that the specification names."""

    key: PrivateKey
    issuer: str
    kid: str
    jku: str = ""

    @property
    def algorithm(self) -> str:
        return "ES384" if isinstance(self.key, EllipticCurvePrivateKey) else "RS384"

    def claims(self, audience: str) -> dict[str, Any]:
        """The claims of an ordinary call, fresh each time."""
        now = int(time.time())
        return {"iss": self.issuer, "aud": audience, "iat": now, "exp": now + LIFETIME, "jti": str(uuid.uuid4())}

    def header(self) -> dict[str, Any]:
        """The header of an ordinary call."""
        return {"typ": "JWT", "kid": self.kid} | ({"jku": self.jku} if self.jku else {})

    def token(self, audience: str) -> str:
        """A token for one call of that URL."""
        return self.sign(self.claims(audience), self.header())

    def sign(self, claims: dict[str, Any], header: dict[str, Any]) -> str:
        """These claims under this header, whatever they are."""
        return jwt.api_jws.encode(jwt_bytes(claims), self.key, algorithm=self.algorithm, headers=header)


def jwt_bytes(claims: dict[str, Any]) -> bytes:
    """The claims as they are signed. Not PyJWT's `encode`, which refuses the wrong claims that a check has to send."""
    return json.dumps(claims, separators=(",", ":")).encode()


def unsigned_token(claims: dict[str, Any], header: dict[str, Any]) -> str:
    """A token with an empty signature."""
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def read_signer(pem: bytes, *, issuer: str, kid: str, jku: str = "", where: str = "the key file") -> Signer:
    """A signer from a PEM private key. Raises SettingsError for anything but P-384 or RSA of 2048 bits and more."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as e:
        raise SettingsError(f"{where} holds no private key in PEM form without a password") from e
    usable = (isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP384R1)) or (
        isinstance(key, RSAPrivateKey) and key.key_size >= 2048
    )
    if not usable or not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SettingsError(f"{where} holds a key of another kind", hint="use an EC key on P-384, or RSA of 2048 bits or more")
    return Signer(key=key, issuer=issuer, kid=kid, jku=jku)
