"""Shares of a whole as a dial of a hundred ticks, one a per cent."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from numoraq.lib import formats
from numoraq.lib.charts import scale, svg
from numoraq.lib.charts.frame import Chart

TICKS = 100
MOST = 6  # classes with a colour of their own; the others are one, finely ticked


def _rays(count: int, start: float, inner: float, outer: float) -> list[str]:
    """Return strokes between two radii around the middle, clockwise from the top."""
    angles = [2 * pi * (i + start) / count - pi / 2 for i in range(count)]
    return [
        f"M{svg.px(100 + inner * cos(a))} {svg.px(100 + inner * sin(a))}"
        f"L{svg.px(100 + outer * cos(a))} {svg.px(100 + outer * sin(a))}"
        for a in angles
    ]


_TICKS = _rays(TICKS, 0.5, 71, 96)
_LONG_TICKS = _rays(TICKS, 0.5, 62, 96)  # each class begins with one
_MINOR = "".join(_rays(20, 0, 57, 59))


class Share(NamedTuple):
    """A class: its name, its part of the whole in per cent, its amount as text."""

    label: str
    percent: scale.Number
    amount: str = ""


def dial(*, label: str, shares: Sequence[Share], caption: str = "") -> Chart:
    """Return the dial and its legend. Shares are drawn in the order given, largest first.

    In the middle stands the first share. `caption` titles the legend for screen readers.
    """
    kept = fold(shares)
    write = formats.current()
    ends = _ends([float(share.percent) for share in kept])
    stops = "".join(
        _stop(
            share,
            place=i,
            ticks=_ticks(ends[i], ends[i + 1]),
            written=write.percent(share.percent),
        )
        for i, share in enumerate(kept)
    )
    middle = _middle(write.percent(kept[0].percent), kept[0].label) if kept else ""
    drawn = (
        f'<svg class="dial" viewBox="0 0 200 200" role="group" aria-label="{svg.escape(label)}">'
        f'<path class="bz" d="{_MINOR}"/>{stops}{middle}</svg>'
    )
    svg_text = mark_safe(drawn)  # noqa: S308 every text is escaped
    return Chart(svg_text, _legend(kept, caption or label))


def fold(shares: Sequence[Share]) -> list[Share]:
    """Return the shares that are above zero, those past the sixth folded into one."""
    kept = [share for share in shares if share.percent > 0]
    if len(kept) <= MOST:
        return kept
    rest = sum((float(share.percent) for share in kept[MOST:]), 0.0)
    return [*kept[:MOST], Share(_("Everything else"), rest)]


def bezel() -> SafeString:
    """Return the great dial of the gate, with the pointer of the logo."""
    on = f'<g class="b-on"><path class="dt" d="{_ticks(0, 72)}"/></g>'
    off = f'<g class="b-off"><path class="dt" d="{_ticks(72, 100)}"/></g>'
    return mark_safe(  # noqa: S308 constants and numbers
        f'<svg class="dial" viewBox="0 0 200 200"><path class="bz" d="{_MINOR}"/>{on}{off}'
        '<path class="ndl" d="M100 100L177 177"/></svg>'
    )


def _ends(percents: list[float]) -> list[int]:
    """Return where classes end, in ticks; each class that exists has at least one."""
    whole = sum(percents) or 1.0
    ends, run = [0], 0.0
    for i, percent in enumerate(percents):
        run += percent
        left = len(percents) - i - 1
        end = round(TICKS * run / whole)
        ends.append(min(max(end, ends[-1] + 1), TICKS - left))
    return ends


def _ticks(first: int, last: int) -> str:
    """Return ticks from `first` up to `last`; the first is longer, so colour is not needed."""
    return "".join([_LONG_TICKS[first], *_TICKS[first + 1 : last]])


def _middle(number: str, name: str) -> str:
    return (
        f'<text class="dnum" x="100" y="104">{svg.escape(number)}</text>'
        f'<text class="dsub" x="100" y="124">{svg.cut(name, 14)}</text>'
    )


def _stop(share: Share, *, place: int, ticks: str, written: str) -> str:
    words = ", ".join(filter(None, (share.label, written, share.amount)))
    return (
        f'<g class="pt s{place + 1}" tabindex="{-1 if place else 0}" role="img" '
        f'aria-label="{svg.escape(words)}"><path class="dt" d="{ticks}"/>'
        f'<g class="ro">{_middle(written, share.label)}</g></g>'
    )


def _legend(shares: Sequence[Share], caption: str) -> SafeString:
    write = formats.current()
    rows = "".join(
        f'<tr><th scope="row"><span class="sw s{i + 1}"></span>{svg.escape(share.label)}</th>'
        f'<td class="n"><span class="amt"><span>{svg.escape(share.amount)}</span></span></td>'
        f'<td class="n mut">{svg.escape(write.percent(share.percent))}</td></tr>'
        for i, share in enumerate(shares)
    )
    titles = "".join(f'<th scope="col">{t}</th>' for t in (_("Class"), _("Value"), _("Share")))
    return mark_safe(  # noqa: S308 every text is escaped
        f'<table class="tb"><caption class="vh">{svg.escape(caption)}</caption>'
        f'<thead class="vh"><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'
    )
