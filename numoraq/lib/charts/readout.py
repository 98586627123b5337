"""Read-outs: what hover and focus show at a point. CSS shows them, the keyboard walks them."""

from collections.abc import Sequence
from dataclasses import dataclass

from numoraq.lib.charts.svg import cut, escape, pc, px

LETTER = 6.7  # pixels, a mean at 11.5 px
LINE = 17  # pixels
EDGE = 22  # per cent: nearer to an end the box stands beside its line
MOST = 34  # characters of a line
TALL = 3  # lines: charts.css knows the heights of two and of four
BOLD = ' class="b"'


@dataclass(frozen=True, slots=True)
class Walk:
    """The stops of one chart: the width each answers to in per cent, and where a walk begins."""

    width: float
    first: int

    def stop(self, place: int, x: float, lines: Sequence[str], dot: float | None = None) -> str:
        """Return a stop at x per cent: its lines of text, and a dot at a height in per cent."""
        size = min(max(map(len, lines)), MOST) * LETTER + 20
        left = -size / 2 if EDGE < x < 100 - EDGE else 8 if x <= EDGE else -size - 8
        middle = f' x="{px(left + size / 2)}"' if left + size / 2 else ""
        mark = "" if dot is None else f'<circle cy="{pc(dot)}"/>'
        texts = [
            f'<text{middle} y="{LINE * (i + 1)}"{BOLD if i else ""}>{cut(line, MOST)}</text>'
            for i, line in enumerate(lines)
        ]
        return (
            f'<svg class="pt" x="{pc(x)}" tabindex="{0 if place == self.first else -1}" '
            f'role="img" aria-label="{escape(": ".join([lines[0], ", ".join(lines[1:])]))}">'
            f'<rect class="hit" x="{pc(-self.width / 2)}" width="{pc(self.width)}"/>'
            f'<g class="{"ro" if len(lines) < TALL else "ro tall"}"><rect class="vl"/>{mark}'
            f'<rect class="bx" x="{px(left)}" width="{px(size)}"/>{"".join(texts)}</g></svg>'
        )
