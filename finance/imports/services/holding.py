"""Taking hold of an import: look for it among one's own, lock the row, then judge its state."""

from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from accounts.models import User
from finance.imports.errors import ImportBusy, ImportElsewhere, ImportNotFound
from finance.models import Import

Status = Import.Status
_BE_PATIENT = "SET LOCAL lock_timeout = '1s'"
_BE_YOURSELF = "SET LOCAL lock_timeout TO DEFAULT"
# As long as nothing of it was written, everything about an import can be changed.
CHANGEABLE = frozenset({Status.UPLOADED, Status.CHECKED, Status.FAILED})
# Once it was written, its files are read no more.
FINISHED = frozenset({Status.APPLIED, Status.UNDOING, Status.UNDONE})


def get(*, user: User, import_id: UUID) -> Import:
    """Return one of the person's imports, unlocked. Raises ImportNotFound."""
    found = Import.objects.filter(user=user, pk=import_id).first()
    if found is None:
        raise ImportNotFound(str(import_id))
    return found


def wait_for(*, user: User, import_id: UUID) -> Import:
    """Return an import, locked to the end of the transaction.

    A click holds the row for a moment, which is waited for; a job at work holds it longer, and
    neither a page nor a second job waits for that. Raises ImportBusy then, after which the
    transaction can do nothing more, and ImportNotFound.
    """
    own = Import.objects.filter(user=user, pk=import_id)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BE_PATIENT)
            found = own.select_for_update().first()
            cursor.execute(_BE_YOURSELF)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise ImportBusy(str(import_id)) from error
        raise
    if found is None:
        raise ImportNotFound(str(import_id))
    return found


def changeable(*, user: User, import_id: UUID) -> Import:
    """Return an import, locked, of which nothing was written yet.

    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    found = wait_for(user=user, import_id=import_id)
    if found.status not in CHANGEABLE:
        raise ImportElsewhere(found.status)
    return found
