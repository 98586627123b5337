"""Locks by name, for what has no row to lock yet."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

_LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (key, place) ORDER BY place
"""


def hold(what: str, *, of: Iterable[UUID]) -> None:
    """Have others who hold the same of these people wait until the transaction ends.

    Several are taken in the order of their ids, by everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [[f"{what}:{key}" for key in sorted(of)]])
