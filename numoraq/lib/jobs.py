"""Jobs for the worker, sent only when the transaction that asks for them has committed.

While the broker is away, an app above keeps the job and sends it later. What is promised: a job
whose sending fails is not lost, and nobody gets an error for a change that is stored. A broker
that took the job without saying so in time makes it run twice. What is not promised: a process
that is killed between its commit and the sending takes the job along, and so does a database that
goes away in that same moment (which is logged).
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from celery import current_app
from django.db import DatabaseError, transaction
from kombu.exceptions import OperationalError
from redis import RedisError

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    """What is sent: the name of a task, plain values, and seconds to wait."""

    task: str
    kwargs: dict[str, Any]
    countdown: float | None = None


type Keeper = Callable[[Job], None]
_keepers: list[Keeper] = []


def register_keeper(keep: Keeper) -> None:
    """Have jobs that cannot be sent kept by `keep(job)`; the last one registered does it."""
    _keepers[:] = [keep]


def enqueue(task: str, *, countdown: float | None = None, **kwargs: Any) -> None:
    """Send a task by name after commit; nothing is sent when the transaction rolls back.

    Arguments are ids and plain values, never objects. `countdown` is seconds.
    """
    transaction.on_commit(partial(_send_or_keep, Job(task, kwargs, countdown)))


def send(job: Job) -> bool:
    """Send a job now; return False when the broker is away. For the keeper of unsent jobs."""
    try:
        current_app.send_task(job.task, kwargs=job.kwargs, countdown=job.countdown)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("the broker did not take %s: %s", job.task, error)
        return False
    return True


def _send_or_keep(job: Job) -> None:
    if send(job):
        return
    try:
        for keep in _keepers:
            keep(job)
    except DatabaseError:
        # The change is stored: an error now would only deny it. The arguments may be secret.
        logger.critical("job %s is lost", job.task, exc_info=True)
