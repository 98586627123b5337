"""Encryption of sensitive columns: AES-256-GCM, with a key for each row and column.

A value is stored as JSON text `{key_id, alg, nonce, data}`. The key of a row is derived by HKDF
from one of the installation's keys and from where the value stands, so that a ciphertext moved
to another row or column does not open.
"""

import base64
import json
import os
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute

ALGORITHM: Final = "A256GCM"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class CannotDecrypt(ValueError):
    """A stored value was changed, moved, or its key is no longer configured."""


def keys() -> dict[str, bytes]:
    """Return the configured keys by their id; the first one is used for new values."""
    found = {}
    for pair in settings.ENC_KEYS:
        key_id, _, encoded = pair.partition(":")
        key = base64.urlsafe_b64decode(encoded)
        if not key_id or len(key) != _KEY_BYTES:
            raise ImproperlyConfigured("NUMORAQ_ENC_KEYS: id:key, the key 32 bytes in base64url")
        found[key_id] = key
    return found


def encrypt(text: str, *, context: str) -> str:
    """Return text sealed for a place. `context` names it, as table.column:row."""
    key_id, key = next(iter(keys().items()))
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_derive(key, context)).encrypt(nonce, text.encode(), context.encode())
    stored = {"key_id": key_id, "alg": ALGORITHM, "nonce": _b64(nonce), "data": _b64(sealed)}
    return json.dumps(stored, separators=(",", ":"))


def decrypt(stored: str, *, context: str) -> str:
    """Return the text sealed for a place. Raises CannotDecrypt when it does not belong there."""
    try:
        parts = json.loads(stored)
        key = keys()[parts["key_id"]]
        nonce, sealed = (base64.b64decode(parts[name]) for name in ("nonce", "data"))
        return AESGCM(_derive(key, context)).decrypt(nonce, sealed, context.encode()).decode()
    except (InvalidTag, KeyError, ValueError, TypeError) as error:
        raise CannotDecrypt(context) from error


def needs_rotation(stored: str) -> bool:
    """Return whether a stored value is sealed with another key than the active one."""
    return bool(json.loads(stored)["key_id"] != next(iter(keys())))


def _derive(key: bytes, context: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=context.encode()).derive(key)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class _Stored(str):
    """A value as it stands in the database: still sealed."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Opens a value when it is first read; what is assigned is plain text."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, _Stored):
            return value
        text = decrypt(value, context=self.field.context(instance))
        instance.__dict__[self.field.attname] = text
        return text

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database, bound to its row by the primary key.

    The model gets the plain text when it is read. It is written by save() and bulk_create() of
    objects that know their key; it cannot be searched, sorted by, or set by update().
    """

    descriptor_class = _Opening

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        """Mark what comes from the database as sealed."""
        return _Stored(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the value sealed for its row."""
        value = getattr(model_instance, self.attname)
        return _Stored(encrypt(value, context=self.context(model_instance))) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Refuse plain text, which comes from a filter or an update."""
        if value and not isinstance(value, _Stored):
            raise TypeError(f"{self.name} is encrypted: set it on an object and save that")
        return super().get_prep_value(value)

    def context(self, instance: models.Model) -> str:
        """Return the place of the value: table, column and row."""
        if instance.pk is None:
            raise ValueError(f"{self.name} needs the key of its row before it can be sealed")
        return f"{instance._meta.db_table}.{self.column}:{instance.pk}"
