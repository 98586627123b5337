"""What the job queue tells about itself."""

import time
from typing import Any

from celery import signals

from numoraq.lib import jobs
from numoraq.ops import heartbeats, metrics, tasks


def connect() -> None:
    """Follow heartbeats and jobs, and send the first heartbeat as soon as beat starts."""
    signals.after_task_publish.connect(_sent, sender=tasks.HEARTBEAT)
    signals.beat_init.connect(_send_first)
    signals.task_prerun.connect(_started)
    signals.task_postrun.connect(_ended)


def _sent(**_: Any) -> None:
    heartbeats.record("beat")


def _send_first(**_: Any) -> None:
    jobs.enqueue(tasks.HEARTBEAT)


def _started(*, task: Any, **_: Any) -> None:
    task.request.numoraq_started = time.perf_counter()


def _ended(*, task: Any, state: str | None = None, **_: Any) -> None:
    started = getattr(task.request, "numoraq_started", time.perf_counter())
    seconds = time.perf_counter() - started
    metrics.count_job(job=task.name, state=(state or "unknown").lower(), seconds=seconds)
