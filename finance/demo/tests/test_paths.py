"""Prices over time."""

from decimal import Decimal
from itertools import pairwise

import pytest

from finance.demo import paths
from finance.demo.paths import Path

PATH = Path(((0, 100), (0.5, 40), (1, 250)), 0.02)


def test_a_path_begins_and_ends_where_it_says() -> None:
    found = paths.prices(PATH, name="coin", days=1826)
    assert len(found) == 1826
    assert found[0] == Decimal(100)
    assert found[-1] == Decimal(250)


def test_a_path_passes_near_its_points_and_is_restless() -> None:
    found = paths.prices(PATH, name="coin", days=1001)
    assert Decimal(25) < found[500] < Decimal(65)
    falls = sum(after < before for before, after in pairwise(found))
    assert 300 < falls < 700


def test_names_have_paths_of_their_own() -> None:
    one, two = (paths.prices(PATH, name=name, days=400) for name in ("one", "two"))
    assert one != two
    assert one == paths.prices(PATH, name="one", days=400)


def test_a_calm_path_is_straight() -> None:
    found = paths.prices(Path(((0, 10), (1, 10)), 0.0), name="calm", days=50)
    assert set(found) == {Decimal(10)}


@pytest.mark.parametrize("days", [1, 2])
def test_a_short_path_is_possible(days: int) -> None:
    assert len(paths.prices(PATH, name="short", days=days)) == days
