"""Taking an import back: what came in goes, what the person changed since stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from finance.imports.errors import ImportElsewhere
from finance.imports.services import checks, holding
from finance.models import Entry, Import, ManualRate
from finance.services import locks
from numoraq.lib import jobs

Status = Import.Status


@transaction.atomic
def start(*, user: User, import_id: UUID, with_edited: bool = False) -> Import:
    """Undo an import: at once if small, else as a job. Asking twice does it once.

    Entries edited since stay, unless `with_edited`.
    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    found = holding.wait_for(user=user, import_id=import_id)
    may_go_on = found.status == Status.UNDONE and with_edited
    if found.status in {Status.UNDOING, Status.UNDONE} and not may_go_on:
        return found
    if found.status != Status.APPLIED and not may_go_on:
        raise ImportElsewhere(found.status)
    found.status, found.problem = Status.UNDOING, {}
    found.summary = {**found.summary, "with_edited": with_edited}
    found.save(update_fields=["status", "problem", "summary", "updated_at"])
    if checks.is_small(found, rows=found.rows_done):
        return run(user=user, import_id=import_id)
    jobs.enqueue("finance.undo_import", import_id=str(import_id), user_id=str(user.pk))
    return found


@transaction.atomic
def run(*, user: User, import_id: UUID) -> Import:
    """Remove the entries of an import that waits for it. Run again it changes nothing.

    Raises ImportBusy, ImportNotFound.
    """
    found = holding.wait_for(user=user, import_id=import_id)
    if found.status != Status.UNDOING:
        return found
    locks.hold(user=user)
    own = Entry.objects.filter(user=user, import_id=found.pk)
    going = own if found.summary.get("with_edited") else own.exclude(pk__in=edited(found))
    going.delete()
    ManualRate.objects.filter(user=user, import_id=found.pk).delete()
    found.status = Status.UNDONE
    found.summary = {**found.summary, "kept": own.filter(deleted_at=None).count()}
    found.save(update_fields=["status", "summary", "updated_at"])
    return found


def edited(found: Import) -> QuerySet[Entry]:
    """Return the entries of an import that the person changed since, and did not delete."""
    changed_after: datetime | None = found.applied_at
    return Entry.objects.filter(
        user=found.user_id, import_id=found.pk, deleted_at=None, updated_at__gt=changed_after
    )
