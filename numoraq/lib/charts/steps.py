"""A balance that holds between events: the days until payday."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from numoraq.lib.charts import frame as frames
from numoraq.lib.charts import ruler, scale, svg
from numoraq.lib.charts.flags import Flag, gutter
from numoraq.lib.charts.frame import Chart, Frame
from numoraq.lib.charts.readout import Walk
from numoraq.lib.charts.table import data_table

MOST_STOPS = 62
_ABOVE, _BELOW = 0.22, 0.17  # air for the words of marks, as shares of the span


class Mark(NamedTuple):
    """A day worth naming. Kinds: "hot" (the lowest), "" (payday)."""

    at: int
    text: str
    kind: str = ""
    is_above: bool = True


def steps(
    frame: Frame,
    *,
    points: Sequence[tuple[str, scale.Number]],
    ticks: Sequence[ruler.Tick | tuple[float, str]] = (),
    floor: scale.Number | None = None,
    marks: Sequence[Mark] = (),
) -> Chart:
    """Return a balance day by day. `points` are (label, balance); `floor` is the least wished."""
    if not points:
        return frames.NOTHING
    values = scale.floats(point[1] for point in points)
    limit = float(floor) if floor is not None else None
    y = scale.fit([0.0, *values, limit or 0.0], steps=3, above=_ABOVE, below=_BELOW)
    xs = [100 * i / max(len(values) - 1, 1) for i in range(len(values))]
    line = _held([(x, y.at(value)) for x, value in zip(xs, values, strict=True)])
    zero = svg.px(y.at(0.0) * 10)
    places = svg.thinned(len(values), MOST_STOPS)
    told = [(points[i][0], frame.write(values[i])) for i in places]
    walk = Walk(width=100 / max(len(places) - 1, 1), first=0)
    stops = [walk.stop(n, xs[i], told[n], y.at(values[i])) for n, i in enumerate(places)]
    plot = (
        frames.gradient(frame.ident)
        + frames.grid(y)
        + (_zone(y, limit) if limit else "")
        + svg.stretched(
            f'<path fill="url(#{svg.escape(frame.ident)})" d="{line}L1000 {zero}L0 {zero}Z"/>'
            f'<path class="ln" d="{line}"/>'
        )
        + "".join(stops)
        + "".join(_mark(mark, y, values, xs) for mark in marks if 0 <= mark.at < len(values))
    )
    flags = [Flag(limit, _("floor"), "mut")] if limit else []
    side, widest = gutter(frame, y, flags)
    below = ruler.ruler(ruler.along(ticks, len(values)), minor=len(values) - 1)
    table = data_table(caption=frame.label, head=(_("Day"), _("Balance")), rows=told)
    return Chart(frames.put_together(frame, frames.Plate(plot, side, below, widest)), table)


def _held(points: list[svg.Point]) -> str:
    """Return a path on which each value holds until the next."""
    (x, y), *others = points
    return f"M{svg.px(x * 10)} {svg.px(y * 10)}" + "".join(
        f"H{svg.px(right * 10)}V{svg.px(level * 10)}" for right, level in others
    )


def _zone(y: scale.Scale, limit: float) -> str:
    top, bottom = sorted((y.at(limit), y.at(0.0)))
    return f'<rect class="zone" width="100%" y="{svg.pc(top)}" height="{svg.pc(bottom - top)}"/>'


def _mark(mark: Mark, y: scale.Scale, values: list[float], xs: list[float]) -> str:
    x, value = xs[mark.at], values[mark.at]
    level = y.at(value) if mark.is_above else y.at(min(value, 0.0))
    side = "start" if x < 12 else "end" if x > 88 else "middle"
    kind = svg.escape(mark.kind)
    return (
        f'<circle class="dot {kind}" cx="{svg.pc(x)}" cy="{svg.pc(y.at(value))}"/>'
        f'<text class="xl {kind}" x="{svg.pc(x)}" y="{svg.pc(level)}" '
        f'dy="{-11 if mark.is_above else 17}" text-anchor="{side}">{svg.escape(mark.text)}</text>'
    )
