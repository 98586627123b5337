"""Numbers of rows that cost the same however many there are."""

from django.db import connection, models

EXACT_UP_TO = 50_000


def rows(model: type[models.Model]) -> int:
    """Return how many rows a table has: exactly up to 50,000, by the statistics above that.

    Reads as whoever is acting, who must see every row for the exact part.
    """
    counted = model._default_manager.all()[: EXACT_UP_TO + 1].count()  # noqa: SLF001
    if counted <= EXACT_UP_TO:
        return counted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        return max(counted, int(cursor.fetchone()[0]))
