"""Chance that repeats."""

from datetime import date, timedelta
from statistics import fmean

from finance.demo import chance

DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(2000)]


def test_the_same_name_and_day_draw_the_same() -> None:
    assert chance.uniform("food", DAYS[0]) == chance.uniform("food", DAYS[0])
    assert chance.noise("food", DAYS[0]) == chance.noise("food", DAYS[0])


def test_names_and_days_draw_differently() -> None:
    assert len({chance.uniform("food", day) for day in DAYS}) > 1990
    assert chance.uniform("food", DAYS[0]) != chance.uniform("rent", DAYS[0])


def test_draws_stay_the_same_from_release_to_release() -> None:
    assert round(chance.uniform("food", date(2026, 1, 1)), 6) == 0.509184
    assert round(chance.noise("food", 7), 6) == 0.010239


def test_uniform_is_even_and_noise_is_centred() -> None:
    uniform = [chance.uniform("x", day) for day in DAYS]
    noise = [chance.noise("x", day) for day in DAYS]
    assert 0 <= min(uniform) < 0.01
    assert 0.99 < max(uniform) < 1
    assert abs(fmean(uniform) - 0.5) < 0.03
    assert -1 <= min(noise) <= max(noise) < 1
    assert abs(fmean(noise)) < 0.03
    assert sum(abs(value) < 0.5 for value in noise) > 0.7 * len(noise)
