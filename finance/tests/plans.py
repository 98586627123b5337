"""What the planner makes of statements, on tables with many people's rows."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from numoraq.rls.identity import as_service
from numoraq.rls.logins import worker_login

PEOPLE = 2000
OWNERS = 40
ENTRIES = 12_000

_PERSON = "md5('person ' || {})::uuid"
_FILL = (
    f"""INSERT INTO auth_users (id, email, password, is_active, is_staff, is_superuser, is_demo,
                                created_at, updated_at)
        SELECT {_PERSON.format("n")}, n || '@example.net', '', true, false, false, false,
               now(), now() FROM generate_series(1, {PEOPLE}) n""",
    f"""INSERT INTO profiles (id, name, avatar_url, theme, date_format, number_format,
                              sample_persona, shortcuts_enabled, updated_at)
        SELECT {_PERSON.format("n")}, '', '', 'auto', 'auto', 'auto', '', true, now()
        FROM generate_series(1, {PEOPLE}) n""",
    f"""INSERT INTO financial_data (user_id, category, name, amount, date)
        SELECT {_PERSON.format(f"(1 + n % {OWNERS})")},
               (ARRAY['income', 'expenses', 'expenses', 'assets'])[1 + n / {OWNERS} % 4],
               'Thing', n, '2020-01-01'::date + n % 2400 FROM generate_series(1, {ENTRIES}) n""",
    f"""INSERT INTO financial_data (user_id, category, name, amount, date, is_recurring,
                                    recurring_frequency)
        SELECT {_PERSON.format(f"(1 + n % {OWNERS})")}, 'expenses', 'Rent', n, '2020-01-01', true,
               'monthly' FROM generate_series(1, {3 * OWNERS}) n""",
    """INSERT INTO finance_occurrences (user_id, entry_id, "on", amount)
       SELECT user_id, id, '2020-01-01'::date + n, 1
       FROM financial_data, generate_series(1, 20) n WHERE is_recurring""",
    """INSERT INTO fx_rates (currency, "on", per_eur)
       SELECT code, '2015-01-01'::date + n, 1
       FROM unnest(ARRAY['USD', 'GBP', 'CHF', 'JPY']) code, generate_series(1, 3000) n""",
)
_ANALYSE = """ANALYZE auth_users, profiles, financial_data, asset_valuations, fx_rates,
    finance_occurrences, net_worth_daily, finance_monthly_totals, finance_balance_totals"""


@dataclass(frozen=True, slots=True)
class Scan:
    """How a plan reads a table: the kind of its node, and the index if it uses one."""

    table: str
    kind: str
    index: str


def fill() -> None:
    """Store many people's rows, committed and analysed."""
    with worker_login(), as_service(), transaction.atomic(), connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement)
    with connections["owner"].cursor() as cursor:
        cursor.execute(_ANALYSE)


def of(read: Callable[[], Any]) -> list[Scan]:
    """Return how the tables are read by all statements of a function."""
    scans: list[Scan] = []
    with transaction.atomic(), connection.cursor() as cursor:
        with CaptureQueriesContext(connection) as captured:
            read()
        for query in captured.captured_queries:
            if query["sql"].startswith(("SELECT", "\n", "(", "UPDATE", "DELETE")):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
                (plan,) = cursor.fetchone()
                found = json.loads(plan) if isinstance(plan, str) else plan
                scans += _scans(found[0]["Plan"])
    return scans


def _scans(node: dict[str, Any]) -> Iterator[Scan]:
    if "Relation Name" in node or node["Node Type"] == "Bitmap Index Scan":
        yield Scan(node.get("Relation Name", ""), node["Node Type"], node.get("Index Name", ""))
    for child in node.get("Plans", ()):
        yield from _scans(child)
