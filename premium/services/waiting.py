"""How long a row is waited for that somebody else is writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from premium.trouble import Trouble

_LONGEST: Final = "5s"
_SET: Final = "SELECT set_config('lock_timeout', %s, true)"


@contextmanager
def bounded() -> Iterator[None]:
    """Wait some seconds for what is locked within the block.

    Raises Trouble that says it is busy after that: whoever asked tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET, [_LONGEST])
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Trouble("somebody else is writing it", is_busy=True) from error
