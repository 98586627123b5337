"""Counting calls, in a transaction of its own: a rollback of the caller does not lose them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connections

from numoraq.rls.identity import as_service
from numoraq.wrappers.breaker import LIMIT, Breaker
from numoraq.wrappers.models import WrapperStat

# The service writes here, on a connection that no caller has a transaction on.
ALIAS: Final = "worker"

_ADDED: Final = (
    "create_times",
    "rows_in",
    "rows_out",
    "bytes_in",
    "bytes_out",
    "calls",
    "errors",
    "rate_limited",
    "cache_hits",
    "latency_ms_sum",
)


@dataclass(slots=True)
class Tally:
    """What one use of a provider came to. Times are milliseconds."""

    create_times: int = 1
    rows_in: int = 0
    rows_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    calls: int = 0
    errors: int = 0
    rate_limited: int = 0
    cache_hits: int = 0
    latency_ms_sum: int = 0
    latency_ms_max: int = 0


def breaker_of(provider: str) -> Breaker:
    """Return the breaker of a provider as it was stored."""
    with as_service():
        found = WrapperStat.objects.using(ALIAS).filter(pk=provider).first()
    return Breaker(found.failures_in_row, found.last_error_at) if found else Breaker()


def add(provider: str, tally: Tally, *, at: datetime, problem: str = "") -> None:
    """Add a tally to a provider's sums in one statement. `problem` says why it failed."""
    values = {
        "name": provider,
        "max": tally.latency_ms_max,
        "at": at,
        "ok_at": None if problem else at,
        "error_at": at if problem else None,
        "problem": problem,
        "limit": LIMIT,
        **{column: getattr(tally, column) for column in _ADDED},
    }
    with as_service(), connections[ALIAS].cursor() as cursor:
        cursor.execute(_UPSERT, values)


_UPSERT: Final = f"""
    INSERT INTO wrappers_fdw_stats AS s
        (fdw_name, {", ".join(_ADDED)}, latency_ms_max, last_ok_at, last_error_at, last_error,
         breaker_state, failures_in_row, updated_at)
    VALUES (%(name)s, {", ".join(f"%({column})s" for column in _ADDED)}, %(max)s, %(ok_at)s,
            %(error_at)s, %(problem)s, 'closed', (%(ok_at)s::timestamptz IS NULL)::int, %(at)s)
    ON CONFLICT (fdw_name) DO UPDATE SET
        {", ".join(f"{column} = s.{column} + excluded.{column}" for column in _ADDED)},
        latency_ms_max = greatest(s.latency_ms_max, excluded.latency_ms_max),
        last_ok_at = COALESCE(excluded.last_ok_at, s.last_ok_at),
        last_error_at = COALESCE(excluded.last_error_at, s.last_error_at),
        last_error = CASE WHEN excluded.last_ok_at IS NULL THEN excluded.last_error
                          ELSE s.last_error END,
        breaker_state = CASE WHEN excluded.last_ok_at IS NULL
                                  AND s.failures_in_row + 1 >= %(limit)s
                             THEN 'open' ELSE 'closed' END,
        failures_in_row = CASE WHEN excluded.last_ok_at IS NULL THEN s.failures_in_row + 1
                               ELSE 0 END,
        updated_at = excluded.updated_at"""  # noqa: S608 - column names of ours
