"""Draws the figures of the dashboard: `{% load dashboard %}`."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance import kinds
from finance.dashboard.face import Face
from finance.dashboard.months import MonthFlow, Months
from finance.dashboard.runway import Day, Runway
from finance.dashboard.spans import Span
from finance.selectors.rates import Conversion
from finance.selectors.shares import Slice
from numoraq.lib import charts, formats
from numoraq.lib.charts import Chart, Flow, Frame, Mark
from numoraq.lib.money import Money

register = template.Library()
_LONG = 10**9


@register.simple_tag
def worth_chart(face: Face, span: Span, ident: str = "worth") -> Chart:
    """Return net worth over time."""
    write = formats.current()
    days = [day for day, _money in face.points]
    frame = Frame(
        ident=ident,
        label=_("%(what)s, ending at %(amount)s")
        % {"what": span.words, "amount": write.money(face.net)},
        write=write.amounts(face.net.currency),
        kind="face-chart",
    )
    points = [(write.day(day), money.amount) for day, money in face.points]
    return charts.area(frame, points=points, ticks=charts.date_ticks(days), minor=52)


@register.simple_tag
def worth_spark(face: Face) -> SafeString:
    """Return net worth over time as a small line beside its number."""
    return charts.spark([money.amount for _day, money in face.points], kind="wide", is_filled=True)


@register.simple_tag
def runway_chart(runway: Runway, ident: str = "runway") -> Chart:
    """Return the money of the next thirty days, with its lowest point and payday."""
    write = formats.current()
    label = _("%(what)s for the next 30 days; lowest %(amount)s on %(day)s") % {
        "what": runway.account.name if runway.account else _("Liquid money"),
        "amount": write.money(runway.lowest.money),
        "day": write.day(runway.lowest.on),
    }
    frame = Frame(ident=ident, label=label, write=write.amounts(runway.lowest.money.currency))
    points = [(_day_words(day), day.money.amount) for day in runway.days]
    ticks = [(at, write.day_short(runway.days[at].on)) for at in range(0, len(points), 5)]
    return charts.steps(frame, points=points, ticks=ticks, marks=_marks(runway))


@register.simple_tag
def months_chart(months: Months, ident: str = "months") -> Chart:
    """Return income and expenses of twelve months."""
    write = formats.current()
    frame = Frame(
        ident=ident,
        label=_("Money in and out over twelve months"),
        write=write.amounts(months.now.income.currency, places=0),
    )
    rows = [
        charts.Bar(
            label=write.month(month.on, year=True),
            short=write.month(month.on, short=True),
            income=month.income.amount,
            spending=month.expenses.amount,
        )
        for month in months.rows
    ]
    return charts.bars(frame, rows=rows)


@register.simple_tag
def flow_chart(flow: MonthFlow, ident: str = "flow") -> Chart:
    """Return where the money of a month came from and where it went."""
    write = formats.current()
    total = flow.total
    label = _("Cash flow in %(month)s: in %(in)s, out %(out)s, kept %(kept)s") % {
        "month": write.month(flow.on, year=True),
        "in": write.money(total.income, places=0),
        "out": write.money(total.expenses, places=0),
        "kept": write.money(total.kept, places=0),
    }
    frame = Frame(ident=ident, label=label, write=write.amounts(total.income.currency, places=0))
    sources = [
        Flow(kinds.label("income", part.kind), part.money.amount, "own") for part in flow.income
    ]
    targets = [
        Flow(kinds.label("expenses", part.kind), part.money.amount, "ask") for part in flow.expenses
    ]
    kept = total.kept.amount
    if kept < 0:
        sources.append(Flow(_("From savings"), -kept, "own"))
    else:
        targets.append(Flow(_("Kept"), kept, "own"))
    return charts.sankey(frame, sources=sources, targets=targets)


@register.simple_tag
def shares_dial(shares: list[Slice]) -> Chart:
    """Return what is owned by kind, a tick a per cent."""
    parts = [charts.Share(share.label, share.share or 0, _short(share.money)) for share in shares]
    return charts.dial(label=_("What you own by kind"), shares=parts, caption=_("Allocation"))


@register.simple_tag
def kind_label(category: str, kind: str) -> str:
    """Return the name of a kind in the language of the page."""
    return kinds.label(category, kind)


@register.filter
def rate_words(conversion: Conversion) -> str:
    """Return a rate the way it reads best: €1 = 1.0914 USD, or 1 BTC = €61,204.11."""
    write = formats.current()
    base, other = conversion.money.currency, conversion.original.currency
    rate = conversion.rate
    if rate <= 0:
        return ""
    if rate < 1:
        one = write.money(Money(Decimal(1), base), places=0)
        return f"{one} = {write.number(1 / rate, places=_places(1 / rate))} {other}"
    return f"1 {other} = {write.money(Money(rate, base), places=_places(rate))}"


def _short(money: Money) -> str:
    """Return an amount that fits a legend: whole units, or three digits and a unit."""
    write = formats.current()
    if abs(money.amount) < _LONG:
        return write.money(money, places=0)
    return f"{write.compact(money.amount)} {money.currency}"


def _places(rate: Decimal) -> int:
    """Return decimals that say enough of a rate of this size."""
    return 4 if rate < 100 else 2


def _day_words(day: Day) -> str:
    names = ", ".join([*_names(day), *_others(day)])
    written = formats.current().day(day.on)
    return f"{written}: {names}" if names else written


def _names(day: Day) -> list[str]:
    return [move.coming.name for move in day.moves if move.coming.is_single]


def _others(day: Day) -> list[str]:
    """Return how many more there are that are not named, or nothing."""
    count = sum(move.coming.count for move in day.moves if not move.coming.is_single)
    words = ngettext("%(count)s more", "%(count)s more", count)
    return [words % {"count": formats.current().number(Decimal(count), places=0)}] if count else []


def _marks(runway: Runway) -> list[Mark]:
    write = formats.current()
    text = _("lowest %(amount)s") % {"amount": write.compact(runway.lowest.money.amount)}
    marks = [Mark(runway.lowest_at, text, "hot", is_above=False)]
    if runway.payday_at is not None:
        marks.append(Mark(runway.payday_at, _("payday")))
    return marks
