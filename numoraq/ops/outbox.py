"""Where jobs wait while the broker is away: written by whoever asked, sent by the worker."""

import json
import logging
from datetime import datetime

from django.db import transaction

from numoraq.lib import jobs
from numoraq.lib.crypto import CannotDecrypt
from numoraq.ops.models import UnsentJob

logger = logging.getLogger(__name__)
BATCH = 100  # jobs sent in one transaction


def keep(job: jobs.Job) -> None:
    """Store a job, in a transaction of its own: the one that asked for it has ended."""
    with transaction.atomic():
        UnsentJob.objects.create(sealed=json.dumps(job._asdict()))


def flush(*, at: datetime) -> int:
    """Send the jobs that wait, oldest first; return how many were sent. Runs as the service.

    Stops at the first one that the broker does not take. What was sent is deleted; a crash
    between the two sends it again. `at` is aware UTC.
    """
    total = 0
    while sent := _flush_batch(at):
        total += sent
    return total


def _flush_batch(at: datetime) -> int:
    with transaction.atomic():
        rows = UnsentJob.objects.select_for_update(skip_locked=True).order_by("created_at")
        done = []
        for row in rows[:BATCH]:
            if not _send(row, at):
                break
            done.append(row.pk)
        UnsentJob.objects.filter(pk__in=done).delete()
    return len(done)


def _send(row: UnsentJob, at: datetime) -> bool:
    """Send one job; return whether its row may go."""
    try:
        job = jobs.Job(**json.loads(row.sealed))
    except CannotDecrypt:
        logger.critical("job %s was not written by this app, or its key is gone: dropped", row.pk)
        return True
    waited = (at - row.created_at).total_seconds()
    left = None if job.countdown is None else max(0.0, job.countdown - waited)
    return jobs.send(job._replace(countdown=left))
