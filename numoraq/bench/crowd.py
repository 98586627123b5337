"""Very many rows of very many people, made by the database itself."""

import datetime
from typing import Any, Final

from django.db import connections

from numoraq.rls.identity import as_service

EACH: Final = 1000  # rows of one person
_AT_ONCE: Final = 100_000  # rows of one statement
TABLES: Final = (
    "financial_data",
    "finance_monthly_totals",
    "finance_balance_totals",
    "net_worth_daily",
)

_NAMES = "md5('one of many ' || n / %(each)s)::uuid"
_PEOPLE = f"""
INSERT INTO auth_users (id, email, password, is_active, is_staff, is_superuser, is_demo,
    created_at, updated_at)
SELECT {_NAMES}, 'many-' || n / %(each)s || '@example.net', '', true, false, false, false,
    now(), now()
FROM generate_series(%(first)s, %(last)s, %(each)s) AS n
"""  # noqa: S608 - texts of ours
_PROFILES = f"""
INSERT INTO profiles (id, name, avatar_url, theme, date_format, number_format, sample_persona,
    shortcuts_enabled, updated_at)
SELECT {_NAMES}, '', '', 'auto', 'auto', 'auto', '', true, now()
FROM generate_series(%(first)s, %(last)s, %(each)s) AS n
"""  # noqa: S608 - texts of ours
_ROWS = f"""
INSERT INTO financial_data (id, user_id, category, subcategory, name, amount, currency, date,
    description, is_liquid, is_recurring, recurring_interval, updated_at)
SELECT gen_random_uuid(), {_NAMES},
    (ARRAY['income', 'assets', 'expenses', 'expenses', 'expenses'])[1 + n %% 5], '', 'Row ' || n,
    10 + n %% 900, (ARRAY['EUR', 'USD', 'GBP'])[1 + n %% 3], %(today)s::date - (n %% 1825), '',
    true, false, 1, now()
FROM generate_series(%(first)s, %(last)s) AS n
"""  # noqa: S608 - texts of ours


def fill(*, rows: int, today: datetime.date) -> None:
    """Store rows of other people, a thousand each."""
    with as_service():
        for first in range(0, rows, _AT_ONCE):
            last = min(first + _AT_ONCE, rows) - 1
            values: dict[str, Any] = {"first": first, "last": last, "each": EACH, "today": today}
            with connections["worker"].cursor() as cursor:
                for statement in (_PEOPLE, _PROFILES, _ROWS):
                    cursor.execute(statement, values)


def count() -> None:
    """Let the planner know how many rows there are."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
