"""Jobs for the worker, sent only when the transaction that asks for them has committed."""

from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction


def enqueue(task: str, *, countdown: float | None = None, **kwargs: Any) -> None:
    """Send a task by name after commit; nothing is sent when the transaction rolls back.

    Arguments are ids and plain values, never objects. `countdown` is seconds.
    """
    send = partial(current_app.send_task, task, kwargs=kwargs, countdown=countdown)
    transaction.on_commit(send)
