"""Sealing anew what is sealed with an old key, so that the old key can go."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from numoraq.lib.crypto import EncryptedTextField, needs_rotation

PAGE = 500


def sealed_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Yield every encrypted column of the project, with its model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def rotate(model: type[models.Model], field: EncryptedTextField, *, using: str) -> int:
    """Seal the values of a column with the active key; return how many were not.

    Run by the service, page by page; whatever stops it, the next run goes on. Raises
    CannotDecrypt for a value whose key is no longer configured.
    """
    rotated = 0
    rows: models.QuerySet[Any] = models.QuerySet(model, using=using)
    rows = rows.exclude(**{f"{field.name}__isnull": True})
    after = None
    while page := list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[:PAGE]):
        with transaction.atomic(using=using):
            rotated += sum(_reseal(row, field) for row in page)
        after = page[-1].pk
    return rotated


def _reseal(row: models.Model, field: EncryptedTextField) -> bool:
    stored = row.__dict__[field.attname]
    if not stored or not needs_rotation(stored):
        return False
    row.save(update_fields=[field.name])
    return True
