"""Emblems of tiers: engraved guilloché. The bezel counts the tier, the engraving grows finer."""

from functools import cache
from math import cos, pi, sin
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from numoraq.lib.charts import svg

STEPS: Final = 12
_INNER, _OUTER = 41, 46  # radii of the bezel's ticks, in a square of 96
_MATERIALS: Final = ((4, "line"), (8, "blue"), (11, "night"), (STEPS, "sun"))


@cache
def emblem(step: int, *, is_locked: bool = False, size: str = "") -> SafeString:
    """Return the emblem of a tier, from 1 to 12; `size` is "sm", "xl" or nothing. Decoration."""
    place = min(max(step, 1), STEPS) - 1
    material = next(name for end, name in _MATERIALS if place < end)
    kind = " ".join(filter(None, ("em", material, "lock" if is_locked else "", size)))
    core = svg.px(3 + place / 4)
    return mark_safe(  # noqa: S308 numbers and our own words
        f'<svg class="{kind}" viewBox="0 0 96 96" aria-hidden="true">'
        f'<circle class="dk" cx="48" cy="48" r="36"/>'
        f'<path class="bt" d="{_bezel(place + 1, STEPS)}"/>'
        f'<path class="bl" d="{_bezel(0, place + 1)}"/>'
        f'<g transform="translate(48 48)">{_engraving(place)}<circle class="cr" r="{core}"/></g>'
        "</svg>"
    )


def _bezel(start: int, end: int) -> str:
    return "".join(_ray(2 * pi * step / STEPS - pi / 2) for step in range(start, end))


def _ray(angle: float) -> str:
    return f"M{_at(_INNER, angle)}L{_at(_OUTER, angle)}"


def _at(radius: float, angle: float) -> str:
    return f"{svg.px(48 + radius * cos(angle))} {svg.px(48 + radius * sin(angle))}"


def _engraving(place: int) -> str:
    drawings = (
        "",
        _petals(2, 30, 15),
        _petals(3, 30, 14),
        _petals(4, 30, 13),
        _ring(6, 15.5, 15.5),
        _petals(7, 31, 11),
        _ring(8, 15.5, 15.5) + _ring(8, 4, 26),
        _petals(9, 31, 10) + _ring(18, 2, 32),
        _ring(12, 12, 20),
        _petals(6, 31, 7) + _ring(12, 9, 22),
        _ring(16, 15.5, 15.5),
        _ring(24, 15.5, 15.5) + _ring(24, 2, 32),
    )
    return drawings[place]


def _petals(count: int, long: float, short: float) -> str:
    return "".join(
        f'<ellipse rx="{long}" ry="{short}" transform="rotate({svg.px(180 * turn / count)})"/>'
        for turn in range(count)
    )


def _ring(count: int, radius: float, distance: float) -> str:
    angles = [2 * pi * turn / count for turn in range(count)]
    return "".join(
        f'<circle class="g" cx="{svg.px(distance * cos(angle))}" '
        f'cy="{svg.px(distance * sin(angle))}" r="{radius}"/>'
        for angle in angles
    )
