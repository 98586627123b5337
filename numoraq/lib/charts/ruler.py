"""The ruler below a plot: ticks, and labels that thin out on phones."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from numoraq.lib import formats
from numoraq.lib.charts.svg import escape, pc, px

MOST = 13  # labels on a wide plot
PHONE = 4  # labels on a narrow one
_EDGE = 4  # per cent from an end within which a label is set from that end


class Tick(NamedTuple):
    """A label at the place of a point, counted from 0; between points is allowed."""

    at: float
    text: str


def ruler(places: Iterable[tuple[float, str]], *, minor: int = 0) -> str:
    """Return a ruler. `places` are (per cent, text); `minor` counts the small ticks."""
    labels = list(places)
    small = "".join(f"M{px(1000 * i / minor)} 0V380" for i in range(minor + 1)) if minor else ""
    large = "".join(f"M{px(x * 10)} 0V700" for x, _ in labels)
    every = max(-(-len(labels) // PHONE), 1)
    texts = "".join(
        f'<text class="tick{"" if i % every == every // 2 else " o"}" x="{pc(x)}" y="22" '
        f'text-anchor="{anchor(x)}">{escape(text)}</text>'
        for i, (x, text) in enumerate(labels)
    )
    return (
        '<svg class="rul" aria-hidden="true"><svg viewBox="0 0 1000 1000" '
        'preserveAspectRatio="none" width="100%" height="10">'
        f'<path class="tk" d="{small}{large}"/></svg>{texts}</svg>'
    )


def along(ticks: Sequence[Tick | tuple[float, str]], count: int) -> list[tuple[float, str]]:
    """Return ticks at their places in per cent along `count` points."""
    last = max(count - 1, 1)
    return [(100 * at / last, text) for at, text in ticks if 0 <= at <= last]


def anchor(x: float) -> str:
    """Return from where a label at x per cent is set, so that it stays inside."""
    return "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"


def date_ticks(days: Sequence[date]) -> list[Tick]:
    """Return labels for dated points: days, months, quarters or years, as the span asks."""
    if not days:
        return []
    months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month
    if months < 2:
        every = max(-(-len(days) // 7), 1)
        write = formats.current()
        return [Tick(i, write.day_short(day)) for i, day in enumerate(days) if i % every == 0]
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= MOST), 240)
    return [Tick(i, _month(days[i])) for i in _starts(days, step)]


def _starts(days: Sequence[date], step: int) -> list[int]:
    """Return the places where a month begins whose number is a multiple of `step`."""
    counted = [day.year * 12 + day.month - 1 for day in days]
    return [
        i
        for i in range(1, len(days))
        if counted[i] // step != counted[i - 1] // step and len(days) - i > len(days) * 0.03
    ]


def _month(on: date) -> str:
    return formats.current().month(on, short=True, year=on.month == 1)
