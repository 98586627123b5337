"""Values to places."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib.charts import scale
from numoraq.lib.charts.tests.reading import amounts


def test_ticks_are_round_values() -> None:
    thousands = [tick / 1000 for tick in scale.fit([352_000, 392_294]).ticks]
    assert thousands == [350, 360, 370, 380, 390, 400]
    assert scale.fit([0, 7]).ticks == (0, 2, 4, 6, 8)
    assert scale.fit([-4, 12]).ticks == (-5, 0, 5, 10, 15)


def test_top_is_zero_per_cent() -> None:
    built = scale.fit([0, 100])
    assert built.at(built.high) == 0
    assert built.at(built.low) == 100
    assert built.at(50) == 50


def test_air_is_kept_above_and_below() -> None:
    built = scale.fit([0, 100], above=0.1, below=0.2)
    assert (built.low, built.high) == (-20, 110)
    assert all(built.low <= tick <= built.high for tick in built.ticks)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([], 0, 1), ([0, 0], 0, 1), ([500, 500], 475, 525), ([-500], -525, -475)],
)
def test_values_too_close_are_moved_apart(values: list[float], low: float, high: float) -> None:
    built = scale.fit(values, above=0.0001)
    assert (built.low, round(built.high)) == (low, high)


def test_step_is_the_distance_of_ticks() -> None:
    assert scale.fit([0, 80]).step == 20
    assert scale.Scale(0, 1, (0,)).step == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(bad: scale.Number) -> None:
    with pytest.raises(ValueError, match="finite"):
        scale.floats([1, bad])


def test_decimals_become_geometry() -> None:
    assert scale.floats([Decimal("1.50"), 2, 3.5]) == [1.5, 2.0, 3.5]


@given(st.lists(amounts, max_size=12), st.integers(2, 6))
def test_every_value_has_a_place_inside(values: list[float], steps: int) -> None:
    built = scale.fit(values, steps=steps)
    assert built.high > built.low
    assert all(-1e-6 <= built.at(value) <= 100 + 1e-6 for value in values)


@given(st.lists(amounts, max_size=12), st.integers(2, 6))
def test_ticks_rise_and_are_few(values: list[float], steps: int) -> None:
    ticks = scale.fit(values, steps=steps).ticks
    assert all(a < b for a, b in pairwise(ticks))
    assert 2 <= len(ticks) <= 2 * steps + 3


@given(st.lists(st.integers(0, 10_000_000), max_size=12))
def test_counts_are_measured_in_whole_numbers(values: list[int]) -> None:
    built = scale.fit([*values, 0], whole=True)
    assert built.low == 0
    assert all(tick % 1 == 0 for tick in built.ticks)
    assert len(built.ticks) <= 9
