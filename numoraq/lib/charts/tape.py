"""Linear measures: a tape of segments, and a row of ticks."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from numoraq.lib.charts import ruler, scale, svg

_SMALL_TICKS = 60


def tape(
    *,
    label: str,
    segments: Sequence[tuple[scale.Number, str]],
    ticks: Sequence[tuple[float, str]] = (),
    needle: scale.Number | None = None,
) -> SafeString:
    """Return sizes laid end to end. `segments` are (size, kind "p1" to "p4").

    `ticks` are (value, text) and `needle` a value, all counted from the start of the tape.
    """
    sizes = scale.floats(size for size, _kind in segments)
    whole = sum(sizes) or 1.0
    starts = [100 * sum(sizes[:i]) / whole for i in range(len(sizes))]
    drawn = [
        f'<rect class="{svg.escape(kind)}" x="{svg.pc(start)}" '
        f'width="{svg.pc(100 * size / whole)}" height="26"/>'
        for start, size, (_size, kind) in zip(starts, sizes, segments, strict=True)
    ]
    drawn += [
        f'<line class="cut" x1="{svg.pc(start)}" x2="{svg.pc(start)}" y2="26"/>'
        for start in starts[1:]
    ]
    if needle is not None:
        drawn.append(_needle(100 * float(needle) / whole))
    below = ruler.ruler([(100 * at / whole, text) for at, text in ticks], minor=_SMALL_TICKS)
    return mark_safe(  # noqa: S308 every text is escaped
        f'<div class="tape"><svg role="img" aria-label="{svg.escape(label)}">{"".join(drawn)}</svg>'
        f"{below}</div>"
    )


def tick_bar(share: float, *, label: str, count: int = 40) -> SafeString:
    """Return a row of ticks, `share` (0 to 1) of them on."""
    lit = round(min(max(share, 0.0), 1.0) * count)
    return day_ticks([int(i < lit) for i in range(count)], label=label)


def day_ticks(marks: Sequence[int], *, label: str) -> SafeString:
    """Return a row of ticks, one a day: 0 missed, 1 kept, 2 the one that matters now."""
    width = 100 / max(len(marks), 1)
    ticks = "".join(_tick(width * (i + 0.2), width * 0.6, mark) for i, mark in enumerate(marks))
    return mark_safe(  # noqa: S308 every text is escaped
        f'<svg class="days" role="img" aria-label="{svg.escape(label)}">{ticks}</svg>'
    )


def _needle(x: float) -> str:
    return (
        f'<svg x="{svg.pc(x)}" overflow="visible"><path class="needle" d="M-1.5-6h3v38h-3z"/></svg>'
    )


def _tick(x: float, width: float, mark: int) -> str:
    top, height = ("0", "100%") if mark else ("55%", "45%")
    return (
        f'<rect class="d{mark}" x="{svg.pc(x)}" width="{svg.pc(width)}" '
        f'y="{top}" height="{height}" rx="1.5"/>'
    )
