"""A cold dashboard with row security, and the same page without it.

The floor is the product itself on Django's own database backend, logged in as the owner of the
tables, on whom row security is not forced while this case runs: no roles, no policies.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from accounts.models import User
from numoraq.bench import load, measure, people, server
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_BUDGET = 1.1
_UNGUARDED = {"DJANGO_SETTINGS_MODULE": "numoraq.bench.unguarded"}
_FORCED = """
SELECT oid::regclass::text FROM pg_class
WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace
"""


def run(scale: Scale) -> list[Result]:
    """Compare the medians of the page, whose cached figures are made stale before each visit."""
    person = people.make(rows=min(10_000, scale.many_entries), today=scale.today)
    with (
        _not_forced(),
        server.serving("numoraq.wsgi:application", static=True) as guarded,
        server.serving("numoraq.wsgi:application", static=True, env=_UNGUARDED) as unguarded,
    ):
        visits = [_visit(base, person) for base in (guarded, unguarded)]
        ours, floor = measure.alternate(visits, rounds=scale.rounds * 10)
    return [
        Result(
            "row security on against off",
            ours.p50 * 1000,
            floor.p50 * 1000,
            "ms",
            _BUDGET,
            note="/dashboard/, cold",
        )
    ]


def _visit(base: str, person: User) -> Callable[[], object]:
    browser = load.Browser(base, people.cookie(person))

    def visit() -> object:
        people.touch(person)
        return browser.get("/dashboard/")

    return visit


@contextmanager
def _not_forced() -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_FORCED)
        tables = [name for (name,) in cursor.fetchall()]
        try:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
