"""Where money came from and where it went: ribbons through one hub.

Labels stand inside their ribbons; a ribbon too thin for that has its label beside it, on the side
it bends away from.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from numoraq.lib import formats
from numoraq.lib.charts import frame as frames
from numoraq.lib.charts import scale, svg
from numoraq.lib.charts.frame import Chart, Frame
from numoraq.lib.charts.table import data_table

HEIGHT = 330.0  # pixels, as in charts.css
GAP = 6.0  # pixels between slots
THIN = 18.0  # pixels: a thinner ribbon does not hold its label
LABEL = 16.0  # pixels of a label beside a ribbon
MOST = 6  # flows a side; the others are one
LETTERS = 16
_BEND = 0.68  # how long a ribbon stays level at its outer end


class Flow(NamedTuple):
    """Money on one side. Kinds: "own" (in, or kept), "ask" (spent)."""

    label: str
    value: scale.Number
    kind: str = "ask"


class Band(NamedTuple):
    """A flow in its place: where its outer and its inner end begin, and how thick it is."""

    flow: Flow
    outer: float
    inner: float
    size: float
    side: int  # where the label stands: -1 above the ribbon, 0 inside, 1 below


def sankey(frame: Frame, *, sources: Sequence[Flow], targets: Sequence[Flow]) -> Chart:
    """Return the flow from sources to targets. The sides should sum to the same."""
    left, right = fold(sources), fold(targets)
    if not left or not right:
        return frames.NOTHING
    whole = max(_total(left), _total(right))
    unit = min(_unit(left, whole), _unit(right, whole))
    bands = [(band, True) for band in place(left, unit, whole)]
    bands += [(band, False) for band in place(right, unit, whole)]
    hub = (HEIGHT - whole * unit) / 2
    ribbons = "".join(
        _ribbon(frame, band, is_left=is_left, whole=whole, first=not i)
        for i, (band, is_left) in enumerate(bands)
    )
    pillar = svg.stretched(f'<path class="hub" d="M500 {_y(hub)}v{_y(whole * unit)}"/>')
    drawn = (
        f'<div class="flow {svg.escape(frame.kind)}"><svg class="plot" role="group" '
        f'aria-label="{svg.escape(frame.label)}">{ribbons}{pillar}</svg></div>'
    )
    rows = [(flow.label, _("in"), frame.write(float(flow.value))) for flow in left]
    rows += [(flow.label, _("out"), frame.write(float(flow.value))) for flow in right]
    table = data_table(caption=frame.label, head=(_("Name"), _("Way"), _("Amount")), rows=rows)
    return Chart(mark_safe(drawn), table)  # noqa: S308 every text is escaped


def fold(flows: Sequence[Flow]) -> list[Flow]:
    """Return flows above zero; those past the sixth of a kind with the smallest are one."""
    kept = [flow for flow in flows if flow.value > 0]
    if len(kept) <= MOST + 1:
        return kept
    spare = sorted(kept[:-1], key=lambda flow: flow.value)[: len(kept) - MOST]
    rest = sum((float(flow.value) for flow in spare), 0.0)
    other = Flow(_("Everything else"), rest, spare[-1].kind)
    return [*(flow for flow in kept[:-1] if flow not in spare), other, kept[-1]]


def place(flows: Sequence[Flow], unit: float, whole: float) -> list[Band]:
    """Return flows in their slots over the height, with their ends at the hub."""
    sizes = [float(flow.value) * unit for flow in flows]
    slots = [_slot(size) for size in sizes]
    free = (HEIGHT - sum(slots)) / max(len(slots) - 1, 1)
    top = 0.0 if len(slots) > 1 else free / 2
    inner = (HEIGHT - whole * unit) / 2
    bands = []
    for flow, size, slot in zip(flows, sizes, slots, strict=True):
        bends_down = inner + size / 2 > top + slot / 2
        side = 0 if size >= THIN else -1 if bends_down else 1
        outer = top + slot - size if side < 0 else top
        bands.append(Band(flow, outer, inner, size, side))
        top += slot + free
        inner += size
    return bands


def _slot(size: float) -> float:
    return size if size >= THIN else size + LABEL


def _unit(flows: Sequence[Flow], whole: float) -> float:
    """Return pixels per unit of money, so that all slots of a side fit.

    Slots do not only grow with the unit (a ribbon that comes to hold its label needs less), so the
    largest one that fits is walked down to.
    """
    unit = HEIGHT / whole
    room = HEIGHT - GAP * (len(flows) - 1)
    while sum(_slot(float(flow.value) * unit) for flow in flows) > room:
        unit *= 0.985
    return unit


def _total(flows: Sequence[Flow]) -> float:
    return sum(scale.floats(flow.value for flow in flows))


def _y(pixels: float) -> str:
    return svg.px(pixels * 1000 / HEIGHT)


def _ribbon(frame: Frame, band: Band, *, is_left: bool, whole: float, first: bool) -> str:
    outer, inner = (0, 492) if is_left else (1000, 508)
    bend = outer + (inner - outer) * _BEND
    top, bottom = band.outer, band.outer + band.size
    end, low = band.inner, band.inner + band.size
    path = (
        f"M{outer} {_y(top)}C{bend:g} {_y(top)} {bend:g} {_y(end)} {inner} {_y(end)}V{_y(low)}"
        f"C{bend:g} {_y(low)} {bend:g} {_y(bottom)} {outer} {_y(bottom)}Z"
    )
    kind = svg.escape(band.flow.kind)
    amount = frame.write(float(band.flow.value))
    share = 100 * float(band.flow.value) / whole
    words = f"{band.flow.label}: {amount}, {formats.current().percent(share, places=0)}"
    shapes = svg.stretched(
        f'<path class="rib {kind}" d="{path}"/>'
        f'<path class="nod {kind}" d="M{outer} {_y(top)}v{_y(band.size)}"/>'
    )
    return (
        f'<g class="pt" tabindex="{0 if first else -1}" role="img" '
        f'aria-label="{svg.escape(words)}">{shapes}{_label(band, amount, is_left=is_left)}</g>'
    )


def _label(band: Band, amount: str, *, is_left: bool) -> str:
    middle = band.outer + band.size / 2 + band.side * (band.size + LABEL) / 2
    kind = "sl by" if band.side else "sl"
    side, x, dx = ("start", "0", 10) if is_left else ("end", "100%", -10)
    return (
        f'<text class="{kind}" x="{x}" dx="{dx}" y="{svg.pc(100 * middle / HEIGHT)}" dy="4" '
        f'text-anchor="{side}">{svg.cut(band.flow.label, LETTERS)} '
        f'<tspan class="b">{svg.escape(amount)}</tspan></text>'
    )
