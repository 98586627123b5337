"""The job that shows that jobs are done, and the one that sends those left behind."""

from celery import shared_task
from django.utils import timezone

from numoraq.ops import heartbeats, outbox
from numoraq.rls.tasks import ServiceTask


@shared_task(base=ServiceTask, name=heartbeats.JOB)
def heartbeat() -> None:
    """Write down that a worker does jobs."""
    heartbeats.record("worker")


@shared_task(base=ServiceTask, name="ops.flush_outbox")
def flush_outbox() -> int:
    """Send the jobs the broker could not take when they were asked for. Returns how many."""
    return outbox.flush(at=timezone.now())
