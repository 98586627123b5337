"""Small drawings beside numbers. They repeat what the text says, so they are decoration."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from numoraq.lib.charts import scale, svg

MOST = 60


def spark(values: Sequence[scale.Number], *, kind: str = "", is_filled: bool = False) -> SafeString:
    """Return a line with a dot at its end. Kinds: "" (cobalt), "dn" (tangerine), "wide".

    Nothing to draw gives an empty drawing that keeps its room.
    """
    numbers = scale.floats(values)
    if not numbers:
        return _drawn(kind, "")
    y = scale.fit(numbers, above=0.06, below=0.06)
    kept = svg.thinned(len(numbers), MOST)
    last = max(len(numbers) - 1, 1)
    points = [(100 * i / last, y.at(numbers[i])) for i in kept]
    if len(points) == 1:
        points = [(0.0, points[0][1]), (100.0, points[0][1])]
    line = svg.join(points)
    fill = f'<path class="fill" d="{line}L1000 1000L0 1000Z"/>' if is_filled else ""
    body = svg.stretched(f'{fill}<path class="ln" d="{line}"/>')
    return _drawn(kind, f'{body}<circle cx="100%" cy="{svg.pc(points[-1][1])}"/>')


def columns(values: Sequence[scale.Number], *, kind: str = "") -> SafeString:
    """Return small columns, the last one strong. Negative values draw as nothing."""
    numbers = [max(value, 0.0) for value in scale.floats(values)]
    top, width = max(numbers, default=0.0) or 1.0, 100 / max(len(numbers), 1)
    drawn = "".join(
        f'<rect x="{svg.pc(width * (i + 0.16))}" width="{svg.pc(width * 0.68)}" '
        f'y="{svg.pc(100 - 96 * value / top)}" height="{svg.pc(96 * value / top)}"'
        f"{' class="cur"' if i == len(numbers) - 1 else ''}/>"
        for i, value in enumerate(numbers)
    )
    return _drawn(f"cols {kind}", drawn)


def _drawn(kind: str, body: str) -> SafeString:
    return mark_safe(  # noqa: S308 numbers and an escaped class
        f'<svg class="spark {svg.escape(kind)}" aria-hidden="true">{body}</svg>'
    )
