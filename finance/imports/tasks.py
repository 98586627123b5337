"""The jobs of imports. Each may be killed at any moment and sent twice."""

import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from celery import shared_task
from django.utils import timezone, translation

from accounts.models import User
from finance import days
from finance.imports.errors import ImportBusy, ImportNotFound
from finance.imports.services import applying, checks, sweeping, undoing
from numoraq.rls.tasks import PersonTask, ServiceTask

_log = logging.getLogger(__name__)


@shared_task(base=PersonTask, name="finance.check_import")
def check_import(*, import_id: str, user_id: str) -> None:
    """Check the file of an import that waits for it."""
    _work(
        user_id,
        import_id,
        lambda user, pk: checks.run(user=user, import_id=pk, today=days.today(user)),
    )


@shared_task(base=PersonTask, name="finance.apply_import")
def apply_import(*, import_id: str, user_id: str) -> None:
    """Write the rows of an import that waits for it."""
    _work(
        user_id,
        import_id,
        lambda user, pk: applying.run(user=user, import_id=pk, at=timezone.now()),
    )


@shared_task(base=PersonTask, name="finance.undo_import")
def undo_import(*, import_id: str, user_id: str) -> None:
    """Remove the entries of an import that waits for it."""
    _work(user_id, import_id, lambda user, pk: undoing.run(user=user, import_id=pk))


@shared_task(base=ServiceTask, name="finance.sweep_imports")
def sweep_imports() -> int:
    """Clear away what nobody finished, daily; return how much."""
    now = timezone.now()
    return sweeping.drop_unfinished(at=now) + sweeping.drop_orphans(at=now)


@shared_task(base=ServiceTask, name="finance.resume_imports")
def resume_imports() -> int:
    """Send stalled jobs again, or give them up, every ten minutes; return how many."""
    now = timezone.now()
    return sweeping.give_up_stalled(at=now) + sweeping.resume_stalled(at=now)


def _work(user_id: str, import_id: str, job: Callable[[User, UUID], object]) -> None:
    user = User.objects.select_related("profile").get(pk=user_id)
    pk = UUID(import_id)
    with translation.override(user.profile.language):
        try:
            job(user, pk)
        except (ImportBusy, ImportNotFound) as gone:
            _log.info("nothing to do for import %s: %r", import_id, gone)
        except Exception:
            with suppress(ImportBusy, ImportNotFound):  # another job has it in hand, or it is gone
                checks.fail(user=user, import_id=pk, code="file_failed", args={})
            raise
