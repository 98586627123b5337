"""Taking hold of an import: look for it among one's own, lock the row, then judge its state."""

from uuid import UUID

from accounts.models import User
from finance.imports.errors import ImportBusy, ImportElsewhere, ImportNotFound
from finance.models import Import

Status = Import.Status
# As long as nothing of it was written, everything about an import can be changed.
CHANGEABLE = frozenset({Status.UPLOADED, Status.CHECKED, Status.FAILED})


def get(*, user: User, import_id: UUID) -> Import:
    """Return one of the person's imports, unlocked. Raises ImportNotFound."""
    found = Import.objects.filter(user=user, pk=import_id).first()
    if found is None:
        raise ImportNotFound(str(import_id))
    return found


def wait_for(*, user: User, import_id: UUID) -> Import:
    """Return an import, locked to the end of the transaction. Raises ImportNotFound."""
    found = Import.objects.select_for_update().filter(user=user, pk=import_id).first()
    if found is None:
        raise ImportNotFound(str(import_id))
    return found


def changeable(*, user: User, import_id: UUID) -> Import:
    """Return an import, locked, of which nothing was written yet.

    Raises ImportNotFound, ImportElsewhere.
    """
    found = wait_for(user=user, import_id=import_id)
    if found.status not in CHANGEABLE:
        raise ImportElsewhere(found.status)
    return found


def for_job(*, user: User, import_id: UUID) -> Import:
    """Return an import, locked, for the one job that may work on it.

    Raises ImportBusy when another job does, ImportNotFound.
    """
    own = Import.objects.filter(user=user, pk=import_id)
    found = own.select_for_update(skip_locked=True).first()
    if found:
        return found
    if own.exists():
        raise ImportBusy(str(import_id))
    raise ImportNotFound(str(import_id))
