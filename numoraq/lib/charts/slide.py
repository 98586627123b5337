"""The slide rule of the tiers: steps on a logarithmic scale, and where somebody stands."""

from collections.abc import Sequence
from math import log10
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from numoraq.lib.charts import ruler, svg

_LEAST: Final = 8.0  # where the scale begins: a logarithm has no zero
_LETTER: Final = 7  # pixels


def slide_rule(
    *, label: str, value: float, text: str, steps: Sequence[tuple[float, str]]
) -> SafeString:
    """Return the scale with a flag at `value`, on which `text` is written.

    `steps` are (points, text) above zero, in rising order.
    """
    places = [at for at, _text in steps if at > 0]
    top = log10(max([*places, _LEAST * 2]) * 1.2)
    here = _place(value, top)
    dots = "".join(
        f'<circle class="{"on" if at <= value else "off"}" cx="{svg.pc(_place(at, top))}" '
        'cy="13" r="4"/>'
        for at in places
    )
    below = ruler.ruler([(_place(at, top), words) for at, words in steps if at > 0])
    return mark_safe(  # noqa: S308 every text is escaped
        f'<div class="tape log"><svg role="img" aria-label="{svg.escape(label)}">'
        '<rect class="trk" width="100%" y="11" height="4"/>'
        f'<rect class="don" width="{svg.pc(here)}" y="11" height="4"/>{dots}'
        f"{_flag(here, text)}</svg>{below}</div>"
    )


def _place(value: float, top: float) -> float:
    """Return the place of a value in per cent."""
    low = log10(_LEAST)
    return min(max(100 * (log10(max(value, _LEAST)) - low) / (top - low), 0.0), 100.0)


def _flag(x: float, text: str) -> str:
    width = len(text) * _LETTER + 16
    side = ruler.anchor(x)
    left = {"start": 0, "middle": -width / 2, "end": -width}[side]
    return (
        f'<svg x="{svg.pc(x)}" overflow="visible"><path class="needle" d="M-1.5 0h3v32h-3z"/>'
        f'<rect class="nf" x="{svg.px(left)}" y="-22" width="{width}" height="22" rx="3"/>'
        f'<text class="nt" x="{svg.px(left + width / 2)}" y="-7" text-anchor="middle">'
        f"{svg.escape(text)}</text></svg>"
    )
