"""Clearing away imports that nobody finished, and files that nothing refers to."""

import logging
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from django.db import transaction

from finance.imports import files
from finance.imports.services import checks, holding
from finance.models import Import
from numoraq.lib import filing, jobs

UNFINISHED_FOR: Final = timedelta(days=14)
STALLED_FOR: Final = timedelta(minutes=10)
GIVEN_UP_AFTER: Final = timedelta(days=1)
_AT_ONCE: Final = 1000
_log = logging.getLogger(__name__)

Status = Import.Status
_JOBS: Final = {
    Status.CHECKING: "finance.check_import",
    Status.APPLYING: "finance.apply_import",
    Status.UNDOING: "finance.undo_import",
}


@transaction.atomic
def drop_unfinished(*, at: datetime) -> int:
    """Delete imports of which nothing was written for two weeks; return how many.

    Runs as the service. The lock judges each row again as it is by then, so that one which
    somebody goes on with at this moment stays.
    """
    old = Import.objects.filter(
        status__in=holding.CHANGEABLE, updated_at__lt=at - UNFINISHED_FOR
    ).select_for_update(skip_locked=True)
    found = list(old.order_by("updated_at")[:_AT_ONCE])
    for one in found:
        filing.drop_later(one.file_key, one.rows_key)
    Import.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def drop_orphans(*, at: datetime) -> int:
    """Delete files of imports that are gone or finished; return how many.

    Those of a finished import went with its commit, unless that was the last thing a process or
    the storage did. Runs as the service. Files of the last day may belong to a transaction that
    is still open.
    """
    needed = Import.objects.exclude(status__in=holding.FINISHED)
    pairs = needed.values_list("file_key", "rows_key").iterator()
    return filing.drop_orphans(folder=files.FOLDER, used=chain.from_iterable(pairs), at=at)


@transaction.atomic
def resume_stalled(*, at: datetime) -> int:
    """Send the jobs of imports again that have not moved for a while; return how many.

    Runs as the service. A job that is still at work holds the row and is let be.
    """
    found = _stalled(before=at - STALLED_FOR)
    for one in found:
        task = _JOBS[Status(one.status)]
        jobs.enqueue(task, import_id=str(one.pk), user_id=str(one.user_id))
        _log.warning("import %s has not moved since %s: sent again", one.pk, one.updated_at)
    return len(found)


@transaction.atomic
def give_up_stalled(*, at: datetime) -> int:
    """Let imports fail that have not moved for a day; return how many.

    A file that kills whatever reads it does so no longer then. Runs as the service.
    """
    found = _stalled(before=at - GIVEN_UP_AFTER)
    for one in found:
        checks.fail(user=one.user, import_id=one.pk, code="file_failed", args={})
        _log.error("import %s has not moved since %s: given up", one.pk, one.updated_at)
    return len(found)


def _stalled(*, before: datetime) -> list[Import]:
    """Return imports that wait for a job since a moment, locked, but none that a job holds."""
    waiting = Import.objects.filter(status__in=_JOBS, updated_at__lt=before)
    return list(waiting.select_for_update(skip_locked=True).order_by("updated_at")[:_AT_ONCE])
