"""Card and suggestion ids: UUIDs that prove that we issued them and name what they were issued for.

Half of an id is random, half a keyed hash over that half and the kind. Feedback sends the id back; trying the known kinds
tells what was shown, without our having stored anything. Nobody without the key can make or read one.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from functools import lru_cache

from cards.wording import card_kinds

NONCE_BYTES = 8
MAC_BYTES = 16 - NONCE_BYTES


def _sealed(nonce: bytes, kind: str, key: bytes) -> str:
    mac = hashlib.blake2b(nonce + kind.encode(), key=_short(key), digest_size=MAC_BYTES, person=b"card-id").digest()
    return str(uuid.UUID(bytes=nonce + mac, version=4))


@lru_cache(maxsize=8)
def _short(key: bytes) -> bytes:
    """Any length of key will do."""
    return hashlib.blake2b(key, digest_size=32).digest()


def issue(kind: str, key: bytes) -> str:
    """A fresh UUID for a card or suggestion of `kind`."""
    raw = uuid.UUID(bytes=secrets.token_bytes(NONCE_BYTES) + bytes(MAC_BYTES), version=4)  # version bits lie in the nonce
    return _sealed(raw.bytes[:NONCE_BYTES], kind, key)


def kind_of(text: str, key: bytes, *, kinds: Iterable[str] | None = None) -> str | None:
    """The kind that `issue` was given, or None when this id was not issued by us with this key.

    `kinds`: those to try; by default every kind that has wording. A suggestion's kind is `suggestion.<its id>`.
    """
    try:
        given = uuid.UUID(text)
    except ValueError:
        return None
    candidates = card_kinds() if kinds is None else kinds
    nonce = given.bytes[:NONCE_BYTES]
    canonical = str(given)
    return next((kind for kind in candidates if secrets.compare_digest(_sealed(nonce, kind, key), canonical)), None)
