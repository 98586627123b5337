"""The smallest pieces of a drawing: percentages, paths, escaped text."""

import re
from collections.abc import Iterable, Sequence
from html import escape as _escape

Point = tuple[float, float]  # x and y in per cent of the plot, y from the top

_SPECIAL = re.compile("[&<>\"']").search


def escape(text: str) -> str:
    """Return text safe in markup and in quoted attributes. Most text has nothing to escape."""
    return _escape(text) if _SPECIAL(text) else str(text)


def pc(value: float) -> str:
    """Return a percentage attribute. A tenth of a per cent is less than two pixels."""
    return f"{value:.1f}%"


def px(value: float) -> str:
    """Return a length with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def join(points: Iterable[Point]) -> str:
    """Return a path through points, in thousandths of the plot."""
    return "M" + "L".join([f"{x * 10:.0f} {y * 10:.1f}" for x, y in points])


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
