"""Storing exchange rates: published ones for everybody, and a person's own."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from finance import rules
from finance.errors import InvalidEntry, Message, RateNotFound
from finance.models import Entry, ManualRate
from finance.selectors import rates
from finance.services import locks
from numoraq.lib import currencies
from numoraq.lib.money import Money, round_to, scale
from numoraq.wrappers import ecb
from numoraq.wrappers.ecb import Quote

# About 16:00 in Frankfurt, in summer and in winter.
_PUBLISHED: Final = timedelta(hours=15, minutes=15)
_SATURDAY: Final = 5
RATE_STEP: Final = Decimal("1e-20")
RATE_LIMIT: Final = Decimal(10) ** 17

# COPY is not possible under row level security; joined texts are nearly as fast, and quicker to
# write than arrays. Days, codes and numbers have no comma in them.
_GIVEN: Final = """
    INSERT INTO fx_rates AS f (currency, "on", per_eur, source)
    SELECT t.currency, t."on", t.per_eur::numeric, %(source)s
    FROM unnest(string_to_array(%(currencies)s, ','), string_to_array(%(days)s, ',')::date[],
                string_to_array(%(rates)s, ',')) t (currency, "on", per_eur) """
_CORRECTING: Final = f"""{_GIVEN}
    ORDER BY t.currency, t."on"
    ON CONFLICT (currency, "on") DO UPDATE SET per_eur = excluded.per_eur, source = excluded.source
        WHERE f.per_eur <> excluded.per_eur"""
# For very many: a join costs less than asking the index for each row whether it is there.
_MISSING: Final = f"""{_GIVEN}
    WHERE NOT EXISTS (SELECT FROM fx_rates h WHERE h.currency = t.currency AND h."on" = t."on")
    ORDER BY t.currency, t."on" """


def refresh(*, at: datetime) -> int:
    """Fetch what the ECB has published since the newest rates we have; return how many changed.

    Corrections of the days before come with them. Run by the service at a moment (aware UTC);
    nothing is asked for before there can be new ones. Raises OutsideError: the old rates stay,
    and `rates.freshness()` says how old they are.
    """
    newest = rates.freshness()
    if newest and newest >= last_published(at=at):
        return 0
    return store(ecb.fetch(since=newest, at=at))


def last_published(*, at: datetime) -> date:
    """Return the working day whose rates should be out at a moment; holidays are not known."""
    day = (at.astimezone(UTC) - _PUBLISHED).date()
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))


def may_have_own(*, user: User, currency: str) -> bool:
    """Return whether a person can have a rate for a code: a currency, or what they have things in.

    Deleted things count, for they come back; so does a rate that was set before.
    """
    if not currencies.is_code(currency):
        return False
    if currencies.is_known(currency):
        return True
    return any(
        rows.filter(user=user, currency=currency).exists()
        for rows in (Entry.objects.all(), ManualRate.objects.all())
    )


def store(quotes: Iterable[Quote], *, source: str = "ecb") -> int:
    """Store published rates, corrections in place of what was wrong; return how many changed."""
    return _run(_CORRECTING, quotes, source, DEFAULT_DB_ALIAS)


def add_missing(quotes: Iterable[Quote], *, using: str) -> int:
    """Store those of very many ECB rates that are not there yet; return how many."""
    return _run(_MISSING, quotes, "ecb", using)


@transaction.atomic
def set_own(
    *, user: User, currency: str, on: date, worth: Money, today: date
) -> tuple[ManualRate, bool]:
    """Set what one unit of a currency is worth, from a day on, for one person.

    It goes before the published rate of that currency until it is removed. `worth` in another
    currency than the euro is taken by the rates of that day. `today` is the person's day; later
    ones are refused. Returns the rate, and whether the day had none before. Raises InvalidEntry
    (fields `currency`, `on`, `worth`).
    """
    _check_day(on, today=today)
    locks.hold(user=user)
    table = rates.table(user=user, currencies=[worth.currency], days=[on])
    in_euro = table.convert(worth, to=rates.BASE, on=on)
    if not may_have_own(user=user, currency=currency):
        raise InvalidEntry({"currency": _("This is not a currency we know.")})
    errors = _problems(currency, worth, in_euro.money if in_euro else None)
    if errors or in_euro is None:
        raise InvalidEntry(errors)
    per_eur = scale(Decimal(1), by=Decimal(1), over=in_euro.money.amount)
    return ManualRate.objects.update_or_create(
        user=user,
        currency=currency,
        on=on,
        defaults={"per_eur": round_to(RATE_STEP, per_eur), "import_id": None},
    )


@transaction.atomic
def remove_own(*, user: User, rate_id: UUID) -> None:
    """Forget a person's own rate. Raises RateNotFound."""
    locks.hold(user=user)
    found = ManualRate.objects.filter(user=user, pk=rate_id)
    if not found.exists():
        raise RateNotFound(str(rate_id))
    found.delete()


def _check_day(on: date, *, today: date) -> None:
    if not rules.is_counted(on):
        raise InvalidEntry({"on": rules.NOT_COUNTED})
    if on > today:
        raise InvalidEntry({"on": _("Nobody knows the rate of a day to come.")})


def _problems(currency: str, worth: Money, in_euro: Money | None) -> dict[str, Message]:
    if currency == rates.BASE:
        return {"currency": _("All rates are told in euros, so the euro has none.")}
    if currency == worth.currency:
        return {"worth": _("Say what it is worth in another currency.")}
    if in_euro is None:
        return {"worth": _("There is no rate for this currency on that day.")}
    if not 1 / RATE_LIMIT < in_euro.amount < RATE_LIMIT:
        return {"worth": _("This rate cannot be stored.")}
    return {}


def _run(statement: str, quotes: Iterable[Quote], source: str, using: str) -> int:
    rows = list(quotes)
    values = {
        "source": source,
        "currencies": ",".join(code for _day, code, _rate in rows),
        "days": ",".join(day.isoformat() for day, _code, _rate in rows),
        "rates": ",".join(str(rate) for _day, _code, rate in rows),
    }
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
