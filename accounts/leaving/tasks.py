"""The jobs of leaving. Each may be killed at any moment and sent twice."""

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from accounts.leaving import erasing, exports, sweeping, writing
from accounts.models import User
from numoraq.rls.tasks import PersonTask, ServiceTask

_TRIES = 3
_log = logging.getLogger(__name__)


@shared_task(
    bind=True, base=PersonTask, name="accounts.write_export", max_retries=_TRIES, throws=(OSError,)
)
def write_export(self: Any, *, export_id: str, user_id: str) -> None:
    """Write an archive; while the storage or the database is away, try again some times."""
    user = User.objects.select_related("profile").filter(pk=user_id).first()
    if user is None:
        _log.info("nobody is left to write archive %s for", export_id)
        return
    try:
        with translation.override(user.profile.language):
            writing.run(user=user, export_id=UUID(export_id), at=timezone.now())
    except (OSError, OperationalError) as error:
        if self.request.retries < _TRIES:
            raise self.retry(exc=error, countdown=30 * 2**self.request.retries) from error
        exports.fail(user=user, export_id=UUID(export_id), error=type(error).__name__)
        raise
    except Exception as error:
        exports.fail(user=user, export_id=UUID(export_id), error=type(error).__name__)
        raise


@shared_task(base=ServiceTask, name="accounts.sweep_exports")
def sweep_exports() -> int:
    """Delete archives whose time is over, and files nothing refers to; return how many."""
    now = timezone.now()
    removed = sweeping.expire(at=now) + sweeping.drop_orphans(at=now)
    sweeping.forget(at=now)
    return removed


@shared_task(base=ServiceTask, name="accounts.resume_exports")
def resume_exports() -> int:
    """Send stalled archives again, or give them up; return how many."""
    now = timezone.now()
    return sweeping.give_up_stalled(at=now) + sweeping.resume_stalled(at=now)


@shared_task(base=ServiceTask, name="accounts.erase")
def erase(*, user_id: str) -> bool:
    """Delete one account whose time is up; return whether it was."""
    return erasing.erase(key=UUID(user_id), at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.erase_due")
def erase_due() -> int:
    """Delete the accounts whose time is up; return how many."""
    return erasing.erase_due(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.remind_leaving")
def remind_leaving() -> int:
    """Tell those whose accounts are deleted in some days; return how many."""
    return erasing.remind(at=timezone.now())
