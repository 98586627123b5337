"""Lists of entries in words and small lines: `{% load entries %}`."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import kinds
from finance.forms import amounts
from finance.models import Entry, ManualRate
from finance.rules import QUANTITY_PLACES
from finance.selectors.entries import Row
from finance.selectors.rate_list import Quote
from finance.selectors.rates import Conversion
from finance.templatetags import dashboard
from numoraq.lib import charts, currencies, formats
from numoraq.lib.charts import Chart, Frame
from numoraq.lib.money import Money
from numoraq.ui.templatetags import money

register = template.Library()
register.filter("rate_words", dashboard.rate_words)

_OLD: Final = timedelta(days=31)  # from then on a row says of which day its value is
_NOTE: Final = 60  # characters
_SOURCES: Final = {
    "ecb": gettext_lazy("European Central Bank"),
    "crypto": gettext_lazy("market price"),
    "manual": gettext_lazy("your own rate"),
}


@register.simple_tag
def trend(row: Row) -> SafeString:
    """Return the line of a balance; tangerine where it goes the wrong way."""
    if len(row.spark) < 2:
        return SafeString("")
    rises = row.spark[-1] > row.spark[0]
    is_debt = row.entry.category == Entry.Category.LIABILITIES
    is_good = rises != is_debt or row.spark[-1] == row.spark[0]
    return charts.spark(row.spark, kind="" if is_good else "dn")


@register.simple_tag
def long_trend(line: Sequence[tuple[date, Decimal]]) -> SafeString:
    """Return the whole history of a balance as one small line."""
    if len(line) < 2:
        return SafeString("")
    return charts.spark([amount for _day, amount in line], kind="wide", is_filled=True)


@register.simple_tag
def details(entry: Entry, today: date) -> SafeString:
    """Return what stands below the name: kind, wallet, quantity, age of the value, note."""
    return format_html_join(" · ", "<bdi>{}</bdi>", ((text,) for text in _details(entry, today)))


@register.simple_tag
def line_details(category: str, kind: str, note: str) -> SafeString:
    """Return what stands below the name of a flow: kind and note."""
    texts = [kinds.label(category, kind), _short(note)]
    return format_html_join(" · ", "<bdi>{}</bdi>", ((text,) for text in texts if text))


@register.filter
def rate_source(source: str) -> str:
    """Return where a rate comes from."""
    return str(_SOURCES.get(source, source))


@register.filter
def currency_name(code: str) -> str:
    """Return the name of a currency in the language of the page."""
    return currencies.name(code)


@register.filter
def share_ticks(share: object) -> int:
    """Return a share as whole per cent between 0 and 100, for a row of ticks."""
    return max(0, min(100, round(float(str(share or 0)))))


@register.simple_tag
def amount_of(amount: Decimal, currency: str, *, sign: bool = False) -> SafeString:
    """Return an amount in a currency, where there is no Money."""
    return money.money(Money(amount, currency), sign=sign, tone=sign)


@register.simple_tag
def history_chart(entry: Entry, line: Sequence[tuple[date, Decimal]]) -> Chart:
    """Return the value of a balance, or the times of a flow, over time."""
    write = formats.current()
    frame = Frame(
        ident="history",
        label=_("%(name)s over time") % {"name": entry.name},
        write=write.amounts(entry.currency),
    )
    points = [(write.day(day), amount) for day, amount in line]
    return charts.area(frame, points=points, ticks=charts.date_ticks([day for day, _a in line]))


@register.simple_tag
def rate_chart(series: Sequence[Quote]) -> Chart:
    """Return a rate over time."""
    write = formats.current()
    first = series[0]
    pair = {"one": first.one, "other": first.money.currency}

    def words(rate: float) -> str:
        size = Decimal(str(rate))
        places = 4 if size < 100 else 2
        return f"1 {first.one} = {write.number(size, places=places)} {first.money.currency}"

    frame = Frame(ident="rate", label=_("%(other)s for 1 %(one)s") % pair, write=words)
    points = [(write.day(quote.on), quote.money.amount) for quote in series]
    return charts.area(frame, points=points, ticks=charts.date_ticks([q.on for q in series]))


@register.simple_tag
def per_euro(rate: ManualRate) -> str:
    """Return an own rate the way it reads best."""
    one = Money(Decimal(1), rate.currency)
    worth = one.converted("EUR", by=Decimal(1), over=rate.per_eur)
    return dashboard.rate_words(Conversion(one, worth, worth.amount, rate.on, "manual"))


@register.simple_tag
def query(**values: str) -> SafeString:
    """Return an address of this page with other values after the question mark."""
    return format_html("?{}", urlencode({name: text for name, text in values.items() if text}))


def _details(entry: Entry, today: date) -> Iterator[str]:
    yield kinds.label(entry.category, entry.subcategory)
    if entry.wallet_address:
        yield f"{entry.wallet_address[:4]}…{entry.wallet_address[-4:]}"
    if entry.quantity is not None:
        yield _quantity(entry)
    if entry.is_balance and entry.money.amount < 0:
        yield _("overdrawn") if entry.category == Entry.Category.ASSETS else _("in your favour")
    if entry.is_balance and today - entry.date > _OLD:
        day = formats.current().day_near(entry.date, today=today)
        yield _("value of %(day)s") % {"day": day}
    if entry.description:
        yield _short(entry.description)


def _quantity(entry: Entry) -> str:
    count = amounts.written(entry.quantity or Decimal(0), least=0, most=QUANTITY_PLACES)
    if entry.subcategory in {"stock", "fund"}:
        return _("%(count)s shares") % {"count": count}
    return _("quantity %(count)s") % {"count": count}


def _short(note: str) -> str:
    return Truncator(" ".join(note.split())).chars(_NOTE)
