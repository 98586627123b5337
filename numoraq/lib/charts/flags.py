"""The right-hand scale, where every line ends in a flag. Flags push each other apart."""

from dataclasses import dataclass

from numoraq.lib.charts.frame import Frame
from numoraq.lib.charts.scale import Scale
from numoraq.lib.charts.svg import escape, pc

FLAG = 23  # pixels a flag needs
TICK = 17  # pixels a tick label keeps from a flag
LETTER = 7  # pixels, a generous mean


@dataclass(frozen=True, slots=True)
class Flag:
    """A value worth naming. Kinds: "" (ink), "hot" (now), "mut" (a limit)."""

    value: float
    text: str
    kind: str = ""


def placed(wanted: list[float], *, need: float) -> list[float]:
    """Return places, in the order given, at least `need` apart and as near as can be.

    Places are per cent and stay between 0 and 100 when there is room for all.
    """
    need = min(need, 100 / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    spots = [min(max(wanted[i], 0.0), 100.0) for i in order]
    for i in range(1, len(spots)):
        spots[i] = max(spots[i], spots[i - 1] + need)
    over = max(spots[-1] - 100.0, 0.0) if spots else 0.0
    if over:
        spots[-1] -= over
    for i in range(len(spots) - 2, -1, -1):
        spots[i] = min(spots[i], spots[i + 1] - need)
    result = [0.0] * len(spots)
    for spot, i in zip(spots, order, strict=True):
        result[i] = spot
    return result


def gutter(frame: Frame, scale: Scale, flags: list[Flag]) -> tuple[str, int]:
    """Return the scale beside a plot, and the length of its longest label."""
    spots = placed([scale.at(flag.value) for flag in flags], need=100 * FLAG / frame.height)
    room = 100 * TICK / frame.height
    labels = [
        (scale.at(tick), frame.scale_text(tick, step=scale.step))
        for tick in scale.ticks
        if all(abs(scale.at(tick) - spot) > room for spot in spots)
    ]
    ticks = "".join(
        f'<text class="tick" x="10" y="{pc(y)}" dy="4">{escape(text)}</text>' for y, text in labels
    )
    drawn = "".join(_draw(flag, spot) for flag, spot in zip(flags, spots, strict=True))
    texts = [*(text for _y, text in labels), *(flag.text for flag in flags)]
    widest = max(map(len, texts), default=0)
    return f'<svg class="gut" aria-hidden="true">{ticks}{drawn}</svg>', widest


def _draw(flag: Flag, spot: float) -> str:
    width = len(flag.text) * LETTER + 14
    return (
        f'<svg class="flag {flag.kind}" y="{pc(spot)}" overflow="visible">'
        f'<path d="M0 0L7-10.5H{width}V10.5H7Z"/>'
        f'<text x="{7 + (width - 7) / 2:g}" y="4">{escape(flag.text)}</text></svg>'
    )
