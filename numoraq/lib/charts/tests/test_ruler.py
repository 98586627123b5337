"""The ruler below a plot."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib.charts import ruler
from numoraq.lib.charts.tests.reading import by_class, parse, words


def days(first: date, count: int, every: int) -> list[date]:
    return [first + timedelta(days=every * i) for i in range(count)]


def texts(found: list[ruler.Tick]) -> list[str]:
    return [tick.text for tick in found]


def test_no_days_have_no_ticks() -> None:
    assert ruler.date_ticks([]) == []


def test_a_month_is_ticked_by_days() -> None:
    found = texts(ruler.date_ticks(days(date(2026, 11, 22), 31, 1)))
    assert found == ["22 Nov", "27 Nov", "2 Dec", "7 Dec", "12 Dec", "17 Dec", "22 Dec"]


def test_a_year_is_ticked_by_months_with_the_year_at_january() -> None:
    found = texts(ruler.date_ticks(days(date(2025, 11, 20), 122, 3)))
    assert found[:3] == ["Dec", "Jan 2026", "Feb"]
    assert found[-1] == "Nov"


def test_five_years_are_ticked_by_halves() -> None:
    found = texts(ruler.date_ticks(days(date(2021, 11, 1), 61, 30)))
    assert found[:3] == ["Jan 2022", "Jul", "Jan 2023"]


def test_a_tick_stands_where_its_month_begins() -> None:
    dated = days(date(2026, 1, 30), 40, 2)
    for tick in ruler.date_ticks(dated):
        at = int(tick.at)
        assert dated[at].month != dated[at - 1].month


def test_phones_keep_a_few_labels() -> None:
    markup = ruler.ruler([(8 * i, f"L{i}") for i in range(12)], minor=10)
    labels = by_class(parse(markup), "tick")
    kept = [label for label in labels if "o" not in (label.get("class") or "").split()]
    assert len(labels) == 12
    assert len(kept) == ruler.PHONE


def test_labels_at_the_ends_stay_inside() -> None:
    labels = by_class(parse(ruler.ruler([(0, "a"), (50, "b"), (100, "c")])), "tick")
    assert [label.get("text-anchor") for label in labels] == ["start", "middle", "end"]


def test_small_ticks_are_counted() -> None:
    (path,) = by_class(parse(ruler.ruler([], minor=10)), "tk")
    assert path.attrib["d"].count("M") == 11


def test_labels_are_escaped() -> None:
    tree = parse(ruler.ruler([(50, "<Nov>")]))
    assert words(by_class(tree, "tick")[0]) == "<Nov>"


def test_ticks_off_the_plot_are_left_out() -> None:
    assert ruler.along([(-1, "a"), (0, "b"), (4, "c"), (5, "d")], 5) == [(0, "b"), (100, "c")]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 200), st.integers(1, 400))
def test_labels_are_never_a_crowd(first: date, count: int, every: int) -> None:
    found = ruler.date_ticks(days(first, count, every))
    assert len(found) <= ruler.MOST + 1
    assert all(0 <= tick.at < count for tick in found)
