"""The dashboard's own statements with row security, and without it.

They are recorded once, then played by two connections: as the person, and as the owner of the
tables, on whom row security is not forced while this case runs.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from finance.selectors import flows, net_worth
from numoraq.bench import measure, people
from numoraq.bench.addresses import address
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result
from numoraq.rls.identity import as_user

_BUDGET = 1.1
_TABLES = (
    "asset_valuations",
    "finance_balance_totals",
    "finance_manual_rates",
    "finance_monthly_totals",
    "financial_data",
    "fx_rates",
    "net_worth_daily",
)
_IDENTITY = "SELECT set_config('role', 'nq_user', true), set_config('app.user_id', %s, true)"


def run(scale: Scale) -> list[Result]:
    """Compare the medians of a whole transaction of the page."""
    person = people.make(rows=min(10_000, scale.many_entries), today=scale.today)
    statements = _record(person, scale)
    with (
        psycopg.connect(address("default")) as guarded,
        psycopg.connect(address("owner")) as owner,
        _not_forced(),
    ):
        actions = [
            _player(guarded, statements, identity=str(person.pk)),
            _player(owner, statements, identity=""),
        ]
        ours, floor = measure.alternate(actions, rounds=scale.rounds * 20)
    return [
        Result(
            "row security on against off",
            ours.p50 * 1000,
            floor.p50 * 1000,
            "ms",
            _BUDGET,
            note=f"{len(statements)} statements",
        )
    ]


def _record(person: User, scale: Scale) -> list[str]:
    """Return the statements that read a person's net worth and flows."""
    with as_user(person), transaction.atomic(), CaptureQueriesContext(connection) as captured:
        net_worth.now(user=person, currency="EUR", today=scale.today)
        flows.by_month(user=person, currency="EUR", today=scale.today)
    return [query["sql"] for query in captured.captured_queries]


def _player(
    plain: psycopg.Connection, statements: list[str], *, identity: str
) -> Callable[[], None]:
    def play() -> None:
        with plain.transaction():
            if identity:
                plain.execute(_IDENTITY, [identity])
            for statement in statements:
                plain.execute(statement.encode()).fetchall()

    return play


@contextmanager
def _not_forced() -> Iterator[None]:
    try:
        _alter(_TABLES, "NO FORCE")
        yield
    finally:
        _alter(_TABLES, "FORCE")


def _alter(tables: Iterable[str], word: str) -> None:
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")
