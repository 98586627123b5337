"""The signed claim that raises a session to staff: `user|expiry|hmac`.

Injected SQL can set a role and a user id, but cannot make a claim: the key is in the web
process and, for verification, in a table that only the owner of the schema reads.
"""

import hmac
import time
from hashlib import sha256

from django.conf import settings

LIFETIME = 600  # seconds; a claim is made anew for each request
_BLOCK = 64  # bytes, the block of SHA-256


def key() -> bytes:
    """Return the signing key, derived from the secret key of the installation."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"numoraq.rls.claims", sha256)


def sign(*, user_id: str, at: float | None = None) -> str:
    """Return a claim for a member of staff, valid for ten minutes from `at` (Unix seconds)."""
    expires = int((time.time() if at is None else at) + LIFETIME)
    message = f"{user_id}|{expires}"
    return f"{message}|{hmac.new(key(), message.encode(), sha256).hexdigest()}"


def pads() -> tuple[bytes, bytes]:
    """Return the inner and outer HMAC pads of the key.

    PostgreSQL's core has SHA-256 but no HMAC; with the pads prepared, HMAC is two hashes.
    """
    padded = key().ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)
