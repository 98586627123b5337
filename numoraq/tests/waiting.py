"""Two transactions of which one waits for the other."""

from collections.abc import Callable
from time import monotonic, sleep

from django.db import connection, connections

PATIENCE = 10  # seconds
_WAITS = (
    "SELECT EXISTS (SELECT FROM pg_locks"
    " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)


def alone[T](job: Callable[[], T]) -> T:
    """Run a job in a thread of its own, on connections of its own."""
    try:
        return job()
    finally:
        connections.close_all()


def until_somebody_waits() -> None:
    """Wait until another transaction waits for a lock that this one has."""
    end = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while monotonic() < end:
            cursor.execute(_WAITS)
            if cursor.fetchone() == (True,):
                return
            sleep(0.02)
    raise AssertionError("nobody waits")
