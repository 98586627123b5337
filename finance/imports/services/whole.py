"""A whole import in one call: for programs, tests and measurements."""

from datetime import date, datetime
from typing import Any

from django.core.files.base import File

from accounts.models import User
from finance.imports.parsing.mapping import Mapping
from finance.imports.services import applying, checks, uploads
from finance.models import Import


def import_file(
    *, user: User, file: "File[Any]", at: datetime, today: date, mapping: Mapping | None = None
) -> Import:
    """Import a file from upload to entries, with the guessed or a given mapping.

    Whatever its size, nothing is left to a job. Rows that cannot be read and duplicates are left
    out. `today` is the person's day. Raises BadFile, MappingIncomplete.
    """
    found = uploads.begin(user=user, file=file)
    chosen = mapping or Mapping.from_json(found.mapping)
    checks.prepare(user=user, import_id=found.pk, mapping=chosen)
    found = checks.run(user=user, import_id=found.pk, today=today)
    if found.status != Import.Status.CHECKED:
        return found
    applying.prepare(user=user, import_id=found.pk)
    return applying.run(user=user, import_id=found.pk, at=at)
