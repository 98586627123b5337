"""The currencies of a person with their rates of today, and one of them over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings

from accounts.models import User
from finance.models import FxRate, ManualRate
from finance.selectors import rates, usage
from finance.selectors.rates import Conversion
from numoraq.lib.money import Money, scale

POINTS: Final = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One currency: what one unit of it is worth, None without a rate that still counts.

    `last_on` is the day of the newest published rate, however old; `age` is in days.
    """

    currency: str
    conversion: Conversion | None
    own: ManualRate | None
    last_on: date | None
    age: int | None

    @property
    def is_old(self) -> bool:
        """Whether the rate is older than a long weekend explains."""
        return self.own is None and (self.age or 0) > settings.FX_STALE_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Quote:
    """A rate on a day: units of `money`'s currency for one unit of `one`."""

    on: date
    one: str
    money: Money


def lines(*, user: User, currency: str, today: date) -> Sequence[Line]:
    """Return the currencies that a person uses besides the one of their pages. Four queries."""
    codes = [code for code in usage.currencies(user=user) if code != currency]
    table = rates.table(user=user, currencies=[*codes, currency], days=[today])
    newest = _newest(codes)
    own = {rate.currency: rate for rate in reversed(rates.own(user=user)) if rate.on <= today}
    return [
        Line(
            currency=code,
            conversion=(found := table.convert(Money(Decimal(1), code), to=currency, on=today)),
            own=own.get(code),
            last_on=newest.get(code),
            age=(today - found.on).days if found and found.on else None,
        )
        for code in codes
    ]


def series(*, user: User, one: str, other: str, today: date, days: int | None) -> Sequence[Quote]:
    """Return a rate over time, evenly spaced, oldest first; days without one are left out.

    The currency that is worth more is the one that is counted: 1 BTC = …, 1 EUR = … JPY.
    """
    first = today - timedelta(days=days) if days else _first({one, other} - {rates.BASE}, today)
    step = max(1, -(-(today - first).days // POINTS))
    asked = [today - timedelta(days=step * n) for n in range((today - first).days // step, -1, -1)]
    table = rates.table(user=user, currencies=[one, other], days=asked)
    found = [(day, table.convert(Money(Decimal(1), one), to=other, on=day)) for day in asked]
    known = [(day, part.rate) for day, part in found if part]
    if known and known[-1][1] < 1:
        return [
            Quote(d, other, Money(scale(Decimal(1), by=Decimal(1), over=r), one)) for d, r in known
        ]
    return [Quote(day, one, Money(rate, other)) for day, rate in known]


def _newest(codes: Sequence[str]) -> dict[str, date]:
    """Return the day of the newest published rate by currency."""
    found = FxRate.objects.filter(currency__in=codes).order_by("currency", "-on")
    return dict(found.distinct("currency").values_list("currency", "on"))


def _first(codes: set[str], today: date) -> date:
    """Return the first day on which all of some currencies have a rate."""
    days = [
        FxRate.objects.filter(currency=code).order_by("on").values_list("on", flat=True).first()
        for code in sorted(codes)
    ]
    return max((day for day in days if day), default=today)
