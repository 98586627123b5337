"""What the worker tells about the jobs it does."""

import time
from typing import Any

from celery import signals

from numoraq.ops import metrics


def connect() -> None:
    """Follow the jobs of this process."""
    signals.task_prerun.connect(_started)
    signals.task_postrun.connect(_ended)


def _started(*, task: Any, **_: Any) -> None:
    task.request.numoraq_started = time.perf_counter()


def _ended(*, task: Any, state: str | None = None, **_: Any) -> None:
    started = getattr(task.request, "numoraq_started", time.perf_counter())
    seconds = time.perf_counter() - started
    metrics.count_job(job=task.name, state=(state or "unknown").lower(), seconds=seconds)
