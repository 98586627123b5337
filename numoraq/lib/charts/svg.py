"""The smallest pieces of a drawing: percentages, paths, escaped text."""

from collections.abc import Iterable, Sequence
from html import escape

Point = tuple[float, float]  # x and y in per cent of the plot, y from the top

__all__ = ["Point", "cut", "escape", "join", "pc", "px", "stretched", "thinned"]


def pc(value: float) -> str:
    """Return a percentage attribute with two decimals at most: 12.5%."""
    return f"{round(value, 2) + 0.0:g}%"


def px(value: float) -> str:
    """Return a length with one decimal at most."""
    return f"{round(value, 1) + 0.0:g}"


def join(points: Iterable[Point]) -> str:
    """Return a path through points, in thousandths of the plot."""
    return "M" + "L".join(f"{px(x * 10)} {px(y * 10)}" for x, y in points)


def stretched(body: str) -> str:
    """Return shapes that stretch with the plot; their coordinates run from 0 to 1000."""
    return (
        '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">'
        f"{body}</svg>"
    )


def cut(text: str, most: int) -> str:
    """Return escaped text of at most `most` characters, ending in an ellipsis if it was longer."""
    return escape(text if len(text) <= most else text[: most - 1].rstrip() + "…")


def thinned(count: int, most: int) -> Sequence[int]:
    """Return at most `most` evenly spaced places out of `count`, always with first and last."""
    if count <= most:
        return range(count)
    return [round(i * (count - 1) / (most - 1)) for i in range(most)]
