"""A cold dashboard in a table of a million rows of other people, against one with hardly any."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from accounts.models import User
from numoraq.bench import crowd, load, measure, people, server
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_BUDGET = 1.1
_ROWS = 1000


def run(scale: Scale) -> list[Result]:
    """Compare the medians of one person's page before and after the others came."""
    person = people.make(rows=_ROWS, today=scale.today)
    with server.serving("numoraq.wsgi:application", static=True) as app, _tidied():
        alone = _measured(app, person, scale)
        crowd.fill(rows=scale.rows_of_others, today=scale.today)
        among = _measured(app, person, scale)
    return [
        Result(
            f"others: {scale.rows_of_others:,} rows of theirs against none",
            among.p50 * 1000,
            alone.p50 * 1000,
            "ms",
            _BUDGET,
            note="/dashboard/, cold",
        )
    ]


def _measured(app: str, person: User, scale: Scale) -> measure.Sample:
    crowd.count()
    browser = load.Browser(app, people.cookie(person))

    def visit() -> object:
        people.touch(person)
        return browser.get("/dashboard/")

    (sample,) = measure.alternate([visit], rounds=scale.rounds * 10)
    browser.close()
    return sample


@contextmanager
def _tidied() -> Iterator[None]:
    """Leave the tables to the next case as they were: without anybody's rows."""
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(crowd.TABLES)} CASCADE")
