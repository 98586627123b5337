"""Income and expenses: by month, with what repeats and what is planned above."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.make import TODAY
from finance.tests.pages.reading import Response
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

PATH = "/entries/expenses/"


def words(browser: Client, query: str = "") -> str:
    """Return what stands on the page of expenses."""
    return shown.main(browser.get(PATH + query))


def test_expenses_stand_by_month_with_sums(alice: User, browser: Client, rates: None) -> None:
    with as_user(alice):
        make.expense(alice, 10, name="Bread", subcategory="food", date=date(2026, 11, 2))
        make.expense(alice, 30, name="Shoes", date=date(2026, 11, 20), currency="USD")
        make.expense(alice, 40, name="Book", date=date(2026, 10, 1))
    found = words(browser)
    assert "Spent in November 2026 €25.00 €40.00 in October" in found
    assert "November 2026 €25.00 Shoes" in found
    assert "October 2026 €40.00 Book" in found
    assert "Fri 20 Nov $30.00 €1 = 2.0000 USD · 20 Nov €15.00" in found
    assert found.index("Shoes") < found.index("Bread") < found.index("Book")


def test_what_repeats_stands_first_with_its_next_day(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.monthly(alice, 900, name="Rent", date=date(2026, 9, 5))
        make.monthly(alice, 100, name="Phone", date=date(2026, 10, 25), recurring_interval=2)
        make.expense(alice, 5, name="Magazine", date=date(2026, 11, 20),
                     recurring_frequency="weekly")  # fmt: skip
        make.monthly(alice, 7, name="Old club", date=date(2025, 1, 5),
                     recurring_ends_on=date(2025, 3, 31))  # fmt: skip
    found = words(browser)
    assert "Every month 1 €900.00 Rent 5 Dec · Other Sat 5 Dec repeats €900.00" in found
    assert "Every 2 months 1 €100.00 Phone 25 Dec" in found
    assert "Every week 1 €5.00 Magazine 27 Nov" in found
    assert "Ended 1 Old club ended · Other until 31 Mar" in found
    places = [found.index(text) for text in ("Every month", "Every 2", "Every week", "Ended 1")]
    assert places == sorted(places)


def test_each_time_it_came_stands_in_its_month(alice: User, browser: Client) -> None:
    with as_user(alice):
        rent = make.monthly(alice, 900, name="Rent", date=date(2026, 10, 5))
        events = list(rent.occurrences.all())
    response = browser.get(PATH)
    assert "November 2026 €900.00 Rent 5 Nov" in shown.main(response)
    assert len(events) == 2
    for event in events:
        assert f"/entries/{rent.pk}/history/{event.pk}/" in response.content.decode()


def test_what_is_planned_stands_above_and_does_not_count_yet(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.expense(alice, 1200, name="Bicycle", date=TODAY + timedelta(days=3))
    found = words(browser)
    assert "Planned 1 Bicycle 25 Nov" in found
    assert "Spent in November 2026 €0.00" in found


def test_a_period_shows_its_own_flows_alone(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.monthly(alice, 900, name="Rent", date=date(2026, 9, 5))
        make.expense(alice, 10, name="Bread", date=date(2026, 10, 2))
    found = words(browser, "?month=2026-10")
    assert "Every month" not in found
    assert "October 2026 €910.00 Rent" in found
    assert "September 2026 €" not in found


def test_the_months_to_choose_from_are_those_with_flows(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.expense(alice, 1, date=date(2026, 10, 1))
        make.expense(alice, 1, date=date(2024, 2, 1))
        make.income(alice, 1, date=date(2020, 1, 1))
    page = browser.get(PATH).content.decode()
    assert '<optgroup label="2026">' in page
    assert '<option value="2024-02">February 2024</option>' in page
    assert "2020-01" not in page


def test_flows_without_a_rate_are_shown_and_named(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        make.expense(alice, 5000, name="Hotel Luanda", currency="AOA", date=TODAY)
    found = words(browser)
    assert "Not everything is in this total. There is no rate for AOA." in found
    assert "Kz 5,000.00 no rate not counted" in found


# ---- pages


def many(user: User, count: int, *, on: date = TODAY) -> list[Entry]:
    """Give a person many expenses of one day."""
    with as_user(user):
        return Entry.objects.bulk_create(
            Entry(user=user, category="expenses", name=f"No {i:03}", amount=1, currency="EUR",
                  date=on)
            for i in range(count)
        )  # fmt: skip


def rows(response: Response) -> list[str]:
    """Return the names of the rows."""
    return [name for name in shown.rows(response) if name.startswith("No ")]


def test_pages_of_one_day_show_each_entry_once_in_both_directions(
    alice: User, browser: Client
) -> None:
    many(alice, 120)
    first = browser.get(PATH)
    assert shown.link(first, "prev") is None
    second = browser.get(PATH + str(shown.link(first, "next")))
    third = browser.get(PATH + str(shown.link(second, "next")))
    assert shown.link(third, "next") is None
    assert [len(rows(page)) for page in (first, second, third)] == [50, 50, 20]
    assert len({*rows(first), *rows(second), *rows(third)}) == 120
    back = browser.get(PATH + str(shown.link(third, "prev")))
    assert rows(back) == rows(second)
    start = browser.get(PATH + str(shown.link(back, "prev")))
    assert rows(start) == rows(first)
    assert shown.link(start, "prev") is None


def test_pages_survive_the_entry_they_begin_after(alice: User, browser: Client) -> None:
    many(alice, 60)
    first = browser.get(PATH)
    with as_user(alice):
        Entry.objects.filter(name=rows(first)[-1]).delete()
    second = browser.get(PATH + str(shown.link(first, "next")))
    assert len(rows(second)) == 10
    assert not {*rows(first)} & {*rows(second)}


def test_an_empty_page_is_never_shown(alice: User, browser: Client) -> None:
    many(alice, 51)
    first = browser.get(PATH)
    beyond = str(shown.link(first, "next"))
    with as_user(alice):
        Entry.objects.exclude(name__in=rows(first)).delete()
    assert rows(browser.get(PATH + beyond)) == rows(first)


def test_a_month_that_goes_on_is_not_summed_twice(alice: User, browser: Client) -> None:
    many(alice, 60)
    second = browser.get(PATH + str(shown.link(browser.get(PATH), "next")))
    assert "November 2026 continued No" in shown.main(second)


def test_pages_keep_what_the_list_is_narrowed_to(alice: User, browser: Client) -> None:
    many(alice, 60)
    first = browser.get(PATH + "?search=no&kind=other&month=2026-11")
    second = str(shown.link(first, "next"))
    assert "search=no" in second
    assert "kind=other" in second
    assert "month=2026-11" in second
    assert len(rows(browser.get(PATH + second))) == 10


def test_singles_and_occurrences_share_the_pages(alice: User, browser: Client) -> None:
    many(alice, 45, on=date(2026, 3, 5))
    with as_user(alice):
        make.expense(alice, 1, name="No 900", date=date(2026, 1, 1), recurring_frequency="weekly")
    first = browser.get(PATH + "?month=2026")
    second = browser.get(PATH + str(shown.link(first, "next")))
    found = rows(first) + rows(second)
    assert len(found) == 45 + 47
    assert found.count("No 900") == 47
