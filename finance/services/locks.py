"""One writer of a person's figures at a time."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from accounts.models import User


def hold(*, user: User) -> None:
    """Take the person's lock until the end of the transaction.

    The triggers that keep the sums take the same lock. Taken before the first row is locked, it
    makes deadlocks between two writers of one person impossible.
    """
    hold_all(user_ids=[user.pk])


def hold_all(*, user_ids: Iterable[UUID]) -> None:
    """Take the locks of several persons, in the one order that all writers keep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.lock_persons(%s::uuid[])", [[str(pk) for pk in user_ids]])
