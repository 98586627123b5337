"""Long lists by pages: nothing is lost or shown twice, whatever stands beside what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry, Occurrence
from finance.selectors import balances, history, journal
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.editing import path
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balances, "SIZE", 4)
    monkeypatch.setattr(history, "SIZE", 4)
    monkeypatch.setattr(journal.page, "__kwdefaults__", {"place": None, "size": 4})


def stock(user: User, category: str, count: int, **fields: object) -> None:
    """Store entries of which many share a day."""
    with as_user(user):
        Entry.objects.bulk_create(
            Entry(
                user=user,
                category=category,
                name=f"Row {number:02}",
                amount=Decimal(number),
                currency="EUR",
                date=TODAY - timedelta(days=number // 7),
                **fields,
            )
            for number in range(count)
        )


def leaf(browser: Client, url: str, rel: str = "next") -> tuple[list[list[str]], str]:
    """Return the rows of each page in a direction, and the address of the last page."""
    pages, base = [], url.partition("?")[0]
    while True:
        page = browser.get(url)
        assert page.status_code == 200
        pages.append(shown.rows(page))
        link = shown.link(page, rel)
        if link is None:
            return pages, url
        url = link if link.startswith("/") else base + link


@pytest.mark.parametrize(
    ("category", "fields"),
    [
        ("assets", {"subcategory": "bank"}),
        ("liabilities", {"subcategory": "loan"}),
        ("expenses", {"subcategory": "food"}),
        ("income", {"subcategory": "salary"}),
    ],
)
def test_pages_show_every_row_once_down_and_up(
    alice: User, browser: Client, category: str, fields: dict[str, str]
) -> None:
    stock(alice, category, 23, **fields)
    down, last = leaf(browser, f"/entries/{category}/")
    seen = [name for page in down for name in page]
    assert sorted(seen) == [f"Row {number:02}" for number in range(23)]
    assert len(down) == 6
    up, _first = leaf(browser, last, rel="prev")
    assert [name for page in reversed(up) for name in page][-len(down[-1]) :] == down[-1]
    assert sorted(name for page in up for name in page) == sorted(seen)


def test_filters_stay_while_leafing(alice: User, browser: Client) -> None:
    stock(alice, "expenses", 9, subcategory="food", description="weekly shop")
    stock(alice, "expenses", 9, subcategory="travel", description="weekly trip")
    pages, _last = leaf(browser, "/entries/expenses/?kind=food&search=shop&month=2026-11")
    assert [len(page) for page in pages] == [4, 4, 1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Bread", "Cheese", "Train", "Café"}),
        ("kind=food", {"Bread", "Cheese", "Café"}),
        ("search=market", {"Bread", "Train"}),
        ("month=2026-10", {"Cheese", "Train"}),
        ("month=2026", {"Bread", "Cheese", "Train", "Café"}),
        ("month=2025", set()),
        ("kind=food&search=market", {"Bread"}),
        ("kind=food&month=2026-10", {"Cheese"}),
        ("kind=travel&search=market&month=2026-10", {"Train"}),
        ("kind=travel&search=market&month=2026-11", set()),
        ("kind=food&search=cafe", {"Café"}),
        ("kind=nonsense", set()),
        ("month=nonsense", {"Bread", "Cheese", "Train", "Café"}),
        ("month=2026-13&kind=food", {"Bread", "Cheese", "Café"}),
    ],
)
def test_filters_narrow_together(alice: User, browser: Client, query: str, names: set[str]) -> None:
    with as_user(alice):
        make.expense(alice, 3, name="Bread", subcategory="food", date=TODAY, description="market")
        make.expense(alice, 5, name="Cheese", subcategory="food", date=date(2026, 10, 31))
        make.expense(
            alice, 7, name="Train", subcategory="travel", date=date(2026, 10, 1),
            description="to the market",
        )  # fmt: skip
        make.expense(alice, 9, name="Café", subcategory="food", date=date(2026, 11, 1))
        make.income(alice, 11, name="Market prize", date=TODAY)
    page = browser.get(f"/entries/expenses/?{query}")
    assert set(shown.rows(page)) == names


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("kind=food", "€17.00"),
        ("kind=food&month=2026-10", "€5.00"),
        ("search=e&month=2026-11", "€12.00"),
        ("kind=travel&month=2026-11", "€0.00"),
    ],
)
def test_the_total_is_of_what_is_found(
    alice: User, browser: Client, query: str, total: str
) -> None:
    with as_user(alice):
        make.expense(alice, 3, name="Bread", subcategory="food", date=TODAY)
        make.expense(alice, 5, name="Cheese", subcategory="food", date=date(2026, 10, 31))
        make.expense(alice, 7, name="Train", subcategory="travel", date=date(2026, 10, 1))
        make.expense(alice, 9, name="Coffee", subcategory="food", date=date(2026, 11, 1))
    assert f"Found {total}" in shown.main(browser.get(f"/entries/expenses/?{query}"))


def test_occurrences_of_a_day_are_cut_between_them(alice: User, browser: Client) -> None:
    with as_user(alice):
        for number in range(6):
            make.monthly(alice, number + 1, name=f"Fee {number}", date=date(2026, 9, 1))
        assert Occurrence.objects.count() == 18
    pages, _last = leaf(browser, "/entries/expenses/?month=2026")
    assert [len(page) for page in pages] == [4, 4, 4, 4, 2]
    assert sorted(name for page in pages for name in page) == sorted(
        f"Fee {number}" for number in range(6) for _month in range(3)
    )


def test_a_history_is_leafed_through_both_ways(alice: User, browser: Client) -> None:
    with as_user(alice):
        rent = make.monthly(alice, 9, name="Rent", date=date(2026, 1, 5))
    first = browser.get(f"{path(rent)}history/")
    older = shown.link(first, "next")
    assert older is not None
    second = browser.get(f"{path(rent)}history/{older}")
    newer = shown.link(second, "prev")
    assert newer is not None
    again = browser.get(f"{path(rent)}history/{newer}")
    assert shown.main(again).partition("Nov")[2] == shown.main(first).partition("Nov")[2]


@pytest.mark.parametrize("word", ["nonsense", "AAAA", "%00", "é" * 9])
def test_a_place_that_makes_no_sense_is_the_beginning(
    alice: User, browser: Client, word: str
) -> None:
    stock(alice, "expenses", 6)
    first = shown.rows(browser.get("/entries/expenses/"))
    for name in ("after", "before"):
        assert shown.rows(browser.get(f"/entries/expenses/?{name}={word}")) == first


def test_a_month_to_come_counts_nothing_yet_and_is_not_offered(
    alice: User, browser: Client
) -> None:
    with as_user(alice):
        make.expense(alice, 3, name="Bread", date=TODAY)
        make.expense(alice, 10, name="Concert", date=TODAY + timedelta(days=3))
        make.expense(alice, 5, name="Presents", date=date(2026, 12, 5))
    page = browser.get("/entries/expenses/?month=2026-12")
    assert "Spent in December 2026 €0.00" in shown.main(page)
    offered = browser.get("/entries/expenses/").content.decode()
    assert 'value="2026-11"' in offered
    assert 'value="2026-12"' not in offered
