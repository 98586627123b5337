"""The login that statements go through; a process has one, a command may need the worker's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import connections


@contextmanager
def worker_login() -> Iterator[None]:
    """Make the worker's login the default one of this thread, as in a worker process.

    Raises ImproperlyConfigured where this process was not given that login.
    """
    if "worker" not in connections:
        raise ImproperlyConfigured("run this where DATABASE_URL_WORKER is set, as in the worker")
    before = connections["default"]
    connections["default"] = connections["worker"]
    try:
        yield
    finally:
        connections["default"] = before
