"""Files of the storage that go when nothing refers to them any more."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

_ORPHANED_FOR: Final = timedelta(days=1)


def drop_later(*keys: str) -> None:
    """Delete files once the transaction has committed, when nothing refers to them any more.

    A storage that is away by then keeps them until the next sweep; what was committed counts.
    """
    for key in filter(None, keys):
        transaction.on_commit(partial(default_storage.delete, key), robust=True)


def drop_orphans(*, folder: str, used: Iterable[str], at: datetime) -> int:
    """Delete the files of a folder that are not in use; return how many. `at` is aware UTC.

    Those of the last day may belong to a transaction that is still open, and are let be.
    """
    if not default_storage.exists(folder):
        return 0
    _folders, names = default_storage.listdir(folder)
    keys = {f"{folder}/{name}" for name in names}
    keys.difference_update(used)
    old = [key for key in sorted(keys) if _age(key, at) > _ORPHANED_FOR]
    for key in old:
        default_storage.delete(key)
    return len(old)


def _age(key: str, at: datetime) -> timedelta:
    """Return how old a file is; one that has just been deleted by somebody else is new."""
    try:
        return at - default_storage.get_modified_time(key)
    except FileNotFoundError:
        return timedelta(0)
