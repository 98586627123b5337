"""What the scheduler tells about itself: each heartbeat it sends shows that it lives."""

from functools import partial
from typing import Any

from celery import Celery, signals

from numoraq.ops import heartbeats


def connect(app: Celery) -> None:
    """Follow the sending of heartbeats, and send the first one as soon as beat starts."""
    signals.after_task_publish.connect(_sent, sender=heartbeats.JOB)
    signals.beat_init.connect(partial(_send_first, app), weak=False)


def _sent(**_: Any) -> None:
    heartbeats.record("beat")


def _send_first(app: Celery, **_: Any) -> None:
    app.send_task(heartbeats.JOB)
