"""Icons, the logo, toasts, and dates in the reader's words: `{% load ui %}`."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from numoraq.lib import charts, formats
from numoraq.ui import icons, toasts

register = template.Library()
_GROUP = 4  # characters
_icon = lru_cache(maxsize=None)(icons.draw)
_MARK = mark_safe(
    '<svg class="mark" viewBox="0 0 34 34" aria-hidden="true">'
    '<circle cx="16" cy="16" r="12.5"/><path class="ndl" d="M15 15L31 31"/></svg>'
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon by name; the names are in `numoraq.ui.icons`."""
    return _icon(name)


@register.simple_tag
def mark() -> SafeString:
    """Return the logo: a dial with its pointer."""
    return _MARK


@register.simple_tag
def bezel() -> SafeString:
    """Return the great dial of the gate."""
    return charts.bezel()


@register.filter
def grouped(text: str) -> SafeString:
    """Return what is read off the page in groups of four, with no blanks that would be copied."""
    parts = (text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
    return format_html_join("", "<span>{}</span>", ((part,) for part in parts))


@register.simple_tag
def skeleton() -> SafeString:
    """Return the line a chart will be, before it has values."""
    return charts.blank()


@register.filter
def as_toasts(messages: Iterable[Message]) -> list[toasts.Toast]:
    """Return Django's messages as toasts, with their way back."""
    return [toasts.read(message) for message in messages]


@register.filter
def day(on: date | None) -> str:
    """Return a day with its year: 22 Nov 2026."""
    return formats.current().day(on) if on else ""


@register.filter
def day_short(on: date | None) -> str:
    """Return a day without its year: 22 Nov."""
    return formats.current().day_short(on) if on else ""


@register.filter
def day_near(on: date | None, today: date) -> str:
    """Return a day with its year where that is not the one of today: 22 Nov, 22 Nov 2025."""
    return formats.current().day_near(on, today=today) if on else ""


@register.filter
def day_long(on: date | None) -> str:
    """Return a day for a sentence: Wednesday 9 December."""
    return formats.current().day_long(on) if on else ""


@register.filter
def month(on: date | None) -> str:
    """Return a month with its year: November 2026."""
    return formats.current().month(on, year=True) if on else ""


@register.filter
def month_name(on: date | None) -> str:
    """Return the name of a month: November."""
    return formats.current().month(on) if on else ""


@register.filter
def weekday(on: date | None) -> str:
    """Return the name of a weekday: Wednesday."""
    return formats.current().weekday(on) if on else ""


@register.filter
def weekday_short(on: date | None) -> str:
    """Return the short name of a weekday: Wed."""
    return formats.current().weekday(on, short=True) if on else ""


@register.filter
def moment(at: datetime | None) -> str:
    """Return day and time in the reader's time zone: 22 Nov 2026, 09:41."""
    return formats.current().moment(at) if at else ""
