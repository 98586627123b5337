"""What surrounds every drawing: its words, its grid, its parts put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.html import html_safe
from django.utils.safestring import SafeString, mark_safe

from numoraq.lib import formats
from numoraq.lib.charts.scale import Scale
from numoraq.lib.charts.svg import escape, pc

_ROOMY = 7  # characters of a scale label that still fit beside the plot


def _compact(value: float) -> str:
    return formats.current().compact(value)


@dataclass(frozen=True, slots=True)
class Frame:
    """How one chart is set: its id, its words, how values are written in full and in short."""

    ident: str
    label: str
    write: Callable[[float], str]
    kind: str = ""
    compact: Callable[[float], str] = field(default=_compact)

    def scale_text(self, value: float, *, step: float) -> str:
        """Return a value of the scale, told apart from the next one."""
        if self.compact is _compact:
            return formats.current().compact(value, step=step)
        return self.compact(value)

    def alike(self, values: Sequence[float]) -> list[str]:
        """Return values to stand beside one another."""
        if self.compact is _compact:
            return formats.current().alike(values)
        return [self.compact(value) for value in values]

    @property
    def height(self) -> int:
        """Return the height in pixels that labels may count on at every width."""
        return {"face-chart": 236, "mini": 150}.get(self.kind, 190)


@html_safe
@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table that says the same."""

    svg: SafeString
    table: SafeString

    def __str__(self) -> str:
        return self.svg + self.table


@dataclass(frozen=True, slots=True)
class Plate:
    """The parts of a plotted chart, as markup."""

    plot: str
    gutter: str
    ruler: str
    widest: int  # characters of the longest label on the scale


def put_together(frame: Frame, plate: Plate) -> SafeString:
    """Return the finished chart. Every text in its parts is already escaped."""
    roomy = " roomy" if plate.widest > _ROOMY else ""
    return mark_safe(  # noqa: S308 built from escaped parts
        f'<div class="chart {escape(frame.kind)}{roomy}">'
        f'<svg class="plot" role="group" aria-label="{escape(frame.label)}">{plate.plot}</svg>'
        f"{plate.gutter}{plate.ruler}</div>"
    )


def grid(scale: Scale) -> str:
    """Return the lines of the scale; zero stands out."""
    return "".join(
        f'<line class="grid{"" if tick else " zero"}" x2="100%" '
        f'y1="{pc(scale.at(tick))}" y2="{pc(scale.at(tick))}"/>'
        for tick in scale.ticks
    )


def gradient(ident: str) -> str:
    """Return the wash under a line."""
    return (
        f'<defs><linearGradient id="{escape(ident)}" x1="0" y1="0" x2="0" y2="1">'
        '<stop class="g0" offset="0"/><stop class="g1" offset="1"/></linearGradient></defs>'
    )


def blank() -> SafeString:
    """Return the line a chart will be, before it has values."""
    return mark_safe(
        '<div class="blank"><svg aria-hidden="true" viewBox="0 0 1000 1000" '
        'preserveAspectRatio="none"><path class="skel" d="M0 780C120 760 180 640 300 660S480 520 '
        '600 500 760 420 820 330 940 260 1000 200"/></svg></div>'
    )


NOTHING = Chart(blank(), SafeString(""))
