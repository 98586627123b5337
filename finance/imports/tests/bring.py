"""Brings text in as a file, and checks it."""

from datetime import UTC, date, datetime
from typing import Final

from django.core.files.base import ContentFile

from accounts.models import User
from finance.imports.parsing.mapping import Mapping
from finance.imports.services import applying, checks, uploads
from finance.models import Import

AT: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY: Final = date(2026, 11, 22)


def upload(user: User, raw: bytes | str, *, name: str = "bank.csv") -> Import:
    """Bring a file in."""
    data = raw.encode() if isinstance(raw, str) else raw
    return uploads.begin(user=user, file=ContentFile(data, name=name))


def check(user: User, raw: bytes | str, *, mapping: Mapping | None = None) -> Import:
    """Bring a file in and check it, with the guessed or a given mapping."""
    found = upload(user, raw)
    chosen = mapping or Mapping.from_json(found.mapping)
    checks.prepare(user=user, import_id=found.pk, mapping=chosen)
    return checks.run(user=user, import_id=found.pk, today=TODAY)


def applied(user: User, raw: bytes | str) -> Import:
    """Bring a file in, check it and write it."""
    found = check(user, raw)
    return applying.start(user=user, import_id=found.pk, at=AT)
