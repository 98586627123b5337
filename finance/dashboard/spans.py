"""How far back the net-worth chart looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

POINTS = 120


@dataclass(frozen=True, slots=True)
class Span:
    """A range one can choose. `days` is None for everything there is."""

    key: str
    label: Promise
    words: Promise
    days: int | None


ALL = (
    Span("1m", _("1M"), _("Net worth over one month"), 30),
    Span("6m", _("6M"), _("Net worth over six months"), 182),
    Span("1y", _("1Y"), _("Net worth over one year"), 365),
    Span("5y", _("5Y"), _("Net worth over five years"), 1826),
    Span("all", _("All"), _("Net worth since the first value"), None),
)
DEFAULT = ALL[2]


def find(key: str) -> Span:
    """Return a range by its key, one year for a key that does not exist."""
    return next((span for span in ALL if span.key == key.lower()), DEFAULT)


def days(span: Span, *, today: date, first: date | None) -> Sequence[date]:
    """Return evenly spaced days that end today; none is before the first value."""
    first = min(first or today, today)
    length = (today - first).days
    if span.days is not None:
        length = min(length, span.days)
    step = max(1, -(-length // POINTS))
    return [today - timedelta(days=step * back) for back in range(length // step, -1, -1)]
