"""People with many entries, made by the database itself, and their way into a page."""

import datetime
import uuid
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.utils import timezone

from accounts.models import AuthSession, User
from accounts.services import people, sessions
from numoraq.rls.identity import as_service

# Flows spread over five years; twelve balances with a value each month, in three currencies.
_FLOWS = """
INSERT INTO financial_data (id, user_id, category, subcategory, name, amount, currency, date,
    description, is_liquid, is_recurring, recurring_interval, updated_at)
SELECT gen_random_uuid(), %(user)s, CASE WHEN n %% 8 = 0 THEN 'income' ELSE 'expenses' END,
    CASE WHEN n %% 8 = 0 THEN 'salary' ELSE (ARRAY['food', 'housing', 'transport'])[1 + n %% 3] END,
    'Row ' || n, 10 + n %% 900, (ARRAY['EUR', 'USD', 'GBP'])[1 + n %% 3],
    %(today)s::date - (n %% 1825), '', true, false, 1, now()
FROM generate_series(1, %(rows)s) AS n
"""
_BALANCES = """
INSERT INTO financial_data (id, user_id, category, subcategory, name, amount, currency, date,
    description, is_liquid, is_recurring, recurring_interval, updated_at)
SELECT gen_random_uuid(), %(user)s, CASE WHEN n > 9 THEN 'liabilities' ELSE 'assets' END,
    CASE WHEN n > 9 THEN 'loan' ELSE (ARRAY['cash', 'fund', 'real_estate'])[1 + n %% 3] END,
    'Balance ' || n, 1000, (ARRAY['EUR', 'USD', 'GBP'])[1 + n %% 3],
    %(today)s::date - 1825, '', n %% 3 < 2, false, 1, now()
FROM generate_series(1, 12) AS n
"""
_VALUATIONS = """
INSERT INTO asset_valuations (id, user_id, entry_id, "on", amount, source)
SELECT gen_random_uuid(), user_id, id, %(today)s::date - 30 * n, 1000 + 7 * n, 'manual'
FROM financial_data, generate_series(0, 60) AS n
WHERE user_id = %(user)s AND category IN ('assets', 'liabilities')
ON CONFLICT DO NOTHING
"""


def make(*, rows: int, today: datetime.date) -> User:
    """Create a person with a number of flows and twelve balances that have a history."""
    person = people.create(
        email=f"{uuid.uuid4()}@example.org",
        password=uuid.uuid4().hex,
        currency="EUR",
        at=timezone.now(),
    )
    values: dict[str, Any] = {"user": person.pk, "rows": rows, "today": today}
    with as_service(), connections["worker"].cursor() as cursor:
        for statement in (_FLOWS, _BALANCES, _VALUATIONS):
            cursor.execute(statement, values)
    return person


def touch(person: User) -> None:
    """Make what is cached of a person's figures stale, as any change of theirs does."""
    with as_service(), connections["worker"].cursor() as cursor:
        cursor.execute(
            "UPDATE finance_data_versions SET version = version + 1 WHERE user_id = %s",
            [person.pk],
        )


def cookie(person: User, *, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> dict[str, str]:
    """Sign a person in by a backend; return the header with their session's cookie."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    now = timezone.now()
    session = AuthSession.objects.create(user=person, created_at=now, refreshed_at=now)
    store[sessions.KEY] = str(session.pk)
    store.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}"}
