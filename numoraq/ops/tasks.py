"""The job that shows that jobs are done."""

from celery import shared_task

from numoraq.ops import heartbeats
from numoraq.rls.tasks import ServiceTask


@shared_task(base=ServiceTask, name=heartbeats.JOB)
def heartbeat() -> None:
    """Write down that a worker does jobs."""
    heartbeats.record("worker")
