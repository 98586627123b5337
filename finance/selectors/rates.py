"""Exchange rates in force: the one of the day or the last before it, with its date and source.

A rate that is too old, or that nobody published, is no rate: None, never 0 and never 1:1.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import connection

from accounts.models import User
from finance.models import FxRate, ManualRate
from finance.selectors import cursors
from finance.selectors.cursors import Page
from numoraq.lib.money import Money, scale

BASE: Final = "EUR"
MANUAL: Final = "manual"

# A person's own rate goes before a published one from its day on, and never grows too old.
_IN_FORCE: Final = """
    SELECT c.currency, d.day, r.per_eur, r."on", r.source
    FROM unnest(%(currencies)s::text[]) c (currency)
    CROSS JOIN unnest(%(days)s::date[]) d (day)
    CROSS JOIN LATERAL (
        (SELECT per_eur, "on", 'manual' AS source, 0 AS rank FROM finance_manual_rates m
         WHERE m.user_id = %(user)s AND m.currency = c.currency AND m."on" <= d.day
         ORDER BY m."on" DESC LIMIT 1)
        UNION ALL
        (SELECT per_eur, "on", source, 1 FROM fx_rates f
         WHERE f.currency = c.currency AND f."on" BETWEEN d.day - %(age)s::int AND d.day
         ORDER BY f."on" DESC LIMIT 1)
        ORDER BY rank LIMIT 1
    ) r"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a currency for one euro on a day. `source`: ecb, crypto, manual, or base for EUR."""

    currency: str
    per_eur: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, and why it is that much.

    `rate` is units of the target for one unit of the source. `on` is the older day of the two
    rates, None when nothing had to be converted.
    """

    original: Money
    money: Money
    rate: Decimal
    on: date | None
    source: str


class Table:
    """The rates a page needs: its currencies on its days, from one query."""

    def __init__(self, rates: Iterable[tuple[date, Rate]], *, asked: Collection[date]) -> None:
        self._rates = {(rate.currency, day): rate for day, rate in rates}
        self._asked = frozenset(asked)

    def rate(self, *, currency: str, on: date) -> Rate | None:
        """Return the rate in force on a day that was asked for, None when there is none."""
        if on not in self._asked:
            raise KeyError(on)
        if currency == BASE:
            return Rate(BASE, Decimal(1), on, "base")
        return self._rates.get((currency, on))

    def convert(self, money: Money, *, to: str, on: date) -> Conversion | None:
        """Return an amount in another currency by the rates of a day, None without a rate."""
        if money.currency == to:
            return Conversion(money, money, Decimal(1), None, "base")
        source, target = self.rate(currency=money.currency, on=on), self.rate(currency=to, on=on)
        if source is None or target is None:
            return None
        foreign = [rate for rate in (source, target) if rate.currency != BASE]
        return Conversion(
            original=money,
            money=money.converted(to, by=target.per_eur, over=source.per_eur),
            rate=scale(Decimal(1), by=target.per_eur, over=source.per_eur),
            on=min(rate.on for rate in foreign),
            source=min(foreign, key=lambda rate: rate.source != MANUAL).source,
        )


def table(*, user: User, currencies: Iterable[str], days: Iterable[date]) -> Table:
    """Return the rates in force for a person: one query, none when everything is in euros."""
    asked, wanted = set(days), sorted(set(currencies) - {BASE})
    if not wanted or not asked:
        return Table([], asked=asked)
    values: dict[str, Any] = {
        "currencies": wanted,
        "days": sorted(asked),
        "user": user.pk,
        "age": settings.FX_MAX_AGE_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, values)
        rows = cursor.fetchall()
    found = ((day, Rate(code, per_eur, on, source)) for code, day, per_eur, on, source in rows)
    return Table(found, asked=asked)


def freshness() -> date | None:
    """Return the day of the newest published rates, None when there are none at all."""
    found = FxRate.objects.filter(currency="USD").order_by("-on").values_list("on", flat=True)
    return found.first()


def is_stale(*, today: date) -> bool:
    """Return whether the published rates are older than a weekend and a holiday explain."""
    newest = freshness()
    return newest is None or today - newest > timedelta(days=settings.FX_STALE_AFTER_DAYS)


def own_page(*, user: User, after: str | None, size: int) -> Page[ManualRate]:
    """Return a page of a person's own rates, newest first. Raises cursors.BadCursor."""
    return cursors.page(ManualRate.objects.filter(user=user), day="on", after=after, size=size)


def own(*, user: User) -> list[ManualRate]:
    """Return a person's own rates, newest first."""
    return list(ManualRate.objects.filter(user=user).order_by("-on", "currency"))
