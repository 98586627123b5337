"""Read-outs: what hover and focus show at a point. CSS shows them, the keyboard walks them."""

from collections.abc import Sequence
from dataclasses import dataclass

from numoraq.lib.charts.svg import cut, escape, pc, px

LETTER = 6.7  # pixels, a mean at 11.5 px
LINE = 17  # pixels
EDGE = 22  # per cent: nearer to an end the box stands beside its line
MOST = 34  # characters of a line


@dataclass(frozen=True, slots=True)
class Readout:
    """One stop: x and the width it answers to in per cent, lines of text, dots to mark."""

    x: float
    width: float
    lines: Sequence[str]
    dots: Sequence[float] = ()
    label: str = ""
    is_first: bool = False


def draw(stop: Readout) -> str:
    """Return a stop of the keyboard's walk along a chart."""
    lines = [cut(line, MOST) for line in stop.lines]
    width = max(len(line) for line in stop.lines) if stop.lines else 0
    width = min(width, MOST) * LETTER + 20
    left = -width / 2 if EDGE < stop.x < 100 - EDGE else 8 if stop.x <= EDGE else -width - 8
    middle = px(left + width / 2)
    texts = "".join(
        f'<text{"" if middle == "0" else f" x={chr(34)}{middle}{chr(34)}"} y="{LINE * i + LINE}"'
        f"{' class=b' if i else ''}>{line}</text>"
        for i, line in enumerate(lines)
    )
    dots = "".join(f'<circle cy="{pc(y)}"/>' for y in stop.dots)
    return (
        f'<svg class="pt" x="{pc(stop.x)}" tabindex="{0 if stop.is_first else -1}" role="img" '
        f'aria-label="{escape(stop.label or ": ".join(stop.lines))}">'
        f'<rect class="hit" x="{pc(-stop.width / 2)}" width="{pc(stop.width)}"/>'
        f'<g class="ro"><rect class="vl"/>{dots}'
        f'<rect class="bx" x="{px(left)}" width="{px(width)}" height="{LINE * len(lines) + 9}"/>'
        f"{texts}</g></svg>"
    )
