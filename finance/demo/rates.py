"""Published rates for a story: one a month is enough for the money a persona moves."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import connection

from finance.demo import calendar, life
from finance.demo.books import Rates
from finance.selectors.rates import BASE, Rate, Table

# Those of everybody; nobody's own. Readable without being signed in.
_PUBLISHED: Final = """
    SELECT c.currency, d.day, r.per_eur, r."on", r.source
    FROM unnest(%(currencies)s::text[]) c (currency)
    CROSS JOIN unnest(%(days)s::date[]) d (day)
    CROSS JOIN LATERAL (
        SELECT per_eur, "on", source FROM fx_rates f
        WHERE f.currency = c.currency AND f."on" BETWEEN d.day - %(age)s::int AND d.day
        ORDER BY f."on" DESC LIMIT 1
    ) r"""


def table(*, currencies: Iterable[str], days: Iterable[date]) -> Table:
    """Return the published rates in force on some days. One query."""
    asked = sorted(set(days))
    values: dict[str, Any] = {
        "currencies": sorted(set(currencies) - {BASE}),
        "days": asked,
        "age": settings.FX_MAX_AGE_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, values)
        rows = cursor.fetchall()
    found = ((day, Rate(code, per_eur, on, source)) for code, day, per_eur, on, source in rows)
    return Table(found, asked=asked)


def monthly(*, currencies: Iterable[str], on: date) -> Rates:
    """Return units for one euro as a function of currency and day, by the first of its month."""
    known = table(currencies=currencies, days=calendar.months(life.first_day(on), on))

    def per_eur(currency: str, day: date) -> Decimal | None:
        rate = known.rate(currency=currency, on=day.replace(day=1))
        return rate.per_eur if rate else None

    return per_eur
