"""The keys that sign access tokens: made at first need, replaced, their public halves published.

They are kept sealed in the database, or given by NUMORAQ_JWT_PRIVATE_KEY.
"""

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from accounts.models import SigningKey
from numoraq.rls.identity import as_login_role

ALGORITHM: Final = "RS256"
# How long a new key is published before it signs: whoever verifies may keep the key set so long.
ANNOUNCED: Final = timedelta(minutes=10)
# How long a retired key still verifies: longer than any token it signed, in any process.
KEPT: Final = timedelta(hours=1)
_BITS: Final = 2048
_FRESH: Final = 60.0  # seconds for which a process does not read the keys again
_PAUSE: Final = 5.0  # nor because of one that nobody knows
_LOCK: Final = 20263  # of the database: one process at a time makes a key
_PEM: Final = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


class KeysAreConfigured(Exception):
    """The keys are given by NUMORAQ_JWT_PRIVATE_KEY, and replaced there."""


@dataclass(frozen=True)
class Key:
    """A key that signs, or has signed."""

    private: rsa.RSAPrivateKey

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """Return the half that verifies."""
        return self.private.public_key()

    @cached_property
    def jwk(self) -> dict[str, str]:
        """Return the half that verifies as a key set writes it (RFC 7517)."""
        numbers: Any = RSAAlgorithm.to_jwk(self.public, as_dict=True)
        return {name: numbers[name] for name in ("e", "kty", "n")}

    @cached_property
    def kid(self) -> str:
        """Return the thumbprint by which tokens name the key (RFC 7638)."""
        text = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @cached_property
    def pem(self) -> str:
        """Return both halves as they are stored, sealed."""
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


class _Known:
    """The keys of the database as this process knows them."""

    ring: list[Key] = []
    read_at = -_FRESH  # on the monotonic clock


def signing() -> Key:
    """Return the key that signs; the first time, it is made."""
    found = _ring(older_than=_FRESH)
    # A key of this transaction is not remembered: it is nobody's when the transaction fails.
    return found[0] if found else _made(at=timezone.now())


def verifying(kid: str) -> Key | None:
    """Return the key of a token, None when it is none of ours or has been retired for long."""
    for older_than in (_FRESH, _PAUSE):
        for key in _ring(older_than=older_than):
            if key.kid == kid:
                return key
    return None


def published() -> dict[str, list[dict[str, str]]]:
    """Return the public halves as a key set, the one that signs first."""
    ring = _ring(older_than=_FRESH) or [signing()]
    told = {"use": "sig", "alg": ALGORITHM}
    return {"keys": [{**key.jwk, **told, "kid": key.kid} for key in ring]}


def rotate(*, at: datetime, drops_old: bool = False) -> str:
    """Have a new key sign, ten minutes from now; the old one verifies until its tokens end.

    For a key that got out, `drops_old` makes the new one sign at once, and the others verify
    nothing. Returns the new `kid`. `at` is aware UTC. Raises KeysAreConfigured.
    """
    if configured():
        raise KeysAreConfigured
    with as_login_role(), transaction.atomic():
        _lock()
        if drops_old:
            SigningKey.objects.all().delete()
        SigningKey.objects.filter(retired_at=None).update(retired_at=at + ANNOUNCED)
        key = _store(at)
    forget()
    return key.kid


def sweep(*, at: datetime) -> int:
    """Remove keys that verify nothing any more; return how many. Runs as the service."""
    return SigningKey.objects.filter(retired_at__lt=at - KEPT).delete()[0]


def forget() -> None:
    """Have this process read the keys anew."""
    _Known.ring, _Known.read_at = [], -_FRESH


def configured() -> list[Key]:
    """Return the keys of NUMORAQ_JWT_PRIVATE_KEY. Raises ImproperlyConfigured for a bad one."""
    return _parsed(settings.JWT_PRIVATE_KEY)


@lru_cache(maxsize=4)
def _parsed(text: str) -> list[Key]:
    pems = _PEM.findall(text.replace("\\n", "\n"))
    if text and not pems:
        raise ImproperlyConfigured("NUMORAQ_JWT_PRIVATE_KEY: RSA keys in PEM are expected")
    return [_key(pem) for pem in pems]


def _key(pem: str) -> Key:
    try:
        private = serialization.load_pem_private_key(pem.encode(), password=None)
    except ValueError:
        private = None
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < _BITS:
        raise ImproperlyConfigured(f"a key for tokens: RSA of {_BITS} bits, in PEM, is expected")
    return Key(private)


def _ring(*, older_than: float) -> list[Key]:
    """Return the keys there are, read again when they were read some seconds ago."""
    if given := configured():
        return given
    if time.monotonic() - _Known.read_at >= older_than:
        _Known.ring, _Known.read_at = _stored(at=timezone.now()), time.monotonic()
    return _Known.ring


def _stored(*, at: datetime) -> list[Key]:
    alive = Q(retired_at=None) | Q(retired_at__gt=at - KEPT)
    with as_login_role():
        rows = list(SigningKey.objects.filter(alive))
    rows.sort(key=lambda row: (_turn(row, at), row.created_at))
    known = {key.kid: key for key in _Known.ring}
    return [known.get(row.kid) or _key(row.private_key) for row in rows]


def _turn(row: SigningKey, at: datetime) -> int:
    """Return 0 for a key that still signs, 1 for the one after it, 2 for what has signed."""
    if row.retired_at is None:
        return 1
    return 0 if row.retired_at > at else 2


def _made(*, at: datetime) -> Key:
    with as_login_role(), transaction.atomic():
        _lock()
        row = SigningKey.objects.filter(retired_at=None).first()
        key = _key(row.private_key) if row else _store(at)
    _Known.read_at = -_FRESH
    return key


def _store(at: datetime) -> Key:
    key = Key(rsa.generate_private_key(public_exponent=65537, key_size=_BITS))
    SigningKey.objects.create(kid=key.kid, private_key=key.pem, created_at=at)
    return key


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
