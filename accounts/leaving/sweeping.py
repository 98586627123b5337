"""Archives whose time is over, that nobody wrote to the end, or that nothing refers to."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.leaving import files
from accounts.models import Export
from numoraq.lib import filing, jobs

STALLED_FOR: Final = timedelta(minutes=10)
GIVEN_UP_AFTER: Final = timedelta(days=1)
REMEMBERED_FOR: Final = timedelta(days=90)
_AT_ONCE: Final = 1000
_log = logging.getLogger(__name__)

Status = Export.Status


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Delete the files of archives whose time is over; return how many. Runs as the service."""
    over = Export.objects.filter(status=Status.READY, expires_at__lte=at)
    found = list(over.select_for_update(skip_locked=True).order_by("expires_at")[:_AT_ONCE])
    for export in found:
        filing.drop_later(export.file_key)
        export.status, export.file_key = Status.EXPIRED, ""
        export.save(update_fields=["status", "file_key", "updated_at"])
    return len(found)


def forget(*, at: datetime) -> int:
    """Delete what is known of archives of long ago; return how many. Runs as the service."""
    done = Export.objects.filter(status__in=[Status.EXPIRED, Status.FAILED])
    return done.filter(asked_at__lt=at - REMEMBERED_FOR).delete()[0]


def drop_orphans(*, at: datetime) -> int:
    """Delete files that no archive refers to; return how many. Runs as the service.

    Left by a process or a storage whose last act they were.
    """
    used = Export.objects.exclude(file_key="").values_list("file_key", flat=True)
    return filing.drop_orphans(folder=files.FOLDER, used=used.iterator(), at=at)


@transaction.atomic
def resume_stalled(*, at: datetime) -> int:
    """Send the jobs of archives again that have not moved for a while; return how many.

    Runs as the service. A job that is still at work holds the row and is let be.
    """
    found = _stalled(before=at - STALLED_FOR)
    for export in found:
        jobs.enqueue("accounts.write_export", export_id=str(export.pk), user_id=str(export.user_id))
        _log.warning("archive %s has not moved since %s: sent again", export.pk, export.updated_at)
    return len(found)


@transaction.atomic
def give_up_stalled(*, at: datetime) -> int:
    """Let archives fail that were asked for a day ago; return how many. Runs as the service."""
    found = [e for e in _stalled(before=at) if e.asked_at < at - GIVEN_UP_AFTER]
    for export in found:
        export.status, export.error = Status.FAILED, "GivenUp"
        export.save(update_fields=["status", "error", "updated_at"])
        _log.error("archive %s was asked for at %s: given up", export.pk, export.asked_at)
    return len(found)


def _stalled(*, before: datetime) -> list[Export]:
    waiting = Export.objects.filter(status__in=Export.UNDER_WAY, updated_at__lt=before)
    return list(waiting.select_for_update(skip_locked=True).order_by("updated_at")[:_AT_ONCE])
