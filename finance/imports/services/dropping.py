"""Giving an import up before anything was written."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance.imports.services import holding
from numoraq.lib import filing


@transaction.atomic
def drop(*, user: User, import_id: UUID) -> None:
    """Delete an import and its files. Raises ImportNotFound, ImportBusy, ImportElsewhere."""
    found = holding.changeable(user=user, import_id=import_id)
    filing.drop_later(found.file_key, found.rows_key)
    found.delete()
