"""Amounts and numbers as the reader writes them: `{% load money %}`."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from numoraq.lib import formats
from numoraq.lib.money import Money

register = template.Library()
LONG = 12  # digits and marks; from here on a read-out steps down in size
_HAIR = "\u200a"
_UP = mark_safe(
    '<svg class="ar" viewBox="0 0 8 8" aria-hidden="true"><path d="M4 1l3.5 6h-7z"/></svg>'
)
_DOWN = mark_safe(
    '<svg class="ar" viewBox="0 0 8 8" aria-hidden="true"><path d="M4 7l3.5-6h-7z"/></svg>'
)


@register.simple_tag
def money(
    value: Money | None, *, places: int | None = None, sign: bool = False, tone: bool = False
) -> SafeString:
    """Return an amount that the privacy switch can hide: the inner part goes, its place stays.

    `sign` writes a plus too; `tone` sets a negative amount in tangerine. Nothing for None.
    """
    if value is None:
        return SafeString("")
    text = formats.current().money(value, places=places, sign=sign)
    kind = "amt neg" if tone and value.amount < 0 else "amt"
    return format_html('<span class="{}"><span>{}</span></span>', kind, text)


@register.filter
def money_text(value: Money | None) -> str:
    """Return an amount as bare text, for labels and attributes."""
    return formats.current().money(value) if value is not None else ""


@register.simple_tag
def big_money(value: Money, *, places: int | None = None) -> SafeString:
    """Return an amount as a read-out: light symbol, tight whole part, raised cents."""
    part = formats.current().parts(value, places=places)
    sign = part.sign + _HAIR if part.sign else ""
    symbol = part.symbol + (part.gap if len(part.symbol) > 1 else "")
    first = (
        format_html('<span class="cu">{}{}</span>', sign, symbol)
        if part.is_symbol_first
        else (format_html('<span class="cu">{}</span>', sign) if sign else "")
    )
    behind = "" if part.is_symbol_first else part.gap + part.symbol
    last = format_html('<span class="su">{}</span>', behind) if behind else ""
    cents = format_html('<span class="ct">{}</span>', part.fraction) if part.fraction else ""
    size = " long" if len(part.whole) + len(part.fraction) > LONG else ""
    return format_html(
        '<span class="read{}"><span>{}{}{}{}</span></span>', size, first, part.whole, cents, last
    )


@register.simple_tag
def delta(value: Decimal | float | None, *, places: int = 1, good: str = "up") -> SafeString:
    """Return a change in per cent with arrow, sign and colour.

    `good` is the direction that reads as cobalt: "up", or "down" for debts and spending.
    """
    if value is None:
        return SafeString("")
    text = formats.current().percent(value, places=places, sign=True)
    if not text.startswith(("+", formats.MINUS)):
        return format_html('<span class="dl">{}</span>', text)
    is_rise = text.startswith("+")
    kind = "up" if is_rise == (good == "up") else "dn"
    return format_html('<span class="dl {}">{}{}</span>', kind, _UP if is_rise else _DOWN, text)


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """Return a percentage; `value` is in per cent."""
    return formats.current().percent(value, places=places) if value is not None else ""


@register.filter
def number(value: Decimal | float | None, places: int = 0) -> str:
    """Return a grouped number with a fixed count of decimals."""
    return formats.current().number(value, places=places) if value is not None else ""


@register.filter
def compact(value: Decimal | float | None) -> str:
    """Return a number in three digits and a unit: 392K."""
    return formats.current().compact(value) if value is not None else ""
